"""The syntax tree of an expression; each node compiles to a closure ``run(scope) -> value``.

The tree stays with the compiled expression: the table checker reads intervals and types from it.
Chains (``a + b + c``, ``a.b[c](d)``) are one node with many parts, so that long text never means deep recursion.
"""

from dataclasses import dataclass
from decimal import Decimal

from . import arithmetic, iteration, values
from .builtins import BUILTINS
from .errors import FeelError
from .limits import spend
from .scope import MISSING
from .types import conforming, conforms
from .values import Function, Range

CALL_COST = 5
PLAIN = (str, Decimal, bool)
OPERATORS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
    "=": values.equal,
    "!=": values.unequal,
    "<": values.less,
    "<=": values.at_most,
    ">": values.more,
    ">=": values.at_least,
    "and": values.both,
    "or": values.either,
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, boolean, null or ``@"..."``."""

    value: object

    def compile(self):
        value = self.value
        return lambda scope: value


@dataclass(frozen=True, slots=True)
class Name:
    """A variable; an unknown one is null if lenient, else an error."""

    name: str
    is_lenient: bool

    def compile(self):
        name, is_lenient = self.name, self.is_lenient
        builtin = BUILTINS.get(name)

        def run(scope):
            value = scope.find(name)
            if value is not MISSING:
                return value
            if is_lenient or builtin is not None:
                return None if is_lenient else builtin
            raise FeelError(f"未知的名称「{name}」")

        return run


@dataclass(frozen=True, slots=True)
class ListOf:
    """``[a, b, c]``"""

    items: tuple

    def compile(self):
        items = [item.compile() for item in self.items]
        return lambda scope: [item(scope) for item in items]


@dataclass(frozen=True, slots=True)
class ContextOf:
    """``{a: 1, b: a + 1}``; later entries see the earlier ones."""

    entries: tuple

    def compile(self):
        entries = [(name, entry.compile()) for name, entry in self.entries]

        def run(scope):
            inner = scope.extended({})
            for name, entry in entries:
                inner.local[name] = entry(inner)
            return {name: inner.local[name] for name, _ in entries}

        return run


@dataclass(frozen=True, slots=True)
class RangeOf:
    """``[a..b]``, ``(a..b)``, ``]a..b[`` or ``(< a)``; ends are nodes or None."""

    low: object
    high: object
    low_included: bool
    high_included: bool

    def compile(self):
        low, high = (end.compile() if end else Literal(None).compile() for end in (self.low, self.high))
        half_open = self.low is None or self.high is None

        def run(scope):
            start, end = low(scope), high(scope)
            comparable = type(start) is type(end) or start is None or end is None
            known = [end for end in (start, end) if end is not None]
            if not comparable or not known or any(type(end) not in values.ORDERED for end in known):
                return None
            if not half_open and len(known) == 1:
                return None
            return Range(start, end, self.low_included, self.high_included)

        return run


@dataclass(frozen=True, slots=True)
class Chain:
    """``first op a op b ...``, operators of one precedence, from left to right."""

    first: object
    rest: tuple  # of (operator, node)

    def compile(self):
        first = self.first.compile()
        rest = [(OPERATORS[operator], operand.compile()) for operator, operand in self.rest]
        if len(rest) == 1:
            ((apply, operand),) = rest
            return lambda scope: apply(first(scope), operand(scope))

        def run(scope):
            value = first(scope)
            for apply, operand in rest:
                value = apply(value, operand(scope))
            return value

        return run


@dataclass(frozen=True, slots=True)
class Negative:
    """``-a``"""

    operand: object

    def compile(self):
        operand = self.operand.compile()
        return lambda scope: arithmetic.negative(operand(scope))


@dataclass(frozen=True, slots=True)
class Between:
    """``a between low and high``, both ends included."""

    operand: object
    low: object
    high: object

    def compile(self):
        operand, low, high = self.operand.compile(), self.low.compile(), self.high.compile()

        def run(scope):
            value = operand(scope)
            return values.both(values.at_most(low(scope), value), values.at_most(value, high(scope)))

        return run


@dataclass(frozen=True, slots=True)
class Test:
    """One unary test, compiled to ``run(value, scope)``: ``< 5``, ``[1..5]``, ``"a"``, ``? > limit``."""

    operator: str | None
    operand: object
    uses_input: bool

    def compile(self):
        operand = self.operand.compile()
        if self.operator:
            apply = OPERATORS[self.operator]
            if is_constant(self.operand):
                bound = operand(None)
                return lambda value, scope: apply(value, bound)
            return lambda value, scope: apply(value, operand(scope))
        if self.uses_input and isinstance(self.operand, Name):  # ``?`` alone: the value itself, whatever it is
            return lambda value, scope: True
        if self.uses_input:
            return lambda value, scope: _truth(operand(scope.extended({"?": value})))
        if is_constant(self.operand):
            return _matcher(operand(None))
        return lambda value, scope: _matches(value, operand(scope))


def is_constant(node):
    """Whether the node is a literal, or a range between literals: it needs no scope to be evaluated."""
    if isinstance(node, RangeOf):
        return all(end is None or isinstance(end, Literal) for end in (node.low, node.high))
    return isinstance(node, Literal)


def _matcher(wanted):
    """The test of a cell that names a constant; what is of the constant's own type is told at once."""
    if type(wanted) in PLAIN:
        own = type(wanted)
        return lambda value, scope: value == wanted if type(value) is own else _matches(value, wanted)
    return lambda value, scope: _matches(value, wanted)


def _truth(value):
    return value if isinstance(value, bool) else None


def _matches(value, wanted):
    """Whether the value is what a cell names: itself, in its range, one of its list; null only by null."""
    if wanted is None:
        return value is None
    if isinstance(wanted, Range):
        return values.equal(wanted, value) is True or values.contains(wanted, value)
    if isinstance(wanted, list):
        return values.equal(value, wanted) is True or any(_is_or_holds(item, value) for item in wanted)
    if isinstance(value, list):
        return any(values.equal(item, wanted) is True for item in value)
    return values.equal(value, wanted)


def _is_or_holds(item, value):
    return (values.contains(item, value) if isinstance(item, Range) else values.equal(item, value)) is True


def any_matches(tests, value, scope):
    """Whether one of the compiled tests holds: true if any does, null if none does but one is null."""
    result = False
    for test in tests:
        truth = test(value, scope)
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


@dataclass(frozen=True, slots=True)
class In:
    """``a in (test, test)``"""

    operand: object
    tests: tuple

    def compile(self):
        operand, tests = self.operand.compile(), [test.compile() for test in self.tests]
        return lambda scope: any_matches(tests, operand(scope), scope)


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """``a instance of type``"""

    operand: object
    type: object

    def compile(self):
        operand = self.operand.compile()
        return lambda scope: conforms(operand(scope), self.type)


@dataclass(frozen=True, slots=True)
class If:
    """``if condition then a else b``; anything but true takes the else."""

    condition: object
    then: object
    otherwise: object

    def compile(self):
        condition, then, otherwise = self.condition.compile(), self.then.compile(), self.otherwise.compile()
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@dataclass(frozen=True, slots=True)
class Clause:
    """``name in source`` or ``name in source..end`` of a loop."""

    name: str
    source: object
    end: object


@dataclass(frozen=True, slots=True)
class For:
    """``for a in x, b in y return body``"""

    clauses: tuple
    body: object
    cost: int
    uses_partial: bool

    def compile(self):
        clauses, body = iteration.compile_clauses(self.clauses), self.body.compile()
        return lambda scope: iteration.collect(clauses, body, self.cost, self.uses_partial, scope)


@dataclass(frozen=True, slots=True)
class Quantified:
    """``some a in x satisfies body`` and ``every a in x satisfies body``"""

    is_some: bool
    clauses: tuple
    body: object
    cost: int

    def compile(self):
        clauses, body = iteration.compile_clauses(self.clauses), self.body.compile()
        return lambda scope: iteration.quantify(clauses, body, self.cost, self.is_some, scope)


def _type_of(node):
    """The type of what is written out, None of what must first be worked out."""
    if isinstance(node, Literal):
        return values.kind(node.value)
    if isinstance(node, ContextOf):
        return "context", {name: _type_of(entry) for name, entry in node.entries}
    return None


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """``function(a: number, b) body``; parameters are (name, type or None)."""

    parameters: tuple
    body: object
    cost: int

    def compile(self):
        names, types = [name for name, _ in self.parameters], [type_ for _, type_ in self.parameters]
        body, result = self.body.compile(), _type_of(self.body)

        def run(scope):
            def invoke(arguments, named=None):
                spend(self.cost)
                if named is not None:
                    arguments = [named.get(name) for name in names] if set(named) <= set(names) else ()
                if len(arguments) != len(names):
                    return None
                given = (conforming(value, type_) for value, type_ in zip(arguments, types, strict=True))
                return body(scope.extended(dict(zip(names, given, strict=True))))

            return Function(invoke, tuple(types), result)

        return run


@dataclass(frozen=True, slots=True)
class Postfix:
    """``base.name[filter](arguments)``: steps compile to ``run(value, scope)``."""

    base: object
    steps: tuple

    def compile(self):
        base, steps = self.base.compile(), [step.compile() for step in self.steps]

        def run(scope):
            value = base(scope)
            for step in steps:
                value = step(value, scope)
            return value

        return run


@dataclass(frozen=True, slots=True)
class Path:
    """``.name``"""

    name: str

    def compile(self):
        name = self.name
        return lambda value, scope: iteration.member(value, name)


@dataclass(frozen=True, slots=True)
class Descendants:
    """``...name``: that entry wherever it occurs, in contexts inside contexts and lists, as a list without nulls."""

    name: str

    def compile(self):
        name = self.name
        return lambda value, scope: iteration.descendants(value, name)


@dataclass(frozen=True, slots=True)
class Filter:
    """``[condition or index]``"""

    condition: object
    cost: int

    def compile(self):
        condition = self.condition.compile()
        return lambda value, scope: iteration.selected(value, condition, self.cost, scope)


@dataclass(frozen=True, slots=True)
class Arguments:
    """``(a, b)`` or ``(name: a, ...)``, compiled to ``run(function, scope)``: the call itself."""

    positional: tuple
    named: tuple | None

    def compile(self):
        positional = [argument.compile() for argument in self.positional]
        named = self.named and [(name, argument.compile()) for name, argument in self.named]

        def run(function, scope):
            spend(CALL_COST)
            if not isinstance(function, Function):
                return None
            given = {name: argument(scope) for name, argument in named} if named else None
            return function.invoke([argument(scope) for argument in positional], given)

        return run


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``: a function in scope, else a built-in one, even where a variable has its name."""

    name: str
    arguments: Arguments
    is_lenient: bool

    def compile(self):
        name, is_lenient, call = self.name, self.is_lenient, self.arguments.compile()
        builtin = BUILTINS.get(name)

        def run(scope):
            function = scope.find(name)
            if not isinstance(function, Function):
                function = builtin
            if function is None and not is_lenient:
                raise FeelError(f"未知的函数「{name}」")
            return call(function, scope)

        return run
