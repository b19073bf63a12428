"""One page of a list, with the addresses of its neighbours; the filter stays in the address."""

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
