"""The step D5 of discretion: a suggestion stays inside, is rounded inward and never zero."""

from datetime import date
from decimal import Decimal

import pytest

from app.law.penalty_bands import NoSuggestion, suggest

RANGE = (Decimal(20000), Decimal(50000))


@pytest.mark.parametrize(
    ("fine_range", "band", "direction", "low", "high"),
    [
        (RANGE, None, "normal", 29000, 41000),
        (RANGE, None, "lenient", 20000, 29000),
        (RANGE, None, "harsh", 41000, 50000),
        (RANGE, (50, 60), "normal", 35000, 38000),
        (RANGE, (60, 100), "lenient", 20000, 29000),  # a circumstance replaces the band
        (RANGE, (0, 30), "harsh", 41000, 50000),
        ((0, 100000), (0, 30), "normal", 100, 30000),
        ((0, 100000), None, "lenient", 100, 30000),
        ((10000, 30000), (33, 34), "normal", 16600, 16800),
        ((60000, 60000), None, "normal", 60000, 60000),
        ((Decimal("48000.30"), Decimal("48000.30")), None, "harsh", Decimal("48000.30"), Decimal("48000.30")),
    ],
)
def test_a_band_of_the_range(fine_range, band, direction, low, high):
    assert suggest(tuple(Decimal(end) for end in fine_range), band, direction) == (low, high)


def test_mitigated_is_below_the_minimum_and_above_zero():
    assert suggest(RANGE, mitigated=True) == (100, 19900)
    assert suggest((Decimal(1000), Decimal(10000)), (0, 30), "harsh", True) == (100, 900)
    assert suggest((Decimal(100), Decimal(200)), mitigated=True) == (Decimal("0.01"), Decimal("99.99"))
    with pytest.raises(NoSuggestion, match="没有减轻的空间"):
        suggest((Decimal(0), Decimal(50000)), mitigated=True)


@pytest.mark.parametrize("wrong", [{"direction": "up"}, {"band": (60, 30)}, {"band": (0, 101)}])
def test_a_band_that_is_none_is_refused(wrong):
    with pytest.raises(NoSuggestion):
        suggest(RANGE, **wrong)
    with pytest.raises(NoSuggestion):
        suggest((Decimal(5), Decimal(4)))


def test_the_parameters_are_dated():
    assert suggest(RANGE, on=date(2020, 1, 1)) == suggest(RANGE)
