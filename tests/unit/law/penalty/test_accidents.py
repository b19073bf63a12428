"""Accident grades and counts over time: 493号令 art. 3, the daily penalty's days, the counts of closure."""

from datetime import date
from decimal import Decimal

import pytest

from app.law.penalty_amounts import accident_grade, closure_grounds, daily_penalty_days
from app.law.penalty_file import load_penalties
from app.law.penalty_ranges import Question, answer
from app.law.penalty_rules import Counts

BOOK = load_penalties()


@pytest.mark.parametrize(
    ("deaths", "injuries", "loss", "grade"),
    [
        (0, 0, 0, "general"),
        (2, 9, 9_999_999, "general"),
        (3, 0, 0, "larger"),
        (0, 10, 0, "larger"),
        (0, 0, 10_000_000, "larger"),
        (9, 49, 49_999_999, "larger"),
        (10, 0, 0, "major"),
        (0, 50, 0, "major"),
        (0, 0, 50_000_000, "major"),
        (29, 99, 99_999_999, "major"),
        (30, 0, 0, "extraordinary"),
        (0, 100, 0, "extraordinary"),
        (0, 0, 100_000_000, "extraordinary"),
        (1, 0, 60_000_000, "major"),
    ],
)
def test_the_highest_of_three_indicators_decides(deaths, injuries, loss, grade):
    assert accident_grade(BOOK, Counts(deaths, injuries, Decimal(loss))) == grade


def test_a_grade_that_the_counts_contradict_is_refused():
    told = answer(Question("AQ114-1", "entity", "accident", date(2025, 1, 1), grade="general", deaths=3))
    assert not told.allowed and "较大事故" in told.reason and "第3条" in told.reason


def test_three_deaths_are_not_fined_like_a_general_accident():
    told = answer(Question("AQ114-1", "entity", "accident", date(2025, 1, 1), deaths=3, fine_yuan=Decimal(950000)))
    assert not told.allowed and "一般事故" in told.reason


def test_no_subtier_leaves_the_tier_of_the_article():
    for grade, rows in BOOK.subtiers.grades.items():
        whole = answer(Question("AQ114-1", "entity", "accident", date(2025, 1, 1), grade=grade))
        for row in rows:
            facts = {"deaths": row.floor.deaths, "injuries": row.floor.injuries, "loss_yuan": row.floor.loss_yuan}
            part = answer(Question("AQ114-1", "entity", "accident", date(2025, 1, 1), **facts))
            assert part.grade == grade and whole.min <= part.min < part.max <= whole.max


def test_a_daily_penalty_runs_from_the_day_after_the_order():
    assert daily_penalty_days(date(2025, 3, 1), date(2025, 3, 1)) == 0
    assert daily_penalty_days(date(2025, 3, 1), date(2025, 3, 2)) == 1
    assert daily_penalty_days(date(2025, 3, 1), date(2025, 3, 31)) == 30


def test_three_decisions_in_180_days_or_four_in_a_year():
    on = date(2025, 7, 1)
    inside, outside = date(2025, 1, 3), date(2025, 1, 2)  # 179 and 180 days before
    two = [("1", date(2025, 6, 1)), ("2", date(2025, 5, 1))]
    assert len(closure_grounds(BOOK, [*two, ("3", inside)], on)) == 1
    assert closure_grounds(BOOK, [*two, ("3", outside)], on) == []
    year = [*two, ("3", outside), ("4", date(2024, 7, 2))]
    assert len(closure_grounds(BOOK, year, on)) == 1 and "1 年" in closure_grounds(BOOK, year, on)[0]
    assert closure_grounds(BOOK, [*year[:3], ("4", date(2024, 7, 1))], on) == []
    assert closure_grounds(BOOK, [*two, ("3", date(2025, 7, 2))], on) == []


def test_one_decision_with_several_breaches_counts_once():
    same = [("1", date(2025, 6, 1))] * 3
    assert closure_grounds(BOOK, same, date(2025, 7, 1)) == []
    leap = [(str(number), date(2024, 1, 1)) for number in range(4)]
    assert closure_grounds(BOOK, leap, date(2024, 2, 29))
