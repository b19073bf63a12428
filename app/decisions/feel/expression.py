"""Compiled expressions and unary tests: the door through which the rest of the application uses FEEL."""

from functools import lru_cache

from .errors import FeelSyntaxError
from .limits import evaluation
from .parser import Parser
from .scope import Inputs, Scope
from .tree import any_matches
from .values import from_python, negated, weighed

CACHED_EXPRESSIONS = 2048


class Expression:
    """An expression compiled once; evaluate it as often as needed, from any thread.

    Attributes:
        text: as written
        names: frozenset of the names it takes from its context (variables, and functions that are not built in)
        tree: its syntax tree, for the table checker
    """

    def __init__(self, text, names=(), lenient=False):
        start = len(text) - len(text.lstrip())
        is_form_value = text.startswith("=", start)  # form-js marks an expression with a leading "="
        self.text = text
        with evaluation():
            parser = Parser(text, names, lenient, start + is_form_value)
            self.tree = parser.expression()
            self._run = self.tree.compile()
        self.names = frozenset(parser.free_names)

    def evaluate(self, context=None, now=None):
        """The value of the expression.

        Args:    context: dict of name to str, bool, int, Decimal, float, None, list, dict, date, datetime, time,
                 timedelta, Months; now: aware datetime for ``now()`` and ``today()``, by default the clock's
        Returns: str, bool, Decimal, None, list, dict, date, datetime, time, timedelta, Months, Range or Function
        Raises:  FeelError: a limit is exceeded, an input has no FEEL meaning, or (unless lenient) a name is unknown
        """
        with evaluation(now):
            return weighed(self._run(Scope(Inputs(context or {}), {})))


class UnaryTests:
    """A cell of a decision table compiled once: ``"a","b"``, ``< 18``, ``]16..18[``, ``not(null)``, ``-``.

    Attributes:
        text: as written
        names: frozenset of the names it takes from its context; the tested value ``?`` is not among them
        tests: its tests as trees, for the table checker; empty for ``-``
        is_negated: whether the tests stand in ``not(...)``
    """

    def __init__(self, text, names=(), lenient=False):
        self.text = text
        with evaluation():
            self.is_negated, self.tests, self.names = _parsed_tests(text, names, lenient)
            self._tests = [test.compile() for test in self.tests]

    def matches(self, value, context=None, now=None):
        """Whether the value fits the cell: True, False, or None where they cannot be compared.

        Args:   value: the input; context: dict of the other names the cell uses (see Expression.evaluate)
        Raises: FeelError as Expression.evaluate
        """
        if not self._tests:
            return True
        with evaluation(now):
            tested = from_python(value)
            truth = any_matches(self._tests, tested, Scope(Inputs(context or {}), {"?": tested}))
        return negated(truth) if self.is_negated else truth


def _parsed_tests(text, names, lenient):
    """(is negated, tests, free names). ``not(...)`` around all tests negates them; else ``not`` is the function."""
    if text.lstrip().startswith("not"):
        try:
            parser = Parser(text, names, lenient)
            return True, parser.negated_tests(), frozenset(parser.free_names)
        except FeelSyntaxError:
            pass
    parser = Parser(text, names, lenient)
    return False, parser.tests(), frozenset(parser.free_names)


def compile_expression(text, names=(), lenient=False):
    """Compile a FEEL expression; a leading ``=`` (form-js) is allowed.

    Args:   text: at most 4096 characters; names: those names in scope, of variables or of their properties, that
            are not plain identifiers (spaces, operators); plain ones may be listed too. lenient: unknown names are
            null, as form-js has it; otherwise evaluating one is an error
    Raises: FeelSyntaxError with the position
    """
    return Expression(text, names, lenient)


def compile_unary_tests(text, names=(), lenient=False):
    """Compile the unary tests of a decision table's cell. Arguments and errors as compile_expression."""
    return UnaryTests(text, names, lenient)


def evaluate(text, context=None, lenient=False, now=None):
    """Compile (cached) and evaluate an expression; its names in scope are those of the context, at any depth.

    Raises: FeelSyntaxError, FeelError
    """
    context = context or {}
    return _cached(text, frozenset(_special_names(context)), lenient).evaluate(context, now)


@lru_cache(maxsize=CACHED_EXPRESSIONS)
def _cached(text, names, lenient):
    return Expression(text, names, lenient)


def _special_names(value):
    """The names, at any depth, that are not plain identifiers."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from (str(name) for name in value if not str(name).isidentifier())
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
