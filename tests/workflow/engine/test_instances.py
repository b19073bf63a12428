"""Instances from start to end: tasks, data, handlers, history; nothing half done."""

import pytest
from marshmallow import ValidationError

from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.workflow import commands, queries, registry
from app.workflow.models import Draft, Submission
from tests.workflow.diagrams import (
    choice,
    diagram,
    end,
    form,
    gateway,
    number,
    put_release,
    service,
    start,
    text,
    user,
    yes,
)  # fmt: skip
from tests.workflow.walk import answer, forget, items, only, outcome, person, walk
from tests.workflow.walk import start as begin

TWO_WAYS = diagram(
    "two_ways", start() + user("ask", form="ask") + gateway("g") + user("no") + user("yes") + gateway("m") + end(),
    "s ask", "ask g", "g yes: ${go == true}", "g no", "yes m", "no m", "m e",
)  # fmt: skip
ASK = form("ask", yes("go"), text("reason", maxLength=10))


@pytest.fixture
def handlers(monkeypatch):
    """Register handlers for one test."""
    return lambda name, function: monkeypatch.setitem(registry.HANDLERS, name, function)


@pytest.mark.parametrize(("go", "path"), [(True, ["ask", "yes"]), (False, ["ask", "no"])])
def test_a_gateway_follows_the_field_marked_process(app, go, path):
    put_release(TWO_WAYS, ASK)
    instance = begin("zhifa1", "two_ways")
    assert walk(app, instance, lambda item: {"go": go} if item.element == "ask" else {"opinion": "好"}) == path
    assert instance.status == "open"  # the row read before; the walk forgot it
    assert queries.instance(instance.id).status == "finished"


def test_text_stays_in_the_submission_and_never_enters_process_data(app):
    put_release(TWO_WAYS, ASK)
    instance = begin("zhifa1", "two_ways")
    answer(instance, "ask", {"go": True, "reason": "现场有隐患"})
    answer(instance, "yes")
    row = queries.instance(instance.id)
    assert outcome(row) == {"go": True}
    assert db.session.query(Submission).filter_by(element="ask").one().answers["reason"] == "现场有隐患"


def test_answers_are_checked_and_a_refusal_leaves_the_task_open(app):
    put_release(TWO_WAYS, ASK)
    instance = begin("zhifa1", "two_ways")
    with pytest.raises(ValidationError):
        answer(instance, "ask", {"go": True, "reason": "十个字以上的理由写得太长"})
    with pytest.raises(ValidationError):
        answer(instance, "ask", {"unknown": 1})
    assert [item.element for item in items(instance)] == ["ask"]
    assert db.session.query(Submission).count() == 0


def test_a_closed_task_is_refused_and_nothing_typed_is_lost(app):
    put_release(TWO_WAYS, ASK)
    instance = begin("zhifa1", "two_ways")
    item = only(instance, "ask")
    commands.complete_task(person("zhifa2"), item.id, {"go": True})
    with pytest.raises(Conflict) as refused:
        commands.complete_task(person("zhifa1"), item.id, {"go": False})
    assert refused.value.message == "该任务已由他人办理"
    commands.save_draft(person("zhifa1"), item.id, {"go": False})
    assert db.session.query(Draft).one().answers == {"go": False}


def test_a_draft_is_kept_replaced_and_gone_after_completion(app):
    put_release(TWO_WAYS, ASK)
    item = only(instance := begin("zhifa1", "two_ways"), "ask")
    for reason in ("一", "二"):
        commands.save_draft(person("zhifa1"), item.id, {"reason": reason})
    assert queries.task_view(person("zhifa1"), item.id).draft == {"reason": "二"}
    assert queries.task_view(person("zhifa2"), item.id).draft is None
    answer(instance, "ask", {"go": True})
    assert db.session.query(Draft).count() == 0


def test_completing_leaves_what_another_had_begun_to_write(app):
    put_release(TWO_WAYS, ASK)
    item = only(begin("zhifa1", "two_ways"), "ask")
    for name in ("zhifa1", "zhifa2"):
        commands.save_draft(person(name), item.id, {"reason": name})
    commands.complete_task(person("zhifa1"), item.id, {"go": True})
    assert queries.task_view(person("zhifa1"), item.id).draft is None
    assert queries.task_view(person("zhifa2"), item.id).draft == {"reason": "zhifa2"}


def test_a_service_task_reads_submissions_and_its_result_decides(app, handlers):
    def decide(context):
        assert context.element == "decide" and context.properties == {"law.step": "filing"}
        assert context.performers("ask") == [person("zhifa2").id]
        context.set_subject("case", 7, label="案由")
        return {"ok": context.submission("ask")["reason"] == "好"}

    handlers("t.decide", decide)
    put_release(diagram(
        "auto", start() + user("ask", form="ask") + service("decide", "t.decide", law__step="filing") + gateway("g")
        + user("good") + user("bad") + end() + end("e2"),
        "s ask", "ask decide", "decide g", "g good: ok == true", "g bad", "good e", "bad e2",
    ), ASK)  # fmt: skip
    instance = begin("zhifa1", "auto")
    answer(instance, "ask", {"go": True, "reason": "好"}, "zhifa2")
    item = only(instance, "good")
    assert (item.subject_kind, item.subject_id, item.subject_label) == ("case", "7", "案由")
    assert (queries.instance(instance.id).subject_kind, instance.status) == ("case", "open")


def test_a_listener_turns_answers_into_rows_in_the_same_transaction(app, handlers):
    def record(context):
        assert context.answers["reason"] == "好" and context.data["go"] is True
        return {"number": 3}

    handlers("t.record", record)
    put_release(diagram("rec", start() + user("ask", form="ask", listener="t.record") + user("b") + end(),
                        "s ask", "ask b", "b e"), ASK)  # fmt: skip
    instance = begin("zhifa1", "rec")
    answer(instance, "ask", {"go": True, "reason": "好"})
    answer(instance, "b")
    assert outcome(instance) == {"go": True, "number": 3}


def test_an_error_in_the_middle_leaves_nothing(app, handlers):
    def fail(context):
        context.set_subject("case", 9)
        raise ZeroDivisionError

    handlers("t.fail", fail)
    put_release(diagram("broken", start() + user("ask", form="ask") + service("x", "t.fail") + end(),
                        "s ask", "ask x", "x e"), ASK)  # fmt: skip
    instance = begin("zhifa1", "broken")
    instance_id, before = instance.id, instance.state
    history = len(queries.history(instance.id))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer(instance, "ask", {"go": True})
    forget()
    row = queries.instance(instance_id)
    assert (row.state, row.subject_kind, row.status) == (before, None, "open")
    assert only(row, "ask").status == "open"
    assert db.session.query(Submission).count() == 0 and len(queries.history(instance_id)) == history


def test_a_rule_broken_in_a_service_task_is_told_to_the_person(app, handlers):
    def refuse(context):
        raise RuleBroken("two_officers", "须两名执法人员")

    handlers("t.refuse", refuse)
    put_release(diagram("refused", start() + user("a") + service("x", "t.refuse") + end(), "s a", "a x", "x e"))
    instance = begin("zhifa1", "refused")
    with pytest.raises(RuleBroken) as refused:
        answer(instance, "a")
    assert refused.value.code == "two_officers"


def test_nested_process_data_is_refused(app, handlers):
    handlers("t.nested", lambda context: {"case": {"party": {"name": "甲"}}})
    put_release(diagram("nested", start() + user("a") + service("x", "t.nested") + end(), "s a", "a x", "x e"))
    with pytest.raises(RuleBroken) as refused:
        answer(begin("zhifa1", "nested"), "a")
    assert refused.value.code == "process_data"


def test_the_key_that_bricks_an_instance_is_refused(app):
    put_release(diagram("typed", start() + user("a") + end(), "s a", "a e"))
    with pytest.raises(RuleBroken):
        begin("zhifa1", "typed", data={"typename": "x"})


def test_a_condition_over_an_unknown_name_is_a_refusal_and_moves_nothing(app):
    put_release(diagram("unknown", start() + user("a") + gateway("g") + end() + end("e2"),
                        "s a", "a g", "g e: nobody_set_this == true", "g e2"))  # fmt: skip
    instance = begin("zhifa1", "unknown")
    with pytest.raises(RuleBroken) as refused:
        answer(instance, "a")
    assert refused.value.code == "expression"
    assert [item.element for item in items(instance)] == ["a"]


def test_start_form_and_starter_roles(app):
    put_release(diagram("formal", start(form="ask") + user("a") + end(), "s a", "a e"), ASK)
    with pytest.raises(NotAllowed):
        begin("fazhi", "formal", {"go": True})
    with pytest.raises(ValidationError):
        begin("zhifa1", "formal", {"no_such_field": 1})
    instance = begin("zhifa1", "formal", {"go": True, "reason": "源"})
    assert only(instance, "a").organisation_id == person("zhifa1").bureau_id
    answer(instance, "a")
    assert outcome(instance) == {"go": True}
    assert [release.key for release in queries.startable(person("zhifa1"))] == ["formal"]
    assert queries.startable(person("fazhi")) == []


def test_an_independent_process_has_its_own_root_and_knows_its_origin(app):
    put_release(diagram("second", start() + user("b") + end(), "s b", "b e", starters="head"))
    put_release(diagram("first", start() + user("a", form="n") + service("go", "workflow.start_process",
                        process__key="second", process__data="amount") + end(), "s a", "a go", "go e"),
                form("n", number("amount")))  # fmt: skip
    instance = begin("zhifa1", "first")
    answer(instance, "a", {"amount": 5})
    second = queries.arisen_from(instance.id)[0]
    assert (second.process_key, second.root_id, second.parent_id) == ("second", second.id, None)
    assert queries.instance(instance.id).status == "finished"
    answer(second, "b")
    assert outcome(second) == {"amount": 5}


def test_running_instances_keep_their_release(app):
    put_release(diagram("versioned", start() + user("a") + end(), "s a", "a e"))
    old = begin("zhifa1", "versioned")
    put_release(diagram("versioned", start() + user("a") + user("extra") + end(), "s a", "a extra", "extra e"))
    new = begin("zhifa1", "versioned")
    give = lambda item: {"opinion": "好"}  # noqa: E731
    assert (walk(app, old, give), walk(app, new, give)) == (["a"], ["a", "extra"])


def test_the_task_page_knows_form_history_and_where_it_stands(app):
    put_release(diagram("page", start() + user("ask", form="ask") + gateway("g") + user("a", law__document="x,y",
                        law__basis="行政处罚法第五十四条") + end() + end("e2"),
                        "s ask", "ask g", "g a: go == true", "g e2", "a e"), ASK)  # fmt: skip
    instance = begin("zhifa1", "page")
    answer(instance, "ask", {"go": True, "reason": "因"}, "zhifa2")
    view = queries.task_view(person("zhifa1"), only(instance, "a").id)
    assert view.form["components"][0]["key"] == "opinion" and view.may_act and view.documents == ["x", "y"]
    assert [(given.element, given.user_name) for given in view.submissions] == [("ask", "方以衡")]
    assert view.progress.done == ["s", "ask"] and view.progress.current == ["a"]
    assert [entry.kind for entry in view.history] == ["started", "completed"]
    assert view.next_steps == ["办结"] and view.item.basis == "行政处罚法第五十四条"
    assert "岗位" in queries.task_view(person("fazhi"), view.item.id).why_not
    done = db.session.query(Submission).one().work_item_id
    assert queries.task_view(person("zhifa1"), done).why_not == "该任务已由方以衡办理"


def test_choice_fields_reach_gateways(app):
    put_release(diagram("three", start() + user("a", form="c") + gateway("g") + user("x") + user("y") + end() + end("e2"),
                        "s a", "a g", "g x: way == 'left'", "g y", "x e", "y e2"),
                form("c", choice("way", "left", "right")))  # fmt: skip
    instance = begin("zhifa1", "three")
    answer(instance, "a", {"way": "left"})
    assert only(instance, "x")


def test_a_form_opens_with_what_the_office_knows_and_is_checked_against_it(app):
    """The prefill sees the process data; options it hands to the form are the only ones accepted."""

    @registry.prefill("pick")
    def pick(context):
        return {"known": [{"value": context.data["count"], "label": "甲"}], "note": context.submission("a")["reason"]}

    options = {"type": "select", "key": "chosen", "label": "选", "valuesKey": "known", "properties": {"process": True}}
    put_release(diagram("prefilled", start() + user("a", form="ask") + user("b", form="pick") + end(), "s a", "a b", "b e"),
                ASK, form("pick", options, text("note")))  # fmt: skip
    instance = begin("zhifa1", "prefilled", data={"count": 4})
    answer(instance, "a", {"reason": "因"})
    view = queries.task_view(person("zhifa1"), only(instance, "b").id)
    assert view.prefill == {"known": [{"value": 4, "label": "甲"}], "note": "因"}
    with pytest.raises(ValidationError):
        answer(instance, "b", {"chosen": 5, "note": ""})
    answer(instance, "b", {"chosen": 4, "note": ""})
    assert outcome(instance)["chosen"] == 4
