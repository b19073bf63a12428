"""The case list as a table file (导出 .xlsx)."""

from collections.abc import Iterator

from app.cases import listing
from app.cases.listing import Filter
from app.cases.models import CASE_STATUSES, SOURCES, Case
from app.core import search, table_file
from app.core.command import command

COLUMNS = {
    "案号": 26, "案由": 40, "当事人": 40, "信用代码": 22, "来源": 12, "状态": 12, "承办人": 18, "立案": 12, "办案期限": 12, "结案": 12,
}  # fmt: skip


@command(permission="read_cases")
def note_export(actor, number: int, narrowed: str) -> None:
    """Who took how many cases out, and which, stands in the audit log (导出留痕)."""


def workbook(chosen: Filter, what: search.Wanted, who: str, narrowed: str):
    """An open file at its beginning. Args: who: name of the person it is made for; narrowed: the filter in words"""
    book = table_file.begun()
    number = table_file.add_sheet(book, "案件", COLUMNS, _rows(chosen, what))
    table_file.explain(book, narrowed, who, number)
    return table_file.opened(book)


def _rows(chosen: Filter, what: search.Wanted) -> Iterator[tuple]:
    for cases in listing.batches(chosen, what):
        left, officers = listing.last_days(cases), listing.officer_names(cases)
        yield from (_row(case, officers[case.id], left.get(case.id)) for case in cases)


def _row(case: Case, officers: str, last_day) -> tuple:
    parties = [party.name for party in case.parties]
    codes = [party.id_no for party in case.parties if party.kind == "entity"]
    return (case.number or "", case.cause, "、".join(parties), "、".join(codes), SOURCES.get(case.source, ""), CASE_STATUSES[case.status],
            officers, case.filed_on, last_day, case.closed_on)  # fmt: skip
