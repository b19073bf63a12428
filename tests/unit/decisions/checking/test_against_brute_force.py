"""The checker against trying everything, on small random tables of three columns and each hit policy."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.decisions import check_model, evaluate_decision
from app.decisions.checking.budget import Budget
from app.decisions.checking.domains import Domains
from app.decisions.checking.geometry import Geometry
from app.decisions.checking.lines import indices
from app.decisions.checking.sweep import holes, merged
from app.decisions.dmn.model import HIT_POLICIES
from tests.unit.decisions.checking.tables import table

NUMBERS = [
    "-",
    "1",
    "2,3",
    "< 2",
    ">= 2",
    "[1..3]",
    "]1..3[",
    "not(2)",
    "> 1, < 0",
    "? > 1 and ? <= 3",
    "null",
    "not(null)",
]
NAMES = ["-", '"a"', '"b"', '"a","b"', 'not("a")', "null", 'null,"b"', '? in ("a","c")', '? = "a" or ? = "b"']
TRUTHS = ["-", "true", "false", "not(true)", "?", "not(null)"]
POINTS = {
    "n": [Decimal(text) for text in ("-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "4")],
    "s": ["a", "b", "c", "d"],
    "t": [True, False],
}
INPUTS = ["n: number", "s: string", "t: boolean"]
PRIORITIES = ["x", "y", "z"]


def rows():
    row = st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from(NAMES),
        st.sampled_from(TRUTHS),
        st.sampled_from(['"x"', '"y"', '"z"']),
    )
    return st.lists(row, min_size=1, max_size=6)


def answers(made, with_null):
    """Inputs to the ids of all rows that match them, for every point (nulls too)."""
    columns = [values + [None] * with_null for values in POINTS.values()]
    everything = table_of_all(made)
    for values in product(*columns):
        inputs = dict(zip(POINTS, values, strict=True))
        yield inputs, evaluate_decision(everything, "answer", inputs).fired["answer"]


def table_of_all(made):
    """The same rows collected, so that every row that matches shows."""
    return table(INPUTS, ["out: string"], made, policy="COLLECT")


def checked(made, policy):
    outputs = ['out: string = "x","y","z"' if policy in ("PRIORITY", "OUTPUT ORDER") else "out: string"]
    model = table(INPUTS, outputs, made, policy=policy)
    return model, check_model(model)


def of(findings, *codes):
    return [finding for finding in findings if finding.code in codes]


every_table = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@every_table
@given(rows(), st.sampled_from(HIT_POLICIES))
def test_gaps_are_found_exactly_where_inputs_match_no_row(made, policy):
    model, findings = checked(made, policy)
    missing = [inputs for inputs, fired in answers(made, False) if not fired]
    gaps = of(findings, "gap", "boundary_gap")
    assert bool(gaps) == (bool(missing) and policy != "COLLECT")
    for gap in gaps:
        assert gap.certain
        assert evaluate_decision(model, "answer", gap.example).fired["answer"] == ()


@every_table
@given(rows())
def test_the_sweep_finds_every_point_that_no_box_holds_and_no_other(made):
    model, _ = checked(made, "UNIQUE")
    geometry = Geometry(model.decisions["answer"].logic, Domains(model, model.decisions["answer"], model.texts.types))
    boxes = merged(holes(geometry.levels, geometry.all_rows, Budget(), most=10_000).boxes)
    for point in product(*(bits(axis.everything) for axis in geometry.axes)):
        is_held = any(all(bit & side for bit, side in zip(point, box, strict=True)) for box in geometry.boxes)
        in_hole = [box for box in boxes if all(bit & side for bit, side in zip(point, box, strict=True))]
        assert len(in_hole) == (0 if is_held else 1)


def bits(mask):
    return [1 << index for index in indices(mask)]


@every_table
@given(rows(), st.sampled_from(["UNIQUE", "ANY"]))
def test_overlaps_are_exactly_the_pairs_that_match_one_input(made, policy):
    _, findings = checked(made, policy)
    pairs = {
        (first, second)
        for _, fired in answers(made, False)
        for first in fired
        for second in fired
        if first < second and (policy == "UNIQUE" or output_of(made, first) != output_of(made, second))
    }
    overlaps = of(findings, "overlap", "boundary_overlap")
    assert {finding.rules for finding in overlaps} == pairs
    for overlap in overlaps:
        assert overlap.severity == "error"
        assert set(overlap.rules) <= set(
            evaluate_decision(table_of_all(made), "answer", overlap.example).fired["answer"]
        )


@every_table
@given(rows())
def test_null_overlaps_are_the_pairs_that_share_nothing_but_nulls(made):
    _, findings = checked(made, "UNIQUE")
    pairs = [
        {(a, b) for _, fired in answers(made, with_null) for a in fired for b in fired if a < b}
        for with_null in (True, False)
    ]
    assert {finding.rules for finding in of(findings, "null_overlap")} == pairs[0] - pairs[1]


@every_table
@given(rows(), st.sampled_from(["FIRST", "PRIORITY", "UNIQUE"]))
def test_unreachable_rows_are_those_that_never_answer(made, policy):
    _, findings = checked(made, policy)
    answering = set()
    for _, fired in answers(made, True):
        for row in fired:
            is_beaten = policy == "FIRST" and row != fired[0]
            if policy == "PRIORITY":
                is_beaten = any(output_of(made, other) < output_of(made, row) for other in fired)
            if not is_beaten:
                answering.add(row)
    ids = {f"r{number}" for number in range(1, len(made) + 1)}
    assert {finding.rules[0] for finding in of(findings, "row_unreachable", "cell_empty")} == ids - answering


def output_of(made, row):
    return made[int(row[1:]) - 1][3]


@pytest.mark.parametrize("policy", HIT_POLICIES)
def test_a_table_that_answers_each_input_once_is_clean_under_every_policy(policy):
    made = [("< 2", "-", "true", '"x"'), ("< 2", "-", "false", '"y"'), (">= 2", "-", "-", '"z"')]
    _, findings = checked(made, policy)
    assert [finding for finding in findings if finding.severity != "note"] == []
