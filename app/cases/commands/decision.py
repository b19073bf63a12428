"""Legal review, deliberation, decision, its delivery and payment (法制审核、集体讨论、决定、缴款)."""

from datetime import date
from decimal import Decimal

from app.cases import prerequisites, rules
from app.cases.models import Deliberation, LegalReview, Party, Reminder
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law import queries as law
from app.law.periods import compute
from app.penalties import commands as penalties
from app.penalties import queries as penalty_queries
from app.penalties.models import Decision


@command(permission="review_case")
def review(actor, party: Party, points: dict, result: str, opinion: str, legal_head_id: int | None) -> LegalReview:
    """Review the case on eight points (法制审核).

    Args:   points: {key of models.REVIEW_POINTS: {"conform", "note"}}; result: key of models.REVIEW_RESULTS
    Raises: RuleBroken("review_points")
    Source: 行政处罚法 (2021) art. 58; 国办发〔2018〕118号
    """
    rules.require_points_agree(result, points)
    party.stage = "review"
    row = LegalReview(
        party_id=party.id, proposal_id=penalty_queries.proposal(party.id).id, points=points, result=result,
        opinion=opinion, reviewer_id=actor.id, legal_head_id=legal_head_id or actor.id, reviewed_on=today(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the opinion paper quotes it
    return row


@command(permission="decide_penalty")
def deliberate(actor, party: Party, result: str, conclusion: str, record: dict) -> Deliberation:
    """Record a collective deliberation (集体讨论).

    Args:   result: agree | revise | supplement
            record: started_at, ended_at, place, due_count, attendees [{"name", "position", "opinion", "vote"}],
            observers, recorder_name, reported_by, summary
    Raises: RuleBroken("deliberation_count" | "no_majority")
    Source: 行政处罚法 (2021) art. 57(2)
    """
    votes = [attendee["vote"] for attendee in record["attendees"]]
    rules.require_quorum(votes, record["due_count"])
    rules.require_majority(votes, record["due_count"], result)
    party.stage = "deliberation"
    row = Deliberation(
        party_id=party.id, proposal_id=penalty_queries.proposal(party.id).id, record=record, conclusion=conclusion,
        result=result, presider_id=actor.id, held_on=date.fromisoformat(record["started_at"][:10]),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the record paper quotes it
    return row


@command()
def decide(actor, party: Party, opinion: str, decided_by: int | None) -> Decision:
    """Decide on one party (行政处罚决定); everything the law wants before it must have happened.

    Raises: RuleBroken("not_notified" | "heavier_than_notified" | "statement_open" | "hearing_open" | "lapse_unchecked" |
            "statement_unanswered" | "hearing_missing" | "review_missing" | "review_failed" | "deliberation_missing"),
            Conflict("decided")
    Source: 行政处罚法 (2021) arts. 44, 45, 57, 58, 62-65
    """
    proposal = penalty_queries.proposal(party.id)
    if proposal.outcome == "penalty":
        prerequisites.require_all(party, proposal)
    party.stage = "decision"
    return penalties.decide(actor, proposal, opinion, decided_by)


@command()
def start_payment(actor, party: Party, delivered_on: date) -> Decision:
    """The decision was served: the fifteen days to pay begin. Source: 行政处罚法 (2021) arts. 61, 67"""
    decision = penalty_queries.decision(party.id)
    party.stage = "payment" if decision.fine_yuan else "delivery"
    due_on = compute("fine_payment", delivered_on, table=law.holiday_table()).last_day
    return penalties.start_payment(actor, decision, delivered_on, due_on)


@command(permission="record_payment")
def record_payment(actor, party: Party, amount_yuan: Decimal, paid_on: date, receipt_no: str, late_yuan: Decimal, note=""):
    """Record a payment of the fine. Raises: RuleBroken("payment_amount" | "payment_date")"""
    decision = penalty_queries.decision(party.id)
    return penalties.record_payment(actor, decision, amount_yuan, paid_on, receipt_no, late_yuan, note)


@command()
def note_overdue(actor, party: Party) -> Reminder:
    """The fifteen days are over and the fine is not paid in full: the late-payment penalty runs (加处罚款).

    Source: 行政处罚法 (2021) art. 72
    """
    decision = penalty_queries.decision(party.id)
    if decision.payment_due_on is None:  # the holiday table had not reached so far when the decision was served
        start_payment(actor, party, decision.delivered_on)
    penalties.note_overdue(actor, decision)
    return _remind(actor, party, "overdue", "缴款期届满未缴清，次日起每日按罚款数额的百分之三加处罚款")


@command(permission="record_payment")
def follow_up(actor, party: Party, kind: str, note: str) -> Reminder:
    """A step against an overdue fine: reminded | court (handed to the court application) | ended (execution is over).

    Source: 行政处罚法 (2021) art. 72; 行政强制法 (2011) arts. 40, 46, 53
    """
    return _remind(actor, party, kind, note)


def _remind(actor, party: Party, kind: str, note: str) -> Reminder:
    late_yuan = penalty_queries.late_payment_yuan(penalty_queries.decision(party.id), today())
    row = Reminder(party_id=party.id, kind=kind, on=today(), note=note, late_yuan=str(late_yuan), noted_by=actor.id)
    db.session.add(row)
    return row
