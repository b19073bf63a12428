"""行政复议、行政诉讼: taken up, answered by the clock, heard, ended; what each end brings; saved at every step."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.cases import commands, queries
from app.cases import remedy_queries as remedies
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.law import queries as law
from app.penalties import queries as penalties
from app.workflow.commands import fire_due_timers
from app.workflow.handlers import context_of, prefilled
from app.workflow.models import Instance
from app.workflow.queries import open_items
from app.workflow.registry import FACTS
from tests.workflow.walk import do, forget, items, only, until, walk
from tests.workflows import penalty_answers as said

SERVED = date(2026, 8, 3)  # the fine of 86,000 yuan is due on 2026-08-18


@pytest.fixture(scope="module")
def database_template(fined_template):
    return fined_template


def the_party(instance, place=0):
    forget()
    return queries.by_root(instance.id).parties[place]


def decision(instance):
    return penalties.decision(the_party(instance).id)


def late_yuan(instance) -> Decimal:
    return penalties.late_payment_yuan(decision(instance), today())


def begin(instance):
    own = commands.begin_remedy(user_by_name("zhifa1"), the_party(instance))
    forget()
    return own


def notice(kind="review", **more) -> dict:
    usual = {
        "remedy_kind": kind, "authority": "云泽市人民政府" if kind == "review" else "云泽市临江区人民法院", "notice_number": "通知1号",
        "accepted_on": today().isoformat(), "copy_received_on": today().isoformat(), "claims": "处罚过重。", "notice": [said.scan()],
    }  # fmt: skip
    return usual | ({"review_track": "ordinary"} if kind == "review" else {}) | more


def answer(item=None, obtained_on="2026-07-31") -> dict:
    handed = [{"name": "安全设备台账", "obtained_on": obtained_on, "proves": "逾期未检"}]
    return {"reasons": "事实清楚。", "request": "请求维持。", "handed_in": handed}


def result(kind: str, code: str, **more) -> dict:
    return {
        "remedy_step": "result", f"{kind}_result": code, "result_number": "决定1号", "ended_on": today().isoformat(),
        "result_note": "要点。", **more,
    }  # fmt: skip


def answered(app, instance, kind="review", **more):
    """A remedy taken up and answered today. Returns: its process, waiting for what happens"""
    own = begin(instance)
    plan = {
        "register_remedy": notice(kind, **more), "answer_review": answer(), "answer_simplified": answer(), "answer_suit": answer(),
        "approve_answer": {"answer_result": "approve", "opinion": "同意。"},
        "submit_answer": lambda item: {"answered_on": today().isoformat(), "answer_receiver": "收发室"},
    }  # fmt: skip
    until(app, own, plan, "follow_remedy")
    return own


def ends(own, kind, code, **more) -> None:
    do(only(own, "follow_remedy").id, result(kind, code, **more))


def status_of(own) -> str:
    forget()
    return db.session.get(Instance, own.id).status


def refused(element, own, answers) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        do(only(own, element).id, answers)
    forget()
    return broken.value


def test_an_upheld_review_stops_the_late_payment_and_moves_the_window_of_the_court(app, served):
    instance, firm, advance = served
    advance(days=18)  # three days late
    assert fire_due_timers() == 1 and late_yuan(instance) == Decimal("7740")
    own = answered(app, instance)  # 2026-08-21
    advance(days=40)
    assert late_yuan(instance) == Decimal("5160")  # the day it was taken up adds nothing, nor those after it
    do(
        only(own, "follow_remedy").id,
        {"remedy_step": "hearing", "event_on": "2026-10-12", "head_attends": "yes", "event_note": "听证"},
    )
    ends(own, "review", "maintained")  # 2026-09-30
    assert (status_of(own), late_yuan(instance)) == ("finished", Decimal("5160"))
    advance(days=2)
    assert late_yuan(instance) == Decimal("10320")
    window = queries.court_window(the_party(instance))
    assert window.suing_ended == date(2026, 10, 15)  # fifteen days after 2026-09-30, not six months from the delivery
    assert window.last_day == date(2027, 1, 15)
    assert [paper.template_id for paper in documents_of(own.id)] == ["review_reply", "evidence_list"]
    spans = penalties.late_ledger(decision(instance), today())
    assert [(span.days, span.first.why) for span in spans] == [(2, "added"), (41, "paused"), (2, "added")]


def test_a_fine_that_falls_due_meanwhile_waits_its_thirty_days_afterwards(app, served, login):
    instance, _, advance = served
    own = answered(app, instance)
    advance(days=16)
    assert fire_due_timers() == 1 and late_yuan(instance) == 0
    do(
        only(own, "follow_remedy").id,
        {"remedy_step": "hearing", "event_on": "2026-08-20", "head_attends": "yes", "event_note": "听证"},
    )
    advance(days=14)
    ends(own, "review", "maintained")  # 2026-09-02
    assert only(instance, "follow_up_overdue").due_on == date(2026, 10, 2)
    advance(days=1)
    page = login("zhifa1").get(f"/cases/{queries.by_root(instance.id).id}").text
    assert "停止计算（复议、诉讼或者批准的延期、分期）" in page and "2,580.00" in page and "维持" in page


def test_no_answer_in_time_is_noted_by_the_clock_and_what_comes_later_is_marked(app, served):
    instance, _, advance = served
    own = begin(instance)
    do(only(own, "register_remedy").id, notice())
    item = only(own, "answer_review")
    assert (item.due_on, item.period_rule) == (date(2026, 8, 17), "review_reply")  # ten working days
    advance(days=14)
    assert fire_due_timers() == 0
    advance(days=1)
    fire_due_timers()
    row = remedies.of_process(own.id)
    assert "视为没有证据" in row.events[-1]["text"] and row.events[-1]["on"] == "2026-08-18"
    assert only(own, "answer_late").due_on == date(2026, 8, 17)
    do(only(own, "answer_late").id, answer())
    do(only(own, "approve_answer").id, {"answer_result": "approve", "opinion": "同意。"})
    do(only(own, "submit_answer").id, {"answered_on": today().isoformat(), "answer_receiver": "收发室"})
    forget()
    assert remedies.of_process(own.id).answer_is_late


@pytest.mark.parametrize(("more", "element", "due_on"), [
    ({"kind": "review", "review_track": "simplified"}, "answer_simplified", date(2026, 8, 10)),
    ({"kind": "suit"}, "answer_suit", date(2026, 8, 18)),
])  # fmt: skip
def test_each_has_its_own_time_to_answer_until_it_is_handed_in(app, served, more, element, due_on):
    own = begin(served[0])
    do(only(own, "register_remedy").id, notice(**more))
    item = only(own, element)
    assert (item.due_on, remedies.of_process(own.id).answer_due_on) == (due_on, due_on)
    do(item.id, answer())
    assert only(own, "approve_answer").due_on == due_on
    do(only(own, "approve_answer").id, {"answer_result": "approve", "opinion": "同意。"})
    assert (only(own, "submit_answer").due_on, only(own, "submit_answer").period_rule) == (due_on, item.period_rule)
    do(only(own, "submit_answer").id, {"answered_on": today().isoformat(), "answer_receiver": "收发室"})
    assert only(own, "follow_remedy").due_on is None


def test_evidence_gathered_after_the_decision_is_refused_and_a_returned_answer_comes_back(app, served):
    own = begin(served[0])
    do(only(own, "register_remedy").id, notice())
    late = refused("answer_review", own, answer(obtained_on="2026-08-04"))
    assert late.code == "evidence_late" and "复法第46条" in late.message
    do(only(own, "answer_review").id, answer())
    do(only(own, "approve_answer").id, {"answer_result": "return", "opinion": "补充程序。"})
    assert only(own, "answer_review").due_on == date(2026, 8, 17)


def test_review_and_suit_exclude_each_other_but_a_suit_may_follow_an_upheld_review(app, served):
    instance, _, advance = served
    own = answered(app, instance)
    with pytest.raises(RuleBroken) as broken:
        begin(instance)
    assert broken.value.code == "remedy_open"
    ends(own, "review", "maintained")
    again = begin(instance)
    assert refused("register_remedy", again, notice("review")).code == "remedy_again"
    do(only(again, "register_remedy").id, notice("suit"))
    do(only(again, "answer_suit").id, answer())
    do(only(again, "approve_answer").id, {"answer_result": "approve", "opinion": "同意。"})
    do(only(again, "submit_answer").id, {"answered_on": today().isoformat(), "answer_receiver": "立案庭"})
    absent = {
        "remedy_step": "hearing",
        "event_on": "2026-09-20",
        "head_attends": "no",
        "absence_reason": "出差，委托副局长出庭。",
        "event_note": "一审开庭",
    }
    do(only(again, "follow_remedy").id, absent)
    advance(days=60)
    ends(again, "suit", "maintained")
    forget()
    assert queries.court_window(the_party(instance)).suing_ended == today()
    assert "出差" in remedies.of_process(again.id).events[0]["text"]


def test_no_court_is_asked_while_a_suit_runs_and_a_stay_stops_the_demand(app, served):
    instance, _, advance = served
    advance(days=16)
    fire_due_timers()
    own = answered(app, instance, "suit")
    do(
        only(own, "follow_remedy").id,
        {
            "remedy_step": "stay",
            "event_on": today().isoformat(),
            "event_note": "裁定停止执行",
            "ruling_number": "裁定1号",
        },
    )
    assert refused("follow_up_overdue", instance, {"follow_up": "demand", "follow_up_note": "催告"}).code == "stayed"
    do(
        only(own, "follow_remedy").id,
        {"remedy_step": "stay_over", "event_on": today().isoformat(), "event_note": "恢复"},
    )
    do(only(instance, "follow_up_overdue").id, {"follow_up": "demand", "follow_up_note": "催告"})
    said.print_papers()
    do(only(instance, "deliver_demand_notice").id, said.delivery("legal_representative"))
    asked = {"execution": "apply", "remedy": "none", "party_opinion": "没有。", "property_clues": "账户。"}
    advance(days=200)
    assert refused("apply_court", instance, asked).code == "remedy_open"
    before = only(instance, "apply_court").due_on
    ends(own, "suit", "maintained")
    forget()
    item = only(instance, "apply_court")
    assert item.due_on != before and item.due_on == queries.court_window(the_party(instance)).last_day
    advance(days=1)
    item = only(instance, "apply_court")
    known = prefilled("apply_court", context_of(user_by_name("zhifa1"), item))["registered_remedy"]
    assert "“判决驳回诉讼请求”（决定1号）结束" in known
    do(item.id, {name: words for name, words in asked.items() if name != "remedy"})  # it is known: nobody is asked
    drafted = queries.court_application(the_party(instance).id)
    assert (drafted.remedy, drafted.remedy_on) == ("sued", today() - timedelta(1))
    approval = only(instance, "approve_court_application")
    assert FACTS["court_application"](context_of(user_by_name("zhifa1"), approval))["remedy"] == known


def test_a_revoked_decision_ends_its_execution_and_what_was_paid_goes_back(app, served):
    instance, firm, advance = served
    do(only(instance, "record_payment").id, said.paid("6000.00"))
    own = answered(app, instance)
    ends(own, "review", "revoked", redo="none")
    row = decision(instance)
    assert (row.void_ground, row.voided_on, row.refund_yuan, row.unpaid_yuan) == ("review", today(), Decimal(6000), 0)
    assert the_party(instance).outcome == "voided" and not law.periods_of(
        "party", the_party(instance).id, open_only=True
    )
    assert [item.element for item in items(instance)] == ["apply_closure"]  # the only party's proceeding is over
    do(only(own, "record_refund").id, {"refunded_on": today().isoformat(), "refund_receipt": "退1号"})
    assert status_of(own) == "finished" and decision(instance).refunded_on == today()
    walk(app, instance, said.answers(firm))
    assert queries.by_root(instance.id).status == "archived"


def test_a_decision_to_be_made_again_goes_the_whole_way_and_is_not_the_same_act(app, served):
    instance, firm, _ = served
    own = answered(app, instance)
    assert refused("follow_remedy", own, result("review", "redo", redo="none")).code == "redo_ground"
    ends(own, "review", "redo", redo="other_facts")
    again = the_party(instance, 1)
    assert (again.round, again.round_kind, again.follows_id) == (2, "redo", the_party(instance).id)
    item = only(instance, "propose_penalty")
    assert item.subject_id == str(again.id)
    same = refused("propose_penalty", instance, said.penalty())
    assert same.code == "same_act" and "复法第64条" in same.message
    other = said.answers(firm, propose_penalty=lambda item: said.penalty() | {"facts": "另查明：报警装置系人为关闭。"})
    path = walk(app, instance, other)
    assert {"deliver_notice", "legal_review", "deliberate", "approve_decision", "record_payment"} <= set(path)
    forget()
    assert [party.outcome for party in queries.by_root(instance.id).parties] == ["voided", "penalized"]


def test_annulled_for_its_procedure_the_same_penalty_may_be_decided_again(app, served):
    instance, firm, _ = served
    own = answered(app, instance, "suit")
    ends(own, "suit", "redo", redo="procedure")
    walk(app, instance, said.answers(firm))
    parties = queries.by_root(instance.id).parties
    assert [penalties.decision(party.id).voided_on is None for party in parties] == [False, True]


def test_a_changed_fine_is_lighter_and_enforced_by_whoever_changed_it(app, served):
    instance, _, advance = served
    own = answered(app, instance)
    assert refused("follow_remedy", own, result("review", "changed", changed_yuan="90000.00")).code == "change_amount"
    ends(own, "review", "changed", changed_yuan="50000.00")
    row = decision(instance)
    assert (row.fine_yuan, row.changed_from_yuan, row.unpaid_yuan) == (Decimal(50000), Decimal(86000), Decimal(50000))
    with pytest.raises(RuleBroken) as broken:
        remedies.require_enforceable(the_party(instance))
    assert broken.value.code == "changed_by_review"


def test_an_opinion_letter_is_answered_within_sixty_days(app, served):
    instance, _, advance = served
    own = answered(app, instance)
    ends(own, "review", "illegal", opinion_received_on=today().isoformat())
    item = only(own, "report_correction")
    assert (item.due_on, item.period_rule) == (SERVED + timedelta(60), "review_opinion_report")
    do(item.id, {"corrected_on": today().isoformat(), "correction": "已纠正。"})
    assert status_of(own) == "finished" and remedies.of_process(own.id).corrected_on == SERVED


def test_a_withdrawn_review_leaves_the_time_to_sue_as_it_was(app, served):
    instance, _, advance = served
    own = answered(app, instance)
    advance(days=5)
    ends(own, "review", "withdrawn")
    assert queries.court_window(the_party(instance)).suing_ended == date(2027, 2, 3)
    assert not list(open_items(own.id))


# ── the second instance (诉法第85条) ──


def judged(code="maintained", kind="judgment", **more) -> dict:
    return {
        "remedy_step": "judgment", "judgment_kind": kind, "judgment_served_on": today().isoformat(), "suit_result": code,
        "result_number": "一审判决1号", "result_note": "要点。", **more,
    }  # fmt: skip


def appealed(**more) -> dict:
    usual = {"appellant": "party", "appealed_on": today().isoformat(), "appeal_court": "云泽市中级人民法院", "appeal_claims": "请求改判。"}
    return usual | more


def final(code="upheld", **more) -> dict:
    return {"appeal_step": "final", "appeal_result": code, "result_number": "终审1号", "ended_on": today().isoformat(),
            "result_note": "要点。", **more}  # fmt: skip


def first_instance(app, served, *args, **more):
    """A suit in which the court of first instance decided on 2026-08-19, three days before anybody looks again."""
    instance, _, advance = served
    advance(days=16)
    fire_due_timers()
    own = answered(app, instance, "suit")
    do(only(own, "follow_remedy").id, judged(*args, **more))
    forget()
    return instance, own, advance


@pytest.mark.parametrize(("kind", "code", "last"), [
    ("judgment", "maintained", date(2026, 9, 3)), ("ruling", "rejected", date(2026, 8, 31)),
])  # fmt: skip
def test_by_the_clock_alone_a_judgment_nobody_appeals_takes_effect(app, served, kind, code, last):
    instance, own, advance = first_instance(app, served, code, kind)
    item = only(own, f"await_{kind}_appeal")
    assert (item.due_on, item.period_rule) == (last, f"appeal_{kind}")  # ten days end on a Saturday
    owed = late_yuan(instance)
    advance(days=(last - today()).days)
    assert fire_due_timers() == 0 and late_yuan(instance) == owed and remedies.of_process(own.id).is_open
    advance(days=1)
    assert fire_due_timers() == 1 and status_of(own) == "finished"
    row = remedies.of_process(own.id)
    assert (row.result, row.ended_on, "没有上诉" in row.events[-1]["text"]) == (code, last + timedelta(1), True)
    advance(days=1)
    assert late_yuan(instance) == owed + Decimal(2580)


def test_an_appeal_keeps_the_execution_from_the_court_until_the_final_judgment(app, served):
    instance, own, advance = first_instance(app, served)
    advance(days=16)
    assert refused("await_judgment_appeal", own, appealed()).code == "remedy_dates"  # a day late
    do(only(own, "await_judgment_appeal").id, appealed(appealed_on="2026-09-03"))
    do(only(own, "follow_appeal").id, {"appeal_step": "hearing", "event_on": "2026-10-09", "head_attends": "yes", "event_note": "二审开庭"})
    with pytest.raises(RuleBroken) as broken:
        remedies.require_enforceable(the_party(instance))
    assert broken.value.code == "remedy_open"
    advance(days=60)
    do(only(own, "follow_appeal").id, final())
    row = remedies.of_process(own.id)
    assert (status_of(own), row.result, row.result_number, row.ended_on) == ("finished", "maintained", "终审1号", today())
    assert queries.court_window(the_party(instance)).suing_ended == today()


def test_sent_back_it_is_judged_again_and_the_court_of_appeal_may_decide_otherwise(app, served):
    instance, own, advance = first_instance(app, served)
    do(only(own, "await_judgment_appeal").id, appealed())
    back = {"appeal_step": "remanded", "event_on": today().isoformat(), "ruling_number": "发回1号", "event_note": "事实不清"}
    do(only(own, "follow_appeal").id, back)
    forget()
    assert not remedies.of_process(own.id).stay_number
    do(only(own, "follow_remedy").id, judged("changed", changed_yuan="50000"))
    do(only(own, "await_judgment_appeal").id, appealed(appellant="organ"))
    assert decision(instance).fine_yuan == Decimal(86000)  # not in force yet
    do(only(own, "follow_appeal").id, final("revised", suit_result="revoked", redo="none"))
    assert decision(instance).void_ground == "court" and the_party(instance).outcome == "voided"


def test_what_cannot_be_appealed_is_refused_as_a_first_instance(app, served):
    instance, _, advance = served
    own = answered(app, instance, "suit")
    assert "裁定" in refused("follow_remedy", own, judged("rejected")).message
    with pytest.raises(Exception, match="必填"):
        do(only(own, "follow_remedy").id, judged("changed"))
    forget()
    assert refused("follow_remedy", own, judged("changed", changed_yuan="90000")).code == "change_amount"
    ends(own, "suit", "withdrawn")
    again = answered(app, instance)
    refusal = refused("follow_remedy", again, judged())
    assert refusal.code == "no_appeal" and "复法" not in refusal.message
