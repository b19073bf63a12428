"""从旧兼从轻 where neither law is lighter, and figures nobody has yet: dated parameters, marked 待核, with the place to set."""

import pytest

from app.law.penalty_cli import answer_item
from app.law.penalty_file import PENALTIES_FILE, PenaltyDataError, read_penalties
from app.law.penalty_ranges import Question, answer
from tests.unit.law.penalty.test_boundaries import WAN

TEXT = PENALTIES_FILE.read_text(encoding="utf-8")
ACCIDENT = {"rule": "AQ114-1", "subject": "entity", "tier": "accident", "on": "2023-06-01", "decided_on": "2024-06-01",
            "deaths": 1, "injuries": 0, "loss": 0}  # fmt: skip


def test_where_neither_law_is_lighter_both_are_told_and_the_officers_choose():
    found = answer_item(ACCIDENT)
    assert (found["min"], found["max"]) == (30 * WAN, 100 * WAN) and len(found["laws"]) == 2
    assert "行为时" in found["laws"][0] and "500,000 元至 700,000 元" in found["laws"][1]
    told = "".join(found["warnings"])
    assert "由承办人选择" in told and "lighter_law" in told and "earlier_accident_order" not in told and "第13号" in told
    new, old = (answer_item(ACCIDENT | {"law_choice": choice}) for choice in ("decision", "conduct"))
    assert (new["min"], new["max"], old["min"]) == (50 * WAN, 70 * WAN, 30 * WAN) and new["laws"] == found["laws"]


def test_what_can_be_decided_is_not_left_to_a_choice():
    light = ACCIDENT | {"deaths": 0, "injuries": 1, "loss": 10}
    assert answer_item(light)["max"] == 50 * WAN and not answer_item(light)["laws"]
    refused = answer_item(light | {"law_choice": "conduct"})
    assert not refused["allowed"] and "不能另选" in refused["reason"] and "第37条" in refused["reason"]
    assert answer_item(light | {"law_choice": "decision"})["allowed"]
    assert "没有适用法律" in answer_item(light | {"law_choice": "newest"})["reason"]


def test_the_reading_of_lighter_is_a_parameter():
    book = read_penalties(TEXT.replace("reading: both_ends", "reading: ceiling"))
    found = answer_item(ACCIDENT)
    by_ceiling = answer(Question(**_question(ACCIDENT)), book)
    assert found["laws"] and not by_ceiling.laws and (by_ceiling.min, by_ceiling.max) == (50 * WAN, 70 * WAN)
    with pytest.raises(PenaltyDataError, match="比较方法"):
        read_penalties(TEXT.replace("reading: both_ends", "reading: mood"))


def _question(asked: dict) -> dict:
    from app.law.penalty_cli import _question as read

    return vars(read(asked))


def test_a_law_whose_new_figures_nobody_has_leaves_only_the_old_one():
    asked = {"rule": "CF15-45", "subject": "entity", "tier": "first", "on": "2025-12-01", "decided_on": "2026-03-01", "fine": 20000}
    found = answer_item(asked)
    assert found["allowed"] and len(found["laws"]) == 2 and "待核" in "".join(found["warnings"])
    assert answer_item(asked | {"law_choice": "conduct"})["allowed"]
    assert "没有取得" in answer_item(asked | {"law_choice": "decision"})["reason"]


MANAGER = {"rule": "AQ96", "subject": "other_managers", "tier": "accident", "on": "2025-06-01", "income": 100000}


def test_tiers_nobody_has_are_doubted_with_the_place_to_set_them():
    for more in ({}, {"grade": "general"}, {"deaths": 3}):
        found = answer_item(MANAGER | more)
        assert (found["min"], found["max"], found["confidence"]) == (20000, 50000, "medium")
        assert any("managers_income_by_grade" in words and words.startswith("待核") for words in found["warnings"])
    assert answer_item(MANAGER | {"on": "2024-02-29"})["confidence"] == "high"


def test_tiers_once_set_narrow_the_range_and_ask_for_the_grade():
    book = read_penalties(TEXT.replace("general: null, larger: null", "general: [20, 30], larger: [25, 40]"))
    ask = _question(MANAGER)
    general = answer(Question(**ask | {"grade": "general"}), book)
    assert (general.min, general.max, general.confidence) == (20000, 30000, "high")
    assert not any("managers" in words for words in general.warnings)
    assert answer(Question(**ask | {"deaths": 4}), book).max == 40000
    unset = answer(Question(**ask | {"grade": "major"}), book)
    assert unset.max == 50000 and unset.confidence == "medium"
    assert "请给 grade" in answer(Question(**ask), book).reason
    with pytest.raises(PenaltyDataError, match="超出"):
        read_penalties(TEXT.replace("general: null, larger: null", "general: [10, 30], larger: null"))


DAILY = {"rule": "AQ112", "subject": "entity", "tier": "refusal", "original_fine": 10000, "days": 3, "on": "2025-06-01"}


def test_a_daily_penalty_is_not_mitigated():
    refused = answer_item(DAILY | {"mitigated": True, "circumstance": ["L1"], "fine": 20000})
    assert not refused["allowed"] and "第112条" in refused["reason"] and "可以不决定" in refused["reason"]
    assert answer_item(DAILY | {"fine": 30000})["allowed"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"rule": "AQ103-1", "tier": "first", "gain": 0, "sanction": ["confiscate_gain"]}, "没有违法所得"),
        ({"rule": "AQ110", "subject": "main_responsible", "tier": "accident", "income": 100000, "fine": 70000,
          "sanction": ["fine", "detention"]}, "公安机关决定"),
    ],
)  # fmt: skip
def test_what_cannot_be_imposed_says_the_way_on(asked, words):
    found = answer_item({"subject": "entity", "on": "2025-06-01"} | asked)
    assert not found["allowed"] and words in found["reason"]
