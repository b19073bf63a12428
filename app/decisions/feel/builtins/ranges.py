"""Relations of ranges and points (DMN 1.3, table 78); a point is the range of itself."""

import re
from decimal import getcontext

from ..temporal import parse_date, parse_date_time, parse_duration, parse_temporal, parse_time
from ..values import Range, equal, less
from .registry import builtin

NUMBER = r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,6})?"
STRING = r'"(?:[^"\\]|\\.)*"'
END = rf"({NUMBER}|{STRING}|@{STRING}|(?:date|time|date and time|duration)\(\s*{STRING}\s*\))?"
RANGE = re.compile(rf"([\[(\]])\s*{END}\s*\.\.\s*{END}\s*([\])\[])", re.ASCII | re.DOTALL)
CALLS = {"date": parse_date, "time": parse_time, "date and time": parse_date_time, "duration": parse_duration}

POINT = "number|string|date|time|date and time|days and time duration|years and months duration"
POINTS = f"point1: {POINT}, point2: {POINT}"
RANGES = "range1: range, range2: range"
RANGE_FIRST = f"range: range, point: {POINT}"
RANGE_SECOND = f"point: {POINT}, range: range"


def relation(name, *signatures):
    """Register a relation of ranges and points; null if the two cannot be compared."""

    def register(action):
        def related(a, b):
            a, b = _range(a), _range(b)
            return bool(action(a, b)) if _comparable(a, b) else None

        for signature in signatures:
            builtin(name, signature)(related)
        return action

    return register


def _range(value):
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _comparable(a, b):
    """Whether the ends are of one kind."""
    return len({type(end) for end in (a.low, a.high, b.low, b.high) if end is not None}) == 1


@relation("before", POINTS, RANGE_SECOND, RANGE_FIRST, RANGES)
def before(a, b):
    return less(a.high, b.low) or _same(a.high, b.low) and not (a.high_included and b.low_included)


@relation("after", POINTS, RANGE_SECOND, RANGE_FIRST, RANGES)
def after(a, b):
    return before(b, a)


@relation("meets", RANGES)
def meets(a, b):
    return a.high_included and b.low_included and _same(a.high, b.low)


@relation("met by", RANGES)
def met_by(a, b):
    return meets(b, a)


@relation("overlaps", RANGES)
def overlaps(a, b):
    return not before(a, b) and not before(b, a)


@relation("overlaps before", RANGES)
def overlaps_before(a, b):
    begins = less(a.low, b.low) or _same(a.low, b.low) and a.low_included and not b.low_included
    ends = less(a.high, b.high) or _same(a.high, b.high) and (not a.high_included or b.high_included)
    return begins and ends and overlaps(a, b)


@relation("overlaps after", RANGES)
def overlaps_after(a, b):
    return overlaps_before(b, a)


@relation("includes", RANGE_FIRST, RANGES)
def includes(a, b):
    begins = less(a.low, b.low) or _same(a.low, b.low) and (a.low_included or not b.low_included)
    ends = less(b.high, a.high) or _same(a.high, b.high) and (a.high_included or not b.high_included)
    return (begins or a.low is None) and (ends or a.high is None)


@relation("during", RANGE_SECOND, RANGES)
def during(a, b):
    return includes(b, a)


@relation("starts", RANGE_SECOND, RANGES)
def starts(a, b):
    return _same(a.low, b.low) and a.low_included == b.low_included and includes(b, a)


@relation("started by", RANGE_FIRST, RANGES)
def started_by(a, b):
    return starts(b, a)


@relation("finishes", RANGE_SECOND, RANGES)
def finishes(a, b):
    return _same(a.high, b.high) and a.high_included == b.high_included and includes(b, a)


@relation("finished by", RANGE_FIRST, RANGES)
def finished_by(a, b):
    return finishes(b, a)


@relation("coincides", POINTS, RANGES)
def coincides(a, b):
    return a == b


@builtin("range", "from: string")
def range_from(text):
    """The range that the text is a literal of, its ends constants; ``[2..)`` is open upwards."""
    found = RANGE.fullmatch(text.strip())
    if not found:
        return None
    opening, low, high, closing = found[1], _end(found[2]), _end(found[3]), found[4]
    low_included, high_included = opening == "[", closing == "]"
    if low is None and (high is None or low_included) or high is None and high_included:
        return None
    if low is not None and high is not None and (type(low) is not type(high) or less(high, low)):
        return None
    return Range(low, high, low_included, high_included)


def _end(text):
    """The value of an end. Raises ValueError for what is no date, time or duration."""
    if not text:
        return None
    if text[0] == "@":
        return parse_temporal(text[2:-1])
    if text[0] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    call, bracket, argument = text.partition("(")
    if bracket:
        return CALLS[call](argument.rstrip(") ").strip()[1:-1])
    return getcontext().create_decimal(text)


def _same(a, b):
    return a is not None and equal(a, b) is True
