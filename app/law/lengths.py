"""The place to set a length the law left open (设定期限): dated, on a document, audited; read with every period."""

from datetime import date

from flask import g, has_app_context
from sqlalchemy import select

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.law.commands import recompute_all
from app.law.models import Period, PeriodLength
from app.law.period_rules import PeriodRule, SetLength, lengths_from, load_rules, shipped_rules

LONGEST = 3650


def asked_once(name: str, read) -> tuple:
    """What the office has set, read once for each request or job and kept under that name; nothing without an application."""
    if not has_app_context():
        return ()
    if name not in g:
        setattr(g, name, read())
    return getattr(g, name)


def _read() -> tuple[SetLength, ...]:
    return asked_once("period_lengths", _rows)


def _rows() -> tuple[SetLength, ...]:
    rows = db.session.scalars(select(PeriodLength).order_by(PeriodLength.id).execution_options(autoflush=False))
    last = {(row.rule_id, row.since): SetLength(row.rule_id, row.since, row.length, row.document) for row in rows}
    return tuple(last.values())


lengths_from(_read)


def open_version(rule_id: str, on: date) -> PeriodRule | None:
    """The shipped version of that day whose length is for the office to set, or None."""
    version = shipped_rules().version_on(rule_id, on)
    return version if version and version.parameter else None


@command(permission="upload_holidays")
def set_length(actor, rule_id: str, length: int, since: date, document: str) -> list[Period]:
    """Set the length of a period the law left open, from a day on; every running period is reckoned again.

    Args:    length: in the unit of the rule; document: what it rests on, with its number (文号)
    Returns: the running periods whose last day moved
    Raises:  NotFound("period_rule"); RuleBroken("length_fixed" | "length" | "document")
    Source:  the law's own silence; dated so that earlier matters keep what held for them
    """
    if rule_id not in load_rules().versions:
        raise NotFound("period_rule", "没有这条期间，请从期间列表里找")
    if open_version(rule_id, since) is None:
        text = f"{since} 施行的这条期间由法律写明，不能另行设定；法律修改的，请更新期间规则"
        raise RuleBroken("length_fixed", text, {"since": text})
    if not 1 <= length <= LONGEST:
        raise RuleBroken("length", f"长度应在 1 至 {LONGEST} 之间", {"length": f"应在 1 至 {LONGEST} 之间"})
    require_document(document)
    db.session.add(PeriodLength(rule_id=rule_id, since=since, length=length, document=document.strip(),
                                set_by=actor.id, set_at=now()))  # fmt: skip
    db.session.flush()  # the recomputation reads it
    g.pop("period_lengths", None)
    return recompute_all(actor)


def require_document(document: str) -> None:
    """Raises: RuleBroken("document"): what is set must rest on something written"""
    if not document.strip():
        text = "请写明依据的文件和文号"
        raise RuleBroken("document", text, {"document": text})
