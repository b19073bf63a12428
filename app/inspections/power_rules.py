"""When electricity or civil explosives may be cut off (停止供电、停止供应民用爆炸物品), as pure functions.

Source: 安全生产法 (2021) art. 70
"""

from datetime import date, datetime, timedelta

from app.core.errors import RuleBroken

KINDS = {"electricity": "停止供电", "explosives": "停止供应民用爆炸物品"}
STATUSES = {
    "proposed": "待批准", "refused": "不予批准", "approved": "已批准，待通知企业", "notified": "已通知企业",
    "complied_before": "企业已履行，没有停止供应", "stopped": "已停止供应", "complied": "企业已履行，待批准解除",
    "lifting": "已批准解除，待恢复", "lifted": "已解除",
}  # fmt: skip
OPEN = ("proposed", "approved", "notified", "stopped", "complied", "lifting")
IN_FORCE = ("stopped", "complied", "lifting")
STOPS = ("stop_production", "stop_equipment", "stop_work")  # what a decision must order, that may be enforced so
NOTICE = "power_cutoff_notice"  # the 24 hours, in periods.yaml


def require_served_decision(kinds: list[str], status: str, number: str | None, served_on: date | None) -> None:
    """A served decision that stops production, work or the use of equipment, still in force.

    Args:   kinds, status: of the measure on site; number: of its paper; None: not issued
    Raises: RuleBroken("no_decision" | "decision_kind" | "decision_over" | "decision_not_served")
    Source: 安全生产法 (2021) arts. 65, 70
    """
    if number is None:
        raise RuleBroken(
            "no_decision",
            "还没有签发责令停产停业、停止施工或者停止使用的决定，不能停止供应（安法第70条）。请先作出决定",
        )
    if not set(kinds) & set(STOPS):
        raise RuleBroken(
            "decision_kind", "决定没有责令停产停业、停止施工或者停止使用，拒不执行也不能停止供应（安法第70条）"
        )
    if status == "lifted":
        raise RuleBroken("decision_over", "现场处理措施已经解除，没有要执行的决定，不能停止供应（安法第70条）")
    if served_on is None:
        raise RuleBroken(
            "decision_not_served", f"{number}还没有有效送达，企业谈不上拒不执行（安法第70条）。请先登记送达"
        )


def require_no_other(label: str | None) -> None:
    """Raises: RuleBroken("cutoff_open"): one of this kind is dealt with or in force"""
    if label:
        raise RuleBroken(
            "cutoff_open",
            f"已有一件{label}正在办理或者执行，不能重复（安法第70条）",
            {"cutoff_kind": f"已有一件{label}"},
        )


def require_reasoned_emergency(emergency: bool, reason: str) -> None:
    """Raises: RuleBroken("emergency_reason"). Source: 安全生产法 (2021) art. 70(2)"""
    if emergency and not reason.strip():
        text = "不提前二十四小时通知的，须写明有什么危及生产安全的紧急情形（安法第70条第2款）"
        raise RuleBroken("emergency_reason", text, {"emergency_reason": text})


def must_wait(kind: str, emergency: bool) -> bool:
    """Only electricity, and not in an emergency, is cut off 24 hours after the enterprise was told."""
    return kind == "electricity" and not emergency


def require_time_to_tell(latest: datetime, stop_at: datetime, at: datetime) -> None:
    """The hour proposed leaves 24 hours to tell the enterprise.

    Args:   latest: the last moment to tell it, counted back from `stop_at`; at: now
    Raises: RuleBroken("stop_at")
    Source: 安全生产法 (2021) art. 70(2)
    """
    if at > latest:
        text = (
            f"拟于 {stop_at:%m月%d日 %H:%M} 停止供电，最迟应在 {latest:%m月%d日 %H:%M} 通知企业，已经来不及。"
            "请改晚停止的时间；有危及生产安全的紧急情形的，勾选并写明（安法第70条第2款）"
        )
        raise RuleBroken("stop_at", text, {"stop_at": text})


def earliest_stop(stop_at: datetime, notified_at: datetime, hours: int) -> datetime:
    """The hour proposed, or later where the enterprise was told less than `hours` before. Source: 安全生产法 (2021) art. 70(2)"""
    return max(stop_at, notified_at + timedelta(hours=hours))


def require_stopped_after(stopped_at: datetime, allowed_from: datetime, at: datetime) -> None:
    """What the supplier's receipt says lies after the enterprise's time and not ahead.

    Raises: RuleBroken("stopped_at")
    Source: 安全生产法 (2021) art. 70(2)
    """
    if not allowed_from <= stopped_at <= at:
        first = f"{allowed_from:%Y-%m-%d %H:%M}"
        text = f"停止供应的时间应在 {first} 以后、现在以前；供应单位提前停止的，请立即恢复并重新通知（安法第70条第2款）"
        raise RuleBroken("stopped_at", text, {"stopped_at": text})


def require_day_between(first: date, on: date, last: date, field: str, words: str) -> None:
    """Raises: RuleBroken("day")"""
    if not first <= on <= last:
        text = f"{words}应在 {first} 至 {last} 之间"
        raise RuleBroken("day", text, {field: text})


def require_supply_restored(labels: list[str]) -> None:
    """Work is not resumed while the supply is still cut off: that is lifted first, at once.

    Raises: RuleBroken("cutoff_in_force")
    Source: 安全生产法 (2021) art. 70(2)
    """
    if labels:
        raise RuleBroken(
            "cutoff_in_force",
            f"{'、'.join(labels)}还没有解除；企业已经履行的，请先及时解除，再审查恢复生产（安法第70条）",
        )
