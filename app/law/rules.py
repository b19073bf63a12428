"""What a holiday notice and an act on a running period must satisfy."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.core.errors import RuleBroken
from app.law.articles import Article
from app.law.calendar import FIXED_HOLIDAYS, MOVING_HOLIDAYS, DayKind, SpecialDay
from app.law.period_rules import PeriodRule
from app.law.periods import PeriodResult, Status

YEARS = range(2004, 2100)
OUTCOMES = ("met", "lapsed", "cancelled", "extended")
OWN_HEAD = "本机关负责人"


def require_complete_notices(rows: Iterable[SpecialDay]) -> None:
    """A notice makes its whole year known, so half a notice would turn holidays into working days.

    Raises: RuleBroken("holiday_notice"): empty, a day twice, or a statutory holiday missing
    Source: 全国年节及纪念日放假办法 art. 2
    """
    rows = tuple(rows)
    problems = [] if rows else ["没有一行放假或补班"]
    problems += [f"{day} 写了两次" for day, times in Counter(row.day for row in rows).items() if times > 1]
    problems += [
        f"{row.day} 不是周末，不能是补班" for row in rows if row.kind is DayKind.WORK and row.day.weekday() < 5
    ]
    for year in sorted({row.year for row in rows}):
        problems += _missing_holidays(year, [row for row in rows if row.year == year and row.kind is DayKind.OFF])
    if problems:
        raise RuleBroken(
            "holiday_notice", "放假表没有导入：" + "；".join(problems) + "。请按国务院办公厅通知补全后重新导入"
        )


def _missing_holidays(year: int, off: list[SpecialDay]) -> list[str]:
    if year not in YEARS:
        return [f"{year} 年不在 {YEARS[0]} 至 {YEARS[-1]} 年之内"]
    days, names = {row.day for row in off}, "、".join(row.name for row in off)
    missing = [
        f"{month}月{day}日{name}"
        for (month, day), name in FIXED_HOLIDAYS.items()
        if _is_missing(year, month, day, days)
    ]
    missing += [name for name in MOVING_HOLIDAYS if name not in names]
    return [f"{year} 年缺少{'、'.join(missing)}"] if missing else []


def _is_missing(year: int, month: int, day: int, days: set[date]) -> bool:
    """The second day of Labour Day is statutory only since 2025."""
    return date(year, month, day) not in days and not ((month, day) == (5, 2) and year < 2025)


def require_computable(result: PeriodResult) -> None:
    """Raises: RuleBroken("period_refused"): the rule does not apply, the message says why"""
    if result.status is Status.REFUSED:
        raise RuleBroken("period_refused", result.reason)


def require_articles_in_force(chosen: Iterable[Article], conduct_on: date, on: date, field: str) -> None:
    """Duties by the day of the conduct, procedure by today, liability by either (从旧兼从轻).

    Raises: RuleBroken("article_not_in_force"): belongs to `field` of the form
    Source: 行政处罚法 (2021) art. 37
    """
    for article in chosen:
        days = {"duty": (conduct_on,), "penalty": (conduct_on, on), "procedure": (on,)}[article.kind]
        if not any(article.statute.covers(day) for day in days):
            when = "今天" if article.kind == "procedure" else f"违法行为发生日（{conduct_on}）"
            words = f"{article.short}（{article.statute.in_force}）在{when}没有施行，请改选当时有效的版本（罚法 第37条）"
            raise RuleBroken("article_not_in_force", words, {field: words})


def require_open(period) -> None:
    """Raises: RuleBroken("period_closed")"""
    if not period.is_open:
        raise RuleBroken("period_closed", "这段期间已经了结，不能再改；需要时另起一段")


def require_lawful_suspension(
    rule: PeriodRule, grounds: dict, period, ground: str, article: str, from_on: date
) -> None:
    """Only the grounds the article names stop a period, and only while it runs.

    Raises: RuleBroken("suspension_ground", "suspension_article", "suspension_late", "suspension_open")
    """
    if ground not in rule.suspended_by:
        known = "、".join(grounds[code] for code in rule.suspended_by) or "没有可以扣除的事由"
        raise RuleBroken("suspension_ground", f"“{rule.name_zh}”（{rule.basis}）能扣除的事由：{known}")
    if not article.strip():
        raise RuleBroken("suspension_article", "扣除期间要写明依据的条文", {"article": "请写明依据的条文"})
    if period.open_suspension:
        raise RuleBroken("suspension_open", f"{period.open_suspension.from_on} 起的中止还没有结束，请先登记恢复")
    if period.last_day and from_on > period.last_day:
        raise RuleBroken("suspension_late", f"期间已于 {period.last_day} 届满，届满之后不能再中止")


def require_outcome(outcome: str) -> None:
    """Raises: RuleBroken("period_outcome")"""
    if outcome not in OUTCOMES:
        raise RuleBroken("period_outcome", f"期间只能以{'、'.join(OUTCOMES)}了结，不能是“{outcome}”")


def require_suspended(period) -> None:
    """Raises: RuleBroken("not_suspended")"""
    if not period.open_suspension:
        raise RuleBroken("not_suspended", "这段期间没有在中止，不需要恢复")


def require_run_out(period, at) -> None:
    """A window has lapsed only after its last day, and never on an estimate.

    Raises: RuleBroken("period_running")
    """
    if not period.has_run_out(at):
        until = f"到 {period.last_day} 才届满" if period.last_day else f"末日{period.status}，不能认定届满"
        raise RuleBroken("period_running", f"期间（{period.basis}）{until}")


def require_extensible(rule: PeriodRule, longer: PeriodRule | None, period, reason: str, approval: str, on: date) -> None:
    """A period is prolonged only as its article says: while it runs, by whom it says, for a reason.

    Args:   longer: the version the prolonged period is counted by; None: no article allows it
            approval: number of the paper by which another authority approved
    Raises: RuleBroken("extension_none" | "extension_unknown" | "extension_late" | "extension_reason" | "extension_approval")
    """
    if rule.extension is None or longer is None:
        raise RuleBroken("extension_none", f"“{rule.name_zh}”（{rule.basis}）没有可以延长的规定，到期以前请办结")
    if longer.length is None:
        raise RuleBroken("extension_unknown", f"“{longer.name_zh}”的天数待核（{longer.basis}），核定以前不能按它延长。请法制人员先核定")
    if period.last_day is None or on > period.last_day:
        until = f"已于 {period.last_day} 届满" if period.last_day else f"末日{period.status}"
        raise RuleBroken("extension_late", f"期间{until}，届满之后不能再延长（{rule.basis}）")
    if not reason.strip():
        raise RuleBroken("extension_reason", "延长要写明理由", {"reason": "请写明理由"})
    if rule.extension.by_whom != OWN_HEAD and not approval.strip():
        text = f"要由{rule.extension.by_whom}批准（{rule.basis}），请填写批准文号"
        raise RuleBroken("extension_approval", text, {"approval": text})


def require_granted_by_approval(rule: PeriodRule) -> None:
    """Raises: RuleBroken("extension_none"): the article names no approval that sets the day by itself"""
    if not rule.is_granted:
        raise RuleBroken("extension_none", f"“{rule.name_zh}”（{rule.basis}）不能由批准另定末日，到期以前请办结")
