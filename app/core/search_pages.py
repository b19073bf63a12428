"""One page, or everything, of what a search finds, in the order chosen: newest, oldest or nearest day first, on from a key.

A chosen filter says `sort` (new | old | due), `after`, `before` (cursors), `number` and `asked`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from app.core import search
from app.core.paging import KeyPage, key_page
from app.core.search import Hit, Wanted


def page(chosen, what: Wanted, size: int, rows_of: Callable[[list[Hit]], list], unit: str = "件") -> KeyPage:
    """Args: rows_of: the rows of hits, in their order; unit: what is counted by"""
    if chosen.asked.is_too_short:
        return key_page([], size, chosen, (0, f"0 {unit}"), str)
    found = hits(what, chosen, size + 1)
    only_page = not (chosen.after or chosen.before) and len(found) <= size
    total = len(found) if only_page else search.count(what)
    made = key_page(found, size, chosen, (total, count_words(total, unit)), lambda hit: cursor(hit, chosen))
    made.items = rows_of(made.items)
    return made


def batches(chosen, what: Wanted, rows_of: Callable[[list[Hit]], list], size: int = 200) -> Iterator[list]:
    """Everything found, a few at a time, in the order of the list."""
    chosen = replace(chosen, after="", before="")
    while found := hits(what, chosen, size) if not chosen.asked.is_too_short else []:
        yield rows_of(found)
        chosen = replace(chosen, after=cursor(found[-1], chosen))


def hits(what: Wanted, chosen, number: int) -> list[Hit]:
    key, backward = chosen.before or chosen.after, bool(chosen.before)
    if chosen.sort == "due":
        return search.nearest(what, number, _day_cursor(key), backward)
    oldest_first = (chosen.sort == "old") != backward
    return search.newest(what, number, int(key) if key.isdecimal() else None, oldest_first)


def cursor(hit: Hit, chosen) -> str:
    return f"{hit.day}_{hit.id}" if chosen.sort == "due" else str(hit.id)


def _day_cursor(text: str) -> tuple[date, int] | None:
    on, _, number = text.partition("_")
    return (day(on), int(number)) if day(on) and number.isdecimal() else None


def day(words: str) -> date | None:
    """A sensible day of an address, else None."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


def count_words(number: int, unit: str, most: int = search.COUNTED) -> str:
    return f"{most} {unit}以上" if number > most else f"{number} {unit}"


def chip_counts(several: list[Wanted], most: int) -> list[str]:
    """How many each of them finds, 「99+」 beyond what anybody counts."""
    return [f"{most}+" if number > most else str(number) for number in search.counts(several, most)]
