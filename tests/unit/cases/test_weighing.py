"""How a breach is weighed: the discretion table, the reason to leave its band, 上限处罚, one conduct once, which law is lighter."""

from datetime import date

import pytest

from app.cases import breaches, commands
from app.core.clock import frozen
from app.core.errors import RuleBroken
from app.identity.queries import user_by_name
from app.law.tables import queries as tables
from app.penalties import queries as penalties
from app.penalties import tiers
from tests.unit.cases.test_discretion import case
from tests.workflows import penalty_answers as said


@pytest.fixture
def entity(app):
    with frozen(date(2026, 8, 3)):
        yield case()[0]


def signs(fine: str, places: int | None = 3, **more) -> dict:
    """Article 99 item 1, first found; with three places the table says 15,000 to 30,000 yuan."""
    facts = {"tier_facts": {"places": places, "repeated": 0}} if places else {}
    return said.breach(fine, rule="AQ99:1", tier="first", **facts, **more)


def propose(party, *rows, **more):
    found = breaches.rows(party, {"breaches": rows})
    commands.propose(user_by_name("zhifa1"), party, "penalty", "事实。", breaches=found, dual_reason="说明。", **more)
    return penalties.proposal(party.id)


def refused(party, *rows, **more) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as found:
        propose(party, *rows, **more)
    return found.value.code, next(iter(next(iter(found.value.fields["breaches"].values()))))


def test_a_fine_outside_the_band_of_the_table_needs_its_reason(entity):
    assert refused(entity, signs("20000.00", None)) == ("tier_facts_missing", "tier_facts")
    for outside in ("14999.99", "30000.01"):
        assert refused(entity, signs(outside)) == ("deviation_unreasoned", "deviation")
    proposal = propose(entity, signs("14000.00", deviation="当场补设了标志。"))
    [breach] = proposal.breaches
    assert proposal.has_deviation and (breach.suggested_low, breach.suggested_high) == (15000, 30000)
    row = tables.result("discretion_99_1", "breach", breach.id)
    assert row.inputs == breach.tier_facts == {"places": 3, "repeated": 0}
    assert (row.sha256, row.fired) == (breach.benchmark["sha256"], breach.benchmark["fired"])
    assert "B 阶次：3 处以上不满 6 处未设明显标志，对应15,000元以上30,000元以下" in proposal.discretion_note
    assert "偏离的理由：当场补设了标志" in proposal.discretion_note
    assert "未设标志的处数：3" in tiers.facts_words(breach.tier_facts)
    assert breaches.answers_of(breach)["deviation"] == "当场补设了标志。"


@pytest.mark.parametrize(("fine", "deviates"), [("15000.00", False), ("30000.00", False)])
def test_inside_the_band_a_reason_for_nothing_is_not_kept(entity, fine, deviates):
    assert propose(entity, signs(fine, deviation="不需要。")).has_deviation is deviates


def test_circumstances_replace_the_band_and_a_mitigated_fine_has_rules_of_its_own(entity):
    [breach] = breaches.rows(entity, {"breaches": [signs("20000.00", circumstances=["L1"])]})
    assert (breach.suggested_low, breach.suggested_high) == (100, 15000) and tiers.deviates(breach)
    overdue = signs("40000.00", circumstances=["L1"], mitigated=True) | {"tier": "overdue"}
    assert not tiers.deviates(breaches.rows(entity, {"breaches": [overdue]})[0])


def test_the_mark_ceiling_forces_the_top_of_the_tier(entity):
    assert refused(entity, signs("30000.00"), uniform=["ceiling"]) == ("below_ceiling", "fine_yuan")
    lenient = breaches.rows(entity, {"breaches": [signs("50000.00", circumstances=["L1"])]})
    with pytest.raises(RuleBroken, match="不能按上限处罚"):
        tiers.require_ceiling(lenient, ["ceiling"])
    tiers.require_ceiling(lenient, ["suspend"])
    proposal = propose(entity, signs("50000.00"), uniform=["ceiling", "suspend"])
    assert proposal.uniform == ["ceiling", "suspend"] and proposal.breaches[0].deviation.startswith("标注“四个一律”")


def test_one_conduct_is_fined_once_by_the_heavier_article(entity):
    one, other = signs("20000.00", conduct="一号平台没有标志。"), said.breach("60000.00", conduct="一号平台，没有标志")
    assert refused(entity, one, other) == ("breach_twice", "conduct")
    with pytest.raises(RuleBroken, match="第九十九条第（三）项（上限 200,000元）"):
        propose(entity, one, other)
    assert refused(entity, one, signs("21000.00", conduct="一号平台没有标志")) == ("breach_twice", "rule")
    proposal = propose(entity, one, signs("21000.00", conduct="二号平台没有标志。"))
    assert proposal.fine_yuan == 41000 and "same_rule" in [each["code"] for each in proposal.warnings]


def test_where_neither_law_is_lighter_the_choice_and_its_reason_are_recorded(entity):
    old = {"rule": "AQ114-1", "tier": "accident", "conduct_on": "2023-06-01", "deaths": 1, "injuries": 0, "loss_yuan": "0.00"}
    accident = said.breach("600000.00", **old)
    assert refused(entity, accident) == ("law_undecided", "law_choice")
    assert refused(entity, accident | {"law_choice": "conduct"}) == ("law_undecided", "law_reason")
    by_conduct = {"law_choice": "conduct", "law_reason": "行为时的规定下限较低。"}
    decided = said.breach("400000.00", **old | {"deaths": 0, "injuries": 1}, **by_conduct)
    assert refused(entity, decided) == ("law_choice", "law_choice")  # the new law is lighter: nothing to choose
    proposal = propose(entity, accident | by_conduct)
    [breach] = proposal.breaches
    assert (breach.min_yuan, breach.max_yuan, breach.law_reason) == (300000, 1000000, "行为时的规定下限较低。")
    assert "适用行为时的规定：行为时的规定下限较低" in proposal.discretion_note
