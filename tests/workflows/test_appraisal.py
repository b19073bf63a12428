"""检测、检验、检疫、技术鉴定: told in writing, its days left out, late, prolonged, objected to; saved at every step."""

from datetime import date, datetime

import pytest

from app.cases import appraisal_queries, commands, periods, queries
from app.cases.models import Case
from app.core.clock import ZONE, frozen, moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.law import commands as law_commands
from app.law import queries as law
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import arisen_from
from tests.applications import standing
from tests.workflow.walk import answer, do, forget, only, outcome, until, walk
from tests.workflows import penalty_answers as said
from tests.workflows.test_property_seizure import THINGS, handed_over, seizure

INSTITUTE = "云泽市特种设备检验检测院（演示）"
PDF = b"%PDF-1.7 opinion"


def proposal(**more) -> dict:
    return {
        "appraisal_kind": "test", "holder": "云泽沛然铝业有限公司（演示）", "holder_kind": "entity", "objects": THINGS,
        "matters": "报警动作值是否符合国家标准。", "institution": INSTITUTE, "qualification": "CMA 260012340056",
        "materials": [{"name": "说明书", "copies": "1"}], "from_on": "2026-08-05", "to_on": "2026-08-14", "opinion": "建议。", **more,
    }  # fmt: skip


def opinion(**more):
    """The opinion, dated on the day it is entered where nothing else is said."""
    def given(_item) -> dict:
        report = store_attachment(user_by_name("zhifa1"), "检测报告.pdf", PDF).id
        db.session.commit()
        day = said.today().isoformat()
        return {
            "appraisal_outcome": "received", "opinion_number": "YZJC-0813", "conclusion": "三台报警装置不合格。",
            "opined_on": day, "received_on": day, "opinion_files": [report], "cost_yuan": "1200.00", **more,
        }  # fmt: skip

    return given


def objection(_item) -> dict:
    paper = store_attachment(user_by_name("zhifa1"), "异议书.pdf", PDF).id
    db.session.commit()
    return {"objection_result": "raised", "objected_on": said.today().isoformat(), "objection": "没有通知到场取样。",
            "objection_files": [paper]}  # fmt: skip


def appraisal(**changed) -> dict:
    """{element: answers} of an appraisal whose opinion comes and stands."""
    usual = {
        "propose_appraisal": proposal(), "approve_appraisal": {"appraisal_result": "approve", "opinion": "同意。"},
        "deliver_commission": lambda item: handed_over(item) | {"receiver_relation": "mail_receiver"},
        "deliver_period_notice": handed_over, "record_appraisal_opinion": opinion(), "deliver_opinion_notice": handed_over,
        "approve_longer_appraisal": {"longer_result": "approve", "opinion": "同意。"},
        "record_appraisal_objection": objection, "decide_reappraisal": {"reappraisal_result": "refuse", "opinion": "程序合法。"},
    }  # fmt: skip
    return usual | changed


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """A seizure that runs since 2026-08-03 and an appraisal begun from it: walked once, copied for each test."""
    with standing(shared_application, database_template) as (application, saved), frozen(datetime(2026, 8, 3, 10, tzinfo=ZONE)):
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(application, instance, said.answers(firm), "investigate")
        do(only(instance, "investigate").id, {"next_step": "seize", "plan": "不符合标准的装置。"})
        [kept] = arisen_from(instance.id)
        until(application, kept, seizure(), "propose_disposal")
        case = queries.by_root(instance.id)
        commands.begin_appraisal(user_by_name("zhifa1"), case, queries.preservations(case.id)[0])
    return saved


@pytest.fixture
def begun(app):
    """(the seizure's process, the appraisal's own, clock) on 2026-08-03 at ten."""
    with moving(datetime(2026, 8, 3, 10, tzinfo=ZONE)) as advance:
        [case] = db.session.query(Case).all()
        by_key = {row.process_key: row for row in arisen_from(case.root_id)}
        db.session.expunge_all()
        yield by_key["property_seizure"], by_key["appraisal"], advance


@pytest.fixture
def running(app, begun):
    """Told on the third of August: from the fifth to the fourteenth it runs."""
    kept, own, advance = begun
    until(app, own, appraisal(), "record_appraisal_opinion")
    return kept, own, advance


def the_row(own):
    forget()
    return appraisal_queries.of_process(own.id)


def kept_until(kept) -> date:
    return only(kept, "propose_disposal").due_on


def papers(own) -> list[str]:
    forget()
    return [paper.template_id for paper in documents_of(own.id)]


def pauses(own) -> list[tuple]:
    row = the_row(own)
    [period] = law.periods_of("preservation", row.preservation_id, open_only=True)
    return [(pause.from_on.isoformat(), pause.to_on.isoformat()) for pause in period.suspensions]


def test_an_opinion_in_time_is_evidence_and_its_days_do_not_count(app, running):
    kept, own, advance = running
    assert pauses(own) == [("2026-08-05", "2026-08-14")] and kept_until(kept) == date(2026, 9, 12)
    item = only(own, "record_appraisal_opinion")
    assert (item.due_on, item.period_rule) == (date(2026, 8, 14), "appraisal_term")
    advance(days=9)
    until(app, own, appraisal(), "record_appraisal_objection")
    assert pauses(own) == [("2026-08-05", "2026-08-12")] and kept_until(kept) == date(2026, 9, 10)
    row = the_row(own)
    assert (row.status, row.evidence.kind, str(row.cost_yuan)) == ("opined", "appraisal", "1200.00")
    assert row.evidence.files[0]["name"] == "检测报告.pdf"
    assert only(own, "record_appraisal_objection").due_on == date(2026, 8, 17)  # three days, a Saturday rolls on
    assert law.latest_period("penalty_decision", "case", row.case_id).suspensions == []  # art. 60 leaves nothing out
    advance(days=6)
    assert fire_due_timers() == 1
    assert the_row(own).status == "settled" and db.session.get(Instance, own.id).status == "finished"
    assert papers(own) == ["appraisal_commission", "appraisal_notice", "delivery_receipt", "appraisal_opinion_notice",
                           "delivery_receipt"]  # fmt: skip
    commission, notice, _, told, _ = documents_of(own.id)
    assert (commission.addressee, commission.template.copies) == (INSTITUTE, 2)
    assert "2026年8月5日起至2026年8月14日止" in notice.html.replace(" ", "") and "费用由本机关承担" in notice.html
    assert "三台报警装置不合格" in told.html and "三日内" in told.html.replace(" ", "")


def test_days_before_the_telling_count(app, begun):
    kept, own, advance = begun
    until(app, own, appraisal(), "deliver_period_notice")
    advance(days=4)
    answer(own, "deliver_period_notice", handed_over(None))
    assert pauses(own) == [("2026-08-07", "2026-08-14")] and kept_until(kept) == date(2026, 9, 10)


def test_a_late_institution_is_noted_by_the_clock_and_the_days_count_again(app, running):
    kept, own, advance = running
    advance(days=12)
    assert fire_due_timers() == 1
    row = the_row(own)
    assert row.late_on == date(2026, 8, 15) and row.status == "running"
    assert only(own, "record_appraisal_opinion").due_on == date(2026, 8, 14)
    assert fire_due_timers() == 0 and kept_until(kept) == date(2026, 9, 12)
    walk(app, own, appraisal(record_appraisal_objection={
        "objection_result": "waived", "objection_files": objection(None)["objection_files"]}))  # fmt: skip
    assert the_row(own).status == "settled" and pauses(own) == [("2026-08-05", "2026-08-14")]


def longer(to="2026-08-24") -> dict:
    return {"appraisal_outcome": "prolong", "longer_to": to, "longer_reason": "机构设备检修。"}


def test_a_longer_time_is_approved_and_told_again(app, running):
    kept, own, advance = running
    advance(days=14)  # the seventeenth: three days too late
    assert fire_due_timers() == 1
    answer(own, "record_appraisal_opinion", longer())
    assert kept_until(kept) == date(2026, 9, 12)  # nobody was told yet
    until(app, own, appraisal(), "record_appraisal_opinion")
    assert pauses(own) == [("2026-08-05", "2026-08-14"), ("2026-08-17", "2026-08-24")]
    assert kept_until(kept) == date(2026, 9, 20) and only(own, "record_appraisal_opinion").due_on == date(2026, 8, 24)
    row, notice = the_row(own), documents_of(own.id)[3]
    assert row.late_on is None and len(row.told) == 2 and "机构设备检修" in notice.html
    assert "2026年8月24日止" in notice.html.replace(" ", "")
    advance(days=8)
    assert fire_due_timers() == 1 and the_row(own).late_on == date(2026, 8, 25)


def test_a_longer_time_that_is_refused_leaves_the_institution_late(app, running):
    kept, own, advance = running
    answer(own, "record_appraisal_opinion", longer())
    answer(own, "approve_longer_appraisal", {"longer_result": "refuse", "opinion": "抓紧。"})
    assert only(own, "record_appraisal_opinion").due_on == date(2026, 8, 14) and kept_until(kept) == date(2026, 9, 12)
    advance(days=12)
    assert fire_due_timers() == 1 and the_row(own).late_on == date(2026, 8, 15)
    walk(app, own, appraisal(), patience=1)
    assert the_row(own).status == "settled"


def test_an_appraisal_that_ends_gives_the_rest_of_its_days_back(app, running):
    kept, own, advance = running
    advance(days=5)
    answer(own, "record_appraisal_opinion", {"appraisal_outcome": "ended", "ended_reason": "机构退回，不具备条件。"})
    assert pauses(own) == [("2026-08-05", "2026-08-08")] and kept_until(kept) == date(2026, 9, 6)
    assert the_row(own).status == "ended" and db.session.get(Instance, own.id).status == "finished"


def test_an_appraisal_ended_before_it_began_excludes_nothing(running):
    kept, own, _ = running
    answer(own, "record_appraisal_opinion", {"appraisal_outcome": "ended", "ended_reason": "不再需要。"})
    assert pauses(own) == [] and kept_until(kept) == date(2026, 9, 2)


def test_an_objection_that_is_refused_is_answered(app, running):
    _, own, advance = running
    advance(days=9)
    walk(app, own, appraisal())
    row = the_row(own)
    assert (row.status, row.objection_answer) == ("settled", "程序合法。") and outcome(own)["objection_result"] == "raised"


def test_an_objection_brings_a_second_appraisal_by_somebody_else(app, running):
    kept, own, advance = running
    advance(days=9)
    until(app, own, appraisal(decide_reappraisal={"reappraisal_result": "grant", "opinion": "另行委托。"}), "propose_appraisal")
    again = proposal(from_on="2026-08-13", to_on="2026-08-20")
    with pytest.raises(RuleBroken, match="其他机构"):
        answer(own, "propose_appraisal", again)
    forget()
    other = again | {"institution": "省检测中心（演示）"}
    until(app, own, appraisal(propose_appraisal=other), "record_appraisal_opinion")
    assert pauses(own) == [("2026-08-05", "2026-08-12"), ("2026-08-13", "2026-08-20")]
    advance(days=3)
    walk(app, own, appraisal(record_appraisal_opinion=opinion(opinion_number="SJ-1")), patience=1)
    first, second = appraisal_queries.of_case(the_row(own).case_id)
    assert (first.status, second.status, second.follows_id) == ("redone", "settled", first.id)
    assert second.label.startswith("重新检测") and len(second.case.evidence) == 2


def test_a_return_and_a_refusal_exclude_nothing(app, begun):
    kept, own, _ = begun
    decided = [{"appraisal_result": "return", "opinion": "补充资质。"}, {"appraisal_result": "refuse", "opinion": "不必要。"}]
    walk(app, own, appraisal(approve_appraisal=decided))
    [row] = appraisal_queries.of_case(the_row(own).case_id)
    assert row.status == "refused" and papers(own) == [] and kept_until(kept) == date(2026, 9, 2)


WRONG = [
    ({"from_on": "2026-08-02"}, "过去的日子"), ({"to_on": "2026-08-04"}, "不能早于开始"),
    ({"objects": [{"name": "空压机", "quantity": "1 台"}]}, "不在查封、扣押的清单上"),
    ({"from_on": "2026-09-03", "to_on": "2026-09-10"}, "2026-09-02 届满"),
]  # fmt: skip


def test_a_proposal_against_the_law_is_refused(begun):
    _, own, _ = begun
    for wrong, match in WRONG:
        with pytest.raises(RuleBroken, match=match):
            answer(own, "propose_appraisal", proposal(**wrong))


def test_an_opinion_of_an_impossible_day_is_refused(running):
    _, own, advance = running
    advance(days=9)
    for wrong, match in (({"opined_on": "2026-08-04"}, "不能早于鉴定开始"), ({"received_on": "2026-08-20"}, "收到意见的日期")):
        with pytest.raises(RuleBroken, match=match):
            answer(own, "record_appraisal_opinion", opinion(**wrong)(None))


def test_an_investigation_is_not_concluded_before_the_opinion(app, running):
    kept, own, _ = running
    walk(app, kept, seizure())
    case = queries.case(the_row(own).case_id)
    with pytest.raises(RuleBroken, match="鉴定还没有出具意见"):
        commands.conclude_investigation(user_by_name("zhifa1"), case, course="", basis_articles=[])


def test_the_time_of_an_appraisal_is_not_left_out_by_hand(running, login):
    _, own, _ = running
    case = queries.case(the_row(own).case_id)
    task = login("zhifa1").get(f"/tasks/{only(own, 'record_appraisal_opinion').id}").text
    assert f'href="/cases/{case.id}"' in task and "2026-08-05 至 2026-08-14" in task
    period_id = next(one.row.id for one in periods.of_case(case) if one.rule.id == "sealing")
    with pytest.raises(RuleBroken) as refused:
        periods.suspend(user_by_name("juzhang"), case, period_id, "appraisal", "强法第25条", date(2026, 8, 5))
    assert refused.value.code == "by_appraisal"


def test_a_rule_that_leaves_an_appraisal_out_stops_for_one_without_a_seizure(app, begun):
    _, own, _ = begun
    case_id = the_row(own) and None or queries.by_root(db.session.get(Instance, own.id).origin_id).id
    other = law_commands.start_period(SYSTEM, "sealing", "case", case_id, "2026-08-03")  # any rule that names the ground
    until(app, own, appraisal(), "record_appraisal_opinion")
    assert law.period(other.id).last_day == date(2026, 9, 12)


def test_it_is_begun_on_the_page_of_the_case_and_from_what_is_seized(begun, login):
    kept, own, _ = begun
    case_id = queries.by_root(db.session.get(Instance, own.id).origin_id).id
    officer = login("zhifa1")
    page = officer.get(f"/cases/{case_id}").text
    assert page.count(f'action="/cases/{case_id}/appraisals"') == 2 and "委托鉴定" in page
    asked = officer.post(f"/cases/{case_id}/appraisals")
    assert asked.status_code == 302 and "委托鉴定" in officer.get(asked.location).text
    assert officer.post(f"/cases/{case_id}/appraisals", data={"kept": 999}).status_code == 404
    assert login("shenji").post(f"/cases/{case_id}/appraisals").status_code == 403
