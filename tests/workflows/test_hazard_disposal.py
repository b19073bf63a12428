"""`workflows/hazard.bpmn` where something cannot be put right (无法整改): one way, approved by the head, checked all the same (R016)."""

import shutil
from datetime import date

import pytest
from marshmallow import ValidationError

from app import create_app
from app.core.clock import frozen
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.workflow.queries import instance as instance_of
from tests.workflow.walk import answer, forget, items, only, until, walk
from tests.workflows import hazard_answers as say
from tests.workflows.hazard_answers import begin, the_hazard

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(database_template, tmp_path_factory):
    """A major hazard that is being put right and watched."""
    home = tmp_path_factory.mktemp("beyond")
    shutil.copy(database_template, home / "anliu.db")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context(), frozen(MONDAY):
        say.firm()
        until(application, begin(), say.usual(), "record_monitoring")
        answer(instance_of(the_hazard().instance_id), "record_monitoring", say.WATCHED, "quqiye")
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture
def begun(app):
    with frozen(MONDAY):
        found = instance_of(the_hazard().instance_id)
        forget()
        yield found


def beyond(**changed) -> dict:
    facts = {"disposal_path": "ban", "disposal_ground": "防火间距不足，专家认定不能整改。", "disposal_files": [say.photo("quqiye")]}
    return {"cannot_rectify": True} | facts | changed


def carried_out(**changed) -> dict:
    facts = {"disposal_papers": [say.photo()], "after_photos": [say.photo()]}
    return {"disposal_note": "区政府9月7日决定取缔，已断电清场。"} | facts | changed


def test_a_major_hazard_beyond_putting_right_goes_one_way_and_still_through_both_levels(app, begun, login):
    for wrong in (beyond(disposal_path=None), beyond(disposal_ground=""), beyond(disposal_path="walk_away"), beyond(disposal_files=[])):
        with pytest.raises((RuleBroken, ValidationError)):
            answer(begun, "report_completion", wrong, "quqiye")
        forget()
    answer(begun, "report_completion", beyond(), "quqiye")
    forget()
    with pytest.raises(NotAllowed):
        answer(begun, "approve_disposal", {"disposal_result": "approve", "opinion": "同意。"}, "qufenguan")
    forget()
    answer(begun, "approve_disposal", {"disposal_result": "approve", "opinion": "同意取缔。"}, "qujuzhang")
    forget()
    assert the_hazard().status == "rectifying" and "取缔或者关闭的决定" in login("quzhifa1").get(
        f"/tasks/{only(begun, 'carry_out_disposal').id}").text  # fmt: skip
    for missing in ("disposal_papers", "after_photos"):
        with pytest.raises((RuleBroken, ValidationError)):
            answer(begun, "carry_out_disposal", carried_out(**{missing: []}))
        forget()
    answer(begun, "carry_out_disposal", carried_out())
    forget()
    assert [each.element for each in items(begun)] == ["check_district"]
    assert walk(app, begun, say.usual()) == ["check_district", "check_city", "approve_closure"]
    row = the_hazard()
    assert (row.status, row.disposal.path, [each.level for each in row.checks]) == ("closed", "ban", ["district", "city"])
    assert row.rectified_note.startswith("依法取缔：") and "无法整改，依法取缔" in login("qujuzhang").get(f"/hazards/{row.id}").text
    [paper] = [each for each in documents_of(begun.id) if each.template_id == "hazard_disposal_approval"]
    assert paper.facts["path"] == "依法取缔" and paper.facts["result"] == "同意依法取缔"


def test_what_the_head_does_not_agree_to_is_put_right_after_all(app, begun):
    answer(begun, "report_completion", beyond(disposal_path="industry_upgrade"), "quqiye")
    answer(begun, "approve_disposal", {"disposal_result": "return", "opinion": "能够整改。"}, "qujuzhang")
    forget()
    assert sorted(each.element for each in items(begun)) == ["apply_extension", "record_monitoring", "report_completion"]
    assert walk(app, begun, say.usual()) == ["report_completion", "check_district", "check_city", "approve_closure"]
    row = the_hazard()
    assert row.disposal is None and [each.result for each in row.disposals] == ["return"]
