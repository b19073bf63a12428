"""The types of a model: item definitions and the names of FEEL's own types as DMN files write them."""

from itertools import zip_longest

from ..feel.types import SIMPLE_TYPES, conforming, conforms
from ..feel.values import Function
from .model import ItemDefinition

SPELLINGS = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "duration": "days and time duration",
    "integer": "number",  # as Camunda Modeler writes numbers
    "long": "number",
    "double": "number",
}


def converted(value, type_, scope, element):
    """The value as one of the type; where it cannot be, null and a fault of the element."""
    result = conforming(value, type_)
    if result is None and value is not None:
        scope.inputs.note("wrong_type", element, "值不符合声明的类型")
    return result


class Types:
    """The types known in a model, by the name a ``typeRef`` or an expression uses for them.

    ``imports``: the Types of imported models by alias; theirs are called ``alias.name``
    """

    def __init__(self, imports=None):
        self.items: dict[str, ItemDefinition] = {}
        self._imports = imports or {}

    def __contains__(self, name):
        return self._item(name) is not None

    def __getitem__(self, name):
        return self._item(name)

    def knows(self, reference):
        """Whether the reference (``number``, ``feel:number``, ``tPerson``, none at all) names a type."""
        return not reference or _plain(reference) in SIMPLE_TYPES or self._item(reference) is not None

    def find(self, reference):
        """The type of the reference; None where there is nothing to check (none, Any, unknown)."""
        if not reference or not self.knows(reference):
            return None
        plain = _plain(reference)
        return self._item(reference) or (None if plain == "Any" else plain)

    def find_result(self, reference):
        """The type of what a function yields: the reference may name that or, since DMN 1.3, the function's type."""
        found = self.find(reference)
        return self.find(found.item.type) if isinstance(found, ItemType) and found.item.is_function else found

    def allowed(self, reference):
        """The text of the unary tests that values of the type must pass, or None."""
        item = self.items.get(reference.rpartition(":")[2]) if reference else None
        return item and not item.is_list and (item.allowed or self.allowed(item.type)) or None

    def _item(self, reference):
        for name in (reference, reference.rpartition(":")[2]):
            if name in self.items:
                return ItemType(name, self)
            alias, _, inner = name.partition(".")
            if alias in self._imports and inner:
                return self._imports[alias]._item(inner)
        return None


def _plain(reference):
    name = reference.rpartition(":")[2]
    return SPELLINGS.get(name, name)


class ItemType:
    """An item definition as a FEEL type; looked up when it is used, since types may name one another."""

    def __init__(self, name, types):
        self.name = name
        self._types = types

    @property
    def item(self):
        return self._types.items[self.name]

    @property
    def shape(self):
        """The type in FEEL's own words; allowed values are no part of it (DMN 1.3, 10.3.2.9.3)."""
        return _shape(self.item, self._types)

    def conforms(self, value):
        """Whether the value is of the type as it is."""
        return conforms(value, self.shape)

    def conforming(self, value):
        """The value as one of the type, or null (see feel.types.conforming)."""
        return _as_item(value, self.item, self._types)


def _shape(item, types):
    return ("list", _single_shape(item, types)) if item.is_list else _single_shape(item, types)


def _single_shape(item, types):
    if item.members:
        return "context", {member.name: _shape(member, types) for member in item.members}
    if item.is_function:
        return "function", (tuple(types.find(type_) for _, type_ in item.parameters), types.find(item.type))
    return types.find(item.type) or "Any"


def _as_item(value, item, types):
    if value is None or not item.is_list:
        return _single(value, item, types)
    values = value if isinstance(value, list) else [value]
    singles = [_single(each, item, types) for each in values]
    if any(new is None and old is not None for new, old in zip(singles, values, strict=True)):
        return None
    return singles if _passes(singles, item.list_tests) else None


def _single(value, item, types):
    if value is None:
        return None
    found = _of_kind(value, item, types)
    if found is None and isinstance(value, list) and len(value) == 1:
        found = _of_kind(value[0], item, types)
    return found if found is None or _passes(found, item.allowed_tests) else None


def _of_kind(value, item, types):
    if item.members:
        return _context(value, item.members, types)
    if item.is_function:
        return _function(value, item, types) if conforms(value, _single_shape(item, types)) else None
    base = types.find(item.type)
    own = item.allowed_tests is not None and isinstance(base, ItemType)  # allowed values replace those of the base
    return conforming(value, base.shape if own else base)


def _function(value, item, types):
    """The function, what goes in and what comes out converted to the declared types."""
    kinds, result = {name: types.find(type_) for name, type_ in item.parameters}, types.find(item.type)

    def invoke(arguments, named=None):
        if named is None:
            known = list(kinds.values())[: len(arguments)]
            arguments = [conforming(each, kind) for each, kind in zip_longest(arguments, known)]
        else:
            named = {name: conforming(each, kinds.get(name)) for name, each in named.items()}
        return conforming(value.invoke(arguments, named), result)

    return Function(invoke, value.parameters, value.result)


def _context(value, members, types):
    if not isinstance(value, dict):
        return None
    found = dict(value)
    for member in members:
        if member.name not in value:
            return None
        given = value[member.name]
        found[member.name] = _as_item(given, member, types)
        if found[member.name] is None and given is not None:
            return None
    return found


def _passes(value, tests):
    return tests is None or tests.matches(value) is True
