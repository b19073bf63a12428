"""First registration of evidence: approved, handed over, dealt with in seven working days or lapsed; saved at every step."""

from datetime import date

import pytest

from app.cases import commands, queries
from app.core.clock import moving
from app.core.command import SYSTEM
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.workflow.commands import complete_task, fire_due_timers, jump
from app.workflow.queries import arisen_from, open_items
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said

STEP = {"next_step": "preserve", "plan": "拆下的装置可能灭失。"}
LAST = date(2026, 8, 12)  # the seventh working day after 2026-08-03


def answers(**changed) -> dict:
    """{element: answers} of a registration that is dealt with in time."""
    usual = {
        "propose_preservation": {
            "holder": "云泽沛然铝业有限公司（演示）", "items": [{"name": "煤气报警装置", "quantity": "3 台", "state": "在用"}],
            "reason": "拆下以后标签可能灭失。", "place": "车间仓库", "keeper": "童万喆", "opinion": "建议登记保存。",
        },
        "approve_preservation": {"preservation_result": "approve", "opinion": "同意。"},
        "deliver_preservation_notice": handed_over,
        "propose_disposal": {"disposal": "copied", "disposal_note": "已拍照。", "opinion": "建议发还。"},
        "approve_disposal": {"disposal_result": "approve", "opinion": "同意。"},
        "release_preservation": lambda item: {"released_on": "2026-08-13", "release_note": "交还设备部，完好。"},
        "deliver_preservation_decision": handed_over,
    }  # fmt: skip
    return usual | changed


def handed_over(_item) -> dict:
    said.print_papers()
    return said.delivery("legal_representative")


@pytest.fixture
def kept(app):
    """A case under investigation on 2026-08-03 from which a registration was begun; (case process, its own, firm, clock)."""
    with moving(date(2026, 8, 3)) as advance:
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(app, instance, said.answers(firm), "investigate")
        do(only(instance, "investigate").id, STEP)
        [own] = arisen_from(instance.id)
        yield instance, own, firm, advance


def the_row(instance):
    forget()
    [row] = queries.preservations(queries.by_root(instance.id).id)
    return row


def test_it_is_dealt_with_in_time_while_the_investigation_goes_on(app, kept):
    instance, own, firm, _ = kept
    assert only(instance, "investigate")  # the case waits for nothing
    until(app, own, answers(), "propose_disposal")
    item = only(own, "propose_disposal")
    assert (item.due_on, item.period_rule) == (LAST, "first_registration")
    assert item.subject_label.startswith(f"{the_row(instance).holder} · 登记保存 ")  # a list of tasks says whose things
    walk(app, own, answers())
    row = the_row(instance)
    assert (row.status, row.disposal, row.started_on, row.disposed_on) == (
        "settled", "copied", date(2026, 8, 3), date(2026, 8, 3))  # fmt: skip
    assert [paper.template_id for paper in documents_of(own.id)] == [
        "preservation_notice", "delivery_receipt", "preservation_decision", "delivery_receipt"]  # fmt: skip
    assert documents_of(own.id)[0].facts["to_on"] == "2026-08-12"
    walk(app, instance, said.answers(firm))
    assert queries.by_root(instance.id).status == "archived"


def test_an_investigation_does_not_end_while_something_is_registered(app, kept):
    instance, own, firm, _ = kept
    until(app, own, answers(), "propose_disposal")
    do(only(instance, "investigate").id, {"next_step": "evidence", "plan": "取证。"})
    do(only(instance, "collect_evidence").id, {"items": said.evidence_items()})
    item = only(instance, "investigate")
    with pytest.raises(RuleBroken, match="罚法第56条") as broken:
        do(item.id, {"next_step": "conclude", "plan": "终结。"})
    assert broken.value.code == "requires" and "煤气报警装置" in broken.value.message
    forget()
    for target in ("conclude_investigation", "apply_closure"):
        with pytest.raises(RuleBroken, match="登记保存"):
            jump(user_by_name("duizhang"), instance.id, target, "赶时间")
        forget()
    walk(app, own, answers())
    do(only(instance, "investigate").id, {"next_step": "conclude", "plan": "终结。"})
    assert only(instance, "conclude_investigation")


def test_a_registration_begun_meanwhile_stops_the_report(app, kept):
    """Asked of the command, too: the report was already being written when the registration began."""
    instance, own, firm, _ = kept
    until(app, own, answers(), "approve_preservation")
    case = queries.by_root(instance.id)
    for refused in (
        lambda: commands.conclude_investigation(SYSTEM, case, facts="事实。"),
        lambda: commands.apply_closure(SYSTEM, case, "理由", True, ""),
        lambda: commands.withdraw_case(SYSTEM, case), lambda: commands.close_case(SYSTEM, case),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            refused()
        assert broken.value.code == "preservation_open"


def test_after_seven_working_days_it_has_lapsed_and_is_given_back(app, kept):
    instance, own, _, advance = kept
    until(app, own, answers(), "propose_disposal")
    advance(days=9)
    assert fire_due_timers() == 0  # 2026-08-12 is still good
    advance(days=1)
    assert fire_due_timers() == 1
    row = the_row(instance)
    assert (row.status, row.disposal) == ("lapsed", "lapsed")
    assert [item.element for item in open_items(own.id)] == ["release_preservation"]
    with pytest.raises(RuleBroken, match="没有处理"):
        commands.close_case(SYSTEM, queries.by_root(instance.id))
    forget()
    walk(app, own, answers())
    row = the_row(instance)
    assert (row.status, row.disposed_on) == ("settled", date(2026, 8, 13))
    decision = next(paper for paper in documents_of(own.id) if paper.template_id == "preservation_decision")
    assert "期满失效" in decision.facts["disposal"] and decision.facts["disposal_note"] == "交还设备部，完好。"


def test_a_decision_after_the_last_day_is_refused_and_the_way_on_told(app, kept):
    instance, own, _, advance = kept
    until(app, own, answers(), "approve_disposal")
    advance(days=10)
    item_id = only(own, "approve_disposal").id
    with pytest.raises(RuleBroken, match="发还") as late:
        do(item_id, answers()["approve_disposal"])
    assert late.value.code == "preservation_lapsed"
    forget()
    do(item_id, {"disposal_result": "return", "opinion": "已经失效。"})
    assert fire_due_timers() == 1
    assert [each.element for each in open_items(own.id)] == ["release_preservation"]


def test_the_head_approves_and_not_the_officer_who_proposes(app, kept):
    instance, own, *_ = kept
    until(app, own, answers(), "approve_preservation")
    item_id = only(own, "approve_preservation").id
    with pytest.raises(NotAllowed):
        complete_task(user_by_name("zhifa1"), item_id, answers()["approve_preservation"])
    forget()
    do(item_id, {"preservation_result": "return", "opinion": "写明现状。"})
    until(app, own, answers(), "approve_preservation")
    do(only(own, "approve_preservation").id, {"preservation_result": "refuse", "opinion": "没有必要。"})
    assert the_row(instance).status == "refused" and open_items(own.id) == []
    assert len(queries.preservations(queries.by_root(instance.id).id)) == 1


def test_the_gatekeeper_s_receipt_starts_no_seven_days(app, kept):
    instance, own, *_ = kept
    until(app, own, answers(), "deliver_preservation_notice")
    said.print_papers()
    with pytest.raises(RuleBroken) as broken:
        do(only(own, "deliver_preservation_notice").id, said.delivery("gatekeeper"))
    assert broken.value.code == "receiver" and the_row(instance).started_on is None
