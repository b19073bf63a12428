"""Things kept for a case (先行登记保存、查封、扣押), from the proposal to what becomes of them."""

from datetime import date

from app.cases import preservation_rules as rules
from app.cases import queries
from app.cases.models import Case, Preservation
from app.core.clock import today
from app.core.command import command
from app.core.database import db


@command(permission="record_evidence")
def propose_preservation(
    actor, case: Case, row: Preservation | None, kind: str, items: list[dict], **facts
) -> Preservation:
    """Propose to keep things; after a return the same row is filled anew.

    Args:   kind: key of preservation_rules.KINDS; items: [{"name", "spec", "quantity", "state"}]
            facts: holder, reason, place, keeper, method (sealing | seizure)
    Raises: RuleBroken("no_items")
    Source: 行政处罚法 (2021) art. 56; 安全生产法 (2021) art. 65(1)4; 行政强制法 (2011) arts. 18, 23, 24
    """
    rules.require_items(items)
    if row is None:
        row = Preservation(case_id=case.id, kind=kind, status="proposed", proposed_by=actor.id, proposed_on=today())
        db.session.add(row)
    row.items = items
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.flush()  # it becomes the subject of its process
    return row


@command()
def refuse_preservation(actor, row: Preservation) -> Preservation:
    """The person in charge did not approve it."""
    row.status = "refused"
    return row


@command()
def start_preservation(actor, row: Preservation, number: str, on: date) -> Preservation:
    """The paper with the list was handed over: the period begins. Source: 行政处罚法 (2021) arts. 56, 85; 强制法 art. 25"""
    row.status, row.notice_number, row.started_on = "running", number, on
    return row


@command(permission="record_evidence")
def propose_disposal(actor, row: Preservation, disposal: str, note: str) -> Preservation:
    """Propose what becomes of the things (one of the disposals of its kind).

    Raises: RuleBroken("preservation_lapsed")
    Source: 行政处罚法 (2021) art. 56
    """
    rules.require_in_time(rules.KINDS[row.kind], queries.preservation_last_day(row), today())
    row.disposal, row.disposal_note = disposal, note
    return row


@command()
def settle_preservation(actor, row: Preservation) -> Preservation:
    """The person in charge decided, within the period.

    Raises: RuleBroken("preservation_lapsed")
    Source: 行政处罚法 (2021) art. 56
    """
    rules.require_in_time(rules.KINDS[row.kind], queries.preservation_last_day(row), today())
    row.status, row.disposed_on = "settled", today()
    return row


@command()
def lapse_preservation(actor, row: Preservation) -> Preservation:
    """The period passed without a decision: it has no effect any more; the things must be given back.

    Raises: RuleBroken("preservation_running")
    Source: 行政处罚法 (2021) arts. 56, 85; 行政强制法 (2011) arts. 25, 28
    """
    rules.require_lapsed(rules.KINDS[row.kind], queries.preservation_last_day(row), today())
    row.status, row.disposal = "lapsed", "lapsed"
    return row


@command(permission="record_evidence")
def release_preservation(actor, row: Preservation, released_on: date, note: str) -> Preservation:
    """What had lapsed was given back."""
    row.status, row.disposed_on, row.disposal_note = "settled", released_on, note
    return row
