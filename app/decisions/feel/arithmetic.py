"""Arithmetic of numbers, strings, dates and durations: one table per operator, chosen by the types of both sides.

Sides that do not fit, division by zero and dates outside the calendar give null, as DMN 1.3 10.3.2.5 asks; a number
beyond the limits is an error.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, Overflow

from .limits import bounded_text, spend
from .temporal import MICROSECOND, month_clamped
from .values import Months

POWER_COST = 50


def _concatenate(a, b):
    return bounded_text(a + b)


def _power(a, b):
    spend(POWER_COST)
    result = a**b
    return result if result.is_finite() else None


def _plus_months(moment, months):
    return month_clamped(moment, months.count)


def _plus_days(day, duration):
    return (datetime(day.year, day.month, day.day) + duration).date()


def _time_plus(clock, duration):
    return (datetime.combine(date(2000, 1, 1), clock) + duration).timetz()


def _between(end, start):
    """The time from one moment to the other; null if only one of them has an offset. A date is its midnight, UTC."""
    end, start = _midnight(end), _midnight(start)
    if (end.tzinfo is None) != (start.tzinfo is None):
        return None
    by_the_clock = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    if end.tzinfo is None:
        return by_the_clock
    return by_the_clock - (end.utcoffset() - start.utcoffset())  # clocks of one place may have been put forward


def _later(moment, duration):
    """So much time later, in the zone of the moment."""
    if moment.tzinfo is None:
        return moment + duration
    return (moment.astimezone(UTC) + duration).astimezone(moment.tzinfo)


def _midnight(value):
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)


def _between_times(end, start):
    return _between(datetime.combine(date(2000, 1, 1), end), datetime.combine(date(2000, 1, 1), start))


def _scaled(duration, factor):
    return timedelta(microseconds=int(_microseconds(duration) * factor))


def _microseconds(duration):
    return Decimal(duration // MICROSECOND)


def _flipped(action):
    return lambda a, b: action(b, a)


ADDITION = {
    (Decimal, Decimal): lambda a, b: a + b,
    (str, str): _concatenate,
    (timedelta, timedelta): lambda a, b: a + b,
    (Months, Months): lambda a, b: Months(a.count + b.count),
    (date, Months): _plus_months,
    (datetime, Months): _plus_months,
    (date, timedelta): _plus_days,
    (datetime, timedelta): _later,
    (time, timedelta): _time_plus,
}
ADDITION |= {(b, a): _flipped(action) for (a, b), action in ADDITION.items() if a is not b}

SUBTRACTION = {
    (Decimal, Decimal): lambda a, b: a - b,
    (timedelta, timedelta): lambda a, b: a - b,
    (Months, Months): lambda a, b: Months(a.count - b.count),
    (date, Months): lambda a, b: month_clamped(a, -b.count),
    (datetime, Months): lambda a, b: month_clamped(a, -b.count),
    (date, timedelta): lambda a, b: _plus_days(a, -b),
    (datetime, timedelta): lambda a, b: _later(a, -b),
    (time, timedelta): lambda a, b: _time_plus(a, -b),
    (time, time): _between_times,
} | {(a, b): _between for a in (date, datetime) for b in (date, datetime)}

MULTIPLICATION = {
    (Decimal, Decimal): lambda a, b: a * b,
    (timedelta, Decimal): _scaled,
    (Months, Decimal): lambda a, b: Months(int(a.count * b)),
}
MULTIPLICATION |= {(b, a): _flipped(action) for (a, b), action in MULTIPLICATION.items() if a is not b}

DIVISION = {
    (Decimal, Decimal): lambda a, b: a / b,
    (timedelta, timedelta): lambda a, b: _microseconds(a) / _microseconds(b),
    (Months, Months): lambda a, b: Decimal(a.count) / Decimal(b.count),
    (timedelta, Decimal): lambda a, b: timedelta(microseconds=int(_microseconds(a) / b)),
    (Months, Decimal): lambda a, b: Months(int(a.count / b)),
}

NEGATION = {
    Decimal: lambda a: -a,
    timedelta: lambda a: -a,
    Months: lambda a: Months(-a.count),
}


def _operator(table):
    def apply(a, b):
        action = table.get((type(a), type(b)))
        return undefined_as_null(action, a, b) if action else None

    return apply


def undefined_as_null(action, *values):
    """The action's result, or null where arithmetic or the calendar has none. Raises Overflow."""
    try:
        return action(*values)
    except Overflow:
        raise
    except (ArithmeticError, ValueError, LookupError):
        return None


add = _operator(ADDITION)
subtract = _operator(SUBTRACTION)
multiply = _operator(MULTIPLICATION)
divide = _operator(DIVISION)
power = _operator({(Decimal, Decimal): _power})


def negative(value):
    """``-value`` of a number or duration, else null."""
    action = NEGATION.get(type(value))
    return undefined_as_null(action, value) if action else None
