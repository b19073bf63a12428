"""The survey of files by others says what became of each, and fails on whatever is neither taken nor refused by name."""

import pytest

from app.bench import foreign
from app.bench.mutants import mutants
from tests.tables import dmn, table
from tests.unit.designer.trial import ONE

TABLE = dmn(table("stock", "people:number", "tier:string", '< 3 ; "A"', '>= 3 ; "B"'))
RUNS = ONE.replace(' camunda:formKey="desk_trial_report"', "")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return foreign.Office(tmp_path_factory.mktemp("foreign"))


def test_each_file_ends_in_one_word_a_stage(office):
    told = {
        name: foreign.walked_alone(office, name, content)
        for name, content in {"a.bpmn": RUNS.encode(), "b.bpmn": b"<none", "c.dmn": TABLE, "d.bpmn": RUNS.encode("utf-16")}.items()
    }
    words = {name: tuple(each.get(stage) for stage in ("check", "draft", "release")) for name, each in told.items()}
    assert words["b.bpmn"] == ("refused", "refused", None)
    assert words["c.dmn"] == ("clean", "identical", "in force")
    assert [each["failed"] for each in told.values()] == [[], [], [], []]
    assert told["b.bpmn"]["codes"] == ["xml_invalid"]


def test_what_breaks_is_a_failure_and_leaves_the_next_file_alone(office, monkeypatch):
    monkeypatch.setitem(foreign.CHECKS, ".dmn", lambda *_: 1 / 0)
    assert foreign.walked_alone(office, "c.dmn", TABLE)["failed"] == ["check: crash ZeroDivisionError: division by zero"]
    monkeypatch.setitem(foreign.CHECKS, ".dmn", lambda *_: b"x" * (4 << 30))
    assert "MemoryError" in foreign.walked_alone(office, "c.dmn", TABLE)["failed"][0]
    monkeypatch.setitem(foreign.SECONDS, "all", 0.2)
    monkeypatch.setitem(foreign.CHECKS, ".dmn", lambda *_: foreign.time.sleep(5))
    assert foreign.walked_alone(office, "c.dmn", TABLE)["failed"][0].startswith("died")


def test_spoiled_copies_are_the_same_each_time_and_differ_from_the_file():
    made = list(mutants(RUNS.encode(), 20, "a"))
    assert made == list(mutants(RUNS.encode(), 20, "a"))
    assert len(made) == 20 and len({content for _, content in made}) > 10
    assert list(mutants(b"<none", 3, "a")) == []
