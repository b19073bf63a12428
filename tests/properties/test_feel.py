"""FEEL against what it stands for: ranges are comparisons, arithmetic is Decimal's, text reads back."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.decisions import FeelError, compile_expression, compile_unary_tests, evaluate

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)
truths = st.sampled_from([True, False, None])
EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN)
FRAGMENTS = [
    "a",
    "1",
    "..",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "in",
    "for",
    "return",
    "not",
    "-",
    '"',
    ",",
    "<",
    "?",
    "@",
    "if",
    ".",
]


@given(numbers, numbers, numbers, st.sampled_from("[]("), st.sampled_from("][)"))
def test_a_range_is_two_comparisons(low, high, value, opening, closing):
    matched = compile_unary_tests(f"{opening}{low}..{high}{closing}").matches(value)
    above = value >= low if opening == "[" else value > low
    below = value <= high if closing == "]" else value < high
    assert matched is (above and below)


@given(numbers, numbers, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
def test_a_cell_compares_as_an_expression_does(bound, value, operator):
    in_cell = compile_unary_tests(f"{operator} {bound}").matches(value)
    assert in_cell is evaluate(f"v {operator} b", {"v": value, "b": bound})
    assert compile_unary_tests(f"not({operator} {bound})").matches(value) is not in_cell


@given(numbers, numbers)
def test_arithmetic_is_that_of_34_digits(a, b):
    context = {"a": a, "b": b}
    assert evaluate("a + b", context) == EXACT.add(a, b)
    assert evaluate("a - b", context) == EXACT.subtract(a, b)
    assert evaluate("a * b", context) == EXACT.multiply(a, b)
    assert evaluate("a / b", context) == (EXACT.divide(a, b) if b else None)


@given(numbers)
def test_a_number_reads_back_from_its_text(number):
    assert evaluate("number(string(n)) = n", {"n": number}) is True
    assert evaluate(f"{number}") == number


@given(truths, truths)
def test_de_morgan_holds_in_three_valued_logic(a, b):
    context = {"a": a, "b": b}
    assert evaluate("not(a and b)", context) is evaluate("not(a) or not(b)", context)


@given(st.dates(), st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day, months):
    moved = evaluate('d + m * @"P1M"', {"d": day, "m": months})
    if moved is None:
        assert not 1 <= day.year + (day.month - 1 + months) // 12 <= 9999
        return
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or moved.day < day.day and evaluate('(d + @"P1D").day', {"d": moved}) in (1, None)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_is_an_expression_or_a_feel_error(text):
    for compile_text in (compile_expression, compile_unary_tests):
        try:
            compiled = compile_text(text, lenient=True)
            compiled.evaluate({}) if compile_text is compile_expression else compiled.matches(Decimal(1))
        except FeelError as refused:
            assert str(refused)
