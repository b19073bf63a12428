"""Tables people send: .xlsx or .csv, in whatever encoding, with a title above the heading and codes typed as numbers. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import RuleBroken

HEADING_WITHIN = 10  # rows from the top in which the heading is looked for


@dataclass
class Row:
    """One row of a table. number: as the spreadsheet counts; errors keep it out, warnings only a cell."""

    number: int
    fields: dict = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)
    warnings: list[dict] = field(default_factory=list)
    headings: ClassVar[Mapping[str, str]] = {}  # {field: heading of our template}

    def problem(self, kind: list, column: str, reason: str) -> None:
        kind.append({"row": self.number, "column": self.headings[column], "reason": reason})


def lines(name: str, content: bytes) -> Iterable[tuple]:
    """The lines of the first sheet, cells as they come. Raises: RuleBroken("import_file")"""
    return _sheet(content) if name.lower().endswith((".xlsx", ".xlsm")) else _csv(name, content)


def _sheet(content: bytes):
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as damaged:
        raise RuleBroken("import_file", "这个文件不是 .xlsx 表格或已损坏；请用表格软件另存为 .xlsx 再试") from damaged
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    return sheet.iter_rows(values_only=True)


def _csv(name: str, content: bytes):
    if not name.lower().endswith((".csv", ".txt")):
        raise RuleBroken("import_file", "只能导入 .xlsx 或 .csv 文件；旧的 .xls 请另存为 .xlsx")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RuleBroken("import_file", "读不出这个文件的文字，请另存为 UTF-8 编码的 .csv 再试")
    first = words.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(words, newline=""), delimiter=mark)


def heading(numbered: Iterable[tuple[int, tuple]], names: Mapping[str, str], wanted: tuple[str, ...], missing: str) -> dict[str, int]:
    """{field: place of its column} of the first line that names every wanted column; lines up to it are used up.

    Args:   names: {heading as `title` gives it: field}; missing: what is said when there is no such line
    Raises: RuleBroken("import_heading")
    """
    for number, cells in numbered:
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if key := names.get(title(cell)):
                found.setdefault(key, place)
        if all(name in found for name in wanted):
            return found
        if number >= HEADING_WITHIN:
            break
    raise RuleBroken("import_heading", missing)


def title(cell) -> str:
    """A heading without blanks, marks of duty and remarks in brackets."""
    said = words(cell).translate(str.maketrans("（）", "()")).split("(")[0]
    return "".join(said.split()).strip("*＊:：").lower()


def day(value) -> date | None:
    """The day a cell says: a date, 2026-09-01, 2026/9/1, 2026.9.1 or 2026年9月1日; None where it says none."""
    said = words(value).split(" ")[0].translate(str.maketrans("/.年月", "----")).rstrip("日")
    try:
        return datetime.strptime(said, "%Y-%m-%d").date() if said else None
    except ValueError:
        return None


def words(value) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return f"{value:%Y-%m-%d}"
    return str(value).replace("\u3000", " ").strip()
