"""What must hold on the way of a hidden danger, as pure functions."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import RuleBroken
from app.hazards import rules
from app.hazards.commands import overdue_from

ALL = [link for link in rules.LINKS if link != "closure"]
FIVE = {"responsibility": "杜若衡", "measures": "改造", "funds_yuan": Decimal(1), "deadline": date(2026, 10, 1), "contingency": "预案"}


def refused(code: str, rule, *arguments, **named) -> RuleBroken:
    with pytest.raises(RuleBroken) as told:
        rule(*arguments, **named)
    assert told.value.code == code
    return told.value


@pytest.mark.parametrize("missing", ALL)
def test_each_missing_link_is_named(missing):
    told = refused("links_missing", rules.require_closable, [each for each in ALL if each != missing], "general", True, set(), False)
    assert rules.LINKS[missing] in told.message
    assert sum(words in told.message for words in rules.LINKS.values()) == 1


@pytest.mark.parametrize(
    ("grade", "immediate", "passed", "signed", "code"),
    [("major", False, {"district", "city"}, True, None), ("major", False, {"district"}, True, "checks_missing"),
     ("major", False, {"city"}, True, "checks_missing"), ("major", False, {"district", "city"}, False, "not_signed"),
     ("general", False, {"district"}, False, None), ("general", False, set(), False, "checks_missing"),
     ("general", True, set(), False, None)],
)  # fmt: skip
def test_a_major_one_needs_both_levels_and_the_head_a_general_one_the_first(grade, immediate, passed, signed, code):
    if code is None:
        rules.require_closable(ALL, grade, immediate, passed, signed)
    else:
        refused(code, rules.require_closable, ALL, grade, immediate, passed, signed)


@pytest.mark.parametrize(("field", "words"), [("responsibility", "责任"), ("measures", "措施"), ("funds_yuan", "资金"),
                                              ("deadline", "时限"), ("contingency", "预案")])  # fmt: skip
def test_the_five_settled_are_five(field, words):
    rules.require_five(**FIVE)
    empty = None if field in ("funds_yuan", "deadline") else " "
    assert words in refused("five_settled", rules.require_five, **FIVE | {field: empty}).message


def test_no_money_is_no_funds():
    refused("five_settled", rules.require_five, **FIVE | {"funds_yuan": Decimal(0)})


@pytest.mark.parametrize(
    ("grade", "on_the_spot", "handling"),
    [("major", True, "listed"), ("major", False, "listed"), ("general", True, "immediate"), ("general", False, "time_limited")],
)
def test_how_it_is_dealt_with_follows_from_its_grade(grade, on_the_spot, handling):
    assert rules.handling(grade, on_the_spot) == handling


@pytest.mark.parametrize(("sector_grade", "listed", "holds"), [("larger", False, True), ("larger", True, False), ("prominent", True, True),
                                                               ("prominent", False, False), ("", True, True)])  # fmt: skip
def test_a_third_grade_folds_into_the_same_of_the_two(sector_grade, listed, holds):
    if holds:
        rules.require_sector_grade(sector_grade, listed, False, False)
    else:
        refused("sector_grade", rules.require_sector_grade, sector_grade, listed, False, False)


def test_more_time_is_asked_for_on_the_last_day_still_and_never_after():
    last = date(2026, 10, 17)
    rules.require_extension_in_time(last, last, date(2026, 10, 18))
    refused("extension_late", rules.require_extension_in_time, date(2026, 10, 18), last, date(2026, 12, 1))
    refused("extension_until", rules.require_extension_in_time, last, last, last)


@pytest.mark.parametrize(
    ("source", "by_enterprise", "needed"),
    [("self_check", True, True), ("spot_check", False, False), ("grid_patrol", False, True), ("inspection_finding", False, False)],
)
def test_what_the_bureau_did_not_find_itself_is_looked_at_first(source, by_enterprise, needed):
    assert rules.needs_acceptance(source, by_enterprise) is needed


def test_it_is_overdue_from_the_next_working_day():
    assert overdue_from(date(2026, 10, 16), lambda day: day.weekday() < 5) == date(2026, 10, 19)
