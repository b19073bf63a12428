"""`workflows/hazard_raising.bpmn` (提级治理): the bureau above takes a major hazard, or says why not (R027)."""

import shutil
from datetime import date

import pytest

from app import create_app
from app.core.clock import frozen
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.hazards import raising
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT
from app.workflow.models import Instance
from app.workflow.queries import instance as instance_of
from tests.workflow.walk import answer, do, forget, items, only, until
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import begin, the_hazard

MONDAY = date(2026, 9, 7)
ASKED = {"coordination": "两次会商供电公司。", "raising_reason": "迁改线路须市级部门出资。"}


@pytest.fixture(scope="module")
def database_template(database_template, tmp_path_factory):
    """A major hazard in the district whose plan waits for approval; an officer has it on the desk."""
    home = tmp_path_factory.mktemp("raised")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), frozen(MONDAY):
        say.firm()
        until(application, begin(), say.usual(), "approve_plan")
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture(autouse=True)
def clock():
    with frozen(MONDAY):
        yield


def asked(login) -> Instance:
    """Begun from the page of the hazard, as the officer does."""
    answered = login("quzhifa1").post(f"/hazards/{the_hazard().id}/raising")
    assert answered.status_code == 302
    forget()
    return db.session.query(Instance).filter_by(process_key="hazard_raising").one()


def decided(app, login, decision: str) -> Instance:
    begun = asked(login)
    forget()
    answer(begun, "request_raising", ASKED | {"raising_files": [say.photo()]}, "quzhifa1")
    answer(begun, "approve_raising", {"raising_result": "approve", "opinion": "同意提请。"}, "qujuzhang")
    item = only(begun, "decide_raising")
    assert item.organisation_id == DEMO_BUREAU
    with pytest.raises(NotAllowed):
        do(item.id, {"raising_decision": decision, "opinion": "自己接。"}, "qujuzhang")
    forget()
    answer(begun, "decide_raising", {"raising_decision": decision, "opinion": "由大队牵头。"}, "juzhang")
    forget()
    return begun


def test_the_bureau_above_takes_it_with_what_is_being_done_and_the_former_one_still_sees_it(app, login):
    assert "提请提级治理" in login("quzhifa1").get(f"/hazards/{the_hazard().id}").text
    begun = decided(app, login, "accept")
    row = the_hazard()
    assert (row.organisation_id, row.raised_from_id, row.raised_on) == (DEMO_BUREAU, DEMO_DISTRICT, MONDAY)
    assert items(begun) == [] and "迁改线路须市级部门出资" in "".join(each.note for each in row.records)
    running, agreed = instance_of(row.instance_id), {"plan_result": "approve", "opinion": "同意。"}
    forget()
    open_now = only(running, "approve_plan")
    assert (open_now.organisation_id, open_now.assignee_id) == (DEMO_BUREAU, None)
    with pytest.raises(NotAllowed):
        answer(running, "approve_plan", agreed, "quduizhang")
    forget()
    answer(running, "approve_plan", agreed, "duizhang")
    row = the_hazard()
    page = login("quzhifa1").get(f"/hazards/{row.id}")
    assert page.status_code == 200 and "提级到" in page.text and "提请提级治理</button>" not in page.text
    assert row.number in login("quzhifa1").get("/hazards").text and row.number in login("zhifa1").get("/hazards").text


def test_the_bureau_above_may_decline_with_a_reason_and_it_stays(app, login):
    decided(app, login, "decline")
    row = the_hazard()
    assert (row.organisation_id, row.raised_on) == (DEMO_DISTRICT, None) and "不接手。由大队牵头" in row.records[-1].note


def test_the_head_may_send_the_request_back_or_drop_it(app, login):
    begun = asked(login)
    said = ASKED | {"raising_files": [say.photo()]}
    for result, then in (("return", ["request_raising"]), ("refuse", [])):
        answer(begun, "request_raising", said, "quzhifa1")
        answer(begun, "approve_raising", {"raising_result": result, "opinion": "再协调。"}, "qujuzhang")
        forget()
        assert [each.element for each in items(begun)] == then


def test_only_the_bureau_in_charge_asks_once_and_only_for_a_major_hazard(app, login):
    asked(login)
    for who, code in (("quzhifa2", "raising"), ("zhifa3", "other_bureau")):
        answered = login(who).post(f"/hazards/{the_hazard().id}/raising", headers={"Accept": "application/json"})
        assert answered.json["code"] == code
    forget()
    row = the_hazard()
    row.grade = "general"
    db.session.commit()
    with pytest.raises(RuleBroken, match="重大隐患"):
        raising.begin_raising(user_by_name("quzhifa1"), row)
