"""What the case page shows: the parties side by side, what they share, the clock, the course."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.cases import (
    appraisal_queries,
    filing_facts,
    periods,
    prerequisites,
    queries,
    recusals,
    relief_queries,
    remedy_queries,
)
from app.cases.appraisal_models import Appraisal
from app.cases.models import CAPACITIES, OUTCOMES, ROUNDS, STAGES, Case, Party
from app.cases.papers import sanction_words
from app.core.clock import today
from app.documents import queries as documents
from app.identity import queries as identity
from app.identity.permissions import ROLES
from app.law import queries as law
from app.law.models import Period
from app.law.penalty_rules import TIERS
from app.law.periods import PeriodResult
from app.law.remaining import Remaining
from app.law.tables import queries as tables
from app.penalties import queries as penalties
from app.penalties.breaches import conduct_of, measure_words, range_words
from app.penalties.models import OUTCOMES as PROPOSED
from app.penalties.models import Decision
from app.penalties.rules import LateSpan
from app.workflow import queries as workflow
from app.workflow.models import Instance, WorkItem

TASKS = {  # {stage: tasks of workflows/party_proceeding.bpmn and execution.bpmn}; the rail shows the stage of what is open
    "proposal": ("propose_penalty", "review_proposal", "approve_proposal", "supplement_investigation"),
    "notice": ("draft_notice", "deliver_notice"), "review": ("legal_review",), "deliberation": ("deliberate",),
    "decision": ("approve_decision", "approve_no_penalty"), "delivery": ("deliver_decision", "deliver_no_penalty"),
}  # fmt: skip
STAGE_OF = {task: stage for stage, tasks in TASKS.items() for task in tasks}
BESIDE = ("evidence_preservation", "property_seizure", "payment_relief", "review_or_suit", "daily_penalty", "paper_correction",
          "case_transfer", "appraisal", "execution_agreement",
          "party_proceeding")  # matters dealt with beside the case; the last: a further round once it is closed


@dataclass
class PartyCard:
    """One party as its column shows it; see `party_card` of macros/blocks.html."""

    kind: str
    name: str
    id_masked: str
    capacity: str
    left: Remaining | None
    reckoning: PeriodResult | None
    now: str
    who: str
    stages: list[dict]
    basis: str
    basis_articles: list[str]  # ids
    amount: Decimal | None
    amount_label: str
    amount_words: str
    papers: list[dict]
    paper_count: int
    breaches: list[dict] = field(default_factory=list)  # conduct, tier, range, measure
    warnings: list[dict] = field(default_factory=list)  # of dual penalty: message, article
    dual_reason: str = ""  # the officers' answer to them
    missing: list[str] = field(default_factory=list)  # what still stands between the proposal and a decision
    tasks: list[WorkItem] = field(default_factory=list)
    instance: Instance | None = None


@dataclass(frozen=True)
class FineView:
    """How the fine of one party stands: spans: why the late-payment penalty is what it is, day by day."""

    party: Party
    decision: Decision
    late_yuan: Decimal
    spans: list[LateSpan]
    settled: bool

    @property
    def may_go_daily(self) -> bool:
        """Only an entity, by a decision that stands; the case may be closed."""
        return self.party.kind == "entity" and not self.decision.voided_on

    @property
    def days(self) -> int:
        return sum(span.days for span in self.spans)


@dataclass
class CaseView:
    """Everything the case page needs."""

    case: Case
    cards: list[PartyCard]
    period: Period | None
    left: Remaining | None
    reckoning: PeriodResult | None
    items: list[WorkItem]  # open tasks of the case itself
    papers: list[dict]
    course: list[dict]
    tree: list[tuple[int, Instance]]
    officers: list
    recusals: list
    incidents: list
    periods: list
    kept: list[tuple]  # (Preservation, its last day or None, its process or None)
    fines: list["FineView"]
    remedies: list[remedy_queries.Shown]
    appraisals: list[Appraisal]
    may_appraise: set[int]  # ids of what is kept whose days an appraisal leaves out
    reliefs: list[tuple]  # (Party, its reliefs, why none may be begun), of parties that have a fine to pay or had one
    judged: list[tables.Told]
    whose: dict  # {(kind, id) of what a table judged: name of the party}
    limitation: filing_facts.Limitation | None  # of a case not yet filed


def case_view(case: Case) -> CaseView:
    kept = [root for root in workflow.arisen_from(case.root_id) if root.process_key in BESIDE]
    rounds = [case.root_id, *(root.id for root in kept if root.process_key == "party_proceeding")]
    tree = [row for root_id in rounds for row in workflow.instance_tree(root_id)]
    items = [item for root_id in rounds for item in workflow.open_items(root_id)]
    period = queries.clocks([case.id]).get(case.id)
    whose = _judged_of(case)
    return CaseView(
        case=case, cards=[_card(party, items, tree) for party in case.parties], period=period,
        left=period and law.remaining(period), reckoning=period and law.result_of(period),
        items=[item for item in items if item.subject_kind != "party"] + [
            item for root in kept if root.id not in rounds for item in workflow.open_items(root.id)],
        papers=[documents.listed(paper, case.is_dual) for root_id in (case.root_id, *(root.id for root in kept))
                for paper in documents.documents_of(root_id)],
        course=_course(case), tree=tree, officers=queries.officers_of(case),
        recusals=recusals.of_case(case.id), incidents=workflow.incidents_of(case.root_id),
        periods=periods.of_case(case), kept=_kept(case, kept), judged=_judged(tree, whose), whose=whose,
        appraisals=appraisal_queries.of_case(case.id), may_appraise=appraisal_queries.may_begin_for(case),
        reliefs=relief_queries.shown(case), remedies=remedy_queries.shown(case), fines=_fines(case),
        limitation=None if case.filed_on else filing_facts.of_case(case),
    )  # fmt: skip


def _fines(case: Case) -> list[FineView]:
    """Of each party whose decision was served and fines it."""
    decisions = [(party, penalties.decision(party.id)) for party in case.parties]
    return [
        FineView(party, row, penalties.late_payment_yuan(row, _until(party)), penalties.late_ledger(row, _until(party)),
                 penalties.is_settled(row, _until(party)))
        for party, row in decisions if row and row.fine_yuan and row.delivered_on
    ]  # fmt: skip


def _until(party: Party) -> date:
    """Today, or the day this party's proceeding was closed."""
    return party.closed_on or today()


def _judged_of(case: Case) -> dict:
    """{("proposal", id): name} of the last proposal of each party."""
    last = [(next(reversed(penalties.proposals(party.id)), None), party.name) for party in case.parties]
    return {("proposal", str(row.id)): name for row, name in last if row}


def _judged(tree: list, whose: dict) -> list[tables.Told]:
    """What tables decided in this case; of proposals that were replaced nothing."""
    found = tables.told(row.id for _, row in tree)
    return [one for one in found if one.row.subject_kind != "proposal" or (one.row.subject_kind, one.row.subject_id) in whose]


def _kept(case: Case, roots: list[Instance]) -> list[tuple]:
    """What was registered as evidence, with its last day and the process it is dealt with in."""
    by_row = {root.subject_id: root for root in roots if root.subject_kind == "preservation"}
    return [(row, queries.preservation_last_day(row), by_row.get(str(row.id))) for row in queries.preservations(case.id)]


def _card(party: Party, items: list[WorkItem], tree: list) -> PartyCard:
    own = [item for item in items if (item.subject_kind, item.subject_id) == ("party", str(party.id))]
    proposal = next(reversed(penalties.proposals(party.id)), None)
    decision = penalties.decision(party.id)
    papers = documents.of_party(party.id)
    return PartyCard(
        kind=party.kind, name=party.name, id_masked=party.masked_id_no, capacity=_capacity(party), left=_left(own),
        now=_now(party, own), who=_who(own), stages=_stages(party, own, decision), basis=proposal.basis if proposal else "",
        basis_articles=proposal.basis_articles if proposal else [], reckoning=_reckoning(own),
        amount=proposal.fine_yuan if proposal else None, amount_label="处罚" if decision else "拟处罚",
        amount_words=_measure_words(proposal), papers=[documents.listed(paper) for paper in reversed(papers[-3:])],
        paper_count=len(papers), breaches=_breaches(proposal), warnings=proposal.warnings if proposal else [],
        dual_reason=proposal.dual_reason if proposal else "", missing=prerequisites.missing(party), tasks=own,
        instance=_instance(party, tree),
    )  # fmt: skip


def _breaches(proposal) -> list[dict]:
    return [
        {"conduct": conduct_of(each), "tier": TIERS[each.tier], "range": range_words(each.min_yuan, each.max_yuan),
         "measure": measure_words(each.sanctions, each.fine_yuan, each.gain_yuan)}
        for each in (proposal.breaches if proposal else [])
    ]  # fmt: skip


def _capacity(party: Party) -> str:
    words = CAPACITIES[party.capacity] + (f"，{ROUNDS[party.round_kind]}" if party.round_kind else "")
    return f"{words}（{party.position}）" if party.position and party.position != words else words


def _measure_words(proposal) -> str:
    if proposal is None:
        return ""
    return sanction_words(proposal) if proposal.outcome == "penalty" else PROPOSED[proposal.outcome]


def _left(items: list[WorkItem]) -> Remaining | None:
    period = _period(items)
    return period and law.remaining(period)


def _reckoning(items: list[WorkItem]) -> PeriodResult | None:
    period = _period(items)
    return period and law.result_of(period)


def _period(items: list[WorkItem]) -> Period | None:
    """Of the first of these tasks that has one."""
    dated = [item for item in items if item.period_id]
    return law.period(dated[0].period_id) if dated else None


def _now(party: Party, items: list[WorkItem]) -> str:
    if party.closed_on:
        return f"{OUTCOMES[party.outcome]}，{party.closed_on.month}月{party.closed_on.day}日办结"
    if not items:
        return "还在共同调查" if not party.stage else "移送司法机关" if party.stage == "proposal" else "等待"
    return "、".join(item.title for item in items)


def _who(items: list[WorkItem]) -> str:
    """Who may do what is open: the assignee, the people named, or the roles."""
    names = []
    for item in items:
        if item.assignee_id:
            names.append(identity.user(item.assignee_id).name)
        names += [_candidate(row.role) for row in item.candidates if not item.assignee_id]
    return f"办理人 {'、'.join(dict.fromkeys(names))}" if names else ""


def _candidate(role: str) -> str:
    return identity.user(int(role.removeprefix("user:"))).name if role.startswith("user:") else ROLES.get(role, role)


def _stages(party: Party, items: list[WorkItem], decision) -> list[dict]:
    """The rail of stages; one the proceeding went past without needing it is left hollow and says so."""
    order = list(STAGES)
    now = next((STAGE_OF[item.element] for item in items if item.element in STAGE_OF), party.stage)
    reached = order.index(now) if now else -1
    told = penalties.notified(party.id)
    skipped = _not_needed(party, told)
    notes = {
        "notice": told and f"{told.notified_on:%m-%d} 送达",
        "decision": decision and f"{decision.decided_on:%m-%d}",
        "delivery": decision and decision.delivered_on and f"{decision.delivered_on:%m-%d}",
        "payment": decision and decision.overdue_noted_on and "逾期",
    } | {code: "不需要" for code in skipped if order.index(code) < reached}  # fmt: skip
    return [
        {"label": label, "note": notes.get(code) or "",
         "state": "" if code in skipped and place < reached else _state(place, reached, party)}
        for place, (code, label) in enumerate(STAGES.items())
    ]  # fmt: skip


def _not_needed(party: Party, told) -> set[str]:
    """Stages of which nothing is on record."""
    on_record = {
        "notice": told, "statement": told, "review": queries.reviews_of(party),
        "deliberation": any(queries.deliberation(row.id) for row in penalties.proposals(party.id)),
    }  # fmt: skip
    return {code for code, found in on_record.items() if not found}


def _state(place: int, reached: int, party: Party) -> str:
    if place < reached or (place == reached and party.closed_on):
        return "ok"
    return "now" if place == reached else ""


def _instance(party: Party, tree: list) -> Instance | None:
    about = ("party", str(party.id))
    return next((row for _, row in tree if row.process_key in queries.PROCEEDINGS and (row.subject_kind, row.subject_id) == about), None)


def _course(case: Case) -> list[dict]:
    """What happened, newest first; a party's steps carry its name."""
    parties = {str(party.id): party.name for party in case.parties}
    planned = [
        {"at": item.due_on, "who": "", "text": f"{item.title} 届满", "note": parties.get(item.subject_id, ""), "kind": "next"}
        for item in workflow.open_items(case.root_id) if item.due_on
    ]  # fmt: skip
    return planned[::-1] + workflow.course(case.root_id, queries.parts(case.root_id))
