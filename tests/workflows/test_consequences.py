"""What a person confirms before a legal act is what then happens, at every step of whole matters."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.clock import frozen, moving
from app.core.database import db
from app.documents.queries import documents_of
from app.inbox import acts
from app.law.models import Period
from app.workflow import commands, queries
from app.workflow.consequences import consequences
from app.workflow.definitions import definition
from app.workflow.models import History, Instance
from tests.workflow import walk as walking
from tests.workflow.walk import only, performers, person, walk
from tests.workflows import penalty_answers as said
from tests.workflows import test_inspection as visited

told = {}  # {element: what the dialog said last}


@pytest.fixture
def watched(monkeypatch):
    """Every task of the walk is done under watch."""
    told.clear()
    monkeypatch.setattr(walking, "do", do)


def do(work_item_id, answers, *_):
    item = queries.work_item(work_item_id)
    people = performers(item)[: item.signatures_needed]
    for each in people[:-1]:
        assert acts.confirmation(each, item, answers) is None, "a first signature is no act yet"
        commands.complete_task(each, item.id, answers)
    expected = consequences(people[-1], item, answers)
    act = told[item.element] = acts.confirmation(people[-1], item, answers)
    before = len(documents_of(item.root_id)), _last(History), _last(Period)
    item = commands.complete_task(people[-1], item.id, answers)
    _compare(item, expected, act, *before)
    return item


def _last(model) -> int:
    return db.session.scalar(select(model.id).order_by(model.id.desc()).limit(1)) or 0


def _compare(item, expected, act, papers_before, history_before, period_before):
    issued = {paper.template_id for paper in documents_of(item.root_id)[papers_before:] if paper.instance_id == item.instance_id}
    announced = {name for effect in expected for name in effect.papers}
    assert issued <= announced, f"{item.element} issues {issued - announced} unannounced"
    done = select(History.element).where(History.id > history_before, History.instance_id.in_(_with_called(item)),
                                         History.kind.in_(("service", "decision")))  # fmt: skip
    steps = set(db.session.scalars(done))
    automatic = {effect.step.id for effect in expected if effect.is_automatic}
    certain = {effect.step.id for effect in expected if effect.is_automatic and effect.certain}
    assert certain <= steps <= automatic, f"{item.element}: said {certain}…{automatic}, did {steps}"
    if act is None:
        final = {effect.step.id for effect in expected if effect.is_final and effect.certain}
        assert not issued and not final, f"{item.element} cannot be undone and nobody was told"
        assert item.law_step not in acts.OUTWARD
    _compare_clocks(item, expected, period_before)


def _with_called(item) -> list[str]:
    """The instance, and the one its single calls have begun."""
    calls = [each.id for each in definition(item.instance.release_id).diagram.elements.values() if each.call and not each.call.is_multiple]
    begun = select(Instance.id).where(Instance.parent_id == item.instance_id, Instance.element.in_(calls))
    return [item.instance_id, *db.session.scalars(begun)]


def _compare_clocks(item, expected, period_before):
    for effect in expected:
        if effect.certain and effect.clock and effect.clock.last_day:
            query = select(Period).where(Period.id > period_before, Period.rule_id == effect.clock.rule.id)
            [begun] = db.session.scalars(query.where(Period.instance_id.in_(_with_called(item))))
            assert begun.last_day == effect.clock.last_day or begun.last_at.date() == effect.clock.last_day


@pytest.fixture
def firm(app):
    with frozen(date(2026, 8, 3)):
        yield said.enterprise()


def test_a_penalty_case_brings_about_what_its_acts_announce(app, firm, watched):
    with moving(date(2026, 8, 3)) as advance:
        instance = said.start_case(firm[0])

        def hold(item):
            advance(days=21)
            return said.held()

        walk(app, instance, said.answers(
            firm[0], record_statement=lambda item: said.stated(),
            record_hearing_application=lambda item: said.applied("exercised"), hold_hearing=hold,
            review_proposal=[{"proposal_review": "return", "opinion": "补充"}, {"proposal_review": "agree", "opinion": "同意"}],
        ))  # fmt: skip
    assert told["review_proposal"] is None and told["apply_closure"] is None, "what can be undone is not asked"
    decided = "\n".join(told["approve_decision"]["lines"])
    assert told["approve_decision"]["verb"] == "作出决定" and "86,000.00" in decided
    assert "签发《行政处罚决定书（单位）》，占用一个文号" in decided and "决定书送达期限 7 个工作日" in decided
    assert "不能撤回" in decided and "下一步：送达处罚决定书" in decided
    filed = told["approve_filing"]
    assert filed["verb"] == "批准立案" and "从" in "\n".join(filed["lines"]) and "随即立案，90 日起算" in filed["lines"]
    assert told["deliver_decision"]["lines"][0].startswith("送达《行政处罚决定书")
    assert any(line.startswith("缴纳罚款期限 15 日，从") for line in told["deliver_decision"]["lines"])


def test_an_inspection_brings_about_what_its_acts_announce(app, watched):
    with frozen(visited.MONDAY):
        enterprise = visited.known_enterprise()
        visited.make_person(enterprise)
        started = {"enterprise_id": enterprise.id, "trigger": "plan", "planned_on": "2026-09-07", "officers": visited.officers()}
        instance = walking.start("zhifa1", "inspection", started)
        walk(app, instance, visited.ROAD | {"decide_inspection_outcome": visited.outcome("rectification", "measure")})
    assert told["draft_inspection_plan"] is None
    assert told["approve_inspection_plan"]["verb"] == "批准"
    assert told["approve_inspection_plan"]["lines"][0] == "签发《现场检查方案》，占用一个文号"
    assert told["deliver_rectification_order"]["verb"] == "登记送达"


def test_handing_over_to_the_police_states_its_clock(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0], propose_penalty=said.other_outcome("transfer"), **said.referral())

    def until_transfer(item):
        if item.element == "transfer_to_police":
            raise Reached
        planned = plan[item.element]
        planned = planned.pop(0) if isinstance(planned, list) else planned
        return planned(item) if callable(planned) else planned

    with pytest.raises(Reached):
        walk(app, instance, until_transfer)
    item = only(instance, "transfer_to_police")
    planned = plan["transfer_to_police"]
    answers = planned(item) if callable(planned) else planned
    act = acts.confirmation(performers(item)[0], item, answers)
    assert act["verb"] == "登记移送" and any("公安" in line and "期限" in line for line in act["lines"])


class Reached(Exception):
    pass


def test_the_page_asks_the_server_and_a_return_is_not_asked(app, firm, login):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    walking.answer(instance, "apply_filing", plan["apply_filing"])
    walking.answer(instance, "review_filing", plan["review_filing"])
    item = only(instance, "approve_filing")
    leader = login(performers(item)[0].username)
    ask = lambda **answers: leader.post(f"/tasks/{item.id}/consequences", json={"answers": {"opinion": "同意。"} | answers})  # noqa: E731
    assert ask(filing_result="return").get_json() == {"act": None}
    assert ask(filing_result="refuse").get_json()["act"]["verb"] == "不予立案"
    assert ask(filing_result="approve").get_json()["act"]["verb"] == "批准立案"
    assert ask().status_code == 422
    assert f"/tasks/{item.id}/consequences" in leader.get(f"/tasks/{item.id}").text
    walking.do(item.id, plan["approve_filing"])
    assert ask(filing_result="approve").status_code == 409
    assert person("zhifa1") and login("qiye").post(f"/tasks/{item.id}/consequences", json={"answers": {}}).status_code in (403, 409)
