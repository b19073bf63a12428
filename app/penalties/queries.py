"""Reading penalties of one party."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.database import db
from app.core.errors import NotFound
from app.law import queries as law
from app.penalties import rules
from app.penalties.models import Decision, Proposal


def proposals(party_id: int) -> list[Proposal]:
    """Every version, oldest first."""
    return list(db.session.scalars(select(Proposal).where(Proposal.party_id == party_id).order_by(Proposal.version)))


def proposal(party_id: int) -> Proposal:
    """The latest version.

    Raises: NotFound("proposal")
    """
    found = proposals(party_id)
    if not found:
        raise NotFound("proposal", "这名当事人还没有处理建议，请先办理案件处理呈批")
    return found[-1]


def notified(party_id: int) -> Proposal | None:
    """The version whose notice was served last."""
    return next((row for row in reversed(proposals(party_id)) if row.notified_on), None)


def needs_notice(party_id: int) -> bool:
    """Whether the latest proposal must be noticed (again) before it can be decided."""
    told = notified(party_id)
    latest = proposal(party_id)
    if told is None or told.id == latest.id:
        return told is None
    return latest.facts_changed or bool(latest.measure.heavier_than(told.measure))


def decision(party_id: int) -> Decision | None:
    return db.session.scalar(select(Decision).where(Decision.party_id == party_id))


def is_settled(row: Decision, on: date) -> bool:
    """Whether the fine and the late-payment penalty are paid."""
    return not row.unpaid_yuan and late_payment_yuan(row, on) <= 0  # paid with the fine, the day itself was counted in


def late_payment_yuan(row: Decision, until: date) -> Decimal:
    """The late-payment penalty of a decision through `until`, less what was paid or waived of it; yuan.

    Days on which it is suspended (复议、诉讼、延期分期) add nothing.
    """
    if not (row.fine_yuan and row.payment_due_on) or row.voided_on:
        return Decimal(0)
    run_up = rules.late_payment_yuan(row.fine_yuan, row.payment_due_on, _paid(row), until, _pauses(row))
    return run_up - sum((payment.late_yuan for payment in row.payments), Decimal(0)) - (row.late_waived_yuan or 0)


def late_ledger(row: Decision, until: date) -> list[rules.LateSpan]:
    """Why the late-payment penalty is what it is: every day from the first overdue one, alike days together."""
    if not (row.fine_yuan and row.payment_due_on) or row.voided_on:
        return []
    return rules.late_spans(rules.late_days(row.fine_yuan, row.payment_due_on, _paid(row), until, _pauses(row)))


def _paid(row: Decision) -> list[tuple[date, Decimal]]:
    return [(payment.paid_on, payment.amount_yuan) for payment in row.payments]


def _pauses(row: Decision) -> list[tuple[date, date | None]]:
    running = law.latest_period("surcharge_execution", "party", row.party_id)
    return [(pause.from_on, pause.to_on) for pause in [*(running.suspensions if running else []), *row.pauses]]
