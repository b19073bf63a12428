"""Running periods as rows: start, suspend, resume, close, and the arrival of a holiday notice."""

from datetime import date, datetime

import pytest

from app.core import audit
from app.core.clock import ZONE, frozen
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity.queries import user_by_name
from app.law import commands, queries
from app.law.calendar import DayKind, SpecialDay
from app.law.models import HolidayDay, Period

NOTICE_2027 = [
    *[SpecialDay.of(date(2027, 1, day), DayKind.OFF, "元旦") for day in (1, 2, 3)],
    *[SpecialDay.of(date(2027, 2, day), DayKind.OFF, "春节") for day in range(5, 12)],
    SpecialDay.of(date(2027, 1, 30), DayKind.WORK, "春节"),
    *[SpecialDay.of(date(2027, 4, day), DayKind.OFF, "清明") for day in (3, 4, 5)],
    *[SpecialDay.of(date(2027, 5, day), DayKind.OFF, "劳动节") for day in (1, 2, 3)],
    SpecialDay.of(date(2027, 6, 9), DayKind.OFF, "端午"),
    SpecialDay.of(date(2027, 9, 15), DayKind.OFF, "中秋"),
    *[SpecialDay.of(date(2027, 10, day), DayKind.OFF, "国庆节") for day in range(1, 8)],
]


@pytest.fixture
def heard():
    """What was announced to the packages that keep dates of their own."""
    calls = []

    def listener(actor, period):
        calls.append((period.rule_id, period.last_day, period.outcome))

    commands.when_period_changes(listener)
    yield calls
    commands._listeners.remove(listener)


def start(rule_id="hearing_application", start_on="2026-09-28", **more):
    return commands.start_period(SYSTEM, rule_id, "party", 7, start_on, **more)


def test_a_period_starts_under_the_version_of_its_day(app):
    period = start(instance_id="abc")
    db.session.expire_all()
    stored = db.session.get(Period, period.id)
    assert (stored.last_day, stored.status, stored.outcome) == (date(2026, 10, 10), "ok", "open")
    assert (stored.rule_version, stored.start_on, stored.instance_id) == ("2021-07-15", "2026-09-28", "abc")
    assert stored.basis == "行政处罚法（2021）第64条、第85条" and stored.kind == "deadline"
    assert start(start_on=date(2021, 7, 14)).rule_version == "1996-10-01"
    assert start("archiving").rule_version == "base"


def test_hours_keep_their_moment(app):
    period = start("referral_transfer", datetime(2026, 9, 30, 17, 30, tzinfo=ZONE))
    db.session.expire_all()
    assert (period.start_on, period.last_day) == ("2026-09-30T17:30+08:00", date(2026, 10, 1))
    assert period.runs_out_at == datetime(2026, 10, 1, 17, 30, tzinfo=ZONE)
    assert queries.remaining(period, datetime(2026, 10, 1, 12, 0, tzinfo=ZONE)).words == "剩 5 小时"
    assert commands.recompute_all(SYSTEM) == [], "nothing moved"


@pytest.mark.parametrize(
    ("rule", "start_on", "told"),
    [
        ("nonsense", "2026-01-01", "nonsense"),
        ("sealing", "昨天", "读不懂"),
        ("referral_transfer", "2026-01-01", "时刻"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_and_leaves_no_row(app, rule, start_on, told):
    with pytest.raises(RuleBroken, match=told):
        start(rule, start_on)
    assert queries.open_periods() == []


def test_a_period_runs_out_with_its_last_day_an_effect_comes_with_it(app):
    deadline, effect = start(), start("public_notice_service", "2026-11-02")
    assert deadline.runs_out_at == datetime(2026, 10, 11, 0, 0, tzinfo=ZONE)
    assert effect.runs_out_at == datetime(2026, 12, 2, 0, 0, tzinfo=ZONE)
    assert not deadline.has_run_out(datetime(2026, 10, 10, 23, 59, tzinfo=ZONE))
    assert deadline.has_run_out(datetime(2026, 10, 11, 0, 0, tzinfo=ZONE))


def test_a_window_lapses_only_after_its_last_day(app, heard):
    period = start()
    with frozen(date(2026, 10, 10)), pytest.raises(RuleBroken, match="2026-10-10 才届满"):
        commands.close_period(SYSTEM, period.id, "lapsed")
    with frozen(date(2026, 10, 11)):
        commands.close_period(SYSTEM, period.id, "lapsed")
    assert (period.outcome, period.closed_on) == ("lapsed", date(2026, 10, 11))
    assert heard == [("hearing_application", date(2026, 10, 10), "lapsed")]
    with pytest.raises(RuleBroken, match="已经了结"):
        commands.close_period(SYSTEM, period.id, "met")


def test_no_window_lapses_on_an_estimate(app):
    period = start(start_on="2026-12-28")
    assert (period.last_day, period.status, period.estimate) == (None, "待公布", date(2027, 1, 5))
    assert period.runs_out_at is None
    with frozen(date(2027, 6, 1)), pytest.raises(RuleBroken, match="待公布"):
        commands.close_period(SYSTEM, period.id, "lapsed")


def test_a_matter_done_in_time_says_so(app):
    period = start()
    with frozen(date(2026, 10, 8)):
        commands.close_period(SYSTEM, period.id, "met")
    assert queries.remaining(period).words == "提前 2 天办结"
    with pytest.raises(RuleBroken, match="forgotten"):
        commands.close_period(SYSTEM, start().id, "forgotten")
    with pytest.raises(NotFound):
        commands.close_period(SYSTEM, 999, "met")


def test_a_suspension_needs_a_ground_of_the_article_and_its_text(app):
    period = start("sealing", "2026-11-02")
    with pytest.raises(RuleBroken, match="能扣除的事由：检测检验"):
        commands.suspend_period(SYSTEM, period.id, "force_majeure", "强制法 25", date(2026, 11, 10))
    with pytest.raises(RuleBroken, match="条文"):
        commands.suspend_period(SYSTEM, period.id, "appraisal", " ", date(2026, 11, 10))
    with pytest.raises(RuleBroken, match="没有可以扣除的事由"):
        commands.suspend_period(SYSTEM, start("penalty_decision").id, "appraisal", "x", date(2026, 11, 10))
    with pytest.raises(RuleBroken, match="届满"):
        commands.suspend_period(SYSTEM, period.id, "appraisal", "强制法 25", date(2026, 12, 3))
    with pytest.raises(RuleBroken, match="早于"):
        commands.suspend_period(SYSTEM, period.id, "appraisal", "强制法 25", date(2026, 11, 9), date(2026, 11, 8))
    db.session.expire_all()
    assert (period.last_day, period.suspensions) == (date(2026, 12, 2), [])


def test_a_suspension_moves_the_last_day_and_tells_those_who_depend_on_it(app, heard):
    period = start("sealing", "2026-11-02")
    commands.suspend_period(SYSTEM, period.id, "appraisal", "行政强制法第25条", date(2026, 11, 10), date(2026, 11, 19))
    db.session.expire_all()
    assert (period.last_day, period.suspensions[0].article) == (date(2026, 12, 12), "行政强制法第25条")
    assert heard == [("sealing", date(2026, 12, 12), "open")]


def test_a_suspension_without_end_stops_the_clock_until_it_is_resumed(app):
    period = start("review_decision", "2026-11-02")
    with pytest.raises(RuleBroken, match="没有在中止"):
        commands.resume_period(SYSTEM, period.id, date(2026, 11, 12))
    commands.suspend_period(SYSTEM, period.id, "review_stayed", "行政复议法第39条", date(2026, 11, 10))
    assert (period.last_day, period.status, period.runs_out_at) == (None, "中止", None)
    assert queries.remaining(period, date(2026, 12, 1)).words == "中止计算：复议中止"
    with pytest.raises(RuleBroken, match="还没有结束"):
        commands.suspend_period(SYSTEM, period.id, "review_stayed", "行政复议法第39条", date(2026, 11, 20))
    commands.resume_period(SYSTEM, period.id, date(2026, 11, 19))
    assert (period.last_day, period.status) == (date(2027, 1, 11), "ok")


def test_the_arrival_of_a_notice_recomputes_what_waited_for_it(app, heard):
    waiting, known, closed = start(start_on="2026-12-28"), start(), start(start_on="2026-12-29")
    commands.close_period(SYSTEM, closed.id, "cancelled")
    heard.clear()
    assert queries.waiting_count() == 1
    changed = commands.upload_holiday_table(SYSTEM, NOTICE_2027, "2027.xlsx")
    assert changed == [waiting] and heard == [("hearing_application", date(2027, 1, 5), "open")]
    assert (waiting.last_day, waiting.status, waiting.estimate) == (date(2027, 1, 5), "ok", None)
    assert known.last_day == date(2026, 10, 10) and closed.last_day is None
    assert queries.waiting_count() == 0
    assert start(start_on="2027-01-29").last_day == date(2027, 2, 4), "Saturday 01-30 is worked"
    assert any(entry.act == "law.upload_holiday_table" for entry in db.session.scalars(db.select(audit.AuditEntry)))


def test_a_second_upload_replaces_the_year(app):
    commands.upload_holiday_table(SYSTEM, NOTICE_2027)
    commands.upload_holiday_table(SYSTEM, [row for row in NOTICE_2027 if row.day != date(2027, 1, 30)])
    assert len(db.session.scalars(db.select(HolidayDay)).all()) == len(NOTICE_2027) - 1
    assert not queries.holiday_table().is_working_day(date(2027, 1, 30))
    assert queries.holiday_table().is_working_day(date(2026, 10, 10)), "other years stay"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "没有一行"),
        ([row for row in NOTICE_2027 if row.name != "端午"], "2027 年缺少端午"),
        ([row for row in NOTICE_2027 if row.day != date(2027, 10, 2)], "10月2日国庆节"),
        ([*NOTICE_2027, NOTICE_2027[0]], "2027-01-01 写了两次"),
        ([*NOTICE_2027, SpecialDay.of(date(2027, 3, 3), DayKind.WORK, "春节")], "不是周末"),
        ([*NOTICE_2027, SpecialDay.of(date(2926, 1, 1), DayKind.OFF, "元旦")], "2926 年不在"),
    ],
)
def test_half_a_notice_is_refused(app, rows, told):
    with pytest.raises(RuleBroken, match=told):
        commands.upload_holiday_table(SYSTEM, rows)
    assert db.session.scalars(db.select(HolidayDay)).all() == []


def test_only_who_may_uploads_a_notice(app):
    with pytest.raises(NotAllowed):
        commands.upload_holiday_table(user_by_name("zhifa1"), NOTICE_2027)
    commands.upload_holiday_table(user_by_name("admin"), NOTICE_2027)


def test_periods_started_inside_another_command_fall_with_it(app):
    @command()
    def serve_and_fail(actor):
        start_inside = commands.start_period(actor, "fine_payment", "party", 1, "2026-11-20")
        assert start_inside.id
        raise RuleBroken("x", "不行")

    with pytest.raises(RuleBroken):
        serve_and_fail(SYSTEM)
    assert queries.open_periods() == []


def test_queries_find_the_periods_of_a_matter(app):
    first, second, none = start(), start("fine_payment", "2026-09-01"), start("case_handling", "2026-03-01")
    assert queries.periods_of("party", 7) == [second, first, none]
    commands.close_period(SYSTEM, second.id, "met")
    assert queries.periods_of("party", "7", open_only=True) == [first, none]
    assert queries.latest_period("hearing_application", "party", 7) is first
    assert queries.latest_period("sealing", "party", 7) is None
    assert queries.result_of(first).derivation[-1].startswith("末日：2026年10月10日")
