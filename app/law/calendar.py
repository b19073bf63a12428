"""The working-day calendar: which day the State Council's yearly holiday notice makes a working day.

Pure: no database, no clock. A year whose notice is not known is not guessed: asking for one of its days raises
`NotPublished`. The separate `estimated` table guesses and is only ever shown as 暂估.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

from chinese_calendar import constants as published

from app.core.yaml_file import read_yaml

ONE_DAY = timedelta(days=1)
NEW_YEAR = "元旦"
WEEKDAYS = "一二三四五六日"
# Fixed statutory holidays, 全国年节及纪念日放假办法 (2024 revision, in force 2025-01-01) art. 2
FIXED_HOLIDAYS = {(1, 1): NEW_YEAR, (5, 1): "劳动节", (5, 2): "劳动节"} | {(10, n): "国庆节" for n in (1, 2, 3)}
# The moving ones: days off counted from the festival itself (Spring Festival: its eve to the third day)
MOVING_HOLIDAYS = {"春节": (-1, 0, 1, 2), "清明": (0,), "端午": (0,), "中秋": (0,)}


class NotPublished(LookupError):
    """The holiday table does not reach the day that was asked for."""

    def __init__(self, day: date):
        super().__init__(f"放假表没有收录 {day.year} 年")
        self.day = day


class DayKind(StrEnum):
    WORK = "work"  # a weekend day worked to make up (补班)
    OFF = "off"  # a holiday or a day off in lieu (放假、调休)


@dataclass(frozen=True)
class SpecialDay:
    """One line of a holiday notice. `year`: the year the notice is for; New Year's may move days of December before."""

    day: date
    kind: DayKind
    name: str
    year: int

    @classmethod
    def of(cls, day: date, kind: DayKind, name: str) -> "SpecialDay":
        belongs_to_next = day.month == 12 and name == NEW_YEAR
        return cls(day, kind, name, day.year + int(belongs_to_next))


@dataclass(frozen=True)
class HolidayTable:
    """Days that differ from an ordinary week, for the years whose notice is known.

    Args: guesses: unknown years are answered by ordinary weeks instead of `NotPublished` (estimates only)
    """

    special: Mapping[date, SpecialDay]
    years: frozenset[int]
    source: str
    guesses: bool = field(default=False)

    def is_working_day(self, day: date) -> bool:
        """Raises: NotPublished"""
        if day.year not in self.years and not self.guesses:
            raise NotPublished(day)
        special = self.special.get(day)
        return special.kind is DayKind.WORK if special else day.weekday() < 5

    def describe(self, day: date) -> str:
        """What the day is: a holiday's name, 「元旦补班」, 「周末」 or 「」 for an ordinary working day."""
        if special := self.special.get(day):
            return special.name + ("补班" if special.kind is DayKind.WORK else "")
        return "周末" if day.weekday() >= 5 else ""

    def replaced(self, rows: Iterable[SpecialDay], source: str) -> "HolidayTable":
        """This table with the notices of the rows' years put in place of what it knew about those years."""
        rows = tuple(rows)
        years = frozenset(row.year for row in rows)
        kept = {day: special for day, special in self.special.items() if special.year not in years}
        return HolidayTable(kept | {row.day: row for row in rows}, self.years | years, source)

    @cached_property
    def estimated(self) -> "HolidayTable":
        """This table with the unknown years guessed: weekends and statutory holidays, no moved days (暂估)."""
        guessed = {}
        for year in range(min(self.years, default=2004), max(self.years, default=2004) + 12):
            if year not in self.years:
                guessed |= {special.day: special for special in _statutory_days(year)}
        return HolidayTable(
            guessed | dict(self.special), self.years, self.source + "；未公布的年份为暂估", guesses=True
        )


@lru_cache(maxsize=1)
def seed_table() -> HolidayTable:
    """The notices the chinesecalendar package knows (2004–2026)."""
    names = {holiday.value: holiday.chinese for holiday in published.Holiday}
    off = [SpecialDay.of(day, DayKind.OFF, names[name]) for day, name in published.holidays.items()]
    work = [SpecialDay.of(day, DayKind.WORK, names[name]) for day, name in published.workdays.items()]
    years = frozenset(range(min(published.holidays).year, max(published.holidays).year + 1))
    return HolidayTable({row.day: row for row in off + work}, years, "chinesecalendar")


def words(day: date) -> str:
    """「2026年11月26日（周四）」"""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@lru_cache(maxsize=1)
def _festivals() -> Mapping[int, Mapping[str, date]]:
    return read_yaml((Path(__file__).with_name("data") / "festivals.yaml").read_text(encoding="utf-8"))


def _statutory_days(year: int) -> Iterable[SpecialDay]:
    for (month, day), name in FIXED_HOLIDAYS.items():
        yield SpecialDay(date(year, month, day), DayKind.OFF, name, year)
    for name, festival in _festivals().get(year, {}).items():
        for offset in MOVING_HOLIDAYS[name]:
            yield SpecialDay(festival + offset * ONE_DAY, DayKind.OFF, name, year)
