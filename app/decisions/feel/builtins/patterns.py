"""Regular expressions as XPath has them (DMN 1.3, 10.3.4.3), in the notation of RE2, whose time is linear.

What differs is translated: classes minus classes, the letters of ``\\w`` and ``\\d`` in every script, ``\\i`` and ``\\c``,
blocks of characters such as ``\\p{IsBasicLatin}``, blanks ignored under ``x``, a text taken as it stands under ``q``.
Back-references have no linear-time form: RE2 refuses them, the function gives null.
"""

from functools import lru_cache

import re2

from ..limits import spend

ESCAPE_COST = 800  # a class of letters of every script is long
MAX_PATTERN_MEMORY = 256 * 1024  # bytes of a compiled one; RE2 refuses to build a larger one
LAST = 0x10FFFF
BLANKS = " \t\n\r"
ESCAPES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "W": r"\p{P}\p{Z}\p{C}",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{M}\p{Nd}_:.\-",
}
BLOCKS = {  # as Unicode divides its characters, by the names XML Schema gives the blocks
    "IsBasicLatin": (0x0, 0x7F),
    "IsLatin-1Supplement": (0x80, 0xFF),
    "IsGreek": (0x370, 0x3FF),
    "IsCyrillic": (0x400, 0x4FF),
    "IsGeneralPunctuation": (0x2000, 0x206F),
    "IsCJKSymbolsandPunctuation": (0x3000, 0x303F),
    "IsCJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "IsHalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
NEGATED = {"D": "d", "I": "i", "C": "c"}


@lru_cache(maxsize=128)
def compiled(pattern, flags):
    """(RE2 pattern, the size of its automaton). Raises ValueError for what is no pattern and for unknown flags.

    Kept for the next time, so only a new pattern pays for being compiled.
    """
    spend(ESCAPE_COST * pattern.count("\\"))
    if not set(flags) <= set("imsxq"):
        raise ValueError("unknown flag")
    letters = "".join(sorted(set(flags) - {"x", "q"}))
    options = re2.Options()
    options.max_mem = MAX_PATTERN_MEMORY
    options.log_errors = False
    translated = re2.escape(pattern) if "q" in flags else _Translation(pattern, flags).outside()
    try:
        found = re2.compile(f"(?{letters}){translated}" if letters else translated, options)
    except re2.error as wrong:
        raise ValueError("not a regular expression") from wrong
    return found, found.programsize


class _Translation:
    """One walk through a pattern."""

    def __init__(self, pattern, flags):
        self._pattern = pattern
        self._position = 0
        self._skips_blanks = "x" in flags
        self._dot = "." if "s" in flags else r"[^\n\r]"

    def _next(self):
        if self._position >= len(self._pattern):
            raise ValueError("the pattern ends too early")
        self._position += 1
        return self._pattern[self._position - 1]

    def _after_blanks(self):
        while (sign := self._next()) in BLANKS and self._skips_blanks:
            pass
        return sign

    def outside(self):
        """The whole pattern, outside of classes."""
        parts = []
        while self._position < len(self._pattern):
            sign = self._next()
            if sign == "[":
                parts.append(self._class())
            elif sign == "\\":
                letter = self._after_blanks()
                parts.append(f"[{self._property(letter)}]" if letter in "pP" else _alone(letter))
            elif not (self._skips_blanks and sign in BLANKS):
                parts.append(self._dot if sign == "." else sign)
        return "".join(parts)

    def _class(self):
        """A class, its ``[`` taken; one that subtracts another is worked out to ranges."""
        negated, items, minus = self._class_parts()
        if minus is None:
            return f"[{'^' if negated else ''}{''.join(map(_inside, items))}]"
        return f"[{''.join(_written(low) + '-' + _written(high) for low, high in self._difference(negated, items, minus))}]"

    def _class_parts(self):
        """(whether it is negated, its characters and escapes, the ranges it subtracts or None); takes the ``]``."""
        negated = self._pattern.startswith("^", self._position)
        self._position += negated
        items = []
        while (sign := self._next()) != "]":
            if sign == "-" and self._pattern.startswith("[", self._position):
                self._position += 1
                minus = self._difference(*self._class_parts())
                if self._next() != "]":
                    raise ValueError("a subtraction must end its class")
                return negated, items, minus
            if sign == "\\":
                sign += self._next()
            elif sign == "[":
                raise ValueError("a bracket in a class")
            items.append(self._property(sign[1]) if sign in (r"\p", r"\P") else sign)
        return negated, items, None

    def _property(self, letter):
        """``{Lu}`` or ``{IsBasicLatin}`` after ``\\p`` or ``\\P``, as it stands in a class."""
        end = self._pattern.find("}", self._position) + 1
        name, self._position = self._pattern[self._position : end], end or len(self._pattern)
        if self._skips_blanks:
            name = "".join(sign for sign in name if sign not in BLANKS)
        block = BLOCKS.get(name[1:-1])
        if block is None:
            return f"\\{letter}{name}"
        ranges = [block] if letter == "p" else _minus([(0, LAST)], [block])
        return "".join(f"{_written(low)}-{_written(high)}" for low, high in ranges)

    def _difference(self, negated, items, minus):
        own = _ranges(items)
        own = _minus([(0, LAST)], own) if negated else own
        return _minus(own, minus or [])


def _alone(letter):
    """An escape outside a class."""
    if letter in NEGATED:
        return f"[^{ESCAPES[NEGATED[letter]]}]"
    return f"[{ESCAPES[letter]}]" if letter in ESCAPES else "\\" + letter


def _inside(item):
    """A character or escape inside a class."""
    if item == r"\D":
        return r"\P{Nd}"
    if item in (r"\I", r"\C"):
        raise ValueError("a negated escape in a class")
    return ESCAPES.get(item[1:], item)


def _ranges(items):
    """The ranges of code points of plain characters and ``a-z``. Raises ValueError for other escapes."""
    characters = [item[-1] for item in items]
    if any(len(item) > 1 and item[1].isalpha() for item in items):
        raise ValueError("only plain characters can be subtracted")
    found, position = [], 0
    while position < len(items):
        low = high = ord(characters[position])
        if items[position + 1 : position + 2] == ["-"] and position + 2 < len(items):
            position += 2
            high = ord(characters[position])
        found.append((low, high))
        position += 1
    return found


def _minus(ranges, others):
    """The ranges without what lies in the others."""
    for low, high in others:
        ranges = [
            part
            for first, last in ranges
            for part in ((first, min(last, low - 1)), (max(first, high + 1), last))
            if part[0] <= part[1]
        ]
    return ranges


def _written(code):
    return rf"\x{{{code:x}}}"
