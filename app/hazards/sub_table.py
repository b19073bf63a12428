"""Reading the table of a sector's sub-database (行业子库) by the data standard: find the heading, check each row by itself. Pure."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from app.core import spreadsheet
from app.core.errors import RuleBroken
from app.enterprises.rules import clean_uscc, uscc_problem
from app.hazards import rules
from app.hazards.data_standard import BY_KEY, NAME, NEEDED, TAKEN, TAKEN_WORDS, VERSION

MAX_ROWS = 50_000
ARCHIVED = ("closed", "transferred", "merged", "rejected", "archived")  # over in the sub-database: nothing of them is followed up here
NAMES = {spreadsheet.title(name): field.key for field in reversed(TAKEN) for name in (*reversed(field.also), field.label)}
NO_HEADING = f"前 10 行里没找到“{'”“'.join(BY_KEY[key].label for key in NEEDED)}”各列；请下载模板，对照改好表头再导入"
CODES = {
    "source": {words: code for code, words in rules.SOURCES.items()},
    "grade": {words: code for code, words in rules.GRADES.items()} | {"未定级": "", "重大隐患": "major", "一般隐患": "general"},
    "status": {words: code for code, words in rules.STATUSES.items()},
}


class Row(spreadsheet.Row):
    """One hazard of a sub-database. fields: by keys of the standard; days as dates; source, grade, status as codes, "" none."""

    headings = {field.key: field.label for field in TAKEN}

    @property
    def is_history(self) -> bool:
        """Over already when it comes: it is kept as history, never as a hazard this ledger has seen removed."""
        return self.fields["status"] in ARCHIVED


def read_rows(name: str, content: bytes) -> list[Row]:
    """Every row that is not empty, checked by itself and against the rows before it.

    Raises: RuleBroken("import_file" | "import_heading" | "import_size")
    """
    numbered = ((number, cells) for number, cells in enumerate(spreadsheet.lines(name, content), 1))
    columns = spreadsheet.heading(numbered, NAMES, NEEDED, NO_HEADING)
    rows: list[Row] = []
    seen: dict[str, Row] = {}
    for number, cells in numbered:
        if not any(spreadsheet.words(value) for value in cells):
            continue
        row = _checked(Row(number, {key: cells[place] for key, place in columns.items() if place < len(cells)}))
        earlier = seen.setdefault(row.fields["sub_number"], row)
        if earlier is not row and row.fields["sub_number"]:
            row.problem(row.errors, "sub_number", f"和第 {earlier.number} 行编号相同；一条隐患一个编号，请只留一行")
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise RuleBroken("import_size", f"一次最多导入 {MAX_ROWS} 行，请分成几个文件")
    if not rows:
        raise RuleBroken("import_file", "表里只有表头，没有隐患；请填好后再导入")
    return rows


def _checked(row: Row) -> Row:
    said = row.fields
    row.fields = {field.key: _cell(row, field, said.get(field.key)) for field in TAKEN}
    for key in NEEDED:
        if not row.fields[key] and not spreadsheet.words(said.get(key)):
            row.problem(row.errors, key, "还没填")
    row.fields["uscc"] = clean_uscc(row.fields["uscc"])
    if row.fields["uscc"] and (problem := uscc_problem(row.fields["uscc"])):
        row.problem(row.errors, "uscc", problem)
    _check_end(row)
    return row


def _cell(row: Row, field, value):
    """What a cell means; what cannot be told keeps the row out, as a guess would stand in the ledger for good."""
    words = spreadsheet.words(value)
    if field.most and len(words) > field.most:
        row.problem(row.errors, field.key, f"最多 {field.most} 个字，现在有 {len(words)} 个")
    if field.kind == "date":
        found = spreadsheet.day(value)
        if words and found is None:
            row.problem(row.errors, field.key, f"“{words}”不是日期，请写成 2026-09-01 的样子")
        return found
    if field.kind == "code":
        code = CODES[field.key].get(words, "")
        if words and words not in CODES[field.key]:
            row.problem(row.errors, field.key, f"不认识“{words}”，可写：{'、'.join(field.values)}")
        return code
    return words


def _check_end(row: Row) -> None:
    found_on, closed_on = row.fields["found_on"], row.fields["closed_on"]
    if row.fields["status"] == "closed" and closed_on is None and not any(each["column"] == "销号日期" for each in row.errors):
        row.problem(row.errors, "closed_on", "状态是已销号，请填销号日期")
    if closed_on and row.fields["status"] != "closed":
        row.problem(row.errors, "status", "填了销号日期，状态却不是已销号；请核对改成一致")
    for key in ("rectified_on", "closed_on"):
        if found_on and row.fields[key] and row.fields[key] < found_on:
            row.problem(row.errors, key, "不能早于发现日期")


def template() -> bytes:
    """The .xlsx to fill in: the heading over cells that are all text, and the standard that explains the columns."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "隐患"
    sheet.append([field.label for field in TAKEN])
    for cells, field in zip(sheet.iter_cols(min_row=1, max_row=300, max_col=len(TAKEN)), TAKEN, strict=True):
        sheet.column_dimensions[cells[0].column_letter].width = field.width
        cells[0].font, cells[0].alignment = Font(bold=True), Alignment(horizontal="center")
        for cell in cells[1:]:
            cell.number_format = "@"  # text: a code must not become a number
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填写说明")
    notes.append([NAME, f"版本 {VERSION}"])
    for field in TAKEN:
        notes.append([field.label, TAKEN_WORDS[field.taken], field.note, "、".join(field.values)])
    for letter, width in zip("ABCD", (20, 10, 60, 80), strict=True):
        notes.column_dimensions[letter].width = width
    book.save(content)
    return content.getvalue()
