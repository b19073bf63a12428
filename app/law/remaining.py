"""What is left of a period on a given day, in the words of the deadline chip (期限状态)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import ZONE
from app.law.calendar import ONE_DAY
from app.law.period_rules import Kind, Unit
from app.law.periods import PeriodResult, Status, day_of

SOON_WORKING_DAYS = 3
PASSED_WORDS = {Kind.WAIT: "等待期已满", Kind.EFFECT: "已到生效日", Kind.LOOKBACK: "回看期已过"}
RIGHT_OVER = "期满，可以办理下一步"  # the party did not use its right; nobody of the office is late
GROUND_WORDS = {
    "appraisal": "鉴定",
    "review_or_suit": "复议诉讼",
    "deferral": "延期分期",
    "force_majeure": "不可抗力",
    "review_stayed": "复议中止",
}


@dataclass(frozen=True)
class Remaining:
    """What is left, or by how much it is over.

    state: over, today, soon, ok, hold, wait or done: the class ``due--<state>``
    count: in `unit` (「个工作日」, 「天」, 「小时」), None where there is no number; never negative
    words: what the chip says
    """

    count: int | None
    unit: str
    state: str
    words: str

    def __iter__(self):
        return iter((self.count, self.unit, self.state))


def days_left(result: PeriodResult, now: date | datetime, closed_on: date | None = None) -> Remaining:
    """What is left on day `now`, in the unit of the law; what is overdue, in calendar days.

    Args: now: today; hour rules take an aware datetime
          closed_on: the day the matter was done; then `now` plays no part
    """
    if result.last_day is None:
        return _without_last_day(result)
    last = day_of(result.last_day)
    if closed_on is not None:
        return _done(last, closed_on)
    if result.unit is Unit.HOUR and isinstance(now, datetime):
        return _hours(result.last_day, now)
    return _days(result, last, day_of(now))


def _without_last_day(result: PeriodResult) -> Remaining:
    if result.status is Status.HELD:
        pause = next(pause for pause in result.suspensions if pause.to_on is None)
        return _held(pause.ground)
    if result.status is Status.NOT_PUBLISHED:
        return Remaining(None, "", "wait", f"待公布 {result.missing_year} 年假期")
    return Remaining(None, "", "wait", "待核：还没有设定天数" if result.status is Status.UNVERIFIED else "没有期限")


def _held(ground: str) -> Remaining:
    return Remaining(None, "", "hold", f"中止计算：{GROUND_WORDS.get(ground, '扣除期间')}")


def _done(last: date, closed_on: date) -> Remaining:
    days = (last - closed_on).days
    words = "到期当天办结" if days == 0 else f"提前 {days} 天办结" if days > 0 else f"逾期 {-days} 天办结"
    return Remaining(abs(days), "天", "done", words)


def left_until(last: date, table, today: date, closed_on: date | None = None) -> Remaining:
    """What is left to a day the office has set. Args: table: HolidayTable; closed_on: the day it was done"""
    if closed_on is not None:
        return _done(last, closed_on)
    if today > last:
        return Remaining((today - last).days, "天", "over", f"逾期 {(today - last).days} 天")
    count = sum(table.is_working_day(today + n * ONE_DAY) for n in range(1, (last - today).days + 1))
    state = "today" if today == last else "soon" if count <= SOON_WORKING_DAYS else "ok"
    return Remaining(count, "个工作日", state, "今天到期" if state == "today" else f"剩 {count} 个工作日")


def _days(result: PeriodResult, last: date, today: date) -> Remaining:
    passed = PASSED_WORDS.get(result.rule.kind)
    if passed and (today > last or (today == last and result.rule.kind is Kind.EFFECT)):
        return Remaining(0, "天", "done", passed)
    if today > last and result.rule.is_right:
        return Remaining(0, "天", "done", RIGHT_OVER)
    if today > last:
        days = (today - last).days
        return Remaining(days, "天", "over", f"逾期 {days} 天")
    pause = next((pause for pause in result.suspensions if pause.covers(today)), None)
    if pause and today > day_of(result.start):
        return _held(pause.ground)
    if today == last:
        return Remaining(0, _unit(result), "today", "今天到期")
    count = sum(_counts(result, today + n * ONE_DAY) for n in range(1, (last - today).days + 1))
    state = "soon" if _working_days(result, today, last) <= SOON_WORKING_DAYS else "ok"
    return Remaining(count, _unit(result), state, f"剩 {count} {_unit(result)}")


def _unit(result: PeriodResult) -> str:
    return "个工作日" if result.unit is Unit.WORKING_DAY else "天"


def _counts(result: PeriodResult, day: date) -> bool:
    if any(pause.covers(day) for pause in result.suspensions):
        return False
    return result.unit is not Unit.WORKING_DAY or result.table.is_working_day(day)


def _working_days(result: PeriodResult, today: date, last: date) -> int:
    """Working days after today up to the last day, no more than needed to tell whether it is soon."""
    table, found, day = result.table.estimated, 0, today
    while day < last and found <= SOON_WORKING_DAYS:
        day += ONE_DAY
        found += table.is_working_day(day)
    return found


def _hours(last: datetime, now: datetime) -> Remaining:
    now = now.astimezone(ZONE) if now.tzinfo else now.replace(tzinfo=ZONE)
    if now > last:
        days = (now - last).days
        words = f"逾期 {days} 天" if days else "已逾期，不到 1 天"
        return Remaining(days, "天", "over", words)
    hours = (last - now) // timedelta(hours=1)
    state = "today" if last.date() == now.date() else "soon"
    return Remaining(hours, "小时", state, f"剩 {hours} 小时" if hours else "剩不到 1 小时")
