"""`workflows/hazard.bpmn` (事故隐患治理): every road from discovery to closing, saved and loaded at every step."""

from datetime import date, timedelta

import pytest
from marshmallow import ValidationError

from app.core.clock import frozen
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.documents.queries import documents_of
from app.hazards import commands, handlers, queries
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_DISTRICT
from app.workflow.commands import fire_due_timers
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.workflow.walk import answer, do, forget, items, only, until, walk
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import begin, firm_id, the_hazard

MONDAY = date(2026, 9, 7)
MAJOR = ["assess_hazard", "confirm_major", "deliver_to_principal", "deliver_to_controller", "sign_major", "submit_plan",
         "approve_plan", "record_monitoring", "report_completion", "check_district", "check_city", "approve_closure"]  # fmt: skip
GENERAL = ["assess_hazard", "deliver_hazard_notice", "submit_plan", "approve_plan", "record_monitoring", "report_completion",
           "check_district", "approve_closure"]  # fmt: skip


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """An enterprise of the district, with an account."""
    with standing(shared_application, database_template) as (_, saved), frozen(MONDAY):
        say.firm()
    return saved


def links(row: Hazard) -> list[str]:
    return list(dict.fromkeys(each.link for each in row.records))


def test_a_major_hazard_is_told_to_both_signed_by_the_head_and_closed_at_two_levels(app, clock):
    begun = begin()
    assert walk(app, begun, say.usual()) == MAJOR
    row = the_hazard()
    assert (row.status, row.grade, row.handling, row.organisation_id) == ("closed", "major", "listed", DEMO_DISTRICT)
    assert (row.number, row.closed_on) == ("YH-2026-00001", MONDAY)
    assert links(row) == ["discovery", "registration", "assessment", "report", "rectification", "monitoring", "closure"]
    assert "第十一条第（四）项" in row.standard_item and "第10号" in row.standard
    assert [each.level for each in row.checks] == ["district", "city"]
    papers = [paper.template_id for paper in documents_of(begun.id)]
    assert papers == ["major_hazard_notice_principal", "major_hazard_notice_controller", "delivery_receipt", "delivery_receipt",
                      "hazard_plan", "hazard_acceptance", "hazard_closure_approval"]  # fmt: skip


def test_a_general_hazard_is_put_right_by_a_last_day_and_closed_at_one_level(app, clock):
    begun = begin(source="spot_check")
    assert walk(app, begun, say.usual(assess_hazard=say.assessed(listed=False))) == GENERAL
    row = the_hazard()
    assert (row.status, row.grade, row.handling) == ("closed", "general", "time_limited")
    assert [paper.template_id for paper in documents_of(begun.id)] == [
        "hazard_notice", "delivery_receipt", "hazard_plan", "hazard_acceptance", "hazard_closure_approval"]  # fmt: skip


def test_a_general_hazard_is_removed_on_the_spot_with_photographs_of_both(app, clock):
    begun = begin()
    at_once = {"assess_hazard": say.assessed(listed=False, on_the_spot=True), "remove_on_spot": {
        "told": "杜若衡，总经理", "interim": "专人看守。", "rectified_note": "纸箱已搬离。", "after_photos": [say.photo()]}}  # fmt: skip
    assert walk(app, begun, say.usual(**at_once)) == ["assess_hazard", "remove_on_spot"]
    row = the_hazard()
    assert (row.status, row.handling, len(row.photos), len(row.after_photos)) == ("closed", "immediate", 1, 1)
    assert set(links(row)) == set(queries.rules.LINKS)


def test_a_major_hazard_is_never_just_removed_on_the_spot(app, clock):
    begun = begin()
    with pytest.raises(RuleBroken, match="不能当场整改"):
        answer(begun, "assess_hazard", say.assessed(on_the_spot=True), "quzhifa2")
    forget()
    until(app, begun, say.usual(), "confirm_major")
    assert the_hazard().handling == "listed"


# --- what the enterprise reports itself, and what comes from others -------------------------------------------------------


def test_an_own_report_stands_in_the_same_ledger_and_is_sent_back_accepted_and_put_right_by_the_enterprise(app, clock):
    begun = begin("quqiye")
    row = the_hazard()
    assert (row.source, row.status, row.organisation_id) == ("self_check", "registered", DEMO_DISTRICT)
    answer(begun, "accept_report", {"review_result": "send_back", "reason": "请补充部位。"}, "quanban")
    amended = {"place": "熔炼车间2号炉", "description": "煤气报警装置未检定。", "photos": [say.photo("quqiye")]}
    item = only(begun, "amend_report")
    assert item.assignee_id == say.user("quqiye")
    do(item.id, amended, "quqiye")
    path = walk(app, begun, say.usual(assess_hazard=say.assessed(listed=False)))
    assert path == ["accept_report", *GENERAL]
    row = the_hazard()
    assert (row.place, row.status) == ("熔炼车间2号炉", "closed")
    assert "熔炼车间，" not in row.description and any("退回补正" in each.note for each in row.records)
    assert {each.by for each in row.records if each.link in ("monitoring", "rectification")} >= {"穆怀谷"}


def test_an_account_reports_for_its_own_enterprise_only(app, clock):
    other = say.make_enterprise(72).id
    begin("quqiye")
    assert the_hazard().enterprise_id != other
    with pytest.raises(NotAllowed, match="本企业"):
        commands.register(user_by_name("quqiye"), other, "self_check", MONDAY, "车间", "情况", DEMO_DISTRICT)
    with pytest.raises(ValidationError):  # the form has no other enterprise for it
        begin("quqiye", enterprise_id=other, source="report", found_on=None)


def test_what_belongs_to_another_department_is_signed_for_there_and_asked_for_every_week(app, clock):
    begun = begin(source="grid_patrol")
    sent = {"review_result": "transfer", "transfer_to": "鄂城区住建局", "reason": "属于房屋建筑施工。"}
    answer(begun, "accept_report", sent, "quanban")
    for week in (1, 2):
        clock(days=7)
        assert fire_due_timers() == 1
        assert [each["kind"] for each in the_hazard().reminders] == ["transfer"] * week
    receipt = {"receiver": "何志远", "received_on": MONDAY.isoformat(), "receipt": [say.photo()]}
    item = only(begun, "sign_transfer")
    with pytest.raises(RuleBroken, match="签收日期"):
        do(item.id, receipt | {"received_on": (MONDAY - timedelta(days=1)).isoformat()})
    forget()
    until(app, begun, {"sign_transfer": receipt}, "record_feedback")
    row = the_hazard()
    assert (row.status, row.transferred_to, row.transfer_received_on) == ("transferred", "鄂城区住建局", MONDAY)


def handed_over(app):
    """A hazard another department has signed for. Returns: its process"""
    begun = begin(source="grid_patrol")
    sent = {"review_result": "transfer", "transfer_to": "鄂城区住建局", "reason": "属于房屋建筑施工。"}
    receipt = {"receiver": "何志远", "received_on": MONDAY.isoformat(), "receipt": [say.photo()]}
    until(app, begun, {"accept_report": sent, "sign_transfer": receipt}, "record_feedback")
    return begun


def came_back(result: str, **changed) -> dict:
    facts = {"feedback_on": say.later(0), "feedback_note": "已拆除重搭。", "feedback_files": [say.photo()]}
    return {"feedback_result": result} | facts | changed


def test_the_other_department_says_what_came_of_it_with_evidence(app, clock, login):
    begun = handed_over(app)
    assert only(begun, "record_feedback").due_on == date(2026, 10, 10)  # twenty working days, the last a Saturday at work
    for wrong in (came_back("done", feedback_files=[]), came_back("done", feedback_on="2026-09-01")):
        with pytest.raises((RuleBroken, ValidationError)):
            answer(begun, "record_feedback", wrong)
        forget()
    assert "待反馈" in login("quduizhang").get(f"/hazards/{the_hazard().id}").text
    assert walk(app, begun, {"record_feedback": came_back("done")}) == ["record_feedback"]
    row = the_hazard()
    assert (row.status, row.transfer_feedback_on) == ("transferred", MONDAY) and "已拆除重搭" in row.records[-1].note
    assert len(row.records[-1].evidence) == 1 and "反馈已办结" in login("quduizhang").get(f"/hazards/{row.id}").text


def test_silence_of_the_other_department_is_seen_and_urged_and_waited_for_anew(app, clock, login):
    begun = handed_over(app)
    clock(days=33)
    assert fire_due_timers() == 0 and the_hazard().transfer_silent_on is None  # 10 October is its last day
    clock(days=1)
    assert fire_due_timers() == 1
    row = the_hazard()
    assert (row.transfer_silent_on, [each["kind"] for each in row.reminders]) == (date(2026, 10, 11), ["feedback"])
    assert "逾期没有反馈" in login("quduizhang").get(f"/hazards/{row.id}").text
    urged = {"urged_on": say.later(0), "urged_by": "call", "urged_whom": "何志远", "urge_note": "答复本周反馈。"}
    answer(begun, "urge_feedback", urged)
    assert only(begun, "record_feedback").due_on == date(2026, 11, 6) and "电话催办" in the_hazard().records[-1].note
    answer(begun, "record_feedback", came_back("done"))
    assert the_hazard().transfer_silent_on is None and not items(begun)


def test_what_the_other_department_sends_back_is_looked_at_again(app, clock):
    begun = handed_over(app)
    answer(begun, "record_feedback", came_back("returned"))
    assert (the_hazard().status, the_hazard().transferred_to) == ("registered", "")
    assert walk(app, begun, say.usual(assess_hazard=say.assessed(listed=False)))[0] == "accept_report"
    assert the_hazard().status == "closed"


def test_the_same_hazard_from_two_sources_becomes_one(app, clock):
    first = begin()
    second = begin(source="report", found_by="群众")
    number = the_hazard().number
    with pytest.raises(ValidationError):
        answer(second, "accept_report", {"review_result": "merge", "same_as": "YH-2026-99999", "reason": "同一部位。"})
    forget()
    answer(second, "accept_report", {"review_result": "merge", "same_as": number, "reason": "同一部位。"})
    forget()
    merged = queries.of_instance(second.id)
    assert (merged.status, merged.merged_into_id) == ("merged", the_hazard().id)
    assert any("并入本条" in each.note for each in the_hazard().records) and items(first) and not items(second)


def test_what_is_no_hazard_is_refused_with_a_reason(app, clock):
    begun = begin(source="report")
    with pytest.raises(ValidationError):
        answer(begun, "accept_report", {"review_result": "refuse"})
    forget()
    answer(begun, "accept_report", {"review_result": "refuse", "reason": "现场查看不属实。"})
    row = the_hazard()
    assert (row.status, row.returned_reason, items(begun)) == ("rejected", "现场查看不属实。", [])


# --- assessment -----------------------------------------------------------------------------------------------------------


def test_a_grade_is_never_without_its_ground_and_the_third_grade_folds_into_the_two(app, clock):
    begun = begin()
    for wrong, field in ((say.assessed(standard_item=None), "standard_item"), (say.assessed(sector_grade="larger"), "sector_grade"),
                         (say.assessed(due_on="2026-09-01"), "due_on")):  # fmt: skip
        with pytest.raises((RuleBroken, ValidationError)) as refused:
            answer(begun, "assess_hazard", wrong)
        assert field in refused.value.messages
        forget()
    answer(begun, "assess_hazard", say.assessed(sector_grade="prominent"))
    row = the_hazard()
    assert (row.sector_grade, row.grade) == ("prominent", "major") and any("突出" in each.note for each in row.records)


def test_a_second_person_confirms_a_major_grade_or_sends_it_back(app, clock):
    begun = begin()
    answer(begun, "assess_hazard", say.assessed(), "quduizhang")
    item = only(begun, "confirm_major")
    with pytest.raises(RuleBroken, match="职责分离"):
        do(item.id, {"confirm_result": "confirm", "opinion": "我自己定的。"}, "quduizhang")
    forget()
    answer(begun, "confirm_major", {"confirm_result": "return", "opinion": "条款不对。"}, "qufenguan")
    row = the_hazard()
    assert (row.grade, row.status, only(begun, "assess_hazard").element) == (None, "assessing", "assess_hazard")
    assert walk(app, begun, say.usual(assess_hazard=say.assessed(listed=False))) == GENERAL


def test_the_head_signs_only_after_both_have_signed_for_the_notice_and_nobody_signs_for_the_head(app, clock):
    begun = begin()
    until(app, begun, say.usual(), "deliver_to_controller")
    assert [each.element for each in items(begun)] == ["deliver_to_controller"]
    assert "霍承宇" in handlers.hazard_condition("told", instance_of(begun.id))
    until(app, begun, say.usual(), "sign_major")
    item = only(begun, "sign_major")
    with pytest.raises(NotAllowed):
        do(item.id, {"opinion": "代签。"}, "qufenguan")
    forget()
    assert handlers.hazard_condition("signed", instance_of(begun.id)) == "重大隐患还没有经主要负责人签批"
    answer(begun, "sign_major", {"opinion": "由大队督办。"}, "qujuzhang")
    assert the_hazard().signed_by == say.user("qujuzhang") and "record" not in items(begun)[0].element


def test_one_person_in_both_capacities_signs_once(app, clock):
    begun = begin()
    alone = say.usual(assess_hazard=say.assessed(actual_controller="杜若衡"))
    assert walk(app, begun, alone) == [each for each in MAJOR if each != "deliver_to_controller"]


def test_all_five_must_be_settled(app, clock):
    begun = begin()
    until(app, begun, say.usual(), "submit_plan")
    for missing in ("responsibility", "measures", "funds_yuan", "plan_deadline", "contingency"):
        with pytest.raises((RuleBroken, ValidationError)) as refused:
            answer(begun, "submit_plan", say.usual()["submit_plan"] | {missing: None})
        assert missing in refused.value.messages
        forget()
    with pytest.raises(RuleBroken, match="整改期限"):
        answer(begun, "submit_plan", say.usual()["submit_plan"] | {"plan_deadline": say.later(41)})


# --- what is refused, and kept ----------------------------------------------------------------------------------------------


def refusals() -> list[str]:
    forget()
    return [entry.detail["code"] for entry in db.session.query(AuditEntry).filter_by(act="core.note_refusal")]


def test_nothing_is_closed_while_a_link_or_a_level_is_missing(app, clock, login):
    begun = begin()
    row = the_hazard()
    with pytest.raises(RuleBroken, match="缺评估、报告、监控、治理环节"):
        commands.close(user_by_name("qujuzhang"), row)
    forget()
    assert "缺评估" in login("quduizhang").post(f"/hazards/{the_hazard().id}/closure").text and refusals() == ["links_missing"]
    until(app, begun, say.usual(), "check_city")
    with pytest.raises(RuleBroken, match="市级验收还没有通过"):
        commands.close(user_by_name("qujuzhang"), the_hazard())
    forget()
    answered = login("qujuzhang").post(f"/hazards/{the_hazard().id}/closure")
    assert answered.status_code == 422 and "市级验收" in answered.text and refusals() == ["links_missing", "checks_missing"]
    paper = documents_of(begun.id)[0].id
    read = {name: login(name).get(f"/documents/{paper}").status_code for name in ("quzhifa1", "zhifa3", "quqiye", "qiye", "admin")}
    assert read == {"quzhifa1": 200, "zhifa3": 200, "quqiye": 200, "qiye": 403, "admin": 403}


def test_another_areas_hazard_is_refused_and_the_attempt_kept(app, clock, login):
    begin()
    number = the_hazard().id
    seen = {name: login(name).get(f"/hazards/{number}").status_code for name in (
        "quzhifa1", "quqiye", "zhifa3", "qujuzhang", "shenji", "qiye", "liucheng")}  # fmt: skip
    assert seen == dict.fromkeys(("quzhifa1", "quqiye", "zhifa3", "qujuzhang", "shenji"), 200) | {"qiye": 403, "liucheng": 403}
    assert login("hrzhifa1").get(f"/hazards/{number}").status_code == 403
    assert refusals() == ["other_bureau", "permission", "other_bureau"]


def test_a_task_tried_by_page_or_by_post_without_the_right_to_it_is_refused_and_the_attempt_kept(app, clock, login):
    begun = begin()
    tried = []

    def tries(who: str, item, answers: dict, code: str) -> None:
        answered = login(who).post(f"/tasks/{item.id}", json={"answers": answers}, headers={"Accept": "application/json"})
        assert answered.json["code"] == code
        tried.append((who, code))

    assessing = only(begun, "assess_hazard")
    assert login("hrzhifa1").get(f"/tasks/{assessing.id}").status_code == 403
    answer(begun, "assess_hazard", say.assessed(), "quduizhang")
    tries("quduizhang", assessing, say.assessed(listed=False), "task_closed")  # the grade is not changed afterwards
    tries("quduizhang", only(begun, "confirm_major"), {"confirm_result": "confirm", "opinion": "我定的。"}, "separate_duty")
    until(app, begun, say.usual(), "check_district")
    tries("quzhifa1", only(begun, "check_district"), say.checked(), "separate_duty")  # found it
    assert [row.level for row in the_hazard().checks] == []
    kept = db.session.query(AuditEntry).filter_by(act="core.note_refusal").order_by(AuditEntry.id)
    assert [(user_by_name("hrzhifa1").name, "other_bureau"), *((user_by_name(who).name, code) for who, code in tried)] == [
        (entry.actor_name, entry.detail["code"]) for entry in kept]  # fmt: skip


def test_a_record_is_never_changed_and_a_report_only_when_it_was_sent_back(app, clock, login):
    begin("quqiye")
    row = the_hazard()
    row.records[0].note = "改过的"
    with pytest.raises(RuleBroken, match="不能修改"):
        db.session.flush()
    forget()
    answered = login("quqiye").post(f"/hazards/{the_hazard().id}/records/{the_hazard().records[0].id}")
    assert answered.status_code == 422 and refusals() == ["record_final"]
    with pytest.raises(RuleBroken, match="没有退回"):
        commands.amend_report(user_by_name("quqiye"), the_hazard(), "别处", "别的", [1])


def test_another_matter_hands_its_finding_over_without_a_form(app, clock):
    origin = begin()
    row = commands.begin_hazard(
        user_by_name("quzhifa2"), origin, enterprise_id=firm_id(), source="inspection_finding", found_on=MONDAY, place="一车间",
        description="接地断开。", photos=[say.photo()], origin=("finding", 7),
    )  # fmt: skip
    forget()
    [found] = queries.hazards_of_origin("finding", 7)
    assert (found.id, found.status, found.number) == (row.id, "assessing", "YH-2026-00002")
    assert [each.element for each in items(instance_of(found.instance_id))] == ["assess_hazard"]


def test_photographs_are_open_to_whoever_may_see_the_hazard_and_to_nobody_by_their_number(app, clock, login):
    strange = say.photo("zhifa1")
    begin("quqiye", photos=[say.photo("quqiye"), strange])
    own = the_hazard().photos[0]
    assert login("zhifa3").get(f"/attachments/{own}").status_code == 200
    assert login("qiye").get(f"/attachments/{own}").status_code == 403
    assert login("quqiye").get(f"/attachments/{strange}").status_code == 403
