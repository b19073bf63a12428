"""抄送, 催办, 会签: who may, who is told, what it does to the task; on the pages, too."""

from datetime import date, timedelta

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.identity import commands as identity
from app.notices import commands, queries
from app.notices.models import CarbonCopy, Notice
from app.workflow import commands as workflow
from app.workflow import queries as tasks
from app.workflow.models import Consultation
from tests.unit.notices.test_sweep import line
from tests.workflow.diagrams import user
from tests.workflow.walk import only, person

FRIDAY = date(2026, 9, 11)
OPINION = {"opinion": "同意"}


@pytest.fixture
def matter(app):
    with frozen(FRIDAY):
        instance = line(
            "shared", user("look", "officer"), user("review", "legal_reviewer", duty__separate_from="look"),
            user("after", "head"),
        )  # fmt: skip
        workflow.claim(person("zhifa1"), only(instance, "look").id)
        yield instance


def ask(instance, asker: str, asked: str, kind: str = "signature", element: str = "look") -> Consultation:
    return workflow.ask_colleague(person(asker), only(instance, element).id, person(asked).id, kind, "请看事实部分")


def told(username: str) -> list[str]:
    db.session.rollback()
    return [row.title for row in db.session.query(Notice).filter_by(user_id=person(username).id).order_by(Notice.id)]


def refused(code: str, act, *arguments):
    with pytest.raises((RuleBroken, NotAllowed, NotFound, Conflict)) as found:
        act(*arguments)
    assert found.value.code == code
    return found.value.message


# --- questions ------------------------------------------------------------------------------------------------------


def test_a_task_waits_until_everybody_asked_has_answered(matter):
    first, second = ask(matter, "zhifa1", "zhifa2"), ask(matter, "zhifa1", "fenguan", "opinion")
    item = only(matter, "look")
    assert told("zhifa2") == ["请您会签：look"] and told("fenguan") == ["请您提意见：look"]
    message = refused("consultation_open", workflow.complete_task, person("zhifa1"), item.id, OPINION)
    assert "方以衡、梁仲文" in message
    refused("words", workflow.answer_colleague, person("zhifa2"), first.id, "disagree", " ")
    workflow.answer_colleague(person("zhifa2"), first.id, "agree", "")
    refused("consultation_open", workflow.complete_task, person("zhifa1"), item.id, OPINION)
    refused("not_yours", workflow.answer_colleague, person("zhifa3"), second.id, "", "可以")
    workflow.answer_colleague(person("fenguan"), second.id, "", "补充现场照片")
    assert told("zhifa1") == ["“look”的会签有了答复"] * 2
    assert workflow.complete_task(person("zhifa1"), item.id, OPINION).status == "done"
    course = [(entry.actor_name, entry.title) for entry in tasks.history(matter.root_id)]
    assert ("方以衡", "会签look：同意") in course and ("梁仲文", "征求意见look：提出意见") in course


def test_a_question_is_taken_back_and_one_answered_or_taken_back_is_closed(matter):
    row = ask(matter, "zhifa1", "zhifa2")
    refused("asked_already", ask, matter, "zhifa1", "zhifa2")
    refused("not_yours", workflow.withdraw_question, person("zhifa3"), row.id)
    workflow.withdraw_question(person("zhifa1"), row.id)
    refused("consultation_closed", workflow.answer_colleague, person("zhifa2"), row.id, "agree", "")
    assert only(matter, "look").awaiting == 0
    ask(matter, "zhifa1", "zhifa2")
    workflow.hand_over(person("zhifa1"), only(matter, "look").id, person("zhifa3").id)
    open_row = db.session.query(Consultation).filter_by(withdrawn_at=None).one()
    workflow.withdraw_question(person("zhifa3"), open_row.id)  # whoever does the task now need not wait either
    assert workflow.complete_task(person("zhifa3"), only(matter, "look").id, OPINION).status == "done"


def test_nobody_signs_for_themselves_and_duties_hold_for_signatures_both_ways(matter):
    refused("own_consultation", ask, matter, "zhifa1", "zhifa1")
    refused("other_bureau", ask, matter, "zhifa1", "qiye")
    refused("not_yours", ask, matter, "fenguan", "zhifa2")
    row = ask(matter, "zhifa1", "fazhi")
    workflow.answer_colleague(person("fazhi"), row.id, "agree", "")
    workflow.complete_task(person("zhifa1"), only(matter, "look").id, OPINION)
    review = only(matter, "review")
    refused("separate_duty", workflow.complete_task, person("fazhi"), review.id, OPINION)  # has signed what is reviewed
    message = refused("separate_duty", ask, matter, "fazhi2", "zhifa1", "signature", "review")
    assert "陆知行办理过本案“look”" in message
    opinion = ask(matter, "fazhi2", "zhifa1", "opinion", "review")  # may explain, may not sign
    workflow.answer_colleague(person("zhifa1"), opinion.id, "", "说明如下")
    assert workflow.complete_task(person("fazhi2"), review.id, OPINION).status == "done"


def test_whoever_was_recused_is_asked_nothing_and_a_task_that_leaves_takes_its_questions_along(matter):
    workflow.exclude_person(SYSTEM, matter.root_id, person("zhifa2").id, "近亲属")
    refused("recused", ask, matter, "zhifa1", "zhifa2", "opinion")
    workflow.complete_task(person("zhifa1"), only(matter, "look").id, OPINION)
    row = ask(matter, "fazhi", "fazhi2", "opinion", "review")
    workflow.return_to(person("fazhi"), only(matter, "review").id, "look", "事实不清")
    refused("task_closed", workflow.answer_colleague, person("fazhi2"), row.id, "", "可以")
    assert db.session.get(Consultation, row.id).withdrawn_at and only(matter, "look").awaiting == 0


# --- urging ---------------------------------------------------------------------------------------------------------


def test_a_task_is_urged_once_each_working_day_by_superiors_and_the_safety_office(matter):
    item = only(matter, "look")
    refused("permission", commands.urge, person("zhifa2"), item.id, "快")
    commands.urge(person("duizhang"), item.id, "请今天办结")
    commands.urge(person("anweiban"), item.id)
    assert told("zhifa1") == ["催办：look"] * 2
    for day in (FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)):  # the week-end counts for Friday
        with frozen(day):
            assert "一个工作日催一次" in refused("urged", commands.urge, person("duizhang"), item.id)
    with frozen(FRIDAY + timedelta(days=3)):
        commands.urge(person("duizhang"), item.id)
    assert [row.words for row in queries.urgings(item.id)] == ["", "", "请今天办结"]
    assert [e.title for e in tasks.history(matter.root_id)].count("催办look") == 3
    workflow.hand_over(person("zhifa1"), item.id, person("zhifa2").id)
    workflow.complete_task(person("zhifa2"), item.id, OPINION)
    refused("task_closed", commands.urge, person("duizhang"), item.id)


def test_whoever_holds_the_task_urges_nobody(app):
    with frozen(FRIDAY):
        instance = line("own", user("look", "team_leader"))
        workflow.claim(person("duizhang"), only(instance, "look").id)
        refused("own_task", commands.urge, person("duizhang"), only(instance, "look").id)


# --- copies ---------------------------------------------------------------------------------------------------------


def test_a_copy_goes_to_whoever_may_see_the_matter_and_keeps_when_it_was_read(matter):
    commands.send_copy(person("zhifa1"), matter.id, [person("fenguan").id, person("fazhi").id], "请阅")
    assert told("fenguan") == ["抄送给您：shared"]
    row = db.session.query(CarbonCopy).filter_by(to_id=person("fenguan").id).one()
    refused("copy", commands.read_copy, person("fazhi"), row.id)
    assert commands.read_copy(person("fenguan"), row.id).read_at
    assert "抄送梁仲文、沈亦宁" in [entry.title for entry in tasks.history(matter.root_id)]


def test_a_copy_opens_nothing_that_is_closed(matter):
    outsider = identity.create_user(SYSTEM, "elsewhere", "外单位人", "x")
    identity.appoint(SYSTEM, outsider.id, "b-cg", "科员", "officer", FRIDAY - timedelta(days=9))
    for names in (["elsewhere"], ["qiye"], ["fenguan", "liucheng"]):
        refused("copy_hidden", commands.send_copy, person("zhifa1"), matter.id, [person(name).id for name in names])
    refused("other_bureau", commands.send_copy, person("elsewhere"), matter.id, [person("zhifa1").id])
    refused("copy_to", commands.send_copy, person("zhifa1"), matter.id, [person("zhifa1").id])
    workflow.exclude_person(SYSTEM, matter.root_id, person("zhifa2").id, "近亲属")
    refused("recused", commands.send_copy, person("zhifa1"), matter.id, [person("zhifa2").id])
    assert db.session.query(CarbonCopy).count() == 0


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_pages_tell_lead_on_and_count(matter, login):
    item = only(matter, "look")
    holder, leader = login("zhifa1"), login("fenguan")
    shown = holder.get(f"/tasks/{item.id}").text
    assert "请人会签" in shown and "抄送" in shown and 'data-dialog="urge-dialog"' not in shown
    asked = {"user_id": person("fenguan").id, "kind": "signature", "question": "请审金额"}
    assert holder.post(f"/tasks/{item.id}/ask", data=asked).status_code == 302
    assert "没有送出会签" in holder.post(f"/tasks/{item.id}/ask", data={}, follow_redirects=True).text
    assert 'class="count">1<' in leader.get("/").text and "请您会签：look" in leader.get("/notices").text
    notice = db.session.query(Notice).filter_by(user_id=person("fenguan").id).one()
    opened = leader.get(f"/notices/{notice.id}", follow_redirects=True)
    assert "请审金额" in opened.text and "提醒</a>" in opened.text.replace(" ", "")  # nothing left to count
    assert login("fazhi").get(f"/notices/{notice.id}").status_code == 404
    row = db.session.query(Consultation).one()
    assert leader.post(f"/consultations/{row.id}", data={"answer": "disagree"}).status_code == 422
    assert leader.post(f"/consultations/{row.id}", data={"answer": "disagree", "words": "金额偏高"}).status_code == 302
    assert "金额偏高" in holder.get(f"/tasks/{item.id}").text and "不同意" in holder.get("/consultations?all=1").text
    assert leader.post(f"/tasks/{item.id}/urge", data={"words": "请抓紧"}).status_code == 302
    assert "已催办 1 次" in holder.get(f"/tasks/{item.id}").text
    assert leader.post(f"/tasks/{item.id}/copy", data={"to": [person("fazhi").id], "note": "请阅"}).status_code == 302
    reader = login("fazhi")
    assert "请阅" in reader.get("/copies").text
    copied = db.session.query(CarbonCopy).one()
    assert reader.get(f"/copies/{copied.id}").location == f"/tasks/{item.id}"
    assert "没有未读的抄送" in reader.get("/copies").text and "已阅" in reader.get("/copies?all=1").text
    assert "沈亦宁（已阅）" in leader.get(f"/tasks/{item.id}").text


def test_notices_are_marked_and_mail_is_chosen(matter, login):
    ask(matter, "zhifa1", "zhifa2")
    browser = login("zhifa2")
    assert browser.post("/notices/mail", data={"choice": "hourly"}).status_code == 422
    assert browser.post("/notices/mail", data={"choice": "off"}).status_code == 302
    assert 'value="off" checked' in browser.get("/notices").text
    browser.post("/notices/read")
    assert "没有未读的提醒" in browser.get("/notices").text and "请您会签" in browser.get("/notices?all=1").text


def test_a_whole_matter_is_copied_from_its_page(matter, login):
    browser = login("zhifa1")
    page = f"/instances/{matter.id}"
    assert 'data-dialog="copy-matter"' in browser.get(page).text
    sent = browser.post(f"{page}/copy", data={"to": [person("fenguan").id], "note": "请阅", "back": page})
    assert sent.location == page and "已抄送：梁仲文" in browser.get(page).text
    copied = db.session.query(CarbonCopy).one()
    assert login("fenguan").get(f"/copies/{copied.id}").location == page
    assert browser.post(f"{page}/copy", data={"to": [], "back": "//elsewhere"}).location == page
