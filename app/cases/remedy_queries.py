"""Reading reviews and suits (行政复议、行政诉讼)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.cases import remedy_rules as rules
from app.cases.models import Case, Party
from app.cases.remedy_models import Remedy
from app.cases.simple_models import SimplePenalty
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.law import queries as law
from app.law.periods import compute
from app.penalties import queries as penalties
from app.penalties.models import Decision
from app.workflow.models import Instance

PROCESS = "review_or_suit"


@dataclass(frozen=True)
class Shown:
    """One party's remedies as the case page lists them; why_not: why none may be registered now."""

    party: Party
    rows: list[Remedy]
    why_not: str | None


def of_process(root_id: str) -> Remedy | None:
    return db.session.scalar(select(Remedy).where(Remedy.root_id == root_id))


def of_party(party_id: int) -> list[Remedy]:
    """The oldest first."""
    return list(db.session.scalars(select(Remedy).where(Remedy.party_id == party_id).order_by(Remedy.id)))


def open_one(party_id: int) -> Remedy | None:
    """The review or suit that runs."""
    return next((row for row in of_party(party_id) if row.is_open), None)


def last_ended(party_id: int) -> Remedy | None:
    """The last one that has a result, whichever."""
    return next((row for row in reversed(of_party(party_id)) if row.result), None)


def route(party: Party) -> rules.Route:
    """What this party may do against its decision: who was fined on the spot asks for a review first.

    Source: 行政复议法 (2023) art. 23(1)(1)
    """
    on_the_spot = not party.round_kind and db.session.scalar(
        select(SimplePenalty.id).where(SimplePenalty.root_id == party.case.root_id, SimplePenalty.decided_on.is_not(None))
    )
    decision = penalties.decision(party.id)
    return rules.route_of("on_the_spot" if on_the_spot else "ordinary", decision.decided_on if decision else today())


def last_heard(party: Party) -> Remedy | None:
    """The last one in which the decision was looked at and left standing."""
    undecided = route(party).undecided
    return next((row for row in reversed(of_party(party.id)) if row.result and row.result not in undecided[row.kind]), None)


def suing_ended_on(party: Party) -> tuple[bool, date | None]:
    """(whether a review or suit has moved the day, the last day on which the party could still sue).

    After a review fifteen days; after a judgment nothing more. Source: 行政诉讼法 (2017) art. 45; 强法 art. 53 (待核)
    """
    row = last_heard(party)
    if row is None:
        return False, None
    if row.kind == "suit":
        return True, row.ended_on
    return True, compute("litigation_after_review", row.ended_on, table=law.holiday_table()).last_day


def appeal_last_day(judgment_kind: str, served_on: date) -> date | None:
    """The last day to appeal; None: not known yet (待公布). Source: 行政诉讼法 (2017) art. 85"""
    return compute(rules.APPEAL_PERIODS[judgment_kind], served_on, table=law.holiday_table()).last_day


def require_contestable(party: Party) -> Decision:
    """There is a decision that was served and stands.

    Raises: RuleBroken("no_decision" | "not_delivered" | "voided")
    """
    decision = penalties.decision(party.id)
    if decision is None:
        raise RuleBroken("no_decision", "还没有对这名当事人作出处罚决定，没有可以复议、起诉的决定")
    if decision.delivered_on is None:
        raise RuleBroken("not_delivered", "处罚决定书还没有登记送达。请先登记送达，再登记复议、诉讼")
    if decision.voided_on:
        raise RuleBroken("voided", f"处罚决定已于 {decision.voided_on} 撤销，不再有可以复议、起诉的决定")
    return decision


def require_possible(party: Party) -> Decision:
    """A decision to contest, and no other review or suit that runs or is being registered.

    Raises: RuleBroken, as require_contestable; RuleBroken("remedy_open")
    Source: 行政复议法 (2023) art. 29
    """
    decision = require_contestable(party)
    begun = select(Instance.id).where(
        Instance.process_key == PROCESS, Instance.subject_kind == "party", Instance.subject_id == str(party.id),
        Instance.status == "open", Instance.id.not_in(select(Remedy.root_id)),
    )  # fmt: skip
    if open_one(party.id) or db.session.scalar(begun.limit(1)):
        raise RuleBroken("remedy_open", "已有一件复议或者诉讼正在办理，请先登记它的结果（复法第29条）")
    return decision


def require_enforceable(party: Party) -> None:
    """Nothing is asked of a court while a review or suit runs; a fine changed by a review is the review organ's to enforce.

    Raises: RuleBroken("remedy_open" | "changed_by_review")
    Source: 行政强制法 (2011) art. 53; 行政复议法 (2023) art. 78
    """
    row = open_one(party.id)
    rules.require_none_open(row and row.kind, row and row.accepted_on)
    heard = last_heard(party)
    rules.require_ours_to_enforce(heard is not None and (heard.kind, heard.result) == ("review", "changed"))


def why_not(party: Party) -> str | None:
    """Why no notice may be registered now (Chinese), or None."""
    try:
        require_possible(party)
    except RuleBroken as refused:
        return refused.message
    return None


def shown(case: Case) -> list[Shown]:
    """Of each party that has a served decision, or had a remedy."""
    found = [Shown(party, of_party(party.id), why_not(party)) for party in case.parties]
    return [each for each in found if each.rows or not each.why_not]
