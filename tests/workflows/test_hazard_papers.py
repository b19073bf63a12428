"""The papers of hidden dangers and of their supervision, as whoever gets them reads them: by whom, which number, what is proved."""

import re
from datetime import date, timedelta

import pytest

from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.queries import documents_of, of_subject
from app.supervision import queries as supervision
from app.workflow import queries as workflow
from app.workflow.models import Instance
from tests.workflow.walk import answer, forget, items, only, until, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows import supervision_answers as say
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import letter, letters, the_letter, the_listing
from tests.workflows.test_papers_read_well import CODES

MONDAY = date(2026, 9, 7)
OFFICE = "云泽市鄂城区安全生产委员会办公室"


@pytest.fixture(scope="module")
def database_template(rectifying_template):
    return rectifying_template


def words(paper) -> str:
    return re.sub(r"<[^>]+>|\s", "", paper.html[paper.html.index("<article") :])


def of_kind(papers, template_id: str):
    return [paper for paper in papers if paper.template_id == template_id][-1]


@pytest.mark.parametrize(("kind", "paper", "series"), [("reminder", "reminder_letter", "敦"), ("interview", "interview_notice", "约")])
def test_a_letter_and_its_receipt_bear_the_office_that_supervises_and_its_number(app, clock, kind, paper, series):
    begun = letter(kind)
    until(app, begun, letters(), "hold_interview" if kind == "interview" else "submit_letter_reply")
    papers = documents_of(begun.id)
    sent, receipt = of_kind(papers, paper), of_kind(papers, "delivery_receipt")
    assert (sent.number, sent.facts["organ_name"]) == (f"（鄂城）安委办{series}〔2026〕1号", OFFICE)
    assert "应急管理局" not in words(sent).replace("云泽市应急管理局三楼", "")
    assert (receipt.number, receipt.facts["organ_name"]) == ("（鄂城）安委办送〔2026〕1号", OFFICE)
    assert "督促编号DC-2026-00001事由除尘系统重大隐患逾期没有消除" in words(receipt)


@pytest.mark.parametrize("at, why", [
    ("2026-09-13T09:00", "不是工作日"), ("2026-09-08T09:00", "最早可以定在 2026-09-09"), ("2026-08-20T09:00", "最早可以定在 2026-09-09"),
    ("2026-09-16T03:00", "上班时间"),
])  # fmt: skip
def test_an_interview_is_on_a_working_day_and_its_notice_in_time(app, clock, at, why):
    begun = letter("interview")
    asked = say.drafted(only(begun, "draft_letter")) | {"meeting_at": at}
    with pytest.raises(RuleBroken, match=why) as refused:
        answer(begun, "draft_letter", asked, "quanban")
    assert refused.value.code == "meeting_at" and "meeting_at" in refused.value.fields


def test_an_interview_of_earlier_days_shows_its_time_in_words_and_is_not_signed_with_it(app, clock, login):
    begun = letter("interview")
    until(app, begun, letters(), "approve_letter")
    row = the_letter()
    row.meeting = row.meeting | {"at": "2026-09-21 上午9时"}
    db.session.commit()
    assert "2026-09-21 上午9时" in login("quanban").get(f"/supervision/letters/{row.id}").text
    with pytest.raises(RuleBroken, match="日期和时刻"):
        answer(begun, "approve_letter", {"letter_result": "approve", "opinion": "同意。"}, "qufenguan")


def test_an_interview_that_has_come_too_near_is_not_signed(app, clock):
    begun = letter("interview")
    until(app, begun, letters(), "approve_letter")
    clock(days=10)
    with pytest.raises(RuleBroken, match="约谈时间太近"):
        answer(begun, "approve_letter", {"letter_result": "approve", "opinion": "同意。"}, "qufenguan")
    forget()
    answer(begun, "approve_letter", {"letter_result": "return", "opinion": "改期。"}, "qufenguan")
    assert the_letter().status == "drafting"


def test_the_record_of_an_interview_names_host_and_recorder_and_is_signed(app, clock):
    begun = letter("interview")
    until(app, begun, letters(), "submit_letter_reply")
    papers = documents_of(begun.id)
    notice, record = words(of_kind(papers, "interview_notice")), words(of_kind(papers, "interview_record"))
    at = supervision.proposed_meeting()[:10]
    assert f"时间：{date.fromisoformat(at).year}年{int(at[5:7])}月{int(at[8:])}日8时30分。" in notice
    for said in ("约谈人局长温如海", "记录人", "约谈人（签名）：", "被约谈人（签名）：", "2026年9月17日以前兑现并书面报告"):
        assert said in record, said


def rectification() -> Instance:
    """The procedure of the hazard, as somebody finds it."""
    found = workflow.instance(the_hazard().instance_id)
    forget()
    return found


def reply_of(begun) -> Instance:
    found = [each for each in workflow.arisen_from(begun.id) if each.process_key == "extension_reply"][-1]
    forget()
    return found


@pytest.mark.parametrize(("result", "said"), [
    ("grant", "经审查，同意延期，整改期限延至2026年11月6日。"),
    ("refuse", "经审查，不同意延期，整改期限仍为2026年10月17日。理由：工期安排不合理。"),
])  # fmt: skip
def test_whoever_asked_for_more_time_is_answered_in_writing_and_served(app, clock, result, said):
    begun = rectification()
    answer(begun, "apply_extension", hazard.extension(), "quqiye")
    answer(begun, "decide_extension", {"extension_result": result, "opinion": "工期安排不合理。"}, "qufenguan")
    assert "report_completion" in [each.element for each in items(begun)]  # putting right does not wait for the post
    answering = reply_of(begun)
    assert walk(app, answering, {"deliver_extension_reply": say.served}) == ["deliver_extension_reply"]
    papers = documents_of(answering.id)
    assert [paper.template_id for paper in papers] == ["hazard_extension_reply", "delivery_receipt"]
    assert said in words(papers[0]) and papers[0].number == "（鄂城）应急延患〔2026〕1号" and papers[0].delivery
    assert "隐患编号YH-2026-00001事由抛光二车间3号除尘系统的事故隐患" in words(papers[1])
    assert papers[0].id in [paper.id for paper in of_subject("hazard", the_hazard().id)]


def test_more_time_for_a_listing_is_a_paper_of_whoever_has_listed(app, clock):
    begun = say.listing()
    until(app, begun, say.listed(), "request_delisting")
    notice = of_kind(documents_of(begun.id), "listing_notice")
    assert notice.number == "（鄂城）安委办督〔2026〕1号" and f"现由{OFFICE}区级挂牌督办" in words(notice)
    due_on = the_listing().due_on
    clock(days=20)
    asked = {"until_on": (due_on + timedelta(days=20)).isoformat(), "ground": "设备到货晚。", "protection": "继续停用。"}
    answer(begun, "apply_listing_extension", asked, "quqiye")
    answer(begun, "decide_listing_extension", {"extension_result": "grant", "opinion": "情况属实。"}, "qujuzhang")
    answering = reply_of(begun)
    walk(app, answering, {"deliver_extension_reply": say.served})
    [paper, receipt] = documents_of(answering.id)
    assert (paper.template_id, paper.number) == ("listing_extension_notice", "（鄂城）安委办督延〔2026〕1号")
    assert f"{notice.number}《挂牌督办通知书》" in words(paper) and "同意延期，督办期限延至" in words(paper)
    assert receipt.number.startswith("（鄂城）安委办送") and "挂牌编号GP-2026-00001" in words(receipt)
    login = app.test_client()
    login.post("/login", data={"username": "quanban", "password": "anliu-demo"})
    assert "挂牌督办延期通知书" in login.get(f"/supervision/listings/{the_listing().id}").get_data(as_text=True)


def test_what_proves_each_link_stands_on_the_closing_form_and_both_checks_are_signed(app, clock):
    begun = rectification()
    walk(app, begun, hazard.usual())
    papers = of_subject("hazard", the_hazard().id)
    form, accepted = of_kind(papers, "hazard_closure_approval"), words(of_kind(papers, "hazard_acceptance"))
    proofs = {each["link"]: each["evidence"] for each in form.facts["links"]}
    assert set(proofs) == {"排查", "登记", "评估", "报告", "监控", "治理"} and not any(said.startswith("0") for said in proofs.values())
    assert proofs["排查"].startswith("现场照片.pdf")
    assert "《重大隐患告知书（主要负责人）》（鄂城）应急患告" in proofs["报告"] and "（实际控制人）" in proofs["报告"]
    assert proofs["监控"] == "记录1次，最近一次：停用中；措施：断电上锁" and "《隐患治理方案》治方〔2026〕1号" in proofs["治理"]
    assert accepted.count("验收人员（签名）：") == 2 and "本隐患已经消除，各级验收均通过。" in accepted
    for paper in papers:
        text = re.sub(r"[A-Z]{2,3}-\d{4}-\d{5}|\.pdf", "号", words(paper))
        assert not CODES.search(text), f"{paper.title}：{CODES.search(text)}"
    assert "附照片1张" in accepted
    plan = words(of_kind(papers, "hazard_plan"))
    assert plan.partition("存档编号")[0].endswith("隐患治理方案") and "应急管理局" not in plan
