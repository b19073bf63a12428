"""Things kept for a case (先行登记保存、查封、扣押), from the proposal to what becomes of them."""

from datetime import date

from app.cases import preservation_rules as rules
from app.cases import queries
from app.cases.models import Case, Preservation
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db


@command(permission="record_evidence")
def propose_preservation(
    actor, case: Case, row: Preservation | None, kind: str, items: list[dict], **facts
) -> Preservation:
    """Propose to keep things; after a return the same row is filled anew.

    Args:   kind: key of preservation_rules.KINDS; items: [{"name", "spec", "quantity", "state"}]
            facts: holder, holder_kind, reason, place, keeper, method (sealing | seizure), seized_at and emergency_reason
            of what was done on the spot
    Raises: RuleBroken("no_items" | "seized_at" | "emergency_reason")
    Source: 行政处罚法 (2021) art. 56; 安全生产法 (2021) art. 65(1)4; 行政强制法 (2011) arts. 18, 19, 23, 24
    """
    rules.require_items(items)
    rules.require_emergency(facts.get("emergency_reason", ""), facts.get("seized_at", ""), now())
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


@command()
def lift_emergency(actor, row: Preservation, number: str, disposal: str) -> Preservation:
    """What was done on the spot was not approved, or not within twenty-four hours: it ends at once.

    Args:   number: of the decision handed over; disposal: not_approved | unapproved
    Source: 行政强制法 (2011) art. 19
    """
    row.started_on = row.started_on or date.fromisoformat(row.seized_at[:10])
    row.status, row.notice_number, row.disposal = "lapsed", row.notice_number or number, disposal
    return row


@command(permission="record_evidence")
def propose_disposal(actor, row: Preservation, disposal: str, note: str, settlements: list[dict] = ()) -> Preservation:
    """Propose what becomes of the things (one of the disposals of its kind), of what is sealed or seized one by one.

    Args:   settlements: [{"name", "disposal", "whereto"}] in the order of the list
    Raises: RuleBroken("preservation_lapsed" | "settlements")
    Source: 行政处罚法 (2021) art. 56; 行政强制法 (2011) arts. 27, 28
    """
    rules.require_in_time(rules.KINDS[row.kind], queries.preservation_last_day(row), today())
    if settlements:
        row.items = rules.settled_items(row.items, settlements)
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
