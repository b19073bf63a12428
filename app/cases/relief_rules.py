"""Paying a fine later or in parts (延期、分期缴纳罚款), as pure functions: what may be asked for, and whether it is kept.

A plan is [(last day, yuan)], the first day first; payments are [(day, yuan of the fine)].
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import RuleBroken

KINDS = {"deferral": "延期缴纳", "instalments": "分期缴纳"}
STATUSES = {
    "applied": "办理中", "withdrawn": "已撤回", "refused": "不予批准", "granted": "按期缴纳中", "breached": "未按期，余额到期",
    "fulfilled": "已按批准缴清", "ended": "执行终结",
}  # fmt: skip
OPEN = ("applied", "granted")
GROUND = "deferral"  # why the late-payment penalty stands still: a ground of periods.yaml that only a plan uses
ADVICE = {
    "grant": "建议按申请批准",
    "adjust": "建议批准，调整期数、日期或者金额",
    "refuse": "建议不予批准",
    "withdrawn": "当事人撤回申请",
}
STANDINGS = {"paid": "已缴", "open": "未到期", "missed": "逾期未缴", "late": "逾期后缴"}
Plan = list[tuple[date, Decimal]]


@dataclass(frozen=True)
class Part:
    """One instalment against the payments. standing: key of STANDINGS; paid_on: the day it was covered."""

    due_on: date
    amount_yuan: Decimal
    standing: str
    paid_on: date | None


def require_payable(fine_yuan: Decimal | None, delivered_on: date | None, unpaid_yuan: Decimal) -> None:
    """There is a fine, the party has the decision, and something is unpaid.

    Raises: RuleBroken("no_fine" | "not_delivered" | "nothing_owed")
    Source: 行政处罚法 (2021) arts. 66, 67
    """
    if not fine_yuan:
        raise RuleBroken("no_fine", "没有对这名当事人决定罚款，不需要办理延期、分期缴纳")
    if delivered_on is None:
        raise RuleBroken("not_delivered", "处罚决定书还没有送达，请先送达再办理延期、分期缴纳（罚法第61条、第66条）")
    if unpaid_yuan <= 0:
        raise RuleBroken("nothing_owed", "罚款已经缴清，不需要办理延期、分期缴纳")


def require_no_other(label: str | None) -> None:
    """One application, one plan at a time. Raises: RuleBroken("relief_open")"""
    if label:
        raise RuleBroken("relief_open", f"已有一件{label}正在办理或者执行，办结以后才能再申请（罚法第66条）")


def require_not_at_court(submitted_on: date | None) -> None:
    """Once the court was asked, the court executes. Raises: RuleBroken("at_court"). Source: 行政强制法 (2011) arts. 53, 57"""
    if submitted_on:
        raise RuleBroken(
            "at_court", f"{submitted_on} 已向法院申请强制执行，不再批准延期、分期缴纳；请向法院提出（强法第53条）"
        )


def require_written_in_time(
    received_on: date, delivered_on: date, due_on: date | None, late_reason: str, on: date
) -> None:
    """Asked for after the decision was served; after the time to pay only with a reason (待核: the law sets no term).

    Raises: RuleBroken("received_on" | "late_reason")
    Source: 行政处罚法 (2021) art. 66; deferral_application of periods.yaml (M)
    """
    if not delivered_on <= received_on <= on:
        text = f"收到申请的日期应在 {delivered_on} 至 {on} 之间"
        raise RuleBroken("received_on", text, {"received_on": text})
    if due_on and received_on > due_on and not late_reason.strip():
        text = (
            f"缴款期已于 {due_on} 届满才申请，已产生的加处罚款不因批准而消灭；请写明逾期申请的理由（罚法第66条，待核）"
        )
        raise RuleBroken("late_reason", text, {"late_reason": text})


def require_plan(kind: str, plan: Plan, owed_yuan: Decimal, on: date, field: str) -> None:
    """Days in order after today, amounts that sum to what is owed, one part for a deferral and several for instalments.

    Args:   field: of the form the refusal belongs to
    Raises: RuleBroken("plan_parts" | "plan_days" | "plan_sum")
    Source: 行政处罚法 (2021) art. 66
    """
    if (len(plan) == 1) != (kind == "deferral") or not plan:
        _refuse("plan_parts", "延期缴纳只写一期，分期缴纳写两期以上", field)
    days = [day for day, _ in plan]
    if days[0] <= on or any(later <= earlier for earlier, later in zip(days, days[1:], strict=False)):
        _refuse("plan_days", f"各期的日期应在 {on} 以后，并且先后有序", field)
    if any(yuan <= 0 for _, yuan in plan) or sum(yuan for _, yuan in plan) != owed_yuan:
        whole = sum(yuan for _, yuan in plan)
        _refuse(
            "plan_sum",
            f"各期金额合计 {whole:,.2f} 元，应当等于尚欠的罚款 {owed_yuan:,.2f} 元，每期大于零（罚法第66条）",
            field,
        )


def parts(plan: Plan, fine_yuan: Decimal, paid: Plan, on: date) -> list[Part]:
    """How each instalment stands: payments count for the earliest first."""
    needed, found = fine_yuan - sum(yuan for _, yuan in plan), []
    for due_on, yuan in plan:
        needed += yuan
        paid_on = _covered_on(needed, paid)
        found.append(Part(due_on, yuan, _standing(due_on, paid_on, on), paid_on))
    return found


def _covered_on(needed: Decimal, paid: Plan) -> date | None:
    whole = Decimal(0)
    for day, yuan in sorted(paid):
        whole += yuan
        if whole >= needed:
            return day
    return None


def _standing(due_on: date, paid_on: date | None, on: date) -> str:
    if paid_on:
        return "paid" if paid_on <= due_on else "late"
    return "missed" if on > due_on else "open"


def missed_on(found: list[Part]) -> date | None:
    """The last day of the first instalment that was not kept; None: the plan is kept."""
    return next((part.due_on for part in found if part.standing in ("missed", "late")), None)


def next_due_on(found: list[Part]) -> date | None:
    """The last day of the first instalment still open; None: all are paid."""
    return next((part.due_on for part in found if part.paid_on is None), None)


def _refuse(code: str, text: str, field: str):
    raise RuleBroken(code, text, {field: text})
