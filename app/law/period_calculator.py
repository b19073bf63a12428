"""What the period calculator was asked, read from its address, and the answer. Pure: no request, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from app.law.calendar import HolidayTable
from app.law.periods import Mark, PeriodResult, RulerDay, Status, Suspension, compute, parse_start, parse_suspension

LONGEST_TABLE = 370  # days a page still lists one by one
BLANK_PAUSES = 2  # empty lines offered for one more stretch of days


@dataclass(frozen=True)
class PauseAsked:
    """A stretch of days not to count, as it stands in the form."""

    begins: str = ""
    ends: str = ""
    ground: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.begins or self.ends)


@dataclass(frozen=True)
class PeriodAsked:
    """A question about a period: `result` once it is reckoned, `fault` (Chinese) where it cannot be."""

    start: str = ""
    pauses: tuple[PauseAsked, ...] = ()
    result: PeriodResult | None = None
    fault: str = ""

    @property
    def offered(self) -> tuple[PauseAsked, ...]:
        """The lines of the form."""
        return self.pauses + (PauseAsked(),) * BLANK_PAUSES


def period_asked(rule_id: str, args: Mapping, table: HolidayTable | None = None) -> PeriodAsked:
    """Args: args: `start`, and for each stretch not to count `from`, `to`, `ground` (a `MultiDict`)"""
    start = args.get("start", "").strip()
    lines = zip_longest(args.getlist("from"), args.getlist("to"), args.getlist("ground"), fillvalue="")
    pauses = tuple(pause for line in lines if not (pause := PauseAsked(*map(str.strip, line))).is_blank)
    if not start:
        return PeriodAsked(pauses=pauses)
    try:
        result = compute(rule_id, parse_start(start), [_suspension(pause) for pause in pauses], table)
    except ValueError as fault:
        return PeriodAsked(start, pauses, fault=str(fault))
    if result.status is Status.REFUSED:
        return PeriodAsked(start, pauses, fault=result.reason)
    return PeriodAsked(start, pauses, result)


def _suspension(pause: PauseAsked) -> Suspension:
    """Raises: ValueError (Chinese)"""
    if not pause.begins:
        raise ValueError(f"不计入的日子缺起日（止日 {pause.ends}），请补上")
    span = parse_suspension(f"{pause.begins}:{pause.ends or pause.begins}")
    return Suspension(span.from_on, span.to_on if pause.ends else None, pause.ground)


@dataclass(frozen=True)
class CountedDay:
    """One line of the day-by-day table: the day, and its number or why it has none."""

    shown: RulerDay
    words: str


def day_by_day(result: PeriodResult) -> list[CountedDay]:
    """Every day in the order of counting (backward rules count towards the past); [] for hours and for long periods."""
    days = result.days
    if not days or len(days) > LONGEST_TABLE:
        return []
    unit = "个工作日" if result.unit == "working_day" else "日"
    listed, number = [], 0
    for day in reversed(days) if result.rule.is_backward else days:
        if day.mark is Mark.COUNTED or (day.mark is Mark.LAST and day.day == result.counted_to):
            number += 1
            words = f"第 {number} {unit}"
        else:
            words = {Mark.LAST: "顺延到这一天", Mark.SUSPENDED: "扣除，不计入"}.get(day.mark, "不计")
        listed.append(CountedDay(day, words))
    return listed
