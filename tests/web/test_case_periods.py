"""Periods on the case page: listed honestly, stopped with ground and article, prolonged as the law allows, recomputed."""

import io
from datetime import date

import pytest

from app.cases import periods, queries
from app.cases.models import Case
from app.core.clock import moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.models import AuditEntry
from app.documents.queries import documents_of
from app.enterprises.models import Enterprise
from app.law import commands
from app.law import queries as law
from app.penalties import queries as penalties
from app.workflow.models import Instance
from app.workflow.queries import arisen_from
from tests.applications import standing
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import answer, forget, only, until
from tests.workflows import penalty_answers as said


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """A fine decided and served on 2026-08-03, not paid; it is 2026-08-19."""
    with standing(shared_application, database_template) as (application, saved), moving(date(2026, 8, 3)) as advance:
        said.unpaid_fine(application, advance)
    return saved


@pytest.fixture
def unpaid(app):
    """(case id, its process, clock) on 2026-08-19"""
    with moving(date(2026, 8, 19)) as advance:
        [case] = db.session.query(Case).all()
        instance = db.session.get(Instance, case.root_id)
        db.session.expunge_all()
        yield case.id, instance, advance


def running(case, rule_id):
    forget()
    party = queries.case(case).parties[0]
    return next(row for row in law.periods_of("party", party.id, open_only=True) if row.rule_id == rule_id)


def test_the_page_lists_each_period_with_its_end_its_consequence_and_what_is_not_known(unpaid, login):
    case, *_ = unpaid
    page = login("juzhang").get(f"/cases/{case}").text
    for words in ("作出行政处罚决定", "申请行政复议", "直接起诉", "加处罚款满三十日", "到 2026-10-08", "暂估 2027-02-03，不作为期满依据"):
        assert words in page, words
    assert "届满后起算申请法院执行的窗口" in page and page.count("待公布") >= 1
    assert 'data-dialog="suspend-period-' in page and "不可抗力" in page
    assert f'href="/cases/{case}.ics"' in page and f'href="/deadlines?case={case}#case-feed"' in page
    assert "暂估" in login("juzhang").get(f"/cases/{case}.ics").text
    assert 'data-dialog="suspend-period-' not in login("zhifa1").get(f"/cases/{case}").text


def test_a_period_is_stopped_and_goes_on_and_the_task_follows(unpaid, login):
    case, instance, advance = unpaid
    head, row = login("juzhang"), running(case, "surcharge_execution")
    before = row.last_day
    url = f"/cases/{case}/periods/{row.id}"
    sent = {"ground": "review_or_suit", "article": "行政处罚法第73条第3款", "from_on": "2026-08-20"}
    answer = head.post(f"{url}/suspend", data=sent)
    assert answer.status_code == 302
    row = running(case, "surcharge_execution")
    assert (row.status, row.last_day) == ("中止", None) and only(instance, "follow_up_overdue").due_on is None
    assert "行政处罚法第73条第3款" in head.get(f"/cases/{case}").text
    advance(days=20)
    assert head.post(f"{url}/resume", data={"to_on": "2026-09-08"}).status_code == 302
    row = running(case, "surcharge_execution")
    assert (row.last_day - before).days == 20 and only(instance, "follow_up_overdue").due_on == row.last_day
    decision = penalties.decision(queries.case(case).parties[0].id)  # from 19 August on, without the twenty days
    assert penalties.late_payment_yuan(decision, date(2026, 9, 10)) == decision.fine_yuan * 3 / 100 * 3


def test_a_wrong_ground_is_refused_and_what_was_typed_stays(unpaid, login):
    case, *_ = unpaid
    row = running(case, "litigation")
    sent = {"ground": "review_stayed", "article": "我的条文", "from_on": "2026-08-20"}
    answer = login("juzhang").post(f"/cases/{case}/periods/{row.id}/suspend", data=sent)
    assert answer.status_code == 422 and "能扣除的事由" in answer.text and 'value="我的条文"' in answer.text
    assert running(case, "litigation").suspensions == []


def test_only_those_in_charge_stop_a_period_and_only_one_of_this_case(unpaid, login):
    case, *_ = unpaid
    row = running(case, "litigation")
    sent = {"ground": "force_majeure", "article": "行政诉讼法第48条", "from_on": "2026-08-20"}
    assert login("zhifa1").post(f"/cases/{case}/periods/{row.id}/suspend", data=sent).status_code == 403
    other = commands.start_period(SYSTEM, "litigation", "party", 999, "2026-08-03")
    assert login("juzhang").post(f"/cases/{case}/periods/{other.id}/suspend", data=sent).status_code == 404
    assert login("juzhang").post(f"/cases/{case}/periods/{row.id}/burn", data=sent).status_code == 404


def test_stopping_the_time_to_sue_moves_the_window_of_the_court(unpaid):
    case, *_ = unpaid
    commands.upload_holiday_table(SYSTEM, NOTICE_2027)
    row = running(case, "litigation")
    party = queries.case(case).parties[0]
    assert queries.court_window(party).suing_ended == date(2027, 2, 3)
    commands.suspend_period(SYSTEM, row.id, "force_majeure", "行政诉讼法第48条", date(2026, 9, 1), date(2026, 9, 10))
    assert queries.court_window(party).suing_ended == date(2027, 2, 15)  # ten days on, a Saturday


def test_an_uploaded_notice_moves_what_waited_for_it_and_leaves_its_trace(unpaid, login):
    case, *_ = unpaid
    assert running(case, "litigation").status == "待公布"
    lines = ["日期,类型,名称"] + [
        f"{row.day},{'放假' if row.kind.value == 'off' else '补班'},{row.name}" for row in NOTICE_2027]  # fmt: skip
    sheet = (io.BytesIO("\n".join(lines).encode()), "2027.csv")
    answer = login("admin").post("/admin/holidays", data={"notice": sheet}, content_type="multipart/form-data")
    assert answer.status_code == 302
    row = running(case, "litigation")
    assert (row.status, row.last_day, row.estimate) == ("ok", date(2027, 2, 3), None)
    assert "到 2027-02-03" in login("juzhang").get(f"/cases/{case}").text
    acts = set(db.session.scalars(db.select(AuditEntry.act)))
    assert {"law.upload_holiday_table", "law.recompute_all"} <= acts


def test_a_period_is_prolonged_once_by_whom_the_article_says(app):
    with moving(date(2026, 1, 5)):
        first = commands.start_period(SYSTEM, "case_handling", "case", 7, "2026-01-05")
        assert first.last_day == date(2026, 2, 4)
        second = commands.extend_period(SYSTEM, first.id, "案情复杂。")
        assert (second.last_day, first.outcome, second.extends_id) == (date(2026, 4, 5), "extended", first.id)
        with pytest.raises(commands.rules.RuleBroken) as alone:
            commands.extend_period(SYSTEM, second.id, "仍未查清。")
        assert alone.value.code == "extension_approval" and "上一级机关" in alone.value.message
        third = commands.extend_period(SYSTEM, second.id, "仍未查清。", "云应急批〔2026〕3号")
        assert third.last_day == date(2026, 7, 4) and law.carried_on(first).id == third.id
        with pytest.raises(commands.rules.RuleBroken) as over:
            commands.extend_period(SYSTEM, third.id, "还要查。")
        assert over.value.code == "extension_none"


@pytest.mark.parametrize(("rule", "start", "code"), [
    ("penalty_decision", "2026-08-03", "extension_none"), ("sealing", "2026-06-01", "extension_late")])  # fmt: skip
def test_nothing_is_prolonged_without_the_law_or_too_late(app, rule, start, code):
    with moving(date(2026, 8, 3)):
        row = commands.start_period(SYSTEM, rule, "case", 7, start)
        with pytest.raises(commands.rules.RuleBroken) as refused:
            commands.extend_period(SYSTEM, row.id, "理由。")
        assert refused.value.code == code


def test_a_period_is_asked_to_be_longer_on_the_page_and_the_task_goes_on(unpaid, login):
    """A sealing of thirty days, asked for by an officer, approved by the head: counted on from its last day."""
    case, *_ = unpaid
    row = commands.start_period(SYSTEM, "sealing", "case", case, "2026-08-10")
    row_id, url = row.id, f"/cases/{case}/periods/{row.id}/extension"
    assert login("shenji").post(url).status_code == 403
    asked = login("zhifa1").post(url)
    assert "最多延长 30 日，1 次，由本机关负责人批准" in login("zhifa1").get(asked.location).text
    assert "已在办理" in login("zhifa1").post(url).text
    forget()
    [own] = [each for each in arisen_from(queries.case(case).root_id) if each.process_key == "period_extension"]
    why = {"extension_reason": "厂家说明书正在调取。", "done_so_far": "已询问三人。", "opinion": "建议延长。"}
    answer(own, "apply_extension", why)
    answer(own, "approve_extension", {"extension_result": "approve", "opinion": "同意。"}, "juzhang")
    forget()
    longer = law.carried_on(law.period(row_id))
    assert longer.rule_id == "sealing_extension" and longer.last_day == date(2026, 10, 9)
    assert [one.row.id for one in periods.of_case(queries.case(case)) if one.rule.procedure.startswith("9")] == [longer.id]
    assert "厂家说明书正在调取" in login("juzhang").get(f"/cases/{case}").text
    [form] = documents_of(own.id)
    assert form.facts["longer_until"] == "2026-10-09" and form.facts["conclusion"] == "同意延长"


def test_the_card_of_a_party_says_what_still_stands_before_a_decision(app, login):
    with moving(date(2026, 8, 3)):
        firm = db.session.query(Enterprise).one()
        db.session.expunge_all()
        instance = said.start_case(firm)
        until(app, instance, said.answers(firm), "draft_notice")
        url = f"/cases/{queries.by_root(instance.id).id}"
        page = login("zhifa1").get(url).text
        assert "作出决定以前还缺" in page and "请先告知" in page and "还没有经过法制审核" in page
        until(app, instance, said.answers(firm), "approve_decision")
        assert "作出决定以前还缺" not in login("zhifa1").get(url).text
