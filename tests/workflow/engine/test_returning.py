"""退回, 撤回, 跳转, 暂停: how a matter goes back, stands still or leaves the road, and what must hold."""

import pytest

from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.workflow import commands, queries, registry
from app.workflow.models import Submission, Timer, WorkItem
from tests.workflow.diagrams import (
    boundary,
    call,
    diagram,
    end,
    form,
    gateway,
    number,
    put_release,
    service,
    start,
    timer,
    user,
    yes,
)
from tests.workflow.walk import answer, items, only, outcome, person
from tests.workflow.walk import start as begin

LINE = diagram("line", start() + user("a", form="n") + user("b") + user("c", "legal_reviewer") + end(),
               "s a", "a b", "b c", "c e")  # fmt: skip
NUMBER = form("n", number("amount"))


def begin_line(until="c"):
    put_release(LINE, NUMBER)
    instance = begin("zhifa1", "line")
    for element, answers in (("a", {"amount": 1}), ("b", None)):
        if element == until:
            break
        answer(instance, element, answers, "zhifa2")
    return instance


def stands_at(instance):
    return sorted(item.element for item in items(instance))


def test_a_return_goes_to_whoever_did_the_step_with_reason_and_count(app):
    instance = begin_line()
    sent_back = only(instance, "c")
    commands.return_to(person("fazhi"), sent_back.id, "a", "事实不清")
    item = only(instance, "a")
    assert (item.assignee_id, item.returned_reason, item.returned_count) == (person("zhifa2").id, "事实不清", 1)
    assert queries.work_item(sent_back.id).status == "cancelled" and item.id != sent_back.id
    with pytest.raises(NotAllowed):
        answer(instance, "a", {"amount": 2}, "zhifa1")
    answer(instance, "a", {"amount": 2}, "zhifa2")
    answer(instance, "b")
    commands.return_to(person("fazhi"), only(instance, "c").id, "a", "再补")
    assert only(instance, "a").returned_count == 2
    assert queries.progress(instance.id).returned == {"a": 2}
    answer(instance, "a", {"amount": 3})
    answer(instance, "b")
    answer(instance, "c", None, "fazhi2")
    assert outcome(instance) == {"amount": 3}


def test_a_return_needs_a_reason_an_own_task_and_a_step_done_before(app):
    instance = begin_line()
    item = only(instance, "c")
    for who, element, reason, code in (
        ("fazhi", "a", " ", "return_reason"), ("zhifa1", "a", "理由", "not_yours"), ("fazhi", "c", "理由", "return_target"),
        ("fazhi", "nowhere", "理由", "return_target"), ("fazhi", "e", "理由", "return_target"),
    ):  # fmt: skip
        with pytest.raises((RuleBroken, NotAllowed)) as refused:
            commands.return_to(person(who), item.id, element, reason)
        assert refused.value.code == code
    assert queries.task_view(person("fazhi"), item.id).return_targets == [("a", "a"), ("b", "b")]
    assert stands_at(instance) == ["c"]


PARALLEL = diagram(
    "both", start() + user("a") + gateway("g", "parallel") + user("x1") + user("x2") + user("y1") + gateway("j", "parallel")
    + user("z") + gateway("back") + end(),
    "s a", "a g", "g x1", "x1 x2", "g y1", "x2 j", "y1 j", "j z", "z back", "back a: amount == 1", "back e",
)  # fmt: skip


def test_a_return_out_of_a_parallel_branch_goes_before_the_split_and_ends_the_others(app):
    put_release(PARALLEL)
    instance = begin("zhifa1", "both", data={"amount": 0})
    answer(instance, "a")
    answer(instance, "x1")
    with pytest.raises(RuleBroken):
        commands.return_to(person("zhifa1"), only(instance, "x2").id, "x1", "回到分支里")
    commands.return_to(person("zhifa1"), only(instance, "x2").id, "a", "重来")
    assert stands_at(instance) == ["a"]
    for element in ("a", "y1", "x1"):
        answer(instance, element)
    assert stands_at(instance) == ["x2"], "the join waits for both branches of the new pass"
    answer(instance, "x2")
    answer(instance, "z")
    assert queries.instance(instance.id).status == "finished"


def test_what_lies_between_split_and_join_is_known(app):
    known = queries.definition(put_release(PARALLEL).id)
    assert {step.id for step in known.diagram.elements.values() if step.in_parallel} == {"x1", "x2", "y1"}


def test_withdraw_restores_the_very_task_and_its_answers_no_longer_count(app):
    instance = begin_line("b")
    done = next(item for item in db.session.query(WorkItem).filter_by(element="a"))
    assert queries.may_withdraw(person("zhifa2"), done) and not queries.may_withdraw(person("zhifa1"), done)
    with pytest.raises(NotAllowed):
        commands.withdraw(person("zhifa1"), done.id)
    commands.withdraw(person("zhifa2"), done.id)
    assert stands_at(instance) == ["a"] and only(instance, "a").id == done.id
    assert db.session.query(Submission).one().withdrawn_at is not None
    assert queries.given(queries.instance(instance.id)) == []
    answer(instance, "a", {"amount": 8}, "zhifa2")
    answer(instance, "b")
    answer(instance, "c", None, "fazhi")
    assert outcome(instance) == {"amount": 8}


def test_withdraw_works_inside_a_parallel_branch(app):
    put_release(PARALLEL)
    instance = begin("zhifa1", "both", data={"amount": 0})
    answer(instance, "a")
    item = only(instance, "x1")
    answer(instance, "x1", None, "zhifa1")
    commands.withdraw(person("zhifa1"), item.id)
    assert stands_at(instance) == ["x1", "y1"]
    for element in ("y1", "x1", "x2", "z"):
        answer(instance, element)
    assert queries.instance(instance.id).status == "finished"


@pytest.mark.parametrize("act", ["completed", "claimed", "timer", "document", "service", "child", "finished"])
def test_withdraw_ends_with_the_next_act(app, act, monkeypatch, clock):
    after = {
        "service": (service("b", "t.nothing"), "b c"), "child": (call("b", "kid"), "b c"),
        "timer": (user("b") + boundary("t", "b", timer("P1D"), False) + end("e2"), "b c", "t e2"),
        "finished": (gateway("b"), "b e"),
    }.get(act, (user("b"), "b c"))  # fmt: skip
    monkeypatch.setitem(registry.HANDLERS, "t.nothing", lambda context: None)
    if act == "document":
        registry.withdrawal_barrier(lambda root, since: "文书已经制发，不能撤回")
    put_release(diagram("kid", start() + user("k") + end(), "s k", "k e"))
    more = "" if act == "finished" else user("c")
    put_release(diagram("w", start() + user("a") + after[0] + more + end(), "s a", "a b", *after[1:],
                        *([] if act == "finished" else ["c e"])))  # fmt: skip
    instance = begin("zhifa1", "w")
    item = only(instance, "a")
    answer(instance, "a", None, "zhifa1")
    if act == "completed":
        answer(instance, "b", None, "zhifa2")
    elif act == "claimed":
        commands.claim(person("zhifa2"), only(instance, "b").id)
    elif act == "timer":
        clock(days=2)
        assert commands.fire_due_timers() == 1
    before = stands_at(instance)
    with pytest.raises(RuleBroken) as refused:
        commands.withdraw(person("zhifa1"), item.id)
    assert refused.value.code == "withdraw" and stands_at(instance) == before


def test_jump_is_for_those_who_answer_for_it_and_keeps_data(app):
    instance = begin_line("b")
    with pytest.raises(NotAllowed):
        commands.jump(person("zhifa1"), instance.id, "c", "加快")
    with pytest.raises(RuleBroken):
        commands.jump(person("duizhang"), instance.id, "c", "")
    commands.jump(person("duizhang"), instance.id, "c", "加快")
    answer(instance, "c", None, "fazhi")
    assert outcome(instance) == {"amount": 1}
    with pytest.raises(Conflict):
        commands.jump(person("duizhang"), instance.id, "a", "已结束")


def test_jump_never_into_a_parallel_branch_a_sub_process_or_an_event(app):
    put_release(PARALLEL)
    instance = begin("zhifa1", "both", data={"amount": 0})
    for element in ("x1", "s", "nowhere"):
        with pytest.raises(RuleBroken) as refused:
            commands.jump(person("duizhang"), instance.id, element, "理由")
        assert refused.value.code == "jump_target"
    commands.jump(person("duizhang"), instance.id, "z", "理由")
    assert stands_at(instance) == ["z"]


def test_jump_onto_a_task_with_a_boundary_timer_starts_the_timer(app, clock):
    put_release(diagram("timed", start() + user("a") + user("b") + boundary("t", "b", timer("P3D")) + user("late") + end()
                        + end("e2"), "s a", "a b", "b e", "t late", "late e2"))  # fmt: skip
    instance = begin("zhifa1", "timed")
    commands.jump(person("duizhang"), instance.id, "b", "理由")
    assert db.session.query(Timer).one().element == "t"
    clock(days=4)
    commands.fire_due_timers()
    assert stands_at(instance) == ["late"]


@pytest.fixture
def papers(monkeypatch):
    """Papers issued and delivered, as the documents package would answer."""
    issued, served = set(), set()

    def document(name, instance):
        if name not in ("notice", "decision"):
            return NotImplemented
        return None if name in issued else f"《{name}》还没有制发"

    def delivered(name, instance):
        return None if name in served else f"《{name}》还没有送达"

    monkeypatch.setitem(registry.REQUIREMENTS, "document", document)
    monkeypatch.setitem(registry.REQUIREMENTS, "served", delivered)
    return issued, served


def test_an_element_is_entered_only_when_its_requirements_hold(app, papers):
    issued, served = papers
    put_release(diagram("req", start() + user("a", law__step="filing") + user("b", law__requires="notice,served:notice,filing")
                        + end(), "s a", "a b", "b e"))  # fmt: skip
    instance = begin("zhifa1", "req")
    for _ in range(2):
        with pytest.raises(RuleBroken) as refused:
            answer(instance, "a")
        assert refused.value.code == "requires" and stands_at(instance) == ["a"]
        with pytest.raises(RuleBroken) as refused:
            commands.jump(person("duizhang"), instance.id, "b", "理由")
        assert refused.value.code == "requires"
        issued.add("notice")
    assert "还没有送达" in refused.value.message and "filing" in refused.value.message
    served.add("notice")
    answer(instance, "a")
    assert stands_at(instance) == ["b"]


def test_a_step_of_an_ancestor_counts_a_step_of_a_sibling_does_not(app):
    put_release(
        diagram("kid", start() + user("k1") + user("k2", law__requires="k1,a") + end(), "s k1", "k1 k2", "k2 e")
    )
    put_release(diagram("top", start() + user("a") + call("c", "kid", "ids", "pid") + end(), "s a", "a c", "c e"))
    instance = begin("zhifa1", "top", data={"ids": [1, 2]})
    answer(instance, "a")
    first = items(instance)[0]
    commands.complete_task(person("zhifa1"), first.id, {"opinion": "好"})
    assert stands_at(instance) == ["k1", "k2"]
    other = only(instance, "k1").instance_id
    with pytest.raises(RuleBroken):
        commands.jump(person("duizhang"), other, "k2", "理由")


def test_a_suspended_matter_stands_still_with_its_children(app, clock):
    put_release(diagram("kid", start() + user("k") + boundary("t", "k", timer("P1D"), False) + end() + end("e2"),
                        "s k", "k e", "t e2"))  # fmt: skip
    put_release(diagram("top", start() + call("c", "kid", "ids", "pid") + user("z") + end(), "s c", "c z", "z e"))
    instance = begin("zhifa1", "top", data={"ids": [1]})
    commands.suspend(person("duizhang"), instance.id, "等待复议")
    item = only(instance, "k")
    assert item.status == "suspended"
    with pytest.raises(Conflict) as refused:
        commands.complete_task(person("zhifa1"), item.id, {"opinion": "好"})
    assert refused.value.code == "suspended"
    clock(days=3)
    assert commands.fire_due_timers() == 0
    with pytest.raises(Conflict):
        commands.resume(person("duizhang"), item.instance_id)
    commands.resume(person("duizhang"), instance.id)
    assert commands.fire_due_timers() == 1
    answer(instance, "k")
    assert stands_at(instance) == ["z"]


def test_a_listener_runs_again_after_a_return(app, monkeypatch):
    seen = []
    monkeypatch.setitem(registry.HANDLERS, "t.see", lambda context: seen.append(context.answers["go"]))
    put_release(diagram("again", start() + user("a", form="y", listener="t.see") + user("b") + end(), "s a", "a b", "b e"),
                form("y", yes("go")))  # fmt: skip
    instance = begin("zhifa1", "again")
    answer(instance, "a", {"go": False})
    commands.return_to(person("zhifa1"), only(instance, "b").id, "a", "改")
    answer(instance, "a", {"go": True})
    assert seen == [False, True]
