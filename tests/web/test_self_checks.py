"""Pages of the enterprise's own checks and its home: what is shown, what is red, who is refused, what is taken out."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.core.clock import frozen, moving, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.models import AuditEntry
from app.enterprises.commands import tie_account
from app.enterprises.models import Enterprise
from app.identity.queries import user_by_name
from app.self_checks import queries
from app.self_checks.models import SelfCheck, SelfCheckPlan
from app.supervision.models import Instrument
from tests.applications import standing
from tests.builders import make_enterprise
from tests.workflow.walk import start, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows.test_self_check import begun, done, plan, signed, work

MONDAY = date(2026, 9, 7)
THURSDAY = date(2026, 9, 10)


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """Unit 1 of the district: filed with one problem, missed, filed without a department, not yet made.
    Unit 2 has an account of the city and no plan."""
    with standing(shared_application, database_template) as (_, saved), moving(MONDAY) as advance:
        hazard.firm()
        plan("daily")
        work()
        walk(None, begun(), {"carry_out": done(1, led_by_principal=True), "sign": signed()})
        advance(days=1)
        work()
        advance(days=1)
        plan("daily", department="")
        work()
        walk(None, begun(), {"carry_out": done(), "sign": signed()})
        advance(days=1)
        work()
        other = make_enterprise(72, area_id="ar-huarong", address="云泽市峤石路8号", legal_representative="霍承宇")
        tie_account(SYSTEM, user_by_name("qiye").id, other.id)
    return saved


@pytest.fixture(autouse=True)
def clock(app):
    with frozen(THURSDAY):
        yield


def rows_of(page: str) -> list[str]:
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr")[1:]


def refusals() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.act).where(AuditEntry.act == "core.note_refusal")))


def test_the_file_of_a_month_counts_what_was_due_and_marks_red_what_is_missing(app, login):
    page = login("quqiye").get("/self-checks/enterprises/1?month=2026-09").text
    assert "应做 <b>4</b> 次，已归档 <b>2</b> 次" in page and '缺做 <b class="red">1</b> 次，在办 1 次' in page
    red = ["is-bad" in row for row in rows_of(page)]
    assert red == [False, True, True, False]  # newest first: running, filed without a department, missed, filed
    assert "缺部门" in rows_of(page)[1] and "缺做" in rows_of(page)[2] and "发现 1 个问题" in rows_of(page)[3]
    empty = login("quqiye").get("/self-checks/enterprises/1?month=2026-08").text
    assert "这个月没有自查" in empty and "8月" in empty
    assert login("quqiye").get("/self-checks/enterprises/1?month=nonsense").status_code == 200


def test_one_check_shows_its_seven_things_its_findings_and_the_hazard_they_became(app, login):
    page = login("quqiye").get("/self-checks/1").text
    for words in (
        "工贸", "现场查看", "每个工作日", "穆怀谷", "安全部", "巡查两小时。", "总体受控。", "崔明远（退休技安人员）", "主要负责人带队",
        "YH-2026-00001",
    ):  # fmt: skip
        assert words in page
    assert "本企业自查" in page and "事故隐患治理" in page  # the thread
    photo = db.session.get(SelfCheck, 1).findings[0].photos[0]
    assert login("quzhifa1").get(f"/attachments/{photo}").status_code == 404  # may read it; files are not copied with a test's database
    assert login("qiye").get(f"/attachments/{photo}").status_code == 403


def test_the_file_is_taken_out_as_a_table_and_that_is_in_the_audit(app, login):
    answer = login("quqiye").post("/self-checks/enterprises/1/export?month=2026-09")
    sheet = load_workbook(io.BytesIO(answer.data))["自查档案"]
    head, *lines = list(sheet.iter_rows(values_only=True))
    said = [dict(zip(head, line, strict=True)) for line in lines]
    assert [row["状态"] for row in said] == ["待自查", "已归档", "缺做", "已归档"]
    assert [row["缺项"] or "" for row in said][1:] == ["部门", "过程、结果", ""]
    assert (said[3]["参加人"], said[3]["主要负责人带队"], said[3]["发现问题"]) == ("穆怀谷（本单位人员）、崔明远（退休技安人员）", "是", 1)
    assert db.session.scalars(db.select(AuditEntry).where(AuditEntry.act == "self_checks.note_export")).one()


def test_another_enterprise_or_bureau_sees_nothing_and_it_is_kept_who_tried(app, login):
    for path in ("/self-checks/1", "/self-checks/enterprises/1", "/self-checks/enterprises/1/plan"):
        assert login("qiye").get(path).status_code == 403, path
    assert login("qiye").post("/self-checks/enterprises/1/export").status_code == 403
    assert len(refusals()) == 4
    assert login("quqiye").get("/self-checks/enterprises/2").status_code == 403
    for who in ("quzhifa1", "zhifa1", "anweiban"):
        assert login(who).get("/self-checks/enterprises/1").status_code == 200, who
    assert login("fazhi").post("/self-checks/enterprises/1/plan", data={}).status_code == 403


def test_an_enterprise_or_its_officer_sets_the_plan_on_the_page(app, login):
    browser = login("qiye")
    assert "订自查计划" in browser.get("/self-checks/enterprises/2").text
    said = {"begins_on": "2026-09-14", "content": "工贸", "kinds": ["weekly"], "weekly_responsible": "葛时雨",
            "weekly_department": "生产部", "weekly_method": "documents"}  # fmt: skip
    refused = browser.post("/self-checks/enterprises/2/plan", data=said | {"weekly_responsible": " ", "kinds": ["weekly", "daily"]})
    assert refused.status_code == 422 and "责任人" in refused.text and "生产部" in refused.text
    assert browser.post("/self-checks/enterprises/2/plan", data=said | {"begins_on": ""}).status_code == 422
    assert browser.post("/self-checks/enterprises/2/plan", data=said).location == "/self-checks/enterprises/2"
    row = db.session.query(SelfCheckPlan).filter_by(enterprise_id=2).one()
    assert (row.kind, row.responsible, row.method, row.next_on) == ("weekly", "葛时雨", "documents", date(2026, 9, 14))
    assert login("quzhifa1").post("/self-checks/enterprises/1/plan", data=said).status_code == 302
    assert [row.kind for row in queries.plans(1) if row.is_in_use] == ["weekly"]


def test_the_office_sees_who_missed_checks_and_whose_principal_did_not_lead(app, login):
    with frozen(date(2027, 1, 6)):
        listed = login("quzhifa1").get("/self-checks").text
        assert "漏做" in listed and "2026年第4季度主要负责人带队检查 0 次" in listed
        assert "带队检查漏做" in login("quzhifa1").get("/enterprises").text
        assert "2026年第4季度漏做" in login("quqiye").get("/self-checks/enterprises/1").text
    [row] = rows_of(login("quzhifa1").get("/self-checks").text)
    assert "is-bad" in row and '<b class="red">1</b>' in row and "2026年第3季度 1/1 次" in row
    assert "带队检查漏做" not in login("quzhifa1").get("/enterprises").text
    assert rows_of(login("quzhifa1").get("/self-checks?q=没有").text) == []
    assert login("quqiye").get("/self-checks").location == "/self-checks/enterprises/1"


def test_an_enterprise_begins_its_day_at_home_with_its_own_affairs_and_nothing_of_the_office(app, login, client):
    for number, served_on in ((1, MONDAY), (2, None)):
        db.session.add(Instrument(number=f"TX-{number}", kind="reminder", enterprise_id=1, target_name=firm_name(), title="除尘",
                                  status="waiting" if served_on else "draft", served_on=served_on, reply_by=date(2026, 9, 17),
                                  created_at=now()))  # fmt: skip
    db.session.commit()
    people = [user_by_name(name).id for name in ("quzhifa1", "quzhifa2")]
    inspection = start("quzhifa1", "inspection", {"enterprise_id": 1, "trigger": "plan", "planned_on": "2026-09-11", "officers": people})
    answer = client.post("/login", data={"username": "quqiye", "password": "anliu-demo"})
    assert answer.location == "/own"
    page = login("quqiye").get("/own").text
    for words in (
        "开展自查", "日管控 2026-09-10", "今天到期", "YH-2026-00001", "待受理", "TX-1", "9月17日 前回复", "应做 4，已归档 2", "缺做 1",
    ):  # fmt: skip
        assert words in page, words
    assert "TX-2" not in page and "检查方案" not in page and "检〔" not in page  # 四不两直
    assert inspection.id not in page and inspection.id not in login("quqiye").get("/").text
    assert login("quqiye").get(f"/instances/{inspection.id}").status_code == 403
    assert "还没有自查计划" in login("qiye").get("/own").text
    assert "还没有绑定企业" in login("quzhifa1").get("/own").text


def firm_name() -> str:
    return db.session.get(Enterprise, 1).name


def test_a_check_of_today_stands_in_the_inbox_with_its_page(app, login):
    page = login("quqiye").get("/").text
    assert "日管控 2026-09-10" in page and f"/self-checks/{db.session.query(SelfCheck).order_by(SelfCheck.id.desc()).first().id}" in page


def test_what_an_employee_gets_from_the_enterprise_and_from_the_government_stand_apart(app, login):
    page, number = "/self-checks/enterprises/1/rewards", "YH-2026-00001"
    said = {"hazard": number, "reporter": "温星野", "amount_yuan": "300.50", "granted_on": "2026-09-09", "ground": "制度第六条"}
    own, office = login("quqiye"), login("quzhifa1")
    assert "请先登记制度" in own.post(page, data=said).text
    scheme = {"title": "隐患报告奖励办法", "in_force_on": "2026-01-01", "content": "一般隐患 300 元。"}
    assert own.post("/self-checks/enterprises/1/reward-scheme", data=scheme | {"content": " "}).status_code == 422
    assert own.post("/self-checks/enterprises/1/reward-scheme", data=scheme).location == page
    for wrong, why in (
        ({"amount_yuan": "0"}, "大于 0"), ({"amount_yuan": "1.234"}, "如 300"), ({"amount_yuan": "nan"}, "如 300"),
        ({"granted_on": "2026-09-06"}, "发现隐患"), ({"granted_on": "x"}, "请选择日期"), ({"reporter": " "}, "报告人"),
        ({"hazard": "YH-2026-99999"}, "没有这个编号"),
    ):  # fmt: skip
        refused = own.post(page, data=said | wrong)
        assert refused.status_code == 422 and why in refused.text, wrong
    assert own.post(page, data=said).location == page
    assert "不能重复" in own.post(page, data=said).text
    assert office.post(page, data=said | {"amount_yuan": "1000", "ground": "应急奖〔2026〕1号"}).location == page
    shown = office.get(page).text
    assert "300.50 元" in shown and "1,000.00 元" in shown and "隐患报告奖励办法" in shown
    assert login("qiye").get(page).status_code == 403 and login("qiye").post(page, data=said).status_code == 403
    assert login("fazhi").post(page, data=said).status_code == 403
