"""`workflows/exemption.dmn`: must, may or must not go unpunished (行政处罚法第33条)."""

import pytest

from tests.tables import judged

LIGHT = {"no_fault_proved": False, "corrected": True, "harm": "none", "minor": True, "first_time": False}


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "must_not"),
        ({"first_time": True}, "must_not"),
        ({"corrected": False}, "punish"),
        ({"harm": "slight"}, "punish"),  # not for the first time
        ({"harm": "slight", "first_time": True}, "may_not"),
        ({"harm": "slight", "first_time": True, "minor": False}, "may_not"),
        ({"harm": "slight", "first_time": True, "corrected": False}, "punish"),
        ({"harm": "serious", "first_time": True}, "punish"),
        ({"minor": False}, "punish"),
        ({"minor": False, "first_time": True}, "may_not"),  # less than slight harm
        ({"no_fault_proved": True, "corrected": False, "harm": "serious"}, "must_not"),
        ({"no_fault_proved": True, "harm": "slight", "first_time": True}, "must_not"),  # must goes before may
    ],
)
def test_the_conditions_of_article_33_are_asked_together(facts, outcome):
    found = judged("exemption", **LIGHT | facts)
    assert found["outcome"] == outcome and "第33条" in found["article"]
    assert bool(found["evidence"]) is (outcome != "punish")
