"""Where names are looked up during one evaluation."""

from .limits import spend
from .values import from_python

MISSING = object()


class Inputs:
    """The caller's context; a value is turned into FEEL when it is first asked for."""

    __slots__ = ("_context", "_converted")

    def __init__(self, context):
        self._context = context
        self._converted = {}

    def find(self, name):
        if name not in self._converted:
            if name not in self._context:
                return MISSING
            self._converted[name] = from_python(self._context[name])
        return self._converted[name]


class Scope:
    """Local names (of loops, functions, contexts, the tested value ``?``) over the inputs."""

    __slots__ = ("inputs", "local")

    def __init__(self, inputs, local):
        self.inputs = inputs
        self.local = local

    def find(self, name):
        """The value of the name, MISSING if there is none."""
        return self.local[name] if name in self.local else self.inputs.find(name)

    def extended(self, names):
        """A scope with more local names. Flat, so that nested loops pay when they are entered, not at each look-up."""
        spend(1 + len(self.local) + len(names))
        return Scope(self.inputs, {**self.local, **names})
