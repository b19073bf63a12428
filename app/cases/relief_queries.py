"""Reading relief in paying a fine (延期、分期缴纳)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.cases import relief_rules as rules
from app.cases.models import Case, CourtApplication, Party
from app.cases.relief_models import PaymentRelief
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.penalties import queries as penalties
from app.penalties.models import Decision
from app.workflow.models import Instance

PROCESS = "payment_relief"


@dataclass(frozen=True)
class Shown:
    """One relief as pages list it."""

    row: PaymentRelief
    parts: list[rules.Part]
    status: str


def of_process(root_id: str) -> PaymentRelief | None:
    return db.session.scalar(select(PaymentRelief).where(PaymentRelief.root_id == root_id))


def of_party(party_id: int) -> list[PaymentRelief]:
    """Every application, the oldest first."""
    query = select(PaymentRelief).where(PaymentRelief.party_id == party_id).order_by(PaymentRelief.id)
    return list(db.session.scalars(query))


def in_force(party_id: int) -> PaymentRelief | None:
    """The plan that is being kept."""
    return next((row for row in of_party(party_id) if row.status == "granted"), None)


def deferred_to(party_id: int) -> date | None:
    """The last day of the term granted: of a broken plan the day missed; None: nothing was granted.

    Source: 行政处罚法 (2021) arts. 66, 72(2)
    """
    last = {
        "granted": lambda row: row.last_day,
        "fulfilled": lambda row: row.last_day,
        "breached": lambda row: row.ended_on,
    }
    return max((last[row.status](row) for row in of_party(party_id) if row.status in last), default=None)


def parts_of(row: PaymentRelief, decision: Decision) -> list[rules.Part]:
    """How each instalment stands today."""
    paid = [(payment.paid_on, payment.amount_yuan) for payment in decision.payments]
    return rules.parts(row.plan, decision.fine_yuan, paid, today())


def shown(case: Case) -> list[tuple[Party, list[Shown], str | None]]:
    """(party, its reliefs, why none may be begun now) of each party that has any, or could ask for one."""
    found = [(party, of_party(party.id), why_not(party)) for party in case.parties]
    return [(party, _shown(party, rows), refused) for party, rows, refused in found if rows or not refused]


def _shown(party: Party, rows: list[PaymentRelief]) -> list[Shown]:
    decision = penalties.decision(party.id)
    return [Shown(row, parts_of(row, decision), rules.STATUSES[row.status]) for row in rows]


def require_possible(party: Party) -> Decision:
    """What stands against dealing with an application now.

    Raises: RuleBroken("party_closed" | "no_fine" | "not_delivered" | "nothing_owed" | "relief_open" | "at_court")
    """
    decision = penalties.decision(party.id)
    if decision is None or not party.is_open:
        raise RuleBroken("party_closed", "这名当事人没有待执行的处罚决定，不能办理延期、分期缴纳（罚法第66条）")
    rules.require_payable(decision.fine_yuan, decision.delivered_on, decision.unpaid_yuan)
    last = db.session.scalar(
        select(CourtApplication)
        .where(CourtApplication.party_id == party.id)
        .order_by(CourtApplication.id.desc())
        .limit(1)
    )
    rules.require_not_at_court(last.submitted_on if last and "refused" not in (last.acceptance, last.ruling) else None)
    return decision


def why_not(party: Party) -> str | None:
    """Why no application may be begun now (Chinese), or None."""
    try:
        require_possible(party)
        require_none_open(party)
    except RuleBroken as refused:
        return refused.message
    return None


def require_none_open(party: Party) -> None:
    """Raises: RuleBroken("relief_open"): another application is dealt with, or its plan runs"""
    asked = select(Instance).where(
        Instance.process_key == PROCESS, Instance.subject_kind == "party", Instance.subject_id == str(party.id),
        Instance.status == "open",
    )  # fmt: skip
    running = db.session.scalar(asked.limit(1))
    rules.require_no_other(running and running.release.name)


def next_yuan(decision: Decision) -> Decimal | None:
    """What is still wanting of the next part of the plan in force; None: there is no plan."""
    row = in_force(decision.party_id)
    found = parts_of(row, decision) if row else []
    behind = [part.amount_yuan for part in found if part.paid_on is None]
    return decision.unpaid_yuan - sum(behind[1:]) if behind else None


def plan_words(decision: Decision) -> str | None:
    """The plan in force as one line for the forms of payment; None: there is none."""
    row = in_force(decision.party_id)
    if row is None:
        return None
    words = [
        f"{part.due_on} 前 {part.amount_yuan:,.2f} 元（{rules.STANDINGS[part.standing]}）"
        for part in parts_of(row, decision)
    ]
    return f"批准{row.label}：{'；'.join(words)}"
