"""Functions of strings. Patterns run on RE2, whose time is linear in the text, so none can hang."""

import re
from decimal import Decimal

from ..errors import FeelError
from ..formatting import text_of
from ..iteration import index_at
from ..limits import CHARACTERS_PER_STEP, bounded_text, spend
from ..values import Function
from .patterns import compiled
from .registry import builtin

MAX_PATTERN = 500  # characters of a regular expression
PATTERN_COST = 300
MATCH_COST = 6  # for each character where a match may be split off or replaced
STATES_PER_STEP = 70  # states of the automaton that RE2 follows through one character
REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*", re.ASCII)
REFERENCE = re.compile(r"\\\\|\\\$|\$(\d)")


@builtin("string", "from: any")
def string_from(value):
    return None if value is None or isinstance(value, Function) else text_of(value)


@builtin("string length", "string: string")
def string_length(text):
    return Decimal(len(text))


@builtin("substring", "string: string, start position: number, length?: number|Null")
def substring(text, start, length=None):
    """Counted from 1; a negative start counts from the end."""
    if length is not None and length < 1:
        return None
    index = index_at(text, start)
    if index is None:
        return "" if start > 0 else None
    return text[index:] if length is None or length >= len(text) else text[index : index + int(length)]


@builtin("contains", "string: string, match: string")
def contains(text, match):
    return match in text


builtin("starts with", "string: string, match: string")(str.startswith)
builtin("ends with", "string: string, match: string")(str.endswith)
builtin("upper case", "string: string")(str.upper)
builtin("lower case", "string: string")(str.lower)


@builtin("substring before", "string: string, match: string")
def substring_before(text, match):
    before, found, _ = text.partition(match) if match else ("", "", text)
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(text, match):
    return text.partition(match)[2] if match else text


@builtin("string join", "list: list, delimiter?: string|Null")
def string_join(items, delimiter=None):
    """The strings in one, nulls left out; null if anything else is in the list."""
    present = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in present):
        return None
    spend((sum(map(len, present)) + len(delimiter or "") * len(present)) // CHARACTERS_PER_STEP)
    return bounded_text((delimiter or "").join(present))


@builtin("matches", "input: string, pattern: string, flags?: string|Null")
def matches(text, pattern, flags=None):
    return _pattern(text, pattern, flags).search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|Null")
def replace(text, pattern, replacement, flags=None):
    """``$1`` stands for a group, empty if there is none; ``\\$`` for a dollar sign; any other ``$`` is no replacement.

    Under the flag ``q`` the replacement, too, is taken as it stands.
    """
    is_plain = "q" in (flags or "")
    if not (is_plain or REPLACEMENT.fullmatch(replacement)):
        return None
    spend(len(text) * (MATCH_COST + len(replacement) // 8))
    if is_plain:
        return _separating(text, pattern, flags).sub(lambda found: replacement, text)
    found = _separating(text, pattern, flags)
    return found.sub(REFERENCE.sub(lambda part: _python_reference(part, found.groups), replacement), text)


def _python_reference(found, groups):
    if found[1]:
        return rf"\g<{found[1]}>" if int(found[1]) <= groups else ""
    return r"\\" if found[0] == r"\\" else "$"


@builtin("split", "string: string, delimiter: string")
def split(text, delimiter):
    spend(len(text) * MATCH_COST)
    return _separating(text, delimiter, None).split(text)


def _separating(text, pattern, flags):
    """As _pattern. Raises ValueError for one that matches nothing at all, which XPath forbids here."""
    found = _pattern(text, pattern, flags)
    if found.match(""):
        raise ValueError("the pattern matches an empty string")
    return found


def _pattern(text, pattern, flags):
    """The compiled pattern, the search of the text paid for. Raises ValueError if it is not a pattern."""
    if len(pattern) > MAX_PATTERN:
        raise FeelError(f"正则表达式过长（上限 {MAX_PATTERN} 字）")
    spend(PATTERN_COST)
    found, size = compiled(pattern, flags or "")
    spend(len(text) * size // STATES_PER_STEP)
    return found
