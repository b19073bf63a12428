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
        faults: FeelSyntaxErrors of what in it is null because it is no value: ``@"foo"``
        run: ``run(scope) -> value``, for whoever has opened an evaluation (limits) and made a scope
    """

    def __init__(self, text, names=(), lenient=False, spellings=(), types=None):
        start = len(text) - len(text.lstrip())
        is_form_value = text.startswith("=", start)  # form-js marks an expression with a leading "="
        self.text = text
        with evaluation():
            parser = Parser(text, names, lenient, start + is_form_value, spellings, types)
            self.tree = parser.expression()
            self.run = self.tree.compile()
        self.names, self.faults = frozenset(parser.free_names), tuple(parser.faults)

    def evaluate(self, context=None, now=None):
        """The value of the expression.

        Args:    context: dict of name to str, bool, int, Decimal, float, None, list, dict, date, datetime, time,
                 timedelta, Months; now: aware datetime for ``now()`` and ``today()``, by default the clock's
        Returns: str, bool, Decimal, None, list, dict, date, datetime, time, timedelta, Months, Range or Function
        Raises:  FeelError: a limit is exceeded, an input has no FEEL meaning, or (unless lenient) a name is unknown
        """
        with evaluation(now):
            return weighed(self.run(Scope(Inputs(context or {}), {})))


class UnaryTests:
    """A cell of a decision table compiled once: ``"a","b"``, ``< 18``, ``]16..18[``, ``not(null)``, ``-``.

    Attributes:
        text: as written
        names: frozenset of the names it takes from its context; the tested value ``?`` is not among them
        tests: its tests as trees, for the table checker; empty for ``-``
        faults: as Expression's
        is_negated: whether the tests stand in ``not(...)``
        run: ``run(value, scope) -> truth`` as Expression's; ``runs``: that of each test, negation left out
    """

    def __init__(self, text, names=(), lenient=False, spellings=(), types=None):
        self.text = text
        with evaluation():
            self.is_negated, parser, self.tests = _parsed_tests(text, names, lenient, spellings, types)
            self.runs = [test.compile() for test in self.tests]
            self.run = _run_of(self.runs, self.is_negated)
        self.names, self.faults = frozenset(parser.free_names), tuple(parser.faults)

    def matches(self, value, context=None, now=None):
        """Whether the value fits the cell: True, False, or None where they cannot be compared.

        Args:   value: the input; context: dict of the other names the cell uses (see Expression.evaluate)
        Raises: FeelError as Expression.evaluate
        """
        if not self.tests:
            return True
        with evaluation(now):
            tested = from_python(value)
            return self.run(tested, Scope(Inputs(context or {}), {"?": tested}))


def _run_of(tests, is_negated):
    if is_negated:
        return lambda value, scope: negated(any_matches(tests, value, scope))
    if not tests:
        return lambda value, scope: True
    return tests[0] if len(tests) == 1 else lambda value, scope: any_matches(tests, value, scope)


def _parsed_tests(text, *settings):
    """(is negated, parser, tests). ``not(...)`` around all tests negates them; else ``not`` is the function."""
    names, lenient, spellings, types = settings
    if text.lstrip().startswith("not"):
        try:
            parser = Parser(text, names, lenient, 0, spellings, types)
            return True, parser, parser.negated_tests()
        except FeelSyntaxError:
            pass
    parser = Parser(text, names, lenient, 0, spellings, types)
    return False, parser, parser.tests()


def compile_expression(text, names=(), lenient=False):
    """Compile a FEEL expression; a leading ``=`` (form-js) is allowed.

    Args:   text: at most 4096 characters; names: those names in scope, of variables or of their properties, that
            are not plain identifiers (spaces, operators); plain ones may be listed too. lenient: unknown names are
            null, as form-js has it; otherwise evaluating one is an error
    Raises: FeelSyntaxError with the position
    """
    return _faultless(Expression(text, names, lenient))


def _faultless(made):
    if made.faults:
        raise made.faults[0]
    return made


def compile_unary_tests(text, names=(), lenient=False):
    """Compile the unary tests of a decision table's cell. Arguments and errors as compile_expression."""
    return _faultless(UnaryTests(text, names, lenient))


def evaluate(text, context=None, lenient=False, now=None):
    """Compile (cached) and evaluate an expression; its names in scope are those of the context, at any depth.

    Raises: FeelSyntaxError, FeelError
    """
    context = context or {}
    return _cached(text, frozenset(_special_names(context)), lenient).evaluate(context, now)


@lru_cache(maxsize=CACHED_EXPRESSIONS)
def _cached(text, names, lenient):
    return compile_expression(text, names, lenient)


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
