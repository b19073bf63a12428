"""The values of FEEL and what they are in Python.

number: Decimal. string: str. boolean: bool. null: None. date, time, date and time: the classes of ``datetime``, or
Day, Clock and Moment (``far``) where those do not suffice.
days and time duration: timedelta. years and months duration: Months. list: list. context: dict. range: Range.
Values are never changed once made.
"""

import operator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, getcontext
from types import NoneType

from .errors import FeelError
from .far import Clock, Day, Moment, instant
from .limits import bounded_list, bounded_text, spend

MAX_MONTHS = 12 * 999_999_999
MAX_INTEGER_BITS = 20_500  # just above 10**6144: a longer integer is costly even to convert


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration, in months. Raises ValueError beyond 999 999 999 years."""

    count: int

    def __post_init__(self):
        if abs(self.count) > MAX_MONTHS:
            raise ValueError("duration out of range")


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None and excluded is open to infinity (``< 5`` is ``Range(None, 5)``)."""

    low: object = None
    high: object = None
    low_included: bool = False
    high_included: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of FEEL: ``invoke(values, named)`` where ``named`` is a dict of the named arguments, or None.

    ``parameters``: the declared type of each (None: any), or None for a built-in function, which has many signatures.
    ``result``: the type of what it yields, None where only the call will tell.
    """

    invoke: object
    parameters: tuple | None = None
    result: object = None


KINDS = {
    NoneType: "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    Day: "date",
    Clock: "time",
    Moment: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
PLAIN = {Decimal, str, date, timedelta, Months}  # ordered by themselves
BY_INSTANT = {date, Day, datetime, Moment, time, Clock}
SCALES = {type_: KINDS[type_] for type_ in (Decimal, str, time, Clock, timedelta, Months)}
SCALES |= dict.fromkeys((date, Day, datetime, Moment), "date")  # what is on one scale can be compared
ORDERED = set(SCALES)


def kind(value):
    """The name of the value's FEEL type."""
    return KINDS[type(value)]


def from_python(value):
    """Turn an input into a FEEL value: JSON-like data, dates, and what an evaluation returned before.

    An int becomes an exact Decimal, a float the Decimal of its repr (0.1 is 0.1).
    Raises: FeelError for infinity, not-a-number and for types without a FEEL meaning
    """
    spend()
    if isinstance(value, str):
        return bounded_text(value if type(value) is str else str.__str__(value))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, list | tuple):
        return bounded_list([from_python(item) for item in value])
    if isinstance(value, dict):
        return {str(name): from_python(item) for name, item in value.items()}
    if type(value) not in KINDS:
        raise FeelError(f"数据类型 {type(value).__name__} 不能用于表达式")
    return value


def _number(value):
    if isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
        raise FeelError("数值超出范围")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise FeelError("数值必须是有限的数")
    return getcontext().plus(number)


def weighed(value):
    """The value, once every element in it is paid for: lists that share elements can be vast when written out."""
    if isinstance(value, list | dict):
        spend(2 * len(value))
        for item in value.values() if isinstance(value, dict) else value:
            weighed(item)
    return value


def sort_key(value):
    """A key by which ordered values of one kind sort as ``less`` has them."""
    return instant(value) if type(value) in BY_INSTANT else value


def _ordered(compare):
    def ordered(a, b):
        if type(a) is type(b) and type(a) in PLAIN:
            return compare(a, b)
        pair = _comparable(a, b)
        return pair and compare(*pair)

    return ordered


def _comparable(a, b):
    """What the two are ordered by; None if they cannot be (null, different kinds, lists ...).

    A date beside a moment stands for its first moment, in UTC.
    """
    scale = SCALES.get(type(a))
    return (sort_key(a), sort_key(b)) if scale is not None and scale is SCALES.get(type(b)) else None


less = _ordered(operator.lt)
less.__doc__ = "``a < b``; None if the two cannot be ordered (null, different kinds, lists ...)."
at_most = _ordered(operator.le)
at_most.__doc__ = "``a <= b``; None if the two cannot be ordered."


def more(a, b):
    """``a > b``; None if the two cannot be ordered."""
    return less(b, a)


def at_least(a, b):
    """``a >= b``; None if the two cannot be ordered."""
    return at_most(b, a)


def equal(a, b):
    """``a = b``: null equals only null; different kinds give None; a list of one element stands for the element."""
    spend()
    if a is None or b is None:
        return a is b
    a, b = _unwrapped(a, b)
    if type(a) in SCALES:
        pair = _comparable(a, b)
        return pair and pair[0] == pair[1]
    if type(a) is not type(b):
        return None
    if type(a) is list:
        spend(2)
        return len(a) == len(b) and all(equal(x, y) is True for x, y in zip(a, b, strict=True))
    if type(a) is dict:
        return a.keys() == b.keys() and all(equal(a[name], b[name]) is True for name in a)
    return a == b


def _unwrapped(a, b):
    if type(a) is list and type(b) is not list and len(a) == 1:
        return a[0], b
    if type(b) is list and type(a) is not list and len(b) == 1:
        return a, b[0]
    return a, b


def unequal(a, b):
    """``a != b``; None where ``a = b`` is."""
    return negated(equal(a, b))


def negated(truth):
    """not, in three-valued logic: what is neither true nor false gives null."""
    return not truth if isinstance(truth, bool) else None


def both(a, b):
    """and, in three-valued logic."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def either(a, b):
    """or, in three-valued logic."""
    if a is True or b is True:
        return True
    return False if a is False and b is False else None


def contains(interval, value):
    """Whether the value lies in the range; None if they cannot be compared."""
    return both(_above(interval, value), _below(interval, value))


def _above(interval, value):
    if interval.low is None:
        return True if interval.high is not None else None
    return (at_most if interval.low_included else less)(interval.low, value)


def _below(interval, value):
    if interval.high is None:
        return True if interval.low is not None else None
    return (at_most if interval.high_included else less)(value, interval.high)
