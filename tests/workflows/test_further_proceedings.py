"""按日连续处罚, 更正, 自行撤销, 执行协议: begun beside the proceeding of a party; saved at every step."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.cases import commands, queries
from app.cases.overview import case_view
from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.inbox import acts
from app.penalties import queries as penalties
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import arisen_from, task_view
from tests.workflow.walk import do, forget, items, only, walk
from tests.workflows import penalty_answers as said

SERVED = date(2026, 8, 3)
YES = {"opinion": "同意。"}


@pytest.fixture(scope="module")
def database_template(fined_template):
    return fined_template


def the_party(instance, place=0):
    forget()
    return queries.by_root(instance.id).parties[place]


def decision(instance, place=0):
    return penalties.decision(the_party(instance, place).id)


def begun(command, subject):
    own = command(user_by_name("zhifa1"), subject)
    forget()
    return own


def status_of(own) -> str:
    forget()
    return db.session.get(Instance, own.id).status


def refused(element, own, answers) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        do(only(own, element).id, answers)
    forget()
    return broken.value


def refusal(**more) -> dict:
    return {
        "order_number": "责令1号", "ordered_on": "2026-07-31", "order_delivered_on": "2026-07-31",
        "rechecked_on": today().isoformat(), "refusal": "仍未检测。", "evidence": [said.scan()], "opinion": "建议启动。", **more,
    }  # fmt: skip


# ── daily penalty ──


def test_a_daily_penalty_is_a_proceeding_of_its_own_for_the_fine_of_each_day(app, served):
    instance, firm, advance = served
    advance(days=7)  # 2026-08-10: ten days after the order
    own = begun(commands.begin_daily_penalty, the_party(instance))
    assert refused("propose_daily_penalty", own, refusal(rechecked_on="2026-08-02")).code == "daily_dates"
    do(only(own, "propose_daily_penalty").id, refusal())
    do(only(own, "approve_daily_penalty").id, {"daily_result": "approve", **YES})
    assert status_of(own) == "finished"
    again = the_party(instance, 1)
    assert (again.round, again.round_kind) == (2, "daily") and "按日连续处罚" in again.label
    item = next(each for each in items(instance) if each.element == "propose_penalty")
    opened = task_view(user_by_name("zhifa1"), item.id).prefill
    [row] = opened["breaches"]
    assert (row["rule"], row["fine_yuan"], row["original_fine_yuan"]) == ("AQ112", "860000.00", "86000.00")
    db.session.rollback()
    answers = {**said.penalty(breaches=[row]), "facts": opened["facts"]}
    assert refused("propose_penalty", instance, said.penalty()).code == "daily_only"
    other = said.penalty(breaches=[row | {"rechecked_on": "2026-08-09", "fine_yuan": "774000.00"}])
    assert refused("propose_penalty", instance, other).code == "daily_terms"
    path = walk(app, instance, said.answers(firm, propose_penalty=lambda item: answers))
    assert {"deliver_notice", "record_hearing_application", "legal_review", "deliberate", "approve_decision"} <= set(path)
    assert decision(instance, 1).fine_yuan == Decimal(860000)
    assert [party.outcome for party in queries.by_root(instance.id).parties] == ["penalized", "penalized"]


def test_a_daily_penalty_may_be_refused_and_is_begun_of_a_closed_case_beside_it(app, served):
    instance, firm, _ = served
    own = begun(commands.begin_daily_penalty, the_party(instance))
    do(only(own, "propose_daily_penalty").id, refusal())
    do(only(own, "approve_daily_penalty").id, {"daily_result": "return", **YES})
    do(only(own, "propose_daily_penalty").id, refusal())
    do(only(own, "approve_daily_penalty").id, {"daily_result": "refuse", **YES})
    assert status_of(own) == "finished" and len(queries.by_root(instance.id).parties) == 1
    walk(app, instance, said.answers(firm))
    assert queries.by_root(instance.id).status == "archived"
    own = begun(commands.begin_daily_penalty, the_party(instance))
    do(only(own, "propose_daily_penalty").id, refusal())
    do(only(own, "approve_daily_penalty").id, {"daily_result": "approve", **YES})
    [again] = [each for each in arisen_from(instance.id) if each.process_key == "party_proceeding"]
    item = only(again, "propose_penalty")
    assert item.due_on == today() + timedelta(days=90)  # its time to decide begins anew
    opened = task_view(user_by_name("zhifa1"), item.id).prefill
    db.session.rollback()
    answers = {**said.penalty(breaches=opened["breaches"]), "facts": opened["facts"]}
    view = case_view(queries.by_root(instance.id))
    assert view.cards[1].instance.id == again.id and [each.element for each in view.cards[1].tasks] == ["propose_penalty"]
    walk(app, again, said.answers(firm, propose_penalty=lambda item: answers))
    assert decision(instance, 1).fine_yuan == Decimal(258000) and the_party(instance, 1).outcome == "penalized"


# ── correction and revocation ──


def paper(instance, template_id="penalty_decision_entity"):
    forget()
    return documents.latest(template_id, "party", the_party(instance).id)


def correction(*slips, **more) -> dict:
    rows = [{"slip_kind": kind, "wrong": wrong, "right": right} for kind, wrong, right in slips]
    return {"correction_kind": "correct", "slips": rows, "reason": "录入有误。", **more}


def test_a_slip_is_corrected_by_a_notice_and_nothing_else_changes(app, served):
    instance, *_ = served
    before = paper(instance).html
    own = begun(commands.begin_correction, paper(instance))
    do(only(own, "propose_correction").id, correction(("address", "沛然路18号", "沛然路8号")))
    asked = acts.confirmation(user_by_name("fenguan"), only(own, "approve_correction"), {"correction_result": "approve", **YES})
    assert "签发《行政执法文书更正通知书》，占用一个文号" in asked["lines"]  # nothing of a revocation
    forget()
    do(only(own, "approve_correction").id, {"correction_result": "approve", **YES})
    said.print_papers()
    do(only(own, "deliver_correction").id, said.delivery("legal_representative"))
    assert status_of(own) == "finished"
    notice, receipt = documents_of(own.id)
    assert (notice.template_id, notice.facts["paper_number"]) == ("correction_notice", paper(instance).number)
    assert paper(instance).html == before and decision(instance).voided_on is None
    assert [note["words"] for note in documents.notes(paper(instance))] == ["更正笔误：已批准"]


@pytest.mark.parametrize(("slip", "code"), [
    (("typo", "86,000.00", "68,000.00"), "slip_amount"), (("typo", "罚款", "警告"), "slip_kind"),
    (("date", "报警装置超过检定有效期", "报警装置没有检定"), "slip_facts"), (("typo", "没有的文字", "文字"), "slip_not_found"),
    (("name", "秦望舒", "秦 望舒"), "slip_same"),
])  # fmt: skip
def test_facts_kind_and_amount_are_not_corrected(app, served, slip, code):
    own = begun(commands.begin_correction, paper(served[0]))
    found = refused("propose_correction", own, correction(slip))
    assert found.code == code and list(found.fields) == ["slips"]


def test_a_revoked_decision_is_told_to_the_party_and_made_again(app, served):
    instance, firm, _ = served
    do(only(instance, "record_payment").id, said.paid("6000.00"))
    own = begun(commands.begin_correction, paper(instance))
    ask = {"correction_kind": "revoke", "redo": "procedure", "reason": "没有听取申辩。"}
    do(only(own, "propose_correction").id, ask)
    do(only(own, "approve_revocation").id, {"correction_result": "return", **YES})
    do(only(own, "propose_correction").id, ask)
    do(only(own, "approve_revocation").id, {"correction_result": "approve", **YES})
    assert (decision(instance).void_ground, the_party(instance).outcome) == ("self", "voided")
    assert [item.element for item in items(instance)] == ["propose_penalty"]
    said.print_papers()
    do(only(own, "deliver_correction").id, said.delivery("legal_representative"))
    do(only(own, "record_refund").id, {"refunded_on": today().isoformat(), "refund_receipt": "退1号"})
    revoked = documents_of(own.id)[0]
    assert (revoked.template_id, revoked.facts["refund_yuan"]) == ("revocation_decision", "6000.00")
    twice = begun(commands.begin_correction, paper(instance))
    assert refused("propose_correction", twice, ask).code == "not_revocable"
    do(only(twice, "propose_correction").id, correction(("address", "沛然路18号", "沛然路8号")))
    do(only(twice, "approve_correction").id, {"correction_result": "refuse", **YES})
    assert status_of(twice) == "finished"
    walk(app, instance, said.answers(firm))
    assert decision(instance, 1).voided_on is None and queries.by_root(instance.id).status == "archived"


# ── execution agreement ──


def test_an_agreement_lets_off_what_was_added_and_never_the_fine(app, served):
    instance, _, advance = served
    with pytest.raises(RuleBroken) as nothing:
        begun(commands.begin_agreement, the_party(instance))
    assert nothing.value.code == "nothing_added"
    advance(days=25)
    fire_due_timers()
    own = begun(commands.begin_agreement, the_party(instance))
    ask = {"remedial": "已检测。", "waived_yuan": "90000.00", "agreement": "十日内缴清。", "agreement_paper": [said.scan()], **YES}
    assert refused("propose_agreement", own, ask).code == "waive_amount"
    do(only(own, "propose_agreement").id, ask | {"waived_yuan": "20000.00"})
    do(only(own, "approve_agreement").id, {"agreement_result": "approve", **YES})
    assert status_of(own) == "finished"
    row = decision(instance)
    assert row.unpaid_yuan == Decimal(86000)
    assert penalties.late_payment_yuan(row, today()) == Decimal("5800")  # ten days of 2,580, less 20,000
    assert penalties.late_payment_yuan(row, today() + timedelta(1)) == Decimal("8380")
