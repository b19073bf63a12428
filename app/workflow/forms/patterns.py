"""Which regular expressions a form may carry: those whose matching stays cheap whatever a person types."""

import re
from re import _constants as codes
from re import _parser as parser

MAX_PATTERN = 200
MAX_CHECKED = 200  # characters of a value that is matched against a pattern
MAX_WAYS = 50_000  # ways the matcher may have to try per starting point
REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT}
REFUSED = {
    codes.GROUPREF: "反向引用", codes.GROUPREF_EXISTS: "条件分组", codes.ASSERT: "环视", codes.ASSERT_NOT: "环视",
    codes.ATOMIC_GROUP: "原子分组", codes.POSSESSIVE_REPEAT: "占有量词",
}  # fmt: skip


class Unsafe(ValueError):
    """The pattern is not accepted; the message is Chinese."""


def safe_pattern(source) -> re.Pattern:
    """Compile a form's pattern if matching it cannot blow up.

    Raises: Unsafe
    """
    if not isinstance(source, str) or len(source) > MAX_PATTERN:
        raise Unsafe(f"格式要求应为不超过 {MAX_PATTERN} 个字符的正则表达式")
    try:
        compiled = re.compile(source, re.ASCII)
        ways = _ways(parser.parse(source, re.ASCII))
    except (re.error, RecursionError, OverflowError) as error:
        raise Unsafe(f"正则表达式“{source[:60]}”读不懂") from error
    if ways > MAX_WAYS:
        raise Unsafe(f"正则表达式“{source[:60]}”可能耗尽时间，请去掉重叠或嵌套的重复")
    return compiled


def _ways(sequence) -> float:
    """Upper bound of the ways a backtracking matcher can split one text among the parts."""
    total = 1.0
    for code, argument in sequence:
        total = min(total * _ways_of(code, argument), 1e12)
    return total


def _ways_of(code, argument) -> float:
    if code in REFUSED:
        raise Unsafe(f"正则表达式不允许{REFUSED[code]}")
    if code in REPEATS:
        least, most, inner = argument
        most = min(int(most), MAX_CHECKED)
        ways = _ways(inner)
        return (most - int(least) + 1) * (1 if ways == 1 else min(ways ** min(most, 40), 1e12))
    if code is codes.BRANCH:
        return sum(_ways(each) for each in argument[1])
    if code is codes.SUBPATTERN:
        return _ways(argument[-1])
    return 1.0
