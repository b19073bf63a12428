"""What a DMN file must be: everything that cannot be decided by it is refused when it is read."""

from datetime import date

import pytest

from app.decisions import DecisionError, evaluate_decision, read_model
from tests.unit.decisions.dmn.models import decision, file, input_data, knowledge, literal, table

NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
]


def refused(content):
    with pytest.raises(DecisionError) as error:
        read_model(content)
    return [fault.code for fault in error.value.faults]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_dmn_is_read(namespace):
    model = read_model(file(decision(literal("1 + 1", "feel:number")), namespace))
    assert evaluate_decision(model, "decision", {}).value == 2


NO_DMN = {
    "xml_empty": b" ",
    "xml_invalid": b"<definitions>",
    "xml_doctype": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    "xml_too_large": b" " * (2 * 1024 * 1024) + b"<a/>",
    "not_dmn": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
}


@pytest.mark.parametrize("code", NO_DMN)
def test_what_is_no_dmn_file_is_refused(code):
    assert refused(NO_DMN[code]) == [code]


def test_a_doctype_hidden_by_its_encoding_is_refused():
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]><d/>'.encode("utf-16")
    assert refused(content) == ["xml_doctype"]


def test_deep_xml_is_refused():
    assert refused(file("<context>" * 5000)) == ["xml_too_deep"]


FAULTS = {
    "a cell that does not parse": ("feel_syntax", decision(table(["value"], ["out"], [["entity person", "1"]]))),
    "a result that does not parse": ("feel_syntax", decision(table(["value"], ["out"], [["1", "1 +"]]))),
    "a string without quotes": ("unknown_name", decision(table(["value"], ["out"], [["entity", "1"]]))),
    "a result without quotes": ("unknown_name", decision(table(["value"], ["out"], [["1", "low"]]))),
    "a cell that names a function": ("unknown_name", decision(table(["value"], ["out"], [["mode", "1"]]))),
    "a result that names a function": ("unknown_name", decision(table(["value"], ["out"], [["1", "mode"]]))),
    "a name of another decision": (
        "unknown_name",
        decision(literal("1"), "first") + input_data("x") + decision(literal("first + x"), "second", requires=["in"]),
    ),
    "an undeclared input beside a declared one": (
        "unknown_name",
        input_data("declared") + decision(table(["declared", "other"], ["out"], [["1", "1", "1"]]), requires=["in"]),
    ),
    "an unknown type of a column": ("unknown_type", decision(table([("v", "tNone")], ["out"], [["1", "1"]]))),
    "an unknown type of an input": ("unknown_type", input_data("x", "tNone")),
    "an unknown type in an expression": ("feel_syntax", decision(literal("1 instance of tNone"))),
    "a reference to nothing": ("unknown_reference", decision(literal("1"), requires=["in"])),
    "a circle": (
        "cycle",
        decision(literal("b"), "a", requires=["b"]) + decision(literal("a"), "b", requires=["a"]),
    ),
    "a priority without values": ("priority_without_values", decision(table(["v"], ["o"], [["1", "1"]], "PRIORITY"))),
    "an order without values": ("priority_without_values", decision(table(["v"], ["o"], [["1", "1"]], "OUTPUT ORDER"))),
    "an unknown hit policy": ("unknown_policy", decision(table(["v"], ["o"], [["1", "1"]], "BEST"))),
    "a sum of two columns": (
        "aggregation_of_many",
        decision(table(["v"], ["o", "p"], [["1", "1", "1"]], "COLLECT", "SUM")),
    ),
    "two columns of one name": ("output_names", decision(table(["v"], ["o", "o"], [["1", "1", "1"]]))),
    "a row with a cell too few": ("wrong_cells", decision(table(["v", "w"], ["o"], [["1", "1"]]))),
    "a column without expression": ("empty_input", decision(table([""], ["o"], [["1", "1"]]))),
    "bad allowed values": ("feel_syntax", decision(table([("v", "string", "a b")], ["o"], [["1", "1"]]))),
    "a java function": (
        "external_function",
        knowledge("f", [], literal("1")).replace("<encapsulatedLogic>", '<encapsulatedLogic kind="Java">'),
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_cannot_be_decided_is_refused(what):
    code, body = FAULTS[what]
    assert refused(file(body)) == [code]


@pytest.mark.parametrize("language", ["python", "http://www.w3.org/1999/XPath", "juel"])
def test_other_expression_languages_are_refused(language):
    body = decision(table(["value"], ["out"], [["1", "1"]]))
    assert set(refused(file(body, expressionLanguage=language))) == {"not_feel"}
    cell = body.replace('<outputEntry id="result_1_0">', f'<outputEntry id="r" expressionLanguage="{language}">')
    assert refused(file(cell)) == ["not_feel"]


def test_python_cells_of_another_engine_are_refused():
    body = decision(table(["value"], ["out"], [["value.startswith('x')", "1"]]))
    assert refused(file(body)) == ["feel_syntax"]


def test_a_refusal_names_the_place_and_what_to_do():
    body = decision(table(["value"], ["out"], [["1", "low"]]))
    with pytest.raises(DecisionError, match="字符串请加引号") as error:
        read_model(file(body))
    assert error.value.faults[0].element == "result_1_0"


def test_all_faults_are_told_at_once():
    body = decision(table(["value"], ["out"], [["a b", "low"], ["1", "1 +"]]))
    assert refused(file(body)) == ["feel_syntax", "unknown_name", "feel_syntax"]


def test_a_table_without_declared_inputs_takes_its_names_from_the_caller():
    model = read_model(file(decision(table(["kind", "count(people)"], ["out"], [["-", "> 1", "kind"]]))))
    assert model.decisions["decision"].open_inputs == ("kind", "people")
    assert evaluate_decision(model, "decision", {"kind": "x", "people": [1, 2]}).value == "x"


def test_an_input_may_bear_the_name_of_a_function():
    model = read_model(
        file(decision(table(["date", "count"], ["out"], [['> date("2024-01-01")', "> 1", "count + 1"]])))
    )
    assert model.decisions["decision"].open_inputs == ("count", "date")
    assert evaluate_decision(model, "decision", {"date": date(2024, 1, 2), "count": 2}, strict=True).value == 3
    sorted_ = read_model(file(decision(literal("sort([2, 1], function(a, b) a < b)[1] + {f: abs}.f(-1)"))))
    assert evaluate_decision(sorted_, "decision", {}, strict=True).value == 2


def test_what_other_tools_add_is_ignored():
    body = (
        decision(literal("1").replace("<text>", "<x:note>2</x:note><text>")) + "<x:shape><x:text>3</x:text></x:shape>"
    )
    model = read_model(file(body + "<extensionElements><x:a/></extensionElements>"))
    assert evaluate_decision(model, "decision", {}).value == 1


def test_a_date_that_is_none_is_refused_and_null_where_it_is_read_leniently():
    content = file(decision(literal('@"foo" = null')))
    with pytest.raises(DecisionError, match="foo"):
        read_model(content)
    assert evaluate_decision(read_model(content, lenient=True), "decision", {}).value is True


def test_a_faulty_text_counts_as_null_where_it_is_read_leniently():
    body = decision(literal("1 +"), "broken") + decision(literal("2"), "whole")
    model = read_model(file(body), lenient=True)
    assert [fault.code for fault in model.faults] == ["feel_syntax"]
    assert evaluate_decision(model, "broken", {}).value is None
    assert evaluate_decision(model, "whole", {}).value == 2
