"""What must have happened before a party may be punished (`law.requires` of the diagrams), asked by the commands, too.

One function for each name a diagram may write: `f(party, proposal)` raises RuleBroken with the article and the way on.
The engine asks when an element is entered (also by a jump or a return), the command `decide` asks all of them again.
"""

from collections.abc import Callable

from app.cases import queries, rules
from app.cases.models import Party
from app.core.errors import RuleBroken
from app.penalties import queries as penalties
from app.penalties.models import Proposal
from app.penalties.rules import require_not_heavier
from app.workflow.registry import expected, requirement

PREREQUISITES: dict[str, Callable[[Party, Proposal], None]] = {}


def prerequisite(name: str):
    def register(function):
        PREREQUISITES[name] = function
        return function

    return register


def require_all(party: Party, proposal: Proposal) -> None:
    """Everything the law wants before a penalty; see `rules` for the articles."""
    for check in PREREQUISITES.values():
        check(party, proposal)


@prerequisite("not_heavier")
def not_heavier(party: Party, proposal: Proposal) -> None:
    """The party was told of this penalty or of a heavier one."""
    told = penalties.notified(party.id)
    require_not_heavier(proposal.measure, told and told.measure)


@prerequisite("window:statement")
def statement_window(party: Party, _proposal: Proposal) -> None:
    """The party spoke and was answered, gave its right up, or its time ran out and the office looked for late letters."""
    used = _used(party, "statement")
    rules.require_window_settled("statement", used and used.result, bool(used and used.is_lapse_unchecked))
    rules.require_statement_answered(used.result, used.adoption)


@prerequisite("window:hearing")
def hearing_window(party: Party, _proposal: Proposal) -> None:
    """The same for a hearing, where the notice offered one; one asked for was held."""
    if not _told(party).hearing_triggers:
        return
    used = _used(party, "hearing")
    rules.require_window_settled("hearing", used and used.result, bool(used and used.is_lapse_unchecked))
    hearing = queries.hearing_or_none(party)
    rules.require_heard(used.result == "exercised", hearing and hearing.result)


@prerequisite("review:passed")
def reviewed(_party: Party, proposal: Proposal) -> None:
    """Agreed to by the legal review, unless the table in force sent this proposal on without one."""
    found = queries.review(proposal.id)
    if found or queries.needs_review(proposal.id):
        rules.require_reviewed(found and found.result)


@prerequisite("deliberated")
def deliberated(_party: Party, proposal: Proposal) -> None:
    found = queries.deliberation(proposal.id)
    rules.require_deliberated(proposal.deliberation_triggers, found and found.result)


def missing(party: Party) -> list[str]:
    """What still stands between the last proposal of a penalty and its decision, each with the way on; empty: nothing,
    or there is no such proposal, or it is decided."""
    proposals = penalties.proposals(party.id)
    if not proposals or proposals[-1].outcome != "penalty" or not proposals[-1].approved_on or penalties.decision(party.id):
        return []
    found = (_refusal(check, party, proposals[-1]) for check in PREREQUISITES.values())
    return list(dict.fromkeys(words for words in found if words))


def _refusal(check: Callable, party: Party, proposal: Proposal) -> str | None:
    try:
        check(party, proposal)
    except RuleBroken as unmet:
        return unmet.message
    return None


def _used(party: Party, right: str):
    """What the party did with a right after its last notice."""
    return queries.statement(_told(party).id, right)


def _told(party: Party) -> Proposal:
    """Raises: RuleBroken("not_notified")"""
    told = penalties.notified(party.id)
    if told is None:
        require_not_heavier(penalties.proposal(party.id).measure, None)
    return told


def _unmet(name: str, instance) -> str | None:
    """Why a named prerequisite does not hold for the party this instance is about (Chinese), or None."""
    if name not in PREREQUISITES:
        return f"不认识的前置条件“{name}”"
    if instance.subject_kind != "party":
        return "这一步只能按当事人办理"
    party = queries.party(int(instance.subject_id))
    proposals = penalties.proposals(party.id)
    if not proposals:
        return "还没有处理呈批，请先办理案件处理呈批"
    return _refusal(PREREQUISITES[name], party, proposals[-1])


for kind in dict.fromkeys(name.partition(":")[0] for name in PREREQUISITES):
    requirement(kind)(lambda rest, instance, kind=kind: _unmet(f"{kind}:{rest}" if rest else kind, instance))


@requirement("decided")
def decided(_rest, instance) -> str | None:
    """A decision on this party stands."""
    found = instance.subject_kind == "party" and penalties.decision(int(instance.subject_id))
    return None if found else "还没有作出处罚决定，请先审批处罚决定（罚法第57条）"


@requirement("approved")
def approved(step, instance) -> str | None:
    """The last opinion given at this step agreed."""
    found = instance.subject_kind == "party" and queries.last_approval(int(instance.subject_id), step)
    return None if found and found.result in ("approve", "agree") else "负责人还没有批准，请先办理审批（罚法第57条）"


for paper in ("penalty_decision_entity", "penalty_decision_person"):
    expected("decision", paper, ("served:penalty_notice", *PREREQUISITES))
