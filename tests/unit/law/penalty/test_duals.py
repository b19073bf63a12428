"""一案双罚: what is said of the breaches of one case together."""

import pytest

from app.law.penalty_ranges import dual_findings

FIRM, BOSS, STAFF = 1, 2, 3


def found(*breaches, sole_proprietor=False):
    findings = dual_findings(list(breaches), sole_proprietor=sole_proprietor)
    assert all(finding.article and finding.message for finding in findings)
    return {(finding.code, finding.severity) for finding in findings}


@pytest.mark.parametrize(
    ("rule", "tier"),
    [
        ("AQ97", "overdue"), ("AQ98", "first"), ("AQ99", "overdue"), ("AQ101", "overdue"), ("AQ102", "refusal"),
        ("AQ103-1", "first"), ("AQ103-2", "first"), ("AQ103-3a", "first"), ("AQ104", "first"), ("AQ105", "first"),
        ("AQ108", "refusal"), ("AQ92-2", "standing"),
    ],
)  # fmt: skip
def test_one_sided_prosecution_where_one_article_punishes_both(rule, tier):
    firm, staff = (FIRM, "entity", rule, tier), (STAFF, "direct_responsible", rule, tier)
    assert ("one_sided", "warning") in found(firm)
    assert ("one_sided", "warning") in found(staff)
    assert ("one_sided", "warning") not in found(firm, staff)


@pytest.mark.parametrize("rule", ["AQ97", "AQ99", "AQ101", "AQ102"])
def test_at_the_first_tier_a_way_to_the_persons_is_noted(rule):
    firm = (FIRM, "entity", rule, "first")
    assert found(firm) == {("cross_article", "note")}
    assert found(firm, (BOSS, "main_responsible", "AQ94", "first")) == set()
    assert found(firm, (STAFF, "other_managers", "AQ96", "first")) == set()
    assert ("not_punished", "error") in found(firm, (STAFF, "direct_responsible", rule, "first"))


def test_a_person_alone_under_94_or_96_is_noted():
    assert found((BOSS, "main_responsible", "AQ94", "first")) == {("cross_article", "note")}
    assert found((STAFF, "other_managers", "AQ96", "first")) == {("cross_article", "note")}


def test_an_accident_is_pursued_on_both_sides():
    firm, boss = (FIRM, "entity", "AQ114-1", "accident"), (BOSS, "main_responsible", "AQ95", "accident")
    assert found(firm) == {("cross_article", "warning")} == found(boss)
    assert found(firm, boss) == set()
    assert found(firm, (BOSS, "main_responsible", "AQ110", "accident")) == set()
    concealed = [(FIRM, "entity", "SG493-36", "accident"), (BOSS, "main_responsible", "AQ110", "accident")]
    assert ("cross_article", "warning") not in found(*concealed)


def test_one_party_fined_twice_for_what_may_be_one_conduct():
    both = [
        (FIRM, "entity", "AQ99", "first"),
        (FIRM, "entity", "AQ102", "first"),
        (BOSS, "main_responsible", "AQ94", "first"),
    ]
    assert found(*both) == {("same_conduct", "warning")}
    two_firms = [both[0], (9, *both[1][1:]), both[2]]
    assert ("same_conduct", "warning") not in found(*two_firms)
    no_second_fine = [both[0], (FIRM, "entity", "AQ102", "refusal")]
    assert ("same_conduct", "warning") not in found(*no_second_fine)


def test_94_and_95_on_the_same_facts():
    boss = [(BOSS, "main_responsible", "AQ94", "first"), (BOSS, "main_responsible", "AQ95", "accident")]
    firm = [(FIRM, "entity", "AQ97", "first"), (FIRM, "entity", "AQ114-1", "accident")]
    assert found(*boss, *firm) == {("same_conduct", "warning")}
    distinct = [(BOSS, "main_responsible", "AQ110", "accident"), boss[1], firm[1]]
    assert found(*distinct) == set()


def test_a_sole_proprietor_is_not_fined_twice_without_a_word():
    both = [(FIRM, "entity", "AQ97", "first"), (BOSS, "main_responsible", "AQ94", "first")]
    assert found(*both, sole_proprietor=True) == {("sole_proprietor", "warning")}
    assert found(*both) == set()
    assert ("sole_proprietor", "warning") not in found(both[1], sole_proprietor=True)
    as_directly_responsible = [(FIRM, "entity", "AQ105", "first"), (BOSS, "direct_responsible", "AQ105", "first")]
    assert found(*as_directly_responsible, sole_proprietor=True) == {("sole_proprietor", "warning")}


def test_an_unknown_rule_is_an_error_not_a_crash():
    assert found((FIRM, "entity", "AQ1", "first")) == {("not_punished", "error")}
    assert found() == set()
