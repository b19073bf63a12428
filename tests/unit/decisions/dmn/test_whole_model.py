"""One model that uses everything together, read strictly: types, spaced names, tables in knowledge models, lists."""

from datetime import date
from decimal import Decimal

import pytest

from app.decisions import evaluate_decision, read_model
from tests.unit.decisions.dmn.models import decision, file, input_data, knowledge, literal, table

D = Decimal
TYPES = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"重","一般","轻"</text></allowedValues>'
    "</itemDefinition>"
    '<itemDefinition name="tBreach"><itemComponent name="rule"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="fine base"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="done on"><typeRef>date</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="t Breaches" isCollection="true"><typeRef>tBreach</typeRef></itemDefinition>'
    '<itemDefinition name="tParty"><itemComponent name="kind"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="prior cases" isCollection="true"><typeRef>tBreach</typeRef></itemComponent></itemDefinition>'
)
GRADE = table(
    [("score", "number"), ("repeat-offender", "boolean")],
    [("grade", "tGrade")],
    [[">= 80", "-", '"重"'], ["[40..80[", "true", '"重"'], ["[40..80[", "false", '"一般"'], ["< 40", "-", '"轻"']],
    "PRIORITY",
    id="grade_table",
)
GRADES = {'"重"': "80", '"一般"': "50", '"轻"': "20"}
FACTORS = (
    '<relation><column name="grade"/><column name="factor %"/>'
    + "".join(f"<row>{literal(grade)}{literal(factor)}</row>" for grade, factor in GRADES.items())
    + "</relation>"
)


def entry(name, inner, type_="Any"):
    return f'<contextEntry><variable name="{name}" typeRef="{type_}"/>{inner}</contextEntry>'


def binding(name, inner):
    return f'<binding><parameter name="{name}"/>{inner}</binding>'


ASSESSMENT = (
    "<context>"
    + entry("total", literal("sum(breaches.fine base)"), "number")
    + entry("latest", literal("sort(breaches, function(a, b) a.done on > b.done on)[1].done on"), "date")
    + entry("repeat-offender", literal('some p in Party.prior cases satisfies p.done on > latest - duration("P2Y")'))
    + entry(
        "grade",
        f"<invocation>{literal('Risk/Grade table')}{binding('score', literal('total / 1000'))}"
        f"{binding('repeat-offender', literal('repeat-offender'))}</invocation>",
        "tGrade",
    )
    + entry("the grade", literal("grade"))  # inside the filter "grade" is that of the row
    + entry("factor", literal("Factors[grade = the grade][1].factor %"), "number")
    + "</context>"
)
MODEL = (
    TYPES
    + input_data("Party", "tParty", "in_party")
    + input_data("breaches", "t Breaches", "in_breaches")
    + knowledge("Risk/Grade table", [("score", "number"), ("repeat-offender", "boolean")], GRADE, "know_grade", "tGrade")
    + decision(FACTORS, "Factors")
    + decision(
        ASSESSMENT, "Overall assessment", "assessment", requires=["in_party", "in_breaches", "know_grade", "Factors"]
    )
    + decision(
        literal('"建议罚款 " + string(decimal(Overall assessment.total * Overall assessment.factor / 100, 2)) + " 元"'),
        "Advice", "advice", "string", ["assessment"],
    )
)  # fmt: skip
BREACHES = [
    {"rule": "97", "fine base": D("50000.10"), "done on": "@2024-05-01"},
    {"rule": "99", "fine base": D("20000.20"), "done on": "@2025-03-31"},
]
EXPECTED = [
    ([], "一般", D("35000.15")),
    ([{"rule": "98", "fine base": 1, "done on": "@2023-04-01"}], "重", D("56000.24")),
    ([{"rule": "98", "fine base": 1, "done on": "@2023-03-31"}], "一般", D("35000.15")),
]


def dated(value):
    """The same with ``@2024-05-01`` made dates."""
    if isinstance(value, dict):
        return {name: dated(each) for name, each in value.items()}
    if isinstance(value, list):
        return [dated(each) for each in value]
    return date.fromisoformat(value[1:]) if isinstance(value, str) and value.startswith("@") else value


@pytest.mark.parametrize(("prior", "grade", "yuan"), EXPECTED)
def test_a_model_with_everything_in_it_is_read_strictly_and_decided_exactly(prior, grade, yuan):
    model = read_model(file(MODEL))
    inputs = dated({"Party": {"kind": "entity", "prior cases": prior}, "breaches": BREACHES})
    assessed = evaluate_decision(model, "assessment", inputs, strict=True)
    assert assessed.value["grade"] == grade
    assert set(assessed.fired) == {"know_grade"}
    advice = evaluate_decision(model, "Advice", inputs, strict=True).value
    assert advice == f"建议罚款 {format(yuan.normalize(), 'f')} 元"
