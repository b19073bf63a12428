"""What the law is asked about a breach, how several become one proposal, and how papers cite them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.law.penalty_file import load_penalties
from app.penalties import breaches, circumstances
from app.penalties.models import Breach

ON = date(2026, 8, 3)


def breach(fine="86000", rule="AQ99", item="3", tier="overdue", subjects=("entity",), sanctions=("fine",), **more) -> Breach:
    usual = {
        "position": 1, "conduct_on": date(2026, 7, 31), "conduct": "", "violated": "", "violated_articles": [], "given": {},
        "circumstances": [], "circumstance_note": "", "circumstance_evidence": [], "mitigated": False, "weighing": "一般。",
    }  # fmt: skip
    kinds = [{"code": kind} for kind in sanctions]
    row = Breach(rule_id=rule, item=item, tier=tier, fine_yuan=Decimal(fine), sanctions=kinds, **usual | more)
    return breaches.reckoned(row, subjects, ON)


def refusal(row: Breach) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as refused:
        breaches.require_lawful(row, ON)
    return refused.value.code, next(iter(refused.value.fields))


@pytest.mark.parametrize(
    ("rule", "item", "tier", "basis"),
    [
        ("AQ99", "3", "overdue", "《中华人民共和国安全生产法》第九十九条第（三）项"),
        ("AQ102", None, "first", "《中华人民共和国安全生产法》第一百零二条"),
        ("AQ103-2", None, "first", "《中华人民共和国安全生产法》第一百零三条第二款"),
        ("AQ94", "5", "first", "《中华人民共和国安全生产法》第九十四条第一款"),  # its items are duties of article 21
    ],
)
def test_papers_cite_paragraph_and_item(rule, item, tier, basis):
    assert breach(rule=rule, item=item, tier=tier, subjects=("main_responsible", "entity")).basis == basis


def test_the_old_law_is_cited_for_old_conduct_where_it_is_lighter():
    row = breach(rule="AQ99", tier="overdue", conduct_on=date(2021, 8, 20), fine="50000")
    assert row.rule_version == "安全生产法（2014）" and row.basis == "《中华人民共和国安全生产法》第九十六条第（三）项"


def test_a_manager_answers_as_directly_responsible_where_the_article_names_no_head():
    head = ("main_responsible", "direct_responsible")
    assert breach(rule="AQ105", item="2", tier="first", subjects=head).subject == "direct_responsible"
    assert breach(rule="AQ94", item="5", tier="first", subjects=head).subject == "main_responsible"


def test_several_breaches_make_one_proposal():
    rows = [breach("120000", rule="AQ97", item="5", sanctions=["suspend_business", "fine"]), breach("30000", tier="first")]
    whole = breaches.totals(rows)
    assert whole["fine_yuan"] == 150000 and [each["code"] for each in whole["sanctions"]] == ["suspend_business", "fine"]
    assert whole["basis"] == "《中华人民共和国安全生产法》第九十七条第（五）项、第九十九条第（三）项"
    assert whole["basis_articles"] == ["aqscf-2021-97-0-5", "aqscf-2021-99-0-3"]
    assert whole["discretion_note"].splitlines()[1] == (
        "属于首次查处的阶次，法定罚款幅度为50,000元以下。没有法定从轻、减轻或者从重情节。一般。")  # fmt: skip


def test_each_of_several_tells_its_own_facts():
    with pytest.raises(RuleBroken) as refused:
        breaches.require_all_lawful([breach(conduct="甲"), breach(rule="AQ102", item=None, tier="first", fine="1000")], ON)
    assert refused.value.code == "facts_missing" and list(refused.value.fields["breaches"]) == [1]


def test_a_mitigated_fine_lies_below_the_range_with_its_ground_proven():
    proven = {"circumstances": ["L1"], "circumstance_note": "主动停产整改。", "circumstance_evidence": ["1《照片》"], "mitigated": True}
    breaches.require_lawful(breach("30000", **proven), ON)
    assert refusal(breach("30000", **proven | {"mitigated": False})) == ("out_of_range", "fine_yuan")
    assert refusal(breach("30000", **proven | {"circumstance_evidence": []})) == ("circumstance_unproven", "circumstance_evidence")
    assert refusal(breach("30000", **proven | {"circumstance_note": ""})) == ("circumstance_unproven", "circumstance_note")
    assert refusal(breach("30000", **proven | {"circumstances": ["A2"]})) == ("mitigation_without_ground", "mitigated")


def test_accidents_gains_and_incomes_are_computed_from_what_is_given():
    accident = {"rule": "AQ114-1", "item": None, "tier": "accident", "given": {"deaths": 3, "injuries": 0, "loss_yuan": "0.00"}}
    assert refusal(breach("950000", **accident)) == ("out_of_range", "fine_yuan")
    breaches.require_lawful(breach("1100000", **accident), ON)
    assert refusal(breach("1100000", **accident | {"given": {}})) == ("not_punishable", "tier")
    head = accident | {"rule": "AQ95", "subjects": ("main_responsible",)}
    income = {"given": {"deaths": 3, "injuries": 0, "loss_yuan": "0.00", "income_yuan": "200000.00"}}
    assert refusal(breach("80000", **head | income)) == ("out_of_range", "fine_yuan")  # 40 % is the general accident's
    breaches.require_lawful(breach("120000", **head | income), ON)
    gained = {"rule": "AQ103-1", "item": None, "tier": "first", "gain_yuan": Decimal(200000)}
    assert refusal(breach("400000", **gained)) == ("sanctions", "sanctions")  # the gain is confiscated too
    breaches.require_lawful(breach("400000", **gained | {"sanctions": ["fine", "confiscate_gain"]}), ON)


@pytest.mark.parametrize(
    ("code", "found", "shown", "person", "refused"),
    [
        ("N1", ["minor", "corrected", "no_harm"], ["1《照片》"], False, None),
        ("N1", ["minor", "corrected"], ["1《照片》"], False, "ground_unmet"),
        ("N2", ["first_time", "slight_harm", "corrected"], [], False, "ground_unproven"),
        ("N4", ["incapable"], ["1《照片》"], False, "ground_persons_only"),
        ("N4", ["incapable"], ["1《照片》"], True, None),
        (None, [], [], False, "ground_missing"),
    ],
)
def test_no_penalty_has_a_ground_with_its_conditions_and_evidence(code, found, shown, person, refused):
    if refused is None:
        circumstances.require_ground(code, found, shown, person)
        return
    with pytest.raises(RuleBroken, match="罚法") as broken:
        circumstances.require_ground(code, found, shown, person)
    assert broken.value.code == refused


def test_every_circumstance_and_ground_says_what_proves_it():
    assert load_penalties().circumstances.keys() == circumstances.PROOF.keys()
    assert {each.code for each in load_penalties().circumstances.values() if each.effect.endswith("not")} == circumstances.NEEDS.keys()
    assert {each for needed in circumstances.NEEDS.values() for each in needed} == circumstances.CONDITIONS.keys()


def test_the_form_offers_what_the_law_lists():
    assert breaches.known("AQ97:7") and breaches.known("AQ102") and breaches.known("AQ94:5")
    assert not breaches.known("AQ97") and not breaches.known("AQ97:8") and not breaches.known("AQ0")
    needed = breaches.needs()
    assert "AQ95/accident" in needed["income_rules"] and "AQ96/first" not in needed["income_rules"]
    assert needed["daily_rules"] == ["AQ112/refusal"] and "AQ103-1/first" in needed["gain_rules"]


PUNISHED = sorted(
    (rule_id, tier, subject) for rule_id, versions in load_penalties().rules.items()
    for tier, subjects in versions[-1].tiers.items() for subject in subjects
)  # fmt: skip


@given(st.sampled_from(PUNISHED), st.integers(1, 30_000_000))
def test_an_accepted_fine_is_inside_the_range_of_the_tier_it_claims(claimed, yuan):
    rule_id, tier, subject = claimed
    rule = load_penalties().rules[rule_id][-1]
    item = next(iter(rule.items), None)
    row = breach(str(yuan), rule=rule_id, item=item, tier=tier, subjects=(subject,), given={
        "deaths": 1, "injuries": 0, "loss_yuan": "0.00", "income_yuan": "100000.00"})  # fmt: skip
    row.sanctions = [{"code": code} for code in ("fine", *needed_with(rule, tier, subject))]
    try:
        breaches.require_lawful(row, ON)
    except RuleBroken:
        return
    assert row.min_yuan <= row.fine_yuan <= row.max_yuan


def needed_with(rule, tier, subject) -> tuple:
    penalty = rule.tiers[tier][subject]
    return (*(code for code in penalty.sanctions if code in ("suspend_business", "warning", "confiscate_goods")), *penalty.any_of[:1])
