"""`workflows/supervision_letter.bpmn` and `supervision_look_back.bpmn`: every road, saved and loaded at every step."""

from datetime import date

import pytest
from marshmallow import ValidationError

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.notices.models import Notice
from app.supervision import queries
from app.supervision.models import Instrument, Ladder
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import instance as instance_of
from app.workflow.queries import prefill_of
from tests.workflow.walk import answer, do, forget, items, only, person, start, until, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows import supervision_answers as say
from tests.workflows.supervision_answers import letter, letters, the_letter

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(rectifying_template):
    return rectifying_template


def titles(begun) -> list[str]:
    return [paper.template_id for paper in documents_of(begun.id)]


def test_a_reminder_is_drafted_signed_served_answered_and_the_answer_accepted(app, clock):
    begun = letter()
    until(app, begun, letters(), "record_letter_reply")
    assert (the_letter().status, the_letter().served_on, the_letter().number) == ("waiting", MONDAY, "DC-2026-00001")
    with pytest.raises(RuleBroken, match="收到回复"):
        answer(begun, "record_letter_reply", say.replied(replied_on="2026-09-01"), "quanban")
    forget()
    assert walk(app, begun, letters(record_letter_reply=say.replied())) == ["record_letter_reply", "judge_letter_reply"]
    row = the_letter()
    assert (row.status, row.replied_on, row.target_name) == (
        "accepted",
        MONDAY,
        queries.instrument(row.id).enterprise.name,
    )
    assert titles(begun) == ["reminder_letter", "delivery_receipt"]


def test_a_draft_is_sent_back_kept_and_signed_by_somebody_else(app, clock):
    begun = letter()
    with pytest.raises(RuleBroken, match="今天以后"):
        answer(
            begun,
            "draft_letter",
            say.drafted(only(begun, "draft_letter")) | {"reply_by": MONDAY.isoformat()},
            "quanban",
        )
    forget()
    until(app, begun, letters(approve_letter=[{"letter_result": "return", "opinion": "写明文号。"}]), "approve_letter")
    with pytest.raises(NotAllowed):
        answer(begun, "approve_letter", {"letter_result": "approve", "opinion": "同意。"}, "quanban")
    forget()
    answer(begun, "approve_letter", {"letter_result": "return", "opinion": "写明文号。"})
    assert the_letter().status == "drafting" and [each.element for each in items(begun)] == ["draft_letter"]
    assert titles(begun) == []


def test_silence_is_noted_by_the_clock_alone_once_and_on_its_working_day(app, clock):
    begun = letter()
    until(app, begun, letters(), "record_letter_reply")
    assert the_letter().reply_by == date(2026, 9, 14)
    seen = []
    for _ in range(12):
        clock(days=1)
        fire_due_timers()
        seen += [
            (today().isoformat(), each["kind"]) for each in the_letter().reminders if each["on"] == today().isoformat()
        ]
    assert seen == [
        ("2026-09-09", "soon"),
        ("2026-09-15", "silent"),
    ]  # three working days before; the working day after
    assert (the_letter().status, the_letter().silent_on, items(begun)) == ("silent", date(2026, 9, 15), [])
    assert (
        db.session.query(Notice).filter_by(kind="supervision", user_id=hazard.user("quanban"), mark="silent").count()
        == 1
    )


SUBMITTED = {"reply": "已停用，正在改造。", "reply_files": []}


def test_the_enterprise_answers_with_its_own_account_and_completes_what_is_returned(app, clock):
    begun = letter()
    until(app, begun, letters(), "submit_letter_reply")
    item = only(begun, "submit_letter_reply")
    assert item.assignee_id == hazard.user("quqiye") and sorted(each.element for each in items(begun)) == [
        "record_letter_reply", "submit_letter_reply"]  # fmt: skip
    answer(begun, "submit_letter_reply", SUBMITTED | {"reply_files": [hazard.photo("quqiye")]}, "quqiye")
    assert [each.element for each in items(begun)] == ["judge_letter_reply"]
    assert (the_letter().status, the_letter().replied_by, the_letter().replied_on) == ("replied", "穆怀谷", MONDAY)
    returned = {"reply_result": "return", "opinion": "没有照片。", "new_reply_by": "2026-09-14"}
    with pytest.raises(RuleBroken, match="今天以后"):
        answer(begun, "judge_letter_reply", returned | {"new_reply_by": MONDAY.isoformat()}, "quanban")
    forget()
    answer(begun, "judge_letter_reply", returned, "quanban")
    row = the_letter()
    assert (row.status, row.reply, row.reply_by, row.replied_on) == ("waiting", "", date(2026, 9, 14), None)
    assert [(each["by"], each["opinion"]) for each in row.returned_replies] == [("穆怀谷", "没有照片。")]
    plan = letters(submit_letter_reply=SUBMITTED | {"reply_files": [hazard.photo("quqiye")]})
    assert walk(app, begun, plan) == ["submit_letter_reply", "judge_letter_reply"]
    assert the_letter().status == "accepted"


def test_what_is_returned_and_never_completed_is_silent_after_the_new_day(app, clock):
    begun = letter()
    until(app, begun, letters(), "record_letter_reply")
    answer(begun, "record_letter_reply", say.replied(), "quzhifa1")
    returned = {"reply_result": "return", "opinion": "没有照片。", "new_reply_by": "2026-09-21"}
    answer(begun, "judge_letter_reply", returned, "quanban")
    clock(days=14)
    fire_due_timers()
    assert the_letter().status == "waiting"  # 2026-09-21, the new last day
    clock(days=1)
    fire_due_timers()
    assert (the_letter().status, the_letter().silent_on, items(begun)) == ("silent", date(2026, 9, 22), [])


def test_a_district_answers_the_city_s_letter_and_sees_it_as_nobody_else_below_does(app, clock, login):
    asked = {"instrument_kind": "reminder", "target_kind": "organisation", "target_organisation_id": "b-yj-ec"}
    begun = start("anweiban", "supervision_letter", asked)
    forget()
    until(app, begun, letters(deliver_letter=city_served), "submit_letter_reply")
    answer(begun, "submit_letter_reply", SUBMITTED | {"reply_files": [hazard.photo("quanban")]}, "quanban")
    row = the_letter()
    assert (row.status, row.replied_by) == ("replied", "闻思齐")
    assert "已停用，正在改造。" in login("quanban").get(f"/supervision/letters/{row.id}").text
    assert login("quqiye").get(f"/supervision/letters/{row.id}").status_code == 403


def test_a_proposal_goes_to_a_government_or_department_with_its_own_number_and_days_to_reply(app, clock):
    with pytest.raises(RuleBroken, match="只发给政府、部门"):
        letter("proposal")
    forget()
    asked = {"instrument_kind": "proposal", "target_kind": "organisation", "target_organisation_id": "b-zj"}
    begun = start("anweiban", "supervision_letter", asked)
    forget()
    opened = prefill_of(person("anweiban"), only(begun, "draft_letter"))
    assert opened["reply_by"] == "2026-10-10" and not opened["is_interview"]  # twenty working days, the holiday in between
    until(app, begun, letters(deliver_letter=city_served), "record_letter_reply")
    assert (the_letter().words, titles(begun)[0]) == ("安全监察建议书", "supervision_proposal")
    assert "安委办监〔2026〕1号" in documents_of(begun.id)[0].number


def city_served(item) -> dict:
    return say.served(item) | {"deliverers": [hazard.user("zhifa1"), hazard.user("zhifa2")], "receiver_relation": "authorised_agent"}


def test_a_rejected_reply_ends_the_letter_without_being_accepted(app, clock):
    begun = letter()
    plan = letters(
        record_letter_reply=say.replied(), judge_letter_reply={"reply_result": "reject", "opinion": "没有落实。"}
    )
    walk(app, begun, plan)
    assert (the_letter().status, the_letter().reply_opinion) == ("rejected", "没有落实。")


def look_back_of(begun) -> Instance:
    found = db.session.query(Instance).filter_by(origin_id=begun.id, process_key="supervision_look_back").one()
    forget()  # what it shows stays readable
    return found


def test_after_a_rectification_notice_somebody_looks_back_and_what_is_not_done_leads_to_an_interview(app, clock, login):
    begun = letter("rectification")
    walk(app, begun, letters(record_letter_reply=say.replied()))
    assert titles(begun) == ["supervision_rectification_notice", "delivery_receipt"]
    back = look_back_of(begun)
    assert items(back) == []
    clock(days=8)
    fire_due_timers()
    assert [each.element for each in items(back)] == ["look_back"]  # the working day after 2026-09-14
    page = login("quzhifa1").get(f"/tasks/{only(back, 'look_back').id}").text
    assert queries.instrument(1).number in page and queries.instrument(1).requirements in page  # what to look for
    found = {"look_back_result": "not_done", "look_back_note": "仍在生产。", "look_back_photos": [hazard.photo()]}
    assert walk(app, back, {"look_back": found}) == ["look_back"]
    following = the_letter()
    assert (following.kind, following.after_id, following.status) == ("interview", 1, "drafting")
    assert queries.instrument(1).look_back["done"] is False
    interview = db.session.get(Instance, following.instance_id)
    walk(app, interview, letters(record_letter_reply=say.replied()))
    assert the_letter().record["promise"] == "十日内完成。" and the_letter().reply_by == date(2026, 9, 25)
    assert titles(interview) == ["interview_notice", "delivery_receipt", "interview_record"]


def test_what_is_found_done_leads_nowhere(app, clock):
    begun = letter("rectification")
    until(app, begun, letters(), "record_letter_reply")
    back = look_back_of(begun)
    clock(days=8)
    fire_due_timers()
    assert the_letter().status == "silent"  # the look-back comes whatever was replied
    assert walk(app, back, letters()) == ["look_back"]
    assert db.session.query(Instrument).count() == 1 and the_letter().look_back["done"] is True


def test_who_does_not_come_to_an_interview_is_silent_and_a_promise_lies_in_the_future(app, clock):
    begun = letter("interview")
    until(app, begun, letters(), "hold_interview")
    with pytest.raises(RuleBroken, match="今天以后"):
        answer(begun, "hold_interview", say.met(promised_on=MONDAY.isoformat()), "quanban")
    forget()
    assert walk(app, begun, letters(hold_interview=say.met("no"))) == ["hold_interview"]
    assert the_letter().status == "silent" and "interview_record" not in titles(begun)


def test_a_letter_may_go_to_a_department_or_a_district_and_only_certain_people_send_one(app, clock):
    begun = start("anweiban", "supervision_letter", {
        "instrument_kind": "reminder", "target_kind": "organisation", "target_organisation_id": "b-zj"})  # fmt: skip
    forget()
    row = the_letter()
    assert (row.enterprise_id, row.target_organisation_id) == (None, "b-zj") and row.target_name
    assert only(begun, "draft_letter").organisation_id == "b-yj"
    for who in ("quzhifa1", "quqiye"):
        with pytest.raises(NotAllowed):
            letter(who=who)
        forget()
    with pytest.raises((RuleBroken, ValidationError)):
        letter(hazard_number="YH-2020-00001")


def test_an_unread_reply_is_judged_by_somebody_else_than_who_took_it_in(app, clock):
    begun = letter()
    until(app, begun, letters(), "record_letter_reply")
    answer(begun, "record_letter_reply", say.replied(), "quanban")
    with pytest.raises(RuleBroken, match="职责分离"):
        do(only(begun, "judge_letter_reply").id, {"reply_result": "accept", "opinion": "好。"}, "quanban")


def test_a_ladder_begun_before_the_last_day_gets_its_case_when_the_hazard_becomes_overdue(app, clock, login):
    start("quanban", "escalation_ladder", {"hazard_number": hazard.the_hazard().number, "start_reason": "进展缓慢。"})
    assert (say.the_ladder().rung, say.the_ladder().case_instance_id) == ("reminder", None)
    assert say.the_ladder().filing["outcome"] == "investigate_more"  # not removed in time it is only afterwards
    draft = only(instance_of(say.the_ladder().instance_id), "draft_letter")
    proposed = prefill_of(person("quanban"), draft)
    said = "".join(str(proposed[name]) for name in ("letter_title", "facts", "requirements"))
    assert "逾期" not in said and "没有按期" not in said and "截至今日没有消除" not in said
    assert "还没有届满" in proposed["facts"] and proposed["letter_title"].endswith("须按期消除")
    pages = [login("quduizhang").get(f"/hazards/{hazard.the_hazard().id}").text, login("quanban").get("/supervision/").text,
             login("quanban").get(f"/tasks/{draft.id}").text]  # fmt: skip
    assert not [page for page in pages if "应当及时立案" in page]
    assert "登记案源" in pages[0] and "/start/penalty_case?enterprise_id=" in pages[0]
    forget()
    clock(days=(date(2026, 10, 19) - MONDAY).days)
    while fire_due_timers():
        forget()
    assert db.session.query(Ladder).count() == 1 and say.the_ladder().case_instance_id
    assert db.session.query(Instance).filter_by(process_key="penalty_case").count() == 1
