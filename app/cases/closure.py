"""提请关闭: when what is proposed against an enterprise, with what was decided before, reaches the grounds of article 113.

Source: 安全生产法 (2021) art. 113: the office must ask the government to close it; whether to is answered in the proposal.
"""

from sqlalchemy import select

from app.cases.models import Case, Party
from app.core.clock import today
from app.core.database import db
from app.law.penalty_amounts import Counts, accident_grade, closure_grounds
from app.law.penalty_file import load_penalties
from app.law.penalty_ranges import Finding
from app.penalties import breaches as penalties
from app.penalties.models import Breach, Decision

ARTICLE = "安全生产法（2021）第113条"
STATUTE = "AQ"  # ids of the rules of the Work Safety Law, whose decisions are counted
ACCIDENTS, REFUSED = ("AQ114-1", "AQ114-2"), ("refusal", "overdue")
GRAVE = ("major", "extraordinary")
WAY = "请核对；应当提请关闭的，报县级以上人民政府决定，不提请的写明理由"


def findings(party: Party, breaches: list[Breach]) -> list[Finding]:
    """Warnings to be answered before these breaches of an entity are proposed; none where closure is proposed itself."""
    if party.kind != "entity" or any(each.rule_id == "AQ113" for each in breaches):
        return []
    before = decisions(party)
    grounds = [*_counted(before, breaches), *_accident(breaches), *_after_suspension(before, breaches)]
    return [Finding("closure", "warning", penalties.plain(f"{ground}。{WAY}"), ARTICLE) for ground in grounds]


def decisions(party: Party) -> list[Decision]:
    """The penalties decided on this enterprise in other cases under the Work Safety Law, oldest first."""
    query = (
        select(Decision).join(Party, Party.id == Decision.party_id).join(Case, Case.id == Party.case_id)
        .where(Party.kind == "entity", Party.enterprise_id == party.enterprise_id, Case.id != party.case_id)
        .where(Decision.outcome == "penalty").order_by(Decision.decided_on, Decision.id)
    )  # fmt: skip
    return [each for each in db.session.scalars(query) if any(row.rule_id.startswith(STATUTE) for row in each.proposal.breaches)]


def _counted(before: list[Decision], breaches: list[Breach]) -> list[str]:
    """Item 1: three decisions within 180 days or four within a year, this one included, with a major hazard."""
    if not any(each.rule_id.startswith(STATUTE) for each in breaches):
        return []
    book = load_penalties()
    counted = [(str(each.id), each.decided_on) for each in before]
    grounds = closure_grounds(book, [*counted, ("this", today())], today())
    return [f"连同本案，{ground}" for ground in grounds]


def _accident(breaches: list[Breach]) -> list[str]:
    """Item 3: a major or extraordinary accident."""
    book = load_penalties()
    for each in breaches:
        told = each.given or {}
        counts = Counts(told.get("deaths") or 0, told.get("injuries") or 0, penalties.loss_of(told))
        if each.rule_id in ACCIDENTS and accident_grade(book, counts) in GRAVE:
            return [f"{book.closure['triggers']['c']}（第113条第3项，须不具备安全生产条件）"]
    return []


def _after_suspension(before: list[Decision], breaches: list[Breach]) -> list[str]:
    """Items 2 and 4: what went on after a suspension was decided."""
    stops = [each.decided_on for each in before if any(kind["code"] == "suspend_business" for kind in each.proposal.sanctions)]
    later = [each for each in breaches if each.tier in REFUSED and stops and each.conduct_on > stops[-1]]
    if not later:
        return []
    triggers = load_penalties().closure["triggers"]
    told = f"{stops[-1]} 已决定责令停产停业整顿，此后仍有逾期、拒不改正的行为"
    return [f"{told}：{triggers['b']}，或者{triggers['d']}（第113条第2、4项）"]
