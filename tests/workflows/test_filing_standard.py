"""`workflows/filing_standard.dmn`: what follows from a lead."""

import pytest

from tests.tables import judged

FIT = {
    "has_evidence": True, "subject_known": True, "own_jurisdiction": True, "crime_suspected": False,
    "within_limitation": True, "already_fined": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "outcome", "article"),
    [
        ({}, "file", "第54条"),
        ({"has_evidence": False}, "investigate_more", "第54条"),
        ({"subject_known": False}, "investigate_more", "第40条"),
        ({"own_jurisdiction": False}, "transfer", "第22条"),
        ({"own_jurisdiction": False, "crime_suspected": True}, "transfer", "第22条"),  # who is competent refers it
        ({"crime_suspected": True}, "refer", "第27条"),
        ({"crime_suspected": True, "within_limitation": False}, "refer", "第27条"),
        ({"within_limitation": False}, "not_punishable", "第36条"),
        ({"already_fined": True}, "no_second_fine", "第29条"),
        ({"already_fined": True, "within_limitation": False}, "not_punishable", "第36条"),
    ],
)
def test_a_lead_is_filed_only_when_everything_fits(facts, outcome, article):
    found = judged("filing_standard", **FIT | facts)
    assert found["outcome"] == outcome and article in found["article"]
