"""Dates, times and durations: their lexical forms (XML Schema, ISO 8601) and their properties.

Source: OMG DMN 1.3, 10.3.2.3 (types) and 10.3.4.1 (conversion functions). Nanoseconds, of durations microseconds.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import far
from .limits import spend
from .values import Months

MICROSECOND = timedelta(microseconds=1)
MAX_OFFSET = timedelta(hours=18)
ZONE_COST = 200  # a time zone may have to be read from disk

DATE = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@\w+(?:/[\w+-]+)*)?", re.ASCII)
MONTHS = re.compile(r"(-?)P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
DAYS = re.compile(
    r"(-?)P(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12}(?:\.\d{1,12})?)S)?)?", re.ASCII
)


def parse_date(text):
    """``2024-02-29`` as a date, ``12024-02-29`` and ``-0044-03-15`` as a Day. Raises ValueError."""
    found = DATE.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    return far.day(*map(int, found.groups()))


def parse_time(text):
    """``08:30:00``, with a fraction and with ``Z``, ``+08:00`` or ``@Asia/Shanghai``, as a time or Clock.

    Raises: ValueError
    """
    found = TIME.fullmatch(text)
    if not found:
        raise ValueError("not a time")
    hour, minute, second, fraction, zone = found.groups()
    nanosecond = int((fraction or "")[:9].ljust(9, "0"))
    return far.clock(int(hour), int(minute), int(second), nanosecond, _parse_zone(zone))


def parse_date_time(text):
    """``2024-02-29T08:30:00+08:00``, or a date alone for its first moment, as a datetime or Moment.

    Raises: ValueError
    """
    day, separator, clock = text.partition("T")
    return far.combined(parse_date(day), parse_time(clock) if separator else time())


def parse_duration(text):
    """``P1Y2M`` as Months, ``P1DT2H3M4.5S`` as a timedelta. Raises ValueError, OverflowError."""
    found = MONTHS.fullmatch(text)
    if found and (found[2] or found[3]):
        months = 12 * int(found[2] or 0) + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = DAYS.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise ValueError("not a duration")
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    microseconds = int(Decimal(found[5] or 0) * 1_000_000)
    duration = timedelta(days=days, hours=hours, minutes=minutes, microseconds=microseconds)
    return -duration if found[1] else duration


def parse_temporal(text):
    """What ``@"..."`` stands for: a date, time, date and time, or duration. Raises ValueError."""
    for parse in (parse_date, parse_time, parse_date_time, parse_duration):
        try:
            return parse(text)
        except (ValueError, OverflowError):
            continue
    raise ValueError("neither a date, a time nor a duration")


def _parse_zone(text):
    if text is None:
        return None
    if text in "Zz":
        return UTC
    if text.startswith("@"):
        spend(ZONE_COST)
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError("unknown time zone") from None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    if offset > MAX_OFFSET:
        raise ValueError("offset out of range")
    return timezone(-offset if text[0] == "-" else offset)


def format_duration(value):
    """The shortest lexical form: ``P1Y2M``, ``-P1DT2H``, ``P0M``, ``PT0S``."""
    if isinstance(value, Months):
        years, months = divmod(abs(value.count), 12)
        parts = _parts((years, "Y"), (months, "M")) or "0M"
        return ("-" if value.count < 0 else "") + "P" + parts
    seconds, microseconds = divmod(abs(value) // MICROSECOND, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    exact = f"{seconds}.{microseconds:06d}".rstrip("0") if microseconds else seconds
    clock = _parts((hours, "H"), (minutes, "M"), (exact, "S"))
    text = _parts((days, "D")) + ("T" + clock if clock else "")
    return ("-" if value < timedelta(0) else "") + "P" + (text or "T0S")


def _parts(*amounts):
    return "".join(f"{amount}{unit}" for amount, unit in amounts if amount)


def format_time(value):
    """The lexical form of a time, with its fraction, offset or zone."""
    clock, nanosecond = far.plain(value), far.nanosecond_of(value)
    fraction = f".{nanosecond:09d}".rstrip("0") if nanosecond else ""
    return f"{clock.hour:02d}:{clock.minute:02d}:{clock.second:02d}{fraction}{_format_zone(clock)}"


def format_date(value):
    """``2024-02-29``; years of more than four digits as they are."""
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def _format_zone(clock):
    """``@Asia/Shanghai``, ``+08:00``, ``Z``, or nothing for a local time."""
    if clock.tzinfo is None:
        return ""
    if isinstance(clock.tzinfo, ZoneInfo):
        return "@" + clock.tzinfo.key
    offset = clock.utcoffset()
    if not offset:
        return "Z"
    minutes, seconds = divmod(abs(offset).seconds, 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


def month_clamped(value, months):
    """The date or datetime so many months on, the day clamped to the month's last: 31 Jan + 1 is 29 Feb in 2024.

    Raises: ValueError outside the years 1 to 9999
    """
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = first.replace(day=28) + timedelta(4) if first < date(9999, 12, 1) else None
    last = (following - timedelta(following.day)).day if following else 31
    return value.replace(year=year, month=month + 1, day=min(value.day, last))


def whole_months(start, end):
    """The complete months from one date or moment to another, negative if the end is earlier."""
    start, end = far.day_of(start), far.day_of(end)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    if months < 0 and end.day > start.day:
        months += 1
    return Months(months)


def temporal_property(value, name):
    """``.year``, ``.days``, ``.time offset`` and the like; None if the value has no such property."""
    for classes, names, read in PROPERTIES:
        if isinstance(value, classes) and name in names:
            return read(value, name)
    return None


def _months_property(value, name):
    years, months = divmod(abs(value.count), 12)
    return _signed(years if name == "years" else months, value.count < 0)


def _duration_property(value, name):
    seconds = abs(value) // timedelta(seconds=1)
    parts = {"days": seconds // 86400, "hours": seconds // 3600 % 24, "minutes": seconds // 60 % 60}
    return _signed(parts.get(name, seconds % 60), value < timedelta(0))


def _signed(amount, is_negative):
    return Decimal(-amount if is_negative else amount)


DATED = (date, far.Day, far.Moment)  # a datetime is a date
TIMED = (datetime, time, far.Clock, far.Moment)
PROPERTIES = (
    (DATED, {"year", "month", "day"}, lambda value, name: Decimal(getattr(far.day_of(value), name))),
    (DATED, {"weekday"}, lambda value, name: Decimal(far.day_of(value).isoweekday())),
    (TIMED, {"hour", "minute", "second"}, lambda value, name: Decimal(getattr(far.plain(far.clock_of(value)), name))),
    (DATED, {"hour", "minute", "second"}, lambda value, name: Decimal(0)),  # a date stands for its first moment
    ((datetime, far.Moment), {"time offset"}, lambda value, name: value.utcoffset()),
    ((time, far.Clock), {"time offset"}, lambda value, name: far.plain(value).utcoffset()),
    (TIMED, {"timezone"}, lambda value, name: getattr(far.plain(far.clock_of(value)).tzinfo, "key", None)),
    (Months, {"years", "months"}, _months_property),
    (timedelta, {"days", "hours", "minutes", "seconds"}, _duration_property),
)
