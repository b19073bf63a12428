"""When an enterprise checks itself and what its file must say, as pure functions and words.

Source: 安全生产法 (2021) arts. 21(5), 41(2); 鄂州市安全生产治本攻坚三年行动方案 (2024-2026), main plan 8①③, 市场监管1
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import RuleBroken

PROCESS = "self_check"
ONE_DAY = timedelta(days=1)
KINDS = {"daily": "日管控", "weekly": "周排查", "monthly": "月调度"}
CYCLES = {"daily": "每个工作日", "weekly": "每周", "monthly": "每月"}
METHODS = {
    "on_site": "现场查看", "documents": "查阅资料", "measuring": "仪器检测", "meeting": "会议调度", "combined": "现场查看并查阅资料",
}  # fmt: skip
PARTICIPANTS = {"staff": "本单位人员", "expert": "专家", "retired": "退休技安人员", "institution": "技术机构"}  # 三年行动方案 主方案9①
STATUSES = {"open": "待自查", "carried_out": "待签字", "filed": "已归档", "missed": "缺做"}
ENDS = ("filed", "missed")
SEVEN = {  # what the file of a check must say (R020), by column
    "content": "内容", "method": "方式", "kind": "周期", "responsible": "责任人", "department": "部门", "process_note": "过程",
    "result": "结果",
}  # fmt: skip
IS_FINAL = "自查档案签字归档以后不能修改；发现写错的，在下一次自查里说明（三年行动方案主方案8③：签字、归档）"

IsWorkingDay = Callable[[date], bool]


@dataclass(frozen=True)
class Period:
    """One day, week or month in which a check is due. begins_on, due_on: its first and last working day."""

    begins_on: date
    due_on: date


def bounds(kind: str, on: date) -> tuple[date, date]:
    """First and last calendar day of the day, week (from Monday) or month a day lies in."""
    if kind == "daily":
        return on, on
    if kind == "weekly":
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    first = on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY


def period_from(kind: str, on: date, is_working_day: IsWorkingDay) -> Period:
    """The first period with a working day left on that day or later; a week of holidays has none and is passed over."""
    while True:
        _, last = bounds(kind, on)
        days = [day for day in days_between(on, last) if is_working_day(day)]
        if days:
            return Period(days[0], days[-1])
        on = last + ONE_DAY


def following(kind: str, period: Period, is_working_day: IsWorkingDay) -> Period:
    """The period after this one."""
    return period_from(kind, bounds(kind, period.due_on)[1] + ONE_DAY, is_working_day)


def due_periods(kind: str, since: date, on: date, is_working_day: IsWorkingDay) -> list[Period]:
    """The periods from `since` on that have begun by that day, in order; the last one may still run."""
    found, period = [], period_from(kind, since, is_working_day)
    while period.begins_on <= on:
        found.append(period)
        period = following(kind, period, is_working_day)
    return found


def days_between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def period_words(kind: str, begins_on: date) -> str:
    """「2026-09-07」, 「2026年第37周」, 「2026年9月」"""
    if kind == "daily":
        return begins_on.isoformat()
    if kind == "weekly":
        year, week, _ = begins_on.isocalendar()
        return f"{year}年第{week}周"
    return f"{begins_on.year}年{begins_on.month}月"


def missing(said: dict) -> list[str]:
    """Which of the seven (R020) a file does not say, in words. Args: said: {key of SEVEN: what it says}"""
    return [words for key, words in SEVEN.items() if not (said.get(key) or "").strip()]


def require_plan(kinds: list[dict], has_account: bool) -> None:
    """A plan names at least one kind, and of each who is responsible; somebody must be there to carry it out.

    Args:   kinds: [{"kind", "responsible"}]
    Raises: RuleBroken("no_account" | "no_kind" | "no_responsible")
    Source: 三年行动方案 (2024) 主方案8③: 责任到人
    """
    if not has_account:
        raise RuleBroken("no_account", "这家企业还没有账号，自查任务没有人能办；请先绑定企业账号，再订自查计划")
    if not kinds:
        raise RuleBroken("no_kind", "日管控、周排查、月调度至少选一类（三年行动方案主方案8③）", {"kinds": "至少选一类"})
    bare = {f"{each['kind']}_responsible": "必填" for each in kinds if not each["responsible"].strip()}
    if bare:
        raise RuleBroken("no_responsible", "每一类自查都要写明责任人（三年行动方案主方案8③：责任到人）", bare)


def require_checked_on(checked_on: date, begins_on: date, on: date) -> None:
    """Raises: RuleBroken("checked_on"): the day of the check lies in its period and not in the future"""
    if not begins_on <= checked_on <= on:
        text = f"自查日期应在 {begins_on} 至今天之间"
        raise RuleBroken("checked_on", text, {"checked_on": text})


def require_begins(begins_on: date, on: date) -> None:
    """No check can be due before it was asked for. Raises: RuleBroken("begins_on")"""
    if begins_on < on:
        text = "开始日期不能早于今天，过去的日子不能补派自查"
        raise RuleBroken("begins_on", text, {"begins_on": text})


def require_participants(participants: list[dict]) -> None:
    """Raises: RuleBroken("participants"). Source: 三年行动方案 (2024) 主方案9①"""
    if not participants:
        text = "至少写明一名参加自查的人"
        raise RuleBroken("participants", text, {"participants": text})


def require_signable(result: str, signature: int | None, opinion: str) -> None:
    """Who signs, signs; who sends back says why. Raises: RuleBroken("signature" | "opinion")"""
    if result == "sign" and not signature:
        raise RuleBroken("signature", "负责人还没有签名", {"signature": "请签名"})
    if result == "return" and not opinion.strip():
        raise RuleBroken("opinion", "退回的，写明要补查、补写什么", {"opinion": "必填"})


# --- rewards for employees' reports ---------------------------------------------------------------------------------

REWARDS = {"internal": "企业内部奖励", "government": "政府奖励"}


def require_scheme_words(title: str, content: str) -> None:
    """Raises: RuleBroken("scheme")"""
    missing = {field: "必填" for field, said in (("title", title), ("content", content)) if not said.strip()}
    if missing:
        raise RuleBroken("scheme", "奖励制度要写明名称和标准（三年行动方案工业4、工贸3）", missing)


def require_rewardable(is_known: bool, kind: str, has_scheme: bool) -> None:
    """An enterprise pays by its own scheme; the government by its own rules. Raises: RuleBroken("hazard" | "scheme")"""
    if not is_known:
        text = "没有这个编号的隐患，请从本企业的隐患清单里选"
        raise RuleBroken("hazard", text, {"hazard": text})
    if kind == "internal" and not has_scheme:
        raise RuleBroken("scheme", "还没有登记员工报告隐患奖励制度，请先登记制度，再登记奖励（三年行动方案工业4、工贸3）")


def require_reward(reporter: str, amount_yuan: Decimal, ground: str) -> None:
    """Raises: RuleBroken("reward")"""
    missing = {field: "必填" for field, said in (("reporter", reporter), ("ground", ground)) if not said.strip()}
    if amount_yuan <= 0:
        missing["amount_yuan"] = "应大于 0 元"
    if missing:
        raise RuleBroken("reward", "奖励要写明报告人、金额和依据（三年行动方案工业4、工贸3）", missing)


def require_granted_on(granted_on: date, found_on: date, on: date) -> None:
    """Raises: RuleBroken("granted_on")"""
    if not found_on <= granted_on <= on:
        text = f"发放日期应在发现隐患（{found_on}）至今天之间"
        raise RuleBroken("granted_on", text, {"granted_on": text})


def require_first_of_kind(kind: str, has_one: bool) -> None:
    """One of each kind for one hazard; the other kind stays open. Raises: RuleBroken("reward_twice")"""
    if has_one:
        text = f"这条隐患已经登记过{REWARDS[kind]}，不能重复；另一类奖励不受影响（三年行动方案工业4、工贸3：两类奖励分开）"
        raise RuleBroken("reward_twice", text, {"hazard": text})
