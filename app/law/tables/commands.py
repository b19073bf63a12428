"""Putting decision tables into force (施行决策表) and deciding by them (判定)."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.xml import IDENTIFIER
from app.decisions import DecisionError, Fault, Model, check_model, read_model
from app.law.tables import queries, reading
from app.law.tables.models import DecisionResult, TableVersion


class TableRefused(RuleBroken):
    """A table may not be put into force. `findings`: faults of reading or findings of the checker, all of them."""

    def __init__(self, findings: Iterable):
        self.findings = list(findings)
        super().__init__(self.findings[0].code, f"决策表不能施行：{self.findings[0].message}")


def findings_of(content: bytes) -> tuple[Model | None, list]:
    """Read and check a table, which must answer every case: a matter without a matching row would stand still.

    Returns: (the model or None, faults or findings, errors first); changes nothing
    """
    try:
        model = read_model(content)
    except DecisionError as wrong:
        return None, wrong.faults
    return model, [*_without_key(model), *_lost_columns(model), *check_model(model, complete=model.decisions)]


def _without_key(model: Model) -> list[Fault]:
    """A table is found by its key: in addresses, in diagrams and in the register."""
    words = "决策“{}”没有编号（id），或者编号超过 80 个字符、不以字母开头、含空格或斜杠一类的符号，请改好再上传"
    return [Fault("id_invalid", each.id, words.format(each.name[:60]))
            for each in reading.top_decisions(model) if not IDENTIFIER.fullmatch(each.id)]  # fmt: skip


def _lost_columns(model: Model) -> list[Fault]:
    """The results of a shipped table this file no longer gives: diagrams and commands go on by them."""
    shipped = queries.shipped_columns()
    return [
        Fault("column_lost", key, f"决策表“{decision.name}”少了结果列 {'、'.join(lost)}，流程按这些列往下走，请补上")
        for key, decision in model.decisions.items()
        if (lost := [name for name in shipped.get(key, ()) if name not in reading.columns(decision)])
    ]


def is_error(finding) -> bool:
    """Whether a finding forbids putting the table into force: every fault of reading, and errors of the checker."""
    return isinstance(finding, Fault) or finding.severity == "error"


@command(permission="deploy_process")
def put_in_force(actor, content: bytes, effective_from: date) -> list[TableVersion]:
    """Put a DMN file into force from a day (施行): a new version of each decision nothing else in the file requires.

    Earlier versions stay for earlier days; results already recorded keep the version they were made by.

    Args:   content: the .dmn file as designers save it
    Returns: the versions; an unchanged table that already begins on that day is returned as it is
    Raises: TableRefused(code of the first finding): `.findings` lists all
    """
    model, findings = findings_of(content)
    if model is None or any(map(is_error, findings)):
        raise TableRefused([finding for finding in findings if is_error(finding)])
    told = reading.about(content)
    return [_put(actor, model, each.id, content, effective_from, told) for each in reading.top_decisions(model)]


@command(permission="deploy_process")
def put_shipped_in_force(actor) -> list[TableVersion]:
    """Bring the tables of `workflows/` into force that never were as they are.

    A table the office put into force itself is left alone, whatever the product ships later. The first version is in
    force from the day its file names, a corrected one from today.
    """
    done = []
    for content in queries.shipped_files().values():
        model, told = read_model(content), reading.about(content)
        for decision in reading.top_decisions(model):
            since = _shipped_from(decision.id, model.hash, told.effective_from)
            if since is not None:
                done.append(_put(actor, model, decision.id, content, since, told, is_shipped=True))
    return done


def _shipped_from(key: str, digest: str, since: date) -> date | None:
    """From when a shipped table is to be in force; None: it was already, or the office has its own."""
    rows = list(db.session.scalars(select(TableVersion).where(TableVersion.key == key)))
    if any(row.sha256 == digest or not row.is_shipped for row in rows):
        return None
    return since if all(row.effective_from < since for row in rows) else today()


def _put(actor, model: Model, key: str, content: bytes, since: date, told, is_shipped=False) -> TableVersion:
    present = queries.find_in_force(key, since)
    if present and present.sha256 == model.hash and present.effective_from == since:
        return present
    row = TableVersion(
        key=key, version=queries.next_number(key), name=model.decisions[key].name, sha256=model.hash, content=content,
        effective_from=since, note=told.descriptions.get(key, ""),
        is_verified=reading.is_verified(model, key, told.descriptions), is_shipped=is_shipped,
        deployed_at=now(), deployed_by=actor.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the next table of the file counts its versions
    return row


@command()
def decide(
    actor, key: str, inputs: Mapping, on: date, subject: tuple = (None, None), instance_id: str | None = None
) -> DecisionResult:
    """Decide by the table in force on the legally relevant day, and record what was decided from what.

    Args:   key: id of the decision; inputs: {name: value}; subject: (table name, id) of what it is about
    Returns: the row: `value` as JSON (a dict of the output columns; a list of them where several rows count)
    Raises: RuleBroken("no_table" | "decision_failed" | "input_invalid")
    """
    version = queries.in_force(key, on)
    outcome = queries.evaluate(version, inputs)
    kind, subject_id = subject
    row = DecisionResult(
        table=version, key=key, sha256=version.sha256, relevant_on=on, inputs=reading.as_json(dict(inputs)),
        value=reading.as_json(outcome.value), fired=reading.as_json(outcome.fired), subject_kind=kind,
        subject_id=None if subject_id is None else str(subject_id), instance_id=instance_id, actor_id=actor.id, at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers keep its id
    return row
