"""From a range to a suggestion: the step D5 of discretion, as pure arithmetic in yuan.

A circumstance replaces the band of the tier, it does not narrow it; the suggestion never leaves the range, and a mitigated
one is below the minimum and above zero.
"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.law.penalty_file import load_penalties
from app.law.penalty_rules import PenaltyBook

DIRECTIONS = ("lenient", "normal", "harsh")
CENT = Decimal("0.01")
Span = tuple[Decimal, Decimal]


class NoSuggestion(ValueError):
    """There is no amount to suggest; the message (Chinese) says why and what to do."""


def suggest(
    fine_range: Span,
    band: Span | None = None,
    direction: str = "normal",
    mitigated: bool = False,
    *,
    on: date | None = None,
    book: PenaltyBook | None = None,
) -> Span:
    """The lowest and the highest amount to propose, rounded inward to what the office rounds to.

    Args:   fine_range: (min, max) in yuan as `penalty_ranges.answer` gives them; band: the percentages (0 to 100) of the
            discretion table's tier, None: the middle band; direction: lenient, normal or harsh (it replaces the band);
            mitigated: below the minimum; on: day by which the parameters `band_split` and `rounding_yuan` are chosen
    Raises: NoSuggestion: nothing below the minimum, or a band or direction that is none
    Source: 行政处罚法 (2021) arts. 5, 32, 34; the split 30/70 is local practice (待核)
    """
    book, day = book or load_penalties(), on or date.max
    low, high = fine_range
    if not 0 <= low <= high or high == 0:
        raise NoSuggestion("幅度应是 [下限, 上限]，上限大于零")
    step = Decimal(book.parameter("rounding_yuan", day)["yuan"])
    if mitigated:
        return _below(low, step)
    return _inward(band_ends(fine_range, band, direction, on=day, book=book), step, low == 0)


def band_ends(
    fine_range: Span, band: Span | None, direction: str, *, on: date | None = None, book: PenaltyBook | None = None
) -> Span:
    """The exact ends, not rounded, of the band `suggest` rounds inward. Args and Raises: as `suggest`"""
    low, high = fine_range
    first, last = _percentages(band, direction, book or load_penalties(), on or date.max)
    return low + (high - low) * first / 100, low + (high - low) * last / 100


def _percentages(band: Span | None, direction: str, book: PenaltyBook, day: date) -> tuple[Decimal, Decimal]:
    split = book.parameter("band_split", day)
    lenient, harsh = Decimal(split["lenient"]), Decimal(split["harsh"])
    if direction not in DIRECTIONS:
        raise NoSuggestion(f"裁量方向应是 {'、'.join(DIRECTIONS)} 之一")
    if direction == "lenient":
        return Decimal(0), lenient
    if direction == "harsh":
        return harsh, Decimal(100)
    first, last = (Decimal(end) for end in band) if band else (lenient, harsh)
    if not 0 <= first <= last <= 100:
        raise NoSuggestion("裁量阶次的比例应在 0 至 100 之间，前小后大")
    return first, last


def _below(low: Decimal, step: Decimal) -> Span:
    """Open interval from zero to the minimum: in steps where one fits, otherwise in cents."""
    if low <= CENT:
        raise NoSuggestion("条文没有写下限，没有减轻的空间：请改为从轻")
    unit = step if step < low else CENT
    return unit, min((low / unit).to_integral_value(ROUND_CEILING) * unit - unit, low - CENT)


def _inward(span: Span, step: Decimal, above_zero: bool) -> Span:
    """Rounded to whole steps inside the span; to cents where no step fits, the next cent where none does. Never zero."""
    for unit in (step, CENT):
        low = (span[0] / unit).to_integral_value(ROUND_CEILING) * unit
        high = (span[1] / unit).to_integral_value(ROUND_FLOOR) * unit
        low = unit if above_zero and low == 0 else low
        if low <= high:
            return low, high
    return low, low
