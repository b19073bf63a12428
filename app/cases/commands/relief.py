"""Paying a fine later or in parts (延期、分期缴纳罚款): the application, the grant, and what a missed day brings."""

from datetime import date
from decimal import Decimal

from app.cases import relief_queries as reliefs
from app.cases import relief_rules as rules
from app.cases.models import Party
from app.cases.relief_models import Instalment, PaymentRelief
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.law import commands as law_commands
from app.law import queries as law
from app.law.calendar import ONE_DAY
from app.penalties import commands as penalty_commands
from app.penalties import queries as penalties
from app.penalties.models import Decision
from app.workflow import commands as workflow
from app.workflow import queries as workflow_queries
from app.workflow.models import Instance

MESSAGE = "fine_settled"
ARTICLE = "行政处罚法（2021）第66条、第72条"
PAUSED = "延期、分期缴纳期间"


@command(permission="record_payment")
def begin_relief(actor, party: Party) -> Instance:
    """Begin to deal with an application of this party, beside its proceeding.

    Raises: RuleBroken, as relief_queries.require_possible; RuleBroken("relief_open"): another one is dealt with
    Source: 行政处罚法 (2021) art. 66
    """
    reliefs.require_possible(party)
    reliefs.require_none_open(party)
    case = party.case
    data = {"case_id": case.id, "party_id": party.id, "case_officers": case.officer_ids}
    subject = ("party", party.id, party.label)
    return workflow.start_process(actor, reliefs.PROCESS, data=data, subject=subject, origin=case.root_id)


@command(permission="record_payment")
def apply_relief(actor, party: Party, root_id: str, advised: list[tuple[date, Decimal]], **said) -> PaymentRelief:
    """Record the application and the officers' opinion; after a return the same row is filled anew.

    Args:   advised: the plan the officers propose, empty: as the party asked; said: kind, received_on, difficulty,
            requested ([(day, yuan)]), application, proofs, late_reason, advice, opinion
    Raises: RuleBroken, as relief_queries.require_possible and relief_rules
    Source: 行政处罚法 (2021) art. 66
    """
    decision = reliefs.require_possible(party)
    requested = said.pop("requested")
    if said["advice"] != "withdrawn":
        rules.require_written_in_time(
            said["received_on"], decision.delivered_on, decision.payment_due_on, said["late_reason"], today()
        )
        rules.require_plan(said["kind"], requested, decision.unpaid_yuan, today(), "instalments")
        if said["advice"] == "adjust":
            rules.require_plan(said["kind"], advised, decision.unpaid_yuan, today(), "advised")
    row = reliefs.of_process(root_id) or PaymentRelief(party_id=party.id, root_id=root_id, status="applied")
    for name, value in said.items():
        setattr(row, name, value)
    row.requested = [{"due_on": day.isoformat(), "amount_yuan": str(yuan)} for day, yuan in requested]
    row.recorded_by = actor.id
    row.instalments = []
    db.session.add(row)
    db.session.flush()  # the old parts go before the new ones come
    plan = advised if said["advice"] == "adjust" else requested
    row.instalments = [Instalment(position=at, due_on=day, amount_yuan=yuan) for at, (day, yuan) in enumerate(plan, 1)]
    db.session.flush()  # the paper quotes them
    return row


@command()
def withdraw_relief(actor, row: PaymentRelief) -> PaymentRelief:
    """The party took its application back."""
    row.status, row.decided_on = "withdrawn", today()
    return row


@command()
def refuse_relief(actor, row: PaymentRelief) -> PaymentRelief:
    """The person in charge did not approve: the fine stays due as decided. Source: 行政处罚法 (2021) art. 66"""
    row.status, row.decided_on = "refused", today()
    return row


@command()
def grant_relief(actor, row: PaymentRelief) -> PaymentRelief:
    """The person in charge approved: while the plan is kept nothing is added, and the next part is what is due.

    Before the time to pay has run out its last day becomes that of the first part. After it the late-payment penalty
    stands still: from the day after the last day where the party asked in time, else from today (待核).

    Raises: RuleBroken("plan_stale"): paid or past meanwhile
    Source: 行政处罚法 (2021) arts. 66, 72; 行政强制法 (2011) art. 45
    """
    decision = reliefs.require_possible(row.party)
    try:
        rules.require_plan(row.kind, row.plan, decision.unpaid_yuan, today(), "relief_result")
    except RuleBroken as stale:
        text = f"申请以后情况有变：{stale.message}。请退回承办人调整方案"
        raise RuleBroken("plan_stale", text, {"relief_result": text}) from stale
    row.status, row.decided_on = "granted", today()
    if decision.overdue_noted_on is None:
        _make_due(actor, row, decision)
    else:
        in_time = row.received_on <= decision.payment_due_on
        _hold_accrual(actor, decision, decision.payment_due_on + ONE_DAY if in_time else today())
    return row


def _make_due(actor, row: PaymentRelief, decision: Decision) -> None:
    """What is due next is the first part not paid, on its day."""
    due_on = rules.next_due_on(reliefs.parts_of(row, decision)) or row.last_day
    penalty_commands.move_due(actor, decision, due_on)
    running = law.latest_period("fine_payment", "party", row.party_id)
    if running and running.is_open:
        law_commands.grant_until(
            actor, running.id, due_on, f"批准{row.label}", f"申请 {row.received_on}，批准 {row.decided_on}"
        )


def _hold_accrual(actor, decision: Decision, from_on: date) -> None:
    running = law.latest_period("surcharge_execution", "party", decision.party_id)
    if running.last_day and from_on > running.last_day:  # the thirty days are over; what is added may still grow
        penalty_commands.pause_late_payment(actor, decision, PAUSED, from_on)
        return
    if not running.is_open:  # the demand was served meanwhile: the days still count for what is added
        running = law_commands.restart_period(actor, running)
    if running.open_suspension is None:
        law_commands.suspend_period(actor, running.id, rules.GROUND, ARTICLE, from_on)


@command()
def settle_relief(actor, party: Party) -> str | None:
    """Find how the plan of this party stands after a payment, a day that passed, or the end of the execution.

    Returns: its status; None where no plan is in force
    Source: 行政处罚法 (2021) arts. 66, 72
    """
    row = reliefs.in_force(party.id)
    if row is None:
        return None
    decision = penalties.decision(party.id)
    if decision.voided_on:
        return _end(actor, row, "ended", today())
    found = reliefs.parts_of(row, decision)
    if missed := rules.missed_on(found):
        return _end(actor, row, "breached", missed)
    if decision.unpaid_yuan <= 0:
        return _end(actor, row, "fulfilled", today())
    if not party.is_open:
        return _end(actor, row, "ended", today())
    if decision.overdue_noted_on is None:
        _make_due(actor, row, decision)
    return row.status


def _end(actor, row: PaymentRelief, status: str, on: date) -> str:
    """The plan is over. Of a broken one the rest is due at once, and what is late counts again from the next day."""
    row.status, row.ended_on = status, on
    penalty_commands.resume_late_payment(actor, penalties.decision(row.party_id), PAUSED, on)
    running = law.latest_period("surcharge_execution", "party", row.party_id)
    pause = running.open_suspension if running and running.is_open else None
    if pause and pause.ground == rules.GROUND:
        law_commands.resume_period(actor, running.id, max(on, pause.from_on))
    return status


@command()
def follow_relief(actor, party: Party) -> None:
    """As `settle_relief`, from the proceeding of the party: where the plan is over, the process that watches it goes on."""
    over = settle_relief(actor, party) not in (None, "granted")
    if over and workflow_queries.is_awaited(MESSAGE, "party", party.id):  # else its paper is still to be delivered
        workflow.deliver_message(actor, MESSAGE, "party", party.id)
