"""Boxed expressions as closures ``run(scope) -> value``, made once when a model is read.

``scope.inputs`` is the Run of the evaluation: it notes faults and the rows that fired.
"""

from functools import partial

from ..feel import iteration
from ..feel.limits import bounded_list, spend
from ..feel.tree import CALL_COST
from ..feel.types import conforming
from ..feel.values import Function
from . import model
from .tables import compile_table
from .types import converted

BOX_COST = 5


def compile_boxed(node, types):
    """The closure of an expression, its value converted to the expression's type; null if there is no expression."""
    if node is None:
        return lambda scope: None
    return typed(COMPILERS[type(node)](node, types), types.find(node.type), node.id)


def typed(run, type_, element=None):
    """A closure whose value is converted to the type; where it cannot be, null and a fault of the element."""
    if type_ is None:
        return run
    return lambda scope: converted(run(scope), type_, scope, element)


def _literal(node, types):
    return node.compiled.run


def _context(node, types):
    entries = [(entry.name, typed(compile_boxed(entry.value, types), types.find(entry.type))) for entry in node.entries]

    def run(scope):
        inner, result = scope.extended({}), {}
        for name, entry in entries:
            value = entry(inner)
            if name is None:
                return value
            inner.local[name] = result[name] = value
        return result

    return run


def _invocation(node, types):
    function = compile_boxed(node.function, types)
    bindings = [(name, typed(compile_boxed(value, types), types.find(type_))) for name, type_, value in node.bindings]

    def run(scope):
        spend(CALL_COST)
        called = function(scope)
        if not isinstance(called, Function):
            return None
        return called.invoke([], {name: value(scope) for name, value in bindings})

    return run


def _list(node, types):
    items = [compile_boxed(item, types) for item in node.items]
    return lambda scope: bounded_list([item(scope) for item in items])


def _relation(node, types):
    kinds = [types.find(type_) for _, type_ in node.columns]
    names = [name for name, _ in node.columns]
    rows = [
        [typed(compile_boxed(cell, types), type_, node.id) for cell, type_ in zip(row, kinds, strict=False)]
        for row in node.rows
    ]

    def run(scope):
        spend(len(rows) * len(names))
        return [dict(zip(names, (cell(scope) for cell in row), strict=False)) for row in rows]

    return run


def compile_function(node, types, result=None):
    """A closure that gives the Function of a definition; its body sees the scope of the definition.

    ``result``: the type of what the function gives, if declared beside it
    """
    names = [name for name, _ in node.parameters]
    kinds = [types.find(type_) for _, type_ in node.parameters]
    body = typed(compile_boxed(node.body, types), result, node.id)

    def run(scope):
        def invoke(arguments, named=None):
            spend(BOX_COST)
            if named is not None:
                arguments = [named.get(name) for name in names] if set(named) <= set(names) else ()
            if len(arguments) != len(names):
                return None
            given = map(conforming, arguments, kinds)
            return body(scope.extended(dict(zip(names, given, strict=True))))

        return Function(invoke, tuple(kinds))

    return run


def _conditional(node, types):
    condition, then, otherwise = (compile_boxed(part, types) for part in (node.condition, node.then, node.otherwise))
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


def _filter(node, types):
    source, match = compile_boxed(node.source, types), compile_boxed(node.match, types)
    return lambda scope: iteration.selected(source(scope), match, BOX_COST, scope)


def _iterator(node, types):
    clauses = [(node.variable, compile_boxed(node.source, types), None)]
    body = compile_boxed(node.body, types)
    if node.kind == "for":
        return partial(iteration.collect, clauses, body, BOX_COST, True)
    return partial(iteration.quantify, clauses, body, BOX_COST, node.kind == "some")


COMPILERS = {
    model.LiteralExpression: _literal,
    model.DecisionTable: compile_table,
    model.BoxedContext: _context,
    model.Invocation: _invocation,
    model.BoxedList: _list,
    model.Relation: _relation,
    model.FunctionDefinition: compile_function,
    model.Conditional: _conditional,
    model.BoxedFilter: _filter,
    model.BoxedIterator: _iterator,
}
