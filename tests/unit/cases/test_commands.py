"""Filing, limitation, the prerequisites of a decision: asked of the commands themselves, whatever the diagram says."""

from datetime import date
from decimal import Decimal

import pytest

from app.cases import breaches, commands, filing_facts, parties, queries
from app.core.clock import frozen
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.enterprises.commands import create_enterprise
from app.identity.queries import officers, user_by_name
from app.law.lengths import set_length
from app.penalties import commands as penalties
from tests.workflows import penalty_answers as said

DAY = date(2026, 8, 3)


@pytest.fixture(autouse=True)
def august(app):
    with frozen(DAY):
        yield


def user(name="zhifa1"):
    return user_by_name(name)


@pytest.fixture
def firm(app):
    return said.enterprise()


def apply(firm, **changed):
    enterprise, _, manager = firm
    person = {"person": manager.id, "capacity": manager.capacity, "address": "云泽市滨湖里"}
    facts = {
        "enterprise_id": enterprise.id, "inspection_id": None, "organisation_id": "b-yj", "root_id": None,
        "source": "report", "discovered_on": date(2026, 7, 31), "cause": "未检测", "facts": "事实。", "basis": "依据。",
        "conduct_on": date(2026, 7, 31), "harmful": False,
    }  # fmt: skip
    named = parties.rows(enterprise.id, True, [person])
    charge = officers([user("zhifa1").id, user("zhifa2").id])
    arguments = {"officers": charge, "parties": named, **facts} | changed
    return commands.apply_filing(user(), arguments.pop("case", None), **arguments)


@pytest.fixture
def party(firm):
    """The person of a filed case, proposed 12,000 yuan, approved and noticed."""
    case = commands.file_case(user(), apply(firm), "（云泽）应急立〔2026〕1号")
    row = next(each for each in case.parties if each.kind == "person")
    propose(row)
    commands.approve_proposal(user("fenguan"), row)
    commands.open_window(user(), row, "（云泽）应急告个〔2026〕1号", DAY)
    return row


def propose(row, fine="12000", **more):
    rows = breaches.rows(row, {"breaches": [said.breach(fine, **more)]})
    return commands.propose(user(), row, "penalty", "事实。", breaches=rows, dual_reason="另行处理。")


def waive(row, right="statement"):
    record = commands.record_statement if right == "statement" else commands.record_application
    return record(user(), row, "waived", DAY, {})


def review(row, result="approve"):
    return commands.review(user("fazhi"), row, {}, result, "意见", None)


def refusal(call, *arguments) -> str:
    with pytest.raises(RuleBroken) as refused:
        call(*arguments)
    return refused.value.code


def test_an_application_names_officers_with_their_certificates_and_parties_as_they_are(firm):
    case = apply(firm)
    assert [officer.badge_no for officer in case.officers] == ["演示000001", "演示000002"]
    assert [(row.kind, row.name, row.capacity) for row in case.parties] == [
        ("entity", "云泽沛然铝业有限公司（演示）", "entity"), ("person", "童万喆", "directly_responsible_supervisor")]  # fmt: skip
    assert case.status == "proposed" and case.number is None and case.is_dual


def test_applying_again_fills_the_same_case_in_anew(firm):
    case = apply(firm)
    again = apply(firm, case=case, parties=parties.rows(firm[0].id, True, []), cause="改正的案由")
    assert again.id == case.id and [row.kind for row in again.parties] == ["entity"] and again.cause == "改正的案由"


@pytest.mark.parametrize(
    ("conduct", "harmful", "refused"),
    [(date(2024, 8, 3), False, False), (date(2024, 8, 2), False, True), (date(2022, 1, 1), True, False),
     (date(2020, 1, 1), True, True)],
)  # fmt: skip
def test_limitation_is_two_years_and_five_where_life_or_health_suffered(firm, conduct, harmful, refused):
    facts = {"conduct_on": conduct, "harmful": harmful, "discovered_on": DAY}
    if refused:
        assert refusal(lambda: apply(firm, **facts)) == "limitation"
    else:
        assert apply(firm, **facts).id


def test_what_was_found_in_time_is_filed_later_and_the_office_is_warned_as_the_end_comes_near(firm):
    found = apply(firm, conduct_on=date(2024, 8, 1), discovered_on=date(2026, 7, 31))
    assert "线索在届满前（2026年7月31日）发现" in filing_facts.of_case(found).words
    near, far = (filing_facts.limitation_of(day, False, DAY, {}).words for day in (date(2024, 9, 2), date(2024, 9, 3)))
    assert near.endswith("还有 30 日，请尽快立案") and far == "2026年9月3日届满"
    assert filing_facts.pressing_until("limitation_general") == date(2024, 9, 2)
    assert filing_facts.pressing_until("limitation_serious") == date(2021, 9, 2)
    set_length(user("admin"), "limitation_warning", 60, date(2024, 1, 1), "内部规定〔2026〕1号")
    assert "还有 31 日" in filing_facts.limitation_of(date(2024, 9, 3), False, DAY, {}).words


def test_filing_starts_the_ninety_days(firm):
    case = commands.file_case(user(), apply(firm), "（云泽）应急立〔2026〕1号")
    clock = queries.clocks([case.id])[case.id]
    assert (case.filed_on, clock.last_day, clock.is_open) == (DAY, date(2026, 11, 1), True)


def test_a_person_of_another_enterprise_is_no_party(firm):


    other = create_enterprise(user(), "云泽另一公司（演示）", "91420700MA4DEMA25N")
    row = {"person": firm[1].id, "capacity": "main_responsible_person", "address": ""}
    assert refusal(parties.rows, other.id, False, [row]) == "person_elsewhere"


def test_no_decision_before_the_window_is_settled(party):
    review(party)
    assert refusal(commands.decide, user("juzhang"), party, "同意", 1) == "statement_open"
    waive(party)
    assert commands.decide(user("juzhang"), party, "同意", user("juzhang").id).fine_yuan == 12000


def test_no_decision_without_or_against_a_review_and_none_twice(party):
    waive(party)
    assert refusal(commands.decide, user("juzhang"), party, "同意", 1) == "review_missing"
    review(party, "correct")
    assert refusal(commands.decide, user("juzhang"), party, "同意", 1) == "review_failed"
    review(party)
    commands.decide(user("juzhang"), party, "同意", user("juzhang").id)
    with pytest.raises(Conflict):
        commands.decide(user("juzhang"), party, "同意", user("juzhang").id)


def test_a_review_of_an_earlier_proposal_does_not_count(party):
    waive(party)
    review(party)
    propose(party, "11000")
    assert refusal(commands.decide, user("juzhang"), party, "同意", 1) == "review_missing"


def rewrite(breach, **values) -> None:
    """As if the row had come about otherwise, or the law had changed under it."""
    for name, value in values.items():
        setattr(breach, name, value)
    db.session.commit()


def test_the_range_is_asked_again_when_approving_noticing_and_deciding(firm):
    """What was written down once is not believed later: the law of that day answers again."""
    case = commands.file_case(user(), apply(firm), "（云泽）应急立〔2026〕1号")
    row = next(each for each in case.parties if each.kind == "person")
    [breach] = propose(row).breaches
    rewrite(breach, fine_yuan=Decimal("20000.01"))
    assert refusal(commands.approve_proposal, user("fenguan"), row) == "out_of_range"
    rewrite(breach, fine_yuan=Decimal("12000"))
    commands.approve_proposal(user("fenguan"), row)
    rewrite(breach, tier="first")
    assert refusal(commands.open_window, user(), row, "（云泽）应急告个〔2026〕1号", DAY) == "not_punishable"
    rewrite(breach, tier="overdue")
    commands.open_window(user(), row, "（云泽）应急告个〔2026〕1号", DAY)
    waive(row)
    review(row)
    rewrite(breach, fine_yuan=Decimal("9999.99"))
    assert refusal(commands.decide, user("juzhang"), row, "同意", user("juzhang").id) == "out_of_range"


def test_never_heavier_than_noticed_even_when_reviewed(party):
    waive(party)
    assert refusal(propose, party, "13000") == "heavier_than_notified"
    rows = breaches.rows(party, {"breaches": [said.breach("13000")]})
    commands.propose(user(), party, "penalty", "事实。", breaches=rows, dual_reason="另行处理。", facts_changed=True)
    review(party)
    assert refusal(commands.decide, user("juzhang"), party, "同意", 1) == "heavier_than_notified"


def test_a_hearing_right_keeps_its_own_window_and_its_deliberation(firm):
    case = commands.file_case(user(), apply(firm), "（云泽）应急立〔2026〕1号")
    row = next(each for each in case.parties if each.kind == "entity")
    propose(row, "86000")
    commands.approve_proposal(user("fenguan"), row)
    commands.open_window(user(), row, "告", DAY)
    waive(row)
    review(row)
    assert refusal(commands.decide, user("juzhang"), row, "同意", 1) == "hearing_open"
    waive(row, "hearing")
    assert refusal(commands.decide, user("juzhang"), row, "同意", 1) == "deliberation_missing"


def test_a_party_not_noticed_is_refused_in_words(firm):
    case = commands.file_case(user(), apply(firm), "（云泽）应急立〔2026〕1号")
    row = next(each for each in case.parties if each.kind == "person")
    propose(row)
    assert refusal(commands.decide, user("juzhang"), row, "同意", 1) == "not_notified"


def test_a_hearing_is_not_asked_for_after_the_fifth_working_day(party):
    with frozen(date(2026, 8, 11)):
        late = (user(), party, "exercised", date(2026, 8, 11), {})
        assert refusal(commands.record_application, *late) == "application_late"
        assert commands.record_application(user(), party, "exercised", date(2026, 8, 10), {}).result == "exercised"


def test_a_payment_is_never_more_than_is_open(party):
    waive(party)
    review(party)
    decision = commands.decide(user("juzhang"), party, "同意", user("juzhang").id)
    penalties.record_payment(user(), decision, Decimal("2000"), DAY, "票 1")
    assert decision.unpaid_yuan == 10000
    assert refusal(penalties.record_payment, user(), decision, Decimal("10000.01"), DAY, "票 2") == "payment_amount"


def test_evidence_is_one_of_eight_kinds_and_numbered_through(firm):
    case = apply(firm)
    item = {"kind": "document", "name": "台账", "proves": "事实", "obtained_on": DAY, "place": "", "provider": "", "files": []}
    first, second = commands.add_evidence(user(), case, [item, item])
    [third] = commands.add_evidence(user(), case, [item])
    assert [row.number for row in (first, second, third)] == [1, 2, 3]
    assert refusal(commands.add_evidence, user(), case, [item | {"kind": "rumour"}]) == "evidence_kind"


def test_a_case_is_withdrawn_only_on_a_lawful_ground(firm):
    case = apply(firm)
    assert refusal(commands.propose_withdrawal, user(), case, "no_time", "太忙") == "withdrawal_ground"


def test_a_closed_case_takes_no_more_parties(firm):
    case = apply(firm)
    row = parties.rows(firm[0].id, False, [{"person": firm[1].id, "capacity": "main_responsible_person", "address": ""}])
    assert refusal(commands.add_party, user(), case, row) == "case_closed"


@pytest.mark.parametrize(
    ("conduct_on", "article", "refused"),
    [
        (date(2026, 7, 31), "aqscf-2021-36-2", False),
        (date(2026, 7, 31), "aqscf-2014-33", True),  # the duty of a law that had ended
        (date(2021, 8, 20), "aqscf-2021-36-2", True),  # the duty of a law that had not begun
        (date(2021, 8, 20), "aqscf-2014-33", False),
        (date(2021, 8, 20), "aqscf-2014-96", False),  # liability of the day of the conduct
        (date(2021, 8, 20), "aqscf-2021-99-0-3", False),  # or today's, where it is lighter
        (date(2026, 7, 31), "aqscf-2014-96", True),
        (date(2021, 8, 20), "xzcff-2021-54-2", False),  # procedure goes by today
        (date(2021, 8, 20), "xzcff-1996-37", True),
    ],
)
def test_only_articles_in_force_are_cited(firm, conduct_on, article, refused):
    change = {"conduct_on": conduct_on, "harmful": True, "basis_articles": [article]}
    if not refused:
        assert apply(firm, **change).basis_articles == [article]
        return
    with pytest.raises(RuleBroken, match="没有施行") as broken:
        apply(firm, **change)
    assert broken.value.code == "article_not_in_force" and list(broken.value.fields) == ["basis"]


def test_a_proposal_names_the_breach_whose_article_was_not_in_force(party):
    with pytest.raises(RuleBroken) as broken:
        propose(party, breached=["aqscf-2014-33"])
    assert list(broken.value.fields["breaches"][0]) == ["breached"]


def test_what_is_no_penalty_cites_what_is_in_force(party):
    with pytest.raises(RuleBroken) as broken:
        cited = {"violated": "条", "basis": "款", "violated_articles": ["aqscf-2014-33"]}
        commands.propose(user(), party, "withdraw", "事实。", reason="不成立。", **cited)
    assert list(broken.value.fields) == ["violated"]
