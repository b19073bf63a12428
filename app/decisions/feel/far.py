"""Dates before the year 1 or after 9999 and times finer than a microsecond, which ``datetime`` cannot hold.

They can be read, written, compared and taken apart; arithmetic with them gives null. ``combined`` and its reverse
``day_of`` and ``clock_of`` keep to ``datetime`` wherever it suffices, so nothing else is slower for them.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta

MAX_YEAR = 999_999_999
CYCLE_YEARS, CYCLE_DAYS = 400, 146_097  # the calendar repeats, days of the week included
STAND_IN = 2000  # the cycle whose days stand for those of all others
EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class Day:
    """A date of a year from -999 999 999 to 999 999 999. Raises ValueError for what is no date."""

    year: int
    month: int
    day: int

    def __post_init__(self):
        if abs(self.year) > MAX_YEAR:
            raise ValueError("year out of range")
        self.stand_in()

    def stand_in(self):
        """The same day of a year with the same calendar."""
        return date(STAND_IN + self.year % CYCLE_YEARS, self.month, self.day)

    def isoweekday(self):
        """From 1, Monday, to 7."""
        return self.stand_in().isoweekday()

    def toordinal(self):
        """Days since the last of the year 0, as date counts them."""
        day = self.stand_in()
        return day.toordinal() + (self.year - day.year) // CYCLE_YEARS * CYCLE_DAYS


@dataclass(frozen=True, slots=True)
class Clock:
    """A time and 1 to 999 nanoseconds more."""

    time: time
    nanosecond: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time of which one at least is no ``date`` or ``time``."""

    date: object
    clock: object

    def utcoffset(self):
        """The offset; that of a place in a far year is what it is in a year with the same calendar."""
        day = self.date.stand_in() if isinstance(self.date, Day) else self.date
        return datetime.combine(day, plain(self.clock)).utcoffset()


def day(year, month, day):
    """The date. Raises ValueError."""
    return date(year, month, day) if 1 <= year <= MAXYEAR else Day(year, month, day)


def clock(hour, minute, second, nanosecond, zone):
    """The time; ``nanosecond``: 0 to 999 999 999. Raises ValueError."""
    microsecond, rest = divmod(nanosecond, 1000)
    whole = time(hour, minute, second, microsecond, zone)
    return Clock(whole, rest) if rest else whole


def combined(day, clock):
    """The moment of a date and a time."""
    return datetime.combine(day, clock) if type(day) is date and type(clock) is time else Moment(day, clock)


def day_of(value):
    """The date of a date or moment."""
    if type(value) is datetime:
        return value.date()
    return value.date if type(value) is Moment else value


def clock_of(value):
    """The time of a time or moment, its zone included."""
    if type(value) is datetime:
        return value.timetz()
    return value.clock if type(value) is Moment else value


def plain(clock):
    """The time without what is finer than a microsecond; it has the hour, the zone and so on."""
    return clock.time if type(clock) is Clock else clock


def nanosecond_of(clock):
    """The nanoseconds of the second."""
    return plain(clock).microsecond * 1000 + (clock.nanosecond if type(clock) is Clock else 0)


def offset_of(value):
    """The offset of a time or moment, or None; that of a place changes: for a time the first day of 1970 is taken."""
    if type(value) in (datetime, Moment):
        return value.utcoffset()
    zone = plain(value).tzinfo
    return zone and zone.utcoffset(EPOCH)


def instant(value):
    """Nanoseconds by which dates and moments are ordered among themselves, and times; those without offset as in UTC."""
    found = 0
    if type(value) not in (time, Clock):
        found += day_of(value).toordinal() * DAY
    if type(value) not in (date, Day):
        at = plain(clock_of(value))
        found += ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000_000 + nanosecond_of(clock_of(value))
        found -= (offset_of(value) or timedelta(0)) // MICROSECOND * 1000
    return found
