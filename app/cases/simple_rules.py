"""When a penalty may be given, collected and handed in on the spot (当场处罚), as pure functions.

The amounts are rows of the tables `procedure_kind` and `on_spot_collection`; here is what follows from their answers.
Source: 行政处罚法 (2021) arts. 45, 51, 52, 67-71
"""

from datetime import date
from decimal import Decimal

from app.core.errors import RuleBroken
from app.law.penalty_rules import PenaltyRule

WAY_ON = "请选“转普通程序，立案调查”，已填的事实会带入立案申请"


def require_simple(answer: dict, field: str) -> None:
    """The penalty is small enough to be decided on the spot.

    Args:   answer: of the table `procedure_kind`: procedure, reason, article; field: of the form, where the amount stands
    Raises: RuleBroken("above_limit")
    Source: 行政处罚法 (2021) art. 51
    """
    if answer["procedure"] != "simple":
        text = f"{answer['reason']}，不能当场处罚（{answer['article']}）。{WAY_ON}"
        raise RuleBroken("above_limit", text, {field: text})


def require_same_day(found_on: date, on: date, field: str) -> None:
    """On the spot (当场) the party is told and the penalty decided on the day it was found.

    Args:   field: of the form, where another way can be chosen
    Raises: RuleBroken("not_on_spot")
    Source: 行政处罚法 (2021) arts. 51, 52; that 「当场」 ends with the day is our reading (从严, M)
    """
    if found_on != on:
        text = f"违法行为是 {found_on} 发现的，不是当天告知、当天决定，不能当场处罚（罚法第51条、第52条）。{WAY_ON}"
        raise RuleBroken("not_on_spot", text, {field: text})


def require_some_sanction(warning: bool, fine_yuan: Decimal | None, field: str) -> None:
    """Raises: RuleBroken("no_sanction")"""
    if not warning and not fine_yuan:
        text = "请勾选警告，或者填写大于零的罚款数额；不处罚的，选“不予处罚”（罚法第33条）"
        raise RuleBroken("no_sanction", text, {field: text})


def warning_doubt(rules: list[PenaltyRule], party_kind: str) -> str | None:
    """What speaks against a warning: no rule cited gives one to such a party. The officers cite articles, and one we
    have no rule of may give it, so they are told and not refused.

    Args:   rules: those of the articles cited (处罚依据) on the day of the conduct; party_kind: entity | person
    Source: 行政处罚法 (2021) art. 4
    """
    if not rules or any("warning" in rule.kinds(party_kind == "entity") for rule in rules):
        return None
    names, to = "、".join(dict.fromkeys(rule.cite for rule in rules)), "单位" if party_kind == "entity" else "个人"
    return f"请核对警告：所引{names}对{to}没有规定警告。没有其他条款规定警告的，不要给予警告（罚法第4条）"


def require_collectable(answer: dict, reason: str, needs_reason: bool) -> None:
    """A fine is taken on the spot only where the law says so, with the reason in words.

    Args:   answer: of the table `on_spot_collection`: collect, reason, article
    Raises: RuleBroken("not_collectable" | "collect_reason")
    Source: 行政处罚法 (2021) arts. 67-69
    """
    if not answer["collect"]:
        text = f"{answer['reason']}（{answer['article']}）。请改选“到银行缴纳”"
        raise RuleBroken("not_collectable", text, {"collect_way": text})
    if needs_reason and not reason.strip():
        text = f"请写明当场收缴的具体情形（{answer['article']}）"
        raise RuleBroken("collect_reason", text, {"collect_reason": text})


def require_other_hand(officer_ids: list[int], name: str, officer_names: list[str]) -> None:
    """Who takes the money for the organ is not one of those who took it from the party.

    Raises: RuleBroken("cashier")
    Source: 行政处罚法 (2021) arts. 67, 71
    """
    if name.strip() in officer_names:
        text = "收款人应是机关的财务人员，不能是收缴罚款的执法人员（罚法第67条、第71条）"
        raise RuleBroken("cashier", text, {"cashier": text})


def require_late_paid(late_yuan: Decimal, owed_yuan: Decimal) -> None:
    """The late-payment penalty is paid with the fine, no more and no less.

    Raises: RuleBroken("late_amount")
    Source: 行政处罚法 (2021) art. 72
    """
    if late_yuan != owed_yuan:
        text = f"到缴款那天应缴加处罚款 {owed_yuan:,.2f} 元，填写的是 {late_yuan:,.2f} 元（罚法第72条）"
        raise RuleBroken("late_amount", text, {"late_yuan": text})
