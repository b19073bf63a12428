"""Picking articles in a form, and opening a citation and a deadline, at the desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from app.core.clock import today
from app.core.database import db
from app.enterprises.models import Enterprise
from app.identity.queries import user_by_name
from app.law.commands import start_period
from app.workflow.commands import start_process
from app.workflow.queries import open_items
from tests.browser.conftest import PHONE
from tests.browser.people import search

WIDTHS = pytest.mark.parametrize("device", [{}, PHONE], ids=["1440", "390"])


@pytest.fixture
def filing(live):
    """The task 申请立案 of a case; its period is one that runs."""
    with live.app_context():
        officer, firm = user_by_name("zhifa1"), db.session.scalars(db.select(Enterprise)).first()
        lead = {"enterprise_id": firm.id, "source": "report", "discovered_on": today().isoformat(), "summary": "报警装置停用。"}
        [item] = open_items(start_process(officer, "penalty_case", lead).root_id)
        period = start_period(officer, "fine_payment", "case", 1, today())
        item.period_id, item.due_on, found = period.id, period.last_day, item.id
        db.session.commit()
        db.session.remove()
    return f"/tasks/{found}"


@pytest.fixture
def at(enter, browser, browser_context_args, filing):
    def opened(device: dict):
        page = enter(browser.new_context(**{**browser_context_args, **device}).new_page(), "zhifa1", filing)
        expect(page.locator("[data-form]")).not_to_have_attribute("aria-busy", re.compile(""))
        return page

    return opened


def picker(page):
    return page.locator(".fjs-form-field-anliu-article").first


@WIDTHS
def test_articles_are_picked_by_number_and_by_words(at, device):
    page = at(device)
    field = picker(page)
    expect(field.locator(".picked")).to_have_text(re.compile("罚法 第54条第2款"))
    field.get_by_role("combobox").fill("41")
    expect(field.get_by_role("option").first).to_contain_text("安法 第41条")
    expect(field.get_by_role("option").filter(has_text="安法 第41条第2款")).to_contain_text("待核")
    field.get_by_role("combobox").press("ArrowDown")
    field.get_by_role("combobox").press("Enter")
    expect(field.locator(".picked")).to_have_count(2)
    field.get_by_role("combobox").fill("隐患排查")
    field.get_by_role("option").filter(has_text="安法 第41条第2款").click()
    expect(field.locator(".picked").last).to_contain_text("安法 第41条第2款")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field.get_by_role("button", name="去掉安法 第41条第1款").click()
    expect(field.locator(".picked")).to_have_count(2)


def test_a_duty_of_a_later_day_than_the_conduct_cannot_be_picked(at):
    page = at({})
    page.get_by_label("违法行为发生日期").fill("2021-08-20")
    field = picker(page)
    field.get_by_role("combobox").fill("安法 36")
    barred = field.get_by_role("option").filter(has_text="安法 第36条第2款")
    expect(barred).to_contain_text("违法行为发生日没有施行")
    barred.click(force=True)  # a person clicks anyway; nothing happens
    expect(field.locator(".picked")).to_have_count(1)
    search(field, "罚法 第36条")


@WIDTHS
def test_a_citation_and_a_deadline_open_by_key_and_by_click(at, device):
    page = at(device)
    cite = page.locator(".duty-facts .cite").first
    cite.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".law-pop:popover-open")
    expect(opened).to_contain_text("《中华人民共和国行政处罚法》")
    expect(opened).to_contain_text("2021-07-15 起施行")
    expect(opened).to_contain_text("以公布的法律文本为准")
    inside(page, opened)
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    page.locator(".duty-clock .due--open").click()
    expect(opened.locator(".ruler rect").first).to_be_visible()
    expect(opened.locator(".cite").first).to_contain_text("第66条")
    inside(page, opened)
    opened.locator(".cite").first.click()
    expect(page.locator(".law-pop:popover-open")).to_have_count(2)


def inside(page, popover) -> None:
    box, width = popover.bounding_box(), page.evaluate("innerWidth")
    assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1


def test_a_period_is_reckoned_while_it_is_typed(at):
    page = at(PHONE)
    page.goto(page.url.split("/tasks")[0] + "/law?part=periods")
    page.locator("#period-hearing_application > summary").click()
    page.locator("#start-hearing_application").fill("2026-09-28")
    page.locator("#period-hearing_application").get_by_role("button", name="算到哪天").click()
    expect(page.locator("#answer")).to_contain_text("2026年10月10日（周六）")
    page.get_by_label("从哪天起").fill("2026-09-29")
    expect(page.locator("#answer")).to_contain_text("2026年10月12日（周一）")
    assert page.url.endswith("/law/periods/hearing_application?start=2026-09-29")  # can be sent to a colleague
    page.get_by_text("逐日看").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@WIDTHS
def test_a_penalty_is_answered_while_one_chooses_and_types(at, device):
    page = at(device)
    page.goto(page.url.split("/tasks")[0] + "/law?part=penalties")
    page.get_by_role("searchbox", name="违法行为、条号").fill("特种作业")
    expect(page.locator(".breaches > li")).to_have_count(1)
    page.get_by_role("link", name="特种作业无证上岗").click()
    answer = page.locator("#answer")
    expect(answer).to_contain_text("罚款 100,000 元以下")
    page.get_by_label("逾期未改正").focus()
    page.keyboard.press("Space")
    expect(answer).to_contain_text("罚款 100,000 元以上 200,000 元以下")
    expect(answer).to_contain_text("责令停产停业整顿")
    assert page.evaluate("document.activeElement.id") == "tier-overdue"  # the keyboard stays where it was
    fine = page.get_by_label("拟罚款")
    fine.press_sequentially("25万")
    expect(answer).to_contain_text("不可以")
    expect(fine).to_have_value("25万")
    assert "fine=25" in page.url and "tier=overdue" in page.url
    page.get_by_label("直接负责的主管人员和其他直接责任人员").check()
    expect(answer).to_contain_text("罚款 20,000 元以上 50,000 元以下")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="看可以罚多少")).to_be_hidden()
    expect(answer).to_be_visible()


def test_the_calculators_answer_without_scripts_too(at, browser, browser_context_args):
    page = at({})
    state = page.context.storage_state()
    plain = browser.new_context(**browser_context_args, java_script_enabled=False, storage_state=state).new_page()
    plain.goto(page.url.split("/tasks")[0] + "/law/penalties/AQ94")
    plain.get_by_label("拟罚款").fill("3万")
    plain.get_by_role("button", name="看可以罚多少").click()
    expect(plain.locator("#answer")).to_contain_text("可以")
    expect(plain.get_by_label("拟罚款")).to_have_value("30,000")
