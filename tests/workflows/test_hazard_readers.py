"""What the page of a hidden danger says to whom: what is left to do, when it is late, and what an enterprise reads of it."""

from datetime import date

import pytest

from app.core.clock import frozen, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.demo.hazards import picture
from app.documents.queries import documents_of
from app.hazards import queries
from app.hazards.data_standard import BY_KEY
from app.hazards.duty import duty
from app.identity.queries import user_by_name
from app.inbox import acts
from app.notices import sweep
from app.notices.models import Notice
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.workflow.walk import answer, do, forget, only, until
from tests.workflows import hazard_answers as hazard
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import listed, listing, served

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A major hazard whose notice to the person in charge somebody of the household has taken; being put right until 2026-10-17."""
    with standing(shared_application, database_template) as (application, saved), frozen(MONDAY):
        hazard.firm()
        family = lambda item: hazard.served(item) | {"receiver_name": "王五", "receiver_relation": "adult_household"}  # noqa: E731
        until(application, hazard.begin(), hazard.usual(deliver_to_principal=family), "record_monitoring")
        answer(instance_of(the_hazard().instance_id), "record_monitoring", hazard.WATCHED, "quqiye")
        forget()
    return saved


def matter():
    found = instance_of(the_hazard().instance_id)
    forget()
    return found


def said(is_enterprise: bool) -> str:
    return "".join(words for words, _ in duty(the_hazard(), is_enterprise))


def late_days() -> int:
    return BY_KEY["overdue_days"].of(the_hazard(), {})


def test_what_was_rectified_is_not_overdue_while_the_office_looks_at_it(app, clock, login):
    assert said(False).endswith("在10月17日（周六）前消除隐患") and said(True).startswith("请在10月17日（周六）前消除隐患")
    answer(matter(), "report_completion", {"rectified_note": "已改为负压。", "after_photos": [hazard.photo()]}, "quqiye")
    assert said(False).endswith("已报告整改，请办理区级验收") and said(True).endswith("已报告整改，等待现场验收")
    until(app, matter(), hazard.usual(), "check_city")
    assert said(False).endswith("请办理市级复核")
    until(app, matter(), hazard.usual(), "approve_closure")
    clock(days=60)
    row = the_hazard()
    assert row.status == "accepted" and row.due_on < today()
    assert not row.is_overdue(today()) and queries.left_of(row) is None and late_days() == 0
    assert said(False).endswith("的隐患已通过验收，请审批销号")
    page = login("qufenguan").get(f"/hazards/{row.id}").text
    assert "已逾期" not in page and "待销号" in page
    figures = login("qufenguan").get("/hazards/statistics?status=accepted").text
    assert "0.0%" in figures


def test_what_fails_the_check_is_being_put_right_again_and_may_be_late(app, clock):
    answer(matter(), "report_completion", {"rectified_note": "已改为负压。", "after_photos": [hazard.photo()]}, "quqiye")
    answer(matter(), "check_district", hazard.checked("fail"), "quzhifa2", "quzhifa3")
    assert the_hazard().rectified_on is None
    clock(days=11)
    assert the_hazard().is_overdue(today()) and late_days() == 1


def test_who_took_the_notice_for_somebody_is_named_as_such(app, clock):
    [note] = [each.note for each in the_hazard().records if each.link == "report" and "告知书" in each.note]
    assert "王五（同住成年家属）于 2026-09-07 代收" in note and "受送达人杜若衡" in note
    assert "霍承宇于 2026-09-07 签收" in note


def test_an_enterprise_reads_its_own_words_and_no_internal_opinion(app, clock, login):
    until(app, matter(), hazard.usual(), "approve_closure")
    page = login("quqiye").get(f"/hazards/{the_hazard().id}").text
    for internal in ("由大队督办", "条款对应", "销号", "销账", "挂账整改", "隐患销号审批表", "审批销号"):
        assert internal not in page, internal
    assert "已通过验收" in page and "杜若衡" in page
    approval = next(each for each in documents_of(matter().id) if each.template_id == "hazard_acceptance")
    assert login("quqiye").get(f"/documents/{approval.id}").status_code == 200
    answer(matter(), "approve_closure", {"closure_result": "approve", "opinion": "同意销号。"}, "qufenguan")
    form = next(each for each in documents_of(matter().id) if each.template_id == "hazard_closure_approval")
    assert login("quqiye").get(f"/documents/{form.id}/pdf").status_code == 403
    assert login("qufenguan").get(f"/documents/{form.id}").status_code == 200
    assert "由大队督办" in login("qufenguan").get(f"/hazards/{the_hazard().id}").text


# --- what the dialog says beforehand --------------------------------------------------------------------------------------


def dialog(element: str, answers: dict, who: str) -> str:
    item = only(matter(), element)
    act = acts.confirmation(user_by_name(who), item, answers)
    forget()
    return "；".join(act["lines"]) if act else ""


@pytest.fixture
def graded(app, clock):
    """Another hazard, to be assessed."""
    return hazard.begin("quzhifa1", place="熔炼车间")


def test_an_assessment_says_what_follows_from_its_own_grade(app, clock, graded):
    item = only(graded, "assess_hazard")
    officer = user_by_name("quzhifa2")
    ways = {}
    for major, spot in ((True, False), (False, False), (False, True)):
        act = acts.confirmation(officer, item, hazard.assessed(major, on_the_spot=spot))
        ways[major, spot] = "；".join(act["lines"])
        forget()
    assert "下一步：复核重大定级；" in ways[True, False] and "整改通知书" not in ways[True, False]
    assert "签发《隐患整改通知书》，占用一个文号" in ways[False, False] and "按当事人情况" not in ways[False, False]
    assert "下一步：当场整改；" in ways[False, True]
    with pytest.raises(RuleBroken, match="不能当场整改") as refusal:
        do(item.id, hazard.assessed(True, on_the_spot=True), "quzhifa2")
    assert "on_the_spot" in refusal.value.fields


def test_an_extension_granted_goes_on_with_the_rectification(app, clock):
    answer(matter(), "apply_extension", hazard.extension(), "quqiye")
    granted = dialog("decide_extension", {"extension_result": "grant", "opinion": "同意。"}, "qufenguan")
    assert "报告整改" in granted and "区级验收" not in granted
    assert "下一步：申请延期；" in dialog("decide_extension", {"extension_result": "refuse", "opinion": "不。"}, "qufenguan")


def test_progress_is_due_a_month_after_the_listing_was_served_not_at_once(app, clock):
    begun = listing()
    until(app, begun, listed(), "deliver_listing_notice")
    item = only(begun, "deliver_listing_notice")
    said_of = "；".join(acts.confirmation(user_by_name("quzhifa1"), item, served(item))["lines"])
    assert "挂牌督办月度进展期限 3 个工作日，从挂牌每满一个月起算" in said_of and "末日" not in said_of


# --- every step of the office has its day ---------------------------------------------------------------------------------


def test_each_step_of_the_office_falls_due_and_whoever_leaves_it_is_told(app, clock, login):
    begun = hazard.begin("quzhifa1", place="熔炼车间")
    item = only(begun, "assess_hazard")
    assert (item.due_on, item.period_rule) == (date(2026, 9, 10), "hazard_step")  # three working days
    page = login("quzhifa2").get(f"/tasks/{item.id}").text
    assert "9月10日（周四）" in page and "待核" in page
    for element in ("confirm_major", "sign_major", "approve_plan"):
        until(app, begun, hazard.usual(), element)
        assert only(begun, element).due_on == date(2026, 9, 10)
    until(app, begun, hazard.usual(record_monitoring=None, report_completion=None), "record_monitoring")
    answer(begun, "record_monitoring", hazard.WATCHED)
    until(app, begun, hazard.usual(), "check_district")
    assert only(begun, "check_district").due_on == date(2026, 9, 17)  # ten days
    clock(days=14)
    clock(hours=1)
    while sweep.hold_round():
        pass
    told = {row.title for row in db.session.query(Notice).filter_by(kind="task_overdue")}
    assert told == {"“区级验收”已逾期，本应在 9月17日（周四）前办结"}


def test_the_start_form_says_what_it_does_in_the_words_of_whoever_finds_something(app, login):
    page = login("quqiye").get("/start/hazard").text
    assert ">登记隐患</button>" in page and "发起事故隐患治理" not in page
    assert "发起重大隐患挂牌督办" in login("quanban").get("/start/listed_supervision").text


def test_whoever_checks_sees_what_is_to_be_verified(app, clock, login):
    answer(matter(), "report_completion", {"rectified_note": "已改为负压。", "after_photos": [painted("quqiye")]}, "quqiye")
    page = login("quzhifa2").get(f"/tasks/{only(matter(), 'check_district').id}").text
    for words in ("抛光二车间3号除尘系统", "铝粉尘除尘采用正压吹送", "已改为负压", "改为负压吸送", 'alt="治理后"'):
        assert words in page


def painted(who: str) -> int:
    return store_attachment(user_by_name(who), "整改后.png", picture("after")).id
