"""A newcomer at the desk adds a 复核 step with a role, a form and a way back to a shipped procedure, and a second person
brings it into force; a case begun afterwards comes to the step."""

import re

from playwright.sync_api import expect

from app.core.clock import frozen
from app.core.database import db
from app.designer.queries import live_draft
from app.workflow.models import History, Opinion
from app.workflow.releases import release_for
from tests.browser.people import fill_in, send
from tests.workflow.walk import items, until
from tests.workflows import penalty_answers as said

LATIN_WORDS = r"""() => [...document.querySelectorAll("[data-modeler] [title], [data-modeler] label, [data-group-id] div")]
    .flatMap((each) => [each.title, each.tagName === "LABEL" ? each.textContent : ""])
    .filter((words) => /[A-Za-z]{4}/.test(words) && !/[\u4e00-\u9fff]/.test(words) && words !== "Powered by bpmn.io")"""


def chosen(page, element: str):
    """Click an element on the canvas; the panel shows it."""
    page.locator(f'[data-element-id="{element}"] .djs-hit').first.click(force=True)


def insert(page, label: str):
    page.get_by_role("group", name="在选中的步骤后面插入").get_by_role("button", name=label).click()


def saved(page):
    """The last change is on the server, and the check has spoken."""
    expect(page.locator("[data-draft-state]")).to_contain_text(re.compile(r"草稿已保存 \d\d:\d\d"))


def test_a_recheck_is_added_approved_and_reached(office):
    page = office.person("liucheng").page
    page.goto(f"{office.application.address}/processes/party_proceeding")
    page.get_by_role("button", name="编辑").click()
    expect(page.locator(".djs-element").first).to_be_visible()

    chosen(page, "propose_penalty")
    insert(page, "复核")
    expect(page.get_by_label("执法队长")).to_be_checked()
    page.get_by_label("表单", exact=True).select_option(label="新建表单…")
    page.get_by_role("dialog").get_by_role("button", name="新建表单").click()
    expect(page.get_by_text("网关可以按“结论”选路。")).to_be_visible()
    insert(page, "条件网关")
    page.locator("[data-group-id=group-desk-onward]").get_by_title("展开或收起").click()
    page.get_by_label("再连一条线到").select_option(label="案件处理呈批（propose_penalty）")
    page.get_by_label("到“案件处理呈批”").select_option(label="其他情况都走这里")
    page.get_by_label("到“罚或不罚？”").select_option(label="结论 是 同意（recheck_result）")
    expect(page.locator("[data-panel=problems]")).not_to_contain_text("错误")
    expect(page.locator("[data-panel=changes]")).to_contain_text("，条件：“结论”为“同意”")
    assert page.locator("[data-modeler]").get_attribute("data-untranslated") is None
    assert page.evaluate(LATIN_WORDS) == []
    saved(page)

    page.get_by_role("link", name="看改动并提交").click()
    expect(page.get_by_text("没有问题").or_(page.get_by_text("没有错误"))).to_be_visible()
    page.get_by_label("为什么改").fill("呈批以前先由队长复核。")
    page.get_by_role("button", name="提交复核").click()
    expect(page.get_by_text("须由另一位流程设计人员或者管理员批准")).to_be_visible()

    second = office.person("liucheng2").page
    second.goto(page.url)
    expect(second.get_by_text("新增任务“复核”，在任务“案件处理呈批”与")).to_be_visible()
    second.get_by_role("button", name="批准施行").first.click()
    second.get_by_role("dialog").get_by_role("button", name="批准施行").click()
    expect(second.get_by_text("party_proceeding 第 2 版").first).to_be_visible()

    with office.application.app_context(), frozen(office.now):
        assert release_for("party_proceeding").version == 2 and live_draft("process", "party_proceeding") is None
        firm = said.enterprise()[0]
        matter = said.start_case(firm)
        until(office.application, matter, said.answers(firm), "recheck")
        [task] = [each for each in items(matter) if each.element == "recheck"]
        db.session.remove()
    leader = office.person("duizhang").page
    leader.goto(f"{office.application.address}/tasks/{task.id}")
    fill_in(leader.locator("form.fjs-form"), {"结论": "退回", "意见": "裁量理由还要写清楚。"})
    send(leader, "已办结：")
    with office.application.app_context():
        row = db.session.scalars(db.select(Opinion)).one()
        assert (row.title, row.result, row.words) == ("复核", "退回", "裁量理由还要写清楚。")
        told = db.select(History.detail).where(History.element == "recheck", History.kind == "completed")
        assert db.session.scalar(told) == "退回：裁量理由还要写清楚。"
        assert [each.element for each in items(matter)] == ["propose_penalty"]
        db.session.remove()

