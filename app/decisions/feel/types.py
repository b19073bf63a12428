"""FEEL types as written after ``instance of`` or a parameter.

A type is a name, a pair (constructor, what it holds; a function: the types of its parameters, that of its result), or a
type that a model defines: any object with ``shape`` (itself as a name or pair), ``conforms(value)`` and
``conforming(value)``.
"""

from datetime import UTC, time

from .far import combined
from .limits import spend
from .values import KINDS, kind

SIMPLE_TYPES = frozenset(KINDS.values()) | {"Any"}


def conforms(value, type_):
    """Whether the value is of the type; null is only of type ``Null``, but a list or context of any type may hold it."""
    spend()
    if isinstance(type_, str):
        return value is not None if type_ == "Any" else kind(value) == type_
    if not isinstance(type_, tuple):
        return value is not None and type_.conforms(value)
    constructor, held = type_
    if kind(value) != constructor:
        return False
    if constructor == "list":
        return all(item is None or conforms(item, held) for item in value)
    if constructor == "function":
        return value.parameters is None or is_narrower(("function", (value.parameters, value.result)), type_)
    if constructor == "range":
        return conforms(value.high if value.low is None else value.low, held)
    return all(
        name in value and (value[name] is None or conforms(value[name], member)) for name, member in held.items()
    )


def is_narrower(type_, wide):
    """Whether all that is of the one type is of the other (DMN 1.3, 10.3.2.9.2); a type that is not known passes."""
    spend()
    type_, wide = getattr(type_, "shape", type_), getattr(wide, "shape", wide)
    if type_ in (None, "Null", wide) or wide in (None, "Any"):
        return True
    if not (isinstance(type_, tuple) and isinstance(wide, tuple) and type_[0] == wide[0]):
        return False
    constructor, own, held = type_[0], type_[1], wide[1]
    if constructor == "context":
        return all(name in own and is_narrower(own[name], member) for name, member in held.items())
    if constructor == "function":
        given, taken = held[0], own[0]
        fits = len(given) == len(taken) and all(map(is_narrower, given, taken))
        return fits and is_narrower(own[1], held[1])
    return is_narrower(own, held)


def conforming(value, type_):
    """The value as one of the type (DMN 1.3, 10.3.2.9.4), or null if it cannot be one.

    A list of one may stand for its element, an element for a list of one, a date for its first moment in UTC.
    """
    if type_ is None or value is None:
        return value
    if not isinstance(type_, str | tuple):
        return type_.conforming(value)
    if conforms(value, type_):
        return value
    if isinstance(value, list):
        return conforming(value[0], type_) if len(value) == 1 else None
    if type_ == "list":
        return [value]
    if isinstance(type_, tuple) and type_[0] == "list":
        return [value] if conforms(value, type_[1]) else None
    if type_ == "date and time" and kind(value) == "date":
        return combined(value, time(tzinfo=UTC))
    return None
