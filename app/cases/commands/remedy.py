"""A review or a suit against a decision (行政复议、行政诉讼): taken up, answered, heard, ended, and what each end brings."""

from datetime import date
from decimal import Decimal

from app.cases import remedy_queries as remedies
from app.cases import remedy_rules as rules
from app.cases.commands import clocks
from app.cases.commands.voiding import void_decision
from app.cases.models import Party
from app.cases.remedy_models import Remedy
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law import commands as law_commands
from app.law import queries as law
from app.law.calendar import ONE_DAY
from app.law.periods import compute
from app.penalties import commands as penalty_commands
from app.penalties import queries as penalties
from app.penalties.rules import require_lighter
from app.workflow import commands as workflow
from app.workflow.models import Instance

GROUND, ARTICLE = "review_or_suit", "行政处罚法（2021）第73条第3款"
VOIDED_BY = {"review": "review", "suit": "court"}


@command(permission="record_statement")
def begin_remedy(actor, party: Party) -> Instance:
    """A notice came that a review or a suit against the decision on this party was taken up (受理、应诉通知).

    Raises: RuleBroken, as remedy_queries.require_possible
    """
    remedies.require_possible(party)
    case = party.case
    data = {"case_id": case.id, "party_id": party.id, "case_officers": case.officer_ids}
    return workflow.start_process(
        actor, remedies.PROCESS, data=data, subject=("party", party.id, party.label), origin=case.root_id
    )


@command(permission="record_statement")
def register_remedy(actor, party: Party, root_id: str, **said) -> Remedy:
    """Record the notice: from the day it was taken up nothing is added to the fine; the time to answer runs.

    Args:   said: kind, simplified, authority, number, accepted_on, copy_received_on, claims, notice (attachment ids)
    Raises: RuleBroken("remedy_open" | "remedy_again" | "review_first" | "remedy_dates")
    Source: 行政处罚法 (2021) art. 73; 行政复议法 (2023) arts. 23, 29, 48, 54; 行政诉讼法 (2017) art. 67
    """
    decision = penalties.decision(party.id)
    rules.require_exclusive(said["kind"], [(row.kind, row.result) for row in remedies.of_party(party.id)],
                            remedies.route(party))  # fmt: skip
    rules.require_taken_up(said["accepted_on"], said["copy_received_on"], decision.delivered_on, today())
    row = Remedy(party_id=party.id, root_id=root_id, recorded_by=actor.id, **said)
    key = (row.kind, row.simplified)
    row.answer_due_on = compute(rules.ANSWER_PERIODS[key], row.copy_received_on, table=law.holiday_table()).last_day
    db.session.add(row)
    if rule := rules.DECISION_PERIODS.get(key):
        law_commands.start_period(actor, rule, "party", party.id, row.accepted_on)
    law_commands.start_period(actor, rules.ANSWER_PERIODS[key], "party", party.id, row.copy_received_on)
    penalty_commands.pause_late_payment(actor, decision, f"{row.label}期间", row.accepted_on)
    _hold_execution_wait(actor, party, row.accepted_on)
    clocks.stands_no_more(actor, clocks.WINDOW, party, today(), "cancelled")  # another one follows from the end of this
    db.session.flush()  # callers need the row
    return row


def _hold_execution_wait(actor, party: Party, from_on: date) -> None:
    """The thirty days of an unpaid fine stand still, too, where they run."""
    running = law.latest_period("surcharge_execution", "party", party.id)
    if running and running.is_open and running.open_suspension is None and (running.last_day or from_on) >= from_on:
        law_commands.suspend_period(
            actor, running.id, GROUND, ARTICLE, max(from_on, date.fromisoformat(running.start_on[:10]))
        )


def hold_wait_that_begins(actor, party: Party, from_on: date, instance_id: str) -> None:
    """The thirty days of a fine that falls overdue while a review or a suit runs begin standing still.

    Source: 行政处罚法 (2021) art. 73(3); 行政强制法 (2011) art. 53
    """
    before = law.latest_period("surcharge_execution", "party", party.id)
    if remedies.open_one(party.id) and not (before and before.is_open):
        begun = law_commands.start_period(actor, "surcharge_execution", "party", party.id, from_on, instance_id)
        law_commands.suspend_period(actor, begun.id, GROUND, ARTICLE, from_on)


@command(permission="record_statement")
def answer_remedy(actor, row: Remedy, reasons: str, request: str, handed_in: list[dict]) -> Remedy:
    """Draft the answer and list the evidence, which is only what was collected before the decision.

    Args:   handed_in: [{"name", "obtained_on" (ISO date), "proves"}]
    Raises: RuleBroken("evidence_missing" | "evidence_late")
    Source: 行政复议法 (2023) arts. 46, 48; 行政诉讼法 (2017) arts. 34, 35, 67
    """
    dated = [{"name": each["name"], "obtained_on": date.fromisoformat(each["obtained_on"])} for each in handed_in]
    rules.require_own_evidence(dated, penalties.decision(row.party_id).decided_on)
    row.answer = {"reasons": reasons, "request": request, "handed_in": handed_in}
    return row


@command(permission="record_statement")
def submit_answer(actor, row: Remedy, answered_on: date) -> Remedy:
    """The answer and the evidence were handed in. Raises: RuleBroken("remedy_dates")"""
    rules.require_between(row.copy_received_on, answered_on, today(), "提交日期", "answered_on")
    row.answered_on = answered_on
    clocks.stands_no_more(actor, rules.ANSWER_PERIODS[(row.kind, row.simplified)], row.party, answered_on)
    return row


@command()
def note_answer_late(actor, row: Remedy) -> Remedy:
    """The time to answer ran out: what is handed in later counts as no evidence, unless it was delayed by force majeure.

    Source: 行政复议法 (2023) art. 70; 行政诉讼法 (2017) arts. 34, 67
    """
    return _note(
        row,
        "opinion",
        today(),
        "答复（答辩）期限届满没有提交，视为没有证据、依据；有不可抗力等正当事由的，立即申请延期提供",
    )


@command(permission="record_statement")
def record_event(
    actor, row: Remedy, kind: str, on: date, text: str, by_head: bool = True, absence_reason="", number=""
) -> Remedy:
    """What happened on the way: a hearing, an appeal, the execution stopped or let go on.

    Args:   kind: key of remedy_rules.EVENTS; by_head: whether the head of the organ appears; number: of the decision or ruling that
            stops the execution, which goes on unless there is one
    Raises: RuleBroken("remedy_dates" | "head_absent")
    Source: 行政复议法 (2023) arts. 42, 51; 行政诉讼法 (2017) arts. 3, 56
    """
    if kind == "hearing":
        rules.require_head(by_head, absence_reason)
        text = f"{text}（{'机关负责人参加' if by_head else f'机关负责人不能参加：{absence_reason}'}）"
    else:
        rules.require_between(row.accepted_on, on, today(), "日期", "event_on")
    if kind == "stay":
        row.stay_number, text = number, f"{number}：{text}"
    if kind == "stay_over":
        row.stay_number = ""
    return _note(row, kind, on, text)


def _note(row: Remedy, kind: str, on: date, text: str) -> Remedy:
    row.events = [*row.events, {"kind": kind, "on": on.isoformat(), "text": text}]
    return row


@command(permission="record_statement")
def record_judgment(actor, row: Remedy, judgment_kind: str, result: str, served_on: date, number: str,
                    changed_yuan: Decimal | None = None, redo: str = "none") -> Remedy:  # fmt: skip
    """The court of first instance has decided; until the time to appeal is over nothing of it takes effect.

    Args:   judgment_kind: key of remedy_rules.APPEAL_PERIODS; result: key of RESULTS["suit"]; served_on: on the last of the parties
    Raises: RuleBroken("no_appeal" | "remedy_dates" | "redo_ground" | "change_amount")
    Source: 行政诉讼法 (2017) art. 85
    """
    rules.require_appealable(row.kind, judgment_kind, result)
    rules.require_between(row.accepted_on, served_on, today(), "送达日期", "judgment_served_on")
    rules.require_redo(result, redo)
    if result == "changed":
        require_lighter(penalties.decision(row.party_id).fine_yuan, changed_yuan)
    return _note(row, "judgment", served_on, f"{rules.RESULTS['suit'][result]}（{number}），可以上诉")


@command(permission="record_statement")
def record_appeal(actor, row: Remedy, judgment_kind: str, served_on: date, appealed_on: date, text: str) -> Remedy:
    """The party or the organ appealed in time (上诉).

    Raises: RuleBroken("remedy_dates")
    Source: 行政诉讼法 (2017) art. 85
    """
    last_day = remedies.appeal_last_day(judgment_kind, served_on) or today()
    rules.require_between(served_on, appealed_on, min(last_day, today()), "上诉日期", "appealed_on")
    return _note(row, "appeal", appealed_on, text)


@command()
def let_judgment_stand(actor, row: Remedy, judgment_kind: str, served_on: date, result: str, number: str, note: str,
                       **more) -> Remedy:  # fmt: skip
    """Nobody appealed: the day after the last one the first instance's decision is in force.

    Args:   more: changed_yuan, redo, as end_remedy
    Source: 行政诉讼法 (2017) art. 85
    """
    effective_on = (remedies.appeal_last_day(judgment_kind, served_on) or today()) + ONE_DAY
    _note(row, "judgment", effective_on, "上诉期满，没有上诉，一审裁判发生法律效力")
    return end_remedy(actor, row, result, min(effective_on, today()), number, note, **more)


@command(permission="record_statement")
def end_remedy(actor, row: Remedy, result: str, ended_on: date, number: str, note: str, changed_yuan: Decimal | None = None,
               redo: str = "none", opinion_received_on: date | None = None) -> Remedy:  # fmt: skip
    """The result: the fine grows again, or it is another one, or the decision has fallen.

    Args:   result: key of remedy_rules.RESULTS[row.kind]; ended_on: the party received it, the judgment took effect
    Raises: RuleBroken("remedy_dates" | "redo_ground" | "change_amount")
    Source: 行政处罚法 (2021) art. 73(3); 行政复议法 (2023) arts. 63-69, 76, 78; 行政诉讼法 (2017) arts. 69-77
    """
    rules.require_between(row.accepted_on, ended_on, today(), "结果生效的日期", "ended_on")
    rules.require_redo(result, redo)
    decision = penalties.decision(row.party_id)
    row.result, row.ended_on, row.result_number, row.result_note = result, ended_on, number, note
    row.opinion_received_on, row.redo, row.stay_number = opinion_received_on, redo if result in rules.VOID else "", ""
    _close_review_period(actor, row)
    penalty_commands.resume_late_payment(actor, decision, f"{row.label}期间", ended_on)
    _resume_execution_wait(actor, row, ended_on)
    if result == "changed":
        row.changed_yuan = changed_yuan
        penalty_commands.change_fine(actor, decision, changed_yuan)
    if result in rules.VOID and not decision.voided_on:
        void_decision(actor, row.party, VOIDED_BY[row.kind], ended_on, redo)
    else:
        _recount_court_window(actor, row.party)
    return row


def _close_review_period(actor, row: Remedy) -> None:
    """The authority has decided; what was still to be answered falls away."""
    key = (row.kind, row.simplified)
    for period in law.periods_of("party", row.party_id, open_only=True):
        if period.rule_id == rules.DECISION_PERIODS.get(key):
            law_commands.close_period(actor, period.id, "met")
        if period.rule_id == rules.ANSWER_PERIODS[key] and period.instance_id is None:
            law_commands.close_period(actor, period.id, "cancelled")


def _resume_execution_wait(actor, row: Remedy, to_on: date) -> None:
    """The thirty days go on; those that only began meanwhile are given the days that did not count."""
    running = law.latest_period("surcharge_execution", "party", row.party_id)
    if running is None or not running.is_open:
        return
    pause, began = running.open_suspension, max(row.accepted_on, date.fromisoformat(running.start_on[:10]))
    if pause and pause.ground == GROUND:
        law_commands.resume_period(actor, running.id, max(to_on, pause.from_on))
    elif pause is None and began <= to_on:
        law_commands.suspend_period(actor, running.id, GROUND, ARTICLE, began, to_on)


def _recount_court_window(actor, party: Party) -> None:
    """The three months of an open application count from another day now. Source: 行政强制法 (2011) art. 53"""
    moved, ended = remedies.suing_ended_on(party)
    for period in law.periods_of("party", party.id, open_only=True):
        if moved and ended and period.rule_id == clocks.WINDOW:
            law_commands.recount_from(actor, period.id, ended)
    clocks.follow_court_window(actor, party)


@command(permission="record_statement")
def report_correction(actor, row: Remedy, corrected_on: date) -> Remedy:
    """What the opinion letter of the review asked for was put right and reported (报送纠正情况).

    Raises: RuleBroken("remedy_dates")
    Source: 行政复议法 (2023) art. 76
    """
    rules.require_between(row.opinion_received_on, corrected_on, today(), "报送日期", "corrected_on")
    row.corrected_on = corrected_on
    return row
