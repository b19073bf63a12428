"""One page of a list, with the addresses of its neighbours; the filter stays in the address.

`page_of` counts and skips; `KeyPage` goes on from a key, whatever the length of the list.
"""

from dataclasses import dataclass

from flask import request, url_for

from app.core.database import db


@dataclass(frozen=True)
class Page:
    """What `pager` of macros/blocks.html draws."""

    items: list
    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.size + len(self.items)

    @property
    def previous_url(self) -> str | None:
        return _address(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return _address(self.number + 1) if self.last < self.total else None


@dataclass
class KeyPage:
    """A page that begins beyond a key: nothing is skipped or shown twice while others work. Drawn by `pager`, too.

    Args: after, before: cursors of the neighbouring pages, empty where there is none
    """

    items: list
    first: int
    last: int
    total: int
    total_words: str
    after: str = ""
    before: str = ""
    previous_url: str | None = None
    next_url: str | None = None


def key_page(found: list, size: int, chosen, total: tuple[int, str], cursor) -> KeyPage:
    """Args: found: up to `size` + 1 rows, read away from the cursor; chosen: has `after`, `before` (cursors) and `number`,
    how many rows precede; total: a number and its words; cursor: of a row
    """
    more, items = len(found) > size, found[:size]
    if chosen.before:
        items.reverse()
    has_next, has_previous = (True, more) if chosen.before else (more, bool(chosen.after))
    return KeyPage(
        items=items, first=chosen.number + 1 if items else 0, last=chosen.number + len(items), total=total[0],
        total_words=total[1], after=cursor(items[-1]) if items and has_next else "",
        before=cursor(items[0]) if items and has_previous else "",
    )  # fmt: skip


def page_of(query, number: int, size: int = 50) -> Page:
    """Args: query: a select of rows in an order that ends with a unique column, so that pages do not shift"""
    found = db.paginate(query, page=max(number, 1), per_page=size, max_per_page=size, error_out=False)
    return Page(found.items, max(number, 1), size, found.total)


def page_number() -> int:
    """The page asked for in the address, 1 when it says nothing sensible."""
    return max(request.args.get("page", 1, type=int), 1)


def _address(number: int) -> str:
    kept = {key: value for key, value in request.args.items() if key != "page"}
    return url_for(request.endpoint, **(request.view_args or {}), **kept, page=number)
