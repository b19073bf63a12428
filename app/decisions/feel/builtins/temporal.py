"""Functions of dates, times and durations. What is no date (``date(2023, 2, 29)``) gives null."""

from datetime import UTC, time, timezone
from decimal import Decimal

from .. import far, limits
from ..temporal import parse_date, parse_date_time, parse_duration, parse_time, whole_months
from ..values import equal, kind
from .registry import builtin

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAY = "date: date|date and time"


@builtin("date", "from: string|date|date and time")
def date_from(value):
    if isinstance(value, str):
        return parse_date(value)
    return far.day_of(value)


@builtin("date", "year: number, month: number, day: number")
def date_of(year, month, day):
    return far.day(int(year), int(month), int(day))


@builtin("time", "from: string|time|date|date and time")
def time_from(value):
    if isinstance(value, str):
        return parse_time(value)
    return time(tzinfo=UTC) if kind(value) == "date" else far.clock_of(value)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration|Null")
def time_of(hour, minute, second, offset=None):
    nanosecond = int((second - int(second)) * 1_000_000_000)
    return far.clock(int(hour), int(minute), int(second), nanosecond, None if offset is None else timezone(offset))


@builtin("date and time", "from: string|date|date and time")
def date_time_from(value):
    if isinstance(value, str):
        return parse_date_time(value)
    return far.combined(value, time()) if kind(value) == "date" else value


@builtin("date and time", "date: date|date and time, time: time")
def date_time_of(day, clock):
    return far.combined(far.day_of(day), clock)


@builtin("duration", "from: string|days and time duration|years and months duration")
def duration_from(value):
    return parse_duration(value) if isinstance(value, str) else value


builtin("years and months duration", "from: date|date and time, to: date|date and time")(whole_months)


@builtin("day of year", DAY)
def day_of_year(day):
    return Decimal(_day(day).timetuple().tm_yday)


def _day(value):
    """The date, or one with the same calendar in a year that ``datetime`` knows."""
    day = far.day_of(value)
    return day.stand_in() if isinstance(day, far.Day) else day


@builtin("day of week", DAY)
def day_of_week(day):
    return DAY_NAMES[_day(day).weekday()]


@builtin("month of year", DAY)
def month_of_year(day):
    return MONTH_NAMES[_day(day).month - 1]


@builtin("week of year", DAY)
def week_of_year(day):
    return Decimal(_day(day).isocalendar().week)


@builtin("now")
def now():
    return limits.moment()


@builtin("today")
def today():
    return limits.moment().date()


@builtin("is", "value1: any, value2: any")
def is_same(a, b):
    """Same kind and same value, the offset from UTC included."""
    if kind(a) != kind(b):
        return False
    if kind(a) in ("time", "date and time"):
        return far.offset_of(a) == far.offset_of(b) and equal(a, b)
    return equal(a, b)
