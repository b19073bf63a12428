"""Random walks: cutting history off the state (compaction) and saving and loading it at every step change nothing."""

import random

import pytest
from sqlalchemy import select

from app.core.database import db
from app.workflow import commands, engine, parser, queries
from app.workflow.models import Instance, Timer, WorkItem
from tests.workflow.diagrams import (
    boundary,
    call,
    diagram,
    end,
    form,
    gateway,
    number,
    put_release,
    start,
    subprocess,
    timer,
    user,
)
from tests.workflow.walk import forget, person, shown
from tests.workflow.walk import start as begin

MULTI = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="${people}" camunda:elementVariable="who"/>'

# a loop round: AND split with an urged task and a multi-instance task, a timed sub-process, the way back
LOOP = diagram(
    "loop",
    start() + gateway("m") + user("q")
    + subprocess("par", start("ps") + gateway("g", "parallel") + user("a") + user("mi", marker=MULTI)
                 + gateway("j", "parallel") + end("pe"), "ps g", "g a", "g mi", "a j", "mi j", "j pe")
    + user("w") + boundary("bw", "w", timer("P30D"), False) + user("urge") + end("e2")
    + subprocess("sp", start("ss") + user("in1") + user("in2") + end("se"), "ss in1", "in1 in2", "in2 se")
    + boundary("bs", "sp", timer("P30D")) + user("late") + gateway("x") + end(),
    "s m", "m q", "q par", "par w", "w sp", "bw urge", "urge e2", "sp x", "bs late", "late x", "x m: again == 1", "x e",
)  # fmt: skip

# inclusive gateways: one, two or three of three branches, one of them of two steps, with a timer inside a branch
INCLUSIVE = diagram(
    "inclusive",
    start() + gateway("m") + user("q") + subprocess(
        "sp", start("ss") + gateway("o", "inclusive") + user("a") + user("b1") + boundary("bb", "b1", timer("P9D"), False)
        + user("urge") + end("e3") + user("b2") + user("c") + gateway("oj", "inclusive") + end("se"),
        "ss o", "o a: k0 > 2", "o b1: k1 > 2", "o c", "b1 b2", "bb urge", "urge e3", "a oj", "b2 oj", "c oj", "oj se")
    + user("z") + gateway("x") + end(),
    "s m", "m q", "q sp", "sp z", "z x", "x m: again == 1", "x e",
)  # fmt: skip

# parallel branches in sequence, each passed once, a loop in one of them
BRANCHES = diagram(
    "branches",
    start() + gateway("g", "parallel") + gateway("m") + user("a") + gateway("x") + user("b") + user("b2")
    + gateway("j", "parallel") + user("c") + gateway("g2", "parallel") + user("d") + user("f") + gateway("j2", "parallel")
    + end(),
    "s g", "g m", "m a", "a x", "x m: again == 1", "x j", "g b", "b b2", "b2 j", "j c", "c g2", "g2 d", "g2 f", "d j2",
    "f j2", "j2 e",
)  # fmt: skip


# one activity with three boundary events, fired or not, in a loop
URGED = diagram(
    "urged",
    start() + gateway("m") + user("w") + boundary("c1", "w", timer("R2/P1D", "timeCycle"), False)
    + boundary("c2", "w", timer("P1D"), False) + boundary("c3", "w", timer("P5D")) + user("u1") + user("u2") + user("late")
    + gateway("mm") + gateway("x") + end() + end("e2") + end("e3"),
    "s m", "m w", "w mm", "c1 u1", "u1 e2", "c2 u2", "u2 e3", "c3 late", "late mm", "mm x", "x m: again == 1", "x e",
)  # fmt: skip


def step(workflow, dice, number_of_step):
    """Fire a timer or complete a task, chosen by the dice. Returns what was done."""
    waiting = sorted(engine.waiting_events(workflow), key=lambda task: task.task_spec.name)
    if waiting and dice.random() < 0.15:
        task = dice.choice(waiting)
        engine.fire(task, task.task_spec.event_definition)
        done = "timer " + task.task_spec.name
    else:
        ready = sorted(engine.human_tasks(workflow).values(), key=_place)
        if not ready:
            return None
        task = dice.choice(ready)
        task.data.update({f"k{number_of_step % 3}": dice.randrange(6), "again": dice.choice([0, 1])})
        task.run()
        done = task.task_spec.name
    engine.advance(workflow)
    return done


def _place(task):
    return task.task_spec.name, str(task.internal_data.get("item")), str(sorted(task.data.items()))


def looks(workflow):
    """What the outside sees, without ids."""
    return sorted((name, data) for _, name, data in shown(workflow))


def walk_engine(xml, seed, persist, steps=60):
    specs, dice, trace = parser.parse(xml), random.Random(seed), []
    workflow = engine.start(specs, {"people": [3, 5, 8], "k0": 1, "k1": 1, "k2": 1, "again": 0})
    engine.advance(workflow)
    for number_of_step in range(steps):
        if workflow.is_completed():
            break
        done = step(workflow, dice, number_of_step)
        assert done, f"nothing to do, not completed: {trace[-6:]}"
        if persist:
            if not workflow.is_completed():
                engine.compact(workflow)
            blob = engine.dump(workflow)
            assert len(blob) < 8 * 1024
            workflow = engine.load(specs, blob)
        trace.append((done, looks(workflow)))
    return trace, workflow.is_completed(), engine.data_of(workflow) if workflow.is_completed() else None


@pytest.mark.parametrize("xml", [LOOP, INCLUSIVE, BRANCHES, URGED], ids=["loop", "inclusive", "branches", "urged"])
def test_compaction_and_persistence_change_nothing(xml):
    lengths = []
    for seed in range(100):
        plain, kept = walk_engine(xml, seed, False), walk_engine(xml, seed, True)
        assert plain == kept, f"seed {seed}"
        lengths.append(len(plain[0]))
    assert sum(lengths) > 200 and max(lengths) > 5


# --- whole matters, through commands and rows ---------------------------------------------------------------------------

INNER = diagram("inner", start() + user("i1") + boundary("it", "i1", timer("P9D"), False) + user("iu") + user("i2") + end()
                + end("e2"), "s i1", "i1 i2", "i2 e", "it iu", "iu e2")  # fmt: skip
MIDDLE = diagram(
    "middle", start() + user("m1") + gateway("g") + call("one", "inner") + gateway("j") + user("m2") + end(),
    "s m1", "m1 g", "g one: n1 > 2", "g j", "one j", "j m2", "m2 e",
)  # fmt: skip
OUTER = diagram(
    "outer",
    start() + gateway("m") + user("q") + subprocess(
        "sp", start("ss") + gateway("o", "inclusive") + user("a") + call("all", "middle", "ids", "pid")
        + boundary("bt", "all", timer("P30D"), False) + user("urge") + end("e2") + gateway("oj", "inclusive") + end("se"),
        "ss o", "o a: n1 > 1", "o all: n1 > 0", "o oj", "bt urge", "urge e2", "a oj", "all oj", "oj se")
    + user("z") + gateway("x") + end(),
    "s m", "m q", "q sp", "sp z", "z x", "x m: back == 1", "x e",
)  # fmt: skip
ANSWERS = form("q", number("n1"), number("back"))
WITH_FORMS = {"q", "z", "m1"}


def prepared(xml):
    """Give the deciding tasks the form with the numbers."""
    for element in WITH_FORMS:
        xml = xml.replace(f'<bpmn:userTask id="{element}"', f'<bpmn:userTask id="{element}" camunda:formKey="q"')
    return xml


def walk_matter(seed, compacting, monkeypatch, steps=40):
    if not compacting:
        monkeypatch.setattr(engine, "compact", lambda workflow: None)
    dice, trace = random.Random(seed), []
    instance = begin("duizhang", "outer", data={"ids": [1, 2], "back": 0})
    for _ in range(steps):
        forget()
        if queries.instance(instance.id).status != "open":
            break
        trace.append(act(instance.id, dice))
        trace.append(standing(instance.id))
    status, outcome = queries.instance(instance.id).status, queries.instance(instance.id).outcome
    monkeypatch.undo()
    return trace, status, outcome


def act(root_id, dice):
    """Complete a task, send one back, add or cancel a child, or fire a timer."""
    open_items = sorted(queries.open_items(root_id), key=lambda item: (item.element, path_of(item.instance)))
    timers = sorted(db.session.scalars(select(Timer).where(Timer.root_id == root_id)),
                    key=lambda each: (each.element, path_of(queries.instance(each.instance_id))))  # fmt: skip
    chance, item = dice.random(), dice.choice(open_items)
    targets = queries.task_view(person("duizhang"), item.id).return_targets
    late = [child for child in db.session.scalars(select(Instance).where(Instance.parent_id == root_id,
            Instance.status == "open")) if child.token]  # fmt: skip
    if timers and chance < 0.1:
        chosen = dice.choice(timers)
        chosen.due_at = chosen.due_at.replace(year=2020)
        db.session.commit()
        commands.fire_due_timers()
        return "timer", chosen.element
    if targets and chance < 0.25:
        target = dice.choice(targets)[0]
        commands.return_to(person("duizhang"), item.id, target, "退回")
        return "return", item.element, target
    if late and chance < 0.3:
        child = min(late, key=lambda each: each.key)
        commands.cancel_instance(person("duizhang"), child.id, "撤销")
        return "cancel", child.key
    if late and chance < 0.35:
        key = str(100 + db.session.query(Instance).filter_by(parent_id=root_id).count())
        commands.add_child(person("duizhang"), root_id, "all", key, {"pid": int(key)})
        return "add", key
    answers = {"n1": dice.randrange(5), "back": dice.choice([0, 0, 1])} if item.form_key else {"opinion": "好"}
    commands.complete_task(person("duizhang"), item.id, answers)
    return "complete", item.element, path_of(item.instance)


def path_of(row) -> str:
    return f"{path_of(queries.instance(row.parent_id))}/{row.element}:{row.key}" if row.parent_id else ""


def standing(root_id):
    tree = sorted((path_of(row), row.status) for _, row in queries.instance_tree(root_id))
    tasks = sorted((item.element, path_of(item.instance), item.status) for item in queries.open_items(root_id))
    check_rows_agree(root_id)
    return tree, tasks


def check_rows_agree(root_id):
    """Rows and tokens tell the same story: open tasks, waiting calls, waiting timers."""
    for _, row in queries.instance_tree(root_id):
        if row.status != "open" or row.state is None:
            continue
        workflow = engine.load(queries.definition(row.release_id).specs, row.state)
        items = db.session.scalars(select(WorkItem.id).where(WorkItem.instance_id == row.id, WorkItem.status == "open"))
        assert set(items) == set(engine.human_tasks(workflow))
        live = select(Instance.token).where(Instance.parent_id == row.id, Instance.token.is_not(None),
                                            Instance.status.in_(("open", "planned", "error")))  # fmt: skip
        assert set(db.session.scalars(live)) == set(engine.calls(workflow))


def test_whole_matters_with_children_and_returns_are_the_same_with_and_without_compaction(app, monkeypatch):
    for xml in (INNER, MIDDLE.replace('candidateGroups="officer"', 'candidateGroups="team_leader"'), OUTER):
        put_release(prepared(xml).replace('"officer"', '"team_leader"'), ANSWERS)
    kinds = set()
    for seed in range(10):
        plain, kept = walk_matter(seed, False, monkeypatch), walk_matter(seed, True, monkeypatch)
        assert plain == kept, f"seed {seed}"
        kinds |= {entry[0] for entry in plain[0][::2]}
    assert kinds == {"complete", "return", "timer", "cancel", "add"}
