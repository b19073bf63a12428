"""The ledger taken away (导出): one data standard for every source, as a table file, as JSON, and as three lists (三清单).

The standard is `data_standard.FIELDS`; docs/hazard-ledger.md explains it. Source: 三年行动方案 (2024) 主方案 11③
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from app.core import search, table_file
from app.core.clock import now
from app.core.command import command
from app.core.table_file import MOST
from app.hazards import ledger_queries
from app.hazards.data_standard import BY_KEY, FIELDS, NAME, VERSION
from app.hazards.ledger_queries import Filter
from app.hazards.models import Hazard
from app.identity import queries as identity

NAMES = {"xlsx": "隐患台账", "json": "隐患台账", "lists": "隐患三清单"}


LISTS = {  # 三清单 (R034): each line names the same number
    "问题清单": ("number", "enterprise", "place", "description", "article", "grade", "standard", "source", "found_on", "status"),
    "措施清单": ("number", "enterprise", "place", "measures", "funds_yuan", "due_on", "contingency", "handling", "status"),
    "责任清单": ("number", "enterprise", "responsible_person", "actual_controller", "bureau", "due_on", "closed_on", "status"),
}


@command(permission="read_hazards")
def note_export(actor, kind: str, number: int, narrowed: str) -> None:
    """Who took how many hazards out, and which, stands in the audit log (导出留痕). Args: kind: key of NAMES"""


def rows(chosen: Filter, what: search.Wanted) -> Iterator[Hazard]:
    """What the list finds, `MOST` at most."""
    return islice((row for batch in ledger_queries.batches(chosen, what) for row in batch), MOST)


TOLD = {"source": lambda row: row.told_source, "found_by": lambda row: row.told_finder}  # who reports is protected


def reader_of(user) -> Callable:
    """f(field, row, areas) -> the value as this person may take it away; an enterprise never learns of a report."""
    if not user.has_role("enterprise_user"):
        return lambda field, row, names: field.of(row, names)
    return lambda field, row, names: TOLD[field.key](row) if field.key in TOLD else field.of(row, names)


def areas() -> dict[str, str]:
    return {row.id: row.name for row in identity.areas()}


def workbook(chosen: Filter, what: search.Wanted, user, narrowed: str):
    """Every field of every hazard found. Returns: an open file. Args: narrowed: the filter in words"""
    names, book, said = areas(), table_file.begun(), reader_of(user)
    lines = (tuple(said(field, row, names) for field in FIELDS) for row in rows(chosen, what))
    number = table_file.add_sheet(book, "隐患台账", {field.label: field.width for field in FIELDS}, lines)
    table_file.explain(book, narrowed, user.name, number)
    return table_file.opened(book)


def three_lists(chosen: Filter, what: search.Wanted, user, narrowed: str):
    """问题清单、措施清单、责任清单 of the same hazards, each by its number. Returns: an open file"""
    names, book, said, found = areas(), table_file.begun(), reader_of(user), list(rows(chosen, what))
    for title, keys in LISTS.items():
        columns = [BY_KEY[key] for key in keys]
        lines = (tuple(said(field, row, names) for field in columns) for row in found)
        table_file.add_sheet(book, title, {field.label: field.width for field in columns}, lines)
    table_file.explain(book, narrowed, user.name, len(found))
    return table_file.opened(book)


def as_json(chosen: Filter, what: search.Wanted, user, narrowed: str) -> Iterator[str]:
    """{"standard", "version", "made_at", "filter", "fields": [{"key", "label", "kind"}], "hazards": [{key: value}]}, in pieces."""
    names, value_of = areas(), reader_of(user)
    head = {"standard": NAME, "version": VERSION, "made_at": now().isoformat(timespec="seconds"), "filter": narrowed,
            "fields": [{"key": field.key, "label": field.label, "kind": field.kind} for field in FIELDS]}  # fmt: skip
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "hazards": [\n'
    for at, row in enumerate(rows(chosen, what)):
        said = {field.key: _plain(value_of(field, row, names)) for field in FIELDS}
        yield (",\n" if at else "") + json.dumps(said, ensure_ascii=False)
    yield "\n]}\n"


def _plain(value):
    """Days as ISO, money as text so that no cent is lost."""
    if value is None or isinstance(value, (str, int)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
