"""Each kind of finding, from a table in which that fault was planted; and what must not be found."""

from datetime import date, time
from decimal import Decimal

import pytest

from app.decisions import check_model, evaluate_decision
from app.decisions.checking.findings import SEVERITIES
from tests.unit.decisions.checking.tables import table

ADULT = ["age: number"]
OUT = ["out: string"]


def found(*args, complete=(), **options):
    return check_model(table(*args, **options), complete)


def of(findings, code):
    return [finding for finding in findings if finding.code == code]


def one(findings, code):
    (finding,) = of(findings, code)
    return finding


def codes(findings, *severities):
    return {finding.code for finding in findings if finding.severity in (severities or ("error", "warning"))}


# -- overlaps


def test_two_rows_of_a_unique_table_for_one_input_are_an_error_with_the_common_box():
    model = table(["age: number", "kind: string"], OUT, [("< 20", '"a","b"', '"x"'), ("> 10", '"b"', '"y"')])
    overlap = one(check_model(model), "overlap")
    assert (overlap.severity, overlap.rules, overlap.rows, overlap.columns) == (
        "error",
        ("r1", "r2"),
        (1, 2),
        ("in1", "in2"),
    )
    assert "「age」大于 10 且小于 20，「kind」是“b”" in overlap.message
    assert overlap.certain
    assert evaluate_decision(model, "answer", overlap.example).fired["answer"] == ("r1", "r2")


def test_a_bound_that_two_rows_count_as_theirs_is_named_as_such():
    slip = one(
        found(ADULT, OUT, [("<= 18", '"x"'), ("[18..99]", '"y"')]),
        "boundary_overlap",
    )
    assert slip.severity == "error"
    assert slip.example == {"age": Decimal(18)}
    assert "端点 18 算进了两边" in slip.message


def test_a_row_for_one_value_inside_another_is_an_overlap_not_a_slip():
    assert one(found(ADULT, OUT, [("< 20", '"x"'), ("18", '"y"')]), "overlap").example == {"age": Decimal(18)}


def test_any_wants_equal_results_only():
    rows = [("< 20", '"x"'), ("< 30", '"x"'), ("> 25", '"y"')]
    assert [each.rules for each in of(found(ADULT, OUT, rows, policy="ANY"), "overlap")] == [("r2", "r3")]


@pytest.mark.parametrize("policy", ["FIRST", "PRIORITY"])
def test_where_one_row_goes_before_the_other_an_overlap_is_a_note(policy):
    findings = found(ADULT, ['out: string = "x","y"'], [("< 20", '"x"'), ("-", '"y"')], policy=policy)
    assert one(findings, "overlap").severity == "note"
    assert codes(findings) == set()


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_tables_that_list_all_rows_may_overlap(policy):
    findings = found(ADULT, ['out: string = "x","y"'], [("< 20", '"x"'), ("-", '"y"')], policy=policy)
    assert not of(findings, "overlap")


def test_rows_that_meet_in_nulls_only_are_told_apart():
    rows = [('not("a")', '"x"'), ('not("b")', '"y"')]
    findings = found(['kind: string = "a","b"'], OUT, rows)
    assert one(findings, "null_overlap").severity == "warning"
    assert one(findings, "null_overlap").example == {"kind": None}
    assert codes(findings, "error") == set()


def test_columns_that_ask_the_same_are_one_axis():
    findings = found(["age: number", "age: number"], OUT, [("> 10", "< 5", '"x"'), ("-", "-", '"y"')])
    assert one(findings, "cell_empty").rules == ("r1",)
    assert not of(findings, "overlap")


# -- gaps


def test_a_gap_is_a_warning_and_an_error_where_the_table_must_be_complete():
    rows = [("< 18", '"x"'), (">= 20", '"y"')]
    assert one(found(ADULT, OUT, rows), "gap").severity == "warning"
    gap = one(found(ADULT, OUT, rows, complete=["answer"]), "gap")
    assert (gap.severity, gap.columns, gap.example) == ("error", ("in1",), {"age": Decimal(18)})
    assert "不小于 18 且小于 20" in gap.message


def test_a_bound_that_two_rows_leave_out_is_an_error_and_named_as_such():
    slip = one(found(ADULT, OUT, [("< 18", '"x"'), ("> 18", '"y"')]), "boundary_gap")
    assert (slip.severity, slip.example, slip.rows) == ("error", {"age": Decimal(18)}, (1, 2))


def test_a_day_that_was_forgotten_between_two_days_is_a_gap_not_a_slip():
    days = [f'date("2024-01-0{day}")' for day in (1, 2, 3)]
    rows = [(f"<= {days[0]}", "-", '"x"'), (days[1], "true", '"y"'), (f">= {days[2]}", "-", '"z"')]
    gap = one(found(["on: date", "ok: boolean"], OUT, rows), "gap")
    assert gap.example == {"on": date(2024, 1, 2), "ok": False}


@pytest.mark.parametrize(
    ("type_", "low", "high"),
    [
        ("integer", "<= 17", ">= 18"),
        ("date", '<= date("2021-07-14")', '>= date("2021-07-15")'),
        ("yearMonthDuration", '<= duration("P1Y")', '>= duration("P13M")'),
    ],
)
def test_nothing_lies_between_neighbours_of_a_discrete_type(type_, low, high):
    assert codes(found([f"when: {type_}"], OUT, [(low, '"x"'), (high, '"y"')])) == set()


def test_between_two_whole_numbers_there_are_others_where_numbers_are_not_whole():
    assert one(found(ADULT, OUT, [("<= 17", '"x"'), (">= 18", '"y"')]), "gap").example == {"age": Decimal("17.5")}


def test_a_default_or_collecting_leaves_no_gap():
    assert codes(found(ADULT, ['out: string =  | "y"'], [("< 18", '"x"')])) == set()
    assert codes(found(ADULT, OUT, [("< 18", '"x"')], policy="COLLECT")) == set()


def test_bounds_of_a_column_bound_the_gaps():
    rows = [("[0..50]", '"x"'), ("]50..100]", '"y"')]
    assert codes(found(["share: number = [0..100]"], OUT, rows)) == set()
    assert one(found(["share: number"], OUT, rows), "gap").example == {"share": Decimal(-1)}


def test_any_other_text_is_a_gap_unless_the_allowed_values_say_there_is_none():
    rows = [('"a"', '"x"'), ('"b"', '"y"')]
    gap = one(found(["kind: string"], OUT, rows), "gap")
    assert gap.example["kind"] not in ("a", "b")
    assert codes(found(['kind: string = "a","b"'], OUT, rows)) == set()


def test_an_input_without_a_value_is_told_once_for_each_column():
    findings = found(
        ["age: number", "ok: boolean"], OUT, [("< 5", "-", '"x"'), (">= 5", "true", '"y"'), (">= 5", "false", '"z"')]
    )
    assert [(each.columns, each.severity) for each in of(findings, "null_gap")] == [
        (("in1",), "note"),
        (("in2",), "note"),
    ]
    assert not of(found(ADULT, OUT, [("null", '"x"'), ("not(null)", '"y"')]), "null_gap")


def test_members_of_an_input_are_set_in_the_example():
    person = (
        '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="name"><typeRef>string</typeRef></itemComponent></itemDefinition>'
    )
    model = table(["person.age: number"], OUT, [("< 18", '"x"')], types=person)
    gap = one(check_model(model), "gap")
    assert gap.example == {"person": {"age": Decimal(18)}}
    assert evaluate_decision(model, "answer", gap.example).fired["answer"] == ()


def test_no_more_than_a_screenful_of_gaps_is_shown_the_largest_first():
    findings = found(["age: number", "b: number"], OUT, [(f"{n}", f"{n}", f'"{n}"') for n in range(0, 100, 2)])
    assert len(of(findings, "gap")) == 20
    assert one(findings, "gap_more").severity == "note"
    assert {finding.severity for finding in findings} <= set(SEVERITIES)


# -- rows


def test_a_row_behind_rows_that_cover_it_together_is_never_reached():
    rows = [("< 18", "-", '"x"'), (">= 18", "-", '"y"'), ("[10..30]", "true", '"z"'), ("null", "-", '"n"')]
    unreachable = one(found(["age: number", "ok: boolean"], OUT, rows, policy="FIRST"), "row_unreachable")
    assert (unreachable.severity, unreachable.rules) == ("error", ("r3", "r1", "r2"))


def test_a_row_of_lower_priority_inside_a_better_one_is_never_reached():
    rows = [("< 18", '"low"'), ("< 30", '"high"')]
    assert (
        one(found(ADULT, ['out: string = "high","low"'], rows, policy="PRIORITY"), "row_unreachable").rules[0] == "r1"
    )
    assert not of(found(ADULT, ['out: string = "low","high"'], rows, policy="PRIORITY"), "row_unreachable")


def test_a_row_for_what_cannot_be_is_an_error():
    assert one(found(ADULT, OUT, [("? > 5 and ? < 3", '"x"'), ("-", '"y"')]), "cell_empty").rules == ("r1",)


def test_duplicate_subsumed_and_mergeable_rows_are_notes():
    rows = [("< 10", '"x"'), ("< 10", '"x"'), ("< 5", '"x"'), ("[10..20]", '"x"'), ("> 30", '"x"')]
    findings = found(ADULT, OUT, rows, policy="COLLECT")
    assert one(findings, "row_duplicate").rules == ("r1", "r2")
    assert ("r3", "r1") in [each.rules for each in of(findings, "row_subsumed")]
    assert [each.rules for each in of(findings, "rows_mergeable")] == [("r1", "r4"), ("r2", "r4")]
    assert codes(findings) == set()


def test_in_a_table_of_the_first_match_a_row_between_keeps_a_row_from_being_superfluous():
    rows = [("< 5", '"x"'), ("< 10", '"y"'), ("-", '"x"')]
    assert not of(found(ADULT, OUT, rows, policy="FIRST"), "row_subsumed")
    assert one(found(ADULT, OUT, [rows[0], rows[2]], policy="FIRST"), "row_subsumed").rules == ("r1", "r2")


# -- values


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("a: number", '"abc"', "type_mismatch"),
        ("a: number", '? = "abc"', "type_mismatch"),
        ("a: string", "5", "type_mismatch"),
        ("a: date", '"2024-01-01"', "type_mismatch"),
        ("a: date", 'date and time("2024-01-01T00:00:00")', "type_mismatch"),
        ("a: integer", "17.5", "type_mismatch"),
        ("a: boolean", '"true"', "type_mismatch"),
        ("a: date", 'date("2024-02-30")', "value_invalid"),
        ("a: number", '[1.."b"]', "value_invalid"),
        ("a: number", "[5..1]", "range_reversed"),
        ("a: number", "]5..5]", "range_empty"),
        ('a: string = "x","y"', '"z"', "value_not_allowed"),
        ('a: string = "x","y"', '"x","z"', "value_not_allowed"),
        ("a: number = [0..100]", "> 100", "value_not_allowed"),
        ("a: number = [0..100]", "101", "value_not_allowed"),
    ],
)
def test_a_cell_that_does_not_fit_its_column_is_an_error(column, cell, code):
    finding = one(found([column], OUT, [(cell, '"x"'), ("-", '"y"')], policy="FIRST"), code)
    assert (finding.severity, finding.rules, finding.columns) == ("error", ("r1",), ("in1",))
    assert cell in finding.message


def test_allowed_values_of_another_type_than_the_column_are_an_error():
    assert one(found(['a: number = "x","y"'], OUT, [("-", '"x"')]), "type_mismatch").rules == ()


@pytest.mark.parametrize(
    ("column", "result", "code"),
    [
        ("out: number", '"x"', "output_type"),
        ("out: date", '"2024-01-01"', "output_type"),
        ('out: string = "x","y"', '"z"', "output_not_allowed"),
    ],
)
def test_a_result_that_does_not_fit_its_column_is_an_error(column, result, code):
    finding = one(found(ADULT, [column], [("-", result)]), code)
    assert (finding.severity, finding.rules, finding.columns) == ("error", ("r1",), ("out1",))


def test_a_default_must_fit_its_column_too():
    assert one(found(ADULT, ['out: string = "x" | "y"'], [("< 5", '"x"')]), "output_not_allowed").rules == ()


def test_a_result_without_a_place_in_the_order_of_priority_is_an_error():
    findings = found(ADULT, ['out: string = "x","y"'], [("< 5", '"x"'), (">= 5", '"z"')], policy="PRIORITY")
    assert one(findings, "priority_value_missing").rules == ("r2",)


def test_allowed_values_that_nothing_speaks_of_are_a_warning():
    column = ['kind: string = "a","b","c"']
    unused = one(found(column, OUT, [('"a"', '"x"'), ('"b"', '"y"')]), "value_unused")
    assert (unused.severity, unused.columns) == ("warning", ("in1",))
    assert "“c”" in unused.message
    assert (
        one(found(column, OUT, [('"a","b"', '"x"'), ("-", '"y"')], policy="FIRST"), "value_unused").severity == "note"
    )
    assert not of(found(column, OUT, [("-", '"y"')]), "value_unused")
    assert one(found(ADULT, ['out: string = "x","y"'], [("-", '"x"')]), "output_unused").severity == "warning"


# -- rows that cannot be read


def test_what_depends_on_a_cell_that_cannot_be_read_is_said_with_maybe():
    rows = [("< limit", "-", '"x"'), ("> limit", "-", '"y"')]
    findings = found(["age: number", "limit: number"], OUT, rows)
    overlap = one(findings, "overlap")
    assert (overlap.certain, overlap.severity, overlap.example) == (False, "warning", None)
    assert overlap.message.startswith("可能：")


def test_a_maybe_becomes_certain_where_an_example_shows_it():
    findings = found(["name: string"], OUT, [('starts with(?, "x")', '"x"'), ('starts with(?, "y")', '"y"')])
    gap = one(findings, "gap")
    assert gap.certain
    assert gap.example is not None
    assert gap.rules == ("r1", "r2")


def test_cells_that_ask_the_clock_or_take_lists_are_not_read():
    assert not of(found(["on: date"], OUT, [("< today()", '"x"'), (">= today()", '"y"')]), "cell_empty")
    kinds = '<itemDefinition name="tKinds" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    findings = found(["kinds: tKinds"], OUT, [('"a"', '"x"'), ('list contains(?, "b")', '"y"')], types=kinds)
    assert codes(findings, "error") == set()
    far = found(["on: date"], OUT, [('< date("12000-01-01")', '"x"'), ('>= date("12000-01-01")', '"y"')])
    assert codes(far, "error") == set()


def test_columns_that_hang_together_give_no_certain_finding_without_an_example():
    rows = [("< 5", "true", '"x"'), ("-", "false", '"y"')]
    gap = one(found(["age: number", "age > 10: boolean"], OUT, rows), "gap")
    assert (gap.certain, gap.example) == (False, None)


# -- budgets


def test_a_search_out_of_budget_says_undecided_and_never_that_there_is_no_gap():
    columns = [f"c{number}: number" for number in range(6)]
    rows = [tuple(f"[{(row * k) % 7}..{(row * k) % 7 + 2}]" for k in range(1, 7)) + ('"x"',) for row in range(40)]
    model = table(columns, OUT, rows, policy="FIRST")
    undecided = one(check_model(model, nodes=3), "gap_undecided")
    assert "未判定" in undecided.message
    assert not undecided.certain
    assert of(check_model(model), "gap")


def test_overlaps_out_of_budget_are_undecided_too():
    findings = check_model(table(ADULT, OUT, [(f"{n}", f'"{n}"') for n in range(9)]), nodes=4)
    assert "未判定" in one(findings, "overlap_undecided").message


def test_a_row_of_which_it_is_not_known_whether_it_answers_is_undecided():
    columns, rows = ["a: number", "b: number"], [("< 5", "-", '"x"'), (">= 5", "< 3", '"y"'), ("-", "-", '"z"')]
    findings = check_model(table(columns, OUT, rows, policy="FIRST"), nodes=1)
    assert one(findings, "reachability_undecided").severity == "warning"


# -- rules of the project


def test_a_minimum_above_its_maximum_is_an_error():
    rows = [("< 5", "20000", "10000"), (">= 5", "1", "2")]
    finding = one(found(ADULT, ["fine_min: number", "fine_max: number"], rows), "minimum_above_maximum")
    assert (finding.severity, finding.rules, finding.columns) == ("error", ("r1",), ("out1", "out2"))


def test_a_heavier_class_with_a_lighter_penalty_is_an_error():
    columns = ['grade: string = "minor","serious"', "repeated: boolean"]
    rows = [('"minor"', "true", "5000"), ('"minor"', "false", "1000"), ('"serious"', "-", "3000")]
    finding = one(found(columns, ["fine_yuan: number"], rows), "heavier_class_lighter")
    assert (finding.severity, finding.rules) == ("error", ("r1", "r3"))


def test_a_class_among_the_results_is_compared_too():
    outputs = ['阶次: string = "一般","从重"', "罚款下限: number", "罚款上限: number"]
    findings = found(ADULT, outputs, [("< 5", '"一般"', "1", "5"), (">= 5", '"从重"', "3", "4")])
    assert one(findings, "heavier_class_lighter").rules == ("r1", "r2")
    assert not of(
        found(ADULT, outputs, [("< 5", '"一般"', "1", "3"), (">= 5", '"从重"', "3", "4")]), "heavier_class_lighter"
    )


def test_rows_must_say_from_when_they_apply():
    outputs = ["out: string", "effective_from: date", "effective_to: date"]
    rows = [
        ("< 5", '"x"', "null", "null"),
        (">= 5", '"y"', 'date("2024-01-01")', 'date("2023-01-01")'),
        ("null", '"z"', 'date("2024-01-01")', ""),
    ]
    findings = found(ADULT, outputs, rows)
    assert one(findings, "effective_range_missing").rules == ("r1",)
    assert one(findings, "effective_range_reversed").rules == ("r2",)


# -- all kinds of values


@pytest.mark.parametrize(
    ("type_", "cell", "inside"),
    [
        ("date", '[date("2024-02-28")..date("2024-03-01")]', date(2024, 2, 29)),
        ("time", '< time("09:00:00")', time(8)),
        ("dateTime", '< date and time("2024-01-01T00:00:00")', None),
        ("dayTimeDuration", '> duration("P1D")', None),
        ("yearMonthDuration", '<= duration("P1Y")', None),
        ("string", 'not("a","b")', None),
        ("Any", '"a", < 5', None),
    ],
)
def test_examples_of_every_type_run(type_, cell, inside):
    model = table([f"when: {type_}"], OUT, [(cell, '"x"'), (cell, '"y"')])
    overlap = one(check_model(model), "overlap")
    assert evaluate_decision(model, "answer", overlap.example).fired["answer"] == ("r1", "r2")
    gap = of(check_model(model), "gap")[0]
    assert evaluate_decision(model, "answer", gap.example).fired["answer"] == ()
    if inside:
        assert "answer" in evaluate_decision(model, "answer", {"when": inside}).fired
