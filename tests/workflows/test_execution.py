"""Execution of an unpaid fine: demand, ten working days, the three months of the court, its answers; saved at every step."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.cases import queries
from app.core.clock import frozen, moving, today
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.law.commands import upload_holiday_table
from app.penalties import queries as penalties
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said

# The decision is served on 2026-08-03: sued until 2027-02-03, enforced until 2027-05-03, a holiday: 2027-05-04.
FIRST, LAST = date(2027, 2, 4), date(2027, 5, 4)
APPLICATION = {
    "execution": "apply", "remedy": "none", "party_opinion": "没有提出。", "property_clues": "开户行云泽银行城中支行。",
}  # fmt: skip


def execution(**changed) -> dict:
    """{element: answers} of an execution the court carries through."""
    usual = {
        "follow_up_overdue": {"follow_up": "demand", "follow_up_note": "逾期没有缴纳。"}, "deliver_demand_notice": said.deliver,
        "apply_court": APPLICATION, "approve_court_application": {"court_application_result": "approve", "opinion": "同意。"},
        "submit_to_court": lambda item: {"submitted_on": today().isoformat(), "court_receiver": "立案庭"},
        "record_court_acceptance": lambda item: {
            "court_acceptance": "accepted", "accepted_on": today().isoformat(), "court_number": "（2027）演行审1号"},
        "record_court_ruling": lambda item: {
            "court_ruling": "granted", "ruled_on": today().isoformat(), "ruling_number": "（2027）演行审1号裁定"},
        "record_court_execution": [collected("50000.00"), {"court_result": "terminated", "follow_up_note": "没有其他财产。"}],
    }  # fmt: skip
    return usual | changed


def collected(amount: str):
    return lambda: {"court_result": "collected", **said.paid(amount)}


def plan(firm, **changed) -> dict:
    """Answers of the whole case; those given as functions of nothing are worked out when their task comes."""
    answers = said.answers(firm) | execution(**changed)
    visits = answers.pop("record_court_execution")

    def each(item):
        given = visits.pop(0) if len(visits) > 1 else visits[0]
        return given() if callable(given) else given

    return answers | {"record_court_execution": each}


@pytest.fixture
def overdue(app):
    """A fine of 86,000 yuan decided and served on 2026-08-03 and not paid; the clock stands at 2026-08-19."""
    with moving(date(2026, 8, 3)) as advance:
        instance, (enterprise, *_) = said.unpaid_fine(app, advance)
        yield instance, enterprise, advance


def to(advance, day: date) -> None:
    advance(days=(day - today()).days)


def the_party(instance):
    forget()
    return queries.by_root(instance.id).parties[0]


def demanded(app, overdue):
    """The demand served on 2026-08-19; the holiday notice of 2027 is known."""
    instance, enterprise, advance = overdue
    upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    until(app, instance, plan(enterprise), "apply_court")
    return instance, enterprise, advance


def refused(instance, answers=APPLICATION) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        do(only(instance, "apply_court").id, answers)
    forget()
    return broken.value


def test_the_court_collects_a_part_and_ends_the_execution(app, overdue):
    instance, enterprise, advance = demanded(app, overdue)
    item = only(instance, "apply_court")
    assert (item.due_on, item.period_rule) == (LAST, "court_application_window")
    to(advance, FIRST)
    path = walk(app, instance, plan(enterprise))
    party = the_party(instance)
    application = queries.court_application(party.id)
    assert path[:6] == ["apply_court", "approve_court_application", "submit_to_court", "record_court_acceptance",
                        "record_court_ruling", "record_court_execution"]  # fmt: skip
    assert (application.acceptance, application.ruling, application.result) == ("accepted", "granted", "terminated")
    assert (application.submitted_on, application.last_day, application.amount_yuan) == (FIRST, LAST, "86000.00")
    assert penalties.decision(party.id).paid_yuan == Decimal(50000) and party.outcome == "penalized"
    issued = [paper.template_id for paper in documents_of(instance.id)]
    assert "demand_notice" in issued and "court_application" in issued
    paper = next(each for each in documents_of(instance.id) if each.template_id == "court_application")
    assert (paper.facts["unpaid_yuan"], paper.facts["late_yuan"], paper.facts["owed_yuan"]) == (
        "86000.00", "86000.00", "172000.00")  # fmt: skip
    assert paper.facts["head_name"] == "韩秉义" and "没有申请复议" in paper.facts["remedy"]
    assert queries.by_root(instance.id).status == "archived"


def test_a_day_early_and_a_day_late_are_refused_with_the_article_and_the_way_on(app, overdue):
    instance, _, advance = demanded(app, overdue)
    to(advance, date(2027, 2, 3))
    early = refused(instance)
    assert early.code == "suing_open" and "强法第53条" in early.message and "2027-02-03" in early.message
    assert list(early.fields) == ["execution"]
    to(advance, date(2027, 5, 5))
    late = refused(instance)
    assert late.code == "window_over" and "156" in late.message and "正当理由" in late.message and "2027-05-04" in late.message
    do(only(instance, "apply_court").id, APPLICATION | {"late_reason": "洪水期间法院停止收案。"})
    assert queries.court_application(the_party(instance).id).late_reason == "洪水期间法院停止收案。"


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_the_first_and_the_last_day_are_good(app, overdue, day):
    instance, _, advance = demanded(app, overdue)
    to(advance, day)
    do(only(instance, "apply_court").id, APPLICATION)
    assert only(instance, "approve_court_application")


def test_the_demand_waits_ten_working_days(app, overdue):
    """Served late, on 2027-02-12: the tenth working day is 2027-02-25, later than the end of the time to sue."""
    instance, enterprise, advance = overdue
    upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    to(advance, date(2027, 2, 12))
    until(app, instance, plan(enterprise), "apply_court")
    party = the_party(instance)
    wait = next(each for each in queries.law.periods_of("party", party.id) if each.rule_id == "exhortation_wait")
    assert wait.last_day == date(2027, 2, 26)
    to(advance, date(2027, 2, 26))
    early = refused(instance)
    assert early.code == "demand_wait" and "强法第54条" in early.message
    to(advance, date(2027, 2, 27))
    do(only(instance, "apply_court").id, APPLICATION)


def test_nothing_is_applied_for_on_an_estimate(app, overdue):
    """Without the holiday notice of 2027 nobody knows whether the last day to sue moves."""
    instance, enterprise, advance = overdue
    until(app, instance, plan(enterprise), "apply_court")
    party = the_party(instance)
    sue = queries.law.latest_period("litigation", "party", party.id)
    assert (sue.last_day, sue.status, sue.estimate) == (None, "待公布", date(2027, 2, 3))
    to(advance, date(2027, 2, 20))
    unknown = refused(instance)
    assert unknown.code == "window_unknown" and "放假" in unknown.message
    assert only(instance, "apply_court").period_id is None
    upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    forget()
    assert only(instance, "apply_court").due_on == LAST  # the three months are counted as soon as they can be
    do(only(instance, "apply_court").id, APPLICATION)


def test_after_a_review_the_three_months_count_from_the_fifteen_days(app, overdue):
    instance, _, advance = demanded(app, overdue)
    to(advance, date(2027, 3, 10))
    reviewed = APPLICATION | {"remedy": "reviewed", "remedy_on": "2027-03-01"}
    assert refused(instance, reviewed).code == "suing_open"
    to(advance, date(2027, 3, 17))
    do(only(instance, "apply_court").id, reviewed)
    assert queries.court_application(the_party(instance).id).last_day == date(2027, 6, 16)


def test_the_head_may_return_it_and_the_court_may_refuse_twice(app, overdue):
    instance, enterprise, advance = demanded(app, overdue)
    to(advance, FIRST)
    day = FIRST.isoformat()
    path = walk(app, instance, plan(
        enterprise,
        apply_court=[APPLICATION] * 4 + [{"execution": "ended", "end_ground": "court_refused", "follow_up_note": "不再复议。"}],
        approve_court_application=[{"court_application_result": "return", "opinion": "补线索。"},
                                   *[{"court_application_result": "approve", "opinion": "同意。"}] * 3],
        record_court_acceptance=[{"court_acceptance": "refused", "accepted_on": day, "court_reason": "材料不齐。"},
                                 *[{"court_acceptance": "accepted", "accepted_on": day, "court_number": "1"}] * 2],
        record_court_ruling={"court_ruling": "refused", "ruled_on": day, "ruling_number": "2", "court_reason": "送达有误。"},
    ))  # fmt: skip
    assert path.count("apply_court") == 5 and path.count("submit_to_court") == 3
    assert the_party(instance).outcome == "penalized"


def test_an_execution_ends_only_on_a_lawful_ground(app, overdue):
    instance, *_ = demanded(app, overdue)
    ended = {"execution": "ended", "follow_up_note": "说明。"}
    assert refused(instance, ended | {"end_ground": "court_refused"}).code == "no_ruling"
    do(only(instance, "apply_court").id, ended | {"end_ground": "object_lost"})
    assert the_party(instance).outcome == "penalized"


def test_a_party_that_pays_after_the_demand_is_done(app, overdue):
    instance, _, advance = demanded(app, overdue)
    to(advance, date(2026, 8, 20))
    do(only(instance, "apply_court").id, {"execution": "paid", **said.paid("6000.00")})
    owed = penalties.late_payment_yuan(penalties.decision(the_party(instance).id), today())
    do(only(instance, "apply_court").id, {"execution": "paid", **said.paid("80000.00"), "late_yuan": str(owed)})
    assert the_party(instance).outcome == "penalized"
    open_periods = queries.law.periods_of("party", the_party(instance).id, open_only=True)
    assert open_periods == []


def test_a_demand_handed_to_the_gatekeeper_starts_nothing(app, overdue, login):
    instance, enterprise, _ = overdue
    until(app, instance, plan(enterprise), "deliver_demand_notice")
    said.print_papers()
    with pytest.raises(RuleBroken) as broken:
        do(only(instance, "deliver_demand_notice").id, said.delivery("gatekeeper"))
    assert broken.value.code == "receiver"
    forget()
    item = only(instance, "deliver_demand_notice")  # the dialog promises nothing either
    asked = login("zhifa1").post(f"/tasks/{item.id}/consequences", json={"answers": said.delivery("gatekeeper")})
    assert asked.status_code == 422 and list(asked.get_json()["fields"]) == ["receiver_relation"]
    forget()
    assert queries.demand(the_party(instance).id) is None and only(instance, "deliver_demand_notice")


def test_nobody_jumps_over_the_demand(app, overdue):
    from app.workflow.commands import jump

    instance, *_ = overdue
    proceeding = only(instance, "follow_up_overdue").instance_id
    for target, words in (("apply_court", "催告书"), ("approve_court_application", "强制执行申请"), ("submit_to_court", "申请书")):
        with pytest.raises(RuleBroken, match=words):
            jump(user_by_name("duizhang"), proceeding, target, "赶时间")
        forget()
    assert only(instance, "follow_up_overdue")


def test_what_is_submitted_counts_by_its_day(app, overdue):
    """Drafted in time, handed in after the last day."""
    instance, enterprise, advance = demanded(app, overdue)
    to(advance, LAST)
    until(app, instance, plan(enterprise), "submit_to_court")
    advance(days=1)
    with pytest.raises(RuleBroken) as broken:
        do(only(instance, "submit_to_court").id, {"submitted_on": "2027-05-05", "court_receiver": "立案庭"})
    assert broken.value.code == "window_over" and list(broken.value.fields) == ["submitted_on"]
    forget()
    do(only(instance, "submit_to_court").id, {"submitted_on": "2027-05-04", "court_receiver": "立案庭"})


def test_what_was_typed_stays_when_the_page_refuses_a_day_early(app, overdue, login):
    instance, _, advance = demanded(app, overdue)
    to(advance, date(2027, 2, 3))
    item = only(instance, "apply_court")
    answer = login("zhifa1").post(f"/tasks/{item.id}", json={"answers": APPLICATION | {"property_clues": "厂区设备三台。"}})
    assert answer.status_code == 422 and "强法第53条" in answer.get_json()["fields"]["execution"][0]
    forget()
    assert only(instance, "apply_court").status == "open"


def test_what_was_typed_stays_when_the_page_refuses_a_day_late(app, overdue, login):
    """The refusal names the way on, and the page opens again with every word."""
    instance, _, advance = demanded(app, overdue)
    to(advance, LAST + timedelta(days=1))
    task_id, officer = only(instance, "apply_court").id, login("zhifa1")
    typed = APPLICATION | {"property_clues": "厂区设备三台，银行账户两个。"}
    assert officer.post(f"/tasks/{task_id}/draft", json={"answers": typed}).status_code == 200
    answer = officer.post(f"/tasks/{task_id}", json={"answers": typed})
    assert answer.status_code == 422 and "2027-05-04" in answer.get_json()["fields"]["execution"][0]
    forget()
    assert only(instance, "apply_court").status == "open"
    [kept] = re.findall(r'id="task-form">(.*?)</script>', officer.get(f"/tasks/{task_id}").text)
    assert json.loads(kept)["draft"]["answers"]["property_clues"] == "厂区设备三台，银行账户两个。"


def test_the_rows_of_a_closed_party_count_no_longer(app, overdue):
    with frozen(date(2026, 8, 19)):
        assert [each.rule_id for each in queries.law.periods_of("party", the_party(overdue[0]).id, open_only=True)] == [
            "surcharge_execution", "review_application", "litigation"]  # fmt: skip
