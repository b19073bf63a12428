"""Counter-examples: inputs for ``evaluate_decision`` out of a box, shown only if the engine confirms them.

An input expression that is a name (``age``) or a path (``person.age``) is set by giving that name its value; one that
is the result of a required table by inputs that make that table give it. The value of any other expression follows
from the inputs, or cannot be chosen, and then there is no example.
"""

from ..dmn import DecisionError, evaluate_decision
from ..dmn.model import Decision
from ..feel import FeelError
from ..feel.limits import evaluation
from ..feel.scope import Inputs, Scope
from ..feel.types import conforming
from .cells import path_of
from .domains import required

DEEPEST = 5  # structures in structures of which an example fills in the members


class Examples:
    """Makes inputs for the table of one decision and runs them.

    Args of the constructor: model: Model; owner: Decision; geometry: of its table; of: function that gives the
    Examples of another decision, or None if it is no table
    """

    def __init__(self, model, owner, geometry, of):
        self.model = model
        self.owner = owner
        self.geometry = geometry
        self.paths = [path_of(clause.compiled) for clause in geometry.clauses]
        self.required = {name: part for name, part in required(model, owner).items() if isinstance(part, Decision)}
        self.blanks = _blanks(model, owner, geometry.types)
        self.of = of
        find = geometry.types.find
        self.types = {part.name: find(part.type) for part in required(model, owner).values()}
        self.column_types = [find(clause.type) for clause in geometry.table.inputs]

    def at(self, box):
        """Inputs with which each axis has a value in its set of slots; None if they cannot be chosen."""
        chosen, given = {}, set()
        for axis, mask, path in zip(self.geometry.axes, box, self.paths, strict=True):
            if not mask or not axis.has_samples:
                return None
            if path and path[0] in self.required:
                inputs = self._giving(path, axis, mask)
                if inputs is None or not _joined(chosen, inputs):
                    return None
                given.add(path[0])
            elif path and not _put(chosen, path, axis.sample(mask)):
                return None
        return self._whole(box, chosen, given)

    def confirmed(self, box, matching=(), missing=False):
        """Inputs out of the box that all these rows match, or that no row matches; None if there are none."""
        inputs = self.at(box)
        if inputs is None:
            return None
        if not missing and not self.required and self.geometry.is_sure(*matching):
            return inputs if self._match(matching, inputs) else None
        fired = self._fired(inputs)
        if fired is None:
            return None
        agrees = not fired if missing else {self.geometry.table.rules[row].id for row in matching} <= set(fired)
        return inputs if agrees else None

    def giving(self, accepts):
        """Inputs with which this decision gives a value that is accepted; None if none are found."""
        for box in self.geometry.boxes:
            inputs = self.at(self.geometry.values(box))
            if inputs is not None and accepts(self._outcome(inputs).value):
                return inputs
        return None

    def _giving(self, path, axis, mask):
        other = self.of(self.required[path[0]]) if len(path) == 1 else None
        return other and other.giving(lambda value: axis.holds(mask, value))

    def _whole(self, box, chosen, given):
        """The chosen inputs and blanks for the rest, if they settle the other expressions, too."""
        if not chosen.keys() <= self.blanks.keys():
            return None
        inputs = _filled(self.blanks, chosen)
        for clause, axis, mask, path in zip(self.geometry.clauses, self.geometry.axes, box, self.paths, strict=True):
            if path is None and not (clause.compiled.names <= chosen.keys() and _falls(clause, inputs, axis, mask)):
                return None
        return inputs

    def _match(self, rows, inputs):
        """Whether the inputs reach the table and all the rows match: as the engine has it, without the other rows."""
        with evaluation():
            scope = Scope(Inputs(inputs), {})
            if any(_is_refused(scope.find(name), type_) for name, type_ in self.types.items()):
                return False
            values = [clause.compiled.run(scope) for clause in self.geometry.table.inputs]
            if any(map(_is_refused, values, self.column_types)):
                return False
            cells = [zip(self.geometry.table.rules[row].cells, values, strict=True) for row in rows]
            return all(cell.run(value, scope) is True for row in cells for cell, value in row)

    def _fired(self, inputs):
        """The ids of the rows that match; None if the inputs do not reach the table as they are."""
        outcome = self._outcome(inputs)
        columns = {clause.id for clause in self.geometry.table.inputs}
        if any(fault.code.startswith("input") or fault.element in columns for fault in outcome.faults):
            return None
        return outcome.fired.get(self.owner.id)

    def _outcome(self, inputs):
        try:
            return evaluate_decision(self.model, self.owner.id, inputs)
        except DecisionError:
            return NOTHING


class NOTHING:
    """The outcome of inputs that the engine refuses."""

    value, fired, faults = None, {}, ()


def _falls(clause, inputs, axis, mask):
    """Whether the inputs give the expression a value in these slots."""
    try:
        return axis.holds(mask, clause.compiled.evaluate(inputs))
    except FeelError:
        return False


def _put(inputs, path, value):
    """Set the value at the path; False if there is another already."""
    *outer, last = path
    for name in outer:
        inputs = inputs.setdefault(name, {})
        if not isinstance(inputs, dict):
            return False
    return inputs.setdefault(last, value) is value


def _is_refused(value, type_):
    """Whether an input of the type would not be this value: it would be converted, or null."""
    return value is not None and conforming(value, type_) != value


def _joined(chosen, inputs):
    """Take over what was chosen for another decision; False if it was chosen otherwise here."""
    known = {name: value for name, value in inputs.items() if value is not None}
    return all(chosen.setdefault(name, value) == value for name, value in known.items())


# -- what is not chosen


def _blanks(model, owner, types):
    """The names a caller gives for this decision and all it requires, each with an empty value of its type."""
    blanks = dict.fromkeys(owner.open_inputs)
    for part in required(model, owner).values():
        blanks |= _blanks(model, part, types) if isinstance(part, Decision) else {part.name: _blank(part.type, types)}
    return blanks


def _blank(reference, types, depth=0):
    item = types.items.get(reference)
    return None if item is None else _blank_item(item, types, depth)


def _blank_item(item, types, depth):
    if item.is_list or depth > DEEPEST:
        return None
    if item.members:
        return {member.name: _blank_item(member, types, depth + 1) for member in item.members}
    return _blank(item.type, types, depth + 1)


def _filled(blanks, chosen):
    """The blanks with what was chosen in its place."""
    if not isinstance(blanks, dict) or not isinstance(chosen, dict):
        return chosen
    return blanks | {name: _filled(blanks.get(name), value) for name, value in chosen.items()}
