"""SpiffWorkflow's traps, each provoked once in a study of version 3.2: here they must stay shut."""

import itertools
import random

import orjson
import pytest
import zstandard
from sqlalchemy import LargeBinary

from app.core.errors import RuleBroken
from app.workflow import engine, parser
from app.workflow.models import Instance
from tests.workflow.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    gateway,
    put_release,
    service,
    start,
    subprocess,
    timer,
    user,
)  # fmt: skip
from tests.workflow.walk import answer, items, only
from tests.workflow.walk import start as begin


def begun(xml, **data):
    workflow = engine.start(parser.parse(xml), data)
    engine.advance(workflow)
    return workflow


def complete(workflow, name, **data):
    task = next(task for task in engine.human_tasks(workflow).values() if task.task_spec.bpmn_id == name)
    task.data.update(data)
    task.run()
    engine.advance(workflow)


def names(workflow):
    return sorted(task.task_spec.bpmn_id for task in engine.human_tasks(workflow).values())


def again(workflow, xml):
    """Compact, save and load, as every command does."""
    engine.compact(workflow)
    return engine.load(parser.parse(xml), engine.dump(workflow))


LOOP_WITH_AND = diagram(
    "andloop", start() + gateway("m") + user("q") + gateway("g", "parallel") + user("a") + user("b")
    + gateway("j", "parallel") + user("review") + gateway("x") + end(),
    "s m", "m q", "q g", "g a", "g b", "a j", "b j", "j review", "review x", "x m: again == 1", "x e",
)  # fmt: skip


INTO_LOOK = ("x look", "more look")


@pytest.mark.parametrize("order", (INTO_LOOK, INTO_LOOK[::-1]), ids=("way in first", "way back first"))
def test_an_inclusive_join_waits_for_a_branch_with_a_way_back_on_it(order):
    xml = diagram(
        "orloop", start() + gateway("o", "inclusive") + user("draft") + gateway("x") + user("look") + gateway("y") + user("more")
        + user("case") + gateway("j", "inclusive") + user("z") + end(),
        "s o", "o draft: a == 1", "o case: b == 1", "o j", "draft x", "x draft: back == 1", *order, "look y",
        "y more: again == 1", "y j", "case j", "j z", "z e",
    )  # fmt: skip
    workflow = begun(xml, a=1, b=1)
    for step, said, then in (("case", {}, ["draft"]), ("draft", {"back": 0}, ["look"]), ("look", {"again": 1}, ["more"]),
                             ("more", {}, ["look"]), ("look", {"again": 0}, ["z"])):  # fmt: skip
        complete(workflow, step, **said)
        workflow = again(workflow, xml)
        assert names(workflow) == then
    alone = begun(xml, a=0, b=1)
    complete(alone, "case")
    assert names(alone) == ["z"]


@pytest.mark.parametrize("seed", range(12))
def test_a_join_in_a_loop_waits_for_both_branches_in_every_pass(seed):
    dice, workflow = random.Random(seed), begun(LOOP_WITH_AND)
    for turn in range(6):
        complete(workflow, "q")
        workflow = again(workflow, LOOP_WITH_AND)
        first, second = dice.sample(["a", "b"], 2)
        complete(workflow, first)
        workflow = again(workflow, LOOP_WITH_AND)
        assert names(workflow) == [second], f"the join fired early in pass {turn}"
        complete(workflow, second)
        workflow = again(workflow, LOOP_WITH_AND)
        complete(workflow, "review", again=int(turn < 5))
        workflow = workflow if workflow.is_completed() else again(workflow, LOOP_WITH_AND)
    assert workflow.is_completed()


def test_fifteen_hundred_passes_of_a_loop_still_go_on():
    xml = diagram("supervise", start() + gateway("m") + user("a") + gateway("g") + user("z") + end(),
                  "s m", "m a", "a g", "g m: paid == 0", "g z", "z e")  # fmt: skip
    workflow = begun(xml)
    for _ in range(1500):
        complete(workflow, "a", paid=0)
        engine.compact(workflow)
    assert names(workflow) == ["a"] and not workflow.is_completed()
    assert len(workflow.tasks) < 20 and len(engine.dump(workflow)) < 2_000
    complete(workflow, "a", paid=1)
    complete(workflow, "z")
    assert workflow.is_completed()


def test_a_loop_inside_a_sub_process_stays_small_too():
    inside = subprocess("sp", start("ss") + gateway("m") + user("a") + gateway("g") + end("se"),
                        "ss m", "m a", "a g", "g m: paid == 0", "g se")  # fmt: skip
    xml = diagram("monthly", start() + inside + user("z") + end(), "s sp", "sp z", "z e")
    workflow = begun(xml)
    for _ in range(400):
        complete(workflow, "a", paid=0)
        workflow = again(workflow, xml)
    assert names(workflow) == ["a"] and len(engine.dump(workflow)) < 2_000
    complete(workflow, "a", paid=1)
    assert names(workflow) == ["z"]


def test_a_multi_instance_task_goes_on_in_a_worker_that_has_just_started():
    marker = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="ids" camunda:elementVariable="who"/>'
    xml = diagram("multi", start() + user("a", marker=marker) + user("z") + end(), "s a", "a z", "z e")
    blob = engine.dump(begun(xml, ids=[1, 2, 3]))
    for left in (2, 1, 0):
        parser.parse.cache_clear()
        workflow = engine.load(parser.parse(xml), blob)
        complete(workflow, "a")
        assert names(workflow) == (["a"] * left or ["z"])
        blob = engine.dump(workflow)


def test_the_state_is_bytes_whose_order_no_database_can_change():
    assert isinstance(Instance.__table__.c.state.type, LargeBinary)
    xml = diagram("bytes", start() + user("a") + user("b") + end(), "s a", "a b", "b e")
    workflow = begun(xml, number=7)
    tasks = orjson.loads(zstandard.decompress(engine.dump(workflow)))["tasks"]
    order = list(tasks)
    assert order.index(next(key for key in order if tasks[key]["task_spec"] == "Start")) == 0


ATTACKS = ["__import__('os').system('true')", "open('x', 'w')", "().__class__.__base__.__subclasses__()"]


@pytest.mark.parametrize("source", ATTACKS)
def test_a_loaded_workflow_refuses_what_would_run_on_the_server(source):
    """The engine is not part of the saved state: one forgotten assignment would bring eval back."""
    xml = diagram(
        "evil", start() + user("a") + gateway("g") + end() + end("e2"), "s a", "a g", f"g e: {source}", "g e2"
    )
    workflow = again(begun(xml), xml)
    with pytest.raises(RuleBroken) as refused:
        complete(workflow, "a")
    assert refused.value.code == "expression"


@pytest.mark.parametrize("source", ATTACKS)
def test_a_timer_runs_nothing(app, source):
    put_release(diagram("evil", start() + user("a") + boundary("t", "a", timer(source)) + end() + end("e2"),
                        "s a", "a e", "t e2"))  # fmt: skip
    with pytest.raises(ValueError, match="只允许|不允许"):
        begin("zhifa1", "evil")


def test_a_script_or_a_stock_service_runs_nothing():
    workflow = begun(diagram("plain", start() + user("a") + end(), "s a", "a e"))
    (task,) = engine.human_tasks(workflow).values()
    for attempt in (
        lambda: workflow.script_engine.execute(task, "import os"),
        lambda: workflow.script_engine.call_service(task, operation_name="x"),
        lambda: workflow.script_engine.environment.execute("import os", {}),
        lambda: workflow.script_engine.environment.evaluate("__import__('os')", {}),
    ):
        with pytest.raises(RuleBroken):
            attempt()
    xml = diagram("s", start() + service("x", "t.unknown") + end(), "s x", "x e")
    with pytest.raises(RuleBroken):
        begun(xml)


def test_an_unregistered_handler_is_a_refusal(app):
    put_release(diagram("s", start() + user("a") + service("x", "t.unknown") + end(), "s a", "a x", "x e"))
    instance = begin("zhifa1", "s")
    with pytest.raises(RuleBroken) as refused:
        answer(instance, "a")
    assert refused.value.code == "unknown_handler" and [item.element for item in items(instance)] == ["a"]


def test_lane_and_sub_process_tasks_are_offered_under_their_own_id(app):
    put_release(diagram("sub", start() + subprocess("sp", start("ss") + user("inner") + end("se"), "ss inner", "inner se")
                        + end(), "s sp", "sp e"))  # fmt: skip
    instance = begin("zhifa1", "sub")
    assert only(instance, "inner").element == "inner"
    answer(instance, "inner")


def test_text_of_chinese_stays_small():
    xml = diagram("big", start() + user("a") + user("b") + end(), "s a", "a b", "b e")
    workflow = begun(xml, **{f"flag_{n}": n for n in range(60)})
    complete(workflow, "a")
    assert len(engine.dump(workflow)) < 8 * 1024


def test_timers_inside_the_engine_never_come_due():
    events = [timer("P1D"), timer("PT0.01S"), timer("2020-01-01", "timeDate"), timer("R5/PT0.01S", "timeCycle")]
    for number, event in itertools.product(range(1), events):
        xml = diagram(f"t{number}", start() + user("a") + boundary("t", "a", event, False) + end() + end("e2"),
                      "s a", "a e", "t e2")  # fmt: skip
        workflow = again(begun(xml), xml)
        engine.advance(workflow)
        assert names(workflow) == ["a"] and len(engine.waiting_events(workflow)) == 1
    xml = diagram("c", start() + catch("t", timer("2020-01-01", "timeDate")) + end(), "s t", "t e")
    assert not begun(xml).is_completed()


def test_a_loop_that_never_waits_is_broken_off():
    xml = diagram("l", start() + gateway("g") + gateway("h") + end(), "s g", "g h", "h g: 1 == 1", "h e")
    with pytest.raises(RuleBroken) as broken:
        engine.advance(engine.start(parser.parse(xml), {}))
    assert broken.value.code == "endless_loop"
