"""当场处罚 on the phone, from the workshop to the report: told on the spot, decided and signed by two officers, handed over
against the party's signature, read as a PDF, paid at the bank in fifteen days, reported back in time and accepted."""

import re

import pytest
from playwright.sync_api import expect

from app.core.clock import frozen
from app.core.database import db
from app.identity.queries import user_by_name
from app.law.lengths import set_length
from tests.browser.conftest import PHONE
from tests.browser.office import FIRM, HEAD, MONDAY
from tests.browser.people import send, too_wide

SIGNS, SIGNED = "未设置安全警示标志", "已签署，还须另外 1 名执法人员"


@pytest.fixture(scope="module")
def on_site(office):
    """Two officers with their phones; the bureau has entered how soon a penalty on the spot is reported (五日)."""
    with office.application.app_context(), frozen(office.now):
        set_length(user_by_name("admin"), "on_spot_penalty_filing", 5, MONDAY.date().replace(month=2, day=1), "云应急〔2026〕8号")
        db.session.remove()
    return [office.person(name, **PHONE) for name in ("zhifa1", "zhifa2")]


def fits(person) -> None:
    assert too_wide(person.page) == []


def both_sign(on_site, title, *parts) -> None:
    """The first officer fills in and signs, the second reads the same and signs on the own phone."""
    first, second = on_site
    first.opens(title, FIRM)
    for part in parts:  # some fields appear when others are answered
        first.writes(part)
    fits(first)
    first.sends(SIGNED)
    second.opens(title, FIRM)
    expect(second.page.get_by_text("陆知行已于")).to_be_visible()
    second.sends()


def test_a_small_fine_is_told_decided_and_handed_over_on_the_phone(office, on_site):
    first = on_site[0]
    first.starts("当场处罚", {"当事人或者其所在的单位": "朗润"})
    expect(first.page.get_by_role("heading", level=1)).to_contain_text("当场告知、听取申辩")
    first.writes({
        "两名执法人员已出示执法证件": True, "执法人员": ["方以衡"], "当事人": "单位", "发现时间": office.at(), "地点": "打磨车间",
        "违法行为": SIGNS, "违法事实": "有限空间入口没有警示标志。", "违反的条款": ["安法 第35条"], "处罚依据": ["安法 第99条第1项"],
        "怎样处理": "当场处罚",
    })  # fmt: skip
    first.writes({
        "拟给予警告": True, "拟罚款": "3000.01", "已当面告知拟处罚的内容、事实、理由、依据，和陈述、申辩的权利": True,
        "陈述申辩": "提出了陈述申辩",
    })  # fmt: skip
    first.writes({"陈述申辩的内容": "牌子被风吹落，当场补设。"})
    fits(first)
    send(first.page, "第51条")
    expect(first.page.locator(".form-summary")).to_contain_text("转普通程序")
    first.writes({"拟罚款": "1000"})
    first.sends()
    both_sign(on_site, "当场决定", {"对陈述申辩的复核": "部分采纳", "复核的理由": "当场补设属实。", "决定": "当场处罚"},
              {"警告": True, "罚款": "800", "裁量理由": "首次发现，当场改正。"})  # fmt: skip
    office.works()
    both_sign(on_site, "当场交付、收缴", {"交付时间": office.at(), "当事人签收": "签名签收", "罚款怎样缴": "当事人十五日内到银行缴纳"},
              {"签收人": HEAD, "与当事人的关系": "法定代表人", "当事人签名": None})  # fmt: skip


def test_the_decision_is_read_as_a_pdf_and_the_fine_is_due_in_fifteen_days(office, on_site):
    page = on_site[0].page
    on_site[0].opens("登记缴款", FIRM)
    expect(page.locator(".duty")).to_contain_text("8月18日")
    page.get_by_role("navigation", name="任务内容").get_by_role("link", name="文书 1").click()
    page.locator("#papers").get_by_role("link", name="当场行政处罚决定书").click()
    fits(on_site[0])
    address = page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    paper = page.request.get(on_site[0].address + address)
    assert paper.headers["content-type"] == "application/pdf" and paper.body().startswith(b"%PDF")


def test_the_fine_is_paid_and_the_penalty_is_reported_in_time_and_accepted(office, on_site):
    first = on_site[0]
    first.opens("报机关备案", FIRM)
    expect(first.page.locator(".duty")).to_contain_text("8月8日")
    office.moves(2)
    first.does("报机关备案", {"报备日期": office.today}, FIRM)
    first.does("登记缴款", {"缴款日期": office.today, "票据号码": "鄂财 0001"}, FIRM)
    leader = office.person("duizhang", **PHONE)
    leader.does("备案审查", {"备案审查": "准予备案"}, FIRM)
    first.page.goto(f"{first.address}/cases/on-the-spot")
    row = first.page.get_by_role("main")
    for words in (SIGNS, "800.00", "罚当"):
        expect(row).to_contain_text(words)
    fits(first)
