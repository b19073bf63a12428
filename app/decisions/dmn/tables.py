"""Decision tables as closures: which rows match, and what the hit policy makes of them (DMN 1.3, 8.2.8).

A broken policy (two rows where one is allowed, different outputs where they must agree ...) gives null and a fault
with the rows' ids; whoever asks strictly gets the fault as an error.
"""

from decimal import Decimal

from ..feel.builtins import BUILTINS
from ..feel.limits import spend
from ..feel.values import equal
from .model import ANY, COLLECT, FIRST, OUTPUT_ORDER, PRIORITY, RULE_ORDER, UNIQUE
from .types import converted

ROW_COST = 2


def compile_table(table, types):
    """The closure ``run(scope) -> value`` of a decision table."""
    inputs = [(clause, clause.compiled.run, types.find(clause.type)) for clause in table.inputs]
    rows = [_Row(rule, table.outputs, types) for rule in table.rules]
    policy, is_first = _Policy(table, types), table.hit_policy == FIRST
    cost = 1 + ROW_COST * len(rows)

    def run(scope):
        spend(cost)
        tested = []
        for clause, expression, type_ in inputs:
            value = expression(scope)
            if type_ is not None:
                value = converted(value, type_, scope, clause.id)
            tested.append(value if clause.allowed_tests is None else _allowed(clause, value, scope))
        hits = []
        for row in rows:
            if row.matches(tested, scope):
                hits.append(row)
                if is_first:
                    break
        return policy.result(hits, scope)

    return run


def _allowed(clause, value, scope):
    """An input that is one of the column's values; any other counts as null, the unknown input, and is a fault."""
    if value is None or clause.allowed_tests.run(value, scope) is True:
        return value
    scope.inputs.note("input_not_allowed", clause.id, f"「{clause.label}」的取值不在允许范围（{clause.allowed}）内")
    return None


class _Row:
    """A rule: ``id``, its cells that test anything, its results."""

    __slots__ = ("_cells", "_results", "id")

    def __init__(self, rule, outputs, types):
        self.id = rule.id
        self._cells = [(column, cell.run) for column, cell in enumerate(rule.cells) if cell.tests]
        kinds = map(types.find, (own or clause.type for own, clause in zip(rule.types, outputs, strict=False)))
        self._results = [(result.run, type_) for result, type_ in zip(rule.results, kinds, strict=False)]

    def matches(self, tested, scope):
        for column, cell in self._cells:  # noqa: SIM110 (twice as fast as a generator)
            if cell(tested[column], scope) is not True:
                return False
        return True

    def values(self, scope):
        """The outputs of the row, one for each column."""
        return [
            value if type_ is None else converted(value, type_, scope, self.id)
            for value, type_ in ((result(scope), type_) for result, type_ in self._results)
        ]


class _Policy:
    """What a table gives for the rows that matched."""

    def __init__(self, table, types):
        self._table = table
        self._outputs = table.outputs
        self._names = [clause.name for clause in table.outputs]
        self._types = [types.find(clause.type) for clause in table.outputs]
        self._apply = POLICIES.get(table.hit_policy, _Policy._none)

    def result(self, hits, scope):
        scope.inputs.fire(self._table.id, tuple(row.id for row in hits))
        if not hits:
            return self._no_hit(scope)
        return self._apply(self, hits, scope)

    def _no_hit(self, scope):
        table = self._table
        if any(clause.compiled_default for clause in self._outputs):
            defaults = (clause.compiled_default for clause in self._outputs)
            found = [default.run(scope) if default else None for default in defaults]
            return self._packed(
                [converted(value, type_, scope, table.id) for value, type_ in zip(found, self._types, strict=True)]
            )
        if table.hit_policy == COLLECT and not table.aggregation:
            return []
        if table.hit_policy == COLLECT and table.aggregation == "COUNT":
            return Decimal(0)
        scope.inputs.note("no_match", table.id, "没有一行符合输入，也没有默认结果；请补充一行或者默认结果")
        return None

    def _packed(self, values):
        return values[0] if len(self._names) == 1 else dict(zip(self._names, values, strict=False))

    def _outputs_of(self, hits, scope):
        """The outputs of each row; one that is not among the allowed values is null and a fault."""
        return [self._allowed_outputs(row, scope) for row in hits]

    def _allowed_outputs(self, row, scope):
        values = row.values(scope)
        return [self._allowed(*pair, row, scope) for pair in zip(self._outputs, values, strict=False)]

    def _allowed(self, clause, value, row, scope):
        if clause.allowed_tests is None or value is None or clause.allowed_tests.run(value, scope) is True:
            return value
        return self._broken("output_not_allowed", [row], scope, f"「{clause.label}」的结果不在取值清单内")

    def _broken(self, code, hits, scope, reason):
        rows = "、".join(row.id for row in hits)
        scope.inputs.note(code, self._table.id, f"{reason}（行 {rows}）")

    # -- the seven policies

    def _unique(self, hits, scope):
        if len(hits) > 1:
            return self._broken("unique_hit", hits, scope, "命中策略 UNIQUE 只允许一行符合，却有几行同时符合")
        return self._first(hits, scope)

    def _any(self, hits, scope):
        first, *others = self._outputs_of(hits, scope)
        if not all(equal(first, other) is True for other in others):
            return self._broken("any_differs", hits, scope, "命中策略 ANY 要求各行结果相同，却有不同的结果")
        return self._packed(first)

    def _first(self, hits, scope):
        return self._packed(self._outputs_of(hits[:1], scope)[0])

    def _priority(self, hits, scope):
        return self._output_order(hits, scope)[0]

    def _output_order(self, hits, scope):
        ranked = sorted(self._outputs_of(hits, scope), key=lambda values: self._rank(values, scope))
        return [self._packed(values) for values in ranked]

    def _rank(self, values, scope):
        """Positions in the lists of output values, column by column; what is in no list comes last."""
        return [_position(clause, value, scope) for clause, value in zip(self._outputs, values, strict=False)]

    def _collect(self, hits, scope):
        values = [self._packed(values) for values in self._outputs_of(hits, scope)]
        if self._table.aggregation is None or self._table.hit_policy != COLLECT:
            return values
        return BUILTINS[self._table.aggregation.lower()].invoke([values])

    def _none(self, hits, scope):
        return None


def _position(clause, value, scope):
    if clause.allowed_tests is None:
        return 0
    tests = clause.allowed_tests.runs
    return next((place for place, test in enumerate(tests) if test(value, scope) is True), len(tests))


POLICIES = {
    UNIQUE: _Policy._unique,
    ANY: _Policy._any,
    FIRST: _Policy._first,
    PRIORITY: _Policy._priority,
    COLLECT: _Policy._collect,
    RULE_ORDER: _Policy._collect,
    OUTPUT_ORDER: _Policy._output_order,
}
