"""What loops, quantifiers, filters and paths do with lists."""

from datetime import date, timedelta
from decimal import Decimal

from .limits import bounded_list, spend
from .temporal import DATED, TIMED, temporal_property
from .values import Months, Range, contains

ITERATION_COST = 5
MEMBER_COST = 4
MAX_POSITION = 10**9
TEMPORAL = (*DATED, *TIMED, timedelta, Months)
RANGE_PROPERTIES = {
    "start": lambda interval: interval.low,
    "end": lambda interval: interval.high,
    "start included": lambda interval: interval.low_included,
    "end included": lambda interval: interval.high_included,
}


class _NoIteration(Exception):
    """What a loop should walk is neither a list, a range nor a single value: the loop gives null."""


def compile_clauses(clauses):
    """Compile the clauses of a loop to (name, source, end or None)."""
    return [(clause.name, clause.source.compile(), clause.end and clause.end.compile()) for clause in clauses]


def collect(clauses, body, cost, uses_partial, scope):
    """``for``: the list of what the body gives; ``partial`` is the list so far."""
    results = []
    try:
        for inner in _iterations(clauses, scope, cost):
            if uses_partial:
                inner.local["partial"] = bounded_list(list(results))
            results.append(body(inner))
    except _NoIteration:
        return None
    return bounded_list(results)


def quantify(clauses, body, cost, is_some, scope):
    """``some`` and ``every``, in three-valued logic."""
    result = not is_some
    try:
        for inner in _iterations(clauses, scope, cost):
            truth = body(inner)
            if truth is is_some:
                return is_some
            if not isinstance(truth, bool):
                result = None
    except _NoIteration:
        return None
    return result


def _iterations(clauses, scope, cost):
    """One scope for each combination of the clauses' elements; each pays the cost of the body."""
    (name, source, end), *rest = clauses
    for element in _elements(source(scope), end, scope):
        spend(ITERATION_COST + cost)
        inner = scope.extended({name: element})
        if rest:
            yield from _iterations(rest, inner, cost)
        else:
            yield inner


def _elements(source, end, scope):
    if end:
        return _steps(source, end(scope))
    if isinstance(source, Range):
        return (element for element in _steps(source.low, source.high) if contains(source, element))
    if source is None:
        raise _NoIteration
    return source if isinstance(source, list) else [source]


def _steps(start, end):
    """Whole numbers or days from start to end, downwards if the end is smaller."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        first, last = int(start), int(end)
        step = 1 if first <= last else -1
        return map(Decimal, range(first, last + step, step))
    if type(start) is date and type(end) is date:
        days = (end - start).days
        step = 1 if days >= 0 else -1
        return (start + timedelta(step * count) for count in range(abs(days) + 1))
    raise _NoIteration


def member(value, name):
    """``value.name``: an entry of a context, a property of a date, duration or range, of a list that of each item."""
    if isinstance(value, list):
        spend(MEMBER_COST * len(value))
        return [member(item, name) for item in value]
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, Range):
        return RANGE_PROPERTIES.get(name, lambda interval: None)(value)
    return temporal_property(value, name) if isinstance(value, TEMPORAL) else None


def descendants(value, name):
    """``value...name``: the entries of that name in the order they are written, at any depth; nulls left out."""
    spend(MEMBER_COST)
    if isinstance(value, list):
        return [found for item in value for found in descendants(item, name)]
    if not isinstance(value, dict):
        return []
    found = []
    for key, item in value.items():
        if key == name and item is not None:
            found.append(item)
        found.extend(descendants(item, name))
    return bounded_list(found)


def selected(value, condition, cost, scope):
    """``value[condition]``: the items for which it holds, or the item at a position (from 1; from the end: -1).

    Null is taken as a list of nothing, any other single value as a list of itself.
    """
    items = value if isinstance(value, list) else [] if value is None else [value]
    first = condition(_item_scope(scope, items[0] if items else None))
    if isinstance(first, Decimal):
        return item_at(items, first)
    if first is not None and not isinstance(first, bool):
        return None
    chosen = items[:1] if first is True else []
    for item in items[1:]:
        spend(ITERATION_COST + cost)
        if condition(_item_scope(scope, item)) is True:
            chosen.append(item)
    return chosen


def _item_scope(scope, item):
    return scope.extended({"item": item, **item} if isinstance(item, dict) else {"item": item})


def item_at(items, position):
    """The item at the position, counted from 1 or, if negative, from the end; None outside the list."""
    index = index_at(items, position)
    return items[index] if index is not None else None


def index_at(items, position):
    """The index in Python of a position of FEEL; None outside the list."""
    position = int(position) if abs(position) < MAX_POSITION else 0
    if position == 0 or abs(position) > len(items):
        return None
    return position - 1 if position > 0 else len(items) + position
