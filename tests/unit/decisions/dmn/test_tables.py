"""Decision tables: cells as dmn-js writes them, the seven hit policies, allowed values, defaults."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.decisions import DecisionError, Months, evaluate_decision, read_model
from tests.unit.decisions.dmn.models import decision, file, table, table_model

D = Decimal


def result(model, **inputs):
    return evaluate_decision(model, "decision", inputs).value


def codes(model, **inputs):
    return [fault.code for fault in evaluate_decision(model, "decision", inputs).faults]


CELLS = {  # cell: (type, what it matches, what it does not)
    "-": ("string", "a", ...),
    "": ("string", None, ...),
    '"person","entity"': ("string", "entity", "other"),
    'not("person","entity")': ("string", "other", "person"),
    '"a, b"': ("string", "a, b", "a"),
    "true": ("boolean", True, False),
    "false": ("boolean", False, True),
    "17": ("number", D("17.0"), D(18)),
    "< 18": ("number", D("17.999"), D(18)),
    ">= 18": ("number", 18, D("17.999")),
    "[1..2]": ("number", 2, 3),
    "]16..18[": ("number", 17, 18),
    "(16..18)": ("number", 17, 16),
    "]1..2],[7..8[": ("number", 7, 8),
    "-5": ("number", -5, 5),
    "null": ("number", None, 0),
    "not(null)": ("number", 0, None),
    'date("2024-02-29")': ("date", date(2024, 2, 29), date(2024, 3, 1)),
    '< date("2024-02-29")': ("date", date(2024, 2, 28), date(2024, 2, 29)),
    '[date("2024-01-01")..date("2024-12-31")]': ("date", date(2024, 12, 31), date(2025, 1, 1)),
    'date and time("2024-01-01T10:00:00")': ("dateTime", datetime(2024, 1, 1, 10), datetime(2024, 1, 1)),
    '> time("10:00:00")': ("time", time(11), time(10)),
    'duration("P1D")': ("dayTimeDuration", timedelta(1), timedelta(2)),
    '>= duration("P1Y")': ("yearMonthDuration", Months(12), Months(11)),
    '@"2024-02-29"': ("date", date(2024, 2, 29), date(2023, 2, 28)),
    "? * 2 > limit": ("number", 6, 5),
    "limit": ("number", 10, 9),
    'contains(?, "矿")': ("string", "煤矿", "化工"),
    "> limit - 5": ("number", 6, 5),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_matches_what_it_says(cell):
    type_, match, other = CELLS[cell]
    model = table_model([("value", type_), "limit"], ["out"], [[cell, "-", '"hit"']])
    assert result(model, value=match, limit=10) == "hit"
    if other is not ...:
        assert result(model, value=other, limit=10) is None


ROWS = [[">= 10", '"low"', "1"], [">= 20", '"high"', "2"], [">= 30", '"middle"', "2"]]
OUTPUTS = [("level", "string", '"high","middle","low"'), ("points", "number")]
POLICIES = {
    "UNIQUE": ("low", None),
    "FIRST": ("low", "low"),
    "PRIORITY": ("low", "high"),
    "ANY": ("low", None),
    "COLLECT": (["low"], ["low", "high", "middle"]),
    "RULE ORDER": (["low"], ["low", "high", "middle"]),
    "OUTPUT ORDER": (["low"], ["high", "middle", "low"]),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_hit_policy_says_what_several_rows_give(policy):
    one, three = POLICIES[policy]
    single = table_model([("value", "number")], OUTPUTS[:1], [row[:2] for row in ROWS], policy)
    assert result(single, value=15) == one
    assert result(single, value=30) == three
    double = table_model([("value", "number")], OUTPUTS, ROWS, policy)
    found = result(double, value=15)
    assert found == ([{"level": "low", "points": 1}] if isinstance(one, list) else {"level": "low", "points": 1})


@pytest.mark.parametrize(("policy", "code"), [("UNIQUE", "unique_hit"), ("ANY", "any_differs")])
def test_a_broken_hit_policy_is_an_error_for_the_law_and_null_for_the_standard(policy, code):
    model = table_model([("value", "number")], OUTPUTS[:1], [row[:2] for row in ROWS], policy)
    assert codes(model, value=30) == [code]
    with pytest.raises(DecisionError, match="row1、row2、row3") as refused:
        evaluate_decision(model, "decision", {"value": 30}, strict=True)
    assert refused.value.faults[0].code == code


def test_any_allows_rows_that_agree():
    model = table_model([("value", "number")], ["out"], [["> 1", "1.0"], ["> 2", "1"]], "ANY")
    assert evaluate_decision(model, "decision", {"value": 3}, strict=True).value == 1


AGGREGATIONS = {"SUM": D("6.30"), "MIN": D("2.10"), "MAX": D("2.10"), "COUNT": 3}


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_collected_results_are_aggregated_exactly(aggregation):
    rows = [["> 1", "2.10"], ["> 2", "2.10"], ["> 3", "2.1"]]
    model = table_model([("value", "number")], [("out", "number")], rows, "COLLECT", aggregation)
    assert result(model, value=4) == AGGREGATIONS[aggregation]
    assert result(model, value=0) == (0 if aggregation == "COUNT" else None)


def test_output_order_goes_column_by_column():
    outputs = [("grade", "string", '"重","轻"'), ("kind", "string", '"停产","罚款"')]
    rows = [["-", '"轻"', '"停产"'], ["-", '"重"', '"罚款"'], ["-", '"重"', '"停产"']]
    found = result(table_model(["value"], outputs, rows, "OUTPUT ORDER"), value=1)
    assert [(each["grade"], each["kind"]) for each in found] == [("重", "停产"), ("重", "罚款"), ("轻", "停产")]


def test_a_result_outside_the_output_values_stops_a_strict_decision():
    model = table_model(["value"], [("out", "string", '"a","b"')], [["-", '"c"']], "PRIORITY")
    assert codes(model, value=1) == ["output_not_allowed"]
    assert result(model, value=1) is None
    two = table_model(["value"], [("out", "string", '"a","b"'), "why"], [["-", '"c"', '"x"']])
    assert result(two, value=1) == {"out": None, "why": "x"}


def test_a_cell_of_results_may_have_a_type_of_its_own():
    body = decision(table(["value"], ["out"], [["-", '"one"']])).replace("<outputEntry", '<outputEntry typeRef="number"')
    model = read_model(file(body))
    assert (result(model, value=1), codes(model, value=1)) == (None, ["wrong_type"])


def test_no_row_gives_the_default_else_null_and_a_fault():
    with_default = table_model(["value"], [("out", "number", "", "7"), ("why", "string")], [["1", "1", '"x"']])
    assert result(with_default, value=2) == {"out": 7, "why": None}
    assert codes(with_default, value=2) == []
    without = table_model(["value"], ["out"], [["1", "1"]])
    assert (result(without, value=2), codes(without, value=2)) == (None, ["no_match"])
    assert result(table_model(["value"], ["out"], [["1", "1"]], "COLLECT"), value=2) == []


def test_an_input_outside_the_allowed_values_is_a_fault_and_counts_as_null():
    model = table_model([("kind", "string", '"person","entity"')], ["out"], [['"entity"', "1"], ["null", "2"]])
    assert result(model, kind="entity") == 1
    assert codes(model, kind="other") == ["input_not_allowed"]
    assert result(model, kind=None) == 2
    assert result(model, kind="other") == 2


def test_values_of_another_type_do_not_slip_through():
    model = table_model([("value", "number")], [("out", "number")], [["1", '"one"'], ["null", "2"]])
    assert result(model, value="1") == 2
    assert codes(model, value="1") == ["wrong_type"]
    assert codes(model, value=1) == ["wrong_type"]


def test_the_rows_that_fired_and_the_hash_of_the_file_are_told():
    body = decision(table([("value", "number")], ["out"], [["1", "1"], ["[1..2]", "2"]], "COLLECT"))
    outcome = evaluate_decision(read_model(file(body)), "decision", {"value": 1})
    assert outcome.fired == {"decision": ("row1", "row2")}
    assert outcome.hash == read_model(file(body)).hash != read_model(file(body.replace("row2", "row3"))).hash


def test_numbers_stay_exact_from_the_input_to_the_result():
    model = table_model([("yuan", "number")], [("out", "number")], [["> 0", "yuan * 1.005"]])
    assert result(model, yuan=D("1000")) == D("1005")
    assert result(model, yuan=D("12345678901234567890.01")) == D("12407407295740740729.4600500") + D("0.00")


def test_a_missing_input_stops_a_strict_decision_and_an_empty_one_does_not():
    model = table_model([("value", "number")], ["out"], [["null", "1"]])
    assert codes(model) == ["input_missing"]
    assert evaluate_decision(model, "decision", {"value": None}, strict=True).value == 1


def test_notes_beside_rows_are_kept():
    body = table([("value", "number")], ["out"], [["1", "1"]]).replace(
        "</rule>", "<annotationEntry><text>第九十七条</text></annotationEntry></rule>"
    )
    assert read_model(file(decision(body))).decisions["decision"].logic.rules[0].note == "第九十七条"
