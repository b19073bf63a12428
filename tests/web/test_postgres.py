"""The whole application on PostgreSQL: migrations there and back, a matter through HTTP, every list and search."""

from datetime import date

import pytest
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core import audit
from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.documents.commands import render_pending
from app.documents.models import Document
from app.identity.queries import user_by_name
from app.identity.seeding import seed_demo_people
from app.installation import install
from app.notices.sweep import sweep
from app.workflow.models import WorkItem
from tests.applications import Browser
from tests.builders import make_person
from tests.workflow.walk import start
from tests.workflows import test_inspection as inspecting

pytestmark = pytest.mark.postgres
PAGES = (
    "/", "/?view=pool", "/?view=done", "/?view=started", "/?q=云泽", "/?q=%25%27_", "/inspections", "/cases", "/cases?q=案",
    "/enterprises", "/enterprises?q=云泽", "/documents", "/documents?q=检查", "/me",
    "/notices", "/copies", "/consultations", "/absences",
)  # fmt: skip


@pytest.fixture
def office(tmp_path, postgres_address):
    application = create_app(home=tmp_path, database_url=postgres_address, testing=True, demo=True)
    application.test_client_class = Browser
    with application.app_context(), frozen(date(2026, 9, 7)):
        yield application
        db.session.remove()
        db.engine.dispose()


def test_an_office_runs_on_postgresql(office):
    upgrade()
    downgrade(revision="base")
    upgrade()
    install(SYSTEM)
    seed_demo_people(SYSTEM)
    make_person(inspecting.known_enterprise())
    form = {"enterprise_id": 1, "trigger": "plan", "planned_on": "2026-09-07", "officers": inspecting.officers()}
    start("zhifa1", "inspection", form)
    approval = inspecting.ROAD["approve_inspection_plan"]
    for name, answers in (("zhifa1", inspecting.plan()), ("duizhang", approval)):
        browser = enter(office, name)
        task = db.session.scalars(db.select(WorkItem.id).where(WorkItem.status == "open")).one()
        assert browser.get(f"/tasks/{task}").status_code == 200
        assert browser.post(f"/tasks/{task}", json={"answers": answers}).status_code == 200
        assert browser.post(f"/tasks/{task}", json={"answers": answers}).status_code == 409
    assert render_pending() == 1
    assert db.session.scalars(db.select(Document.serial)).all() == [1]
    browser = enter(office, "zhifa1")
    assert enter(office, "liucheng").get("/processes").status_code == 200
    pages = {page: browser.get(page, follow_redirects=True).status_code for page in PAGES}
    assert set(pages.values()) == {200}, pages
    while sweep():
        pass
    assert "新任务" in browser.get("/notices?all=1").text
    admin = enter(office, "admin")
    shown = ("/operations", "/incidents?mine=1", "/admin/people?certificate=90&state=active&bureau=b-yj", "/admin/people/roster")
    assert {admin.get(page).status_code for page in shown} == {200}
    assert audit.verify()["ok"]


def enter(office, name) -> Browser:
    browser = office.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user_by_name(name).get_id(), True
    return browser
