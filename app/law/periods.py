"""Counting a statutory period: from a start and a dated rule to its last day, with a derivation a person can follow.

Pure. The specification is ``meta.computation`` of ``data/periods.yaml``; each sentence there is one branch here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.clock import ZONE
from app.law import derivation
from app.law.calendar import ONE_DAY, HolidayTable, NotPublished, seed_table
from app.law.period_rules import PeriodRule, PeriodRules, Unit, load_rules

START = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


class Status(StrEnum):
    OK = "ok"
    NOT_PUBLISHED = "待公布"  # the count needs a day the holiday table does not know
    UNVERIFIED = "待核"  # the version is a parameter; without a length there is no day either
    HELD = "中止"  # a suspension began and has no end yet
    REFUSED = "refused"


class Mark(StrEnum):
    """How the ruler draws one day."""

    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUSPENDED = "suspended"
    LAST = "last"


@dataclass(frozen=True)
class Suspension:
    """Days that do not count, both ends included; `to_on` None = still going on. `ground`: a code of the rule file."""

    from_on: date
    to_on: date | None
    ground: str = ""

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= (self.to_on or date.max)


@dataclass(frozen=True)
class RulerDay:
    day: date
    mark: Mark
    name: str  # 「国庆节」, 「周末」, 「国庆节补班」 or empty


@dataclass(frozen=True)
class PeriodResult:
    """The answer to "from this day, under this rule: until when, and why".

    last_day: a date, for hour rules an aware datetime; None when not published, refused or without a length
    counted_to: the last day before it was moved to a working day (warnings follow this one)
    estimate: a guess where the holiday table ends (暂估); nothing may lapse on it
    derivation: sentences, in the order of the reckoning
    """

    rule_id: str
    start: date | datetime
    status: Status
    reason: str = ""
    rule: PeriodRule | None = None
    last_day: date | datetime | None = None
    counted_to: date | datetime | None = None
    estimate: date | None = None
    missing_year: int | None = None  # the year whose holiday notice is wanted
    derivation: tuple[str, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    table: HolidayTable | None = None

    @property
    def unit(self) -> Unit | None:
        return self.rule and self.rule.unit

    @property
    def length(self) -> int | None:
        return self.rule and self.rule.length

    @property
    def basis(self) -> str | None:
        return str(self.rule.basis) if self.rule else None

    @property
    def days(self) -> list[RulerDay]:
        """Every day of the ruler from the first counted to the last, in calendar order; empty for hours."""
        end = self.last_day or self.estimate
        if end is None or self.unit is Unit.HOUR:
            return []
        start = day_of(self.start)
        first, last = (end, start - ONE_DAY) if self.rule.is_backward else (start + ONE_DAY, end)
        return [self._ruler_day(first + n * ONE_DAY, end) for n in range((last - first).days + 1)]

    def _ruler_day(self, day: date, end: date) -> RulerDay:
        table = self.table.estimated
        name = table.describe(day)
        skips_days_off = self.unit is Unit.WORKING_DAY or (self.counted_to and day > self.counted_to)
        if day == end:
            mark = Mark.LAST
        elif any(pause.covers(day) for pause in self.suspensions):
            mark = Mark.SUSPENDED
        elif skips_days_off and not table.is_working_day(day):
            mark = Mark.WEEKEND if name == "周末" else Mark.HOLIDAY
        else:
            mark = Mark.COUNTED
        return RulerDay(day, mark, name)


class _Held(Exception):
    """The count ran into a suspension that has no end yet."""


def parse_start(text: object) -> date | datetime:
    """A day ``YYYY-MM-DD``, or a moment ``YYYY-MM-DDTHH:MM`` (Shanghai time unless it says otherwise), seconds dropped.

    Raises: ValueError (Chinese)
    """
    refused = ValueError(f"起点“{text}”读不懂，请写作 YYYY-MM-DD 或 YYYY-MM-DDTHH:MM")
    if not isinstance(text, str) or not START.fullmatch(text):
        raise refused
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text).replace(second=0)
        return moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    except (ValueError, OverflowError) as error:
        raise refused from error


def parse_suspension(text: object) -> Suspension:
    """``FROM:TO``, two days.

    Raises: ValueError (Chinese)
    """
    refused = ValueError(f"扣除“{text}”读不懂，请写作 YYYY-MM-DD:YYYY-MM-DD")
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}:\d{4}-\d{2}-\d{2}", text):
        raise refused
    try:
        return Suspension(*(date.fromisoformat(part) for part in text.split(":")))
    except ValueError as error:
        raise refused from error


def iso(moment: date | datetime | None) -> str | None:
    """``YYYY-MM-DD``; for hours ``YYYY-MM-DDTHH:MM+08:00``."""
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%dT%H:%M+08:00")
    return moment and moment.isoformat()


def day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def compute(
    rule_id: str,
    start: date | datetime,
    suspensions: Sequence[Suspension] = (),
    table: HolidayTable | None = None,
    rules: PeriodRules | None = None,
) -> PeriodResult:
    """The last day of a period that starts on `start`, by the version of the rule in force on that day.

    Args:    start: a date; hour rules need a datetime (naive = Shanghai time), day rules take its date
    Returns: always a result; what cannot be computed has status ``refused`` and a reason
    """
    rules = rules or load_rules()
    if rule_id not in rules.versions:
        return PeriodResult(rule_id, start, Status.REFUSED, f"没有“{rule_id}”这条期间规则")
    rule = rules.version_on(rule_id, day_of(start))
    if rule is None:
        known = "；".join(version.in_force for version in rules.versions[rule_id])
        reason = f"{day_of(start)} 不在“{rules.versions[rule_id][0].name_zh}”任何版本的适用日期内，现有版本：{known}"
        return PeriodResult(rule_id, start, Status.REFUSED, reason)
    return compute_version(rule, start, suspensions, table)


def granted(result: PeriodResult, until: date) -> PeriodResult:
    """The same period with the last day an approval names in place of the counted one (批准延期、分期)."""
    said = f"批准延至 {until}（{result.basis}），以批准的日期为末日"
    return replace(result, status=Status.OK, reason="", last_day=until, counted_to=until, estimate=None, missing_year=None,
                   derivation=(*result.derivation, said))  # fmt: skip


def compute_version(
    rule: PeriodRule,
    start: date | datetime,
    suspensions: Sequence[Suspension] = (),
    table: HolidayTable | None = None,
) -> PeriodResult:
    """Like `compute`, for a version already chosen (a period that is running keeps its version)."""
    table = table or seed_table()
    blank = PeriodResult(rule.id, start, Status.OK, rule=rule, suspensions=tuple(suspensions), table=table)
    if why := _refusal(rule, start, suspensions):
        return replace(blank, status=Status.REFUSED, reason=why)
    if rule.length is None:
        reason = f"{rule.note or '长度未定'}；没有设定天数以前不给日期，请法制人员核定后，由管理员在“法规—期间”的这一条里设定"
        return replace(blank, status=Status.UNVERIFIED, reason=reason, derivation=(derivation.applies(rule), reason))
    start = _normalised(rule, start)
    try:
        counted_to, last_day = _count(rule, start, suspensions, table)
    except NotPublished as unknown:
        return _not_published(replace(blank, start=start), unknown.day)
    except _Held:
        reason = "期间正在中止计算，恢复以后才有末日"
        steps = (derivation.applies(rule), derivation.begins(rule, start), reason)
        return replace(blank, start=start, status=Status.HELD, reason=reason, derivation=steps)
    except OverflowError:
        return replace(blank, status=Status.REFUSED, reason="算出的日期超出公历 1 至 9999 年，请核对起点和扣除")
    status, reason = Status.OK, ""
    if rule.parameter:
        status, reason = Status.UNVERIFIED, f"本条天数待核{'：' + rule.note if rule.note else ''}，请法制人员确认"
    result = replace(blank, start=start, status=status, reason=reason, counted_to=counted_to, last_day=last_day)
    return replace(result, derivation=derivation.explain(result))


def _refusal(rule: PeriodRule, start: date | datetime, suspensions: Sequence[Suspension]) -> str:
    if rule.unit is Unit.HOUR and not isinstance(start, datetime):
        return f"“{rule.name_zh}”按小时计算，起点要写到时刻（YYYY-MM-DDTHH:MM）"
    if suspensions and not rule.suspended_by:
        return f"“{rule.name_zh}”没有可以扣除的事由（{rule.basis}），不得扣除任何一天"
    for pause in suspensions:
        if pause.to_on and pause.to_on < pause.from_on:
            return f"扣除的止日 {pause.to_on} 早于起日 {pause.from_on}"
        if pause.ground and pause.ground not in rule.suspended_by:
            return f"“{rule.name_zh}”不因“{pause.ground}”扣除（{rule.basis}）"
    return ""


def _normalised(rule: PeriodRule, start: date | datetime) -> date | datetime:
    """Days count from a date, hours from a moment with a zone."""
    if rule.unit is not Unit.HOUR:
        return day_of(start)
    return start.astimezone(ZONE) if start.tzinfo else start.replace(tzinfo=ZONE)


def _count(rule, start, suspensions, table) -> tuple[date | datetime, date | datetime]:
    """(the day the count ends on, that day moved to a working day if the rule moves it)"""
    sign = -1 if rule.is_backward else 1
    if rule.unit is Unit.HOUR:
        end = start + sign * timedelta(hours=rule.length)
        return end, end
    if rule.unit is Unit.WORKING_DAY:
        end = _nth_day(start, rule.length, sign, suspensions, table.is_working_day)
    else:
        end = _nth_day(start, calendar_days(rule, start), sign, suspensions, lambda _day: True)
    last = end
    while rule.rolls and not table.is_working_day(last):
        last += ONE_DAY
    return end, last


def calendar_days(rule: PeriodRule, start: date) -> int:
    """How many days the period has: as the rule says, or up to the corresponding day of its month."""
    if rule.unit is Unit.CALENDAR_DAY:
        return rule.length
    months = rule.length * (12 if rule.unit is Unit.YEAR else 1)
    return abs((corresponding_day(start, -months if rule.is_backward else months) - start).days)


def corresponding_day(start: date, months: int) -> date:
    """The same day of the month so many months on; the month's last day where it has none (民法典 202).

    Raises: OverflowError: beyond the calendar
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue  # the month is shorter
    return date(year, month + 1, min(start.day, 28))


def _nth_day(start: date, wanted: int, sign: int, suspensions, counts: Callable[[date], bool]) -> date:
    """The `wanted`-th day that counts, after (before) `start`, itself not counted; suspended days are stepped over."""
    day = start
    while wanted:
        day += sign * ONE_DAY
        pause = next((pause for pause in suspensions if pause.covers(day)), None)
        if pause and pause.to_on is None:
            raise _Held
        if pause:
            day = pause.to_on
        elif counts(day):
            wanted -= 1
    return day


def _not_published(result: PeriodResult, missing: date) -> PeriodResult:
    """待公布: what is missing, and a guess that binds nobody."""
    try:
        counted_to, guess = _count(result.rule, result.start, result.suspensions, result.table.estimated)
    except (_Held, OverflowError):
        counted_to = guess = None
    reason = f"放假表还没有 {missing.year} 年，算到 {missing} 为止；导入该年放假安排后自动重算"
    result = replace(result, status=Status.NOT_PUBLISHED, reason=reason, missing_year=missing.year)
    result = replace(result, counted_to=counted_to, estimate=guess)
    return replace(result, derivation=derivation.explain(result))
