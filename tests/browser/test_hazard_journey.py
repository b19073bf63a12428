"""One hidden danger from the finding of an inspection to its closing, by role, the decisive clicks in a browser: major, listed,
extended twice, neglected, climbing the ladder beside a dual-penalty case, removed, verified by district and city, taken off
the list, closed. What only repeats other journeys is done by commands. The tests continue each other, in this order."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from app.cases.models import Case
from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.enterprises.commands import tie_account
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard
from app.inspections import queries as inspections
from app.supervision.models import Ladder, Listing
from app.workflow.models import Instance, WorkItem
from app.workflow.queries import open_items
from tests.browser.people import send, too_wide
from tests.workflow.walk import do, forget, start
from tests.workflows import hazard_answers as say
from tests.workflows import penalty_answers as casework
from tests.workflows import supervision_answers as supervising
from tests.workflows import test_inspection as inspecting

FIRM = "云泽峤石轻金属制品有限公司"
OVERDUE = date(2026, 10, 19)  # 2026-10-16 is a Friday, and the week-end after it is off
EXTENSIONS = (date(2026, 9, 18), date(2026, 10, 16))
pytestmark = pytest.mark.usefixtures("in_order")


@contextmanager
def commanding(office):
    """What people do without a browser, at the office's moment."""
    with office.application.app_context(), frozen(office.now):
        yield
        db.session.remove()


def passes(office, root_id: str, *elements: str, **instead) -> None:
    """Those tasks of a matter are done, as people usually answer them, until none of them is open.

    Args: instead: {element: answers, or f(item)} of what is answered differently here
    """
    with commanding(office):
        usual = say.usual() | supervising.letters() | supervising.listed()
        plan = {element: usual[element] for element in elements} | instead
        while True:
            forget()
            for item in open_items(root_id):
                given = plan.get(item.element)
                given = given(item) if callable(given) else given
                if given is not None:
                    do(item.id, given)
                    break
            else:
                return


def told(office, model):
    """The last row of a table, as it is now."""
    with commanding(office):
        return db.session.query(model).order_by(model.id.desc()).first()


def hazard_of(office) -> tuple[int, str, str]:
    """(id, number, instance id)"""
    row = told(office, Hazard)
    return row.id, row.number, row.instance_id


def day(office, days: int) -> date:
    return office.today + timedelta(days=days)


def main(person, path: str):
    person.page.goto(f"{person.address}{path}")
    return person.page.get_by_role("main")


def inspected(office) -> None:
    """Two officers of the district find a listed hazard on the premises of a firm that has an account."""
    with commanding(office):
        firm = say.make_enterprise(71, name=FIRM, address="云泽市临江区峤石路 6 号", sector=inspections.GENERAL,
                                   legal_representative="霍承宇", phone="000")  # fmt: skip
        say.add_person(SYSTEM, firm.id, "杜若衡", "main_responsible_person", id_no="420700197001010015")
        tie_account(SYSTEM, say.user("quqiye"), firm.id)
        two, on = [say.user("quzhifa1"), say.user("quzhifa2")], office.today.isoformat()
        begun = start("quzhifa1", "inspection", {
            "enterprise_id": firm.id, "trigger": "plan", "planned_on": on, "officers": two}).id  # fmt: skip
    passes(
        office,
        begun,
        draft_inspection_plan=inspecting.plan(inspect_from_on=on, inspect_to_on=on),
        approve_inspection_plan=inspecting.ROAD["approve_inspection_plan"],
        conduct_inspection=lambda item: inspecting.found(1, started_at=f"{on}T07:00", ended_at=f"{on}T08:00"),
        decide_inspection_outcome=graded,
    )


def graded(item) -> dict:
    [problem] = inspections.inspection(int(item.subject_id)).problems
    row = {"finding": str(problem.id), "listed": True, "standard_item": "第十一条第（四）项"}
    return inspecting.outcome("rectification") | {"hazards": [row]}


def test_the_finding_becomes_a_major_hazard_both_are_told_of(office):
    inspected(office)
    officer = office.person("quzhifa1")
    officer.opens("评估隐患", FIRM)
    expect(officer.page.get_by_label("标准的条、款、项")).to_have_value("第十一条第（四）项")
    officer.writes({
        "评估说明": "铝粉尘除尘采用正压吹送。", "责任人（单位主要负责人）": "杜若衡", "实际控制人": "霍承宇", "整改时限": day(office, 25),
        "消除以前的防范措施": "停用抛光二车间，断电上锁。",
    })  # fmt: skip
    officer.sends()
    office.person("quduizhang").does("复核重大定级", {"复核结果": "确认为重大隐患", "复核意见": "条款对应。"}, FIRM)
    _, _, root_id = hazard_of(office)
    passes(office, root_id, "deliver_to_principal", "deliver_to_controller")
    office.person("qujuzhang").does("主要负责人签批", {"签批意见": "由大队督办。"}, FIRM)


def test_the_enterprise_plans_and_the_district_lists(office):
    office.person("quqiye").does("编制治理方案", {
        "责任": "杜若衡负总责。", "措施": "改为负压吸送。", "资金（元）": "1260000", "时限": day(office, 20),
        "预案": "粉尘爆炸专项预案。",
    }, FIRM)  # fmt: skip
    _, number, root_id = hazard_of(office)
    passes(office, root_id, "approve_plan")
    office.person("quanban").starts("重大隐患挂牌督办", {"隐患编号": number, "挂牌理由": "社会影响大。"})
    office.person("qujuzhang").does("审批挂牌", {
        "审批意见": "同意挂牌", "督办期限": date(2026, 12, 4), "督办要求": "停用。", "验收要求": "区验收，市复核。", "意见": "同意。",
    }, FIRM)  # fmt: skip
    passes(office, told(office, Listing).instance_id, "deliver_listing_notice")
    assert told(office, Listing).status == "supervising"


def test_it_is_extended_twice_and_then_neglected(office):
    for until_on in EXTENSIONS:
        office.moves(7)
        office.person("quqiye").does("申请延期", {
            "申请延至": until_on, "延期理由": "设备到货晚于合同。", "延期期间的防范措施": "继续停用，每日巡查。"}, FIRM)  # fmt: skip
        office.person("qufenguan").does("审批延期", {"审批结果": "同意延期", "审批意见": "同意。"}, FIRM)
        assert told(office, Hazard).due_on == until_on
    office.moves_to(OVERDUE - timedelta(days=1))
    assert told(office, Ladder) is None
    office.moves_to(OVERDUE)
    assert told(office, Hazard).overdue_on == OVERDUE


def test_a_case_against_both_begins_beside_the_ladder_with_what_is_known(office):
    officer = office.person("quzhifa1")
    _, number, _ = hazard_of(office)
    officer.opens("申请立案", FIRM)
    form = officer.page.locator("form.fjs-form")
    expect(form.get_by_label("案由")).to_have_value("未采取措施消除事故隐患")
    expect(form.locator("textarea").filter(visible=True).first).to_be_visible()
    carried = " ".join(each.input_value() for each in form.locator("textarea").all())
    assert number in carried and "延期2次，至2026年10月16日" in carried and "没有相关记录。判定依据" in carried
    filing(office)
    case = told(office, Case)
    with commanding(office):
        assert sorted(party.kind for party in db.session.get(Case, case.id).parties) == ["entity", "person"]
    expect(main(officer, f"/cases/{case.id}")).to_contain_text(number)


def filing(office) -> None:
    """The firm and its head: 一案双罚."""
    with commanding(office):
        item = db.session.query(WorkItem).filter_by(element="apply_filing", status="open").one()
        firm = db.session.query(Enterprise).filter_by(name=FIRM).one()
        said = casework.filing(firm, [each for each in firm.persons if each.name == "杜若衡"])
        do(item.id, said | {"source": "inspection", "discovered_on": "2026-08-03", "conduct_on": "2026-10-17",
                            "officers": [say.user("quzhifa1"), say.user("quzhifa2")]})  # fmt: skip


def test_silence_climbs_from_rung_to_rung(office):
    ladder = told(office, Ladder)
    for _ in range(40):
        passes(office, ladder.instance_id, "draft_letter", "approve_letter", "deliver_letter")
        if told(office, Ladder).rung == "interview":
            break
        office.moves(1)
    assert [(each["rung"], each["on"]) for each in told(office, Ladder).reached] == [
        ("reminder", "2026-10-19"), ("rectification", "2026-10-27"), ("interview", "2026-11-04")]  # fmt: skip


def test_removed_it_is_verified_at_two_levels_taken_off_and_closed(office, tmp_path):
    _, _, root_id = hazard_of(office)
    firm, photo = office.person("quqiye"), tmp_path / "整改后.png"
    firm.page.screenshot(path=photo)
    passes(office, root_id, "record_monitoring")
    firm.does("报告整改结果", {"整改情况": "已改为负压。", "整改后照片": [photo]}, FIRM)
    passed = {"验收结论": "已经消除，通过", "核验情况": "装置到位，联动正常。", "现场照片": [photo]}
    passes(office, root_id, "check_district")
    for name, said in (("zhifa3", "已签署，还须另外 1 名执法人员"), ("zhifa4", "已办结：")):
        verifier = office.person(name)
        verifier.opens("市级复核", FIRM)
        verifier.writes(passed if name == "zhifa3" else {})
        verifier.sends(said)
    refused = office.person("qufenguan")
    refused.opens("审批销号", FIRM)
    refused.writes({"审批结果": "同意销号", "审批意见": "同意。"})
    send(refused.page, "还在区级挂牌督办")
    listing = told(office, Listing)
    passes(office, listing.instance_id, "request_delisting", "verify_listing")
    office.person("qujuzhang").does("审批摘牌", {"审批意见": "同意摘牌", "意见": "同意。"}, FIRM)
    passes(office, listing.instance_id, "deliver_delisting_notice", "publish_listing")
    refused.does("审批销号", {"审批结果": "同意销号", "审批意见": "同意。"}, FIRM)
    assert (told(office, Hazard).status, told(office, Listing).status) == ("closed", "published")
    assert told(office, Ladder).outcome == "removed"


def test_every_end_shows_the_thread(office):
    number_id, number, _ = hazard_of(office)
    officer, case = office.person("quzhifa1"), told(office, Case)
    with commanding(office):
        inspection = db.session.query(inspections.Inspection).one().id
        ladder = db.session.query(Instance).filter_by(process_key="escalation_ladder").one()
        assert ladder.status == "finished"
    page = main(officer, f"/hazards/{number_id}")
    for path in (f"/inspections/{inspection}", f"/cases/{case.id}"):
        expect(page.locator(f'a[href="{path}"]').first).to_be_attached()
    expect(page).to_contain_text("已销号")
    for path in (f"/inspections/{inspection}", f"/cases/{case.id}"):
        expect(main(officer, path).locator(f'a[href="/hazards/{number_id}"]').first).to_be_attached()
    expect(main(officer, "/supervision/?state=ended")).to_contain_text("GP-2026-00001")
    expect(main(officer, f"/hazards?q={number}")).to_contain_text(number)
    officer.page.set_viewport_size({"width": 390, "height": 844})
    for path in (f"/hazards/{number_id}", "/supervision/"):
        main(officer, path)
        assert too_wide(officer.page) == []
