"""Periods reckoned by hand on a wall calendar, each unit, each clause of meta.computation."""

from datetime import UTC, date, datetime

import pytest

from app.law.calendar import DayKind, SpecialDay, seed_table
from app.law.periods import Mark, Status, Suspension, compute, iso, parse_start, parse_suspension

BY_HAND = [
    # rule, start, suspensions, last day, why
    ("hearing_application", "2026-11-16", [], "2026-11-23", "five working days over one weekend"),
    ("hearing_application", "2026-09-28", [], "2026-10-10", "National Day off, Saturday 10-10 worked"),
    ("hearing_application", "2026-09-17", [], "2026-09-23", "Sunday 09-20 worked"),
    ("hearing_application", "2026-09-19", [], "2026-09-24", "starts on a Saturday; Sunday worked is the first"),
    ("statement_defense", "2026-12-24", [], "2026-12-31", "ends on the last known day"),
    ("publication", "2026-02-10", [], "2026-02-26", "Spring Festival 02-15 to 02-23, Saturday 02-14 worked"),
    ("dishonesty_publication", "2026-09-18", [], "2026-10-22", "twenty working days over two holidays"),
    ("hearing_application", "2021-07-14", [], "2021-07-19", "old law: three days, 07-17 is a Saturday, moved"),
    ("hearing_application", "2021-07-15", [], "2021-07-22", "new law: five working days"),
    ("fine_payment", "2026-11-20", [], "2026-12-07", "fifteenth day is Saturday 12-05"),
    ("fine_payment", "2026-09-20", [], "2026-10-08", "fifteenth day is 10-05, moved behind the holiday"),
    ("fine_payment", "2026-09-25", [], "2026-10-10", "fifteenth day is a Saturday that is worked: not moved"),
    ("fine_payment", "2026-09-18", [], "2026-10-08", "10-03"),
    ("penalty_decision", "2026-07-03", [], "2026-10-01", "the agency's day is not moved"),
    ("penalty_decision", "2026-11-22", [], "2027-02-20", "no look at the table, so 2027 is fine"),
    ("public_notice_service", "2021-12-31", [], "2022-03-01", "sixty days under the old code"),
    ("public_notice_service", "2022-01-01", [], "2022-01-31", "thirty under the new, though a holiday"),
    ("police_reply", "2026-09-30", [], "2026-10-03", "calendar days through the holiday"),
    ("late_penalty_start", "2026-12-07", [], "2026-12-08", "the day after"),
    ("late_penalty_cap", "2026-12-07", [], "2027-01-10", "day 34"),
    ("surcharge_execution", "2026-12-07", [], "2027-01-06", "thirty days"),
    ("litigation", "2026-03-31", [], "2026-09-30", "September has no 31st"),
    ("litigation", "2026-04-01", [], "2026-10-08", "10-01 moved behind the holiday"),
    ("litigation", "2025-08-31", [], "2026-02-28", "February, and Saturday 02-28 is worked"),
    ("litigation", "2015-04-30", [], "2015-07-30", "three months until 2015-04-30"),
    ("litigation", "2015-05-01", [], "2015-11-02", "six from 2015-05-01; 11-01 is a Sunday"),
    ("court_application_window", "2026-05-30", [], "2026-08-31", "08-30 is a Sunday"),
    ("hazard_annual_report", "2026-12-31", [], "2027-01-31", "one month"),
    ("limitation_general", "2024-02-29", [], "2026-02-28", "no 29 February in 2026"),
    ("credit_general_max", "2027-02-28", [], "2028-02-28", "the corresponding day, not the month's end"),
    ("retention_long", "1990-05-05", [], "2020-05-05", "no effective date: never refused by date"),
    ("litigation_max", "2018-02-07", [], "2020-02-07", "two years until 2018-02-07"),
    ("litigation_max", "2018-02-08", [], "2019-02-11", "one from 02-08; Friday 02-08 is Spring Festival"),
    ("coercive_emergency_report", "2026-09-30T17:30", [], "2026-10-01T17:30+08:00", "hours run through holidays"),
    ("accident_report_enterprise", "2026-12-31T23:40", [], "2027-01-01T00:40+08:00", "into the next year"),
    ("power_cutoff_notice", "2026-10-01T08:05", [], "2026-09-30T08:05+08:00", "hours backward"),
    ("referral_transfer", "2026-11-22T01:00Z", [], "2026-11-23T09:00+08:00", "another zone is converted"),
    ("hearing_notice", "2026-10-12", [], "2026-09-24", "seven working days back over both holidays"),
    ("hearing_notice", "2027-01-01", [], "2026-12-23", "the hearing day itself is not looked up"),
    ("hearing_notice", "2021-07-14", [], "2021-07-07", "old law: seven days back"),
    ("review_hearing_notice", "2026-02-26", [], "2026-02-12", "nine days off, Saturday 02-14 worked"),
    ("rectification_extension_window", "2026-01-31", [], "2026-01-21", "ten days back"),
    ("hearing_application", "2026-09-28T16:45", [], "2026-10-10", "a moment is taken as its day"),
    # suspensions
    ("sealing", "2026-11-02", ["2026-11-10:2026-11-19"], "2026-12-12", "ten days excluded"),
    ("sealing", "2026-11-02", ["2026-11-10:2026-11-19", "2026-11-15:2026-11-24"], "2026-12-17", "overlap once"),
    ("sealing", "2026-11-02", ["2026-11-10:2026-11-10"], "2026-12-03", "both ends: one day"),
    ("sealing", "2026-11-02", ["2026-10-20:2026-11-02"], "2026-12-02", "up to the start: nothing"),
    ("sealing", "2026-11-02", ["2026-10-20:2026-11-03"], "2026-12-03", "only the day after the start"),
    ("sealing", "2026-11-02", ["2026-12-03:2026-12-20"], "2026-12-02", "begins after the end: nothing"),
    ("sealing", "2026-11-02", ["2026-12-02:2026-12-20"], "2026-12-21", "begins on the last day"),
    ("sealing", "2026-11-02", ["2026-11-10:2026-11-19", "2026-12-05:2026-12-06"], "2026-12-14", "reached by pushing"),
    ("review_application", "2026-08-07", ["2026-10-05:2026-10-06"], "2026-10-08", "10-06 and 2 days: 10-08"),
    ("review_application", "2026-08-02", ["2026-08-10:2026-08-10"], "2026-10-08", "10-02: excluded first, then moved"),
    ("litigation", "2026-01-15", ["2026-03-01:2026-03-10"], "2026-07-27", "07-15 + 10 = Saturday 07-25, moved"),
    ("litigation", "2026-01-15", ["2026-07-10:2026-07-20"], "2026-07-27", "07-15 + 11 = Sunday 07-26, moved"),
    ("late_penalty_cap", "2026-03-02", ["2026-03-10:2026-06-30"], "2026-07-27", "paused during the suit"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "start", "pauses", "last_day", "why"), BY_HAND)
def test_last_day_as_reckoned_by_hand(rule, start, pauses, last_day, why):
    result = compute(rule, parse_start(start), [parse_suspension(pause) for pause in pauses])
    assert (iso(result.last_day), result.status) == (last_day, "待核" if result.rule.parameter else "ok"), why


@pytest.mark.parametrize(
    ("rule", "start", "estimate"),
    [
        ("hearing_application", "2026-12-28", "2027-01-05"),
        ("statement_defense", "2026-12-31", "2027-01-08"),
        ("review_application", "2026-11-22", "2027-01-21"),
        ("review_application", "2026-12-02", "2027-02-01"),
        ("hearing_notice", "2027-01-05", "2026-12-24"),
        ("litigation", "2026-08-06", "2027-02-09"),
        ("fine_payment", "2003-12-10", "2003-12-25"),
    ],
)
def test_a_day_beyond_the_holiday_table_is_not_published_but_estimated(rule, start, estimate):
    result = compute(rule, parse_start(start))
    assert (result.status, result.last_day, iso(result.estimate)) == ("待公布", None, estimate)
    assert "放假表还没有" in result.reason and "暂估" in result.derivation[-1]


def test_once_the_notice_arrives_the_day_is_known():
    rows = [SpecialDay.of(date(2027, 1, day), DayKind.OFF, "元旦") for day in (1, 2, 3)]
    rows.append(SpecialDay.of(date(2027, 1, 9), DayKind.WORK, "元旦"))
    table = seed_table().replaced(rows, "测试")
    assert compute("hearing_application", date(2026, 12, 31), table=table).last_day == date(2027, 1, 8)
    assert compute("hearing_application", date(2027, 1, 4), table=table).last_day == date(2027, 1, 9)


@pytest.mark.parametrize(
    ("rule", "start", "pauses", "told"),
    [
        ("no_such_rule", "2026-01-01", [], "no_such_rule"),
        ("limitation_serious", "2021-07-14", [], "2021-07-15 起"),
        ("hearing_application", "1996-09-30", [], "1996-10-01 至 2021-07-14；2021-07-15 起"),
        ("coercive_emergency_report", "2026-09-30", [], "时刻"),
        ("penalty_decision", "2026-01-01", ["2026-02-01:2026-02-02"], "不得扣除"),
        ("penalty_decision", "2026-01-01", ["2020-02-01:2020-02-02"], "不得扣除"),
        ("sealing", "2026-01-01", ["2026-02-02:2026-02-01"], "早于"),
        ("archiving", "9999-12-30", [], "公历"),
        ("archiving", "9999-12-02", [], "公历"),
        ("retention_long", "9980-01-01", [], "公历"),
        ("sealing", "2026-01-01", ["2026-01-02:9999-12-31"], "公历"),
        ("deferral_application", "2026-01-01", ["2026-01-02:2026-01-03"], "不得扣除"),
    ],
)
def test_refused_with_a_reason(rule, start, pauses, told):
    result = compute(rule, parse_start(start), [parse_suspension(pause) for pause in pauses])
    assert (result.status, result.last_day, result.estimate) == ("refused", None, None)
    assert told in result.reason


@pytest.mark.parametrize("rule", ["case_handling", "hearing_holding", "deferral_application", "major_penalty_filing"])
def test_a_length_not_set_gives_no_day(rule):
    result = compute(rule, date(2026, 2, 1))
    assert (result.status, result.last_day, result.length) == ("待核", None, None)
    assert result.reason


def test_an_old_case_keeps_the_old_handling_period():
    assert compute("case_handling", date(2026, 1, 31)).last_day == date(2026, 3, 2)
    assert compute("case_handling", date(2026, 1, 31)).status is Status.UNVERIFIED


def test_a_suspension_without_end_leaves_the_last_day_open():
    held = compute("sealing", date(2026, 11, 2), [Suspension(date(2026, 11, 10), None, "appraisal")])
    assert (held.status, held.last_day) == (Status.HELD, None)
    over = compute("sealing", date(2026, 11, 2), [Suspension(date(2026, 12, 3), None, "appraisal")])
    assert over.last_day == date(2026, 12, 2)


def test_a_ground_the_article_does_not_name_is_refused():
    pause = Suspension(date(2026, 11, 10), date(2026, 11, 12), "force_majeure")
    assert compute("sealing", date(2026, 11, 2), [pause]).status is Status.REFUSED


def test_naive_moments_are_shanghai_time():
    assert iso(compute("referral_transfer", datetime(2026, 11, 22, 9, 0)).last_day) == "2026-11-23T09:00+08:00"
    aware = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert iso(compute("referral_transfer", aware).last_day) == "2026-11-23T09:00+08:00"


@pytest.mark.parametrize(
    "text", ["2026-2-1", "20260201", "2026-02-30", "2026-W05-1", "", "2026-02-01T24:00", "明天", None, 5]
)
def test_a_start_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        parse_start(text)


@pytest.mark.parametrize("text", ["2026-02-01", "2026-02-01:", "2026-02-01:2026-02-30", "a:b", None, []])
def test_a_suspension_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(ValueError, match="YYYY-MM-DD:YYYY-MM-DD"):
        parse_suspension(text)


def test_the_derivation_can_be_followed_on_a_wall_calendar():
    steps = compute("hearing_application", date(2026, 9, 28)).derivation
    assert steps[0].endswith("行政处罚法（2021）第64条、第85条，2021-07-15 起的版本，5 个工作日")
    assert "2026年9月28日（周一）" in steps[1] and "次日2026年9月29日（周二）为第 1 日" in steps[1]
    assert "国庆节 7 日" in steps[2] and "2026年10月10日（周六）照算" in steps[2]
    assert steps[-1] == "末日：2026年10月10日（周六），最后一天"


def test_the_derivation_tells_of_moving_and_of_each_suspension():
    moved = compute("fine_payment", date(2026, 9, 20)).derivation
    assert "这一日是国庆节，顺延到其后第一个工作日2026年10月8日（周四）" in moved
    pauses = [
        parse_suspension(text) for text in ("2026-10-01:2026-11-02", "2026-11-10:2026-11-19", "2026-11-15:2026-11-24")
    ]
    steps = compute("sealing", date(2026, 11, 2), [*pauses, parse_suspension("2027-03-01:2027-03-02")]).derivation
    assert sum("期间内共 15 日" in step for step in steps) == 1
    assert any("起点当日及以前，不影响" in step for step in steps) and any(
        "期间届满之后，不影响" in step for step in steps
    )
    clipped = compute("litigation", date(2026, 3, 31)).derivation
    assert any("没有 31 日，取该月最后一日2026年9月30日" in step for step in clipped)


def test_the_ruler_shows_each_day():
    days = compute("fine_payment", date(2026, 9, 20)).days
    marks = {day.day: day.mark for day in days}
    assert (days[0].day, days[-1].day, len(days)) == (date(2026, 9, 21), date(2026, 10, 8), 18)
    assert marks[date(2026, 10, 1)] is Mark.COUNTED, "calendar days count holidays"
    assert marks[date(2026, 10, 6)] is Mark.HOLIDAY and marks[date(2026, 10, 8)] is Mark.LAST
    working = {day.day: day for day in compute("hearing_application", date(2026, 9, 23)).days}
    assert working[date(2026, 9, 25)].mark is Mark.HOLIDAY and working[date(2026, 9, 25)].name == "中秋"
    paused = compute("sealing", date(2026, 11, 2), [parse_suspension("2026-11-10:2026-11-19")]).days
    assert sum(day.mark is Mark.SUSPENDED for day in paused) == 10
    weekend = {day.day: day.mark for day in compute("hearing_application", date(2026, 11, 16)).days}
    assert weekend[date(2026, 11, 21)] is Mark.WEEKEND
    back = compute("hearing_notice", date(2026, 11, 20)).days
    assert back[0].mark is Mark.LAST and back[0].day == date(2026, 11, 11) and back[-1].day == date(2026, 11, 19)
    assert compute("referral_transfer", datetime(2026, 11, 22, 9, 0)).days == []
