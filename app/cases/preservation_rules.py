"""Evidence kept by registration (先行登记保存): who approves, how long it lasts, how it must end; pure functions."""

from datetime import date

from app.core.errors import RuleBroken

PERIOD = "first_registration"
STATUSES = {"proposed": "待批准", "refused": "不予批准", "running": "登记保存中", "lapsed": "期满失效，待发还", "settled": "已处理"}
OPEN = ("proposed", "running", "lapsed")
# 行政处罚法 (2021) art. 56: what the decision within seven working days may be.
DISPOSALS = {
    "copied": "复制、拍照后发还", "returned": "解除登记保存，发还", "sealed": "依法转为查封、扣押", "confiscated": "依法没收",
    "transferred": "移送有权机关处理", "lapsed": "期满失效，解除登记保存，发还",
}  # fmt: skip


def require_items(items: list[dict]) -> None:
    """Raises: RuleBroken("no_items"). Source: 行政处罚法 (2021) art. 56"""
    if not items:
        raise RuleBroken("no_items", "还没有登记物品（罚法第56条）", {"items": "至少登记一件，写明数量和现状"})


def require_in_time(last_day: date | None, on: date) -> None:
    """A decision on what is kept is made within seven working days; after that it has lapsed and is given back.

    Args:   last_day: None: not known yet (待公布); then nothing has lapsed
    Raises: RuleBroken("preservation_lapsed")
    Source: 行政处罚法 (2021) arts. 56, 85
    """
    if last_day and on > last_day:
        text = f"先行登记保存已于 {last_day} 满七个工作日，自动失效（罚法第56条、第85条），只能解除并发还。请退回承办人办理发还"
        raise RuleBroken("preservation_lapsed", text)


def require_lapsed(last_day: date | None, on: date) -> None:
    """Raises: RuleBroken("preservation_running"): not yet, or only by an estimate"""
    if last_day is None or on <= last_day:
        until = f"到 {last_day} 才届满" if last_day else "末日待公布，不能按暂估认定失效"
        raise RuleBroken("preservation_running", f"先行登记保存{until}（罚法第56条）")


def require_settled(open_labels: list[str]) -> None:
    """An investigation ends, and a case closes, with nothing left registered.

    Raises: RuleBroken("preservation_open")
    Source: 行政处罚法 (2021) art. 56
    """
    if open_labels:
        text = f"还有先行登记保存没有处理：{'；'.join(open_labels)}（罚法第56条）。请先作出处理决定，或者办理发还"
        raise RuleBroken("preservation_open", text)
