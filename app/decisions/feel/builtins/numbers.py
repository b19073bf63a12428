"""Functions of numbers, booleans and conversions to them. Only the rounding functions round."""

import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    getcontext,
)

from ..limits import spend
from ..values import Months
from .registry import builtin

TRANSCENDENTAL_COST = 100
SCALES = (-6111, 6176)
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
WIDE = Context(prec=100)  # room for the digits that a scale adds to a 34-digit number


def _rounding(mode):
    def rounded(number, scale=Decimal(0)):
        if not SCALES[0] <= scale <= SCALES[1]:
            return None
        if scale >= -number.as_tuple().exponent:
            return number
        return number.quantize(Decimal(1).scaleb(-int(scale)), rounding=mode, context=WIDE)

    return rounded


builtin("decimal", "n: number, scale: number")(_rounding(ROUND_HALF_EVEN))
builtin("floor", "n: number, scale?: number")(_rounding(ROUND_FLOOR))
builtin("ceiling", "n: number, scale?: number")(_rounding(ROUND_CEILING))
builtin("round up", "n: number, scale: number")(_rounding(ROUND_UP))
builtin("round down", "n: number, scale: number")(_rounding(ROUND_DOWN))
builtin("round half up", "n: number, scale: number")(_rounding(ROUND_HALF_UP))
builtin("round half down", "n: number, scale: number")(_rounding(ROUND_HALF_DOWN))


@builtin("abs", "n: number|days and time duration|years and months duration")
def absolute(value):
    return Months(abs(value.count)) if isinstance(value, Months) else abs(value)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(dividend, divisor):
    """The remainder with the sign of the divisor."""
    return dividend - divisor * (dividend / divisor).to_integral_value(rounding=ROUND_FLOOR)


@builtin("sqrt", "number: number")
def square_root(number):
    spend(TRANSCENDENTAL_COST)
    return number.sqrt()


@builtin("exp", "number: number")
def exponential(number):
    spend(TRANSCENDENTAL_COST)
    return number.exp()


@builtin("log", "number: number")
def logarithm(number):
    spend(TRANSCENDENTAL_COST)
    return number.ln() if number > 0 else None


@builtin("odd", "number: number")
def is_odd(number):
    return abs(number % 2) == 1 if number == number.to_integral_value() else None


@builtin("even", "number: number")
def is_even(number):
    return number % 2 == 0 if number == number.to_integral_value() else None


@builtin("not", "negand: boolean")
def negation(negand):
    return not negand


@builtin("number", "from: string, grouping separator?: string|Null, decimal separator?: string|Null")
def number_from(text, grouping=None, point=None):
    if grouping not in (None, " ", ".", ",") or point not in (None, ".", ",") or grouping and grouping == point:
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    return getcontext().create_decimal(plain) if NUMBER.fullmatch(plain) else None
