"""One table under examination: what every check needs of it, and the words in which findings speak of it."""

from decimal import Decimal
from functools import cached_property

from ..dmn import model as dmn
from ..feel import FeelError
from ..feel.limits import evaluation
from ..feel.scope import Inputs, Scope
from .axes import Axis
from .budget import Budget
from .cells import NotConstant, constant
from .findings import NOTE, Finding

POLICY_WORDS = {
    dmn.UNIQUE: "唯一（U）",
    dmn.ANY: "任意（A）",
    dmn.FIRST: "首个（F）",
    dmn.PRIORITY: "优先（P）",
    dmn.COLLECT: "收集（C）",
    dmn.RULE_ORDER: "按行序（R）",
    dmn.OUTPUT_ORDER: "按结果序（O）",
}
SHOWN = 20  # of one kind, in one table


class Subject:
    """A table with its geometry.

    Attributes:
        owner: id of its decision or knowledge model
        table, geometry, types: of the table
        examples: None for a table inside other logic
        limits: seconds and nodes of a budget; budget: that of all searches together
        is_complete: whether it is declared to answer every input
        has_free_axes: whether the value on one axis says nothing about another (``amount`` and ``amount > 100`` do not)
    """

    def __init__(self, owner, table, geometry, examples, types, limits, is_complete, has_free_axes=True):
        self.owner = owner
        self.table = table
        self.geometry = geometry
        self.examples = examples
        self.types = types
        self.limits = limits
        self.budget = Budget(*limits)
        self.is_complete = is_complete
        self.has_free_axes = has_free_axes

    def finding(self, code, severity, message, rows=(), columns=(), example=None, certain=True):
        """A finding about rows (indices) and columns (clauses)."""
        return Finding(
            code=code,
            severity=severity,
            decision=self.owner,
            rules=tuple(self.table.rules[row].id for row in rows),
            columns=tuple(clause.id for clause in columns),
            message=message if certain else f"可能：{message}",
            example=example,
            certain=certain,
            rows=tuple(row + 1 for row in rows),
        )

    def example(self, box, matching=(), missing=False):
        """Inputs out of a box that show a finding (see Examples.confirmed); None where there are none."""
        return self.examples and self.examples.confirmed(box, matching, missing)

    def is_certain(self, example, *rows):
        """Whether what the boxes of these rows say is so: an example shows it, or nothing is left to guess."""
        return example is not None or (self.geometry.is_sure(*rows) and self.has_free_axes)

    def remainder(self, code, hidden):
        """The line that says how many findings of a kind are not listed; none if there are none."""
        words = f"同类问题另有 {hidden} 处没有列出，改好上面的再检查一次"
        return [self.finding(f"{code}_more", NOTE, words)] if hidden > 0 else []

    def policy(self):
        """The hit policy in words."""
        return POLICY_WORDS[self.table.hit_policy]

    def where(self, box):
        """A box in words, free columns left out: 「年龄」大于 17 且小于 18，「地区」是“甲”."""
        parts = [
            f"「{axis.label}」{axis.words(mask)}"
            for axis, mask in zip(self.geometry.axes, box, strict=True)
            if not _is_free(axis, mask)
        ]
        return "，".join(parts) or "任意输入"

    def outputs(self, row):
        """What a row answers, comparable: constants by value, other expressions by text."""
        return tuple(output_key(result) for result in self.table.rules[row].results)

    @cached_property
    def ranks(self):
        """For each row its place in the priority lists, column by column, the best first; None if it is computed."""
        return [self._rank(rule) for rule in self.table.rules]

    def _rank(self, rule):
        pairs = zip(self.table.outputs, rule.results, strict=True)
        try:
            return tuple(_position(clause.allowed_tests, constant(result.tree)) for clause, result in pairs)
        except (NotConstant, FeelError):
            return None

    def columns_of(self, places):
        """The input clauses of axes (indices)."""
        geometry = self.geometry
        return [self.table.inputs[column] for place in places for column in geometry.columns_of(place)]

    def bound(self, box):
        """Indices of the axes that the box does not leave free."""
        pairs = zip(self.geometry.axes, box, strict=True)
        return [place for place, (axis, mask) in enumerate(pairs) if not _is_free(axis, mask)]


def when(condition):
    """「年龄」等于 18 时, 「地区」是“甲”时."""
    return f"{condition}{' ' if condition[-1].isascii() else ''}时"


def _position(tests, value):
    """The place of a value among the allowed ones, behind them if it is none of them; 0 without such a list."""
    if tests is None:
        return 0
    with evaluation():
        scope = Scope(Inputs({}), {"?": value})
        return next((place for place, run in enumerate(tests.runs) if run(value, scope) is True), len(tests.runs))


def _is_free(axis: Axis, mask):
    return mask & axis.everything == axis.everything and axis.everything != 0


def output_key(result):
    """A result cell so that equal keys mean equal results."""
    try:
        value = constant(result.tree)
    except NotConstant:
        return "text", " ".join(result.text.split())
    return "value", str(value.normalize()) if isinstance(value, Decimal) else repr(value)
