"""`workflows/deliberation_due.dmn`: what the persons in charge deliberate together."""

from decimal import Decimal

import pytest

from tests.tables import judged

PLAIN = {
    "region": "ar-ez", "party_kind": "entity", "kinds": ["fine"], "fine_yuan": 0, "gain_yuan": 0, "mitigated": False,
    "daily": False,
}  # fmt: skip


@pytest.mark.parametrize("party_kind", ["entity", "person"])
@pytest.mark.parametrize("amount", ["fine_yuan", "gain_yuan"])
def test_fifty_thousand_yuan_itself_is_deliberated(party_kind, amount):
    asked = PLAIN | {"party_kind": party_kind}
    assert judged("deliberation_due", **asked | {amount: Decimal("49999.99")})["due"] is False
    assert judged("deliberation_due", **asked | {amount: Decimal("50000")})["due"] is True


@pytest.mark.parametrize(
    "code", ["suspend_business", "stop_construction", "revoke_license", "closure_order", "career_ban"]
)
def test_heavy_kinds_are_deliberated_whatever_the_amount(code):
    assert len(judged("deliberation_due", **PLAIN | {"kinds": [code]})["reasons"]) == 1


@pytest.mark.parametrize(("fact", "words"), [("mitigated", "减轻处罚"), ("daily", "按日连续处罚")])
def test_going_below_the_range_and_daily_penalties_are_deliberated(fact, words):
    found = judged("deliberation_due", **PLAIN | {fact: True})
    assert found["due"] is True and words in found["reasons"][0]


def test_a_small_fine_is_not():
    assert judged("deliberation_due", **PLAIN | {"fine_yuan": 3000})["due"] is False
