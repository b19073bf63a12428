"""The designers' desk in a real browser: a rule of a table and a field of a form, each brought into force by two people."""

import re

from playwright.sync_api import expect

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.law.tables.commands import decide
from app.workflow.releases import form_of, newest_release

WHY = "按新规定调整"
FIRED = "rgb(229, 241, 230)"  # --ok-tint
ENGLISH = re.compile(r"\b(?!BPMN)[A-Z][a-z]{2,} [a-z]{2,}|\b(When|Then|Input|Output|Field|Drag)\b")


def speaks_chinese(place):
    """No English of the libraries is left; an element or a page."""
    assert not ENGLISH.search(place.inner_text())


def log_in_beside(enter, browser, browser_context_args):
    """The second person, at an own screen."""
    return enter(browser.new_context(**browser_context_args).new_page(), "liucheng2", "/drafts")


def submit(page):
    page.get_by_role("link", name="看改动，提交复核").click()
    page.get_by_label("为什么改").fill(WHY)
    page.get_by_role("button", name="提交复核").click()
    expect(page.get_by_text("须由另一位流程设计人员或者管理员批准")).to_be_visible()
    return page.url


def approve(second, address: str, change: str):
    second.goto(address)
    expect(second.get_by_text(change)).to_be_visible()
    second.get_by_role("button", name="批准施行").first.click()
    second.get_by_role("dialog").get_by_role("button", name="批准施行").click()
    expect(second.get_by_text("起施行；在办的事按原来的版本办到底")).to_be_visible()


def test_a_rule_and_a_field_are_changed_approved_and_used(live, enter, page, browser, browser_context_args):
    second = log_in_beside(enter, browser, browser_context_args)
    enter(page, "liucheng", "/tables")
    page.get_by_role("button", name="修改 听证权").click()
    page.get_by_role("button", name="听证数额（表）").click()
    speaks_chinese(page.locator("main"))
    page.locator("td.rule-index").first.click(button="right")
    menu = page.get_by_role("menu")
    speaks_chinese(menu)
    assert menu.bounding_box()["height"] > 200  # all of it can be read
    page.keyboard.press("Escape")
    for amount in ("70000", "80000"):  # a cell is written in again and again
        page.locator('td.output-cell[data-row-id="hearing_threshold_2"]').first.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(amount)
    change = "“听证数额”第 2 行（当事人 单位）：罚款达到（元）由“50,000”改为“80,000”"
    expect(page.locator("#changes")).to_contain_text(change)
    page.get_by_label("当事人").select_option(label="单位")
    page.get_by_label("罚款（元）").fill("60000")
    page.get_by_label("没收违法所得（元）").fill("0")
    page.get_by_label("地区代号").fill("none")
    page.get_by_role("button", name="判定").click()
    expect(page.locator("#tried")).to_contain_text("应当告知听证权：否")
    page.get_by_role("button", name="听证权（表）").click()
    expect(page.locator('td[data-row-id="hearing_right_2"]').first).to_have_css("background-color", FIRED)
    approve(second, submit(page), change)
    with live.app_context():
        facts = {"region": "none", "party_kind": "entity", "kinds": [], "fine_yuan": 60000, "gain_yuan": 0}
        assert decide(SYSTEM, "hearing_right", facts, today()).value["due"] is False
        db.session.remove()

    page.goto(f"{live.address}/forms/approve_filing")
    page.get_by_role("button", name="修改", exact=True).click()
    page.locator('[data-field-type="anliu-money"].fjs-palette-field').click()
    speaks_chinese(page.locator("main"))
    panel = page.get_by_label("这一项的设置")
    panel.get_by_label("标签", exact=True).fill("涉案金额")
    panel.get_by_label("字段名").fill("opinion")
    panel.get_by_label("必填").check()
    expect(panel.get_by_role("alert")).to_contain_text("“opinion”已经有一项在用")
    panel.get_by_label("字段名").fill("amount_at_stake")
    panel.get_by_label("标签", exact=True).focus()
    change = "新增“涉案金额”（金额，必填）"
    expect(page.locator("#changes")).to_contain_text(change)
    shown = page.frame_locator("iframe.at-phone")
    expect(shown.get_by_label("涉案金额")).to_be_visible()
    approve(second, submit(page), change)
    with live.app_context():
        assert '"amount_at_stake"' in form_of(newest_release("penalty_case"), "approve_filing")
