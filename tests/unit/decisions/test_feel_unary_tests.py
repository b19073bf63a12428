"""Cells of decision tables: what each form accepts, refuses and leaves open."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from app.decisions import FeelSyntaxError, Months, compile_unary_tests

CASES = [
    ("-", None, True),
    ("", 5, True),
    ('"a"', "a", True),
    ('"a"', "b", False),
    ('"a","b"', "b", True),
    ('"a, b","c"', "a, b", True),
    ('not("a")', "a", False),
    ('not("a","b")', "c", True),
    ('not("a")', None, True),
    ("5", 5, True),
    ("5", Decimal("5.0"), True),
    ("-5", -5, True),
    ("< 18", 17, True),
    ("< 18", 18, False),
    ("<= 18", 18, True),
    ("> 18", 18, False),
    (">= 18", 18, True),
    ("!= 18", 17, True),
    ("= 18", 18, True),
    ("[16..18]", 16, True),
    ("[16..18)", 18, False),
    ("(16..18]", 16, False),
    ("[1..3],[5..7]", 6, True),
    ("not([1..3])", 2, False),
    ("< 1, > 10", 11, True),
    ("< 1, > 10", 5, False),
    ("null", None, True),
    ("null", 5, False),
    ("not(null)", None, False),
    ("not(null)", 5, True),
    ("< 18", None, None),
    ("[1..3]", None, None),
    ("< 18", "17", None),
    ("true", True, True),
    ("false", True, False),
    ("? > 3 and ? < 5", 4, True),
    ('starts with(?, "京")', "京A", True),
    ("some x in ? satisfies x > 3", [1, 4], True),
    ("[1,2,3]", 2, True),
    ('"a"', ["a", "b"], True),
    ("null, < 5", None, True),
    ("?", "a", True),
    ("?", False, True),
]
EDITOR_FORMS = [
    ("]16..18[", 17, True),
    ("]16..18[", 16, False),
    ("]16..18[", 18, False),
    ("[16..18[", 16, True),
    ("]16..18]", 18, True),
    ("not(]16..18[)", 17, False),
    ("]16..18[, ]20..22[", 21, True),
    ('"bronze","silver"', "silver", True),
    ('not("bronze","silver")', "gold", True),
    ('date("2024-02-29")', date(2024, 2, 29), True),
    ('< date("2024-02-29")', date(2024, 2, 28), True),
    ('[date("2024-01-01")..date("2024-12-31")]', date(2024, 12, 31), True),
    (']date("2024-01-01")..date("2024-12-31")[', date(2024, 12, 31), False),
    ('> time("08:30:00")', time(9), True),
    ('>= duration("P3D")', timedelta(days=3), True),
    ('< duration("P1Y")', Months(11), True),
    ('< duration("P1Y")', timedelta(days=3), None),
    ("true", False, False),
]


@pytest.mark.parametrize(("cell", "value", "expected"), CASES + EDITOR_FORMS)
def test_a_cell_matches_as_the_law_table_reads(cell, value, expected):
    assert compile_unary_tests(cell).matches(value) is expected


def test_a_cell_may_compare_with_other_inputs():
    cell = compile_unary_tests("]base amount..base amount * 2[", ["base amount"])
    assert cell.names == {"base amount"}
    assert cell.matches(15, {"base amount": 10}) is True
    assert cell.matches(20, {"base amount": 10}) is False


def test_a_filter_at_the_low_end_of_a_range_is_a_filter():
    assert compile_unary_tests("[xs[1]..xs[2]]").matches(4, {"xs": [3, 5]}) is True
    assert compile_unary_tests("]xs[1]..xs[2][").matches(5, {"xs": [3, 5]}) is False


def test_the_cell_keeps_its_tests_for_the_checker():
    cell = compile_unary_tests("not(1, 2)")
    assert cell.is_negated and len(cell.tests) == 2
    assert compile_unary_tests("-").tests == []
    assert not compile_unary_tests("not(? = 1) or false").is_negated


@pytest.mark.parametrize("cell", ["[1..", "1,,2", "not(", '"a', "> ", "]1..2", "a b", '@"2024-13-01"', "1 2", "- -"])
def test_a_bad_cell_is_refused_and_never_just_does_not_match(cell):
    with pytest.raises(FeelSyntaxError) as refused:
        compile_unary_tests(cell)
    assert 0 <= refused.value.position <= len(cell)
    assert "个字符处" in str(refused.value)
