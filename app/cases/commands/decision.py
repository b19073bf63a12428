"""Legal review, deliberation, decision, its delivery and payment (法制审核、集体讨论、决定、缴款)."""

from datetime import date

from app.cases import prerequisites, rules
from app.cases.commands import clocks
from app.cases.models import Deliberation, LegalReview, Party
from app.core.clock import today
from app.core.command import command
from app.core.database import db
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
    decision = penalties.decide(actor, proposal, opinion, decided_by)
    clocks.decided(actor, party.case)
    return decision
