"""Tables that ask for the results of other tables: what these can answer, and inputs that make them."""

from decimal import Decimal

from app.decisions import check_model, evaluate_decision, read_model
from tests.unit.decisions.checking.tables import decision_xml, file_xml

LEVELS = [("< 3", '"low"'), ("[3..10[", '"middle"'), (">= 10", '"high"')]
LEVEL = decision_xml("level", ["deaths: number"], ["level: string"], LEVELS)
OUT = ["out: string"]


def checked(*rows, inputs=("level: string", "again: boolean"), first=LEVEL, **options):
    model = read_model(
        file_xml(first, decision_xml("answer", list(inputs), OUT, list(rows), requires=["level"], **options))
    )
    return model, check_model(model)


def of(findings, code):
    return [finding for finding in findings if finding.code == code]


def test_what_the_other_table_never_answers_is_no_gap():
    _, findings = checked(('"low"', "-", '"x"'), ('"middle","high"', "-", '"y"'))
    assert not of(findings, "gap")


def test_a_gap_behind_another_table_is_shown_by_inputs_of_that_table():
    model, findings = checked(('"low","middle"', "-", '"x"'), ('"high"', "true", '"y"'))
    (gap,) = of(findings, "gap")
    assert gap.example["deaths"] >= 10
    assert gap.example["again"] is False
    assert evaluate_decision(model, "answer", gap.example).fired["answer"] == ()


def test_an_overlap_behind_another_table_is_shown_too():
    model, findings = checked(('"low"', "-", '"x"'), ('not("high")', "true", '"y"'), ('"high"', "-", '"z"'))
    (overlap,) = of(findings, "overlap")
    assert overlap.example == {"deaths": Decimal(2), "again": True}
    assert evaluate_decision(model, "answer", overlap.example).fired["answer"] == ("r1", "r2")


def test_a_cell_for_what_the_other_table_never_answers_is_an_error():
    _, findings = checked(('"lowest"', "-", '"x"'), ("-", "-", '"y"'), policy="FIRST")
    assert of(findings, "cell_empty")[0].rules == ("r1",)


def test_an_input_that_both_tables_use_makes_a_doubtful_gap_and_no_false_example():
    rows = [("-", "< 10", '"x"'), ('"high"', "-", '"y"')]
    _, findings = checked(*rows, inputs=("level: string", "deaths: number"), policy="FIRST")
    for gap in of(findings, "gap"):  # level low with ten deaths: cannot be
        assert (gap.certain, gap.severity, gap.example) == (False, "warning", None)


def test_a_table_that_computes_its_result_bounds_nothing():
    computed = decision_xml("level", ["deaths: number"], ["level: number"], [("-", "deaths * 2")])
    _, findings = checked(("< 5", "-", '"x"'), inputs=("level: number", "again: boolean"), first=computed)
    (gap,) = of(findings, "gap")
    assert gap.certain


def test_cells_that_name_another_decision_are_not_read():
    limit = decision_xml("level", ["deaths: number"], ["level: number"], [("-", "5")])
    _, findings = checked(("> level", '"x"'), ("<= level", '"y"'), inputs=("age: number",), first=limit)
    for code in ("gap", "overlap"):
        (doubtful,) = of(findings, code)
        assert (doubtful.certain, doubtful.severity, doubtful.example) == (False, "warning", None)


def test_a_row_that_is_really_missing_beside_such_cells_is_shown():
    limit = decision_xml("level", ["deaths: number"], ["level: number"], [("-", "5")])
    model, findings = checked(("> level", '"x"'), inputs=("age: number",), first=limit)
    (gap,) = of(findings, "gap")
    assert gap.certain
    assert evaluate_decision(model, "answer", gap.example).fired["answer"] == ()
