"""Call activities as child instances: joins, late children, cancelling, errors, boundary events, returns."""

import pytest

from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.workflow import commands, engine, queries
from app.workflow.definitions import definition
from app.workflow.models import Incident, Instance, MessageWait, Timer, WorkItem
from tests.workflow.diagrams import (
    TERMINATE,
    boundary,
    call,
    diagram,
    end,
    error,
    form,
    gateway,
    message,
    number,
    put_release,
    service,
    start,
    subprocess,
    timer,
    user,
    yes,
)
from tests.workflow.walk import answer, do, items, only, outcome, person, walk
from tests.workflow.walk import start as begin

PARTY = diagram("party", start() + user("notice") + user("decide") + end(), "s notice", "notice decide", "decide e")
CASE = diagram(
    "case_", start() + user("a") + call("parties", "party", "ids", "pid") + user("close", "head") + end(),
    "s a", "a parties", "parties close", "close e",
)  # fmt: skip
GIVE = {"opinion": "好"}


def children(instance: Instance, status="open") -> list[Instance]:
    query = db.session.query(Instance).filter_by(parent_id=instance.id, status=status)
    return query.order_by(Instance.key, Instance.started_at).all()


def tasks_of(child: Instance) -> list[WorkItem]:
    return db.session.query(WorkItem).filter_by(instance_id=child.id, status="open").all()


def finish(child: Instance) -> None:
    while found := tasks_of(child):
        do(found[0].id, GIVE)


def stands_at(instance: Instance) -> list[str]:
    return sorted(item.element for item in items(instance))


def begin_case(ids=(1, 2), xml=CASE, *more):
    put_release(PARTY)
    for each in (xml, *more):
        put_release(each)
    instance = begin("zhifa1", xml.split('process id="')[1].split('"')[0], data={"ids": list(ids)})
    answer(instance, "a")
    return instance


def token_rows_agree(instance: Instance) -> bool:
    """Live child rows are exactly the STARTED tokens of the parent's state."""
    row = queries.instance(instance.id)
    workflow = engine.load(definition(row.release_id).specs, row.state)
    live = db.session.query(Instance.token).filter(
        Instance.parent_id == row.id, Instance.status.in_(("open", "planned", "error", "suspended"))
    )
    return {token for (token,) in live if token} == set(engine.calls(workflow))


def test_one_child_for_each_value_and_the_parent_waits_for_the_last(app):
    instance = begin_case([3, 4])
    first, second = children(instance)
    assert (first.key, second.key, first.root_id, first.label) == ("3", "4", instance.id, instance.label)
    finish(first)
    assert stands_at(instance) == ["notice"] and token_rows_agree(instance)
    finish(second)
    assert stands_at(instance) == ["close"]
    answer(instance, "close")
    assert queries.instance(instance.id).status == "finished"


def test_a_child_gets_only_what_is_mapped_and_several_never_write_back(app):
    put_release(diagram("kid", start() + user("k", form="n") + end(), "s k", "k e"), form("n", number("amount")))
    put_release(diagram("top", start() + call("c", "kid", "ids", "pid", ins=[("case_id", "matter")]) + user("z") + end(),
                        "s c", "c z", "z e"))  # fmt: skip
    instance = begin("zhifa1", "top", data={"ids": [1, 2], "case_id": 9, "secret": 1})
    for child in children(instance):
        do(tasks_of(child)[0].id, {"amount": 5})
    answer(instance, "z")
    outcomes = [child.outcome for child in children(instance, "finished")]
    assert outcomes == [{"matter": 9, "pid": 1, "amount": 5}, {"matter": 9, "pid": 2, "amount": 5}]
    assert outcome(instance) == {"ids": [1, 2], "case_id": 9, "secret": 1}


def test_a_single_call_returns_what_is_mapped_out(app):
    put_release(diagram("kid", start() + user("k", form="n") + end(), "s k", "k e"), form("n", number("amount")))
    put_release(diagram("top", start() + call("c", "kid", outs=[("amount", "fine")]) + gateway("g") + user("big")
                        + end() + end("e2"), "s c", "c g", "g big: fine > 3", "g e", "big e2"))  # fmt: skip
    instance = begin("zhifa1", "top")
    answer(instance, "k", {"amount": 5})
    answer(instance, "big")
    assert outcome(instance) == {"fine": 5}


def test_a_party_added_late_is_waited_for(app):
    instance = begin_case([1])
    late = commands.add_child(person("zhifa1"), instance.id, "parties", "2", {"pid": 2})
    assert late.status == "open" and token_rows_agree(instance)
    with pytest.raises(Conflict):
        commands.add_child(person("zhifa1"), instance.id, "parties", "2", {"pid": 2})
    finish(children(instance)[0])
    assert stands_at(instance) == ["notice"]
    finish(late)
    assert stands_at(instance) == ["close"]
    with pytest.raises(RuleBroken) as refused:
        commands.add_child(person("zhifa1"), instance.id, "parties", "3", {"pid": 3})
    assert refused.value.code == "call_left"


def test_cancelling_the_last_open_child_lets_the_parent_go_on(app):
    instance = begin_case()
    first, second = children(instance)
    finish(first)
    commands.cancel_instance(person("duizhang"), second.id, "重复立案")
    assert tasks_of(second) == [] and stands_at(instance) == ["close"]
    assert [child.key for child in children(instance, "cancelled")] == ["2"]


def test_cancelling_a_matter_ends_everything_it_called(app):
    instance = begin_case()
    commands.cancel_instance(person("duizhang"), instance.id, "撤销")
    assert {row.status for _, row in queries.instance_tree(instance.id)} == {"cancelled"} and items(instance) == []


def test_an_empty_list_goes_on_at_once(app):
    assert stands_at(begin_case([])) == ["close"]


def test_children_without_human_tasks_all_run_and_the_parent_goes_on(app):
    put_release(diagram("auto", start() + end(), "s e"))
    put_release(diagram("top", start() + call("c", "auto", "ids", "pid") + user("z") + end(), "s c", "c z", "z e"))
    instance = begin("zhifa1", "top", data={"ids": [1, 2, 3]})
    assert len(children(instance, "finished")) == 3 and stands_at(instance) == ["z"]


def test_sequential_children_run_one_after_the_other(app):
    xml = diagram("seq", start() + user("a") + call("c", "party", "ids", "pid", sequential=True) + user("z") + end(),
                  "s a", "a c", "c z", "z e")  # fmt: skip
    instance = begin_case([1, 2, 3], xml)
    assert len(children(instance)) == 1 and len(children(instance, "planned")) == 2
    seen = []
    while live := children(instance):
        assert len(live) == 1 and token_rows_agree(instance)
        seen.append(live[0].key)
        finish(live[0])
    assert seen == ["1", "2", "3"] and stands_at(instance) == ["z"]


def test_an_interrupting_timer_on_the_call_cancels_the_whole_subtree(app, clock):
    put_release(diagram("deep", start() + user("d") + boundary("u", "d", timer("P90D"), False) + end() + end("e2"),
                        "s d", "d e", "u e2"))  # fmt: skip
    middle = diagram("middle", start() + call("inner", "deep") + end(), "s inner", "inner e")
    xml = diagram("timed", start() + user("a") + call("c", "middle", "ids", "pid") + boundary("b", "c", timer("P5D"))
                  + user("late") + end() + end("e2"), "s a", "a c", "c e", "b late", "late e2")  # fmt: skip
    for each in (middle, xml):
        put_release(each)
    instance = begin("zhifa1", "timed", data={"ids": [1, 2]})
    answer(instance, "a")
    assert stands_at(instance) == ["d", "d"] and db.session.query(Timer).count() == 3
    clock(days=6)
    assert commands.fire_due_timers() == 1
    assert stands_at(instance) == ["late"] and db.session.query(Timer).count() == 0
    statuses = [row.status for depth, row in queries.instance_tree(instance.id) if depth]
    assert statuses == ["cancelled"] * 4


def test_a_non_interrupting_timer_on_the_call_leaves_children_alone(app, clock):
    xml = diagram("urged", start() + user("a") + call("c", "party", "ids", "pid")
                  + boundary("b", "c", timer("P5D"), False) + user("urge") + end() + end("e2"),
                  "s a", "a c", "c e", "b urge", "urge e2")  # fmt: skip
    instance = begin_case([1, 2], xml)
    clock(days=6)
    commands.fire_due_timers()
    assert stands_at(instance) == ["notice", "notice", "urge"] and token_rows_agree(instance)
    for child in children(instance):
        finish(child)
    answer(instance, "urge")
    assert queries.instance(instance.id).status == "finished"


FAULTY = diagram("faulty", start() + user("f", form="y") + gateway("g") + end() + end("bad", error("Lost")),
                 "s f", "f g", "g bad: fail == true", "g e", errors=["Lost"])  # fmt: skip
FAIL = form("y", yes("fail"))


def begin_faulty(xml, *more):
    put_release(FAULTY, FAIL)
    for each in (*more, xml):
        put_release(each)
    return begin("zhifa1", xml.split('process id="')[1].split('"')[0], data={"ids": [1, 2]})


def test_an_error_is_caught_by_the_boundary_event_of_this_call_only(app):
    xml = diagram(
        "two", start() + gateway("g", "parallel") + call("c1", "faulty") + call("c2", "faulty")
        + boundary("b1", "c1", error("Lost")) + boundary("b2", "c2", error("Lost")) + user("r1") + user("r2")
        + gateway("m1") + gateway("m2") + gateway("j", "parallel") + end(),
        "s g", "g c1", "g c2", "c1 m1", "b1 r1", "r1 m1", "c2 m2", "b2 r2", "r2 m2", "m1 j", "m2 j", "j e",
        errors=["Lost"],
    )  # fmt: skip
    instance = begin_faulty(xml)
    second = next(child for child in children(instance) if child.element == "c2")
    do(tasks_of(second)[0].id, {"fail": True})
    assert stands_at(instance) == ["f", "r2"] and token_rows_agree(instance)
    assert [child.element for child in children(instance, "failed")] == ["c2"]


def test_an_error_of_one_of_several_children_cancels_its_siblings(app):
    xml = diagram("multi", start() + call("c", "faulty", "ids", "pid") + boundary("b", "c", error("Lost")) + user("r")
                  + end() + end("e2"), "s c", "c e", "b r", "r e2", errors=["Lost"])  # fmt: skip
    instance = begin_faulty(xml)
    do(tasks_of(children(instance)[0])[0].id, {"fail": True})
    assert stands_at(instance) == ["r"]
    assert sorted(row.status for depth, row in queries.instance_tree(instance.id) if depth) == ["cancelled", "failed"]


def test_an_error_is_caught_two_levels_up_and_around_an_embedded_sub_process(app):
    middle = diagram("middle", start() + call("inner", "faulty") + end(), "s inner", "inner e")
    inside = subprocess("sp", start("ss") + call("c", "middle") + end("se"), "ss c", "c se")
    xml = diagram("outer", start() + inside + boundary("b", "sp", error("Lost")) + user("r") + end() + end("e2"),
                  "s sp", "sp e", "b r", "r e2", errors=["Lost"])  # fmt: skip
    instance = begin_faulty(xml, middle)
    answer(instance, "f", {"fail": True})
    assert stands_at(instance) == ["r"]
    statuses = {row.process_key: row.status for _, row in queries.instance_tree(instance.id)}
    assert statuses == {"outer": "open", "middle": "cancelled", "faulty": "failed"}


def test_an_error_nobody_catches_is_an_incident_and_the_siblings_go_on(app):
    xml = diagram("uncaught", start() + call("c", "faulty", "ids", "pid") + end(), "s c", "c e")
    instance = begin_faulty(xml)
    first, second = children(instance)
    do(tasks_of(first)[0].id, {"fail": True})
    assert queries.instance(first.id).status == "error" and stands_at(instance) == ["f"]
    do(tasks_of(second)[0].id, {"fail": False})
    assert queries.instance(instance.id).status == "open"
    incident = queries.open_incidents()[0]
    with pytest.raises(RuleBroken):
        commands.retry_incident(person("duizhang"), incident.id)
    commands.cancel_instance(person("duizhang"), first.id, "无法继续")
    assert queries.instance(instance.id).status == "finished"


def test_terminate_ends_that_child_only_and_in_the_parent_all_children(app):
    put_release(diagram("kid", start() + gateway("g", "parallel") + user("x") + user("y") + end("t", TERMINATE) + end(),
                        "s g", "g x", "g y", "x t", "y e"))  # fmt: skip
    put_release(diagram("top", start() + gateway("g", "parallel") + call("c", "kid", "ids", "pid") + user("stop")
                        + end() + end("t", TERMINATE), "s g", "g c", "g stop", "c e", "stop t"))  # fmt: skip
    instance = begin("zhifa1", "top", data={"ids": [1, 2]})
    first, second = children(instance)
    do(next(item for item in tasks_of(first) if item.element == "x").id, GIVE)
    assert queries.instance(first.id).status == "finished" and len(tasks_of(second)) == 2
    answer(instance, "stop")
    assert queries.instance(instance.id).status == "finished"
    assert queries.instance(second.id).status == "cancelled" and items(instance) == []


def test_a_return_before_the_call_parks_the_children_and_finds_them_again(app):
    xml = diagram("back", start() + user("a") + gateway("m") + user("b") + gateway("g", "parallel")
                  + call("c", "party", "ids", "pid") + user("other") + gateway("j", "parallel") + user("z") + end(),
                  "s a", "a m", "m b", "b g", "g c", "g other", "c j", "other j", "j z", "z e")  # fmt: skip
    instance = begin_case([1, 2], xml)
    answer(instance, "b")
    first, second = children(instance)
    finish(first)
    commands.return_to(person("zhifa1"), only(instance, "other").id, "a", "补充调查")
    assert stands_at(instance) == ["a", "notice"]
    assert [child.token for child in (queries.instance(first.id), queries.instance(second.id))] == [None, None]
    finish(second)  # a parked child may end meanwhile
    answer(instance, "a")
    answer(instance, "b")
    assert stands_at(instance) == ["other"], "both children were done: the call goes on at once"
    answer(instance, "other")
    assert stands_at(instance) == ["z"]
    assert db.session.query(Instance).filter_by(parent_id=instance.id).count() == 2


def test_a_late_party_survives_a_return(app):
    xml = diagram("back2", start() + user("a") + call("c", "party", "ids", "pid") + user("z", "team_leader") + end(),
                  "s a", "a c", "c z", "z e")  # fmt: skip
    instance = begin_case([1], xml)
    commands.add_child(person("zhifa1"), instance.id, "c", "2", {"pid": 2})
    commands.jump(person("duizhang"), instance.id, "a", "补正")
    assert stands_at(instance) == ["a", "notice", "notice"] and len(queries.parked(instance.id)) == 2
    answer(instance, "a")
    assert len(children(instance)) == 2 and token_rows_agree(instance) and queries.parked(instance.id) == []


def test_a_jump_past_the_call_takes_the_parked_children_along_when_the_matter_ends(app):
    instance = begin_case([1])
    commands.jump(person("duizhang"), instance.id, "close", "调解结案")
    assert stands_at(instance) == ["close", "notice"] and len(queries.parked(instance.id)) == 1
    answer(instance, "close")
    assert queries.instance(instance.id).status == "finished" and items(instance) == []


def test_a_loop_starts_new_children_and_keeps_the_old_rows(app):
    xml = diagram("loop", start() + gateway("m") + user("a", form="y") + call("c", "party", "ids", "pid") + gateway("g")
                  + end(), "s m", "m a", "a c", "c g", "g m: fail == true", "g e")  # fmt: skip
    put_release(PARTY)
    put_release(xml, FAIL)
    instance = begin("zhifa1", "loop", data={"ids": [1]})
    for again in (True, False):
        answer(instance, "a", {"fail": again})
        finish(children(instance)[0])
    assert queries.instance(instance.id).status == "finished" and len(children(instance, "finished")) == 2


def test_a_wrong_condition_after_the_join_does_not_undo_the_last_childs_act(app):
    xml = diagram("badly", start() + user("a") + call("c", "party", "ids", "pid") + gateway("g") + end() + end("e2"),
                  "s a", "a c", "c g", "g e: nobody_set == 1", "g e2")  # fmt: skip
    instance = begin_case([1], xml)
    finish(children(instance)[0])
    assert len(children(instance, "finished")) == 1
    assert queries.instance(instance.id).status == "open"
    incident = db.session.query(Incident).one()
    assert (incident.kind, incident.instance_id) == ("join", instance.id)
    with pytest.raises(RuleBroken):
        commands.retry_incident(person("duizhang"), incident.id)
    commands.jump(person("duizhang"), instance.id, "a", "改正后重办")
    assert stands_at(instance) == ["a"]


def test_a_failed_join_can_be_retried(app, monkeypatch):
    from app.workflow import registry

    weather = {"bad": True}

    def moody(context):
        if weather["bad"]:
            raise RuntimeError("数据库之外的错误")

    monkeypatch.setitem(registry.HANDLERS, "t.moody", moody)
    xml = diagram("moody", start() + user("a") + call("c", "party", "ids", "pid") + service("x", "t.moody") + user("z")
                  + end(), "s a", "a c", "c x", "x z", "z e")  # fmt: skip
    instance = begin_case([1], xml)
    finish(children(instance)[0])
    incident = queries.open_incidents()[0]
    assert stands_at(instance) == []
    with pytest.raises(RuntimeError):
        commands.retry_incident(person("duizhang"), incident.id)
    weather["bad"] = False
    commands.retry_incident(person("duizhang"), incident.id)
    assert stands_at(instance) == ["z"] and queries.open_incidents() == []


def test_a_child_that_fails_at_its_start_is_an_incident_and_can_be_retried(app, monkeypatch):
    from app.workflow import registry

    seen = []

    def first_fails(context):
        seen.append(context.data["pid"])
        if seen == [1]:
            raise RuntimeError

    monkeypatch.setitem(registry.HANDLERS, "t.first", first_fails)
    put_release(diagram("kid", start() + service("x", "t.first") + user("k") + end(), "s x", "x k", "k e"))
    put_release(diagram("top", start() + call("c", "kid", "ids", "pid") + end(), "s c", "c e"))
    instance = begin("zhifa1", "top", data={"ids": [1, 2]})
    assert stands_at(instance) == ["k"] and [child.key for child in children(instance, "error")] == ["1"]
    commands.retry_incident(person("duizhang"), queries.open_incidents()[0].id)
    assert stands_at(instance) == ["k", "k"] and seen == [1, 2, 1] and token_rows_agree(instance)
    assert walk(app, instance, lambda item: GIVE) == ["k", "k"]


def test_a_boundary_message_on_a_call_reaches_this_instance_only(app):
    xml = diagram("told", start() + user("a") + call("c", "party", "ids", "pid") + boundary("b", "c", message("stop"))
                  + user("stopped") + end() + end("e2"), "s a", "a c", "c e", "b stopped", "stopped e2",
                  messages=["stop"])  # fmt: skip
    put_release(PARTY)
    put_release(xml)
    cases = [begin("zhifa1", "told", data={"ids": [1]}, subject=("case", number_, "案")) for number_ in (1, 2)]
    for instance in cases:
        answer(instance, "a")
    assert db.session.query(MessageWait).count() == 2
    commands.deliver_message(person("zhifa1"), "stop", "case", 1)
    assert (stands_at(cases[0]), stands_at(cases[1])) == (["stopped"], ["notice"])
    with pytest.raises(RuleBroken) as refused:
        commands.deliver_message(person("zhifa1"), "stop", "case", 1)
    assert refused.value.code == "nobody_waits"
