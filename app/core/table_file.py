"""Table files to take away (导出 .xlsx), written row by row; nothing in them can act as a formula."""

from collections.abc import Iterable
from itertools import islice
from tempfile import SpooledTemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.core.clock import now
from app.core.settings import settings

MOST = 20_000  # rows of one file; more are taken in parts
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_IN_MEMORY = 4 * 2**20


def begun() -> Workbook:
    return Workbook(write_only=True)


def add_sheet(book: Workbook, title: str, columns: dict[str, int], rows: Iterable[tuple]) -> int:
    """Args: columns: {heading: width}. Returns: how many rows it has, `MOST` at most"""
    sheet = book.create_sheet(title)
    for at, width in enumerate(columns.values(), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, words, bold=True) for words in columns])
    number = 0
    for row in islice(rows, MOST):
        sheet.append([_cell(sheet, value) for value in row])
        number += 1
    return number


def explain(book: Workbook, narrowed: str, who: str, number: int) -> None:
    """The sheet that says whose export it is. Args: narrowed: the filter in words"""
    sheet = book.create_sheet("说明")
    counted = f"{number}，已到一次导出的上限" if number == MOST else str(number)
    lines = [("导出人", who), ("导出时间", f"{now():%Y-%m-%d %H:%M}"), ("件数", counted)]
    lines += [("筛选", narrowed or "没有筛选"), *([("注意", "演示数据")] if settings().demo else [])]
    for line in lines:
        sheet.append([_cell(sheet, words) for words in line])


def opened(book: Workbook):
    """An open file at its beginning; the answer to the browser closes it."""
    file = SpooledTemporaryFile(FIRST_IN_MEMORY)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet, value, bold: bool = False) -> WriteOnlyCell:
    """Words stay words: a name that begins with = + - @ must not become a formula on somebody's computer."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", True
    elif hasattr(value, "year"):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell
