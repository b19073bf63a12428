"""How long a penalty without an amount lasts (期限): so many days, months or years, for life, or until put right. Pure.

Source: 安全生产法 (2021) arts. 92, 94, 96, 97, 110, 113; the law sets few lengths itself, the rest is the decision's to write.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

UNITS = {"day": "日", "month": "个月", "year": "年", "open": "至整改合格", "life": "终身"}
COUNTED = ("day", "month", "year")
SHORTEST = {"day": 1, "month": 28, "year": 365}  # days; by the calendar a month may be shorter than thirty days
LONGEST = {"day": 1, "month": 31, "year": 366}
FOREVER = Decimal("Infinity")
READ = re.compile(r"(\d{1,5})\s*(日|天|个月|月|年)")
SAME = {"天": "日", "月": "个月"}


@dataclass(frozen=True)
class Length:
    """unit: a key of UNITS; count: how many of them, None for `open` and `life`."""

    unit: str
    count: int | None = None

    def __str__(self) -> str:
        """「30日」, 「6个月」, 「5年」, 「终身」, 「至整改合格」"""
        return f"{self.count or ''}{UNITS[self.unit]}"

    @property
    def is_whole(self) -> bool:
        """A number where it is counted, none where it is not."""
        return bool(self.count and self.count > 0) if self.unit in COUNTED else self.count is None

    @property
    def at_least(self) -> Decimal:
        """The days it lasts at the least."""
        return Decimal(self.count * SHORTEST[self.unit]) if self.unit in COUNTED else FOREVER

    @property
    def at_most(self) -> Decimal:
        return Decimal(self.count * LONGEST[self.unit]) if self.unit in COUNTED else FOREVER

    def no_longer_than(self, other: "Length") -> bool:
        """Whether it certainly lasts no longer. Until put right (open) can be compared with nothing but itself and life."""
        if self.unit == other.unit:
            return (self.count or 0) <= (other.count or 0)
        if "open" in (self.unit, other.unit):
            return other.unit == "life"
        return self.at_most <= other.at_least


def read_length(text: str) -> Length:
    """「30日」, 「6个月」, 「5年」, 「终身」, 「至整改合格」.

    Raises: ValueError (Chinese)
    """
    told = text.strip()
    for unit in ("open", "life"):
        if told == UNITS[unit]:
            return Length(unit)
    found = READ.fullmatch(told)
    if not found or int(found[1]) == 0:
        raise ValueError(f"期限“{text}”读不懂，请写作 30日、6个月、5年、终身、至整改合格")
    word = SAME.get(found[2], found[2])
    return Length(next(unit for unit, name in UNITS.items() if name == word), int(found[1]))


def units_words(units: Iterable[str]) -> str:
    """「写明日数，或者至整改合格」"""
    counted = [f"写明{UNITS[unit].removeprefix('个')}数" for unit in units if unit in COUNTED]
    return "，或者".join([*counted, *(UNITS[unit] for unit in units if unit not in COUNTED)])
