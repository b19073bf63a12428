"""查封、扣押: approved or done on the spot, thirty days and thirty more, each thing to its own end; saved at every step."""

from datetime import date, datetime

import pytest

from app.cases import extensions, periods, queries
from app.cases.models import Case
from app.core.clock import ZONE, frozen, moving
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import arisen_from
from tests.applications import standing
from tests.workflow.walk import answer, do, forget, only, outcome, until, walk
from tests.workflows import penalty_answers as said

THINGS = [{"name": "煤气报警装置", "quantity": "3 台", "state": "在用"}, {"name": "液化石油气瓶", "quantity": "2 只", "state": "存气"}]
ENDS = [
    {"name": "煤气报警装置", "disposal": "returned", "whereto": "检定合格，交还设备部"},
    {"name": "液化石油气瓶", "disposal": "transferred", "whereto": "移送公安机关，随案移交"},
]


def handed_over(_item) -> dict:
    said.print_papers()
    return said.delivery("legal_representative")


def proposal(**more) -> dict:
    return {
        "method": "seizure", "holder": "云泽沛然铝业有限公司（演示）", "holder_kind": "entity", "items": THINGS,
        "reason": "超过检定有效期。", "place": "本局物证室", "keeper": "方以衡", "opinion": "建议扣押。", **more,
    }  # fmt: skip


def on_the_spot(at="2026-08-03T09:00") -> dict:
    return proposal(emergency=True, seized_at=at, emergency_reason="气瓶正在泄漏，不扣押可能爆炸。")


def seizure(**changed) -> dict:
    """{element: answers} of a seizure that is approved before and dealt with in time."""
    usual = {
        "propose_preservation": proposal(), "approve_preservation": {"preservation_result": "approve", "opinion": "同意。"},
        "deliver_preservation_notice": handed_over, "approve_emergency": {"emergency_result": "approve", "opinion": "同意。"},
        "propose_disposal": {"settlements": ENDS, "disposal_note": "分别处理。", "opinion": "建议。"},
        "approve_disposal": {"disposal_result": "approve", "opinion": "同意。"},
        "release_preservation": {"released_on": "2026-08-04", "release_note": "退还，完好。"},
        "deliver_preservation_decision": handed_over,
    }  # fmt: skip
    return usual | changed


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """An investigation on 2026-08-03 from which a seizure was begun: walked once, copied for each test."""
    with standing(shared_application, database_template) as (application, saved), frozen(date(2026, 8, 3)):
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(application, instance, said.answers(firm), "investigate")
        do(only(instance, "investigate").id, {"next_step": "seize", "plan": "不符合标准的装置。"})
    return saved


@pytest.fixture
def begun(app):
    """(the case's process, the seizure's own, clock) on 2026-08-03 at ten."""
    with moving(datetime(2026, 8, 3, 10, tzinfo=ZONE)) as advance:
        [case] = db.session.query(Case).all()
        instance = db.session.get(Instance, case.root_id)
        [own] = arisen_from(instance.id)
        db.session.expunge_all()
        yield instance, own, advance


@pytest.fixture
def seized(app, begun):
    instance, own, advance = begun
    until(app, own, seizure(), "propose_disposal")
    return instance, own, advance


def the_case(instance):
    forget()
    return queries.by_root(instance.id)


def the_row(instance):
    [row] = queries.preservations(the_case(instance).id)
    return row


def papers(own) -> list[str]:
    forget()
    return [paper.template_id for paper in documents_of(own.id)]


def running(instance) -> int:
    return next(one.row.id for one in periods.of_case(the_case(instance)) if one.rule.procedure.startswith("9"))


def ask_longer(instance) -> Instance:
    period_id = running(instance)
    longer = extensions.begin(user_by_name("zhifa1"), the_case(instance), period_id)
    forget()
    answer(longer, "apply_extension", {
        "extension_reason": "型号多，说明书正在调取。", "done_so_far": "已询问三人。", "opinion": "建议延长三十日。"})  # fmt: skip
    return longer


def test_things_go_each_to_their_own_end(app, seized):
    instance, own, _ = seized
    assert only(own, "propose_disposal").due_on == date(2026, 9, 2)
    with pytest.raises(RuleBroken, match="强法第27条"):
        do(only(instance, "investigate").id, {"next_step": "conclude", "plan": "终结。"})
    forget()
    walk(app, own, seizure())
    row = the_row(instance)
    assert (row.status, row.disposal) == ("settled", "itemised")
    assert [(item["disposal"], item["whereto"]) for item in row.items] == [
        ("returned", "检定合格，交还设备部"), ("transferred", "移送公安机关，随案移交")]  # fmt: skip
    assert papers(own) == ["seizure_decision", "seizure_inventory", "delivery_receipt", "seizure_release", "delivery_receipt"]
    decision, inventory, receipt, release, _ = documents_of(own.id)
    assert (decision.facts["method"], inventory.template.copies) == ("扣押", 2)
    assert len(receipt.facts["papers"]) == 2 and "分别处理" in release.html and "随案移交" in release.html


@pytest.mark.parametrize("settlements", [ENDS[:1], ENDS[::-1], [*ENDS, ENDS[0]]])
def test_nothing_of_the_list_is_forgotten_or_added(seized, settlements):
    _, own, _ = seized
    with pytest.raises(RuleBroken, match="逐件写明处理"):
        answer(own, "propose_disposal", {"settlements": settlements, "disposal_note": "处理。", "opinion": "建议。"})


def test_a_seizure_from_a_person_is_papered_for_a_person(app, begun):
    _, own, _ = begun
    mine = proposal(holder="童万喆", holder_kind="person")
    until(app, own, seizure(propose_preservation=mine), "deliver_preservation_notice")
    said.print_papers()
    with pytest.raises(RuleBroken, match="个人"):
        answer(own, "deliver_preservation_notice", said.delivery("legal_representative"))
    answer(own, "deliver_preservation_notice", said.delivery("self"))
    forget()
    assert [paper.kind for paper in documents_of(own.id)[:2]] == ["person", "person"]


def test_what_must_be_handed_over_on_the_spot_is_not_posted(app, begun):
    _, own, _ = begun
    until(app, own, seizure(), "deliver_preservation_notice")
    said.print_papers()
    posted = said.delivery("legal_representative") | {"method": "post", "dispatched_on": "2026-08-03", "mail_number": "1"}
    with pytest.raises(RuleBroken, match="当场交付"):
        answer(own, "deliver_preservation_notice", posted)


# done on the spot


def test_what_was_done_on_the_spot_is_approved_within_twenty_four_hours(app, begun):
    instance, own, advance = begun
    until(app, own, seizure(propose_preservation=on_the_spot()), "approve_emergency")
    item = only(own, "approve_emergency")
    assert item.due_at.isoformat()[:16] == "2026-08-04T09:00" and item.period_rule == "coercive_emergency_report"
    assert "当场实施" in documents_of(own.id)[0].html and the_row(instance).started_on == date(2026, 8, 3)
    walk(app, own, seizure())
    assert the_row(instance).status == "settled"


def test_what_was_done_on_the_spot_and_not_approved_is_lifted_at_once(app, begun):
    instance, own, _ = begun
    refused = {"emergency_result": "refuse", "opinion": "不需要扣押。"}
    walk(app, own, seizure(propose_preservation=on_the_spot(), approve_emergency=refused))
    row = the_row(instance)
    assert (row.status, row.disposal) == ("settled", "not_approved")
    release = documents_of(own.id)[-2]
    assert "没有批准" in release.facts["disposal"] and "第十九条" in release.html


@pytest.mark.parametrize("reached", ["deliver_preservation_notice", "approve_emergency"])
def test_after_twenty_four_hours_the_clock_alone_lifts_it(app, begun, reached):
    instance, own, advance = begun
    until(app, own, seizure(propose_preservation=on_the_spot()), reached)
    advance(hours=22, minutes=59)
    assert fire_due_timers() == 0
    advance(minutes=2)
    assert fire_due_timers() == 1
    row = the_row(instance)
    assert (row.status, row.disposal, row.started_on) == ("lapsed", "unapproved", date(2026, 8, 3))
    walk(app, own, seizure())
    assert the_row(instance).status == "settled" and outcome(own)["emergency"] is True


def test_a_seizure_approved_before_knows_no_twenty_four_hours(app, begun):
    _, own, advance = begun
    until(app, own, seizure(), "deliver_preservation_notice")
    paper = documents_of(own.id)[0]  # handed over later than approved, it still says when the thirty days end
    assert "自实施之日起三十日（2026年8月3日实施的，至2026年9月2日止）" in paper.html and "沛然路18号" in paper.html
    advance(days=3)
    assert fire_due_timers() == 0 and only(own, "deliver_preservation_notice").due_at is None


@pytest.mark.parametrize("wrong", [{"seized_at": "2026-08-03T11:00"}, {"emergency_reason": " "}])
def test_an_emergency_names_its_hour_and_its_reason(begun, wrong):
    _, own, _ = begun
    with pytest.raises((RuleBroken, Exception), match="当场实施|必填"):
        answer(own, "propose_preservation", on_the_spot() | wrong)


# thirty days more


def test_the_head_prolongs_a_seizure_once_and_the_holder_is_told_why(app, seized):
    instance, own, advance = seized
    longer = ask_longer(instance)
    with pytest.raises(NotAllowed):
        answer(longer, "approve_extension", {"extension_result": "approve", "opinion": "同意。"}, "zhifa2")
    forget()
    answer(longer, "approve_extension", {"extension_result": "approve", "opinion": "同意。"}, "juzhang")
    assert only(own, "propose_disposal").due_on == date(2026, 10, 2)
    said.print_papers()
    answer(longer, "deliver_extension", said.delivery("legal_representative"))
    assert papers(longer) == ["period_extension_approval", "seizure_extension", "delivery_receipt"]
    assert "至2026年10月2日止" in documents_of(longer.id)[1].html.replace(" ", "")
    longer_id = running(instance)
    with pytest.raises(RuleBroken) as twice:
        extensions.begin(user_by_name("zhifa1"), the_case(instance), longer_id)
    assert twice.value.code == "extension_none"
    advance(days=40)  # beyond the thirty days, within the sixty
    assert fire_due_timers() == 0
    walk(app, own, seizure())
    assert the_row(instance).status == "settled"


def test_a_refused_extension_changes_nothing(seized):
    instance, own, _ = seized
    longer = ask_longer(instance)
    answer(longer, "approve_extension", {"extension_result": "return", "opinion": "说明进展。"})
    again = {"extension_reason": "型号多。", "done_so_far": "已询问三人。", "opinion": "建议。"}
    answer(longer, "apply_extension", again)
    answer(longer, "approve_extension", {"extension_result": "refuse", "opinion": "抓紧办理。"})
    assert papers(longer) == ["period_extension_approval"] and only(own, "propose_disposal").due_on == date(2026, 9, 2)
    assert documents_of(longer.id)[0].facts["conclusion"] == "不同意延长"


def test_an_application_nobody_decided_lapses_with_the_period(seized):
    instance, own, advance = seized
    longer = ask_longer(instance)
    advance(days=31)
    assert fire_due_timers() == 2  # the seizure's own end, and the application's
    forget()
    assert db.session.get(Instance, longer.id).status == "finished" and papers(longer) == []
    assert the_row(instance).status == "lapsed"


def test_a_seizure_nobody_dealt_with_is_lifted(app, seized):
    instance, own, advance = seized
    advance(days=31)
    assert fire_due_timers() == 1
    row = the_row(instance)
    assert row.status == "lapsed" and row.label.startswith("扣押")
    walk(app, own, seizure(release_preservation={"released_on": "2026-09-03", "release_note": "退还，完好。"}))
    assert the_row(instance).status == "settled"
