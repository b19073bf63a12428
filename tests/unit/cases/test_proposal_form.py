"""What the proposal form asks: nothing that does not concern this party, and nothing hidden is taken."""

import pytest

from app.core.settings import ROOT
from app.workflow.forms import load_form

FORM = load_form((ROOT / "forms/propose_penalty.json").read_text("utf-8"))
ROW = {"rule": "AQ99:3", "tier": "overdue", "conduct_on": "2026-07-31", "breached": ["aqscf-2021-36-2"], "sanctions": ["fine"],
       "fine_yuan": "86000.00", "weighing": "一般。"}  # fmt: skip
SAID = {"proposal_outcome": "penalty", "facts": "超期未检。", "breaches": [ROW], "opinion": "建议处罚。"}
FED = {"notified": False, "law_changed_on": "2021-09-01", "accident_rules": [], "income_rules": [], "daily_rules": [], "gain_rules": []}


def taken(said: dict, **fed) -> dict:
    return FORM.load(SAID | said, FED | fed)


@pytest.mark.parametrize("notified", [False, True])
def test_changed_facts_are_asked_for_only_once_the_party_was_notified(notified):
    said = taken({"facts_changed": True, "change_note": "复查又查出一处。"}, notified=notified)
    assert ("facts_changed" in said and said["facts_changed"]) is notified and ("change_note" in said) is notified


@pytest.mark.parametrize(("opened_by", "asked", "chosen"), [
    ("has_exemption", "ground_conditions", ["first_time", "corrected"]), ("in_campaign", "uniform", ["ceiling"])])  # fmt: skip
def test_a_folded_list_counts_only_while_it_is_open(opened_by, asked, chosen):
    assert asked not in taken({asked: chosen})
    assert taken({opened_by: True, asked: chosen})[asked] == chosen


def test_circumstances_of_a_breach_count_only_while_there_are_any():
    known = {"circumstances": ["L1"], "circumstance_note": "主动整改。", "circumstance_evidence": ["2《台账》"], "mitigated": True}
    [folded] = taken({"breaches": [ROW | known]})["breaches"]
    assert not {"circumstances", "circumstance_note", "mitigated"} & set(folded)
    [opened] = taken({"breaches": [ROW | known | {"has_circumstances": True}]})["breaches"]
    assert opened["circumstances"] == ["L1"] and opened["mitigated"] is True


def test_without_a_penalty_the_conditions_of_the_exemption_are_asked_outright():
    spared = {"proposal_outcome": "no_penalty", "violated": ["aqscf-2021-36-2"], "basis": ["xzcff-2021-33-1"], "reason": "轻微。",
              "no_penalty_ground": "N2", "ground_conditions": ["first_time"], "ground_evidence": ["2《台账》"],
              "education": "改正。"}  # fmt: skip
    assert taken(spared)["ground_conditions"] == ["first_time"]
