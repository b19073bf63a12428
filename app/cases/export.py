"""The case list as a table file (导出 .xlsx), written row by row; nothing in it can act as a formula."""

from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.cases import listing
from app.cases.listing import Filter
from app.cases.models import CASE_STATUSES, SOURCES, Case
from app.core import search
from app.core.clock import now
from app.core.command import command
from app.core.settings import settings

MOST = 20_000  # cases of one file; more are taken in parts, by the days of filing
COLUMNS = {
    "案号": 26, "案由": 40, "当事人": 40, "信用代码": 22, "来源": 12, "状态": 12, "承办人": 18, "立案": 12, "办案期限": 12, "结案": 12,
}  # fmt: skip
FIRST_IN_MEMORY = 4 * 2**20


@command(permission="read_cases")
def note_export(actor, number: int, narrowed: str) -> None:
    """Who took how many cases out, and which, stands in the audit log (导出留痕)."""


def workbook(chosen: Filter, what: search.Wanted, who: str, narrowed: str):
    """An open file at its beginning. Args: who: name of the person it is made for; narrowed: the filter in words"""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("案件")
    for at, width in enumerate(COLUMNS.values()):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, words, bold=True) for words in COLUMNS])
    number = 0
    for row in islice(_rows(chosen, what), MOST):
        sheet.append([_cell(sheet, value) for value in row])
        number += 1
    _explain(book.create_sheet("说明"), narrowed, who, number)
    file = SpooledTemporaryFile(FIRST_IN_MEMORY)  # noqa: SIM115  (the answer to the browser closes it)
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet, value, bold: bool = False) -> WriteOnlyCell:
    """Words stay words: a name that begins with = + - @ must not become a formula on somebody's computer."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", True
    else:
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _rows(chosen: Filter, what: search.Wanted) -> Iterator[tuple]:
    for cases in listing.batches(chosen, what):
        left, officers = listing.last_days(cases), listing.officer_names(cases)
        yield from (_row(case, officers[case.id], left.get(case.id)) for case in cases)


def _row(case: Case, officers: str, last_day) -> tuple:
    parties = [party.name for party in case.parties]
    codes = [party.id_no for party in case.parties if party.kind == "entity"]
    return (case.number or "", case.cause, "、".join(parties), "、".join(codes), SOURCES.get(case.source, ""), CASE_STATUSES[case.status],
            officers, case.filed_on, last_day, case.closed_on)  # fmt: skip


def _explain(sheet, narrowed: str, who: str, number: int) -> None:
    counted = f"{number}，已到一次导出的上限" if number == MOST else str(number)
    lines = [("导出人", who), ("导出时间", f"{now():%Y-%m-%d %H:%M}"), ("件数", counted)]
    lines += [("筛选", narrowed or "没有筛选"), *([("注意", "演示数据")] if settings().demo else [])]
    for line in lines:
        sheet.append([_cell(sheet, words) for words in line])
