"""The desk for forms: what shows them, drafts of them alone or within a procedure's draft, previews in a frame."""

import json
from html import unescape
from io import BytesIO

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.designer import commands, queries
from app.identity.queries import user_by_name
from app.workflow.commands.releases import deploy
from app.workflow.releases import form_of, newest_release
from tests.unit.designer.trial import FORM, ONE

MORE = {"type": "anliu-money", "key": "amount", "label": "涉案金额", "validate": {"required": True}}


@pytest.fixture
def trial(app):
    return deploy(SYSTEM, {"desk_trial.bpmn": ONE.encode(), "desk_trial_report.json": FORM.encode()})[0]


@pytest.fixture
def designer(login, trial):
    return login("liucheng")


def text(answer) -> str:
    return unescape(answer.get_data(as_text=True))


def with_field(*fields, form: str = FORM) -> str:
    document = json.loads(form)
    return json.dumps({**document, "components": [*document["components"], *fields]}, ensure_ascii=False)


def begin(client):
    client.post("/forms/desk_trial_report/edit")
    db.session.rollback()
    return queries.live_draft("form", "desk_trial_report")


def save(client, draft, content: str, revision: int, name: str = "desk_trial_report"):
    """Save as the editor does; what the page shows beside it."""
    answer = client.put(f"/drafts/{draft.id}/files/form/{name}", json={"content": content, "revision": revision})
    assert answer.status_code == 200 and answer.json["revision"] == revision + 1
    return client.get(f"/drafts/{draft.id}/forms/{name}/parts").json


def test_the_list_names_each_form_by_the_step_that_shows_it(designer):
    page = text(designer.get("/forms"))
    assert "desk_trial_report" in page and "设计试办：写报告" in page
    assert "行政处罚案件：审批立案" in page and "审批结论、审批意见" in page


def test_a_form_page_tells_the_steps_and_shows_it_in_a_frame(designer):
    page = text(designer.get("/forms/approve_filing"))
    assert "行政处罚案件</a>：审批立案" in page and 'src="/forms/approve_filing/preview"' in page
    assert "〔办理时带出〕" in text(designer.get("/forms/tell_on_spot/preview")), "what the matter would say"
    framed = designer.get("/forms/approve_filing/preview")
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"] and "审批结论" in text(framed)
    assert "unsafe-inline" not in framed.headers["Content-Security-Policy"]
    assert designer.get("/forms/nothing_of_the_kind").status_code == 404


def test_a_field_added_to_a_form_is_in_the_next_release_after_a_second_person_approved(designer, trial):
    draft = begin(designer)
    assert draft.name == "写报告"  # as the step that shows it
    parts = save(designer, draft, with_field(MORE), 1)
    assert "新增“涉案金额”（金额，必填）" in parts["changes"] and "没有问题" in parts["findings"]
    assert "amount" in text(designer.get(f"/drafts/{draft.id}/forms/desk_trial_report/preview"))
    sent = commands.submit_draft(user_by_name("liucheng"), draft.id, today(), "金额要登记")
    assert "amount" not in form_of(newest_release("desk_trial"), "desk_trial_report")
    commands.approve_draft(user_by_name("liucheng2"), draft.id, sent.submissions)
    release = newest_release("desk_trial")
    assert release.version == 2 and "amount" in form_of(release, "desk_trial_report")
    assert "amount" not in form_of(trial, "desk_trial_report")  # what runs keeps the form it began with


def test_problems_name_the_field_they_are_about(designer):
    draft = begin(designer)
    twice = with_field(
        {"type": "textfield", "key": "text0", "label": "又一项"}, {"type": "button", "key": "b", "label": "送出"}
    )
    findings = save(designer, draft, twice, 1)["findings"]
    assert "字段名“text0”重复" in findings and 'data-field="text0"' in findings and "不支持“button”" in findings
    broken = save(designer, draft, "{", 2)
    assert "不是有效的 JSON" in broken["findings"]
    assert designer.get(f"/drafts/{draft.id}/forms/desk_trial_report").status_code == 200
    framed = text(designer.get(f"/drafts/{draft.id}/forms/desk_trial_report/preview"))
    assert "1 处错误，改好才能看到" in framed and "data-form=" not in framed


def test_a_form_within_a_procedures_draft_is_edited_there_and_leads_back(designer):
    draft = commands.open_draft(user_by_name("liucheng"), "process", "desk_trial")
    page = text(designer.get(f"/drafts/{draft.id}/forms/desk_trial_report?back=/drafts/{draft.id}/diagram"))
    assert f'href="/drafts/{draft.id}/diagram"' in page and "随流程草稿一起施行" in page
    assert "新增“涉案金额”" in save(designer, draft, with_field(MORE), 0)["changes"]
    assert designer.get(f"/drafts/{draft.id}/forms/never_heard_of").status_code == 404
    away = text(designer.get(f"/drafts/{draft.id}/forms/desk_trial_report?back=//elsewhere.example/"))
    assert "elsewhere" not in away


def test_a_form_made_elsewhere_becomes_the_draft_or_is_refused(designer):
    def upload(content: str):
        return designer.post("/forms/desk_trial_report/upload", data={"file": (BytesIO(content.encode()), "f.json")})

    refused = upload('{"no": "form"}')
    assert refused.status_code == 422 and "缺少 components" in text(refused)
    assert queries.live_draft("form", "desk_trial_report") is None
    assert upload(with_field(MORE)).status_code == 302
    assert "涉案金额" in queries.live_draft("form", "desk_trial_report").file("form", "desk_trial_report").content


def test_only_designers_change_forms(login, trial):
    assert login("zhifa1").get("/forms").status_code == 403
    assert login("admin").get("/forms/desk_trial_report").status_code == 200
    assert login("admin").post("/forms/desk_trial_report/edit").status_code == 403
