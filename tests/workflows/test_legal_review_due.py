"""`workflows/legal_review_due.dmn`: when a decision may not be made without a legal review."""

import pytest

from tests.tables import judged

NOTHING = dict.fromkeys(("public_interest", "heard", "complicated", "listed", "mitigated", "deviates"), False)


@pytest.mark.parametrize("fact", NOTHING)
def test_each_single_ground_makes_the_review_due(fact):
    found = judged("legal_review_due", **NOTHING | {fact: True})
    assert found["due"] is True and len(found["reasons"]) == 1


def test_without_a_ground_the_law_does_not_force_it_but_the_office_still_advises_it():
    found = judged("legal_review_due", **NOTHING)
    assert found["due"] is False and "仍建议送审" in found["reasons"][0] and "第58条" in found["article"]


def test_all_grounds_are_named():
    assert len(judged("legal_review_due", **dict.fromkeys(NOTHING, True))["reasons"]) == 6
