"""What dual penalty demands of one party's proposal, given the other parties of the case (一案双罚)."""

from datetime import date

import pytest

from app.cases import breaches, commands, discretion, parties
from app.core.clock import frozen
from app.enterprises.commands import add_person, create_enterprise
from app.identity.queries import officers, user_by_name
from app.penalties import queries as penalties
from app.penalties.models import Proposal
from tests.workflows import penalty_answers as said

MAJOR = {"tier_facts": {"hazards": 1, "major_hazard": True, "repeated": 0}}  # the top tier of discretion_102
DAY = date(2026, 8, 3)
FIRM, SHOP = "91420700MA4DEMA17U", "92420700MA4DEMA25K"


@pytest.fixture(autouse=True)
def august(app):
    with frozen(DAY):
        yield


def case(*capacities: str, uscc: str = FIRM) -> list:
    """A filed case against the entity and at most one person."""
    officer = user_by_name("zhifa1")
    firm = create_enterprise(officer, "云泽某单位（演示）", uscc)
    persons = [add_person(officer, firm.id, "童万喆", capacity, id_no="42070019800101001X") for capacity in capacities]
    charged = [{"person": each.id, "capacity": each.capacity, "address": "滨湖里"} for each in persons]
    row = commands.apply_filing(
        officer, None, officers([user_by_name(name).id for name in ("zhifa1", "zhifa2")]), parties.rows(firm.id, True, charged),
        enterprise_id=firm.id, inspection_id=None, organisation_id="b-yj", root_id=None, source="report",
        discovered_on=date(2026, 7, 31), cause="未检测", facts="事实。", basis="依据。", conduct_on=date(2026, 7, 31), harmful=False,
    )  # fmt: skip
    return commands.file_case(officer, row, "（云泽）应急立〔2026〕1号").parties


def codes(party, *rows: dict) -> set[str]:
    return {each["code"] for each in discretion.warnings(party, breaches.rows(party, {"breaches": rows}))}


def propose(party, **row) -> None:
    found = breaches.rows(party, {"breaches": [said.breach(**row)]})
    commands.propose(user_by_name("zhifa1"), party, "penalty", "事实。", breaches=found, dual_reason="说明。")


def test_one_side_alone_is_warned_of_unless_the_other_is_a_party():
    [alone] = case()
    assert codes(alone, said.breach()) == {"one_sided"}


def test_a_party_not_proposed_yet_counts_as_pursued():
    entity, person = case("directly_responsible_supervisor")
    assert codes(entity, said.breach()) == set() and codes(person, said.breach("12000.00")) == set()


def test_a_person_of_the_wrong_kind_does_not_count():
    entity, _ = case("sole_investor")
    assert "one_sided" in codes(entity, said.breach())


def test_two_articles_for_one_conduct_concern_the_party_that_is_fined_twice():
    entity, head = case("main_responsible_person")
    other = said.breach("40000.00", rule="AQ102", tier="first", conduct="乙", **MAJOR)
    twice = (said.breach("40000.00", tier="first", conduct="甲"), other)
    assert codes(entity, *twice) == {"same_conduct"}
    commands.propose(user_by_name("zhifa1"), entity, "penalty", "事实。", dual_reason="两个行为。",
                     breaches=breaches.rows(entity, {"breaches": twice}))  # fmt: skip
    assert codes(head, said.breach("20000.00", rule="AQ94:5", tier="first", breached=["aqscf-2021-21-0-5"])) == set()


def test_an_individual_business_and_its_owner_are_one():
    shop, owner = case("main_responsible_person", uscc=SHOP)
    propose(shop, fine="20000.00", tier="first")
    assert codes(owner, said.breach("20000.00", rule="AQ94:5", tier="first", breached=["aqscf-2021-21-0-5"])) == {"sole_proprietor"}


@pytest.mark.parametrize(("capacity", "told"), [("main_responsible_person", {"sole_proprietor"}), ("directly_responsible_person", set())])
def test_the_owner_is_one_with_it_as_directly_responsible_too_an_employee_is_not(capacity, told):
    shop, person = case(capacity, uscc=SHOP)
    propose(shop)
    assert codes(person, said.breach("12000.00")) == told


def test_two_of_one_kind_are_asked_about_and_kept_apart():
    [entity] = case()
    two = [said.breach(conduct="一车间三只安全阀。"), said.breach("60000.00", conduct="二车间五只压力表。")]
    assert codes(entity, *two) == {"one_sided", "same_rule"}
    commands.propose(user_by_name("zhifa1"), entity, "penalty", "事实。", dual_reason="两处设备，两个行为。",
                     breaches=breaches.rows(entity, {"breaches": two}))  # fmt: skip
    measure = penalties.proposal(entity.id).measure
    assert [each.fine_yuan for each in measure.each.values()] == [86000, 60000] and measure.fine_yuan == 146000
    shifted = [said.breach("90000.00", conduct="一车间三只安全阀。"), said.breach("56000.00", conduct="二车间五只压力表。")]
    heavier = Proposal(breaches=breaches.rows(entity, {"breaches": shifted}), sanctions=[{"code": "fine"}], fine_yuan=146000)
    assert any("86,000.00 元增加到 90,000.00 元" in words for words in heavier.measure.heavier_than(measure))


ACCIDENT = {"rule": "AQ114-1", "tier": "accident", "injuries": 0, "loss_yuan": "0.00"}


@pytest.mark.parametrize(("deaths", "told"), [(9, set()), (10, {"closure"})])
def test_a_major_accident_asks_about_closure(deaths, told):
    [entity] = case()
    row = said.breach("3000000.00", deaths=deaths, **ACCIDENT)
    assert codes(entity, row) - {"one_sided", "cross_article"} == told
