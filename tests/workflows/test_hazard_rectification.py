"""`workflows/hazard.bpmn` from the approved plan on: watched and put right side by side, more time, checks at two levels."""

from datetime import date

import pytest
from marshmallow import ValidationError

from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.enterprises.commands import add_person
from app.hazards import commands, queries
from app.hazards.models import Hazard
from app.hazards.reading_handlers import keep_reading
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.notices.models import Notice
from app.workflow.commands import fire_due_timers, return_to
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.builders import make_enterprise
from tests.workflow.walk import answer, do, forget, items, only, start, until, walk
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import the_hazard

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(shared_application, rectifying_template):
    """A major hazard that is being put right, its last day 2026-10-17, a Saturday: walked once, copied."""
    with standing(shared_application, rectifying_template) as (application, saved), frozen(MONDAY):
        keep_reading(user_by_name("quqiye"), the_hazard())
    return saved


def rectifying():
    found = instance_of(the_hazard().instance_id)
    forget()  # what it shows stays readable
    return found


def test_monitoring_is_filled_again_and_again_asked_for_weekly_and_ends_with_the_rectification(app, clock):
    begun = rectifying()
    with pytest.raises(RuleBroken, match="监控记录"):
        answer(begun, "report_completion", {"rectified_note": "好了", "after_photos": [say.photo()]}, "quqiye")
    forget()
    for _ in range(3):
        answer(begun, "record_monitoring", say.WATCHED, "quqiye")
        clock(days=2)
    clock(days=6)
    assert fire_due_timers() == 2  # a week after the last record; the notices were read in time
    assert the_hazard().reminders[-1]["kind"] == "monitoring"
    assert db.session.query(Notice).filter_by(kind="hazard", user_id=say.user("quqiye")).count() == 1
    answer(begun, "report_completion", {"rectified_note": "好了", "after_photos": [say.photo()]}, "quqiye")
    forget()
    assert [each.element for each in items(begun)] == ["check_district"]


def test_each_reminder_comes_once_and_on_its_working_day(app, clock):
    begun = rectifying()
    for day, kinds in ((12, []), (13, ["soon"]), (17, ["soon", "last_day"]), (18, ["soon", "last_day"]),
                       (19, ["soon", "last_day", "overdue"]), (21, ["soon", "last_day", "overdue"])):  # fmt: skip
        clock(days=(date(2026, 10, day) - today()).days)
        answer(begun, "record_monitoring", say.WATCHED, "quqiye")
        fire_due_timers()
        row = the_hazard()
        told = [each["kind"] for each in row.reminders if each["kind"] != "monitoring"]
        assert told == kinds, day
    assert row.overdue_on == date(2026, 10, 19) and row.is_overdue(today())
    assert [each.element for each in items(begun)][0] in ("record_monitoring", "report_completion", "apply_extension")


def test_more_time_needs_protection_comes_before_the_last_day_and_moves_the_reminders(app, clock):
    begun = rectifying()
    answer(begun, "record_monitoring", say.WATCHED, "quqiye")
    with pytest.raises((RuleBroken, ValidationError)):
        answer(begun, "apply_extension", say.extension(protection=""), "quqiye")
    forget()
    answer(begun, "apply_extension", say.extension(), "quqiye")
    assert the_hazard().status == "extension_pending" and only(begun, "report_completion")
    answer(begun, "decide_extension", {"extension_result": "refuse", "opinion": "理由不充分。"}, "qufenguan")
    assert (the_hazard().due_on, the_hazard().status) == (date(2026, 10, 17), "rectifying")
    answer(begun, "apply_extension", say.extension(), "quqiye")
    answer(begun, "decide_extension", {"extension_result": "grant", "opinion": "同意。"}, "qufenguan")
    row = the_hazard()
    assert (row.due_on, [each.result for each in row.extensions]) == (date(2026, 11, 6), ["refuse", "grant"])
    assert sorted(each.element for each in items(begun)) == ["apply_extension", "record_monitoring", "report_completion"]
    clock(days=41)
    answer(begun, "record_monitoring", say.WATCHED, "quqiye")
    fire_due_timers()
    assert "last_day" not in [each["kind"] for each in the_hazard().reminders]
    clock(days=25)
    with pytest.raises(RuleBroken, match="届满"):
        answer(begun, "apply_extension", say.extension(until_on=say.later(30)), "quqiye")
    forget()
    papers = [paper.template_id for paper in documents_of(begun.id)]
    assert papers.count("hazard_extension_approval") == 2
    assert walk(app, begun, say.usual()) == ["report_completion", "check_district", "check_city", "approve_closure"]


# --- checks and closing ---------------------------------------------------------------------------------------------------


def test_the_finder_checks_nothing_and_the_city_looks_after_the_district(app, clock):
    begun = rectifying()
    until(app, begun, say.usual(), "check_district")
    item = only(begun, "check_district")
    with pytest.raises(RuleBroken, match="排查人"):
        do(item.id, say.checked(), "quzhifa1")
    forget()
    answer(begun, "check_district", say.checked(), "quzhifa2", "quzhifa3")
    forget()
    city = only(begun, "check_city")
    assert city.organisation_id == DEMO_BUREAU
    with pytest.raises(NotAllowed):
        do(city.id, say.checked(), "quduizhang")
    forget()
    answer(begun, "check_city", say.checked("fail"), "zhifa1", "zhifa2")
    row = the_hazard()
    assert (row.status, row.due_on, queries.passed_levels(row)) == ("rectifying", date(2026, 9, 17), set())
    assert sorted(each.element for each in items(begun)) == ["apply_extension", "record_monitoring", "report_completion"]
    assert walk(app, begun, say.usual()) == ["report_completion", "check_district", "check_city", "approve_closure"]
    assert [(each.level, each.result) for each in the_hazard().checks] == [
        ("district", "pass"), ("city", "fail"), ("district", "pass"), ("city", "pass")]  # fmt: skip


def by_the_city(app, area: str):
    """A major hazard a city's officer has found in that district, up to its removal being reported."""
    firm = make_enterprise(72, area_id=area)
    add_person(SYSTEM, firm.id, "杜若衡", "main_responsible_person")
    photo = [say.photo("zhifa1")]
    begun = start("zhifa1", "hazard", say.found(firm.id, finders=[say.user("zhifa1")], photos=photo))
    forget()
    until(app, begun, say.usual(assess_hazard=say.assessed(actual_controller="杜若衡")), "report_completion")
    answer(begun, "record_monitoring", say.WATCHED, "zhifa1")
    forget()
    return begun


def test_what_the_city_has_in_charge_is_looked_at_by_the_district_first(app, clock, login):
    begun = by_the_city(app, "ar-huarong")
    answer(begun, "report_completion", {"rectified_note": "已改为负压。", "after_photos": [say.photo("zhifa1")]}, "zhifa1")
    forget()
    assert only(begun, "check_district").organisation_id == "b-yj-hr"
    with pytest.raises(NotAllowed):
        answer(begun, "check_district", say.checked(), "zhifa3", "zhifa4")
    forget()
    assert login("hrzhifa1").get(f"/hazards/{only(begun, 'check_district').subject_id}").status_code == 200
    answer(begun, "check_district", say.checked(check_photos=[say.photo("hrzhifa1")]), "hrzhifa1", "hrzhifa2")
    forget()
    assert only(begun, "check_city").organisation_id == DEMO_BUREAU


def test_without_a_bureau_of_the_district_there_are_no_two_levels(app, clock):
    begun = by_the_city(app, "ar-gedian")
    with pytest.raises(RuleBroken, match="葛店经开区还没有登记区级应急管理部门"):
        answer(begun, "report_completion", {"rectified_note": "已改为负压。", "after_photos": [say.photo("zhifa1")]}, "zhifa1")


def test_an_enterprise_sends_nothing_back(app, clock, login):
    item = only(rectifying(), "report_completion")
    assert 'data-dialog="return-dialog"' not in login("quqiye").get(f"/tasks/{item.id}").text
    with pytest.raises(NotAllowed):
        return_to(user_by_name("quqiye"), item.id, "submit_plan", "重做方案")


def test_nobody_goes_back_behind_a_served_notice(app, clock, login):
    begun = start("quzhifa1", "hazard", say.found(make_enterprise(72, address="临江路1号").id))
    usual = say.usual(assess_hazard=say.assessed(listed=False))
    until(app, begun, usual, "deliver_hazard_notice")
    clock(days=1)
    until(app, begun, usual, "submit_plan")
    clock(days=1)
    until(app, begun, usual, "approve_plan")
    item = only(begun, "approve_plan")
    page = login("quduizhang").get(f"/tasks/{item.id}").text
    assert 'value="submit_plan"' in page and 'value="assess_hazard"' not in page
    with pytest.raises(RuleBroken, match="已经送达，不能退回到送达以前的步骤"):
        return_to(user_by_name("quduizhang"), item.id, "assess_hazard", "我想改定级")
    forget()
    return_to(user_by_name("quduizhang"), only(begun, "approve_plan").id, "submit_plan", "资金没有写明")
    assert [each.element for each in items(begun)] == ["submit_plan"]


def test_nobody_lets_the_clocks_of_the_rectification_end_by_going_back(app, clock):
    begun = rectifying()
    clock(days=1)
    until(app, begun, say.usual(), "check_district")
    clock(days=1)
    until(app, begun, say.usual(), "check_city")
    item = only(begun, "check_city")
    with pytest.raises(RuleBroken, match="整改期限已经起算"):
        return_to(user_by_name("zhifa1"), item.id, "approve_plan", "方案不对")
    forget()
    return_to(user_by_name("zhifa1"), only(begun, "check_city").id, "check_district", "照片不清")
    assert [each.element for each in items(begun)] == ["check_district"]


def test_one_extension_adds_no_more_than_the_parameter_says(app, clock):
    begun = rectifying()
    with pytest.raises(RuleBroken, match="一次延期最多 60 日"):
        answer(begun, "apply_extension", say.extension(until_on="2029-12-31"), "quqiye")


def test_a_hazard_that_is_dealt_with_elsewhere_is_not_merged_away(app, clock):
    row = the_hazard()
    other = start("quzhifa1", "hazard", say.found(row.enterprise_id))
    twin = db.session.query(Hazard).filter_by(instance_id=other.id).one()
    start("quanban", "listed_supervision", {"hazard_number": row.number, "listing_reason": "拖延。"})
    db.session.query(Hazard).filter_by(id=twin.id).update({"grade": "major"})
    db.session.commit()
    with pytest.raises(RuleBroken, match="还在办理，不能合并"):
        commands.merge(user_by_name("quduizhang"), row, twin.number, "同一处")


def test_a_district_that_is_not_satisfied_gives_a_new_last_day_and_needs_photographs(app, clock):
    begun = rectifying()
    until(app, begun, say.usual(), "check_district")
    for wrong in (say.checked(check_photos=[]), say.checked("fail", new_due_on="2026-09-01")):
        with pytest.raises((RuleBroken, ValidationError)):
            answer(begun, "check_district", wrong)
        forget()
    answer(begun, "check_district", say.checked("fail"))
    assert the_hazard().status == "rectifying" and only(begun, "report_completion")


def test_closing_may_be_sent_back_to_be_checked_again(app, clock):
    begun = rectifying()
    until(app, begun, say.usual(), "approve_closure")
    answer(begun, "approve_closure", {"closure_result": "return", "opinion": "照片不清。"})
    assert walk(app, begun, say.usual()) == ["check_district", "check_city", "approve_closure"]
    assert the_hazard().status == "closed"
