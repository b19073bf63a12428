"""Login, inbox, start, task, submission, in a real browser, at the desk and on a phone."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.workflow.models import Draft, Submission, WorkItem
from tests.browser.conftest import PHONE

DAY = today() + timedelta(days=7)  # the demo certificates are in force then


def start_inspection(page, click="click"):
    """Fill in the start form as an officer does: search, choose, pick a day."""
    page.get_by_label("被检查单位").fill("澄宇")
    page.get_by_role("option", name=re.compile("澄宇")).click()
    page.get_by_label("检查来由").select_option(label="年度监督检查计划")
    for name in ("陆知行", "方以衡"):
        page.get_by_label("检查人员").fill(name)
        page.get_by_role("option", name=re.compile(name)).click()
    page.get_by_label("计划检查日期").fill(DAY.isoformat())
    expect(page.get_by_text(f"{DAY.month}月{DAY.day}日（周{'一二三四五六日'[DAY.weekday()]}）")).to_be_visible()
    getattr(page.get_by_role("button", name=re.compile("^发起")), click)()
    page.wait_for_url("**/tasks/**")


def fill_plan(page):
    page.get_by_label("检查事由").fill("粉尘涉爆专项检查")
    page.get_by_label("检查清单").select_option(index=1)
    page.get_by_label("检查开始日期").fill(DAY.isoformat())
    page.get_by_label("检查结束日期").fill(DAY.isoformat())
    page.get_by_label("检查依据").fill("安全生产法第六十二条")


def work_item(live, page):
    with live.app_context():
        return db.session.get(WorkItem, page.url.rsplit("/", 1)[1].split("?")[0])


def test_an_officer_starts_an_inspection_and_completes_the_first_task(live, enter, page):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("编制检查方案")
    expect(page.locator(".djs-visual").first).to_be_visible()
    expect(page.locator(".is-now")).to_have_count(1)
    item = work_item(live, page)
    fill_plan(page)
    page.get_by_role("button", name="编制检查方案").click()
    page.wait_for_url(live.address + "/")
    expect(page.get_by_text("已办结：编制检查方案")).to_be_visible()
    with live.app_context():
        answers = db.session.scalars(select(Submission.answers).where(Submission.work_item_id == item.id)).one()
    assert answers["plan_reason"] == "粉尘涉爆专项检查" and answers["inspect_from_on"] == DAY.isoformat()


def test_what_is_missing_is_said_on_top_and_at_the_field_in_chinese(live, enter, page):
    enter(page, "zhifa1", "/start/inspection")
    page.get_by_role("button", name=re.compile("^发起")).click()
    summary = page.get_by_role("alert").filter(has_text="处要改")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("被检查单位：")).click()
    expect(page.get_by_label("被检查单位")).to_be_focused()
    expect(page.locator(".fjs-form-field-error").first).to_have_text("这一项还没有选")
    assert "Field" not in page.locator("main").inner_text()


def test_the_button_waits_until_the_form_listens(live, enter, page):
    enter(page, "zhifa1", "/start")
    held = []
    page.route("**/dist/form.js*", lambda route: held.append(route))
    with page.expect_request("**/dist/form.js*"):
        page.goto(live.address + "/start/inspection", wait_until="commit")
    start = page.get_by_role("button", name=re.compile("^发起"))
    expect(start).to_be_disabled()
    held[0].continue_()
    expect(start).to_be_enabled()


def test_a_refusal_of_the_server_stands_at_the_field_and_keeps_what_was_typed(live, enter, page):
    enter(page, "zhifa1", "/start/inspection")
    page.get_by_label("被检查单位").fill("澄宇")
    page.get_by_role("option", name=re.compile("澄宇")).click()
    page.get_by_label("检查来由").select_option(label="年度监督检查计划")
    page.get_by_label("检查人员").fill("陆知行")
    page.get_by_role("option", name=re.compile("陆知行")).click()
    page.get_by_label("计划检查日期").fill(DAY.isoformat())
    page.get_by_role("button", name=re.compile("^发起")).click()
    expect(page.locator(".form-summary")).to_contain_text("检查人员")
    expect(page.locator(".fjs-form-field-anliu-officers .fjs-form-field-error")).to_be_visible()
    expect(page.locator(".picked").first).to_contain_text("湖北澄宇精密压铸有限公司")


def test_a_draft_survives_leaving_and_the_connection(live, enter, page, context):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    item = work_item(live, page)
    page.get_by_label("检查事由").fill("写到一半")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    with live.app_context():
        assert (
            db.session.scalars(select(Draft.answers).where(Draft.work_item_id == item.id)).one()["plan_reason"]
            == "写到一半"
        )
    context.set_offline(True)
    page.get_by_label("检查事由").fill("写到一半，断网了")
    expect(page.get_by_text("离线，已存本机")).to_be_visible()
    context.set_offline(False)
    page.reload()
    expect(page.get_by_label("检查事由")).to_have_value("写到一半，断网了")


def test_who_comes_late_is_told_and_nothing_typed_is_lost(live, enter, page, context):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    late = context.new_page()
    late.goto(page.url)
    fill_plan(late)
    late.get_by_label("检查事由").fill("晚到的人写的")
    fill_plan(page)
    page.get_by_role("button", name="编制检查方案").click()
    page.wait_for_url(live.address + "/")
    late.get_by_role("button", name="编制检查方案").click()
    expect(late.get_by_role("dialog")).to_contain_text("该任务已由他人办理")
    late.get_by_role("button", name="看我填的内容").click()
    expect(late.get_by_label("检查事由")).to_have_value("晚到的人写的")


def test_a_lost_session_asks_for_login_over_the_page_and_goes_on(live, enter, page, context):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    fill_plan(page)
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    context.clear_cookies()
    page.get_by_role("button", name="编制检查方案").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("请重新登录")
    dialog.get_by_label("账号").fill("zhifa1")
    dialog.get_by_label("密码").fill("anliu-demo")
    dialog.get_by_role("button", name="登录").click()
    page.wait_for_url(live.address + "/")
    expect(page.get_by_text("已办结：编制检查方案")).to_be_visible()


def test_the_list_is_worked_by_keyboard(live, enter, page):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    page.goto(live.address)
    page.keyboard.press("j")
    expect(page.locator("tr.is-cur")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("按键")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_placeholder("案号、编号、企业、当事人")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/**")


def test_a_phone_shows_the_form_first_without_sideways_scroll(live, enter, browser):
    page = browser.new_context(**PHONE, locale="zh-CN").new_page()
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    expect(page.get_by_role("navigation", name="底部导航")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    form, facts = page.locator("#act").bounding_box(), page.locator("#facts").bounding_box()
    assert wide == 0 and form["y"] < facts["y"]
    low = [box.bounding_box()["height"] for box in page.locator(".bar .btn:visible").all()]
    assert low and min(low) >= 43.5
