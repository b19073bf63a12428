"""Check digits. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.enterprises.rules import (
    USCC_DIGITS,
    clean_uscc,
    id_check_digit,
    id_problem,
    require_risk_level,
    uscc_check_digit,
    uscc_problem,
)

TODAY = date(2026, 11, 20)
bodies = st.text(alphabet=USCC_DIGITS, min_size=17, max_size=17)


def test_the_example_of_the_standard_is_right():
    assert uscc_problem("91350100M000100Y43") == ""  # GB 32100-2015, appendix
    assert id_problem("11010519491231002X", TODAY) == ""  # GB 11643-1999, example


@given(bodies, st.integers(0, 17), st.sampled_from(USCC_DIGITS))
def test_one_wrong_character_is_always_found(body, place, other):
    code = body + uscc_check_digit(body)
    assert uscc_problem(code) == ""
    wrong = code[:place] + other + code[place + 1 :]
    assert (uscc_problem(wrong) == "") == (wrong == code)


@given(bodies, st.integers(0, 15))
def test_two_swapped_neighbours_are_found(body, place):
    code = body + uscc_check_digit(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (uscc_problem(swapped) == "") == (swapped == code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "18 位"),
        ("91350100M000100Y4", "现在是 17 位"),
        ("91350100M000100YO3", "不会有“O”"),
        ("91350100M000100Y44", "校验位"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code, said):
    assert said in uscc_problem(code)


def test_a_code_is_read_as_people_type_it():
    assert clean_uscc(" 9135 0100m000100y43\n") == "91350100M000100Y43"
    assert clean_uscc("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_every_born_citizen_has_a_right_number_and_one_wrong_last_digit_is_found(born, serial):
    body = f"420704{born:%Y%m%d}{serial:03d}"
    assert id_problem(body + id_check_digit(body), TODAY) == ""
    wrong = "0" if id_check_digit(body) != "0" else "1"
    assert "校验位" in id_problem(body + wrong, TODAY)


@pytest.mark.parametrize(
    ("number", "said"),
    [("1101051949", "18 位"), ("11010519491331002X", "出生日期"), ("110105203001010011", "出生日期"),
     ("110105189912310011", "出生日期"), ("１1010519491231002X", "数字")],
)  # fmt: skip
def test_a_wrong_identity_number_says_what_is_wrong(number, said):
    assert said in id_problem(number, TODAY)


def test_a_risk_colour_never_changes_without_a_ground():
    require_risk_level("red", "重大隐患逾期未整改")
    with pytest.raises(RuleBroken):
        require_risk_level("red", "  ")
    with pytest.raises(RuleBroken):
        require_risk_level("purple", "理由")
