"""A legal act states what follows and asks; tasks are selected by key and claimed together."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.identity.queries import user_by_name
from app.inspections.queries import GENERAL
from app.workflow import commands, queries
from tests.browser.test_inbox_journey import work_item

DAY = (today() + timedelta(days=7)).isoformat()


def plans_to_approve(live, number: int) -> list[str]:
    """Inspection plans waiting for approval; ids of the tasks."""
    with live.app_context():
        officers = [user_by_name(name).id for name in ("zhifa1", "zhifa2")]
        firm = db.session.scalars(select(Enterprise.id)).first()
        begun = {"enterprise_id": firm, "trigger": "tip", "clue": "举报", "officers": officers, "planned_on": DAY,
                 "separate_reason": "另有线索"}  # fmt: skip
        return [_planned(begun) for _ in range(number)]


def _planned(begun: dict) -> str:
    officer = user_by_name("zhifa1")
    instance = commands.start_process(officer, "inspection", answers=begun)
    answers = {"plan_reason": "年度监督检查", "inspect_from_on": DAY, "inspect_to_on": DAY, "checklist_sector": GENERAL,
               "methods": ["on_site"], "plan_basis": "安全生产法第六十二条"}  # fmt: skip
    commands.complete_task(officer, queries.open_items(instance.id)[0].id, answers)
    return queries.open_items(instance.id)[0].id


def test_an_act_that_cannot_be_taken_back_states_what_follows_first(live, enter, page):
    [task] = plans_to_approve(live, 1)
    enter(page, "duizhang", f"/tasks/{task}")
    page.get_by_label("批准，按方案检查").check()
    page.get_by_label("在频次之内").check()
    page.get_by_role("textbox", name=re.compile("审批意见")).fill("同意按方案检查。")
    send, dialog = page.locator("[data-submit]"), page.locator("#act-dialog")
    send.click()
    expect(dialog).to_contain_text("签发《现场检查方案》，占用一个文号")
    expect(dialog.locator("[data-act-title]")).to_be_focused()
    dialog.get_by_role("button", name="再看看").click()
    assert work_item(live, page).status == "open"
    send.click()
    dialog.get_by_role("button", name="批准", exact=True).click()
    page.wait_for_url(live.address + "/")
    with live.app_context():
        assert db.session.scalars(select(Document.template_id)).all() == ["inspection_plan"]


def test_tasks_are_selected_by_key_and_claimed_together(live, enter, page):
    tasks = plans_to_approve(live, 2)
    enter(page, "duizhang")
    expect(page.locator("tr[data-href]")).to_have_count(2)
    page.wait_for_load_state("load")  # the keys come with a deferred script
    for key in "jxjx":
        page.keyboard.press(key)
    bar = page.locator("[data-selected]")
    expect(bar).to_contain_text("已选 2 件")
    bar.get_by_role("button", name="领取").click()
    expect(page.get_by_text("已领取 2 件")).to_be_visible()
    with live.app_context():
        person = user_by_name("duizhang").id
        assert {queries.work_item(task).assignee_id for task in tasks} == {person}
