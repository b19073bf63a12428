"""Reading a holiday notice from .csv or .xlsx: columns 日期, 类型 (放假 or 补班), 名称; one line a day."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import RuleBroken
from app.law.calendar import DayKind, SpecialDay

COLUMNS = ("日期", "类型", "名称")
KINDS = {"放假": DayKind.OFF, "休": DayKind.OFF, "补班": DayKind.WORK, "班": DayKind.WORK}
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
MAX_ROWS = 2000


def read_holiday_file(name: str, content: bytes) -> list[SpecialDay]:
    """The days of a holiday notice.

    Raises: RuleBroken("holiday_file"): `fields` holds one Chinese sentence for each bad line, by line number
    """
    rows = _rows(name, content)
    header = [_cell(value) for value in next(rows, ())]
    if missing := [column for column in COLUMNS if column not in header]:
        raise _refused(f"第一行缺少列：{'、'.join(missing)}；应有 {'、'.join(COLUMNS)}")
    places = [header.index(column) for column in COLUMNS]
    days, problems = [], {}
    for number, row in enumerate(rows, 2):
        if number > MAX_ROWS:
            raise _refused(f"超过 {MAX_ROWS} 行，请只放放假和补班的日子")
        cells = [row[place] if place < len(row) else None for place in places]
        if not any(_cell(cell) for cell in cells):
            continue
        try:
            days.append(_special_day(*cells))
        except ValueError as wrong:
            problems[str(number)] = f"第 {number} 行：{wrong}"
    if problems:
        raise RuleBroken("holiday_file", f"有 {len(problems)} 行读不懂，没有导入", problems)
    return days


def _special_day(day: object, kind: object, name: object) -> SpecialDay:
    kind_word, name = _cell(kind), _cell(name)
    if kind_word not in KINDS:
        raise ValueError(f"类型“{kind_word}”应写“放假”或“补班”")
    if not name or len(name) > 40:
        raise ValueError("名称应写节日，不超过 40 字")
    return SpecialDay.of(_day(day), KINDS[kind_word], name)


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = DAY.fullmatch(_cell(value))
    try:
        return date(*map(int, written.groups()))
    except (AttributeError, ValueError) as error:
        raise ValueError(f"日期“{_cell(value)}”应写作 2027-01-01") from error


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _rows(name: str, content: bytes) -> Iterable[tuple]:
    if name.lower().endswith(".csv"):
        return iter(list(csv.reader(io.StringIO(_decoded(content)))))
    if not name.lower().endswith(".xlsx"):
        raise _refused("只能导入 .xlsx 或 .csv 文件")
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return iter(list(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1)))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as error:
        raise _refused("这个 .xlsx 文件打不开，请用表格软件另存后再试") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("这个 .csv 文件的文字编码读不懂，请另存为 UTF-8")


def _refused(why: str) -> RuleBroken:
    return RuleBroken("holiday_file", f"放假表没有导入：{why}")
