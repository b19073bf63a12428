"""FEEL types as written after ``instance of`` or a parameter.

A type is a name, a pair (constructor, what it holds), or a type that a model defines: any object with
``conforms(value)`` and ``conforming(value)``.
"""

from datetime import UTC, date, datetime, time

from .limits import spend
from .values import KINDS, kind

SIMPLE_TYPES = frozenset(KINDS.values()) | {"Any"}


def conforms(value, type_):
    """Whether the value is of the type; null is only of type ``Null``."""
    spend()
    if isinstance(type_, str):
        return value is not None if type_ == "Any" else kind(value) == type_
    if not isinstance(type_, tuple):
        return value is not None and type_.conforms(value)
    constructor, held = type_
    if kind(value) != constructor:
        return False
    if constructor == "list":
        return all(conforms(item, held) for item in value)
    if constructor == "function":
        return value.parameters is None or _accepts(value.parameters, held)
    if constructor == "range":
        return conforms(value.high if value.low is None else value.low, held)
    return all(name in value and conforms(value[name], member) for name, member in held.items())


def _accepts(parameters, wanted):
    """Whether a function with parameters of these types can be called with what is wanted of it."""
    if len(parameters) != len(wanted):
        return False
    return all(own in (None, "Any", type_) for own, type_ in zip(parameters, wanted, strict=True))


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
    if type_ == "date and time" and type(value) is date:
        return datetime.combine(value, time(tzinfo=UTC))
    return None
