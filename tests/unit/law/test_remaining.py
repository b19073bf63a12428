"""What the deadline chip says: the words of the interface, each state."""

from datetime import date, datetime

import pytest

from app.core.clock import ZONE
from app.law.periods import Suspension, compute
from app.law.remaining import days_left

HEARING = compute("hearing_application", date(2026, 11, 16))  # working days, until 2026-11-23
DECISION = compute("penalty_decision", date(2026, 7, 3))  # calendar days, until 2026-10-01


@pytest.mark.parametrize(
    ("result", "today", "expected", "words"),
    [
        (HEARING, date(2026, 11, 16), (5, "个工作日", "ok"), "剩 5 个工作日"),
        (HEARING, date(2026, 11, 17), (4, "个工作日", "ok"), "剩 4 个工作日"),
        (HEARING, date(2026, 11, 18), (3, "个工作日", "soon"), "剩 3 个工作日"),
        (HEARING, date(2026, 11, 21), (1, "个工作日", "soon"), "剩 1 个工作日"),
        (HEARING, date(2026, 11, 23), (0, "个工作日", "today"), "今天到期"),
        (HEARING, date(2026, 11, 30), (0, "天", "done"), "期满，可以办理下一步"),  # the party's right, nobody is late
        (compute("fine_payment", date(2026, 11, 2)), date(2026, 11, 24), (7, "天", "over"), "逾期 7 天"),
        (DECISION, date(2026, 9, 20), (11, "天", "ok"), "剩 11 天"),
        (DECISION, date(2026, 9, 27), (4, "天", "soon"), "剩 4 天"),
        (DECISION, date(2026, 9, 24), (7, "天", "soon"), "剩 7 天"),
        (DECISION, date(2026, 10, 1), (0, "天", "today"), "今天到期"),
        (DECISION, date(2026, 10, 3), (2, "天", "over"), "逾期 2 天"),
        (compute("exhortation_wait", date(2026, 11, 2)), date(2026, 11, 17), (0, "天", "done"), "等待期已满"),
        (compute("public_notice_service", date(2026, 11, 2)), date(2026, 12, 2), (0, "天", "done"), "已到生效日"),
        (
            compute("hearing_application", date(2026, 12, 28)),
            date(2026, 12, 29),
            (None, "", "wait"),
            "待公布 2027 年假期",
        ),
        (compute("case_handling", date(2026, 3, 1)), date(2026, 3, 2), (None, "", "wait"), "待核：还没有设定天数"),
    ],
)
def test_what_is_left_counts_in_the_unit_of_the_law(result, today, expected, words):
    left = days_left(result, today)
    assert (tuple(left), left.words) == (expected, words)


def test_a_matter_done_says_how_early_or_late():
    assert days_left(HEARING, date(2027, 1, 1), date(2026, 11, 19)).words == "提前 4 天办结"
    assert days_left(HEARING, date(2027, 1, 1), date(2026, 11, 24)).words == "逾期 1 天办结"
    assert tuple(days_left(HEARING, date(2027, 1, 1), date(2026, 11, 23))) == (0, "天", "done")


def test_while_days_are_excluded_the_chip_pauses_and_later_does_not_count_them():
    result = compute("sealing", date(2026, 11, 2), [Suspension(date(2026, 11, 10), date(2026, 11, 19), "appraisal")])
    assert days_left(result, date(2026, 11, 12)).words == "中止计算：鉴定"
    assert tuple(days_left(result, date(2026, 11, 9))) == (23, "天", "ok")
    assert tuple(days_left(result, date(2026, 11, 19))) == (None, "", "hold")
    assert tuple(days_left(result, date(2026, 11, 20))) == (22, "天", "ok")
    endless = compute("sealing", date(2026, 11, 2), [Suspension(date(2026, 11, 10), None, "appraisal")])
    assert days_left(endless, date(2026, 12, 24)).state == "hold"


@pytest.mark.parametrize(
    ("now", "words", "state"),
    [
        (datetime(2026, 11, 22, 9, 0), "剩 24 小时", "soon"),
        (datetime(2026, 11, 23, 3, 30), "剩 5 小时", "today"),
        (datetime(2026, 11, 23, 8, 30), "剩不到 1 小时", "today"),
        (datetime(2026, 11, 23, 9, 1), "已逾期，不到 1 天", "over"),
        (datetime(2026, 11, 25, 10, 0), "逾期 2 天", "over"),
    ],
)
def test_hours_count_down(now, words, state):
    result = compute("referral_transfer", datetime(2026, 11, 22, 9, 0, tzinfo=ZONE))
    left = days_left(result, now)
    assert (left.words, left.state) == (words, state)
