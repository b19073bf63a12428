"""The precedence parser: text into the tree of ``tree.py``.

It never guesses and goes back, so its time grows with the length of the text; the two places that look ahead
(``[`` after an end point, ``name:`` of an argument) look once.
"""

from contextlib import contextmanager

from . import tree
from .builtins import BUILTINS
from .errors import FeelSyntaxError
from .limits import MAX_NESTING, MAX_TEXT
from .scanner import Scanner
from .temporal import parse_temporal
from .types import SIMPLE_TYPES

COMPARISONS = ("=", "!=", "<=", "<", ">=", ">")
CONDITIONS = ("between", "in", "instance")
LEVELS = dict.fromkeys(COMPARISONS + CONDITIONS, 3) | {
    "or": 1,
    "and": 2,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
COMPARISON_LEVEL = 3
ABOVE_COMPARISON = COMPARISON_LEVEL + 1
TOP_LEVEL = max(LEVELS.values()) + 1
CONSTANTS = {"true": True, "false": False, "null": None}
PROPERTIES = ("time offset", "start included", "end included")
KNOWN = frozenset((*BUILTINS, *PROPERTIES))
EQUALITY = ("=", "!=")
HALF_OPEN = {
    "<": lambda end: tree.RangeOf(None, end, False, False),
    "<=": lambda end: tree.RangeOf(None, end, False, True),
    ">": lambda end: tree.RangeOf(end, None, False, False),
    ">=": lambda end: tree.RangeOf(end, None, True, False),
    "=": lambda end: tree.RangeOf(end, end, True, True),
}


class Parser:
    """Parses one text once.

    ``names`` are the names in scope; ``free_names`` collects those the text takes from outside. Inside a filter an
    undeclared name may be a property of the items, so it counts as free only if declared. ``spellings`` are names
    of properties that are not plain identifiers; ``types`` gives the types a model defines, by name. ``faults``
    collects what can be read but is never meant, such as ``@"foo"``; it is null.
    """

    def __init__(self, text, names=(), is_lenient=False, start=0, spellings=(), types=None):
        if len(text) > MAX_TEXT:
            raise FeelSyntaxError(f"表达式过长（上限 {MAX_TEXT} 字）", MAX_TEXT)
        self.declared = frozenset(names)
        self.free_names = set()
        self.faults = []
        self.is_lenient = is_lenient
        self.types = types or {}
        self._scanner = Scanner(text, names, (KNOWN, frozenset(spellings)), start)
        self._bound = []  # names bound by loops, functions and contexts
        self._nesting = 0
        self._filters = 0
        self._range_ends = 0
        self._uses_input = False

    def expression(self):
        """The tree of a text that is one expression. Raises FeelSyntaxError."""
        return self._whole(self._expression)

    def tests(self):
        """The tests of a cell; none for ``-`` and for an empty cell. Raises FeelSyntaxError."""
        if self._scanner.text.strip() in ("", "-"):
            return []
        return self._whole(self._tests)

    def negated_tests(self):
        """The tests of a cell that is ``not(test, ...)`` as a whole. Raises FeelSyntaxError if it is not."""
        return self._whole(self._negated)

    def _whole(self, read):
        try:
            result = read()
        except RecursionError:
            raise FeelSyntaxError(f"嵌套过深（上限 {MAX_NESTING} 层）", self._scanner.position) from None
        if self._scanner.peek().type != "end":
            self._scanner.refuse("表达式应在此结束")
        return result

    def _negated(self):
        if self._scanner.next().value != "not":
            self._scanner.refuse("此处应为「not」")
        self._scanner.expect("(")
        tests = self._tests()
        self._scanner.expect(")")
        return tests

    # -- unary tests

    def _tests(self):
        tests = [self._test()]
        while self._scanner.take(","):
            tests.append(self._test())
        return tests

    def _test(self):
        scanner = self._scanner
        operator = scanner.next().value if scanner.at(*COMPARISONS) else None
        outer, self._uses_input = self._uses_input, False
        operand = self._operators(ABOVE_COMPARISON) if operator else self._expression()
        test = tree.Test(operator, operand, self._uses_input)
        self._uses_input = outer
        return test

    # -- expressions

    @contextmanager
    def _nested(self):
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelSyntaxError(f"嵌套过深（上限 {MAX_NESTING} 层）", self._scanner.peek().start)
        yield
        self._nesting -= 1

    @contextmanager
    def _binding(self, *names):
        before = len(self._bound)
        self._bound.extend(names)
        with self._scanner.scope(*names):
            yield
        del self._bound[before:]

    def _bind(self, name):
        self._bound.append(name)
        self._scanner.declare(name)

    def _expression(self):
        with self._nested():
            return self._operators(1)

    def _operators(self, floor):
        """Operators of this precedence and higher ones."""
        left, ceiling = self._signed(), TOP_LEVEL
        while floor <= (level := self._level()) <= ceiling:
            left, ceiling = self._operation(left, level), level
        return left

    def _level(self):
        token = self._scanner.peek()
        return LEVELS.get(token.value, 0) if token.type in ("symbol", "keyword") else 0

    def _operation(self, left, level):
        if not self._scanner.at(*CONDITIONS):
            return self._chain(left, level)
        condition = self._scanner.next().value
        if condition == "between":
            low = self._operators(ABOVE_COMPARISON)
            self._scanner.expect("and")
            return tree.Between(left, low, self._operators(ABOVE_COMPARISON))
        if condition == "in":
            return tree.In(left, tuple(self._in_tests()))
        if self._scanner.next().value != "of":
            self._scanner.refuse("instance 之后应为「of」")
        return tree.InstanceOf(left, self._type())

    def _chain(self, first, level):
        rest = []
        while self._level() == level and not self._scanner.at(*CONDITIONS):
            operator = self._scanner.next().value
            is_half_open = operator in EQUALITY and self._scanner.at("<", "<=", ">", ">=")  # `x = = 1` is a slip
            rest.append((operator, self._half_open() if is_half_open else self._operators(level + 1)))
        return tree.Chain(first, tuple(rest))

    def _half_open(self):
        """``>= 2``, as a range."""
        operator = self._scanner.next().value
        return HALF_OPEN[operator](self._operators(ABOVE_COMPARISON))

    def _in_tests(self):
        """What follows ``in``: one test, a list of tests in brackets, or a range that opens with a bracket."""
        if not self._scanner.take("("):
            return [self._test()]
        first = self._test()
        if self._scanner.take(".."):
            return [tree.Test(None, self._range(first.operand, "("), False)]
        tests = [first]
        while self._scanner.take(","):
            tests.append(self._test())
        self._scanner.expect(")")
        return tests

    def _signed(self):
        signs = 0
        while self._scanner.take("-"):
            signs += 1
        operand = self._postfix()
        for _ in range(min(signs, 2 - signs % 2)):  # twice negative is once more positive, but null for a string
            operand = _negative(operand)
        return operand

    def _postfix(self):
        scanner, base, steps = self._scanner, self._primary(), []
        while True:
            if scanner.take("."):
                steps.append(tree.Path(self._name()))
            elif scanner.take("..."):
                steps.append(tree.Descendants(self._name()))
            elif scanner.at("[") and not (self._range_ends and scanner.at_range_closing()):
                steps.append(self._filter())
            elif scanner.at("("):
                steps.append(self._arguments())
            else:
                return tree.Postfix(base, tuple(steps)) if steps else base

    def _filter(self):
        self._scanner.expect("[")
        self._filters += 1
        before, ends, self._range_ends = self._scanner.taken, self._range_ends, 0
        with self._binding("item"):
            condition = self._expression()
        self._filters -= 1
        self._range_ends = ends
        self._scanner.expect("]")
        return tree.Filter(condition, self._scanner.taken - before)

    def _arguments(self):
        scanner = self._scanner
        scanner.expect("(")
        positional, named = [], []
        if not scanner.at(")"):
            while True:
                name = scanner.key() if named or not positional else None
                if named and name is None:
                    scanner.refuse("此处应为参数名")
                argument = self._expression()
                named.append((name, argument)) if name else positional.append(argument)
                if not scanner.take(","):
                    break
        scanner.expect(")")
        return tree.Arguments(tuple(positional), tuple(named) or None)

    # -- what begins an expression

    def _primary(self):
        token = self._scanner.next()
        if token.type in ("number", "string"):
            return tree.Literal(token.value)
        if token.type == "name":
            return self._variable(token.value)
        if token.type == "keyword" and token.value in CONSTANTS:
            return tree.Literal(CONSTANTS[token.value])
        read = PRIMARIES.get(token.value) if token.type != "end" else None
        if read is None:
            self._scanner.move(token.start)
            self._scanner.refuse()
        return read(self)

    def _variable(self, name):
        is_bound = name in self._bound
        is_property = self._filters > 0 and name not in self.declared
        self._uses_input |= name == "?"
        is_lenient = self.is_lenient or is_property
        if not self._scanner.at("("):
            if not is_bound and not is_property and name != "?":
                self.free_names.add(name)
            return tree.Name(name, is_lenient)
        if not is_bound and name not in BUILTINS:
            self.free_names.add(name)
        return tree.Call(name, self._arguments(), is_lenient)

    def _name(self):
        """A name, blanks between its words made one."""
        token = self._scanner.next()
        if token.type not in ("name", "keyword"):
            self._scanner.move(token.start)
            self._scanner.refuse("此处应为名称")
        return token.value

    def _new_name(self):
        """A name that a loop or function brings in: all the words up to ``in`` or a symbol."""
        words = [self._name()]
        while self._scanner.peek().type == "name":
            words.append(self._scanner.next().value)
        return " ".join(words)

    def _temporal(self):
        token = self._scanner.next()
        if token.type != "string":
            self._scanner.move(token.start)
            self._scanner.refuse("@ 之后应为带引号的日期、时间或期间")
        try:
            return tree.Literal(parse_temporal(token.value))
        except ValueError:
            self.faults.append(FeelSyntaxError(f"「{token.value}」不是日期、时间或期间", token.start))
            return tree.Literal(None)

    def _parenthesis(self):
        if self._scanner.at(*HALF_OPEN):
            interval = self._half_open()
            self._scanner.expect(")")
            return interval
        inner = self._low_end()
        if self._scanner.take(".."):
            return self._range(inner, "(")
        self._scanner.expect(")")
        return inner

    def _bracket(self):
        if self._scanner.take("]"):
            return tree.ListOf(())
        items = [self._low_end()]
        if self._scanner.take(".."):
            return self._range(items[0], "[")
        while self._scanner.take(","):
            items.append(self._expression())
        self._scanner.expect("]")
        return tree.ListOf(tuple(items))

    def _reversed_bracket(self):
        low = self._low_end()
        self._scanner.expect("..")
        return self._range(low, "]")

    def _low_end(self):
        """What follows an opening bracket: a new beginning, where ``[`` is a filter again."""
        ends, self._range_ends = self._range_ends, 0
        inner = self._expression()
        self._range_ends = ends
        return inner

    def _range(self, low, opening):
        self._range_ends += 1
        high = self._expression()
        self._range_ends -= 1
        if not self._scanner.at(")", "]", "["):
            self._scanner.refuse("区间应以「]」「)」或「[」结束")
        closing = self._scanner.next().value
        return tree.RangeOf(low, high, opening == "[", closing == "]")

    def _if(self):
        condition = self._expression()
        self._scanner.expect("then")
        then = self._expression()
        self._scanner.expect("else")
        return tree.If(condition, then, self._expression())

    def _for(self):
        clauses, body, cost, uses_partial = self._loop("return", "partial")
        return tree.For(clauses, body, cost, uses_partial)

    def _some(self):
        return tree.Quantified(True, *self._loop("satisfies")[:3])

    def _every(self):
        return tree.Quantified(False, *self._loop("satisfies")[:3])

    def _loop(self, keyword, *bound):
        scanner = self._scanner
        with self._binding():
            clauses = [self._clause()]
            while scanner.take(","):
                clauses.append(self._clause())
            for name in bound:
                self._bind(name)
            scanner.expect(keyword)
            before, start = scanner.taken, scanner.position
            body = self._expression()
        uses_partial = "partial" in scanner.text[start : scanner.position]
        return tuple(clauses), body, scanner.taken - before, uses_partial

    def _clause(self):
        name = self._new_name()
        self._scanner.declare(name)  # ``for a b in ...``: known from here, bound once the source is read
        self._scanner.expect("in")
        source = self._operators(1)
        end = self._operators(1) if self._scanner.take("..") else None
        self._bind(name)
        return tree.Clause(name, source, end)

    def _function(self):
        self._scanner.expect("(")
        parameters = []
        while not self._scanner.at(")"):
            name = self._new_name()
            parameters.append((name, self._type() if self._scanner.take(":") else None))
            if not self._scanner.take(","):
                break
        self._scanner.expect(")")
        if self._scanner.peek().value == "external":
            self._scanner.refuse("不支持外部函数")
        before = self._scanner.taken
        with self._binding(*(name for name, _ in parameters)):
            body = self._expression()
        return tree.FunctionOf(tuple(parameters), body, self._scanner.taken - before)

    def _context(self):
        entries = []
        with self._binding():
            while not self._scanner.at("}"):
                name = self._entry_name()
                if name in dict(entries):
                    self._scanner.refuse(f"「{name}」重复")
                entries.append((name, self._expression()))
                self._bind(name)
                if not self._scanner.take(","):
                    break
        self._scanner.remember(name for name, _ in entries)  # for ``{unit price: 1}.unit price``
        self._scanner.expect("}")
        return tree.ContextOf(tuple(entries))

    def _entry_name(self):
        name = self._scanner.key()
        if name is None:
            token = self._scanner.peek()
            if token.type != "string":
                self._scanner.refuse("此处应为「名称:」")
            name = self._scanner.next().value
            self._scanner.expect(":")
        return name

    # -- types

    def _type(self):
        with self._nested():
            words = [self._name()]
            if self._scanner.at("<") and words[0] in ("list", "range", "context", "function"):
                return self._generic(words[0])
            while self._scanner.at("and") or self._scanner.peek().type == "name":
                words.append(self._scanner.next().value)
        name = " ".join(words)
        while self._scanner.take("."):  # of an imported model
            name += f".{self._name()}"
        if name in self.types:
            return self.types[name]
        if name not in SIMPLE_TYPES:
            self._scanner.refuse(f"未知的类型「{name}」")
        return name

    def _generic(self, constructor):
        self._scanner.expect("<")
        if constructor == "context":
            held = self._members()
        elif constructor == "function":
            return self._function_type()
        else:
            held = self._type()
        self._scanner.expect(">")
        return constructor, held

    def _members(self):
        members = {}
        while name := self._scanner.key():
            members[name] = self._type()
            if not self._scanner.take(","):
                break
        return members

    def _function_type(self):
        parameters = []
        while not self._scanner.at(">"):
            parameters.append(self._type())
            if not self._scanner.take(","):
                break
        self._scanner.expect(">")
        self._scanner.expect("->")
        return "function", (tuple(parameters), self._type())


def _negative(operand):
    if isinstance(operand, tree.Literal) and type(operand.value).__name__ == "Decimal":
        return tree.Literal(-operand.value)
    return tree.Negative(operand)


PRIMARIES = {
    "@": Parser._temporal,
    "(": Parser._parenthesis,
    "[": Parser._bracket,
    "]": Parser._reversed_bracket,
    "{": Parser._context,
    "if": Parser._if,
    "for": Parser._for,
    "some": Parser._some,
    "every": Parser._every,
    "function": Parser._function,
}
