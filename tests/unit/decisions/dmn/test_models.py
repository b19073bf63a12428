"""Decisions that require decisions, knowledge models, services, types and boxed expressions."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.decisions import DecisionError, evaluate_decision, evaluate_service, read_model
from tests.unit.decisions.dmn.models import decision, file, input_data, knowledge, literal, table

D = Decimal
POINT = (
    '<itemDefinition name="tPoint"><itemComponent name="x"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="the y"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tPoints" isCollection="true"><typeRef>tPoint</typeRef></itemDefinition>'
    '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>'
    "</itemDefinition>"
)


def value(body, wanted="decision", **inputs):
    return evaluate_decision(read_model(file(body)), wanted, inputs).value


def boxed(kind, inner, attributes=""):
    return f"<{kind}{attributes}>{inner}</{kind}>"


def entry(name, inner):
    return f'<contextEntry><variable name="{name}"/>{inner}</contextEntry>'


# -- requirements


def test_a_decision_uses_what_it_requires_by_names_with_spaces():
    body = (
        input_data("Annual Income", "number")
        + decision(literal("Annual Income / 12"), "Monthly Income", "monthly", "number", ["in"])
        + decision(literal("Monthly Income * 2 - 1"), "Net-Worth (est.)", "net", "number", ["monthly"])
        + decision(literal('if Net-Worth (est.) > 1 then "yes" else "no"'), "Final", "final", requires=["net"])
    )
    assert value(body, "Final", **{"Annual Income": 12}) == "no"
    assert value(body, "final", **{"Annual Income": 24}) == "yes"


def test_a_decision_required_twice_is_made_once():
    body = (
        decision(table(["v"], ["o"], [["1", "1"]]), "base")
        + decision(literal("base"), "left", requires=["base"])
        + decision(literal("left + base"), "top", requires=["left", "base"])
    )
    outcome = evaluate_decision(read_model(file(body)), "top", {"v": 1})
    assert (outcome.value, outcome.fired) == (2, {"base": ("row1",)})


def test_a_decision_without_logic_is_made_by_the_caller():
    body = decision("", "made") + decision(literal("made + 1"), "next", requires=["made"])
    assert value(body, "next", made=1) == 2
    assert value(body, "made") is None


def test_an_unknown_decision_is_refused():
    with pytest.raises(DecisionError, match="没有决策「nothing」"):
        value(decision(literal("1")), "nothing")


# -- knowledge and services


def test_a_knowledge_model_is_called_by_name_and_by_invocation():
    body = (
        knowledge("monthly rate", [("rate", "number"), ("p a", "number")], literal("rate / p a"), type_="number")
        + decision(literal("monthly rate(12, 4)"), "positional", requires=["know"])
        + decision(literal("monthly rate(p a: 4, rate: 12)"), "named", requires=["know"])
        + decision(
            boxed(
                "invocation",
                literal("monthly rate")
                + f'<binding><parameter name="rate"/>{literal("12")}</binding>'
                + f'<binding><parameter name="p a"/>{literal("4")}</binding>',
            ),
            "bound",
            requires=["know"],
        )
    )
    assert [value(body, each) for each in ("positional", "named", "bound")] == [3, 3, 3]


def test_a_knowledge_model_may_hold_a_table_use_others_and_call_itself():
    body = (
        knowledge("half", [("n", "number")], literal("n / 2"), "know1")
        + knowledge(
            "grade", [("n", "number")], table([("half(n)", "number")], ["out"], [["> 5", '"high"'], ["<= 5", '"low"']]),
            "know2", requires=["know1"],
        )
        + knowledge("factorial", [("n", "number")], literal("if n < 2 then 1 else n * factorial(n - 1)"), "know3")
        + decision(literal("[grade(12), grade(2), factorial(5)]"), requires=["know2", "know3"])
    )  # fmt: skip
    outcome = evaluate_decision(read_model(file(body)), "decision", {})
    assert outcome.value == ["high", "low", 120]
    assert outcome.fired == {"know2": ("row1", "row2")}


def test_arguments_are_converted_to_the_types_of_the_parameters():
    body = knowledge("same", [("n", "number")], literal("n")) + decision(
        literal('[same([7]), same("x"), same(null)]'), requires=["know"]
    )
    assert value(body) == [7, None, None]


SERVICE = (
    input_data("n", "number", "in")
    + decision(literal("n + 1"), "inner", requires=["in"])
    + decision(literal("inner * 2"), "outer", requires=["inner"])
    + decision(literal("inner * 3"), "other", requires=["inner"])
    + '<decisionService id="know" name="twice"><outputDecision href="#outer"/><inputData href="#in"/></decisionService>'
    + '<decisionService id="know_b" name="both"><outputDecision href="#outer"/><outputDecision href="#other"/>'
    + '<inputDecision href="#inner"/></decisionService>'
)


def test_a_decision_service_is_called_as_a_function_and_from_outside():
    body = SERVICE + decision(literal("[twice(4), both(inner: 5).other]"), "top", requires=["know", "know_b"])
    model = read_model(file(body))
    assert evaluate_decision(model, "top", {}).value == [10, 15]
    assert evaluate_service(model, "twice", {"n": 1}).value == 4
    assert evaluate_service(model, "both", {"inner": 1}).value == {"outer": 2, "other": 3}


def test_only_the_input_decisions_of_a_service_may_be_told_by_the_caller():
    model = read_model(file(SERVICE))
    assert evaluate_decision(model, "outer", {"n": 1, "inner": 10}).value == 20
    assert evaluate_decision(model, "outer", {"n": 1, "outer": 10}).value == 4


# -- boxed expressions


def test_a_boxed_context_sees_its_earlier_entries_and_may_have_a_result():
    entries = entry("a b", literal("n")) + entry("c", literal("a b * 2"))
    body = input_data("n", "number")
    assert value(body + decision(boxed("context", entries), requires=["in"]), n=3) == {"a b": 3, "c": 6}
    entries += f"<contextEntry>{literal('a b + c')}</contextEntry>"
    assert value(body + decision(boxed("context", entries), requires=["in"]), n=3) == 9


def test_lists_relations_and_functions_are_boxed():
    items = boxed("list", literal("1") + boxed("list", literal("2") + literal('"x"')))
    assert value(decision(items)) == [1, [2, "x"]]
    relation = boxed(
        "relation",
        '<column name="name"/><column name="the age"/>'
        + boxed("row", literal('"张三"') + literal("17"))
        + boxed("row", literal('"李四"') + literal("40")),
    )
    assert value(decision(relation))[1] == {"name": "李四", "the age": 40}
    functions = entry("f", boxed("functionDefinition", f'<formalParameter name="x"/>{literal("x * 2")}'))
    assert value(decision(boxed("context", functions + f"<contextEntry>{literal('f(4)')}</contextEntry>"))) == 8


ITERATORS = {
    "conditional": (
        boxed("if", literal("1 < 2")) + boxed("then", literal('"yes"')) + boxed("else", literal('"no"')),
        "", "yes",
    ),
    "filter": (boxed("in", literal("[{n: 1}, {n: 2}]")) + boxed("match", literal("n > 1")), "", [{"n": 2}]),
    "for": (
        boxed("in", literal("1..3")) + boxed("return", literal("if i = 1 then 1 else partial[-1] + i")),
        ' iteratorVariable="i"', [1, 3, 6],
    ),
    "every": (boxed("in", literal("[1, 2]")) + boxed("satisfies", literal("i > 1")), ' iteratorVariable="i"', False),
    "some": (boxed("in", literal("[1, 2]")) + boxed("satisfies", literal("i > 1")), ' iteratorVariable="i"', True),
}  # fmt: skip


@pytest.mark.parametrize("kind", ITERATORS)
def test_conditions_and_loops_are_boxed_since_dmn_1_4(kind):
    inner, attributes, expected = ITERATORS[kind]
    inner = inner.replace("1..3", "[1..3]")
    assert value(decision(boxed(kind, inner, attributes))) == expected


# -- types


def test_inputs_are_checked_and_converted_by_the_types_of_the_model():
    body = POINT + input_data("p", "tPoints") + decision(literal("p.the y"), requires=["in"])
    assert value(body, p=[{"x": 1, "the y": 2}]) == [2]
    assert value(body, p={"x": 1, "the y": 2}) == [2]
    model = read_model(file(body))
    for wrong in ([{"x": 1}], [{"x": "1", "the y": 2}], 5):
        assert [fault.code for fault in evaluate_decision(model, "decision", {"p": wrong}).faults] == ["input_type"]


def test_a_type_may_allow_some_values_only():
    body = POINT + input_data("k", "tKind") + decision(literal("k"), requires=["in"])
    assert value(body, k="a") == "a"
    assert value(body, k="c") is None


FUNCTIONS = (
    '<itemDefinition name="tFine"><functionItem outputTypeRef="number"><parameters name="p" typeRef="tKind"/>'
    '<parameters name="q"/></functionItem></itemDefinition>'
    '<itemDefinition name="tFines" isCollection="true"><typeRef>tFine</typeRef></itemDefinition>'
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("(function(kind: tKind, yuan) 1) instance of tFine", True),
        ("(function(kind: string, yuan) 1) instance of tFine", True),  # takes all that a tKind may be
        ("(function(kind: number, yuan) 1) instance of tFine", False),
        ('(function(kind, yuan) "one") instance of tFine', False),
        ("(function(kind) 1) instance of tFine", False),
        ("[function(kind, yuan) 1] instance of tFines", True),
        ('"c" instance of tKind', True),  # what a type allows is no part of the type
    ],
)
def test_types_of_functions_and_of_limited_values(words, expected):
    assert value(POINT + FUNCTIONS + decision(literal(words))) is expected


LIMITED = (
    '<itemDefinition name="tOther"><typeRef>tKind</typeRef><allowedValues><text>"c"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tMap"><functionItem outputTypeRef="tKind"><parameters name="of" '
    'typeRef="tKind"/></functionItem></itemDefinition>'
)


def test_allowed_values_of_a_type_replace_those_of_its_base():
    assert value(POINT + LIMITED + decision(literal('"c"'), type_="tOther")) == "c"
    assert value(POINT + LIMITED + decision(literal('"a"'), type_="tOther")) is None


@pytest.mark.parametrize("words, expected", [('f("a")', "a"), ('f("c")', None), ('f(of: "b")', "b"), ('f(of: "c")', None)])
def test_a_declared_function_takes_and_gives_what_its_type_says(words, expected):
    echo = boxed("functionDefinition", '<formalParameter name="of"/>' + literal("if of = null then 1 else of"))
    body = decision(echo, "f", type_="tMap") + decision(literal(words), requires=["f"])
    assert value(POINT + LIMITED + body) == expected


def test_a_column_of_a_relation_may_have_a_type():
    cells = boxed("row", literal('"a"')) + boxed("row", literal('"z"'))
    body = decision(boxed("relation", '<column name="kind" typeRef="tKind"/>' + cells))
    assert value(POINT + body) == [{"kind": "a"}, {"kind": None}]


def test_types_of_the_model_are_known_in_expressions_and_columns():
    assert value(POINT + decision(literal("{x: 1, the y: 2} instance of tPoint"))) is True
    assert value(POINT + decision(literal("{x: 1} instance of tPoint"))) is False
    assert value(POINT + decision(literal("{x: 1, the y: 2, z: 3} instance of tPoint"))) is True
    assert value(POINT + decision(literal("{x: 1, the y: 2, z: 3}"), type_="tPoint"))["z"] == 3
    typed = POINT + decision(table([("k", "tKind")], [("out", "tKind")], [['"a"', '"b"'], ['"b"', '"a"']], "PRIORITY"))
    model = read_model(file(typed))
    assert model.decisions["decision"].logic.outputs[0].allowed == '"a","b"'
    assert evaluate_decision(model, "decision", {"k": "a"}, strict=True).value == "b"


def test_a_result_of_another_type_than_declared_is_null_and_a_fault():
    outcome = evaluate_decision(read_model(file(decision(literal('"x"'), type_="number"))), "decision", {})
    assert (outcome.value, [fault.code for fault in outcome.faults]) == (None, ["wrong_type"])


def test_a_date_becomes_its_first_moment_where_a_date_and_time_is_declared():
    body = decision(literal('date("2024-02-29")'), type_="dateTime")
    assert value(body) == datetime(2024, 2, 29, tzinfo=UTC)
    assert value(body.replace("dateTime", "date")) == date(2024, 2, 29)


def test_a_list_of_one_becomes_its_element_where_one_is_declared():
    assert value(decision(literal("[D]".replace("D", "1.5")), type_="number")) == D("1.5")


# -- imports

BASE = (
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>'
    "</itemDefinition>"
    + input_data("Person name", "string")
    + knowledge("double it", [("n", "number")], literal("n * 2"))
    + decision(literal('"Hello " + Person name'), "Say Hello", "hello", requires=["in"])
)
IMPORT = '<import name="base" namespace="http://example.org/base" importType="https://www.omg.org/spec/DMN/x"/>'
BORROWED = "http://example.org/base#"


def using_base(logic, tag, key):
    reference = decision(logic, requires=["know" if tag == "requiredKnowledge" else "x"])
    return IMPORT + reference.replace('"#know"', f'"{BORROWED}{key}"').replace('"#x"', f'"{BORROWED}{key}"')


def base(namespace):
    content = file(BASE).replace(b"http://example.org/dmn", b"http://example.org/base")
    return content if namespace == "http://example.org/base" else None


def test_an_imported_model_is_used_by_its_alias():
    says = using_base(literal("base.Say Hello"), "requiredDecision", "hello")
    model = read_model(file(says), imported=base)
    for inputs in ({"base": {"Person name": "张三"}}, {"Person name": "张三"}):
        assert evaluate_decision(model, "decision", inputs).value == "Hello 张三"
    doubles = read_model(file(using_base(literal("base.double it(4)"), "requiredKnowledge", "know")), imported=base)
    assert evaluate_decision(doubles, "decision", {}).value == 8


NAMELESS = {
    "b": '<import namespace="http://example.org/c" name=""/>'
     '<itemDefinition name="tShort"><typeRef>string</typeRef></itemDefinition>'
    + input_data("person", "tShort", "in_b")
    + decision(literal('"b"'), "both"),
    "c": decision(literal('"c"'), "both") + decision(literal('"only c"'), "deep"),
}


def nameless(namespace):
    letter = namespace[-1]
    return file(NAMELESS[letter]).replace(b"http://example.org/dmn", namespace.encode()) if letter in NAMELESS else None


def test_what_is_imported_without_a_name_counts_as_part_of_the_model():
    body = '<import namespace="http://example.org/b" name=""/>' + decision(
        literal("both + deep + person"), type_="tShort", requires=["both", "deep", "in_b"]
    )
    model = read_model(file(body), imported=nameless)
    assert evaluate_decision(model, "decision", {"person": "张三"}).value == "bonly c张三"


def test_decisions_without_ids_are_told_apart_by_their_names():
    body = decision(literal("1"), "one") + decision(literal("one + 1"), "two", requires=["one"])
    model = read_model(file(body.replace(' id="one"', "").replace(' id="two"', "")))
    assert evaluate_decision(model, "one", {}).value == 1
    assert evaluate_decision(model, "two", {}).value == 2


def test_types_of_an_imported_model_are_known_by_its_alias():
    typed = IMPORT + input_data("age", "base.tAge") + decision(literal("age instance of base.tAge"), requires=["in"])
    model = read_model(file(typed), imported=base)
    assert evaluate_decision(model, "decision", {"age": 30}).value is True
    assert evaluate_decision(model, "decision", {"age": 300}).value is False


def test_an_import_that_is_not_there_or_goes_in_a_circle_is_refused():
    with pytest.raises(DecisionError, match="没有找到"):
        read_model(file(IMPORT + decision(literal("1"))))
    circle = file(IMPORT + decision(literal("1")))
    other = circle.replace(b'namespace="http://example.org/base"', b'namespace="http://example.org/dmn"', 1)
    other = other.replace(b'namespace="http://example.org/dmn">', b'namespace="http://example.org/base">')
    with pytest.raises(DecisionError, match="没有找到"):
        read_model(circle, imported=lambda namespace: other if namespace.endswith("base") else circle)
