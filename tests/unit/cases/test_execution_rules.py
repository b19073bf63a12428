from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.cases import queries
from app.cases.execution_rules import CourtWindow, require_court_window
from app.core.errors import RuleBroken
from app.law.calendar import seed_table
from app.law.models import PeriodSuspension

SUING_ENDED, DEMANDED = date(2025, 3, 10), date(2025, 2, 5)


def window(monkeypatch, *deferrals: tuple[date, date | None]) -> CourtWindow:
    """The window of a party whose time to sue ended and whose fine was deferred over these days."""
    pauses = [PeriodSuspension(ground="deferral", from_on=first, to_on=last) for first, last in deferrals]
    pauses.append(PeriodSuspension(ground="review_or_suit", from_on=date(2025, 1, 1), to_on=date(2026, 1, 1)))
    rows = {
        "surcharge_execution": SimpleNamespace(suspensions=pauses),
        "litigation": SimpleNamespace(last_day=SUING_ENDED),
    }
    monkeypatch.setattr(queries.law, "latest_period", lambda rule, *_: rows[rule])
    monkeypatch.setattr(queries.law, "holiday_table", seed_table)
    monkeypatch.setattr(queries, "demand", lambda _party: SimpleNamespace(served_on=DEMANDED))
    return queries.court_window(SimpleNamespace(id=1))


def refused(asked: CourtWindow, on: date) -> str | None:
    try:
        require_court_window(asked, on, "", "execution")
    except RuleBroken as wrong:
        return wrong.code
    return None


def test_the_three_months_count_from_the_end_of_a_deferral_that_outlasts_the_time_to_sue(monkeypatch):
    asked = window(monkeypatch, (date(2025, 1, 2), date(2025, 4, 30)), (date(2025, 5, 1), date(2025, 6, 30)))
    assert (asked.deferred_to, asked.last_day) == (date(2025, 6, 30), date(2025, 9, 30))
    assert refused(asked, date(2025, 6, 30)) == "deferred"
    assert refused(asked, date(2025, 7, 1)) is None and refused(asked, date(2025, 9, 30)) is None
    assert refused(asked, date(2025, 10, 1)) == "window_over"


def test_a_deferral_without_an_end_keeps_the_court_closed(monkeypatch):
    asked = window(monkeypatch, (date(2025, 1, 2), None))
    with pytest.raises(RuleBroken) as wrong:
        require_court_window(asked, date(2025, 5, 1), "", "execution")
    assert (
        wrong.value.code == "deferred" and "还没有结束" in wrong.value.message and "罚法第72条" in wrong.value.message
    )


@pytest.mark.parametrize("deferrals", [(), ((date(2025, 1, 2), date(2025, 2, 1)),)])
def test_otherwise_they_count_from_the_end_of_the_time_to_sue(monkeypatch, deferrals):
    asked = window(monkeypatch, *deferrals)
    assert asked.last_day == date(2025, 6, 10)
    assert refused(asked, SUING_ENDED) == "suing_open" and refused(asked, SUING_ENDED + timedelta(1)) is None
