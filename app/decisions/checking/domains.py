"""What an input can be at all: allowed values of the column, of the type behind it, results of a required decision.

A column asks for an input, a member of one, or the result of another decision. What those can never be is no gap.
"""

from ..dmn.model import ANY, FIRST, PRIORITY, UNIQUE, DecisionTable
from .cells import NotConstant, Reading, constant, path_of, read

SINGLE = (UNIQUE, ANY, FIRST, PRIORITY)


def required(model, owner):
    """The input data and decisions that an element requires, by name."""
    parts = model.inputs | model.decisions
    return {parts[key].name: parts[key] for key in owner.requires if key in parts}


class OneOf:
    """Unary tests that hold for some values only; what the results of another table are as a column's domain."""

    tests = ("values",)

    def __init__(self, values):
        self.values = values

    def matches(self, value):
        return any(type(value) is type(each) and value == each for each in self.values)


class Domains:
    """The types and domains of the input columns of one decision.

    Args of the constructor: model: Model; owner: the Decision or Knowledge; types: its Types
    """

    def __init__(self, model, owner, types):
        self.model = model
        self.types = types
        self.required = required(model, owner)

    def type_of(self, clause):
        """The name of the type of an input column: its own, else that of what it asks for; None if none is declared."""
        return clause.type or self._source_type(clause)

    def restrictions(self, clause):
        """(unary tests, Reading) pairs, all of which a value must pass."""
        found = [clause.allowed_tests, *self._type_tests(clause.type), *self._type_tests(self._source_type(clause))]
        kept = {tests.text: (tests, read(tests)) for tests in found if tests is not None}
        results = self._results(clause)
        return [*kept.values(), *([(OneOf(results), Reading(tuple(results)))] if results is not None else [])]

    def _source_type(self, clause):
        """The type of the input, member or decision that the column names."""
        name, *members = path_of(clause.compiled) or (None,)
        source = self.required.get(name)
        type_ = source and source.type
        for member in members:
            item = self.types.items.get(type_)
            type_ = next((each.type for each in item.members if each.name == member), None) if item else None
        return type_

    def _type_tests(self, reference):
        """The allowed values of an item definition and of those it is based on."""
        seen = set()
        while reference and reference not in seen:
            seen.add(reference)
            item = self.types.items.get(reference) or self.types.items.get(reference.rpartition(":")[2])
            if item is None or item.is_list:
                return
            yield item.allowed_tests
            reference = item.type

    def _results(self, clause):
        """All that a required decision can answer, if it is a table of one column of constants; None if unknown."""
        source = self.required.get(" ".join(clause.expression.split()))
        table = getattr(source, "logic", None)
        if not isinstance(table, DecisionTable) or table.hit_policy not in SINGLE or len(table.outputs) != 1:
            return None
        results = [rule.results[0] for rule in table.rules] + [
            each.compiled_default for each in table.outputs if each.default
        ]
        try:
            return [value for value in (constant(result.tree) for result in results) if value is not None]
        except NotConstant:
            return None
