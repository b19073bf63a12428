"""Built-in functions: their signatures as DMN writes them, and how arguments are matched to them.

A signature is ``"string: string, start position: number, length?: number|Null"``. ``?`` after a name: may be left
out; ``*`` before it: any number of them; ``any``: also null. Several signatures of one name are tried in order.
"""

from dataclasses import dataclass

from ..arithmetic import undefined_as_null
from ..limits import CHARACTERS_PER_STEP, bounded_list, bounded_text, spend
from ..values import Function, kind

BUILTINS = {}
_UNFIT = object()
_overloads = {}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset
    is_optional: bool
    is_repeated: bool

    def fitted(self, value):
        """The value as this parameter takes it: a list of one may stand for its element, an element for a list."""
        if "any" in self.kinds or kind(value) in self.kinds:
            return value
        if value is None:
            return _UNFIT
        if "list" in self.kinds:
            return [value]
        if isinstance(value, list) and len(value) == 1:
            return self.fitted(value[0])
        return _UNFIT


@dataclass(frozen=True, slots=True)
class Overload:
    parameters: tuple
    action: object

    def fitted(self, values, named):
        """The arguments for ``action``, or None if this signature does not fit."""
        pairs = self._positional(values) if named is None else self._named(named)
        if pairs is None:
            return None
        arguments = [parameter.fitted(value) for parameter, value in pairs]
        return None if any(argument is _UNFIT for argument in arguments) else arguments

    def is_ordered_as(self, named):
        """Whether the names come in this signature's order: what tells ``before(point, range)`` from its reverse."""
        return list(named) == [parameter.name for parameter in self.parameters][: len(named)]

    def _positional(self, values):
        missing, extra = self.parameters[len(values) :], len(values) - len(self.parameters)
        if any(not parameter.is_optional for parameter in missing):
            return None
        if extra > 0 and not (self.parameters and self.parameters[-1].is_repeated):
            return None
        parameters = self.parameters + self.parameters[-1:] * max(extra, 0)
        return list(zip(parameters, values, strict=False))

    def _named(self, named):
        known = {parameter.name for parameter in self.parameters}
        required = {parameter.name for parameter in self.parameters if not parameter.is_optional}
        if not required <= set(named) <= known:
            return None
        given = [parameter for parameter in self.parameters if parameter.name in named]
        if given != list(self.parameters[: len(given)]):  # a gap among the optional ones: filled with null
            given = self.parameters
        return [(parameter, named.get(parameter.name)) for parameter in given]


def builtin(name, signature=""):
    """Register a function of FEEL. It gives null where it raises ArithmeticError, ValueError or LookupError."""

    def register(action):
        overloads = _overloads.setdefault(name, [])
        overloads.append(Overload(tuple(map(_parameter, filter(None, signature.split(", ")))), action))
        BUILTINS[name] = Function(lambda values, named=None: _invoke(overloads, values, named))
        return action

    return register


def _parameter(text):
    name, kinds = text.split(": ")
    plain = name.strip("*?")
    return Parameter(plain, frozenset(kinds.split("|")), name.endswith("?"), name.startswith("*"))


def _invoke(overloads, values, named):
    for overload in sorted(overloads, key=lambda each: not each.is_ordered_as(named)) if named else overloads:
        arguments = overload.fitted(values, named)
        if arguments is not None:
            spend(sum(map(_size, arguments)))
            return _bounded(undefined_as_null(overload.action, *arguments))
    return None


def _size(value):
    if isinstance(value, str):
        return len(value) // CHARACTERS_PER_STEP
    return len(value) if isinstance(value, list | dict) else 0


def _bounded(result):
    if isinstance(result, str):
        return bounded_text(result)
    return bounded_list(result) if isinstance(result, list) else result
