"""Text into tokens, one at a time, because what a name is depends on the names in scope.

A FEEL name may hold spaces and operators (``Upper Limit``, ``Approved/Declined``), so at each place the longest name
in scope is tried first; loops, functions and contexts bring names into scope in mid-expression.
"""

import re
from contextlib import contextmanager
from decimal import Overflow
from functools import lru_cache
from typing import NamedTuple

from .errors import FeelSyntaxError
from .limits import DECIMAL128

KEYWORDS = frozenset(
    ("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between")
    + ("function", "instance", "true", "false", "null")
)
BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
START = "(?:[^\\W\\d]|[\U00010000-\U000effff])"  # the grammar counts pictographs among the letters
NAME = re.compile(rf"{START}(?:[\w?'\u00b7\u0300-\u036f\u203f\u2040]|[\U00010000-\U000effff])*|\?")
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
SYMBOL = re.compile(r"\.\.\.|\.\.|\*\*|<=|>=|!=|->|[<>=+\-*/()\[\]{},:.@]")
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
KEY = re.compile(rf"({START}[^:{{}}\[\]\",()]*):")
RANGE_CLOSING = re.compile(r"\[\s*(?:$|[,)\]}]|\.\s*[^\W\d]|(?:and|or|then|else|return|satisfies|in)\b)")
LARGEST_CODE_POINT = 0x10FFFF


class Token(NamedTuple):
    """A token: its type (name, keyword, symbol, number, string, end), its value, and where it begins and ends."""

    type: str
    value: object
    start: int
    end: int


class Scanner:
    """Reads tokens from the text.

    ``names`` are the names in scope, ``fixed`` frozensets of names known everywhere; plain identifiers among them do
    no harm.
    """

    def __init__(self, text, names, fixed=(), start=0):
        self.text = text
        self.position = start
        self.taken = 0  # tokens read so far: the measure of what a loop body costs
        self._token = None
        self._remembered = frozenset()
        self._fixed = [_spellings(_odd(names)) for names in fixed]
        self._use(_odd(frozenset(names)))

    def _use(self, spaced):
        self._spaced = spaced
        self._own = _spellings(spaced)
        self._token = None

    @contextmanager
    def scope(self, *names):
        """Bring names into scope for the text read inside; more can be added with ``declare``."""
        before = self._spaced
        self.declare(*names)
        try:
            yield
        finally:
            self._use(before | self._remembered)

    def declare(self, *names):
        """Bring more names into the current scope."""
        spaced = self._spaced | _odd(frozenset(names))
        if spaced != self._spaced:
            self._use(spaced)

    def remember(self, names):
        """Know these names, of the entries of a context, in all the text that follows."""
        names = _odd(frozenset(names))
        self._remembered |= names
        self.declare(*names)

    def peek(self):
        """The next token, left in place."""
        if self._token is None:
            self._token = self._read(BLANK.match(self.text, self.position).end())
        return self._token

    def next(self):
        """The next token, taken."""
        token = self.peek()
        self.move(token.end)
        return token

    def move(self, position):
        """Go on reading at this offset."""
        self.position = position
        self.taken += 1
        self._token = None

    def at(self, *symbols):
        """Whether the next token is one of these keywords or symbols."""
        token = self.peek()
        return token.type in ("symbol", "keyword") and token.value in symbols

    def take(self, symbol):
        """Take the next token if it is this keyword or symbol."""
        if self.at(symbol):
            self.next()
            return True
        return False

    def expect(self, symbol):
        """Take this keyword or symbol. Raises FeelSyntaxError if another comes."""
        if not self.take(symbol):
            self.refuse(f"此处应为「{symbol}」")

    def key(self):
        """Take ``name:`` of a context entry or named argument and give the name; None if something else comes."""
        found = KEY.match(self.text, self.peek().start)
        if not found:
            return None
        self.move(found.end())
        return " ".join(found[1].split())

    def at_range_closing(self):
        """Whether ``[`` comes and no expression can follow it: it closes ``]16..18[`` and filters nothing."""
        return self.at("[") and RANGE_CLOSING.match(self.text, self.peek().start) is not None

    def refuse(self, reason=None):
        """Raise FeelSyntaxError at the next token."""
        token = self.peek()
        found = self.text[token.start : token.end]
        what = f"却是「{found}」" if token.type != "end" else "表达式却在此结束"
        raise FeelSyntaxError(f"{reason or '此处应为一个表达式'}，{what}", token.start)

    def _read(self, start):
        if start >= len(self.text):
            return Token("end", "", start, start)
        if self.text[start] == '"':
            return self._string(start)
        if number := NUMBER.match(self.text, start):
            return Token("number", self._number(number), start, number.end())
        return self._name(start) or self._symbol(start)

    def _string(self, start):
        found = STRING.match(self.text, start)
        if not found:
            raise FeelSyntaxError("字符串没有结束的引号", start)
        return Token("string", _unescaped(found[1]), start, found.end())

    def _number(self, found):
        try:
            return DECIMAL128.copy().create_decimal(found[0])
        except Overflow:
            raise FeelSyntaxError("数值超出范围", found.start()) from None

    def _name(self, start):
        plain = NAME.match(self.text, start)
        spaced = self._spaced_name(start, plain.end() if plain else start)
        if spaced:
            return spaced
        if plain:
            return Token("keyword" if plain[0] in KEYWORDS else "name", plain[0], start, plain.end())
        return None

    def _spaced_name(self, start, end):
        """The longest name with blanks or operators that goes beyond this end, as a token; None if there is none."""
        longest = None
        for pattern, names in (*self._fixed, self._own):
            found = pattern.match(self.text, start) if names else None
            if found and found.end() > end:
                end, longest = found.end(), Token("name", names[_squeezed(found[0])], start, found.end())
        return longest

    def _symbol(self, start):
        found = SYMBOL.match(self.text, start)
        if not found:
            raise FeelSyntaxError(f"不认识的字符「{self.text[start]}」", start)
        return Token("symbol", found[0], start, found.end())


def _squeezed(name):
    return "".join(name.split())


@lru_cache(maxsize=256)
def _odd(names):
    """Those of the names that are not plain identifiers."""
    return frozenset(name for name in names if not NAME.fullmatch(name))


@lru_cache(maxsize=256)
def _spellings(names):
    """(pattern, names by their spelling without blanks): the longest first; blanks between parts are free."""
    alternatives = (_alternative(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(alternatives)})(?![\w?'])"), {_squeezed(name): name for name in names}


def _alternative(name):
    words = (r"\s*".join(re.escape(part) for part in re.findall(r"[\w?']+|[^\w\s]", word)) for word in name.split())
    return r"\s+".join(words)


def _unescaped(text):
    if "\\" not in text:
        return text
    joined = ESCAPE.sub(_character, text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \ud83d\ude00 is one character


def _character(found):
    if found[3]:
        return ESCAPES.get(found[3]) or (found[3] if found[3] in "\"'\\" else found[0])
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= LARGEST_CODE_POINT else found[0]
