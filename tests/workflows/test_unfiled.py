"""不予立案 and 撤案: each leaves its paper, and whoever reported it by name is told; saved at every step."""

import re
from datetime import date

import pytest

from app.cases.models import Case
from app.core.clock import moving, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.workflow.models import Instance
from tests.workflow.walk import do, forget, only, start, walk
from tests.workflows import penalty_answers as said

REFUSED = {"approve_filing": {"filing_result": "refuse", "opinion": "经核查，没有违法事实。"}}


@pytest.fixture
def firm(app):
    with moving(date(2026, 9, 7)):
        yield said.enterprise()[0]


def reported(firm, **more):
    return start("zhifa1", "penalty_case", {
        "enterprise_id": firm.id, "source": "report", "discovered_on": today().isoformat(), "summary": "反映报警器停用。", **more,
    })  # fmt: skip


def told(_item) -> dict:
    said.print_papers()
    return {
        "method": "post", "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "delivery_place": "安居里1号", "receiver_name": "钟以宁",
        "receiver_relation": "self", "deliverers": [said.user("zhifa1"), said.user("zhifa2")], "dispatched_on": today().isoformat(),
        "mail_number": "演示0001",
    }  # fmt: skip


def test_a_refused_case_leaves_its_paper_and_nobody_to_tell(app, firm):
    instance = reported(firm)
    path = walk(app, instance, said.answers(firm, **REFUSED))
    assert path == ["apply_filing", "review_filing", "approve_filing"]
    [paper] = documents_of(instance.id)
    assert (paper.template_id, paper.facts["reason"]) == ("filing_refusal_approval", "经核查，没有违法事实。")
    assert [row["role"] for row in paper.facts["opinions"]] == ["承办人意见", "科室意见", "负责人意见"]
    forget()
    assert db.session.query(Case).one().status == "refused"


def test_what_was_found_too_late_is_refused_on_advice_and_cannot_be_filed(app, firm):
    """The limitation stops an application, not its refusal: a report must come to an end, too."""
    late = {"conduct_on": "2024-01-05", "discovered_on": "2026-09-04"}
    instance = reported(firm)
    number, steps = instance.id, said.answers(firm)
    given = steps["apply_filing"] | late
    with pytest.raises(RuleBroken, match="勾选“建议不予立案”"):
        do(only(db.session.get(Instance, number), "apply_filing").id, given)
    forget()
    advised = given | {"advises_refusal": True, "opinion": "已过追责时效，建议不予立案。"}
    do(only(db.session.get(Instance, number), "apply_filing").id, advised)
    do(only(db.session.get(Instance, number), "review_filing").id, steps["review_filing"])
    with pytest.raises(RuleBroken, match="承办人建议不予立案"):
        do(only(db.session.get(Instance, number), "approve_filing").id, steps["approve_filing"])
    forget()
    do(only(db.session.get(Instance, number), "approve_filing").id, {"filing_result": "refuse", "opinion": "已过追责时效。"})
    [paper] = documents_of(number)
    assert paper.template_id == "filing_refusal_approval"
    forget()
    assert db.session.query(Case).one().status == "refused"


def test_an_informant_who_gave_a_name_is_told_in_writing(app, firm):
    instance = reported(firm, has_informant=True, informant_name="钟以宁", informant_contact="安居里1号")
    path = walk(app, instance, said.answers(firm, **REFUSED, deliver_refusal_answer=told))
    assert path[-1] == "deliver_refusal_answer"
    approval, answer = documents_of(instance.id)
    assert (answer.template_id, answer.addressee, answer.delivery.method) == ("filing_refusal_answer", "钟以宁", "post")
    text = re.sub(r"<[^>]+>|\s", "", answer.html)
    assert "反映报警器停用" in text and "没有违法事实" in text and "不予立案" in text
    assert answer.template.volume == approval.template.volume == "restricted"


def test_the_name_is_demanded_where_an_answer_is_owed(app, firm):
    with pytest.raises(Exception, match="必填"):
        reported(firm, has_informant=True)


def test_a_withdrawn_case_leaves_the_approval_with_its_ground(app, firm):
    instance = said.start_case(firm)
    walk(app, instance, said.answers(firm, investigate={"next_step": "withdraw", "plan": "撤案。"}))
    papers = {paper.template_id: paper for paper in documents_of(instance.id)}
    paper = papers["case_withdrawal_approval"]
    assert paper.facts["case_number"] == papers["filing_approval"].number and paper.facts["ground"]
    assert "负责人意见" in [row["role"] for row in paper.facts["opinions"]]
