"""The law of a penalty case, without a database."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.cases import rules
from app.core.errors import RuleBroken

ON = date(2026, 8, 3)


def officer(number: int, certified: bool = True):
    return SimpleNamespace(id=number, name=f"人员{number}", certificate=lambda on: certified or None)


def code_of(rule, *arguments) -> str:
    with pytest.raises(RuleBroken) as refused:
        rule(*arguments)
    return refused.value.code


def test_two_different_certified_officers_are_needed():
    rules.require_two_certified_officers([officer(1), officer(2)], ON)
    assert code_of(rules.require_two_certified_officers, [officer(1)], ON) == "two_officers"
    assert code_of(rules.require_two_certified_officers, [officer(1), officer(1)], ON) == "two_officers"
    assert code_of(rules.require_two_certified_officers, [officer(1), officer(2, False)], ON) == "no_certificate"


def test_a_violation_is_punishable_through_the_last_day_of_limitation():
    conduct, last = date(2024, 8, 3), date(2026, 8, 3)
    later = date(2026, 8, 4)
    rules.require_within_limitation(conduct, last, last, later, False)  # found in time, filed the day after
    assert code_of(rules.require_within_limitation, conduct, last, later, later, False) == "limitation"
    assert code_of(rules.require_within_limitation, conduct, last, later, last, False) == "found_date"
    assert code_of(rules.require_within_limitation, later, last, ON, ON, False) == "conduct_date"


def test_a_case_names_at_least_one_party_and_none_twice():
    row = {"kind": "person", "id_no": "1"}
    rules.require_parties([row, {"kind": "entity", "id_no": "1"}])
    assert code_of(rules.require_parties, []) == "no_party"
    assert code_of(rules.require_parties, [row, dict(row)]) == "party_twice"


def test_an_investigator_does_not_preside():
    rules.require_presider_apart(3, [1, 2])
    assert code_of(rules.require_presider_apart, 2, [1, 2]) == "presider_investigated"


def test_the_hearing_notice_is_served_by_its_last_day_and_never_on_an_estimate():
    rules.require_hearing_notice_in_time(ON, ON, "hearing_at")
    assert code_of(rules.require_hearing_notice_in_time, ON, date(2026, 8, 4), "hearing_at") == "hearing_notice_late"
    assert code_of(rules.require_hearing_notice_in_time, None, ON, "hearing_at") == "hearing_notice_unknown"


def test_a_hearing_is_recorded_on_its_day_and_moved_before_it():
    rules.require_hearing_day(ON, ON, "held")
    rules.require_hearing_day(date(2026, 8, 4), ON, "adjourned")
    assert code_of(rules.require_hearing_day, date(2026, 8, 4), ON, "absent") == "hearing_not_yet"


def test_a_review_agrees_only_when_every_point_conforms():
    wanting = {"facts": {"conform": True, "note": ""}, "basis": {"conform": False, "note": "引错款"}}
    rules.require_points_agree("correct", wanting)
    assert code_of(rules.require_points_agree, "approve", wanting) == "review_points"


@pytest.mark.parametrize("right", ["statement", "hearing"])
def test_an_open_window_keeps_the_decision_back(right):
    for result in ("exercised", "waived", "lapsed"):
        rules.require_window_settled(right, result)
    assert code_of(rules.require_window_settled, right, None) == f"{right}_open"


def test_a_requested_hearing_is_held_or_given_up():
    rules.require_heard(False, None)
    rules.require_heard(True, "held")
    rules.require_heard(True, "absent")
    assert code_of(rules.require_heard, True, None) == "hearing_missing"
    assert code_of(rules.require_heard, True, "adjourned") == "hearing_missing"


def test_only_an_agreeing_review_lets_the_decision_pass():
    rules.require_reviewed("approve")
    assert code_of(rules.require_reviewed, None) == "review_missing"
    assert code_of(rules.require_reviewed, "supplement") == "review_failed"


def test_a_heavy_penalty_is_deliberated_first():
    rules.require_deliberated([], None)
    rules.require_deliberated(["罚款 86,000.00 元"], "agree")
    assert code_of(rules.require_deliberated, ["罚款"], None) == "deliberation_missing"
    assert code_of(rules.require_deliberated, ["罚款"], "revise") == "deliberation_missing"


@pytest.mark.parametrize(
    ("votes", "due", "refused"),
    [(["agree", "agree"], 3, False), (["agree"], 3, True), (["agree"] * 4, 3, True), (["agree", "oppose"], 2, False)],
)
def test_a_deliberation_has_at_least_two_and_at_most_those_due(votes, due, refused):
    if refused:
        assert code_of(rules.require_quorum, votes, due) == "deliberation_count"
    else:
        rules.require_quorum(votes, due)


def test_agreement_needs_more_than_half_of_those_due():
    rules.require_majority(["agree", "agree", "oppose"], 3, "agree")
    rules.require_majority(["oppose", "oppose"], 3, "revise")
    assert code_of(rules.require_majority, ["agree", "agree"], 4, "agree") == "no_majority"


def test_a_case_closes_with_its_last_party_and_whole_papers():
    rules.require_all_closed([])
    rules.require_papers_complete(True)
    assert code_of(rules.require_all_closed, ["童万喆"]) == "parties_open"
    assert code_of(rules.require_papers_complete, False) == "papers_incomplete"


def test_money_is_read_exactly():
    assert str(rules.money("86000.10")) == "86000.10" and rules.money("") is None and rules.money(None) is None
