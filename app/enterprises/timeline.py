"""Everything that happened to an enterprise (企业大事记), put together from all packages that know of it.

Higher packages register a function `f(enterprise_id: int) -> iterable of dicts`:
{"on": date or datetime, "title": str, "detail"?: str, "url"?: str, "who"?: str, "kind"?: "act" | "back" | "next"}.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time

from app.core.clock import ZONE, local

_sources: list[Callable[[int], Iterable[dict]]] = []


def register(function):
    """Add a source of events; usable as a decorator."""
    if function not in _sources:
        _sources.append(function)
    return function


def events(enterprise_id: int) -> list[dict]:
    """All events, newest first; a date counts as the start of its day."""
    found = [event for source in _sources for event in source(enterprise_id)]
    return sorted(found, key=lambda event: _moment(event["on"]), reverse=True)


def _moment(on) -> datetime:
    return local(on) if isinstance(on, datetime) else datetime.combine(on, time(), ZONE)
