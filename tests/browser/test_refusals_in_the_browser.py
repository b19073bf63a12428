"""What the law forbids, tried at the screen: refused in words with the article, what was typed stays, and a request sent
past the page is refused alike. One matter; its tests continue each other, commands bring it to each next step."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.cases import queries as cases
from app.core.clock import ZONE, frozen
from app.core.database import db
from app.identity.commands import name_substitute
from app.identity.queries import user_by_name
from app.law.commands import upload_holiday_table
from app.workflow.commands import fire_due_timers
from tests.browser.conftest import PHONE
from tests.browser.people import PATIENCE, labelled, send, too_wide
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import do, forget, items, until
from tests.workflows import penalty_answers as said
from tests.workflows.test_execution import APPLICATION, execution

HEARD = date(2026, 8, 24)
STOPPED = said.breach(
    "120000.00", rule="AQ97:5", sanctions=["suspend_business", "fine"], sanction_detail="铸造车间", suspension_unit="day",
    suspension_count=7, tier_facts={"unrecorded": 2, "major_hazard": False, "repeated": 0}, conduct="没有告知从业人员。",
)  # fmt: skip
BANNED = said.breach(
    "150000.00", rule="AQ92-2", tier="standing", gain_yuan="0.00", sanctions=["fine", "career_ban"], ban_unit="year",
    ban_count=5, sanction_detail="安全评价。", conduct="出具虚假报告。",
)  # fmt: skip
TRANSFER = said.other_outcome("transfer", reason="涉嫌危险作业罪。")


class Matter:
    """The case against a firm, its head and a manager. `plan`: {element: answers}; `proposed`: {party's name: proposal};
    who has no proposal, or is `left` aside, waits."""

    def __init__(self, office):
        self.office, self.proposed, self.left = office, {}, set()
        with self.at_work():
            self.firm, self.head, self.manager = said.enterprise()
            self.instance = said.start_case(self.firm)
            self.plan = said.answers(self.firm, (self.head, self.manager), propose_penalty=self.proposal) | execution()
            self.plan |= said.referral()

    def at_work(self):
        """At the office's moment, in the server's own database."""
        return _AtWork(self.office)

    def about(self, item) -> str:
        return cases.party(int(item.subject_id)).name if item.subject_kind == "party" else ""

    def proposal(self, item):
        return self.proposed.get(self.about(item))

    def planned(self, answers):
        def answer(item):
            if self.about(item) in self.left:
                return None
            return answers.pop(0) if isinstance(answers, list) else answers(item) if callable(answers) else answers

        return answer

    def comes_to(self, element: str, **changed) -> str:
        """Do what is planned until a task of this element is open; its address."""
        self.plan |= changed
        with self.at_work():
            until(self.office.application, self.instance, {key: self.planned(each) for key, each in self.plan.items()}, element)
        return self.address(element)

    def does(self, element: str, answers, about: str = "") -> None:
        """Args: answers: a dict, or a function of nothing that asks the database for them"""
        with self.at_work():
            do(self.task(element, about).id, answers() if callable(answers) else answers)

    def address(self, element: str, about: str = "") -> str:
        with self.at_work():
            return f"/tasks/{self.task(element, about).id}"

    def task(self, element: str, about: str):
        found = [each for each in items(self.instance) if each.element == element and about in self.about(each)]
        assert len(found) == 1, (element, found)
        return found[0]


class _AtWork:
    def __init__(self, office):
        self.parts = office.application.app_context(), frozen(office.now)

    def __enter__(self):
        for part in self.parts:
            part.__enter__()
        forget()

    def __exit__(self, *why):
        db.session.remove()
        for part in reversed(self.parts):
            part.__exit__(*why)


@pytest.fixture(scope="module")
def matter(office):
    return Matter(office)


def opens(person, address: str):
    person.page.goto(person.address + address)
    expect(person.page.locator("[data-form]")).not_to_have_attribute("aria-busy", re.compile(""))
    return person.page


def tries(page) -> None:
    """Press the button; a legal act that would ask first is confirmed, too."""
    page.locator("[data-submit]").click()
    expect(page.locator(".form-summary").or_(page.locator("#act-dialog [data-act-go]")).filter(visible=True).first).to_be_visible()
    assert not page.locator("#act-dialog").is_visible(), "the dialog promised what is refused"


def refused(page, *words: str) -> None:
    for each in words:
        expect(page.locator(".form-summary")).to_contain_text(each)


def sent_past_the_page(page, address: str, answers: dict | None = None, **form) -> tuple[int, str]:
    """(status, message) of a request of the logged-in person that no button of the page makes."""
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    body = {"data": {"answers": answers}} if answers is not None else {"form": form}
    answer = page.request.post(origin + address, headers=headers, timeout=PATIENCE, **body)
    return answer.status, answer.json()["message"] + str(answer.json()["fields"])


# --- 门卫签收、副职决定移送 ----------------------------------------------------------------------------------------


def test_the_gatekeepers_receipt_serves_nobody(office, matter):
    """On the phone, for a person: 门卫 signs, and no time begins to run."""
    matter.proposed[matter.head.name] = said.penalty(said.PERSON_FINE)
    address = matter.comes_to("deliver_notice")
    with matter.at_work():
        said.print_papers()
        receipt = said.delivery("gatekeeper")
    officer = office.person("zhifa1", "zhifa1 on the phone", **PHONE)
    page = opens(officer, address)
    officer.writes({"送达方式": "直接送达", "送达日期": office.at(), "送达地点": "厂区大门", "收件人": "门卫老周",
                    "收件人与受送达人的关系": "门卫"})  # fmt: skip
    send(page, "门卫签收不算送达（民事诉讼法第88条）")
    refused(page, "本人、同住成年家属", "留置送达")
    expect(labelled(page.locator("form.fjs-form"), "收件人").locator("input")).to_have_value("门卫老周")
    assert too_wide(page) == []
    status, words = sent_past_the_page(page, address, receipt)
    assert status == 422 and "门卫签收不算送达" in words


def test_nobody_skips_the_notice(office, matter):
    """Before the first notice is served no button leads to the review or the decision, and no request does."""
    address = matter.address("deliver_notice")
    page = opens(office.person("zhifa1", "zhifa1 on the phone"), address)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("#return-dialog").get_by_label("拟处罚告知书")).to_be_visible()
    expect(page.locator("#return-dialog").get_by_text(re.compile("审核$|决定$"))).to_have_count(0)
    for target in ("legal_review", "deliberate", "approve_decision", "deliver_decision"):
        status, words = sent_past_the_page(page, f"{address}/return", element=target, reason="赶时间")
        assert status == 422 and "只能退回到本流程里办过的" in words
    matter.left.add(matter.head.name)


def test_a_deputy_does_not_decide_a_referral(office, matter):
    matter.proposed[matter.manager.name] = TRANSFER
    address = matter.comes_to("decide_referral")
    page = opens(office.person("fenguan"), address)
    expect(page.locator("#act")).to_contain_text("第5条")
    expect(page.locator("#act").get_by_role("button", name="决定是否移送", exact=True)).to_be_disabled()
    status, words = sent_past_the_page(page, address, {"referral_result": "approve", "head_opinion": "同意移送。"})
    assert status == 403 and "第5条" in words
    matter.left.add(matter.manager.name)


# --- 自己办的案件不能代别人审 ------------------------------------------------------------------------------------------


def test_nobody_reviews_the_own_case_as_a_substitute(office, matter):
    """The reviewer is away and the officer of the case stands in: the task may be read and not done."""
    matter.proposed[matter.firm.name] = said.penalty(breaches=[STOPPED, BANNED])
    matter.comes_to("hold_hearing", record_statement=lambda item: said.stated(),
                    record_hearing_application=lambda item: said.applied("exercised"))  # fmt: skip
    office.now = datetime.combine(HEARD, time(15), tzinfo=ZONE)
    address = matter.comes_to("legal_review")
    with matter.at_work():
        reviewer, substitute = user_by_name("fazhi"), user_by_name("zhifa1")
        name_substitute(reviewer, substitute.id, ["legal_reviewer"], office.today, office.today, "外出培训")
        review = said.reviewed()
    page = opens(office.person("zhifa1"), address)
    expect(page.locator("#act")).to_contain_text("办理过本案")
    expect(page.locator("#act").get_by_role("button", name="法制审核", exact=True)).to_be_disabled()
    status, words = sent_past_the_page(page, address, review)
    assert status == 422 and "办理过本案" in words and "第58条" in words


# --- 告知、听证以后不能加重，不能跳过告知，不能在期限届满以前作决定 --------------------------------------------------


def test_after_the_hearing_nothing_grows(office, matter):
    """A higher fine, thirty days for seven, a ban for life for five years: each refused, and all of it stays typed."""
    matter.does("legal_review", lambda: said.reviewed("correct"))
    address, typed = matter.address("propose_penalty", matter.firm.name), "当事人在听证会上态度不好。"
    officer = office.person("zhifa1")
    page = opens(officer, address)
    officer.writes({"违法行为与裁量": [{"罚款数额": "130000", "停产停业整顿的日数": "30", "裁量理由": typed},
                                   {"阶次": "情节严重", "限制从业的期限": "终身"}], "承办人意见": "建议加重。"})  # fmt: skip
    send(page, "不得因陈述申辩、听证加重（罚法第45条）")
    refused(page, "罚款由 270,000.00 元增加到 280,000.00 元", "责令停产停业整顿由“7日”改为“30日”", "情节严重", "重新告知")
    for label, kept in (("罚款数额", "130,000.00"), ("停产停业整顿的日数", "30"), ("裁量理由", typed)):
        expect(page.get_by_label(label).first).to_have_value(kept)
    for_life = {key: value for key, value in BANNED.items() if key != "ban_count"} | {"tier": "serious", "ban_unit": "life"}
    for heavier in ([STOPPED | {"fine_yuan": "130000.00"}, BANNED], [STOPPED | {"suspension_count": 30}, BANNED], [STOPPED, for_life]):
        status, words = sent_past_the_page(page, address, said.penalty(breaches=heavier))
        assert status == 422 and "比告知的处罚更重" in words and "第45条" in words


def test_a_new_proposal_is_not_decided_before_it_is_told(office, matter):
    """The first proposal was told and reviewed, the second was not told: the way back to the review is no way on."""
    again = said.penalty(breaches=[STOPPED | {"suspension_count": 30}, BANNED], facts_changed=True, change_note="复查又查出一处。")
    matter.does("propose_penalty", again, matter.firm.name)
    goes_back_to_the_review(office, matter.comes_to("draft_notice"), "比告知的处罚更重", "由“7日”改为“30日”", "第45条", "请重新告知")


def test_nobody_decides_before_the_time_to_state_and_to_ask_for_a_hearing_ends(office, matter):
    goes_back_to_the_review(
        office, matter.comes_to("record_statement"), "陈述申辩期限还没有届满", "听证申请期限还没有届满", "第64条", "请等期满"
    )


def goes_back_to_the_review(office, address: str, *words: str) -> None:
    page, reason = opens(office.person("zhifa1"), address), "时间紧，直接送审。"
    page.get_by_role("button", name="退回", exact=True).click()
    dialog = page.locator("#return-dialog")
    dialog.get_by_label("法制审核").check()
    dialog.get_by_label("理由").fill(reason)
    dialog.get_by_role("button", name="退回", exact=True).click()
    for each in words:
        expect(dialog.get_by_role("alert")).to_contain_text(each)
    expect(dialog.get_by_label("理由")).to_have_value(reason)
    expect(dialog.get_by_label("法制审核")).to_be_checked()
    for target in ("legal_review", "approve_decision"):
        status, said_so = sent_past_the_page(page, f"{address}/return", element=target, reason=reason)
        assert status == 422 and (words[0] in said_so or "只能退回到" in said_so)


# --- 申请法院，早一天、晚一天都不行 ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def at_court(office, matter):
    """The firm has not paid and the demand is served; the address of the task."""
    with matter.at_work():
        upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    matter.comes_to("record_payment", record_statement=lambda item: said.stated("waived"),
                    record_hearing_application=lambda item: said.applied(), legal_review=lambda item: said.reviewed())  # fmt: skip
    office.now += timedelta(days=16)
    with matter.at_work():
        fire_due_timers()
    return matter.comes_to("apply_court")


@pytest.mark.parametrize(("day", "words"), [(date(2027, 2, 24), "早了"), (date(2027, 5, 25), "已于 2027-05-24 届满")])
def test_the_court_is_asked_neither_a_day_early_nor_a_day_late(office, at_court, day, words):
    clues = f"开户行云泽银行城中支行，{day} 查明另有铸造设备三台。"
    office.now = datetime.combine(day, time(9), tzinfo=ZONE)
    officer = office.person("zhifa1")
    page = opens(officer, at_court)
    officer.writes({"本次办理": "申请法院强制执行"})
    officer.writes({"复议和诉讼": "没有申请复议，也没有起诉", "当事人的意见": "没有提出。", "申请执行的标的情况": clues})
    send(page, words)
    refused(page, "强法第53条")
    status, answer = sent_past_the_page(page, at_court, APPLICATION)
    assert status == 422 and words in answer
    opens(officer, at_court)
    expect(page.get_by_label("申请执行的标的情况")).to_have_value(clues)
