"""What must hold of every statutory period, whatever the dates."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.law.calendar import seed_table
from app.law.period_rules import Unit, load_rules
from app.law.periods import Mark, Suspension, compute_version

TABLE = seed_table()
RULES = [rule for versions in load_rules().versions.values() for rule in versions if rule.length]
DAY_RULES = [rule for rule in RULES if rule.unit is not Unit.HOUR]
WORKING_RULES = [rule for rule in DAY_RULES if rule.unit is Unit.WORKING_DAY]
ROLLING_RULES = [rule for rule in DAY_RULES if rule.rolls]
SUSPENDABLE = [rule for rule in DAY_RULES if rule.suspended_by]
starts = st.dates(date(2004, 2, 1), date(2026, 12, 31))


def for_all(*strategies):
    """`given`, without a time limit for each example: the machine may be busy."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


@st.composite
def pauses(draw, around: date):
    """Up to four stretches of days near a period's start, overlapping as they like."""
    spans = draw(st.lists(st.tuples(st.integers(-40, 400), st.integers(0, 60)), max_size=4))
    return [Suspension(around + timedelta(a), around + timedelta(a + length)) for a, length in spans]


def last_day(rule, start, suspensions=()):
    return compute_version(rule, start, suspensions, TABLE).last_day


@for_all(st.sampled_from(DAY_RULES), starts, st.integers(0, 400))
def test_a_later_start_never_ends_earlier_under_the_same_version(rule, start, later):
    first, second = last_day(rule, start), last_day(rule, start + timedelta(later))
    assume(first and second)
    assert first <= second


@for_all(st.sampled_from(WORKING_RULES), starts)
def test_a_period_in_working_days_ends_on_one_and_holds_exactly_its_length(rule, start):
    result = compute_version(rule, start, (), TABLE)
    assume(result.last_day)
    assert TABLE.is_working_day(result.last_day)
    assert sum(day.mark in (Mark.COUNTED, Mark.LAST) for day in result.days) == rule.length


@for_all(st.data(), st.sampled_from(SUSPENDABLE), starts)
def test_a_suspension_never_shortens_and_never_adds_more_days_than_it_has(data, rule, start):
    suspensions = data.draw(pauses(start))
    plain = compute_version(rule, start, (), TABLE)
    paused = compute_version(rule, start, suspensions, TABLE)
    assume(plain.last_day and paused.last_day)
    assert paused.last_day >= plain.last_day
    excluded = {p.from_on + timedelta(n) for p in suspensions for n in range((p.to_on - p.from_on).days + 1)}
    inside = {day for day in excluded if start < day <= paused.counted_to}
    assert paused.counted_to == plain.counted_to + timedelta(len(inside))
    assert paused.counted_to not in excluded


@for_all(st.data(), st.sampled_from(SUSPENDABLE), starts)
def test_the_order_and_overlap_of_suspensions_do_not_matter(data, rule, start):
    suspensions = data.draw(pauses(start))
    shuffled = data.draw(st.permutations(suspensions + suspensions))
    assert last_day(rule, start, suspensions) == last_day(rule, start, shuffled)


@for_all(st.sampled_from(ROLLING_RULES), starts)
def test_a_last_day_is_moved_only_from_a_day_off_and_only_to_the_next_working_day(rule, start):
    result = compute_version(rule, start, (), TABLE)
    assume(result.last_day)
    assert TABLE.is_working_day(result.last_day)
    between = range((result.last_day - result.counted_to).days)
    assert not any(TABLE.is_working_day(result.counted_to + timedelta(n)) for n in between)


@for_all(st.sampled_from([rule for rule in DAY_RULES if rule.unit is Unit.CALENDAR_DAY]), starts)
def test_a_period_in_calendar_days_is_exactly_so_many_days_before_it_is_moved(rule, start):
    result = compute_version(rule, start, (), TABLE)
    assume(result.last_day)
    assert abs((result.counted_to - start).days) == rule.length


@for_all(st.sampled_from([rule for rule in DAY_RULES if rule.unit in (Unit.MONTH, Unit.YEAR)]), starts)
def test_months_end_on_the_corresponding_day_or_the_months_last(rule, start):
    result = compute_version(rule, start, (), TABLE)
    assume(result.last_day)
    months = rule.length * (12 if rule.unit is Unit.YEAR else 1)
    end = result.counted_to
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@for_all(st.sampled_from(DAY_RULES), starts)
def test_the_ruler_is_gapless_and_ends_on_the_last_day(rule, start):
    result = compute_version(rule, start, (), TABLE)
    assume(result.last_day)
    days = [day.day for day in result.days]
    assert all(later - earlier == timedelta(1) for earlier, later in zip(days, days[1:], strict=False))
    assert [day.day for day in result.days if day.mark is Mark.LAST] == [result.last_day]
    assert start not in days and start + timedelta(-1 if rule.is_backward else 1) in days


@for_all(st.sampled_from(DAY_RULES), st.dates(date(2026, 10, 1), date(2027, 12, 31)))
def test_without_a_notice_no_day_of_that_year_is_called_a_working_day(rule, start):
    result = compute_version(rule, start, (), TABLE)
    if result.last_day and (rule.rolls or rule.unit is Unit.WORKING_DAY):
        assert result.last_day.year == 2026
    if not result.last_day:
        assert result.status == "待公布"
        assert result.missing_year > 2026


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}@{rule.version}")
def test_every_rule_can_be_reckoned_and_explains_itself(rule):
    from_on = rule.effective_from or date(2026, 3, 2)
    start = max(from_on, date(2006, 3, 2)) if rule.covers(max(from_on, date(2006, 3, 2))) else from_on
    moment = start if rule.unit is not Unit.HOUR else datetime(2025, 3, 3, 9, 0)
    result = compute_version(rule, moment, (), TABLE)
    assert result.last_day or result.status == "待公布"
    assert rule.name_zh in result.derivation[0] and len(result.derivation) >= 3
