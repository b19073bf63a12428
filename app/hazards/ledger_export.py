"""The ledger taken away (导出): one data standard for every source, as a table file, as JSON, and as three lists (三清单).

The standard is `FIELDS`; docs/hazard-ledger.md explains it. Source: 三年行动方案 (2024) 主方案 11③: 统一表单格式和数据标准
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from app.core import search, table_file
from app.core.clock import now, today
from app.core.command import command
from app.core.table_file import MOST
from app.hazards import ledger_queries, rules
from app.hazards.ledger_queries import Filter
from app.hazards.models import Hazard
from app.identity import queries as identity

VERSION = "1"
NAMES = {"xlsx": "隐患台账", "json": "隐患台账", "lists": "隐患三清单"}


class Field(NamedTuple):
    """One column. key: in JSON; kind: text | date | number | code; of: (hazard, areas) -> value"""

    key: str
    label: str
    kind: str
    width: int
    of: Callable


def _measures(row: Hazard) -> str:
    return row.plan.measures if row.plan else row.interim_measures


FIELDS = (
    Field("number", "隐患编号", "text", 18, lambda row, areas: row.number),
    Field("enterprise", "责任单位", "text", 36, lambda row, areas: row.enterprise.name),
    Field("uscc", "统一社会信用代码", "text", 22, lambda row, areas: row.enterprise.uscc),
    Field("area", "地区", "text", 14, lambda row, areas: areas.get(row.area_id, "")),
    Field("sector", "行业", "text", 14, lambda row, areas: row.sector),
    Field("bureau", "监管部门", "text", 24, lambda row, areas: row.organisation.name if row.organisation else ""),
    Field("source", "来源", "code", 12, lambda row, areas: rules.SOURCES[row.source]),
    Field("stock", "存量增量", "code", 10, lambda row, areas: "存量" if row.is_stock else "增量"),
    Field("found_on", "发现日期", "date", 12, lambda row, areas: row.found_on),
    Field("found_by", "排查人", "text", 16, lambda row, areas: row.found_by),
    Field("place", "部位", "text", 30, lambda row, areas: row.place),
    Field("description", "情形", "text", 50, lambda row, areas: row.description),
    Field("article", "违反的规定", "text", 40, lambda row, areas: row.article),
    Field("grade", "判级", "code", 10, lambda row, areas: rules.GRADES.get(row.grade, "未定级")),
    Field("standard", "判定依据", "text", 40, lambda row, areas: "，".join(filter(None, (row.standard, row.standard_item)))),
    Field("handling", "整改方式", "code", 12, lambda row, areas: rules.HANDLINGS.get(row.handling, "")),
    Field("responsible_person", "责任人", "text", 12, lambda row, areas: row.responsible_person),
    Field("actual_controller", "实际控制人", "text", 12, lambda row, areas: row.actual_controller),
    Field("measures", "措施", "text", 50, lambda row, areas: _measures(row)),
    Field("funds_yuan", "资金（元）", "number", 14, lambda row, areas: row.plan.funds_yuan if row.plan else None),
    Field("contingency", "预案", "text", 40, lambda row, areas: row.plan.contingency if row.plan else ""),
    Field("due_on", "整改时限", "date", 12, lambda row, areas: row.due_on),
    Field("status", "状态", "code", 12, lambda row, areas: rules.STATUSES[row.status]),
    Field("overdue_days", "逾期天数", "number", 10, lambda row, areas: (today() - row.due_on).days if row.is_overdue(today()) else 0),
    Field("recurrence", "复发次数", "number", 10, lambda row, areas: row.recurrence),
    Field("rectified_on", "整改完成日期", "date", 14, lambda row, areas: row.rectified_on),
    Field("closed_on", "销号日期", "date", 12, lambda row, areas: row.closed_on),
)
BY_KEY = {field.key: field for field in FIELDS}
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


def areas() -> dict[str, str]:
    return {row.id: row.name for row in identity.areas()}


def workbook(chosen: Filter, what: search.Wanted, who: str, narrowed: str):
    """Every field of every hazard found. Returns: an open file. Args: who: name; narrowed: the filter in words"""
    names, book = areas(), table_file.begun()
    lines = (tuple(field.of(row, names) for field in FIELDS) for row in rows(chosen, what))
    number = table_file.add_sheet(book, "隐患台账", {field.label: field.width for field in FIELDS}, lines)
    table_file.explain(book, narrowed, who, number)
    return table_file.opened(book)


def three_lists(chosen: Filter, what: search.Wanted, who: str, narrowed: str):
    """问题清单、措施清单、责任清单 of the same hazards, each by its number. Returns: an open file"""
    names, book, found = areas(), table_file.begun(), list(rows(chosen, what))
    for title, keys in LISTS.items():
        columns = [BY_KEY[key] for key in keys]
        lines = (tuple(field.of(row, names) for field in columns) for row in found)
        table_file.add_sheet(book, title, {field.label: field.width for field in columns}, lines)
    table_file.explain(book, narrowed, who, len(found))
    return table_file.opened(book)


def as_json(chosen: Filter, what: search.Wanted, narrowed: str) -> Iterator[str]:
    """{"standard", "version", "made_at", "filter", "fields": [{"key", "label", "kind"}], "hazards": [{key: value}]}, in pieces."""
    names = areas()
    head = {"standard": "隐患台账数据标准", "version": VERSION, "made_at": now().isoformat(timespec="seconds"), "filter": narrowed,
            "fields": [{"key": field.key, "label": field.label, "kind": field.kind} for field in FIELDS]}  # fmt: skip
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "hazards": [\n'
    for at, row in enumerate(rows(chosen, what)):
        said = {field.key: _plain(field.of(row, names)) for field in FIELDS}
        yield (",\n" if at else "") + json.dumps(said, ensure_ascii=False)
    yield "\n]}\n"


def _plain(value):
    """Days as ISO, money as text so that no cent is lost."""
    if value is None or isinstance(value, (str, int)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
