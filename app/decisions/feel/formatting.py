"""Values as text, as ``string()`` gives them: numbers in plain notation, dates in ISO 8601."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .far import Clock, Day, Moment, clock_of, day_of
from .limits import bounded_text, spend
from .temporal import format_date, format_duration, format_time
from .values import Months, Range

TEXT_COST = 10
PLAIN_KEY = re.compile(r"[\w ]+")


def number_text(number):
    """Exact and without an exponent or trailing zeros."""
    return format((number + 0).normalize(), "f")


def text_of(value, is_inner=False):
    """The text of a value; strings inside a list or context are quoted."""
    spend(TEXT_COST)
    if isinstance(value, str):
        return _quoted(value) if is_inner else value
    return bounded_text(next((write(value) for type_, write in WRITERS if isinstance(value, type_)), "null"))


def _list_text(items):
    return "[" + ", ".join(text_of(item, True) for item in items) + "]"


def _context_text(entries):
    return "{" + ", ".join(f"{_key_text(name)}: {text_of(value, True)}" for name, value in entries.items()) + "}"


def _key_text(name):
    return name if PLAIN_KEY.fullmatch(name) else _quoted(name)


def _quoted(text):
    return '"' + text.replace('"', '\\"') + '"'


def _range_text(interval):
    low = "" if interval.low is None else text_of(interval.low, True)
    high = "" if interval.high is None else text_of(interval.high, True)
    return f"{'[' if interval.low_included else '('}{low}..{high}{']' if interval.high_included else ')'}"


WRITERS = (
    (bool, lambda value: "true" if value else "false"),
    (Decimal, number_text),
    ((datetime, Moment), lambda value: f"{format_date(day_of(value))}T{format_time(clock_of(value))}"),
    ((date, Day), format_date),
    ((time, Clock), format_time),
    ((timedelta, Months), format_duration),
    (list, _list_text),
    (dict, _context_text),
    (Range, _range_text),
)
