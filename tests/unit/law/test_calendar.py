"""The working-day calendar: notices, make-up days, the end of the table, estimates."""

from datetime import date

import pytest

from app.law.calendar import DayKind, NotPublished, SpecialDay, seed_table


@pytest.mark.parametrize("day", [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_weekends_worked_to_make_up_are_working_days_in_2026(day):
    assert date(2026, *day).weekday() >= 5
    assert seed_table().is_working_day(date(2026, *day))
    assert seed_table().describe(date(2026, *day)).endswith("补班")


@pytest.mark.parametrize("day", [(1, 2), (2, 16), (5, 5), (9, 25), (10, 1), (10, 7)])
def test_weekdays_given_off_are_not_working_days_in_2026(day):
    assert date(2026, *day).weekday() < 5
    assert not seed_table().is_working_day(date(2026, *day))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1), date(2027, 3, 3)])
def test_a_day_outside_the_known_years_is_not_guessed(day):
    with pytest.raises(NotPublished, match=str(day.year)):
        seed_table().is_working_day(day)


def test_the_estimate_knows_weekends_and_statutory_holidays_only():
    table = seed_table().estimated
    off = {date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 10, 1), date(2027, 1, 2)}
    assert not any(table.is_working_day(day) for day in off)
    assert table.is_working_day(date(2027, 2, 9)) and table.is_working_day(date(2027, 10, 4))
    assert not table.is_working_day(date(2035, 5, 1)) and table.is_working_day(date(2060, 5, 3))
    assert table.is_working_day(date(2026, 10, 10)), "known years stay as published"


def test_an_uploaded_notice_replaces_its_whole_year_and_no_other():
    rows = [
        SpecialDay.of(date(2026, 10, 1), DayKind.OFF, "国庆节"),
        SpecialDay.of(date(2027, 1, 1), DayKind.OFF, "元旦"),
    ]
    table = seed_table().replaced(rows, "测试")
    assert table.is_working_day(date(2026, 10, 2)) and not table.is_working_day(date(2026, 10, 1))
    assert table.is_working_day(date(2027, 10, 1)) and not table.is_working_day(date(2025, 10, 1))


def test_days_of_december_moved_for_new_year_belong_to_the_next_years_notice():
    table = seed_table().replaced([SpecialDay.of(date(2026, 12, 31), DayKind.OFF, "元旦")], "测试")
    assert not table.is_working_day(date(2026, 12, 31)) and 2027 in table.years
    assert not table.is_working_day(date(2026, 10, 1)), "the notice for 2026 is still there"
