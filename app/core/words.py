"""Text cut into the words an inverted index holds: pairs of neighbouring Chinese characters, numbers and codes. Pure.

Chinese has no spaces, so any two neighbours make a word; the words of what somebody looks for are then a subset of those
of every text that contains it. A number is a word as a whole and by each four signs of it, so that part of a credit code
is found; a shorter number is found only as a whole (案号「12号」 is not 「128号」).
"""

import re
from dataclasses import dataclass

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
HALF_WIDTH = {ord(sign) + 0xFEE0: sign for sign in _SIGNS}
MOST = 6  # what somebody types beyond so many words narrows no further
LONG = 4
_GAPS = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[0-9a-z]+|.")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. texts: each must occur; words: the index has them all; without words nothing can be found."""

    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_too_short(self) -> bool:
        """A single Chinese sign stands in every second text: it is not looked for alone."""
        return bool(self.texts) and not self.words


def plain(text: str) -> str:
    """Full-width letters and digits as usual ones; nothing else changes."""
    return text.translate(HALF_WIDTH)


def pieces(text: str) -> list[str]:
    """Runs of letters, digits and Chinese signs, in lower case."""
    return _GAPS.sub(" ", plain(text).lower()).split()


def words_of(text: str) -> list[str]:
    """Every word under which a text is to be found, each once."""
    found: dict[str, None] = {}
    for piece in pieces(text):
        parts = _PARTS.findall(piece)
        found.update(dict.fromkeys(_pairs(parts)))
        for part in filter(_is_code, parts):
            found[part] = None
            found.update((part[at : at + LONG], None) for at in range(len(part) - LONG + 1))
    return list(found)


def asked(text: str) -> Asked:
    """Words that every text containing all the pieces of `text` has; the texts themselves settle what is left.

    Not all of them: each further word costs a look for each text found so far. Pairs that cover a piece are enough, and
    beside a code, of which few texts have the same, one pair is.
    """
    texts = list(dict.fromkeys(pieces(text)))[:MOST]
    codes = [word for piece in texts for code in _codes(piece) for word in _quarters(code)]
    pairs = [_cover(_pairs(_PARTS.findall(piece))) for piece in texts]
    words = codes + [pair for each in pairs for pair in (each[-1:] if codes else each)]
    short = [] if words else [piece for piece in texts if _is_code(piece)]
    return Asked(tuple(texts), tuple(dict.fromkeys([*words, *short])))


def _codes(piece: str) -> list[str]:
    return [part for part in _PARTS.findall(piece) if _is_code(part) and len(part) >= LONG]


def _cover(pairs: list[str]) -> list[str]:
    """Every second pair and the last."""
    return [*pairs[:-1:2], *pairs[-1:]]


def _quarters(code: str) -> list[str]:
    """Every fourth word of a code and its last: together they cover it."""
    last = len(code) - LONG
    return [code[at : at + LONG] for at in (*range(0, last, LONG), last)]


def _pairs(parts: list[str]) -> list[str]:
    return [left[-1] + right[0] for left, right in zip(parts, parts[1:], strict=False)]


def _is_code(part: str) -> bool:
    return part[0].isascii()
