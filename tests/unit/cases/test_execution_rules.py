from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.cases import queries
from app.cases.execution_rules import CourtWindow, require_court_window
from app.cases.remedy_rules import ROUTES
from app.core.errors import RuleBroken
from app.law.calendar import seed_table

SUING_ENDED, DEMANDED = date(2025, 3, 10), date(2025, 2, 5)


def window(monkeypatch, deferred_to: date | None = None) -> CourtWindow:
    """The window of a party whose time to sue ended and whose fine was deferred to this day."""
    monkeypatch.setattr(queries.law, "latest_period", lambda *_: SimpleNamespace(last_day=SUING_ENDED))
    monkeypatch.setattr(queries.law, "holiday_table", seed_table)
    monkeypatch.setattr(queries, "demand", lambda _party: SimpleNamespace(served_on=DEMANDED))
    monkeypatch.setattr(queries, "deferred_to", lambda _party_id: deferred_to)
    monkeypatch.setattr(queries, "suing_ended_after_remedy", lambda _party: (False, None))
    monkeypatch.setattr(queries, "route_of", lambda _party: ROUTES[0])
    return queries.court_window(SimpleNamespace(id=1))


def refused(asked: CourtWindow, on: date) -> str | None:
    try:
        require_court_window(asked, on, "", "execution")
    except RuleBroken as wrong:
        return wrong.code
    return None


def test_the_three_months_count_from_the_end_of_a_deferral_that_outlasts_the_time_to_sue(monkeypatch):
    asked = window(monkeypatch, date(2025, 6, 30))
    assert (asked.deferred_to, asked.last_day) == (date(2025, 6, 30), date(2025, 9, 30))
    assert refused(asked, date(2025, 6, 30)) == "deferred"
    assert refused(asked, date(2025, 7, 1)) is None and refused(asked, date(2025, 9, 30)) is None
    assert refused(asked, date(2025, 10, 1)) == "window_over"
    with pytest.raises(RuleBroken, match="罚法第72条"):
        require_court_window(asked, date(2025, 5, 1), "", "execution")


@pytest.mark.parametrize("deferred_to", [None, date(2025, 2, 1)])
def test_otherwise_they_count_from_the_end_of_the_time_to_sue(monkeypatch, deferred_to):
    asked = window(monkeypatch, deferred_to)
    assert asked.last_day == date(2025, 6, 10)
    assert refused(asked, SUING_ENDED) == "suing_open" and refused(asked, SUING_ENDED + timedelta(1)) is None


def test_too_early_is_said_even_where_the_last_day_to_sue_still_waits_for_the_holiday_notice():
    """Six months from September end in March whatever the notice says: the way out is to wait, not to import a table."""
    asked = CourtWindow(date(2026, 11, 22), date(2026, 12, 4), None, None, suing_at_least=date(2027, 3, 10))
    assert refused(asked, date(2026, 12, 7)) == refused(asked, date(2027, 3, 10)) == "suing_open"
    assert refused(asked, date(2027, 3, 11)) == "window_unknown"
