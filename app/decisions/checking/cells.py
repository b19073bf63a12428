"""What the trees of cells say: the constants at which a cell's truth can change, and whether it changes only there.

A cell is *steady* if its truth depends on the tested value alone and changes only at constants written in it: then a
few samples tell everything about it. A cell that names another input, asks the clock or calls a function is not.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import time

from ..feel import FeelError, Range
from ..feel import tree as trees
from ..feel.builtins import BUILTINS
from ..feel.far import Clock, Day, Moment
from ..feel.limits import evaluation
from ..feel.scope import Inputs, Scope
from ..feel.values import kind, less

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
CONNECTIVES = frozenset(("and", "or"))
CLOCK = frozenset(("now", "today"))
FAR = (Clock, Day, Moment)  # no scale of the checker reaches so far or is so fine


class NotConstant(Exception):
    """A tree is not a constant, or not one that cells are read from."""


@dataclass(frozen=True)
class Reading:
    """What a cell (or a list of allowed values) says.

    Attributes:
        points: the values it names, as FEEL values, in the order written
        ends: the ends of its ranges and comparisons
        is_steady: whether samples at and between these constants tell when it holds
        faults: (code, Chinese phrase) of what in it can never be meant
    """

    points: tuple = ()
    ends: tuple = ()
    is_steady: bool = True
    faults: tuple = ()

    @property
    def constants(self):
        return self.points + self.ends


def read(cell):
    """Read a compiled cell. Args: cell: feel.UnaryTests"""
    return _Reader().cell(cell)


def constant(expression):
    """The value of a tree that needs no input. Raises: NotConstant"""
    if any(_is_open(node) for node in _nodes(expression)):
        raise NotConstant
    try:
        with evaluation():
            return expression.compile()(Scope(Inputs({}), {}))
    except FeelError:
        raise NotConstant from None


def path_of(expression):
    """The names by which an input expression is set: ("person", "age"); None if it is not a plain path."""
    match expression.tree:
        case trees.Name(name=name):
            return (name,)
        case trees.Postfix(base=trees.Name(name=name), steps=steps) if all(isinstance(s, trees.Path) for s in steps):
            return (name, *(step.name for step in steps))
    return None


def _is_open(node):
    if isinstance(node, trees.Call):
        return node.name in CLOCK or node.name not in BUILTINS
    return isinstance(node, trees.Name)


def _nodes(part):
    """The nodes of a tree, itself first."""
    if isinstance(part, tuple):
        for item in part:
            yield from _nodes(item)
    elif is_dataclass(part):
        yield part
        if not isinstance(part, trees.Literal):  # its value is no tree, even where it is a dataclass
            for each in fields(part):
                yield from _nodes(getattr(part, each.name))


class _Reader:
    """Walks one cell and collects."""

    def __init__(self):
        self.points, self.ends, self.faults = [], [], []

    def cell(self, cell):
        try:
            for test in cell.tests:
                self._test(test)
            is_steady = True
        except NotConstant:
            is_steady = False
        return Reading(tuple(self.points), tuple(self.ends), is_steady, tuple(self.faults))

    def _test(self, test):
        if test.operator:
            self._compared(test.operator, test.operand)
        elif test.uses_input:
            self._condition(test.operand)
        else:
            self._value(test.operand, constant(test.operand))

    def _condition(self, node):
        """A truth about ``?``, made of comparisons with constants."""
        match node:
            case trees.Name(name="?"):
                return
            case trees.Chain(first=first, rest=rest) if {operator for operator, _ in rest} <= CONNECTIVES:
                for part in (first, *(operand for _, operand in rest)):
                    self._condition(part)
            case trees.Chain(first=first, rest=((operator, second),)) if operator in COMPARISONS:
                self._comparison(first, operator, second)
            case trees.Between(operand=trees.Name(name="?"), low=low, high=high):
                self._end(constant(low))
                self._end(constant(high))
            case trees.In(operand=trees.Name(name="?"), tests=tests):
                for test in tests:
                    self._test(test)
            case trees.Call(name="not", arguments=trees.Arguments(positional=(argument,), named=None)):
                self._condition(argument)
            case _:
                constant(node)

    def _comparison(self, first, operator, second):
        sides = [side for side in (first, second) if not _is_input(side)]
        if len(sides) == 1:
            self._compared(operator, sides[0])
        else:
            constant(trees.Chain(first, ((operator, second),)))

    def _compared(self, operator, operand):
        value = constant(operand)
        if value is None and not _is_null(operand):
            self._invalid()
        elif operator in ("=", "!="):
            self._point(value)
        else:
            self._end(value)

    def _value(self, node, value):
        if value is None and not _is_null(node):
            self._invalid()
        elif isinstance(value, Range):
            self._range(value)
        elif isinstance(value, list):
            for item in value:
                self._range(item) if isinstance(item, Range) else self._point(item)
        else:
            self._point(value)

    def _range(self, interval):
        low, high = interval.low, interval.high
        for end in (low, high):
            if end is not None:
                self._end(end)
        if low is None or high is None:
            return
        if less(high, low):
            self.faults.append(("range_reversed", "区间的两端写反了，没有值落在里面"))
        elif low == high and not (interval.low_included and interval.high_included):
            self.faults.append(("range_empty", "区间是空的：两端相同，又不含端点"))

    def _point(self, value):
        if isinstance(value, dict | list) or kind(value) == "function" or _has_no_place(value):
            raise NotConstant
        if value is not None:
            self.points.append(value)

    def _end(self, value):
        if value is None or isinstance(value, str | bool | list | dict) or _has_no_place(value):
            raise NotConstant  # texts are named, not ordered; the rest cannot be ordered at all
        self.ends.append(value)

    def _invalid(self):
        self.faults.append(("value_invalid", "写的值不成立（日期不存在、区间两端类型不同或者算不出结果）"))


def _is_input(node):
    return isinstance(node, trees.Name) and node.name == "?"


def _is_null(node):
    return isinstance(node, trees.Literal) and node.value is None


def _has_no_place(value):
    """Whether it stands on no line: a time of day of another zone may be that of the day before."""
    return isinstance(value, FAR) or isinstance(value, time) and value.tzinfo is not None
