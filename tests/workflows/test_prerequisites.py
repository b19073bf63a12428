"""What must come before a decision: asked when a step is entered, jumped to or returned to, and by the command itself."""

from datetime import date

import pytest

from app.cases import commands, queries
from app.core.clock import moving
from app.core.command import SYSTEM
from app.core.errors import RuleBroken
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.law import queries as law
from app.penalties import queries as penalties
from app.workflow.checks import check_by_file
from app.workflow.commands import jump, return_to
from app.workflow.queries import open_items
from app.workflow.releases import WORKFLOWS, known_shipped
from tests.workflow.walk import do, forget, only, until, walk
from tests.workflows import penalty_answers as said


@pytest.fixture
def begun(app):
    """A case against an entity (hearing right, deliberation) on 2026-08-03."""
    with moving(date(2026, 8, 3)) as advance:
        firm, _, manager = said.enterprise()
        yield said.start_case(firm), firm, manager, advance


def the_party(instance):
    forget()
    return queries.by_root(instance.id).parties[0]


def proceeding(instance) -> str:
    """Id of the proceeding of the one party."""
    [item] = [each for each in open_items(instance.id) if each.subject_kind == "party"][:1]
    return item.instance_id


def why_not(instance_id: str, target: str) -> str:
    """The words in which a jump is refused."""
    with pytest.raises(RuleBroken) as refused:
        jump(user_by_name("duizhang"), instance_id, target, "赶时间")
    forget()
    assert refused.value.code == "requires"
    return refused.value.message


def test_nobody_jumps_over_the_notice(app, begun):
    instance, firm, *_ = begun
    until(app, instance, said.answers(firm), "draft_notice")
    own = proceeding(instance)
    for target in ("legal_review", "deliberate", "approve_decision", "decide", "issue_decision_entity", "deliver_decision",
                   "start_payment", "execute_fine"):  # fmt: skip
        assert why_not(own, target)
    words = why_not(own, "approve_decision")
    assert "还没有签发《行政处罚告知书》" in words and "罚法第44条、第62条" in words and "请先告知" in words


def test_nobody_decides_before_the_window_ends(app, begun):
    instance, firm, _, advance = begun
    until(app, instance, said.answers(firm), "record_statement")
    own = proceeding(instance)
    words = why_not(own, "legal_review")
    assert "陈述申辩期限还没有届满" in words and "听证申请期限还没有届满" in words and "请等期满" in words
    assert "还没有经过法制审核" in why_not(own, "deliberate")
    party = the_party(instance)
    with pytest.raises(RuleBroken) as early:
        commands.decide(SYSTEM, party, "同意", None)
    assert early.value.code == "statement_open"
    advance(days=7)  # 2026-08-10, the fifth working day
    for right in ("statement", "hearing"):
        with pytest.raises(RuleBroken) as running:
            commands.lapse_window(SYSTEM, the_party(instance), right)
        assert running.value.code == "window_running" and "2026-08-10" in running.value.message
    advance(days=1)
    assert commands.lapse_window(SYSTEM, the_party(instance), "statement").result == "lapsed"
    assert "核对期满收件" in why_not(own, "legal_review")


def test_a_window_never_lapses_on_an_estimate(app):
    """Served on 2026-12-28: the fifth working day needs the notice of 2027."""
    with moving(date(2026, 12, 28)) as advance:
        firm, *_ = said.enterprise()
        instance = said.start_case(firm)
        until(app, instance, said.answers(firm), "record_statement")
        assert only(instance, "record_statement").due_estimate == date(2027, 1, 5)
        advance(days=60)
        with pytest.raises(RuleBroken, match="暂估") as unknown:
            commands.lapse_window(SYSTEM, the_party(instance), "statement")
        assert unknown.value.code == "window_running"


def test_a_review_that_failed_or_was_of_another_proposal_does_not_count(app, begun):
    instance, firm, *_ = begun
    until(app, instance, said.answers(firm), "legal_review")
    own = proceeding(instance)
    assert "还没有经过法制审核" in why_not(own, "approve_decision")
    do(only(instance, "legal_review").id, said.reviewed("correct"))
    assert "没有同意这份处理意见" in why_not(own, "approve_decision") and "重新送审" in why_not(own, "deliberate")
    do(only(instance, "propose_penalty").id, said.answers(firm)["propose_penalty"](only(instance, "propose_penalty")))
    assert "还没有经过法制审核" in why_not(own, "decide")


def test_a_heavy_fine_is_deliberated_and_approved_first(app, begun):
    instance, firm, *_ = begun
    until(app, instance, said.answers(firm), "deliberate")
    own = proceeding(instance)
    assert "集体讨论" in why_not(own, "approve_decision") and "罚法第57条" in why_not(own, "decide")
    until(app, instance, said.answers(firm), "approve_decision")
    assert "负责人还没有批准" in why_not(own, "decide")
    assert "还没有作出处罚决定" in why_not(own, "issue_decision_entity")
    jump(user_by_name("duizhang"), own, "legal_review", "补正审核意见")  # back is free
    walk(app, instance, said.answers(firm))
    assert the_party(instance).outcome == "penalized"


def test_a_return_asks_the_same(app, begun):
    """Back from the decision to the review, whose prerequisites still hold; the decision needs them all again."""
    instance, firm, *_ = begun
    until(app, instance, said.answers(firm), "approve_decision")
    return_to(user_by_name("juzhang"), only(instance, "approve_decision").id, "legal_review", "审核意见不完整")
    do(only(instance, "legal_review").id, said.reviewed("correct"))
    assert only(instance, "propose_penalty")
    assert "没有同意" in why_not(proceeding(instance), "approve_decision")


def test_a_hearing_asked_for_is_held_although_the_proposal_became_lighter(app, begun):
    """The statement was adopted, the new proposal needs no notice: the hearing asked for is still owed."""
    instance, firm, _, advance = begun
    lighter = said.penalty("76000.00")
    adopted = {"adoption": "adopted", "adoption_reason": "已经改正。", "statement_follow_up": "revise"}

    def hold(item):
        advance(days=21)
        return said.held()

    path = said.run(app, instance, said.answers(
        firm, record_statement=lambda item: said.stated(), record_hearing_application=lambda item: said.applied("exercised"),
        review_statement=adopted, propose_penalty=[said.penalty(said.ENTITY_FINE), lighter], hold_hearing=hold,
    ))  # fmt: skip
    assert path.count("deliver_notice") == 1 and path.index("hold_hearing") > path.index("review_statement")
    assert path.count("hold_hearing") == 1 and the_party(instance).outcome == "penalized"


def test_the_receipt_of_a_gatekeeper_starts_no_time_to_pay(app, begun, login):
    """For a person: refused on the form, at the field, and no later period begins."""
    instance, firm, manager, _ = begun
    filing = said.filing(firm, [manager]) | {"entity_party": False}
    plan = said.answers(firm, apply_filing=filing)
    until(app, instance, plan, "deliver_decision")
    said.print_papers()
    item = only(instance, "deliver_decision")
    answer = login("zhifa1").post(f"/tasks/{item.id}", json={"answers": said.delivery("gatekeeper")})
    assert answer.status_code == 422 and "门卫签收不算送达" in answer.get_json()["fields"]["receiver_relation"][0]
    party = the_party(instance)
    assert penalties.decision(party.id).payment_due_on is None and law.periods_of("party", party.id, open_only=True) != []
    assert not any(row.rule_id in ("fine_payment", "litigation") for row in law.periods_of("party", party.id))
    assert "还没有有效送达" in why_not(proceeding(instance), "start_payment")
    do(only(instance, "deliver_decision").id, said.delivery("self"))
    party = the_party(instance)
    assert {row.rule_id for row in law.periods_of("party", party.id, open_only=True)} == {
        "fine_payment", "review_application", "litigation"}  # fmt: skip
    assert [paper.template_id for paper in documents_of(instance.id)].count("penalty_decision_person") == 1


@pytest.mark.parametrize(("name", "warned"), [("review:passed", True), ("window:hearing", True), (None, False)])
def test_the_check_of_a_diagram_warns_of_a_decision_without_its_prerequisites(app, name, warned):
    text = (WORKFLOWS / "party_proceeding.bpmn").read_text("utf-8")
    start = text.index('<bpmn:userTask id="approve_decision"')
    end = text.index("</bpmn:userTask>", start)
    text = text[:start] + text[start:end].replace(f",{name}", "") + text[end:]
    found = check_by_file({"party_proceeding.bpmn": text.encode()}, known_shipped())["party_proceeding.bpmn"]
    missing = [each for each in found if each.code == "requirement_missing"]
    assert [each.element for each in missing] == (["approve_decision"] if warned else [])
    assert all(each.severity == "warning" and name in each.message for each in missing)
