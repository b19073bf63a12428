"""The shipped tables: sound by the checker, complete, each row with its reason and article, 待核 where it is."""

import re
from datetime import date

import pytest
from lxml import etree

from app.decisions import check_model, read_model
from app.law.tables import queries, reading

FILES = queries.shipped_files()
SINGLE = ("UNIQUE", "FIRST", "ANY", "PRIORITY")
DI = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_table_passes_the_checker_and_answers_every_case(name):
    model = read_model(FILES[name])
    complete = [key for key, decision in model.decisions.items() if decision.logic.hit_policy in SINGLE]
    found = [each for each in check_model(model, complete) if each.code != "null_gap" and each.severity != "note"]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_each_row_gives_its_reason_and_its_article(name):
    model = read_model(FILES[name])
    for decision in model.decisions.values():
        names = [clause.name for clause in decision.logic.outputs]
        assert "article" in names
        for rule in decision.logic.rules:
            told = dict(zip(names, rule.outputs, strict=True))
            assert re.search("第[0-9]+条|号|方案（2024—2026年）.+", told["article"]) or "." in told["article"], rule.id
            assert any(len(told.get(each, "")) > 4 for each in ("reason", "reasons", "name")) or "from_yuan" in str(
                names
            )


@pytest.mark.parametrize("name", FILES)
def test_a_table_says_from_when_what_it_is_for_and_what_is_unverified(name):
    told, model = reading.about(FILES[name]), read_model(FILES[name])
    assert told.effective_from >= date(2021, 7, 15)
    assert all("依据：" in told.descriptions[key] for key in model.decisions)
    (top,) = reading.top_decisions(model)
    assert top.id == name.removesuffix(".dmn")  # one name
    marked = "待核" in FILES[name].decode()
    assert reading.is_verified(model, top.id, told.descriptions) is not marked


def test_every_figure_of_discretion_is_marked_unverified():
    for name in FILES:
        if name.startswith("discretion_") and name != "discretion_direction.dmn":
            (decision,) = read_model(FILES[name]).decisions.values()
            assert all("待核" in rule.note for rule in decision.logic.rules)


@pytest.mark.parametrize("name", FILES)
def test_a_modeler_finds_every_decision_and_arrow_drawn(name):
    root = etree.fromstring(FILES[name])
    drawn = {each.get("dmnElementRef") for each in root.iter(f"{DI}DMNShape", f"{DI}DMNEdge")}
    wanted = {each.get("id") for each in root.iter(f"{DMN}decision", f"{DMN}informationRequirement")}
    assert drawn == wanted
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_every_code_a_reader_sees_has_a_word():
    for content in FILES.values():
        for asked in reading.asked(read_model(content), reading.top_decisions(read_model(content))[0].id):
            assert set(asked.allowed) <= reading.WORDS.keys(), asked
            assert re.search("[\u4e00-\u9fff]", asked.label)
