"""Counter-examples: inputs for ``evaluate_decision`` that are taken from a box, and whether rows match them.

An input expression that is a name (``age``) or a path (``person.age``) is set by giving that name its value; the value
of any other expression follows from the inputs, or cannot be chosen, and then there is no example.
"""

from ..feel import FeelError
from ..feel import tree as trees
from ..feel.limits import evaluation
from ..feel.types import conforming


class Examples:
    """Makes inputs for one table and runs its rows on them.

    Args of the constructor: geometry: Geometry; blanks: the names that the caller of the decision gives, each with
    its value where nothing is known: None, or a dict of the members of its type
    """

    def __init__(self, geometry, blanks):
        self.geometry = geometry
        self.clauses = geometry.table.inputs
        self.paths = [path_of(clause.compiled) for clause in geometry.clauses]
        self.blanks = blanks

    def at(self, box):
        """Inputs with which each axis has a value in its set of slots; None if they cannot be chosen."""
        chosen = {}
        for axis, mask, path in zip(self.geometry.axes, box, self.paths, strict=True):
            if not mask or not axis.has_samples or (path and not _put(chosen, path, axis.sample(mask))):
                return None
        named = set().union(*(clause.compiled.names for clause in self.clauses))
        return _filled(self.blanks, chosen) if named <= chosen.keys() <= self.blanks.keys() else None

    def confirmed(self, box, matching=(), missing=()):
        """Inputs out of the box that all of the first rows match and none of the second; None if there are none."""
        inputs = self.at(box)
        if inputs is None:
            return None
        try:
            values = [self._asked(clause, inputs) for clause in self.clauses]
            agrees = all(self._matches(row, values, inputs) for row in matching)
            return inputs if agrees and not any(self._matches(row, values, inputs) for row in missing) else None
        except FeelError:
            return None

    def _asked(self, clause, inputs):
        """The value of an input column. Raises: FeelError: one that the column refuses"""
        value = clause.compiled.evaluate(inputs)
        with evaluation():
            fitting = conforming(value, self.geometry.types.find(clause.type))
        is_allowed = value is None or clause.allowed_tests is None or clause.allowed_tests.matches(fitting) is True
        if not is_allowed or (fitting is None and value is not None):
            raise FeelError("输入不合这一列的类型或允许值")
        return fitting

    def _matches(self, row, values, inputs):
        cells = self.geometry.table.rules[row].cells
        return all(cell.matches(value, inputs) is True for cell, value in zip(cells, values, strict=True) if cell.tests)


def path_of(expression):
    """The names by which an input expression is set: ("person", "age"); None if it is not a plain path."""
    match expression.tree:
        case trees.Name(name=name):
            return (name,)
        case trees.Postfix(base=trees.Name(name=name), steps=steps) if all(isinstance(s, trees.Path) for s in steps):
            return (name, *(step.name for step in steps))
    return None


def _put(inputs, path, value):
    """Set the value at the path; False if there is another already."""
    *outer, last = path
    for name in outer:
        inputs = inputs.setdefault(name, {})
        if not isinstance(inputs, dict):
            return False
    if last in inputs:
        return False
    inputs[last] = value
    return True


def _filled(blanks, chosen):
    """The blanks with what was chosen in its place."""
    if not isinstance(blanks, dict) or not isinstance(chosen, dict):
        return chosen
    return blanks | {name: _filled(blanks.get(name), value) for name, value in chosen.items()}
