"""Delivery, payment and execution of a decision (送达、缴款、催告、申请法院强制执行)."""

from datetime import date
from decimal import Decimal

from app.cases import execution_rules, queries
from app.cases.commands import clocks
from app.cases.commands.relief import follow_relief
from app.cases.models import CourtApplication, Party, Reminder
from app.cases.relief_queries import deferred_to, in_force
from app.cases.remedy_queries import last_ended, last_heard, open_one, require_enforceable, route
from app.cases.remedy_rules import require_not_stayed
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law import queries as law
from app.law.commands import start_period
from app.law.periods import compute
from app.penalties import commands as penalties
from app.penalties import queries as penalty_queries
from app.penalties.models import Decision


@command()
def start_payment(actor, party: Party, delivered_on: date) -> Decision:
    """The decision was served: the time to pay begins, and with it those to ask for a review and, where that is not needed
    first, to sue.

    Source: 行政处罚法 (2021) arts. 61, 67; 行政复议法 (2023) arts. 20, 23; 行政诉讼法 (2017) art. 46
    """
    decision = penalty_queries.decision(party.id)
    party.stage = "payment" if decision.fine_yuan else "delivery"
    for remedy in route(party).periods:
        if not law.latest_period(remedy, "party", party.id):
            start_period(actor, remedy, "party", party.id, delivered_on)
    due_on = compute("fine_payment", delivered_on, table=law.holiday_table()).last_day
    return penalties.start_payment(actor, decision, delivered_on, due_on)


@command(permission="record_payment")
def record_payment(actor, party: Party, amount_yuan: Decimal, paid_on: date, receipt_no: str, late_yuan: Decimal, note=""):
    """Record a payment of the fine. Raises: RuleBroken("payment_amount" | "payment_date")"""
    decision = penalty_queries.decision(party.id)
    row = penalties.record_payment(actor, decision, amount_yuan, paid_on, receipt_no, late_yuan, note)
    follow_relief(actor, party)
    return row


@command()
def note_overdue(actor, party: Party) -> Reminder:
    """The fifteen days are over and the fine is not paid in full: the late-payment penalty runs (加处罚款).

    Source: 行政处罚法 (2021) art. 72
    """
    decision = penalty_queries.decision(party.id)
    if decision.payment_due_on is None:  # the holiday table had not reached so far when the decision was served
        start_payment(actor, party, decision.delivered_on)
    penalties.note_overdue(actor, decision)
    kept = in_force(party.id)
    follow_relief(actor, party)
    why = f"批准的{kept.label}未按期履行，余额立即到期" if kept else "缴款期届满未缴清"
    row = _remind(actor, party, "overdue", f"{why}，次日起每日按罚款数额的百分之三加处罚款")
    clocks.follow_court_window(actor, party)
    return row


@command(permission="record_payment")
def follow_up(actor, party: Party, kind: str, note: str, ground: str | None = None) -> Reminder:
    """A step against an overdue fine.

    Args:   kind: reminded | demand (a 催告书 is made and served next) | ended; ground: of the end, see execution_rules
    Raises: RuleBroken("nothing_owed" | "end_ground" | "no_ruling" | "stayed")
    Source: 行政处罚法 (2021) art. 72; 行政强制法 (2011) arts. 35, 40, 46, 53, 54
    """
    if kind == "demand":
        execution_rules.require_no_relief(deferred_to(party.id), today())
        if running := open_one(party.id):
            require_not_stayed(running.stay_number)
        decision = penalty_queries.decision(party.id)
        execution_rules.require_something_owed(decision.unpaid_yuan, penalty_queries.late_payment_yuan(decision, today()))
    if kind == "ended":
        last = queries.court_application(party.id)
        execution_rules.require_end_ground(ground, last and last.ruling)
        note = f"{execution_rules.END_GROUNDS[ground]}：{note}"
    return _remind(actor, party, kind, note)


@command()
def start_demand_wait(actor, party: Party, number: str, served_on: date) -> Reminder:
    """The demand was served: ten working days later the court may be asked. Source: 行政强制法 (2011) arts. 54, 69"""
    row = [each for each in queries.reminders(party.id) if each.kind == "demand"][-1]
    row.number, row.served_on = number, served_on
    start_period(actor, "exhortation_wait", "party", party.id, served_on)
    return row


@command(permission="record_payment")
def apply_court(
    actor, party: Party, party_opinion: str, property_clues: str, remedy="none", remedy_on: date | None = None,
    late_reason="",
) -> CourtApplication:  # fmt: skip
    """Draft the application to the court (强制执行申请书).

    Args:   remedy: none (neither review nor suit) | reviewed (a review upheld the decision, received on `remedy_on`); what
            is registered of a review or a suit, also one that was withdrawn, takes its place
            party_opinion: what the party said to the demand; property_clues: what there is to enforce on
    Raises: RuleBroken("nothing_owed" | "deferred" | "demand_missing" | "demand_wait" | "suing_open" | "window_unknown" |
            "window_over" | "remedy_open" | "changed_by_review")
    Source: 行政强制法 (2011) arts. 53-55; 行政处罚法 (2021) art. 72(2); 法释〔2018〕1号 art. 156
    """
    require_enforceable(party)
    window = queries.court_window(party, remedy_on)
    execution_rules.require_court_window(window, today(), late_reason, "execution")
    if heard := last_ended(party.id):
        remedy, remedy_on = {"review": "reviewed", "suit": "sued"}[heard.kind], last_heard(party) and heard.ended_on
    decision = penalty_queries.decision(party.id)
    late_yuan = penalty_queries.late_payment_yuan(decision, today())
    execution_rules.require_something_owed(decision.unpaid_yuan, late_yuan)
    row = CourtApplication(
        party_id=party.id, remedy=remedy, remedy_on=remedy_on, amount_yuan=str(decision.unpaid_yuan),
        late_yuan=str(late_yuan), last_day=window.last_day, late_reason=late_reason, party_opinion=party_opinion,
        property_clues=property_clues, drafted_on=today(), drafted_by=actor.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the paper quotes it
    return row


@command(permission="record_payment")
def submit_to_court(actor, party: Party, submitted_on: date) -> CourtApplication:
    """The application was handed to the court: this day counts.

    Raises: RuleBroken("court_date" | "deferred" | "demand_wait" | "suing_open" | "window_over")
    Source: 行政强制法 (2011) arts. 53, 54
    """
    require_enforceable(party)
    row = queries.court_application(party.id)
    execution_rules.require_order(row.drafted_on, submitted_on, today(), "提交日期", "submitted_on")
    window = queries.court_window(party, row.remedy_on)
    execution_rules.require_court_window(window, submitted_on, row.late_reason, "submitted_on")
    row.submitted_on = submitted_on
    clocks.stands_no_more(actor, clocks.WINDOW, party, submitted_on)
    return row


@command(permission="record_payment")
def record_court_acceptance(actor, party: Party, acceptance: str, on: date, number: str, reason: str) -> CourtApplication:
    """The court took the application up, or refused to (受理). Source: 行政强制法 (2011) art. 56"""
    row = queries.court_application(party.id)
    execution_rules.require_order(row.submitted_on, on, today(), "受理或者不予受理的日期", "accepted_on")
    row.acceptance, row.accepted_on, row.court_number, row.reason = acceptance, on, number, reason
    return row


@command(permission="record_payment")
def record_court_ruling(actor, party: Party, ruling: str, on: date, reason: str) -> CourtApplication:
    """The court allowed the enforcement, or did not (裁定). Source: 行政强制法 (2011) arts. 57, 58"""
    row = queries.court_application(party.id)
    execution_rules.require_order(row.accepted_on, on, today(), "裁定日期", "ruled_on")
    row.ruling, row.ruled_on, row.reason = ruling, on, reason
    return row


@command(permission="record_payment")
def close_court_execution(actor, party: Party, result: str) -> CourtApplication:
    """The court's execution is over (执行到位或者终结执行). Args: result: collected | terminated"""
    row = queries.court_application(party.id)
    row.result, row.closed_on = result, today()
    return row


def _remind(actor, party: Party, kind: str, note: str) -> Reminder:
    late_yuan = penalty_queries.late_payment_yuan(penalty_queries.decision(party.id), today())
    row = Reminder(party_id=party.id, kind=kind, on=today(), note=note, late_yuan=str(late_yuan), noted_by=actor.id)
    db.session.add(row)
    db.session.flush()  # the demand quotes it
    return row
