"""Things kept for a case (先行登记保存、查封、扣押): how long, and how it must end; pure functions."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.errors import RuleBroken


@dataclass(frozen=True)
class Kind:
    """One way of keeping things. period: id of the period rule; span: its length in words; disposals: how it may end."""

    name: str
    period: str
    span: str
    article: str
    notice: str  # template ids of the paper handed over with the list, and of the decision at the end
    decision: str
    disposals: dict[str, str]


# What the decision may be: 行政处罚法 (2021) art. 56; 行政强制法 (2011) arts. 27, 28.
KINDS = {
    "registration": Kind(
        "先行登记保存", "first_registration", "七个工作日", "罚法第56条、第85条", "preservation_notice", "preservation_decision",
        {"copied": "复制、拍照后发还", "returned": "解除登记保存，发还", "sealed": "依法转为查封、扣押", "confiscated": "依法没收",
         "transferred": "移送有权机关处理", "lapsed": "期满失效，解除登记保存，发还"},
    ),
    "seizure": Kind(
        "查封、扣押", "sealing", "三十日", "强法第25条、第27条、第28条", "seizure_decision", "seizure_release",
        {"returned": "解除查封、扣押，发还", "confiscated": "依法没收", "destroyed": "依法销毁", "transferred": "移送有权机关处理",
         "itemised": "逐件处理", "lapsed": "期满没有处理，解除查封、扣押，发还", "not_approved": "没有批准，立即解除查封、扣押，发还",
         "unapproved": "二十四小时内没有批准，立即解除查封、扣押，发还"},
    ),
}  # fmt: skip
STATUSES = {"proposed": "待批准", "refused": "不予批准", "running": "保存中", "lapsed": "应解除，待发还", "settled": "已处理"}
OPEN = ("proposed", "running", "lapsed")


def require_items(items: list[dict]) -> None:
    """Raises: RuleBroken("no_items"). Source: 行政处罚法 (2021) art. 56; 行政强制法 (2011) art. 24"""
    if not items:
        raise RuleBroken("no_items", "还没有登记物品（罚法第56条，强法第24条）", {"items": "至少登记一件，写明数量和现状"})


def require_emergency(reason: str, seized_at: str, now: datetime) -> None:
    """What was done on the spot says why it could not wait, and when: twenty-four hours run from there.

    Args:   seized_at: ISO moment, empty: approved before; now: local moment
    Raises: RuleBroken("seized_at" | "emergency_reason")
    Source: 行政强制法 (2011) art. 19
    """
    if seized_at and datetime.fromisoformat(seized_at) > now.replace(tzinfo=None):
        words = "当场实施的时间不能晚于现在"
        raise RuleBroken("seized_at", f"{words}，请检查", {"seized_at": words})
    if bool(seized_at) != bool(reason.strip()):
        words = "当场实施的要写明时间和紧急情形（强法第19条）"
        raise RuleBroken("emergency_reason", words, {"emergency_reason": words})


def settled_items(items: list[dict], settlements: list[dict]) -> list[dict]:
    """The listed things, each with what becomes of it and where it goes.

    Args:   settlements: [{"name", "disposal", "whereto"}] in the order of the list
    Raises: RuleBroken("settlements"): a thing was left out, added or renamed
    Source: 行政强制法 (2011) arts. 24, 27, 28
    """
    if [row["name"] for row in settlements] != [item["name"] for item in items]:
        words = f"清单有 {len(items)} 件，须按清单逐件写明处理：{'、'.join(item['name'] for item in items)}（强法第27条）"
        raise RuleBroken("settlements", words, {"settlements": words})
    return [item | {"disposal": row["disposal"], "whereto": row["whereto"]} for item, row in zip(items, settlements, strict=True)]


def disposal_of(settlements: list[dict]) -> str:
    """The one disposal of all, or `itemised`."""
    kinds = {row["disposal"] for row in settlements}
    return kinds.pop() if len(kinds) == 1 else "itemised"


def require_in_time(kind: Kind, last_day: date | None, on: date) -> None:
    """What is kept is decided on within the period; after that it must be given back.

    Args:   last_day: None: not known yet (待公布); then nothing has lapsed
    Raises: RuleBroken("preservation_lapsed")
    Source: 行政处罚法 (2021) arts. 56, 85; 行政强制法 (2011) arts. 25, 28
    """
    if last_day and on > last_day:
        text = f"{kind.name}已于 {last_day} 满{kind.span}（{kind.article}），只能解除并发还。请退回承办人办理发还"
        raise RuleBroken("preservation_lapsed", text)


def require_lapsed(kind: Kind, last_day: date | None, on: date) -> None:
    """Raises: RuleBroken("preservation_running"): not yet, or only by an estimate"""
    if last_day is None or on <= last_day:
        until = f"到 {last_day} 才届满" if last_day else "末日还不能确定，不能按暂估认定期满"
        raise RuleBroken("preservation_running", f"{kind.name}{until}（{kind.article}）")


def require_settled(open_labels: list[str]) -> None:
    """An investigation ends, and a case closes, with nothing left kept.

    Raises: RuleBroken("preservation_open")
    Source: 行政处罚法 (2021) art. 56; 行政强制法 (2011) arts. 27, 28
    """
    if open_labels:
        text = f"还有登记保存、查封扣押的物品没有处理：{'；'.join(open_labels)}（罚法第56条，强法第27条）。请先作出处理决定，或者办理发还"
        raise RuleBroken("preservation_open", text)
