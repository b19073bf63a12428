"""停止供电、停止供应民用爆炸物品 (安全生产法第70条): a served decision refused, the head alone, 24 hours; saved at every step."""

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import frozen, local, moving, now, today
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.files import store_attachment
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.inspections import commands as inspection_commands
from app.inspections import power_commands as commands
from app.inspections import power_queries as powers
from app.inspections import queries
from app.inspections.models import Inspection
from app.workflow.commands import complete_task, fire_due_timers
from app.workflow.models import Instance, Timer
from app.workflow.queries import open_items
from tests.applications import standing
from tests.builders import make_person
from tests.workflow.walk import do, forget, only, start, until, walk
from tests.workflows import penalty_answers as said
from tests.workflows import test_inspection as inspecting

BEGUN = inspecting.MONDAY
WAY = ["propose_cutoff", "approve_cutoff", "deliver_cutoff_warning", "deliver_cutoff_notice", "record_receipt",
       "follow_cutoff", "approve_lifting", "deliver_restoration", "record_restoration"]  # fmt: skip


def evidence() -> int:
    return store_attachment(user_by_name("zhifa1"), "现场照片.pdf", b"%PDF-1.7 still at work").id


def proposal(**changed) -> dict:
    at = (now() + timedelta(hours=48)).strftime("%Y-%m-%dT%H:%M")
    return {
        "cutoff_kind": "electricity", "supplier": "云泽供电公司（演示）", "stop_scope": "铸造机动力电源",
        "kept_supply": "循环水泵和应急照明",
        "refusal": "夜间现场检查时铸造机仍在生产。", "danger": "熔融金属遇水爆炸。", "evidence": [evidence()], "stop_at": at,
        "opinion": "建议停止供电。", **changed,
    }  # fmt: skip


def told(_item) -> dict:
    said.print_papers()
    return {
        "method": "direct", "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "delivery_place": "现场", "receiver_name": "收件人",
        "receiver_relation": "legal_representative", "deliverers": [said.user("zhifa1"), said.user("zhifa2")],
    }  # fmt: skip


def answers(**changed) -> dict:
    """{element: answers} of a cut-off that is carried through and lifted."""
    usual = {
        "propose_cutoff": proposal(), "approve_cutoff": {"cutoff_result": "approve", "opinion": "批准。"},
        "deliver_cutoff_warning": told, "deliver_cutoff_notice": told, "deliver_restoration": told,
        "record_receipt": lambda item: {
            "stopped_at": now().strftime("%Y-%m-%dT%H:%M"), "supplier_receiver": "调度员", "supplier_receipt": [evidence()]},
        "follow_cutoff": lambda item: {
            "compliance_result": "complied", "complied_on": today().isoformat(), "compliance": "已经停用并挂牌。"},
        "approve_lifting": {"lifting_result": "approve", "opinion": "同意解除。"},
        "record_restoration": lambda item: {"restored_on": today().isoformat(), "restoration_note": "调度员回复，已告知企业。"},
        "await_compliance": lambda item: {"complied_on": today().isoformat(), "compliance": "已停机撤人。"},
    }  # fmt: skip
    return usual | changed


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """An inspection whose decision to stop the use of equipment was served on 2026-09-07: walked once, copied."""
    with standing(shared_application, database_template) as (application, saved), frozen(BEGUN):
        firm = inspecting.known_enterprise()
        make_person(firm)
        instance = start("zhifa1", "inspection", {
            "enterprise_id": firm.id, "trigger": "plan", "planned_on": BEGUN.isoformat(), "officers": inspecting.officers(),
        })  # fmt: skip
        ordered = {"decide_inspection_outcome": inspecting.outcome("measure"), "deliver_on_site_measure": told}
        until(application, instance, inspecting.ROAD | ordered, "review_resumption")
    return saved


@pytest.fixture
def served(app):
    """The clock; the inspection's measure is in force."""
    with moving(BEGUN) as advance:
        yield advance


def the_inspection() -> Inspection:
    forget()
    return db.session.query(Inspection).one()


def begin():
    own = commands.begin_cutoff(user_by_name("zhifa1"), the_inspection())
    forget()
    return own


def row():
    return powers.of_inspection(the_inspection().id)[-1]


def test_the_enterprise_has_24_hours_then_the_supplier_cuts_it_off_and_gives_it_back(app, served):
    own = begin()
    until(app, own, answers(), "await_compliance")
    cutoff = row()
    assert (cutoff.status, local(cutoff.stop_at)) == ("notified", local(datetime(2026, 9, 9, 9)))
    served(hours=47)
    assert fire_due_timers() == 0 and only(own, "await_compliance")
    served(hours=1)
    assert fire_due_timers() == 1
    path = walk(app, own, answers())
    assert path == WAY[3:]
    cutoff = row()
    assert (cutoff.status, cutoff.restored_on, cutoff.supplier_receiver) == ("lifted", date(2026, 9, 9), "调度员")
    papers = {paper.template_id: paper for paper in documents_of(own.id)}
    assert list(papers) == ["cutoff_warning", "delivery_receipt", "cutoff_notice", "cutoff_restoration"]
    notice = papers["cutoff_notice"]
    assert (notice.addressee, notice.facts["head_name"], notice.facts["warning_number"]) == (
        "云泽供电公司（演示）", "韩秉义", papers["cutoff_warning"].number)  # fmt: skip
    assert notice.facts["measures"] and papers["cutoff_restoration"].facts["notice_number"] == notice.number


def test_told_late_the_supply_stops_later(app, served):
    own = begin()
    until(app, own, answers(), "deliver_cutoff_warning")
    item = only(own, "deliver_cutoff_warning")
    assert local(item.due_at) == local(datetime(2026, 9, 8, 9))  # 24 hours before 2026-09-09 09:00
    served(hours=40)  # told on 2026-09-09 at 01:00
    do(item.id, told(item))
    assert local(row().stop_at) == local(datetime(2026, 9, 10, 1))
    [timer] = db.session.query(Timer).filter_by(root_id=own.id)
    assert local(timer.due_at) == local(datetime(2026, 9, 10, 1))


def test_an_enterprise_that_complies_in_time_keeps_its_supply(app, served):
    own = begin()
    path = walk(app, own, answers())
    assert path == [*WAY[:3], "await_compliance"] and row().status == "complied_before"
    assert [paper.template_id for paper in documents_of(own.id)] == ["cutoff_warning", "delivery_receipt"]


def test_an_emergency_needs_its_reason_and_waits_for_nothing(app, served):
    own = begin()
    hasty = proposal(stop_at=(now() + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"))
    item = only(own, "propose_cutoff")
    with pytest.raises(RuleBroken, match="安法第70条第2款") as early:
        do(item.id, hasty)
    assert early.value.code == "stop_at"
    forget()
    with pytest.raises(Exception, match="紧急情形|必填"):
        do(only(own, "propose_cutoff").id, hasty | {"emergency": True})
    forget()
    hasty |= {"emergency": True, "emergency_reason": "炉内已经进水，随时可能爆炸。"}
    assert walk(app, own, answers(propose_cutoff=hasty)) == WAY
    papers = documents_of(own.id)
    assert papers[0].facts["emergency_reason"] == papers[2].facts["emergency_reason"] == "炉内已经进水，随时可能爆炸。"


def test_explosives_are_cut_off_without_the_24_hours_and_beside_electricity(app, served):
    own = begin()
    asked = proposal(cutoff_kind="explosives", supplier="云泽民爆公司（演示）", stop_scope="采场全部民用爆炸物品",
                     stop_at=now().strftime("%Y-%m-%dT%H:%M"))  # fmt: skip
    until(app, own, answers(propose_cutoff=asked), "follow_cutoff")
    second = begin()
    with pytest.raises(RuleBroken) as double:
        do(only(second, "propose_cutoff").id, asked)
    assert double.value.code == "cutoff_open" and list(double.value.fields) == ["cutoff_kind"]
    forget()
    do(only(second, "propose_cutoff").id, proposal())
    assert documents_of(own.id)[2].facts["supply"] == "供应民用爆炸物品"


def test_only_the_head_decides_and_may_send_it_back_or_refuse(app, served):
    own = begin()
    until(app, own, answers(), "approve_cutoff")
    item_id = only(own, "approve_cutoff").id
    for name in ("fenguan", "zhifa1"):
        with pytest.raises((NotAllowed, RuleBroken)):
            complete_task(user_by_name(name), item_id, {"cutoff_result": "approve", "opinion": "批准。"})
        forget()
    do(item_id, {"cutoff_result": "return", "opinion": "补充现场录像。"})
    path = walk(app, own, answers(approve_cutoff={"cutoff_result": "refuse", "opinion": "现实危险不足。"}))
    assert path == ["propose_cutoff", "approve_cutoff"] and row().status == "refused"
    assert documents_of(own.id) == []


def test_nothing_is_cut_off_without_a_served_decision_in_force(app, served):
    inspection = the_inspection()
    paper = documents_of(inspection.instance_id)[-2]
    assert paper.template_id == "on_site_measure"
    delivery, measure = paper.delivery, inspection.measures[-1]
    for change, code in (
        (lambda: setattr(measure, "kinds", ["evacuate"]), "decision_kind"),
        (lambda: setattr(measure, "status", "lifted"), "decision_over"),
        (lambda: db.session.delete(delivery), "decision_not_served"),
    ):
        with db.session.begin_nested() as savepoint:
            change()
            db.session.flush()
            db.session.expire(paper)
            with pytest.raises(RuleBroken) as refused:
                powers.require_decision(inspection)
            assert refused.value.code == code
            savepoint.rollback()
    forget()


def test_the_decision_is_asked_for_again_when_the_head_decides(app, served):
    own = begin()
    until(app, own, answers(), "approve_cutoff")
    measure = the_inspection().measures[-1]
    inspection_commands.review_resumption(user_by_name("zhifa1"), measure, "agree", "隐患已排除。", today())
    forget()
    with pytest.raises(RuleBroken) as over:
        do(only(own, "approve_cutoff").id, answers()["approve_cutoff"])
    assert over.value.code == "decision_over"


def test_nobody_lifts_it_the_clock_reminds_every_day_and_work_is_not_resumed_meanwhile(app, served):
    own = begin()
    until(app, own, answers(), "await_compliance")
    served(hours=48)
    fire_due_timers()
    visits = [{"compliance_result": "refusing", "compliance": "仍在生产。"}, answers()["follow_cutoff"](None)]
    until(app, own, answers(follow_cutoff=visits), "approve_lifting")
    for days in (1, 2):
        served(days=1)
        assert fire_due_timers() == 1
        assert len(row().reminded_on) == days and only(own, "approve_lifting")
    with pytest.raises(RuleBroken, match="先及时解除") as still:
        inspection_commands.review_resumption(
            user_by_name("zhifa1"), the_inspection().measures[-1], "agree", "已排除。", today()
        )
    assert still.value.code == "cutoff_in_force"
    forget()
    do(only(own, "approve_lifting").id, {"lifting_result": "return", "opinion": "再看一次。"})
    assert walk(app, own, answers())[-1] == "record_restoration" and row().status == "lifted"
    instance = db.session.get(Instance, the_inspection().instance_id)
    [item] = open_items(instance.id)
    do(item.id, inspecting.ROAD["review_resumption"])
    assert queries.inspection(the_inspection().id).status == "closed"


def test_the_supplier_s_receipt_lies_after_the_hour_told(app, served):
    own = begin()
    until(app, own, answers(), "await_compliance")
    served(hours=48)
    fire_due_timers()
    until(app, own, answers(), "record_receipt")
    early = answers()["record_receipt"](None) | {"stopped_at": "2026-09-08T09:00"}
    with pytest.raises(RuleBroken) as refused:
        do(only(own, "record_receipt").id, early)
    assert refused.value.code == "stopped_at"


def test_the_page_offers_it_after_the_decision_was_served_and_shows_how_it_stands(app, served, login):
    inspection = the_inspection()
    page = login("zhifa1").get(f"/inspections/{inspection.id}").text
    assert "停止供电、停止供应民用爆炸物品" in page and f"/inspections/{inspection.id}/cutoff" in page
    answer = login("zhifa1").post(f"/inspections/{inspection.id}/cutoff")
    assert answer.status_code == 302 and "/tasks/" in answer.location
    forget()
    own = db.session.query(Instance).filter_by(process_key="power_cutoff").one()
    until(app, own, answers(), "await_compliance")
    page = login("duizhang").get(f"/inspections/{the_inspection().id}").text
    assert "云泽供电公司（演示）" in page and "已通知企业" in page and "事先通知书" in page
    assert login("shenji").post(f"/inspections/{the_inspection().id}/cutoff").status_code == 403
