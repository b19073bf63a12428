"""A hazard found by an inspection follows the inspection's order: its last day, more time, the re-inspection; nothing twice."""

import shutil
from datetime import date

import pytest

from app import create_app
from app.core.clock import frozen, moving, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.hazards import order_handlers, orders
from app.hazards import queries as hazards
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.inspections import rules
from app.inspections.models import Inspection
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from tests.workflow.walk import answer, forget, items, only, until
from tests.workflows import hazard_answers as say
from tests.workflows.test_inspection import (
    MONDAY,
    ROAD,
    found,
    known_enterprise,
    make_person,
    officers,
    reviewed,
    start,
)
from tests.workflows.test_inspection import outcome as proposed

OWN = "配电箱前堆放木箱"
FORMER, FIRST, SECOND = date(2026, 9, 15), date(2026, 9, 21), date(2026, 9, 30)


@pytest.fixture(scope="module")
def database_template(database_template, tmp_path_factory):
    """Two problems found, two hazards begun, the first, a general one, being put right until 15 September; the order approved
    and served, a day of its own for each."""
    home = tmp_path_factory.mktemp("ordered")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), frozen(MONDAY):
        firm = known_enterprise()
        make_person(firm)
        begun = start("zhifa1", "inspection", {
            "enterprise_id": firm.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": officers()})  # fmt: skip
        seen = found(1, problems=[{"problem": OWN, "article": "安全生产法第三十六条"}])
        until(application, begun, ROAD | {"conduct_inspection": seen, "decide_inspection_outcome": proposed("rectification"),
              "draft_rectification_order": lambda item: drafted()}, "approve_rectification_order")  # fmt: skip
        assert [row.due_on for row in rows()] == [None, None]
        rectify(application, rows()[0])
        assert rows()[0].due_on == FORMER
        until(application, begun, ROAD, "review_rectification")
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


def drafted() -> dict:
    first, second = [each.words for each in db.session.query(Inspection).one().problems]
    days = ((f"{first}。", FIRST), (second, SECOND))
    return {"problems": [{"problem": words, "article": "安法第三十六条", "due_on": day.isoformat()} for words, day in days]}


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


@pytest.fixture
def inspection(clock) -> Instance:
    row = db.session.get(Instance, db.session.query(Inspection).one().instance_id)
    forget()
    return row


def rows() -> list[Hazard]:
    forget()
    return [hazards.hazards_of_origin("finding", each.id)[0] for each in db.session.query(Inspection).one().problems]


def process(row: Hazard) -> Instance:
    begun = db.session.get(Instance, row.instance_id)
    forget()
    return begun


def general(**changed) -> dict:
    return say.assessed(listed=False, due_on=FORMER.isoformat()) | changed


def rectify(app, row: Hazard) -> Instance:
    """Bring a hazard to where it is being put right."""
    begun = process(row)
    plan = say.usual()["submit_plan"] | {"plan_deadline": FORMER.isoformat()}
    until(app, begun, say.usual(assess_hazard=general(), submit_plan=plan), "record_monitoring")
    return begun


def review(result: str = "rectified", photos=(), **changed) -> dict:
    return reviewed(result) | {"review_photos": list(photos)} | changed


def reinspect(inspection, **said) -> None:
    answer(inspection, "review_rectification", review(**said), "zhifa1", "zhifa2")
    forget()


def picture() -> int:
    return store_attachment(user_by_name("zhifa1"), "复查照片.pdf", b"%PDF-1.7 photo").id


def test_the_last_day_of_each_hazard_is_the_orders_and_no_other_may_be_set(app, inspection, login):
    assert [(row.due_on, row.order_due_on) for row in rows()] == [(FIRST, FIRST), (SECOND, SECOND)]
    first, second = [process(row) for row in rows()]
    assert f'"due_on": "{SECOND}"' in login("zhifa1").get(f"/tasks/{only(second, 'assess_hazard').id}").text
    with pytest.raises(RuleBroken, match="责令限期整改指令书限 2026-09-30"):
        answer(second, "assess_hazard", general(due_on="2026-10-15"))
    forget()
    with pytest.raises(RuleBroken, match="整改复查"):
        answer(first, "apply_extension", say.extension())
    forget()
    assert "责令限期整改" in login("zhifa1").get(f"/hazards/{rows()[0].id}").text


def test_more_time_for_the_order_is_more_time_for_the_hazard_and_its_reminders(app, inspection, clock):
    begun = process(rows()[0])
    asked = {"extension_ground": "暴雨停工。", "extension_until": "2026-10-20", "protective_measures": "停用。"}
    answer(inspection, "review_rectification", {"review_result": "extension"} | asked, "zhifa1", "zhifa2")
    granted = {"extension_result": "grant", "extended_until": "2026-10-20", "opinion": "同意。"}
    answer(inspection, "approve_rectification_extension", granted, "duizhang")
    assert [row.due_on for row in rows()] == [date(2026, 10, 20)] * 2
    assert sorted(each.element for each in items(begun)) == ["apply_extension", "record_monitoring", "report_completion"]
    clock(days=16)
    fire_due_timers()
    assert rows()[0].overdue_on is None  # the former last day, 21 September, is over; nobody is told so
    clock(days=28)
    fire_due_timers()
    assert rows()[0].overdue_on == date(2026, 10, 21) == today()


def test_a_general_hazard_seen_removed_at_the_reinspection_is_not_checked_again(app, inspection, login):
    begun = process(rows()[0])
    reinspect(inspection, photos=[picture()])
    row = rows()[0]
    [check] = row.checks
    assert (check.level, check.result, check.by, row.status) == ("district", "pass", officers(), "accepted")
    assert row.order_due_on is None and "整改复查" in login("zhifa1").get(f"/hazards/{row.id}").text
    assert [each.element for each in items(begun)] == ["approve_closure"]
    answer(begun, "approve_closure", {"closure_result": "approve", "opinion": "同意销号。"}, "juzhang")
    assert rows()[0].status == "closed"


def test_it_counts_where_the_check_waits_already_and_where_the_hazards_procedure_is_behind(app, inspection):
    begun, behind = [process(row) for row in rows()]
    answer(begun, "record_monitoring", say.WATCHED)
    answer(begun, "report_completion", {"rectified_note": "已搬走。", "after_photos": [picture()]})
    forget()
    assert [each.element for each in items(begun)] == ["check_district"]
    reinspect(inspection, photos=[picture()])
    assert [each.element for each in items(begun)] == ["approve_closure"]
    assert rows()[0].rectified_note == "已搬走。"
    plan = say.usual()["submit_plan"] | {"plan_deadline": SECOND.isoformat()}
    until(app, behind, say.usual(assess_hazard=general(due_on=SECOND.isoformat()), submit_plan=plan), "approve_closure")
    assert [each.result for each in rows()[1].checks] == ["pass"] and rows()[1].reinspection["passed"]


@pytest.mark.parametrize("said", [{}, {"result": "not_rectified"}])
def test_without_photographs_or_where_it_was_not_removed_it_is_a_record_and_the_check_remains(app, inspection, said):
    begun = process(rows()[0])
    reinspect(inspection, photos=[picture()] if said else [], **said)
    row = rows()[0]
    assert row.checks == [] and "整改复查：" in row.records[-1].note and row.reinspection["passed"] is not bool(said)
    assert "record_monitoring" in [each.element for each in items(begun)]


def test_a_major_hazard_is_checked_at_both_levels_all_the_same_with_what_was_seen_filled_in(app, inspection, login):
    answer(process(rows()[1]), "assess_hazard", say.assessed(due_on=SECOND.isoformat()))
    reinspect(inspection, photos=[picture()])
    row = rows()[1]
    assert (row.grade, row.checks, row.status, orders.counts(row)) == ("major", [], "assessed", False)
    assert "整改复查" in order_handlers.seen_at_reinspection(row)["check_note"] and row.reinspection["passed"]


def test_what_the_order_and_the_reinspection_say_of_each_problem_is_found_by_its_words():
    said = [{"problem": "通道堵塞。", "due_on": "2026-09-21", "result": "done", "note": "已清"}]
    assert rules.ordered_days(["通道堵塞", "无台账"], said, SECOND) == [FIRST, SECOND]
    assert rules.reinspected(["通道堵塞", "无台账"], said, False) == [(True, "已清"), (False, "")]
    assert (rules.hazard_place(" ", "峤石路6号"), rules.hazard_place("一号车间", "峤石路6号")) == ("峤石路6号", "一号车间")
