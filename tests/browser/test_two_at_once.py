"""What happens to what was typed: two browsers at one task, a session that ends, an impatient finger."""

import re

from playwright.sync_api import expect
from sqlalchemy import func, select

from app.core.database import db
from app.workflow.models import Instance, Submission, WorkItem
from tests.browser.people import fill_in, send
from tests.browser.test_inbox_journey import DAY, fill_plan, start_inspection


def test_of_two_people_one_completes_and_the_other_is_told_and_keeps_the_text(live, enter, browser, page):
    """Two leaders' windows on one approval: the second sees who was faster and still has every word."""
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    fill_plan(page)
    page.get_by_role("button", name="编制检查方案").click()
    page.wait_for_url(live.address + "/")
    windows = [enter(browser.new_context(locale="zh-CN").new_page(), "duizhang") for _ in range(2)]
    for number, window in enumerate(windows):
        window.get_by_role("link", name="审批检查方案", exact=True).click()
        fill_in(window.locator("form.fjs-form"), {
            "审批结论": "批准，按方案检查", "是否在公示的检查频次之内": "在频次之内", "审批意见": f"第 {number + 1} 个窗口写的意见",
        })  # fmt: skip
    first, second = windows
    send(first, "已办结：审批检查方案")
    send(second, "该任务已由他人办理")
    second.get_by_role("button", name="看我填的内容").click()
    expect(second.get_by_label("审批意见")).to_have_value("第 2 个窗口写的意见")
    second.goto(second.url)
    expect(second.locator("#act")).to_contain_text("办结")
    for window in windows:
        window.context.close()
    with live.app_context():
        opinions = db.session.scalars(select(Submission.answers).where(Submission.element == "approve_inspection_plan")).all()
    assert [answers["opinion"] for answers in opinions] == ["第 1 个窗口写的意见"]


def test_a_draft_outlives_the_session_it_was_typed_in(live, enter, page, context):
    """The session ends while typing; the text is still there after the next login, and can be sent."""
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    address = page.url
    fill_plan(page)
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    context.clear_cookies()
    page.get_by_label("检查事由").fill("登录到期以后写的")
    expect(page.get_by_text("登录已到期，已存本机")).to_be_visible()
    page.goto(address)
    page.get_by_label("账号").fill("zhifa1")
    page.get_by_label("密码").fill("anliu-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(address)
    expect(page.get_by_label("检查事由")).to_have_value("登录到期以后写的")
    expect(page.get_by_label("检查开始日期")).to_have_value(DAY.isoformat())
    page.locator("[data-submit]").click()
    expect(page.get_by_text("已办结：编制检查方案")).to_be_visible()


def test_a_double_click_starts_and_completes_once(live, enter, page):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page, click="dblclick")
    fill_plan(page)
    page.locator("[data-submit]").dblclick()
    page.wait_for_url(live.address + "/")
    expect(page.get_by_text("已办结：编制检查方案")).to_be_visible()
    with live.app_context():
        started = db.session.scalar(select(func.count()).select_from(Instance))
        sent = db.session.scalar(select(func.count()).where(Submission.element == "draft_inspection_plan"))
        waiting = db.session.scalars(select(WorkItem.element).where(WorkItem.status == "open")).all()
    assert (started, sent, waiting) == (1, 1, ["approve_inspection_plan"])


def test_a_double_click_on_a_claim_is_harmless(live, enter, browser, page):
    enter(page, "zhifa1", "/start/inspection")
    start_inspection(page)
    fill_plan(page)
    page.locator("[data-submit]").click()
    page.wait_for_url(live.address + "/")
    leader = enter(browser.new_context(locale="zh-CN").new_page(), "duizhang")
    leader.get_by_role("button", name=re.compile("领取")).dblclick()
    expect(leader.get_by_text("已领取：审批检查方案")).to_be_visible()
    leader.context.close()
