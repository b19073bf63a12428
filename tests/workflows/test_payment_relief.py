"""延期、分期缴纳罚款: asked for before or after the time to pay, granted, kept, broken by the clock; saved at every step."""

from datetime import date
from decimal import Decimal

import pytest

from app.cases import commands, periods, queries
from app.cases import relief_queries as reliefs
from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.law import commands as law_commands
from app.law import queries as law
from app.penalties import queries as penalties
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import history, open_items
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said

PLAN = [("2026-08-31", "30000.00"), ("2026-09-30", "56000.00")]  # of 86,000 yuan, due on 2026-08-18


def rows(plan) -> list[dict]:
    return [{"due_on": day, "amount_yuan": yuan} for day, yuan in plan]


def application(plan=PLAN, advice="grant", **more) -> dict:
    return {
        "relief_kind": "instalments" if len(plan) > 1 else "deferral", "received_on": today().isoformat(),
        "difficulty": "主要客户停止采购，流动资金不足。", "application": [said.scan()], "proofs": [], "instalments": rows(plan),
        "relief_advice": advice, "opinion": "财务报表能够证明，建议批准。", **more,
    }  # fmt: skip


def relief(result="approve", **more) -> dict:
    """{element: answers} of one application."""
    return {
        "apply_relief": lambda item: application(**more), "review_relief": {"relief_review": "agree", "opinion": "属实。"},
        "approve_relief": {"relief_result": result, "opinion": "负责人意见。"},
        "deliver_relief_grant": said.deliver, "deliver_relief_refusal": said.deliver,
    }  # fmt: skip


@pytest.fixture(scope="module")
def database_template(fined_template):
    return fined_template


@pytest.fixture
def overdue(served):
    """The same on 2026-08-19, a day too late."""
    instance, firm, advance = served
    advance(days=16)
    assert fire_due_timers() == 1
    return instance, firm, advance


def the_party(instance):
    forget()
    return queries.by_root(instance.id).parties[0]


def begin(instance):
    own = commands.begin_relief(user_by_name("zhifa1"), the_party(instance))
    forget()
    return own


def last(instance):
    return reliefs.of_party(the_party(instance).id)[-1]


def granted(app, instance, **more):
    """Granted and delivered today. Returns: the process of the plan"""
    own = begin(instance)
    until_waiting(app, own, relief(**more))
    return own


def until_waiting(app, own, answers) -> None:
    while items := open_items(own.id):
        given = answers[items[0].element]
        do(items[0].id, given(items[0]) if callable(given) else given)
        forget()


def pay(instance, yuan: str, element="record_payment", **more) -> None:
    do(only(instance, element).id, {**said.paid(yuan), **more})


def late_yuan(instance) -> Decimal:
    return penalties.late_payment_yuan(penalties.decision(the_party(instance).id), today())


def status_of(own) -> str:
    forget()
    return db.session.get(Instance, own.id).status


def test_instalments_that_are_kept_end_the_matter_without_anything_added(app, served):
    instance, firm, advance = served
    advance(days=5)
    own = granted(app, instance)
    item = only(instance, "record_payment")
    assert (item.due_on, last(instance).status) == (date(2026, 8, 31), "granted")
    advance(days=15)  # 2026-08-23: the old last day has passed
    assert fire_due_timers() == 0 and late_yuan(instance) == 0
    pay(instance, "30000.00")
    assert only(instance, "record_payment").due_on == date(2026, 9, 30)
    advance(days=9)
    fire_due_timers()  # the process of the plan looks at the first day and goes on waiting
    row = last(instance)
    assert [each.standing for each in reliefs.parts_of(row, penalties.decision(row.party_id))] == ["paid", "open"]
    pay(instance, "56000.00")
    assert (last(instance).status, status_of(own), late_yuan(instance)) == ("fulfilled", "finished", 0)
    walk(app, instance, said.answers(firm))
    assert queries.by_root(instance.id).status == "archived"
    assert [paper.template_id for paper in documents_of(own.id)] == [
        "relief_approval",
        "relief_grant",
        "delivery_receipt",
    ]


def test_a_missed_instalment_brings_the_rest_due_by_the_clock_alone(app, served):
    instance, _, advance = served
    own = granted(app, instance)
    advance(days=20)
    pay(instance, "30000.00")
    advance(days=38)  # 2026-09-30: the last day is good
    assert only(instance, "record_payment")
    fire_due_timers()
    assert last(instance).status == "granted"
    advance(days=1)
    assert fire_due_timers() >= 1
    row = last(instance)
    assert (row.status, row.ended_on, status_of(own)) == ("breached", date(2026, 9, 30), "finished")
    assert only(instance, "follow_up_overdue").due_on == date(2026, 10, 30)  # thirty days from the day missed
    assert late_yuan(instance) == Decimal("1680.00")  # 3 % of the 56,000 left, for one day
    advance(days=60)
    assert late_yuan(instance) == Decimal("86000.00")  # capped at the fine itself


def test_a_single_deferral_moves_the_day_and_the_court_waits_for_it(app, served):
    instance, firm, advance = served
    granted(app, instance, plan=[("2027-03-31", "86000.00")])
    assert only(instance, "record_payment").due_on == date(2027, 3, 31)
    party = the_party(instance)
    window = queries.court_window(party)  # the time to sue ends on 2027-02-03
    assert (window.deferred_to, window.last_day) == (date(2027, 3, 31), date(2027, 6, 30))
    with pytest.raises(RuleBroken, match="罚法第66条") as early:
        commands.follow_up(user_by_name("zhifa1"), party, "demand", "催告。")
    assert early.value.code == "deferred"
    forget()
    advance(days=241)  # 2027-04-01
    assert fire_due_timers() >= 1 and last(instance).ended_on == date(2027, 3, 31)
    until(app, instance, said.answers(firm) | {
        "follow_up_overdue": {"follow_up": "demand", "follow_up_note": "逾期没有缴纳。"}, "deliver_demand_notice": said.deliver,
    }, "apply_court")  # fmt: skip
    assert only(instance, "apply_court").due_on == date(2027, 6, 30)


def test_after_the_time_to_pay_what_was_added_stays_and_nothing_more_comes(app, overdue):
    instance, _, advance = overdue
    advance(days=2)  # 2026-08-21: three days late
    added = late_yuan(instance)
    assert added == Decimal("7740.00")
    own = begin(instance)
    with pytest.raises(RuleBroken, match="逾期申请的理由") as wanting:
        do(only(own, "apply_relief").id, application())
    assert list(wanting.value.fields) == ["late_reason"]
    forget()
    until_waiting(app, own, relief(late_reason="法定代表人住院，五日后才出院。"))
    advance(days=10)  # 2026-08-31
    before = Decimal("86000.00") * Decimal("0.03") * 2
    assert late_yuan(instance) == before  # the 19th and the 20th; the day of the grant adds nothing
    advance(days=1)
    assert fire_due_timers() == 1  # nobody paid: only the plan's own clock runs
    assert last(instance).status == "breached" and late_yuan(instance) == before + Decimal("2580.00")
    assert documents_of(own.id)[1].facts["late_yuan"] == "5160.00"


def test_a_term_can_be_granted_after_the_thirty_days_of_the_fine_too(app, overdue):
    instance, _, advance = overdue
    advance(days=30)  # 2026-09-18: the thirty days since the 18th of August are over, the cap is not reached
    assert law.latest_period("surcharge_execution", "party", the_party(instance).id).last_day < today()
    plan = (("2026-09-25", "46000"), ("2026-10-10", "40000"))
    own = begin(instance)
    until_waiting(app, own, relief(plan=plan, late_reason="货款没有收回。"))
    added = late_yuan(instance)
    assert Decimal("0") < added < Decimal("86000")
    advance(days=7)  # the last day of the first part
    assert late_yuan(instance) == added
    advance(days=1)
    assert fire_due_timers() and last(instance).status == "breached"
    assert late_yuan(instance) == added + Decimal("2580.00")


def test_who_asked_in_time_does_not_pay_for_the_days_of_the_office(app, served):
    instance, _, advance = served
    own = begin(instance)
    advance(days=14)
    do(only(own, "apply_relief").id, application())
    advance(days=5)  # 2026-08-22
    assert fire_due_timers() == 1 and late_yuan(instance) > 0
    until_waiting(app, own, relief())
    assert late_yuan(instance) == 0
    pay(instance, "30000.00", "follow_up_overdue", follow_up="paid")
    pay(instance, "56000.00", "follow_up_overdue", follow_up="paid")
    assert (last(instance).status, the_party(instance).outcome) == ("fulfilled", "penalized")


def test_a_refusal_leaves_the_fine_due_and_says_why(app, served):
    instance, _, advance = served
    own = begin(instance)
    path = walk(app, own, relief("refuse"))
    assert path == ["apply_relief", "review_relief", "approve_relief", "deliver_relief_refusal"]
    assert (last(instance).status, only(instance, "record_payment").due_on) == ("refused", date(2026, 8, 18))
    paper = documents_of(own.id)[1]
    assert (paper.template_id, paper.facts["refusal_reason"], paper.facts["payment_due_on"]) == (
        "relief_refusal", "负责人意见。", "2026-08-18")  # fmt: skip
    advance(days=16)
    assert fire_due_timers() == 1 and only(instance, "follow_up_overdue")


def test_returned_twice_then_withdrawn_it_leaves_no_paper(app, served):
    instance, *_ = served
    own = begin(instance)
    path = walk(app, own, relief() | {
        "apply_relief": [application(), application(advice="adjust", advised=rows(PLAN[::1])), application(advice="withdrawn")],
        "review_relief": [{"relief_review": "return", "opinion": "核对报表。"}, {"relief_review": "agree", "opinion": "可以。"}],
        "approve_relief": {"relief_result": "return", "opinion": "再问当事人。"},
    })  # fmt: skip
    assert path == ["apply_relief", "review_relief", "apply_relief", "review_relief", "approve_relief", "apply_relief"]
    assert last(instance).status == "withdrawn" and documents_of(own.id) == []


@pytest.mark.parametrize(("plan", "code"), [
    ([("2026-08-31", "30000.00"), ("2026-09-30", "50000.00")], "plan_sum"),
    ([("2026-09-30", "30000.00"), ("2026-08-31", "56000.00")], "plan_days"),
    ([("2026-08-03", "30000.00"), ("2026-08-31", "56000.00")], "plan_days"),
])  # fmt: skip
def test_a_plan_that_does_not_add_up_is_refused_at_its_field(app, served, plan, code):
    own = begin(served[0])
    with pytest.raises(RuleBroken) as refused:
        do(only(own, "apply_relief").id, application(plan))
    assert refused.value.code == code and list(refused.value.fields) == ["instalments"]


def test_a_plan_overtaken_by_a_payment_goes_back(app, served):
    instance, *_ = served
    own = begin(instance)
    until(app, own, relief(), "approve_relief")
    pay(instance, "6000.00")
    item = only(own, "approve_relief")
    with pytest.raises(RuleBroken, match="退回承办人") as stale:
        do(item.id, relief()["approve_relief"])
    assert stale.value.code == "plan_stale"
    forget()
    do(only(own, "approve_relief").id, {"relief_result": "return", "opinion": "已缴一部分。"})
    until_waiting(app, own, relief(plan=[("2026-08-31", "30000.00"), ("2026-09-30", "50000.00")]))
    assert last(instance).status == "granted"


def test_one_application_at_a_time_and_none_without_a_fine_to_pay(app, served):
    instance, *_ = served
    begin(instance)
    with pytest.raises(RuleBroken) as second:
        begin(instance)
    assert second.value.code == "relief_open"
    forget()
    pay(instance, "86000.00")
    with pytest.raises(RuleBroken):
        begin(instance)


def test_the_officer_does_not_approve_and_no_ground_of_the_period_page_grants_a_deferral(app, overdue):
    instance, *_ = overdue
    own = begin(instance)
    until(app, own, relief(late_reason="住院。"), "approve_relief")
    with pytest.raises(Exception, match="岗位"):
        do(only(own, "approve_relief").id, relief()["approve_relief"], "zhifa1")
    forget()
    case = queries.by_root(instance.id)
    running = next(one for one in periods.of_case(case) if one.rule.id == "surcharge_execution")
    assert "deferral" not in running.grounds
    with pytest.raises(RuleBroken) as refused:
        periods.suspend(user_by_name("juzhang"), case, running.row.id, "deferral", "罚法第66条", today())
    assert refused.value.code == "by_relief"


def test_what_ends_the_execution_ends_the_plan(app, overdue):
    instance, *_ = overdue
    own = granted(app, instance, late_reason="住院。")
    ended = {"follow_up": "ended", "end_ground": "object_lost", "follow_up_note": "灭失。"}
    do(only(instance, "follow_up_overdue").id, ended)
    assert (last(instance).status, status_of(own)) == ("ended", "finished")


def test_the_plan_s_pause_is_ended_by_the_plan_alone(app, overdue):
    instance, *_ = overdue
    granted(app, instance, late_reason="住院。")
    case = queries.by_root(instance.id)
    running = next(one.row.id for one in periods.of_case(case) if one.rule.id == "surcharge_execution")
    with pytest.raises(RuleBroken) as refused:
        periods.resume(user_by_name("juzhang"), case, running, today())
    assert refused.value.code == "by_relief"


def test_only_a_period_left_to_an_approval_is_granted_another_day(app, served):
    instance, *_ = served
    granted(app, instance)
    party = the_party(instance)
    paying_until, suing = (law.latest_period(rule, "party", party.id) for rule in ("fine_payment", "litigation"))
    law_commands.recompute_all(SYSTEM)  # an uploaded holiday notice does not move what was approved
    assert law.period(paying_until.id).last_day == date(2026, 8, 31)
    with pytest.raises(RuleBroken) as refused:
        law_commands.grant_until(SYSTEM, suing.id, date(2027, 8, 31), "批准。", "")
    assert refused.value.code == "extension_none"


def test_an_officer_begins_it_on_the_case_page_and_reads_the_plan_there_and_where_payments_are_recorded(
    app, served, login
):
    instance, *_ = served
    party = the_party(instance)
    url = f"/cases/{party.case_id}/parties/{party.id}/relief"
    officer = login("zhifa1")
    assert url in officer.get(f"/cases/{party.case_id}").text
    assert login("shenji").post(url).status_code == 403
    assert officer.post(f"/cases/{party.case_id}/parties/{party.id + 9}/relief").status_code == 404
    answer = officer.post(url)
    assert answer.status_code == 302 and "/tasks/" in answer.location
    assert officer.post(url).status_code == 422  # one at a time
    forget()
    own = db.session.query(Instance).filter_by(process_key="payment_relief").one()
    until_waiting(app, own, relief())
    case_id = the_party(instance).case_id
    page = login("fenguan").get(f"/cases/{case_id}").text
    for words in ("按期缴纳中", "2026-08-31", "30,000.00", "未到期", "批准延至 2026-08-31"):
        assert words in page
    opened = login("zhifa1").get(f"/tasks/{only(instance, 'record_payment').id}").text
    assert "批准分期缴纳：2026-08-31 前 30,000.00 元" in opened and '"amount_yuan": "30000.00"' in opened


def recused(instance, successor="zhifa3") -> None:
    """zhifa1 leaves the case (回避); the successor takes over."""
    case = the_party(instance).case
    row = commands.request_recusal(user_by_name("zhifa2"), case, said.user("zhifa1"), "colleague", "interest", "系当事人的妻弟")
    commands.decide_recusal(user_by_name("fenguan"), row, case, "granted", "经查属实", said.user(successor))
    forget()


def test_who_was_recused_has_no_act_left_in_what_runs_beside_the_case(app, served, login):
    """行政处罚法 (2021) art. 43: what was begun goes on with the others; by command, by HTTP, and nothing new is begun."""
    instance, _, _ = served
    own, officer = begin(instance), login("zhifa1")
    [item] = open_items(own.id)
    assert f"/tasks/{item.id}" in officer.get("/?view=todo").text
    recused(instance)
    with pytest.raises(RuleBroken) as refused:
        do(item.id, application(), "zhifa1")
    assert refused.value.code == "recused" and "第43条" in refused.value.message
    answer = officer.post(f"/tasks/{item.id}", json={"answers": application()})
    assert answer.status_code == 422 and "决定回避" in answer.text
    assert "决定回避" in officer.post(f"/tasks/{item.id}/claim", follow_redirects=True).text
    assert f"/tasks/{item.id}" not in officer.get("/?view=todo").text
    assert "陆知行回避，不再办理本案" in [entry.title for entry in history(own.id)]
    do(item.id, application(), "zhifa3")
    with pytest.raises(RuleBroken) as refused:
        commands.begin_remedy(user_by_name("zhifa1"), the_party(instance))
    assert refused.value.code == "recused"
    party = the_party(instance)
    assert officer.post(f"/cases/{party.case_id}/parties/{party.id}/remedies").status_code == 422


def test_what_is_begun_after_a_recusal_knows_it(served):
    instance, _, _ = served
    recused(instance)
    own = commands.begin_relief(user_by_name("zhifa3"), the_party(instance))
    forget()
    [item] = open_items(own.id)
    with pytest.raises(RuleBroken) as refused:
        do(item.id, application(), "zhifa1")
    assert refused.value.code == "recused"
    do(item.id, application(), "zhifa3")
