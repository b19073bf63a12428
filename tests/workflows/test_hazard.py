"""`workflows/hazard.bpmn` (事故隐患治理): every road from discovery to closing, saved and loaded at every step."""

import shutil
from datetime import date

import pytest

from app import create_app
from app.core.clock import frozen, moving
from app.core.database import db
from app.documents.queries import documents_of
from app.enterprises.models import Enterprise
from app.hazards import queries
from app.hazards.models import Hazard
from app.identity.seeding import DEMO_DISTRICT
from tests.workflow.walk import forget, start, until, walk
from tests.workflows import hazard_answers as say

MONDAY = date(2026, 9, 7)
MAJOR = ["assess_hazard", "confirm_major", "deliver_to_principal", "deliver_to_controller", "sign_major", "submit_plan",
         "approve_plan", "record_monitoring", "report_completion", "check_district", "check_city", "approve_closure"]  # fmt: skip
GENERAL = ["assess_hazard", "deliver_hazard_notice", "submit_plan", "approve_plan", "record_monitoring", "report_completion",
           "check_district", "approve_closure"]  # fmt: skip


@pytest.fixture(scope="module")
def database_template(database_template, tmp_path_factory):
    """An enterprise of the district, with an account."""
    home = tmp_path_factory.mktemp("hazards")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), frozen(MONDAY):
        say.firm()
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


def firm_id() -> int:
    return db.session.query(Enterprise.id).scalar()


def begin(who: str = "quzhifa1", **changed):
    answers = say.own_report(**changed) if who == "quqiye" else say.found(firm_id(), **changed)
    begun = start(who, "hazard", answers)
    forget()
    return begun


def the_hazard() -> Hazard:
    forget()
    return db.session.query(Hazard).order_by(Hazard.id).first()


def links(row: Hazard) -> list[str]:
    return list(dict.fromkeys(each.link for each in row.records))


def test_a_major_hazard_is_told_to_both_signed_by_the_head_and_closed_at_two_levels(app, clock):
    begun = begin()
    assert walk(app, begun, say.usual()) == MAJOR
    row = the_hazard()
    assert (row.status, row.grade, row.handling, row.organisation_id) == ("closed", "major", "listed", DEMO_DISTRICT)
    assert (row.number, row.closed_on, row.announced_on) == ("YH-2026-00001", MONDAY, MONDAY)
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
    until(app, begun, say.usual(assess_hazard=say.assessed(on_the_spot=True)), "confirm_major")
    assert the_hazard().handling == "listed"
