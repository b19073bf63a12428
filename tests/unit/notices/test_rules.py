"""On which working day somebody is reminded: pure arithmetic over the holiday table."""

from datetime import date, timedelta

import pytest

from app.law.calendar import seed_table
from app.law.period_rules import load_rules
from app.notices import rules

TABLE = seed_table().estimated
LONG_AGO = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("last", "before", "day"),
    [
        (date(2026, 11, 26), 0, date(2026, 11, 26)),
        (date(2026, 11, 28), 0, date(2026, 11, 27)),  # a Saturday: the Friday before
        (date(2026, 11, 26), 3, date(2026, 11, 23)),
        (date(2026, 11, 24), 3, date(2026, 11, 19)),  # over a weekend
        (date(2026, 10, 9), 3, date(2026, 9, 29)),  # over the National Day holiday: 8, 30, 29
        (date(2026, 10, 10), 1, date(2026, 10, 9)),  # a Saturday worked to make up
    ],
)
def test_marks_lie_on_working_days(last, before, day):
    assert rules.mark_day(last, before, TABLE) == day


def test_the_closest_mark_fires_on_the_first_working_day_the_office_looks():
    last, marks = date(2026, 11, 26), (10, 3, 0)
    reached = {}
    for offset in range(40):
        day = date(2026, 10, 25) + timedelta(days=offset)
        reached.setdefault(rules.reached(day, last, LONG_AGO, marks, TABLE), day)
    assert reached == {None: date(2026, 10, 25), 10: date(2026, 11, 12), 3: date(2026, 11, 23), 0: date(2026, 11, 26)}


def test_who_got_the_task_after_the_mark_is_not_reminded_of_it():
    last = date(2026, 11, 26)
    assert rules.reached(date(2026, 11, 24), last, date(2026, 11, 24), (3, 0), TABLE) is None
    assert rules.reached(last, last, date(2026, 11, 24), (3, 0), TABLE) == 0
    assert rules.reached(date(2026, 11, 27), last, LONG_AGO, (3, 0), TABLE) is None  # over: another notice


def test_every_mark_of_today_lies_within_the_horizon():
    for offset in range(400):
        day = date(2026, 1, 1) + timedelta(days=offset)
        if not TABLE.is_working_day(day):
            continue
        for ahead in range(60):
            last = day + timedelta(days=ahead)
            if rules.mark_day(last, rules.EARLY, TABLE) == day:
                assert last <= rules.horizon(day, TABLE)


def test_long_periods_are_reminded_of_early_and_hours_on_the_day():
    book = load_rules()
    by_marks = {rules.marks(versions[-1]) for versions in book.versions.values()}
    assert by_marks == {(0,), (3, 0), (10, 3, 0)}
    assert rules.marks(None) == (3, 0)
    assert rules.marks(book.version_on("penalty_decision", date(2026, 9, 1))) == (10, 3, 0)  # 90 days


@pytest.mark.parametrize(("left", "mark"), [(91, None), (90, 90), (31, 90), (30, 30), (1, 30), (0, 0), (-5, 0)])
def test_certificates_are_told_of_90_30_and_0_days_before(left, mark):
    assert rules.certificate_mark(left) == mark


def test_a_mail_is_given_up_after_two_days_of_attempts():
    waits = [rules.next_attempt(number) for number in range(1, 20)]
    assert waits[-1] is None and waits[0] == timedelta(minutes=1)
    assert timedelta(days=1) < sum((wait for wait in waits if wait), timedelta()) < timedelta(days=3)
