"""Business rule tasks: a table decides, the result is a row, its choices go on in the process."""

from datetime import date

import pytest

from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.law.tables.commands import put_in_force
from app.law.tables.models import DecisionResult
from app.workflow import engine, queries, registry
from app.workflow.definitions import definition
from app.workflow.judging import Judgement, process_data
from app.workflow.registry import DecisionFacts
from tests.tables import dmn, table
from tests.workflow.diagrams import choice, diagram, end, form, gateway, number, put_release, rule, start, user
from tests.workflow.walk import answer, forget, items, outcome, walk
from tests.workflow.walk import start as begin

LEVEL = table(
    "level",
    "people:number",
    "level:string(low|high) reason:string",
    '< 3 ; "low" ; "不满三人"',
    '>= 3 ; "high" ; "三人以上"',
)
RULED = diagram(
    "ruled",
    start(form="count") + rule("judge", "level", "found", "singleEntry") + gateway("g")
    + user("serious", "head") + user("light") + end(),
    "s judge", "judge g", 'g serious: found == "high"', "g light", "serious e", "light e",
)  # fmt: skip
COUNT = form("count", number("people"))
AGREE = {"opinion": "同意"}


@pytest.fixture
def ruled(app):
    put_in_force(SYSTEM, dmn(LEVEL), date(2021, 1, 1))
    put_release(RULED, COUNT)


@pytest.mark.parametrize(("people", "stands_at", "said"), [(2, "light", "不满三人"), (3, "serious", "三人以上")])
def test_the_table_chooses_the_way_and_its_result_is_a_row(ruled, clock, people, stands_at, said):
    instance = begin("zhifa1", "ruled", {"people": people})
    assert [item.element for item in items(instance)] == [stands_at]
    row = db.session.query(DecisionResult).one()
    assert (row.key, row.inputs["people"], row.value["reason"]) == ("level", people, said)
    assert row.fired == {"level": [f"level_{1 if people < 3 else 2}"]}
    assert (row.instance_id, row.relevant_on, row.sha256) == (instance.id, date(2026, 3, 2), row.table.sha256)
    entry = next(each for each in queries.history(instance.id) if each.kind == "decision")
    assert said in entry.detail and "第 1 版" in entry.detail
    assert any(said in each["note"] for each in queries.course(instance.id))
    path = walk(None, instance, {"serious": AGREE, "light": AGREE})  # saved and restored at every step
    assert path == [stands_at] and outcome(instance)["found"] == ("high" if people >= 3 else "low")


def test_only_choices_become_process_data_never_the_reason(ruled, clock):
    instance = begin("zhifa1", "ruled", {"people": 5})
    data = engine.data_of(engine.load(_specs(instance), queries.instance(instance.id).state))
    assert data["found"] == "high" and "三人以上" not in str(data)


def test_the_version_is_chosen_by_the_day_not_by_the_release(ruled, clock):
    stricter = LEVEL.replace("&lt; 3", "&lt; 2").replace("&gt;= 3", "&gt;= 2")
    put_in_force(SYSTEM, dmn(stricter), date(2026, 3, 3))
    assert _first_task(begin("zhifa1", "ruled", {"people": 2})) == "light"
    clock(days=1)
    assert _first_task(begin("zhifa1", "ruled", {"people": 2})) == "serious"
    assert [row.table.version for row in db.session.query(DecisionResult).order_by(DecisionResult.id)] == [1, 2]


def test_registered_facts_give_what_is_never_process_data(ruled, clock, monkeypatch):
    def facts(context):
        return DecisionFacts({"people": 9}, on=date(2025, 5, 1), subject=("party", 7))

    monkeypatch.setitem(registry.DECISION_FACTS, ("level", ""), facts)
    assert _first_task(begin("zhifa1", "ruled", {"people": 1})) == "serious"
    row = db.session.query(DecisionResult).one()
    assert (row.relevant_on, row.subject_kind, row.subject_id) == (date(2025, 5, 1), "party", "7")


def test_without_a_table_or_a_fact_the_start_is_refused_and_nothing_is_left(app, clock):
    put_release(RULED, COUNT)
    with pytest.raises(RuleBroken) as refused:
        begin("zhifa1", "ruled", {"people": 2})
    assert refused.value.code == "no_table" and "level" in refused.value.message
    put_in_force(SYSTEM, dmn(LEVEL.replace("people", "persons")), date(2021, 1, 1))
    with pytest.raises(RuleBroken) as unanswered:
        begin("zhifa1", "ruled", {"people": 2})
    assert unanswered.value.code == "decision_failed" and "persons" in unanswered.value.message
    forget()
    assert db.session.query(DecisionResult).count() == 0


GRADE = table(
    "grade", "kind:string(a|b)", "level:string(low|high) urgent:boolean share:number",
    '"a" ; "low" ; false ; 0.3', '"b" ; "high" ; true ; 1',
)  # fmt: skip


def test_a_map_is_kept_flat_and_conditions_read_its_members(app, clock):
    put_in_force(SYSTEM, dmn(GRADE), date(2021, 1, 1))
    mapped = RULED.replace('"level"', '"grade"').replace("singleEntry", "singleResult")
    mapped = mapped.replace('found == "high"', '${found.level == "high" and found.urgent}')
    put_release(mapped, form("count", choice("kind", "a", "b")))
    instance = begin("zhifa1", "ruled", {"kind": "b"})
    answer(instance, "serious", AGREE)
    found = {name: value for name, value in outcome(instance).items() if name.startswith("found")}
    assert found == {"found.level": "high", "found.urgent": True}  # the share is no whole number


COLUMNS = ("level", "urgent")
TWO = [{"level": "low", "urgent": False, "why": "x"}, {"level": "high", "urgent": True, "why": "y"}]


@pytest.mark.parametrize(
    ("mapping", "columns", "value", "data"),
    [
        ("singleEntry", ("level",), TWO[0], {"v": "low"}),
        ("singleEntry", ("level",), [], {"v": None}),
        ("singleEntry", ("due",), True, {"v": True}),  # a table with one output gives its bare value
        ("singleResult", COLUMNS, TWO[1], {"v.level": "high", "v.urgent": True}),
        ("collectEntries", ("level",), TWO, {"v": ["low", "high"]}),
        ("collectEntries", ("level",), [], {"v": []}),
        ("resultList", COLUMNS, TWO, {"v.level": ["low", "high"], "v.urgent": [False, True]}),
    ],
)
def test_results_are_mapped_as_the_dialect_names_them(mapping, columns, value, data):
    assert process_data(Judgement("t", "v", mapping), value, columns) == data
    engine.require_flat(data)


@pytest.mark.parametrize(
    ("mapping", "columns", "code"),
    [("singleEntry", ("level",), "several_rows"), ("singleResult", COLUMNS, "several_rows"),
     ("collectEntries", COLUMNS, "decision_columns")],
)  # fmt: skip
def test_a_result_that_does_not_fit_its_mapping_is_an_error(mapping, columns, code):
    with pytest.raises(RuleBroken) as refused:
        process_data(Judgement("t", "v", mapping), TWO, columns)
    assert refused.value.code == code


def test_without_a_variable_the_result_is_only_recorded():
    assert process_data(Judgement("t", None, "resultList"), TWO, COLUMNS) == {}


def _specs(instance):
    return definition(instance.release_id).specs


def _first_task(instance) -> str:
    return items(instance)[0].element
