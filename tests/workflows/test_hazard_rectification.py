"""`workflows/hazard.bpmn` from the approved plan on: watched and put right side by side, more time, checks at two levels."""

from datetime import date

import pytest
from marshmallow import ValidationError

from app.core.clock import frozen, moving, today
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.hazards import queries
from app.hazards.reading_handlers import keep_reading
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.notices.models import Notice
from app.workflow.commands import fire_due_timers
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.workflow.walk import answer, do, forget, items, only, until, walk
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import begin, the_hazard

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A major hazard that is being put right, its last day 2026-10-17, a Saturday: walked once, copied."""
    with standing(shared_application, database_template) as (application, saved), frozen(MONDAY):
        say.firm()
        until(application, begin(), say.usual(), "record_monitoring")
        keep_reading(user_by_name("quqiye"), the_hazard())
    return saved


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


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
