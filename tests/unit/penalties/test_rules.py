"""Amounts of one party's penalty."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.penalties import rules
from app.penalties.rules import Measure

FINE = [{"code": "fine"}]
ON = date(2026, 9, 1)
DUE = date(2026, 8, 18)
YUAN = st.decimals(min_value=1, max_value=10_000_000, places=2)


def measure(yuan="0", kinds=("fine",), gain=None) -> Measure:
    return Measure.of([{"code": kind} for kind in kinds], Decimal(yuan), gain and Decimal(gain))


def test_an_amount_without_its_kind_weighs_nothing():
    assert Measure.of([{"code": "warning"}], Decimal(90000)).fine_yuan == 0


@pytest.mark.parametrize(
    ("proposed", "reasons"),
    [(measure("86000"), 0), (measure("85999.99"), 0), (measure("86000.01"), 1), (measure("1", kinds=("fine", "warning")), 1)],
)
def test_a_larger_amount_or_a_new_kind_is_heavier(proposed, reasons):
    assert len(proposed.heavier_than(measure("86000"))) == reasons


def test_a_decision_is_refused_without_notice_and_when_heavier_than_noticed():
    with pytest.raises(RuleBroken) as unheard:
        rules.require_not_heavier(measure("1"), None)
    with pytest.raises(RuleBroken) as heavier:
        rules.require_not_heavier(measure("20000"), measure("10000"))
    assert (unheard.value.code, heavier.value.code) == ("not_notified", "heavier_than_notified")
    assert "10,000.00 元增加到 20,000.00 元" in heavier.value.message
    rules.require_not_heavier(measure("10000"), measure("10000"))


def test_a_proposal_that_is_not_whole_is_refused():
    for outcome, code in (("penalty", "breaches_missing"), ("no_penalty", "reason_missing")):
        with pytest.raises(RuleBroken) as refused:
            rules.require_whole_proposal(outcome, [], "  ")
        assert refused.value.code == code


def test_one_breach_made_heavier_at_anothers_cost_is_heavier():
    told = Measure.of(FINE, Decimal(30000), each={"甲": measure("10000"), "乙": measure("20000")})
    shifted = Measure.of(FINE, Decimal(30000), each={"甲": measure("15000"), "乙": measure("15000")})
    other = Measure.of(FINE, Decimal(30000), each={"丙": measure("30000")})
    assert shifted.heavier_than(told) == ["“甲”罚款由 10,000.00 元增加到 15,000.00 元"]
    assert other.heavier_than(told) == ["增加了“丙”"] and told.heavier_than(told) == []


def stopped(unit=None, count=None) -> Measure:
    kinds = [{"code": "suspend_business", **({"unit": unit, "count": count} if unit else {})}]
    return Measure.of(kinds, None, each={"甲": Measure.of(kinds, None)})


@pytest.mark.parametrize(
    ("told", "proposed", "heavier"),
    [
        (("day", 7), ("day", 30), True), (("day", 30), ("day", 7), False), (("day", 7), ("open",), True),
        (("open",), ("day", 7), True), (("open",), ("open",), False), ((), (), False), ((), ("day", 1), True), (("day", 7), (), True),
    ],
)  # fmt: skip
def test_a_longer_suspension_is_heavier_than_the_one_noticed(told, proposed, heavier):
    reasons = stopped(*proposed).heavier_than(stopped(*told))
    assert bool(reasons) is heavier
    assert all(words in reasons[0] for words in ("责令停产停业整顿", "改为") if heavier)


def test_a_lower_fine_does_not_hide_a_longer_ban():
    def proposal(yuan, years):
        kinds = [{"code": "fine"}, {"code": "career_ban", "unit": "year" if years else "life", "count": years}]
        return Measure.of([{"code": "fine"}, {"code": "career_ban"}], Decimal(yuan), each={"甲": Measure.of(kinds, Decimal(yuan))})

    assert proposal("10", None).heavier_than(proposal("20", 5)) == ["“甲”限制从业由“5年”改为“终身”，期限更长或者不能比较"]
    assert proposal("20", 5).heavier_than(proposal("20", None)) == []


def test_nothing_gets_worse_quietly_once_the_party_was_told():
    rules.require_no_quiet_aggravation(measure("20000"), None, False)
    rules.require_no_quiet_aggravation(measure("20000"), measure("10000"), True)
    rules.require_no_quiet_aggravation(measure("10000"), measure("10000"), False)
    with pytest.raises(RuleBroken) as refused:
        rules.require_no_quiet_aggravation(measure("20000"), measure("10000"), False)
    assert refused.value.code == "heavier_than_notified" and "第45条" in refused.value.message


def late(fine, days, paid=()):
    return rules.late_payment_yuan(Decimal(fine), DUE, [(DUE + timedelta(d), Decimal(y)) for d, y in paid], DUE + timedelta(days))


@pytest.mark.parametrize(
    ("days", "yuan"), [(0, "0.00"), (1, "3000.00"), (10, "30000.00"), (33, "99000.00"), (34, "100000.00"), (400, "100000.00")]
)
def test_the_late_payment_penalty_is_three_percent_a_day_and_ends_at_the_fine(days, yuan):
    assert late(100000, days) == Decimal(yuan)


def test_before_the_due_day_nothing_runs():
    assert rules.late_payment_yuan(Decimal(100000), DUE, [], DUE - timedelta(days=5)) == 0


def test_a_part_payment_lowers_the_daily_sum_from_its_day_on():
    assert late(100000, 10, [(5, 60000)]) == 4 * 3000 + 6 * 1200


@given(YUAN, st.integers(0, 400), st.integers(0, 400))
def test_the_late_payment_penalty_never_shrinks_and_never_exceeds_the_fine(fine, days, more):
    assert 0 <= late(fine, days) <= late(fine, days + more) <= fine


@pytest.mark.parametrize(
    ("fine", "late_yuan", "day", "code"),
    [("0", "0", DUE, "payment_amount"), ("-1", "5", DUE, "payment_amount"), ("100.01", "0", DUE, "payment_amount"),
     ("50", "9.01", DUE, "late_amount"), ("50", "-1", DUE, "late_amount"),
     ("50", "0", date(2026, 7, 31), "payment_date"), ("50", "0", date(2026, 9, 2), "payment_date")],
)  # fmt: skip
def test_a_payment_fits_what_is_open_and_lies_in_the_past(fine, late_yuan, day, code):
    still_open = rules.Paid(Decimal(100), Decimal(9), day)
    with pytest.raises(RuleBroken) as refused:
        rules.require_payment_fits(rules.Paid(Decimal(fine), Decimal(late_yuan), day), still_open, date(2026, 8, 1), ON)
    assert refused.value.code == code


def test_the_late_payment_penalty_may_be_paid_alone():
    still_open = rules.Paid(Decimal(0), Decimal(9), DUE)
    rules.require_payment_fits(rules.Paid(Decimal(0), Decimal(9), DUE), still_open, date(2026, 8, 1), ON)


@pytest.mark.parametrize(("pauses", "owed"), [
    ([], "30000"), ([(1, 10)], "0"), ([(3, 5)], "21000"), ([(3, 5), (4, 6)], "18000"), ([(6, None)], "15000"),
    ([(-9, -1)], "30000")])  # fmt: skip
def test_nothing_is_added_while_a_review_or_a_deferral_stops_it(pauses, owed):
    """行政处罚法 art. 73(3): ten days at 3 % of 100,000 yuan, less the days that do not count."""
    spans = [(DUE + timedelta(first), last and DUE + timedelta(last)) for first, last in pauses]
    assert rules.late_payment_yuan(Decimal(100000), DUE, [], DUE + timedelta(10), spans) == Decimal(owed)
