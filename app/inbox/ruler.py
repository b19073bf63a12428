"""The deadline ruler (期限尺): a statutory period drawn day by day, so that nobody has to trust an uncounted number."""

from dataclasses import dataclass
from datetime import date

from app.law.periods import Mark, PeriodResult, day_of

SHORT = 31  # days up to which each day is a block; longer rulers are ticks
LONGEST = 370  # beyond a year nobody counts days
WEEKS_OFF = (Mark.WEEKEND, Mark.HOLIDAY, Mark.SUSPENDED)


@dataclass(frozen=True)
class Block:
    """One day: `kind` is the class p passed, d to come, o not counted, t today, e last day."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Ruler:
    blocks: list[Block]
    width: int
    left: int
    first: date
    last: date
    today_x: int | None
    words: str


def ruler(result: PeriodResult, on: date) -> Ruler | None:
    """Draw a reckoned period as it stands on day `on`; None for hours, for years and where no last day is known."""
    days = result.days
    if not 0 < len(days) <= LONGEST:
        return None
    step, size = (20, (16, 14)) if len(days) <= SHORT else (4, (3, 10))
    blocks = [_block(day, on, 14 + n * step, size) for n, day in enumerate(days)]
    today_x = next((b.x + b.width // 2 for b, day in zip(blocks, days, strict=True) if day.day == on), None)
    if today_x in (blocks[0].x, blocks[-1].x):
        today_x = None
    return Ruler(blocks, 14 + len(days) * step + 8, 14, day_of(result.start), days[-1].day, today_x, _words(result))


def _block(day, on: date, x: int, size: tuple[int, int]) -> Block:
    width, height = size
    if day.mark is Mark.LAST:
        return Block("e", x, 15, width, height)
    if day.day == on:
        return Block("t", x, 15, width, height)
    if day.mark in WEEKS_OFF:
        return Block("o", x + width // 8, 15 + height // 3, width * 3 // 4 or 2, height // 3)
    return Block("p" if day.day < on else "d", x, 15, width, height)


def _words(result: PeriodResult) -> str:
    start, last = day_of(result.start), day_of(result.last_day or result.estimate)
    end = "届满" if result.last_day else "暂估届满"
    return (
        f"{result.rule.name_zh}：{start.month}月{start.day}日起，{result.rule.amount}，{last.month}月{last.day}日{end}"
    )
