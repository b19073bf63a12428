"""Relations of ranges and points (DMN 1.3, table 78); a point is the range of itself."""

from ..values import Range, equal, less
from .registry import builtin

EITHER = "a: any, b: any"
RANGES = "a: range, b: range"
RANGE_FIRST = "a: range, b: any"
RANGE_SECOND = "a: any, b: range"


def relation(name, signature):
    """Register a relation of two ranges; points among the arguments become ranges, an unknown answer false."""

    def register(action):
        builtin(name, signature)(lambda a, b: bool(action(_range(a), _range(b))))
        return action

    return register


def _range(value):
    return value if isinstance(value, Range) else Range(value, value, True, True)


@relation("before", EITHER)
def before(a, b):
    return less(a.high, b.low) or _same(a.high, b.low) and not (a.high_included and b.low_included)


@relation("after", EITHER)
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


@relation("includes", RANGE_FIRST)
def includes(a, b):
    begins = less(a.low, b.low) or _same(a.low, b.low) and (a.low_included or not b.low_included)
    ends = less(b.high, a.high) or _same(a.high, b.high) and (a.high_included or not b.high_included)
    return begins and ends


@relation("during", RANGE_SECOND)
def during(a, b):
    return includes(b, a)


@relation("starts", RANGE_SECOND)
def starts(a, b):
    return _same(a.low, b.low) and a.low_included == b.low_included and includes(b, a)


@relation("started by", RANGE_FIRST)
def started_by(a, b):
    return starts(b, a)


@relation("finishes", RANGE_SECOND)
def finishes(a, b):
    return _same(a.high, b.high) and a.high_included == b.high_included and includes(b, a)


@relation("finished by", RANGE_FIRST)
def finished_by(a, b):
    return finishes(b, a)


@relation("coincides", EITHER)
def coincides(a, b):
    return a == b


def _same(a, b):
    return equal(a, b) is True
