"""Whatever is refused stands in the audit: pages, pictures, papers, files, cases, posts, and acts the law does not allow yet."""

import io

import pytest

from app.core import refusals
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.identity.seeding import DEMO_DISTRICT
from app.workflow.models import Instance, WorkItem
from tests.applications import standing
from tests.workflow.walk import forget
from tests.workflows import hazard_answers as hazard

PDF = b"%PDF-1.7 a file"


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A hazard of the district with its procedure."""
    with standing(shared_application, database_template) as (_, saved):
        hazard.firm()
        hazard.begin()
    return saved


def kept() -> list[AuditEntry]:
    forget()
    return list(db.session.scalars(db.select(AuditEntry).where(AuditEntry.act == "core.note_refusal").order_by(AuditEntry.id)))


def test_every_refused_page_picture_and_file_is_kept_with_what_was_asked(app, login):
    instance, row = db.session.query(Instance).one(), hazard.the_hazard()
    task = db.session.query(WorkItem).filter_by(status="open").first().id
    photo, other = row.photos[0], login("hrzhifa1")
    asked = {
        f"/hazards/{row.id}": f"hazard:{row.id}", f"/instances/{instance.id}": f"instance:{instance.id}",
        f"/instances/{instance.id}/diagram.json": f"instance:{instance.id}", f"/attachments/{photo}": f"attachment:{photo}",
        f"/tasks/{task}": f"task:{task}", "/audit": "", "/supervision/": "",
    }  # fmt: skip
    login_of = dict.fromkeys(asked, other) | {"/supervision/": login("quqiye")}
    for path in asked:
        page = login_of[path].get(path)
        assert page.status_code == 403, path
        assert path.endswith(".json") or "本次访问已记录" in page.text
    entries = kept()
    assert [(entry.subject, entry.detail["asked"]) for entry in entries] == [(about, f"GET {path}") for path, about in asked.items()]
    assert all(entry.detail["why"] and entry.actor_id for entry in entries)


def test_a_refused_post_is_kept_and_what_a_form_still_lacks_is_not(app, login):
    officer, enterprise = login("quzhifa1"), login("quqiye")
    assert enterprise.post("/start/listed_supervision", json={"answers": {}}).status_code == 403
    assert [entry.detail["asked"] for entry in kept()] == ["POST /start/listed_supervision"]
    assert officer.post("/attachments", data={"file": (io.BytesIO(b""), "")}).status_code == 422  # nothing chosen: a form, no attempt
    assert officer.post("/start/hazard", json={"answers": {}}).status_code == 422
    assert officer.get("/hazards/99999").status_code == 404
    assert len(kept()) == 1
    assert app.test_client().get("/hazards").status_code == 302  # nobody is logged in: nobody was refused
    assert len(kept()) == 1


def test_an_act_the_law_does_not_allow_yet_is_kept(app, login):
    number = hazard.the_hazard().id
    answered = login("quduizhang").post(f"/hazards/{number}/closure")
    assert answered.status_code == 422 and "本次访问已记录" not in answered.text
    [entry] = kept()
    assert (entry.subject, entry.detail["code"]) == (f"hazard:{number}", "links_missing")
    assert "缺评估" in entry.detail["why"]


def test_what_is_only_looked_at_a_field_or_a_busy_database_is_no_attempt(app):
    listed, field = RuleBroken("still_listed", "还在挂牌督办，须先摘牌"), RuleBroken("due_on", "期限有误", {"due_on": "期限有误"})
    for method, expected in (("POST", [True, False, False, True]), ("GET", [False, False, False, True])):  # 403 always
        with app.test_request_context("/tasks/1", method=method):
            found = [refusals.is_kept(each) for each in (listed, field, Conflict("busy", "系统正忙"), NotAllowed("separate_duty", "回避"))]
        assert found == expected, method


def test_the_auditor_reads_refusals_in_words_filters_them_and_goes_to_what_was_asked_for(app, login):
    row = hazard.the_hazard()
    assert row.organisation_id == DEMO_DISTRICT
    login("hrzhifa1").get(f"/hazards/{row.id}")
    page = login("shenji").get("/audit?act=core.note_refusal").text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "被拒绝的访问" in table and "不在您的管辖" in table and f"打开 /hazards/{row.id}" in table
    assert f'<a href="/hazards/{row.id}">隐患 {row.id}</a>' in table
    for code in ("note_refusal", "code", "other_bureau", "asked", "why", "hazard:", "log_in"):
        assert code not in table, code
    assert 'value="core.note_refusal" selected' in page
