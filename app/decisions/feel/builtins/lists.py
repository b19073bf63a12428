"""Functions of lists. The aggregates take a list or its elements one by one."""

import math
from collections import Counter
from datetime import timedelta
from decimal import Decimal, localcontext
from functools import cmp_to_key, reduce

from ..arithmetic import add
from ..iteration import index_at
from ..limits import spend
from ..values import ORDERED, Months, both, either, equal, sort_key
from .numbers import WIDE
from .registry import builtin

SUMMABLE = (Decimal, timedelta, Months)


def aggregate(name):
    """Register a function of one list that may be called with the elements instead; null if it has none to give."""

    def register(action):
        @builtin(name, "*list: any")
        def spread(*items):
            items = items[0] if len(items) == 1 and isinstance(items[0], list) else list(items)
            spend(len(items))
            return action(items)

        return action

    return register


def _are(items, *types):
    """Whether there are elements, all of one type and that one of these."""
    return bool(items) and type(items[0]) in types and all(type(item) is type(items[0]) for item in items)


@builtin("count", "list: list")
def count(items):
    return Decimal(len(items))


@aggregate("min")
def minimum(items):
    return min(items, key=sort_key) if _are(items, *ORDERED) else None


@aggregate("max")
def maximum(items):
    return max(items, key=sort_key) if _are(items, *ORDERED) else None


@aggregate("sum")
def total(items):
    """The sum of numbers or of durations of one kind."""
    return reduce(add, items) if _are(items, *SUMMABLE) else None


@aggregate("mean")
def mean(items):
    return sum(items) / len(items) if _are(items, Decimal) else None


@aggregate("product")
def product(items):
    return math.prod(items) if _are(items, Decimal) else None


@aggregate("median")
def median(items):
    if not _are(items, Decimal):
        return None
    ordered, middle = sorted(items), len(items) // 2
    return ordered[middle] if len(items) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@aggregate("stddev")
def standard_deviation(items):
    """Of a sample: the squares are divided by one less than their number. Rounded once, at the end."""
    if len(items) < 2 or not _are(items, Decimal):
        return None
    with localcontext(WIDE):
        centre = sum(items) / len(items)
        result = (sum((item - centre) ** 2 for item in items) / (len(items) - 1)).sqrt()
    return +result


@aggregate("mode")
def mode(items):
    """The most frequent numbers, in order."""
    if not items:
        return []
    if not _are(items, Decimal):
        return None
    counts = Counter(items)
    most = max(counts.values())
    return sorted(number for number, times in counts.items() if times == most)


@aggregate("all")
def all_true(items):
    return reduce(both, items, True)


@aggregate("any")
def any_true(items):
    return reduce(either, items, False)


@builtin("list contains", "list: list, element: any")
def list_contains(items, element):
    return any(equal(item, element) is True for item in items)


@builtin("index of", "list: list, match: any")
def index_of(items, match):
    return [Decimal(position) for position, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("sublist", "list: list, start position: number, length?: number|Null")
def sublist(items, start, length=None):
    index = index_at(items, start)
    if index is None:
        return None
    return items[index:] if length is None or length >= len(items) else items[index : index + max(int(length), 0)]


@builtin("append", "list: list, *item: any")
def append(items, *more):
    return [*items, *more]


@builtin("concatenate", "*list: list")
def concatenate(*lists):
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(items, position, item):
    index = index_at(items, position)
    return None if index is None else [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(items, position):
    index = index_at(items, position)
    return None if index is None else items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def replace_at(items, position, item):
    index = index_at(items, position) if position == int(position) else None
    return None if index is None else [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def replace_matching(items, match, new):
    """The items with the new one for those that match; null if the function does not say for each."""
    matched = [match.invoke([item, new]) for item in items]
    if not all(isinstance(truth, bool) for truth in matched):
        return None
    return [new if truth else item for item, truth in zip(items, matched, strict=True)]


@builtin("reverse", "list: list")
def reverse(items):
    return items[::-1]


@builtin("distinct values", "list: list")
def distinct(items):
    seen = []
    for item in items:
        if not list_contains(seen, item):
            seen.append(item)
    return seen


@builtin("duplicate values", "list: list")
def duplicates(items):
    return distinct([item for item in items if len(index_of(items, item)) > 1])


@builtin("union", "*list: list")
def union(*lists):
    return distinct(concatenate(*lists))


@builtin("flatten", "list: list")
def flatten(items):
    spend(len(items))
    flat = []
    for item in items:
        flat.extend(flatten(item) if isinstance(item, list) else [item])
    return flat


@builtin("sort", "list: list")
def sort(items):
    return sorted(items, key=sort_key) if not items or _are(items, *ORDERED) else None


@builtin("sort", "list: list, precedes: function")
def sort_by(items, precedes):
    return sorted(items, key=cmp_to_key(lambda a, b: -1 if precedes.invoke([a, b]) is True else 1))
