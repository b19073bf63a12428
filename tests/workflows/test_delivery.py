"""送达: failed attempts while the task stays open, the confirmed address, public notice by the clock; saved at every step."""

from datetime import date
from io import BytesIO

import pytest
from marshmallow import ValidationError

from app.cases import queries as cases
from app.cases.models import Case
from app.core.clock import frozen, moving, today
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.core.files import store_attachment
from app.documents import notice_commands as commands
from app.documents import notice_queries as notices
from app.documents import queries as documents
from app.documents import rules
from app.documents.models import Delivery, Document
from app.identity.queries import user_by_name
from app.law import queries as law
from app.law.commands import upload_holiday_table
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import arisen_from, course, task_view
from tests.applications import standing
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import answer, check_states, do, forget, items, only, until
from tests.workflows import penalty_answers as said

TWO = [{"name": "江知夏", "badge_no": "42070002"}, {"name": "贺青野", "badge_no": "42070005"}]


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """A decision made on 2026-08-03 and not delivered yet: walked once, copied for each test."""
    with standing(shared_application, database_template) as (application, saved), frozen(date(2026, 8, 3)):
        upload_holiday_table(user_by_name("admin"), NOTICE_2027)
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(application, instance, said.answers(firm), "deliver_decision")
        said.print_papers()
        db.session.commit()
    return saved


@pytest.fixture
def undelivered(app):
    """(the case's process, clock) on the day of the decision."""
    with moving(date(2026, 8, 3)) as advance:
        [case] = db.session.query(Case).all()
        instance = db.session.get(Instance, case.root_id)
        db.session.expunge_all()
        yield instance, advance


def officer():
    return user_by_name("zhifa1")


def decision() -> Document:
    forget()
    return db.session.query(Document).filter_by(template_id="penalty_decision_entity").one()


def scan() -> int:
    return store_attachment(officer(), "证明.pdf", b"%PDF-1.7 proof").id


def attempt(method="direct", failure="absent", **more):
    posted = {"dispatched_on": today(), "mail_number": "EMS001"} if method == "post" else {}
    return commands.record_attempt(
        officer(), [decision().id], method, failure, f"{today().isoformat()}T09:00", "上门两次，大门紧闭，电话不通。", TWO,
        **({"evidence": [scan()]} | posted | more),
    )  # fmt: skip


def unreachable() -> None:
    attempt()
    attempt("post", "returned")


def proposed(ground="other_ways_failed") -> dict:
    return {
        "notice_ground": ground, "account": "两次上门、一次邮寄都没有送达成。", "notice_gist": "你单位未对安全设备进行定期检测一案",
        "deliverers": [said.user("zhifa1"), said.user("zhifa2")],
    }  # fmt: skip


def published(**more) -> dict:
    return {
        "medium": "云泽市人民政府网站", "notice_published_on": today().isoformat(), "publication_proof": [scan()], **more,
    }  # fmt: skip


def begin_notice() -> Instance:
    begun = commands.begin_notice(officer(), decision())
    forget()
    return begun


def publish() -> Instance:
    """Every way tried, the notice proposed, approved and published today."""
    unreachable()
    own = begin_notice()
    answer(own, "propose_notice", proposed())
    answer(own, "approve_notice", {"notice_result": "approve", "opinion": "同意。"})
    answer(own, "publish_notice", published())
    forget()
    return own


def delivery(**more) -> dict:
    return {**said.delivery("legal_representative"), **more}


def test_a_failed_attempt_is_kept_and_the_task_stays_open(undelivered):
    instance, _ = undelivered
    [row] = attempt()
    assert only(instance, "deliver_decision").status == "open"
    assert (row.method, row.failure, row.deliverers) == ("direct", "absent", TWO)
    assert decision().state == ("待送达", "wait")
    do(only(instance, "deliver_decision").id, delivery())
    forget()
    assert decision().delivery.effective_on == date(2026, 8, 3) and len(decision().attempts) == 1
    with pytest.raises(Conflict, match="2026-08-03 送达"):
        attempt()


@pytest.mark.parametrize("wrong, words", [
    ({"method": "left"}, "情形"), ({"method": "pigeon"}, "方式"), ({"deliverers": TWO[:1]}, "2 名"),
    ({"attempted_at": "2026-08-04T10:00"}, "今天"), ({"attempted_at": "2026-08-03T09:05"}, "还没有到"),
    ({"attempted_at": "2026-08-02T10:00"}, "文书日期"),
    ({"method": "post", "failure": "returned", "dispatched_on": None}, "交寄"),
    ({"failure": "whereabouts_unknown", "evidence": []}, "第95条"), ({"method": "electronic", "failure": "not_received"}, "确认书"),
])  # fmt: skip
def test_an_attempt_that_cannot_be_is_refused(undelivered, wrong, words):
    facts = {"method": "direct", "failure": "absent", "attempted_at": "2026-08-03T09:00", "account": "没有人。", "deliverers": TWO,
             "evidence": [1]}  # fmt: skip
    with pytest.raises(RuleBroken, match=words):
        commands.record_attempt(officer(), [decision().id], **(facts | wrong))


def test_public_notice_serves_the_paper_by_the_clock_alone(undelivered):
    instance, advance = undelivered
    own = publish()
    check_states(own.id)
    [(facts, html)] = [(row.facts, row.html) for row in documents.documents_of(own.id) if row.template_id == "public_notice"]
    assert [each["number"] for each in facts["papers"]] == [decision().number]
    assert "经过三十日，即视为送达" in html and "六十日" in html
    assert decision().state == ("公告中", "wait") and decision().notice.effective_on == date(2026, 9, 2)
    advance(days=29)
    assert fire_due_timers() == 0 and only(instance, "deliver_decision")
    advance(days=1)
    assert fire_due_timers() == 1
    forget()
    done = decision().delivery
    assert (done.method, done.delivered_on, done.effective_on) == ("public_notice", date(2026, 8, 3), date(2026, 9, 2))
    assert [each["name"] for each in done.deliverers] == ["陆知行", "方以衡"] and decision().notice.status == "served"
    assert only(instance, "record_payment").due_on == date(2026, 9, 17)  # fifteen days from the day it counts as served
    assert db.session.get(Instance, own.id).status == "finished"
    assert any("系统" in (each["who"] or "系统") for each in course(instance.id))
    receipt = documents.documents_of(instance.id)[-1]
    assert receipt.template_id == "delivery_receipt" and "满三十日" in receipt.html


@pytest.mark.parametrize("tried, ground, words", [
    ([], "whereabouts_unknown", "核实下落"), ([], "other_ways_failed", "先直接送达；先邮寄送达"),
    ([("direct", "absent")], "other_ways_failed", "先邮寄送达"),
    ([("direct", "refused"), ("post", "returned")], "other_ways_failed", "先留置送达"),
])  # fmt: skip
def test_a_public_notice_is_refused_while_another_way_is_left(undelivered, tried, ground, words):
    for method, failure in tried:
        attempt(method, failure)
    own = begin_notice()
    with pytest.raises(RuleBroken, match=words):
        answer(own, "propose_notice", proposed(ground))


def test_a_notice_is_returned_refused_or_begun_only_once(undelivered):
    unreachable()
    own = begin_notice()
    with pytest.raises(RuleBroken, match="已在办理"):
        begin_notice()
    answer(own, "propose_notice", proposed())
    answer(own, "approve_notice", {"notice_result": "return", "opinion": "请补充走访记录。"})
    answer(own, "propose_notice", proposed())
    answer(own, "approve_notice", {"notice_result": "refuse", "opinion": "先由户籍地派出所核实住址。"})
    forget()
    assert db.session.get(Instance, own.id).status == "finished" and decision().notice.status == "refused"
    again = begin_notice()
    assert [item.element for item in items(again)] == ["propose_notice"] and decision().notice.root_id == again.id


def test_whoever_turns_up_ends_the_notice(undelivered):
    instance, advance = undelivered
    own = publish()
    advance(days=10)
    do(only(instance, "deliver_decision").id, delivery(delivered_at="2026-08-13T09:00"))
    forget()
    assert db.session.get(Instance, own.id).status == "cancelled" and decision().notice.status == "dropped"
    advance(days=30)
    assert not [row for row in documents.documents_of(own.id) if row.template_id == "delivery_receipt"]
    assert decision().delivery.effective_on == date(2026, 8, 13)
    assert db.session.query(Delivery).filter_by(document_id=decision().id).count() == 1


def test_nobody_registers_a_public_notice_by_hand(undelivered):
    instance, advance = undelivered
    by_hand = {"method": "public_notice", "delivered_at": "2026-08-03T00:00", "delivery_place": "政府网站"}
    for days in (0, 10):
        advance(days=days)
        with pytest.raises(ValidationError, match="选项"):
            do(only(instance, "deliver_decision").id, by_hand)
        if not days:
            publish()


def test_the_form_opens_with_the_ways_open_to_people_and_the_case_officers(undelivered):
    instance, _ = undelivered
    opened = task_view(officer(), only(instance, "deliver_decision").id).prefill
    assert [each["value"] for each in opened["method_options"]] == [way for way in rules.METHODS if way != "public_notice"]
    assert opened["deliverers"] == [said.user("zhifa1"), said.user("zhifa2")]


def test_nothing_is_delivered_later_today(undelivered):
    instance, advance = undelivered
    task = only(instance, "deliver_decision").id
    with pytest.raises(RuleBroken, match="时间还没有到（现在是 09:00）"):
        do(task, delivery(delivered_at="2026-08-03T09:01"))
    advance(minutes=1)
    do(task, delivery(delivered_at="2026-08-03T09:01"))
    assert decision().delivery.delivered_at == "2026-08-03T09:01"


def test_a_publication_lies_between_the_notice_and_today_and_is_proven(undelivered):
    unreachable()
    own = begin_notice()
    answer(own, "propose_notice", proposed())
    answer(own, "approve_notice", {"notice_result": "approve", "opinion": "同意。"})
    for day in ("2026-08-02", "2026-08-04"):
        with pytest.raises(RuleBroken, match="发出日期"):
            answer(own, "publish_notice", published(notice_published_on=day))


def test_the_clock_proposes_the_notice_when_the_time_to_deliver_is_over(undelivered):
    instance, advance = undelivered
    unreachable()
    assert only(instance, "deliver_decision").due_on == date(2026, 8, 12)
    advance(days=9)
    assert commands.propose_notices() == 0
    advance(days=1)
    assert commands.propose_notices() == 1 and commands.propose_notices() == 0
    forget()
    [own] = [row for row in arisen_from(instance.id) if row.process_key == notices.NOTICE]
    item = only(own, "propose_notice")
    assert {each.role for each in item.candidates} >= {f"user:{said.user('zhifa1')}"}
    answer(own, "propose_notice", proposed(), "zhifa1")


def test_the_clock_proposes_nothing_while_a_way_is_left(undelivered):
    _, advance = undelivered
    attempt()
    advance(days=20)
    assert commands.propose_notices() == 0


# the confirmed address


def confirm(signed=True, **more) -> Instance:
    own = commands.begin_address(officer(), decision())
    forget()
    answer(own, "fill_address", {
        "address": "云泽市临江区新址 8 号", "phone": "13800000000", "recipient": "秦望舒", "electronic": True,
        "system": "peiran@example.cn", **more,
    })  # fmt: skip
    outcome = {"address_result": "signed", "signed_on": today().isoformat(), "signed_paper": [scan()]}
    answer(own, "sign_address", outcome if signed else {"address_result": "unsigned", "note": "当事人不愿签字。"})
    forget()
    return own


def test_electronic_delivery_waits_for_the_signed_confirmation(undelivered):
    instance, _ = undelivered
    sent = delivery(method="electronic", delivery_place="peiran@example.cn")
    with pytest.raises(RuleBroken, match="确认书"):
        do(only(instance, "deliver_decision").id, sent)
    confirm(signed=False)
    with pytest.raises(RuleBroken, match="确认书"):
        do(only(instance, "deliver_decision").id, sent)
    own = confirm()
    assert "同意，接收方式：peiran@example.cn" in documents.documents_of(own.id)[0].html
    do(only(instance, "deliver_decision").id, sent)
    forget()
    assert decision().delivery.method == "electronic"


def test_consent_to_electronic_delivery_is_no_more_than_given(undelivered):
    instance, _ = undelivered
    confirm(electronic=False, system=None)
    with pytest.raises(RuleBroken, match="确认书"):
        do(only(instance, "deliver_decision").id, delivery(method="electronic"))


def test_the_confirmed_address_is_what_the_next_delivery_opens_with(undelivered, login):
    instance, _ = undelivered
    confirm()
    page = login("zhifa1").get(f"/tasks/{only(instance, 'deliver_decision').id}").get_data(as_text=True)
    assert "云泽市临江区新址 8 号" in page and "同意电子送达：peiran@example.cn" in page


def test_who_agreed_to_electronic_delivery_is_tried_by_it_before_a_public_notice(undelivered):
    confirm()
    unreachable()
    own = begin_notice()
    with pytest.raises(RuleBroken, match="先电子送达"):
        answer(own, "propose_notice", proposed())
    attempt("electronic", "not_received")
    answer(own, "propose_notice", proposed())


# other ways


def test_a_paper_left_behind_may_be_filmed_instead_of_witnessed(undelivered):
    instance, _ = undelivered
    left = delivery(method="left", refusal_reason="法定代表人看过后拒绝签收", receiver_name=None, receiver_relation=None)
    with pytest.raises(RuleBroken, match="第89条"):
        do(only(instance, "deliver_decision").id, left)
    do(only(instance, "deliver_decision").id, left | {"recordings": [scan()]})
    forget()
    assert "已拍照、录像" in documents.documents_of(instance.id)[-1].html


def test_a_letter_counts_from_the_day_of_its_receipt(undelivered):
    instance, advance = undelivered
    advance(days=4)
    posted = delivery(method="post", dispatched_on="2026-08-03", mail_number="EMS002", delivered_at="2026-08-06T08:00")
    do(only(instance, "deliver_decision").id, posted)
    forget()
    assert only(instance, "record_payment").due_on == date(2026, 8, 21)
    assert "邮件号 EMS002" in documents.documents_of(instance.id)[-1].html


def test_periods_begin_with_the_valid_delivery_only(undelivered):
    instance, _ = undelivered
    party = cases.by_root(instance.id).parties[0]
    unreachable()
    assert not [row for row in law.periods_of("party", party.id) if row.rule_id in ("fine_payment", "review_application")]


# pages


def sent(**more) -> dict:
    return {
        "papers": str(decision().id), "way": "direct:absent", "attempted_at": "2026-08-03T09:00", "account": "大门紧闭。",
        "deliverers": [str(said.user("zhifa1")), str(said.user("zhifa2"))], **more,
    }  # fmt: skip


def test_an_attempt_is_recorded_from_the_task_page(undelivered, login):
    instance, _ = undelivered
    browser, address = login("zhifa1"), f"/documents/{decision().id}/attempts"
    task = f"/tasks/{only(instance, 'deliver_decision').id}"
    assert "登记没有送达成" in browser.get(task).get_data(as_text=True)
    assert "上门没有遇到" in browser.get(f"{address}/new").get_data(as_text=True)
    answered = browser.post(address, data=sent(evidence=(BytesIO(b"%PDF-1.7 x"), "照片.pdf")))
    assert answered.status_code == 302 and answered.location.endswith(task)
    page = browser.get(task).get_data(as_text=True)
    assert "大门紧闭。" in page and "先邮寄送达" in page


@pytest.mark.parametrize("wrong, words", [
    ({"way": "post:returned"}, "退件"), ({"way": ""}, "请选一种情形"), ({"deliverers": ""}, "2 名以上"),
    ({"papers": "99999"}, "至少选一份"),
])  # fmt: skip
def test_what_was_typed_stays_where_an_attempt_is_refused(undelivered, login, wrong, words):
    answered = login("zhifa1").post(f"/documents/{decision().id}/attempts", data=sent(**wrong))
    page = answered.get_data(as_text=True)
    assert answered.status_code == 422 and words in page and "大门紧闭。" in page
    assert not decision().attempts


def test_who_may_not_deliver_records_no_attempt(undelivered, login):
    for name in ("shenji", "fazhi", "qiye"):
        assert login(name).post(f"/documents/{decision().id}/attempts", data=sent()).status_code == 403
        assert login(name).post(f"/documents/{decision().id}/notice").status_code == 403


def test_the_notice_is_begun_from_the_page(undelivered, login):
    unreachable()
    browser = login("zhifa1")
    assert "建议公告送达" in browser.get(f"/documents/{decision().id}").get_data(as_text=True)
    begun = browser.post(f"/documents/{decision().id}/notice")
    page = browser.get(begun.location).get_data(as_text=True)
    assert "拟公告送达" in page and "other_ways_failed" in page and "邮件退回" in page
