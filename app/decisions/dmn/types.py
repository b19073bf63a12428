"""The types of a model: item definitions and the names of FEEL's own types as DMN files write them."""

from ..feel.types import SIMPLE_TYPES, conforming
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
    """The types known in a model, by the name a ``typeRef`` or an expression uses for them."""

    def __init__(self):
        self.items: dict[str, ItemDefinition] = {}

    def __contains__(self, name):
        return name in self.items

    def __getitem__(self, name):
        return ItemType(name, self)

    def knows(self, reference):
        """Whether the reference (``number``, ``feel:number``, ``tPerson``, none at all) names a type."""
        return not reference or self._plain(reference) in SIMPLE_TYPES or self._item_name(reference) in self.items

    def find(self, reference):
        """The type of the reference; None where there is nothing to check (none, Any, unknown)."""
        if not reference or not self.knows(reference):
            return None
        name = self._item_name(reference)
        if name in self.items:
            return ItemType(name, self)
        plain = self._plain(reference)
        return None if plain == "Any" else plain

    def find_result(self, reference):
        """The type of what a function yields: the reference may name that or, since DMN 1.3, the function's type."""
        item = self.items.get(self._item_name(reference)) if reference else None
        return None if item and item.is_function else self.find(reference)

    def allowed(self, reference):
        """The text of the unary tests that values of the type must pass, or None."""
        item = self.items.get(self._item_name(reference)) if reference else None
        return item and not item.is_list and (item.allowed or self.allowed(item.type)) or None

    def _item_name(self, reference):
        return reference if reference in self.items else reference.rpartition(":")[2]

    def _plain(self, reference):
        name = reference.rpartition(":")[2]
        return SPELLINGS.get(name, name)


class ItemType:
    """An item definition as a FEEL type; looked up when it is used, since types may name one another."""

    def __init__(self, name, types):
        self.name = name
        self._types = types

    def conforms(self, value):
        """Whether the value is of the type as it is."""
        return self.conforming(value) == value

    def conforming(self, value):
        """The value as one of the type, or null (see feel.types.conforming)."""
        return _as_item(value, self._types.items[self.name], self._types)


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
        return value if isinstance(value, Function) else None
    return conforming(value, types.find(item.type))


def _context(value, members, types):
    if not isinstance(value, dict):
        return None
    found = {}
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
