"""The tables in a penalty case: the diagram judges, the command demands it, the office changes a figure without code."""

import json
from datetime import date

import pytest

from app.cases import commands, queries
from app.cases.overview import case_view
from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.decisions import compile_expression
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.inbox import acts
from app.law.tables import queries as tables
from app.law.tables.commands import put_in_force
from app.law.tables.models import DecisionResult
from app.penalties import queries as penalties
from app.workflow import engine
from app.workflow.commands import withdraw
from app.workflow.definitions import definition
from app.workflow.handlers import context_of, prefilled
from app.workflow.models import Instance
from app.workflow.queries import course
from app.workflow.releases import FORMS
from tests.workflow.walk import do, forget, only, until
from tests.workflows import penalty_answers as said
from tests.workflows.test_penalty_case import the_case


@pytest.fixture
def firm(app):
    with frozen(date(2026, 8, 3)):
        yield said.enterprise()


def noticed(app, firm, **changed):
    """The party of a case whose proposal is approved and whose notice is to be drafted."""
    instance = said.start_case(firm[0])
    until(app, instance, said.answers(firm[0], **changed), "draft_notice")
    return instance, the_case(instance).parties[0]


def test_the_proceeding_judges_hearing_and_deliberation_and_keeps_why(app, firm):
    instance, party = noticed(app, firm)
    proposal = penalties.proposal(party.id)
    rows = db.session.query(DecisionResult).filter_by(subject_kind="proposal").order_by(DecisionResult.id).all()
    spared = rows.pop(0)
    assert (spared.key, spared.subject_id, spared.value["outcome"]) == ("exemption", str(proposal.id), "punish")
    assert [(row.key, row.subject_kind, row.subject_id) for row in rows] == [
        ("hearing_right", "proposal", str(proposal.id)), ("deliberation_due", "proposal", str(proposal.id))
    ]  # fmt: skip
    assert (rows[0].inputs["region"], rows[0].inputs["fine_yuan"], rows[0].relevant_on) == ("ar-ez", 86000, today())
    assert rows[0].fired["hearing_grounds"] and rows[0].sha256 == tables.in_force("hearing_right", today()).sha256
    assert proposal.hearing_triggers == rows[0].value["reasons"] == ["罚款 86000 元，达到 50000 元"]
    assert proposal.deliberation_triggers == rows[1].value["reasons"] and proposal.threshold_id == "hearing_right-1"
    told = [entry for entry in course(instance.id) if entry["text"] == "判定听证权"]
    assert len(told) == 1 and "应当告知听证权：是" in told[0]["note"] and "第63条" in told[0]["note"]
    child = db.session.get(Instance, rows[0].instance_id)
    data = engine.data_of(engine.load(definition(child.release_id).specs, child.state))
    assert (data["has_hearing_right"], data["needs_deliberation"]) == (True, True) and "86000" not in str(data)


def test_a_figure_the_office_changes_counts_from_its_day_without_code(app, firm):
    raised = tables.shipped_files()["hearing_right.dmn"].replace(b"<text>50000</text>", b"<text>100000</text>")
    put_in_force(user_by_name("liucheng"), raised, today())
    _, party = noticed(app, firm)
    proposal = penalties.proposal(party.id)
    assert proposal.hearing_triggers == [] and proposal.threshold_id == "hearing_right-2"
    assert proposal.deliberation_triggers  # its own table is unchanged


def test_an_approval_no_diagram_judged_is_judged_by_the_command(app, firm):
    _, party = noticed(app, firm)
    db.session.query(DecisionResult).delete()
    db.session.commit()
    commands.approve_proposal(user_by_name("fenguan"), queries.party(party.id))
    forget()
    assert {row.key for row in db.session.query(DecisionResult)} == {"hearing_right", "deliberation_due"}
    commands.approve_proposal(SYSTEM, queries.party(party.id))
    assert db.session.query(DecisionResult).count() == 2  # what was judged of this proposal stands


def test_filing_is_judged_by_the_standard_and_the_result_stands_on_the_case(app, firm):
    instance = said.start_case(firm[0])
    filed = said.filing(firm[0]) | {"facts_clear": True, "only_warning_or_fine": True, "expected_fine_yuan": "2000"}
    until(app, instance, {"apply_filing": filed}, "review_filing")
    case = the_case(instance)
    view = case_view(case)
    told = {one.row.key: one for one in view.judged}
    assert told["filing_standard"].row.value["outcome"] == "file" and "第54条" in told["filing_standard"].article
    assert "简易程序" in told["procedure_kind"].words and "第51条" in told["procedure_kind"].article  # 2,000 of an entity
    assert told["procedure_kind"].row.table.version == 1 and view.limitation.words == "2028年7月31日届满"


def test_who_files_and_who_approves_is_warned_of_a_limitation_near_its_end(app, firm):
    instance = said.start_case(firm[0])
    item = only(instance, "apply_filing")
    opened = prefilled("apply_filing", context_of(user_by_name("zhifa1"), item))
    shown = json.loads((FORMS / "apply_filing.json").read_text("utf-8"))["components"]
    [warning] = [each["conditional"]["hide"] for each in shown if "追责时效将满" in each.get("text", "")]
    hides = compile_expression(warning, lenient=True)
    for day, harmful, hidden in (("2024-08-20", None, False), ("2024-09-20", None, True), ("2024-08-20", True, True)):
        assert hides.evaluate(opened | {"conduct_on": day, "harmful": harmful, "continuing": None}) is hidden
    until(app, instance, {"apply_filing": said.filing(firm[0]) | {"conduct_on": "2024-08-20"}}, "review_filing")
    item = only(instance, "review_filing")
    assert "请尽快立案" in prefilled("review_filing", context_of(user_by_name("duizhang"), item))["limitation"]


def test_an_application_judged_by_tables_is_sent_without_a_warning_and_may_be_taken_back(app, firm):
    instance = said.start_case(firm[0])
    item = only(instance, "apply_filing")
    assert acts.confirmation(user_by_name("zhifa1"), item, said.filing(firm[0])) is None
    do(item.id, said.filing(firm[0]))
    withdraw(user_by_name("zhifa1"), item.id)
    forget()
    assert only(instance, "apply_filing").status == "open"


def test_a_lead_that_does_not_meet_the_standard_is_filed_only_with_a_reason_the_approver_reads(app, firm):
    instance = said.start_case(firm[0])
    wanting = said.filing(firm[0]) | {"filing_met": [code for code in said.MET if code != "no_crime"]}
    with pytest.raises(RuleBroken, match="涉嫌犯罪，及时移送司法机关.*第27条") as refused:
        until(app, instance, {"apply_filing": wanting}, "review_filing")
    assert refused.value.code == "filing_standard" and list(refused.value.messages) == ["filing_reason"]
    reasoned = wanting | {"filing_reason": "是否够罪还要查清，先立行政案件。"}
    until(app, instance, {"apply_filing": reasoned}, "review_filing")
    view = case_view(the_case(instance))
    assert view.judged[0].row.value["outcome"] == "refer" and view.case.filing["reason"].startswith("是否够罪")
    until(app, instance, said.answers(firm[0]), "investigate")
    paper = next(each for each in documents_of(instance.id) if each.template_id == "filing_approval")
    assert "是否够罪还要查清，先立行政案件。" in paper.html and "2028年7月31日届满" in paper.html


def test_conduct_that_goes_on_is_filed_whenever_it_began_and_other_conduct_within_two_years(app, firm):
    instance = said.start_case(firm[0])
    old = said.filing(firm[0]) | {"conduct_on": "2023-07-31", "basis": ["xzcff-2021-54-2"]}
    with pytest.raises(RuleBroken, match="第36条") as refused:
        until(app, instance, {"apply_filing": old}, "review_filing")
    assert refused.value.code == "limitation"
    until(app, instance, {"apply_filing": old | {"continuing": True}}, "review_filing")
    assert case_view(the_case(instance)).limitation is None


def test_whom_the_law_spares_is_not_punished_and_whom_it_may_spare_only_for_a_reason(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    until(app, instance, plan, "propose_penalty")
    harmless = said.penalty() | {"has_exemption": True, "ground_conditions": ["minor", "corrected", "no_harm"]}
    with pytest.raises(RuleBroken, match="应当不予处罚.*第33条第1款") as refused:
        until(app, instance, plan | {"propose_penalty": harmless}, "review_proposal")
    assert refused.value.code == "exempt" and list(refused.value.messages) == ["ground_conditions"]
    with pytest.raises(RuleBroken, match="应当不予处罚.*第36条"):
        expired = said.penalty() | {"has_exemption": True, "ground_conditions": ["expired"]}
        until(app, instance, plan | {"propose_penalty": expired}, "review_proposal")
    first = said.penalty() | {"has_exemption": True, "ground_conditions": ["first_time", "slight_harm", "corrected"]}
    with pytest.raises(RuleBroken, match="可以不予处罚.*写明理由") as refused:
        until(app, instance, plan | {"propose_penalty": first}, "review_proposal")
    assert list(refused.value.messages) == ["exemption_reason"]
    until(app, instance, plan | {"propose_penalty": first | {"exemption_reason": "改正前已经多次提醒。"}}, "review_proposal")
    view = case_view(the_case(instance))
    spared = next(one for one in view.judged if one.row.key == "exemption")
    assert spared.row.value["outcome"] == "may_not" and view.whose["proposal", spared.row.subject_id] == firm[0].name


def test_every_proposal_is_reviewed_until_the_office_says_that_only_what_the_law_lists_is(app, firm):
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    until(app, instance, plan, "legal_review")
    party = the_case(instance).parties[0]
    told = tables.result("legal_review_due", "proposal", penalties.proposal(party.id).id)
    assert (told.value["due"], told.value["send"]) == (False, True)  # not listed in article 58, reviewed all the same
    card = case_view(the_case(instance)).cards[0]
    assert [each["label"] for each in card.stages if each["state"] == "now"] == ["法制审核"]

    only_listed = tables.shipped_files()["legal_review_due.dmn"].decode()
    at = only_listed.index('id="legal_review_due_2_send"')
    changed = only_listed[:at] + only_listed[at:].replace("true", "false", 1)
    put_in_force(user_by_name("liucheng"), changed.encode(), today())
    _, plain = noticed(app, firm)
    other = db.session.get(Instance, queries.party(plain.id).case.root_id)
    until(app, other, plan, "record_payment")
    assert penalties.decision(plain.id) is not None and queries.reviews_of(queries.party(plain.id)) == []


def test_a_case_the_law_lists_is_reviewed_whatever_the_office_says(app, firm):
    only_listed = tables.shipped_files()["legal_review_due.dmn"].decode()
    at = only_listed.index('id="legal_review_due_2_send"')
    put_in_force(user_by_name("liucheng"), (only_listed[:at] + only_listed[at:].replace("true", "false", 1)).encode(), today())
    instance = said.start_case(firm[0])
    plan = said.answers(firm[0])
    plan["conclude_investigation"] |= {"review_grounds": ["public_interest"]}
    until(app, instance, plan, "legal_review")
    party = the_case(instance).parties[0]
    told = tables.result("legal_review_due", "proposal", penalties.proposal(party.id).id)
    assert told.value["reasons"] == ["涉及重大公共利益"] and told.value["send"] is True


def test_a_table_of_the_office_keeps_the_results_the_diagram_goes_by(app):
    """Without the column `send` nobody would know whether to review: such a version never comes into force."""
    own = tables.shipped_files()["legal_review_due.dmn"].decode().replace('name="send"', 'name="sent"')
    with pytest.raises(RuleBroken, match="少了结果列 send") as refused:
        put_in_force(user_by_name("liucheng"), own.encode(), today())
    assert refused.value.code == "column_lost" and tables.in_force("legal_review_due", today()).is_shipped
