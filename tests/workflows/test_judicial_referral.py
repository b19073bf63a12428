"""Each path of the referral diagram (行刑衔接), saved and restored at every step."""

from datetime import date, datetime

import pytest
from marshmallow import ValidationError

from app.cases import commands as cases
from app.cases import parties
from app.core.clock import ZONE, local, moving, today
from app.core.errors import NotAllowed, RuleBroken
from app.documents import queries as documents
from app.identity import queries as identity
from app.identity.commands import appoint
from app.referrals import queries
from tests.builders import make_enterprise, make_person
from tests.workflow.walk import answer, do, items, only, outcome, person, start, walk

NINE = datetime(2026, 9, 7, 9, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def clock():
    with moving(NINE) as advance:
        yield advance


@pytest.fixture
def party(app):
    """The person in charge of an enterprise, party of a case that is applied for."""
    enterprise = make_enterprise(address="临江区一号", legal_representative="周砚秋")
    boss = make_person(enterprise, id_no="420700197501010011", position="总经理")
    officers = identity.officers(group())
    case = cases.apply_filing(
        officers[0], None, officers,
        parties.rows(enterprise.id, True, [{"person": boss.id, "capacity": boss.capacity, "address": "临江区"}]),
        enterprise_id=enterprise.id, inspection_id=None, root_id=None, organisation_id=officers[0].bureau_id,
        source="report", discovered_on=today(), cause="拒不停止使用有关设备", facts="擅自恢复使用。", basis="罚法第54条",
        conduct_on=date(2026, 8, 1), harmful=False,
    )  # fmt: skip
    cases.file_case(officers[0], case, "（云泽）应急立〔2026〕1号")
    return next(party for party in case.parties if party.kind == "person")


@pytest.fixture
def referral(party):
    return start("zhifa1", "judicial_referral", data={"party_id": party.id, "case_id": party.case_id})


def group():
    return [person("zhifa1").id, person("zhifa2").id]


def reply(result: str):
    return {"police_reply": result, "replied_at": "2026-09-09T10:00",
            **({"reply_reason": "事实不清"} if result != "filed" else {})}  # fmt: skip


ROAD = {
    "appoint_referral_group": lambda item: {"group": group(), "suspected_crime": "危险作业罪"},
    "write_referral_report": {
        "crime_facts": "拒不执行停用决定，有现实危险。", "crime_evidence": [{"name": "检查记录"}], "referral_basis": "刑法",
        "group_opinion": "建议移送", "materials": [{"name": "调查报告", "copies": "1"}], "property": []},
    "decide_referral": {"referral_result": "approve", "head_opinion": "批准"},
    "transfer_to_police": {
        "transferred_at": "2026-09-07T15:00", "police_receiver": "值班民警", "copied_on": "2026-09-07",
        "procuratorate_receiver": "案管中心"},
    "record_police_reply": reply("filed"),
    "supplement_material": {"supplements": [{"name": "鉴定意见", "copies": "1"}], "supplemented_at": "2026-09-09T16:00"},
    "hand_over_evidence": {
        "filed_on": "2026-09-09", "filing_number": "云公立字1号", "handed_over": [{"name": "光盘", "quantity": "1"}],
        "handed_over_on": "2026-09-10", "handover_receiver": "民警"},
    "decide_objection": {"objection": "accept", "objection_reason": "理由成立"},
    "record_reconsideration": {
        "requested_on": "2026-09-10", "reconsideration": "upheld", "reconsidered_on": "2026-09-12"},
    "suggest_supervision": {
        "suggested_on": "2026-09-13", "suggestion": "应当立案", "supervision": "not_filed", "supervised_on": "2026-09-20"},
}  # fmt: skip


def test_the_police_file_and_the_evidence_is_handed_over(app, referral):
    path = walk(app, referral, ROAD)
    assert path == ["appoint_referral_group", "write_referral_report", "decide_referral", "transfer_to_police",
                    "record_police_reply", "hand_over_evidence"]  # fmt: skip
    assert outcome(referral)["referral_outcome"] == "filed"
    row = queries.of_instance(referral.id)
    assert (row.status, row.copied_on) == ("filed", date(2026, 9, 7))
    assert [paper.template_id for paper in documents.documents_of(referral.id)] == ["referral_approval", "referral_letter"]


def test_what_the_head_refuses_is_not_transferred(app, referral):
    walk(app, referral, ROAD | {"decide_referral": {"referral_result": "refuse", "head_opinion": "证据不足"}})
    assert outcome(referral)["referral_outcome"] == "not_approved"
    assert [paper.template_id for paper in documents.documents_of(referral.id)] == ["referral_approval"]


def test_missing_material_is_supplied_once_asked_for(app, referral):
    path = walk(app, referral, ROAD | {"record_police_reply": [reply("supplement"), reply("filed")]})
    assert path.count("record_police_reply") == 2
    assert [step.kind for step in queries.of_instance(referral.id).steps] == ["reply", "supplement", "reply", "handover"]


@pytest.mark.parametrize("said, last, ended", [
    ({}, "decide_objection", "not_filed"),
    ({"decide_objection": {"objection": "reconsider", "objection_reason": "应立案"}}, "suggest_supervision", "not_filed"),
    ({"decide_objection": {"objection": "reconsider", "objection_reason": "应立案"},
      "record_reconsideration": ROAD["record_reconsideration"] | {"reconsideration": "filed"}},
     "hand_over_evidence", "filed"),
    ({"decide_objection": {"objection": "supervise", "objection_reason": "应立案"}}, "suggest_supervision", "not_filed"),
    ({"decide_objection": {"objection": "supervise", "objection_reason": "应立案"},
      "suggest_supervision": ROAD["suggest_supervision"] | {"supervision": "filed"}}, "hand_over_evidence", "filed"),
])  # fmt: skip
def test_a_refusal_of_the_police_is_accepted_or_contested(app, referral, said, last, ended):
    path = walk(app, referral, ROAD | {"record_police_reply": reply("not_filed")} | said)
    assert path[-1] == last
    assert outcome(referral)["referral_outcome"] == ended
    assert queries.of_instance(referral.id).status == ended


def reach(referral, *elements):
    for element in elements:
        said = ROAD[element]
        answer(referral, element, said(None) if callable(said) else said)


def test_a_deputy_cannot_decide_in_the_head_s_place(app, referral):
    reach(referral, "appoint_referral_group", "write_referral_report")
    with pytest.raises(NotAllowed):
        answer(referral, "decide_referral", ROAD["decide_referral"], "fenguan")
    assert [item.element for item in items(referral)] == ["decide_referral"]


def test_the_clocks_of_the_referral(app, referral):
    """Three days for the head, 24 hours for the transfer, three days for the police (移送规定 arts. 5, 8)."""
    reach(referral, "appoint_referral_group", "write_referral_report")
    assert only(referral, "decide_referral").due_on == date(2026, 9, 10)
    reach(referral, "decide_referral")
    assert local(only(referral, "transfer_to_police").due_at) == datetime(2026, 9, 8, 9, 0, tzinfo=ZONE)
    reach(referral, "transfer_to_police")
    assert only(referral, "record_police_reply").due_on == date(2026, 9, 10)


def test_a_group_of_one_is_refused(app, referral):
    with pytest.raises(ValidationError) as refused:
        answer(referral, "appoint_referral_group", {"group": group()[:1], "suspected_crime": "危险作业罪"})
    assert "group" in refused.value.messages


def test_a_group_member_without_certificate_is_refused(app, referral):
    with pytest.raises(ValidationError) as refused:
        answer(referral, "appoint_referral_group", {"group": [group()[0], person("fazhi").id], "suspected_crime": "罪"})
    assert "group" in refused.value.messages


def test_the_transfer_is_not_dated_before_the_decision(app, referral):
    reach(referral, "appoint_referral_group", "write_referral_report", "decide_referral")
    early = ROAD["transfer_to_police"] | {"transferred_at": "2026-09-07T08:00"}
    with pytest.raises(RuleBroken) as refused:
        answer(referral, "transfer_to_police", early)
    assert refused.value.code == "too_early"


def test_an_acting_head_decides_under_the_paper_that_appoints_him(app, referral, party):
    """Whoever acts as head (主持工作) holds the post of head for the time, by a paper; its number is kept."""
    deputy, bureau = person("fenguan").id, person("fenguan").bureau_id
    with pytest.raises(RuleBroken) as unfounded:
        appoint(person("admin"), deputy, bureau, "主持工作的副局长", "head", today())
    assert unfounded.value.code == "acting_document"
    appoint(person("admin"), deputy, bureau, "主持工作的副局长", "head", today(), acting_document="云政任〔2026〕1号")
    reach(referral, "appoint_referral_group", "write_referral_report")
    do(only(referral, "decide_referral").id, ROAD["decide_referral"], "fenguan")
    assert queries.of_instance(referral.id).acting_ground == "云政任〔2026〕1号"
