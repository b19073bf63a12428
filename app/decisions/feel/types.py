"""FEEL types as written after ``instance of`` or a parameter: a name, or (constructor, what it holds)."""

from .limits import spend
from .values import KINDS, kind

SIMPLE_TYPES = frozenset(KINDS.values()) | {"Any"}


def conforms(value, type_):
    """Whether the value is of the type; null is only of type ``Null``."""
    spend()
    if isinstance(type_, str):
        return value is not None if type_ == "Any" else kind(value) == type_
    constructor, held = type_
    if kind(value) != constructor:
        return False
    if constructor == "list":
        return all(conforms(item, held) for item in value)
    if constructor == "range":
        return conforms(value.high if value.low is None else value.low, held)
    return all(name in value and conforms(value[name], member) for name, member in held.items())


def conforming(value, type_):
    """The value as an argument of the type: unwrapped from a list of one if that makes it fit, else null."""
    if type_ is None or value is None or conforms(value, type_):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_):
        return value[0]
    return None
