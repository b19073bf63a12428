"""Reading a table of enterprises from .xlsx or .csv: find the heading, name the columns, check each row. Pure.

People's tables differ: a title above the heading, other names for the columns, codes typed as numbers, GBK text.
"""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from app.core import spreadsheet
from app.core.errors import RuleBroken
from app.enterprises.rules import SCALES, clean_uscc, uscc_problem

MAX_ROWS = 200_000
COLUMNS = {  # field: (name in our template, other names seen, most characters)
    "uscc": ("统一社会信用代码", ("信用代码", "社会信用代码", "统一代码", "统一信用代码", "机构代码", "uscc"), None),
    "name": ("企业名称", ("单位名称", "名称", "公司名称", "生产经营单位", "生产经营单位名称", "市场主体名称", "企业全称"), 120),
    "area": ("辖区", ("区域", "所属区域", "所在区", "所属辖区", "行政区划", "行政区域", "区县", "所属区"), 80),
    "address": ("地址", ("生产经营地址", "经营地址", "住所", "注册地址", "详细地址", "企业地址", "单位地址"), 200),
    "sector": ("行业", ("行业领域", "所属行业", "行业类别", "行业分类", "监管行业", "所属行业领域"), 40),
    "scale": ("规模", ("企业规模", "规模类型"), 20),
    "risk": ("风险等级", ("风险级别", "风险颜色", "安全风险等级", "风险分级", "四色等级"), 20),
    "legal_representative": ("法定代表人", ("法人", "法人代表", "法定代表人姓名", "法人姓名"), 80),
    "main_person": ("主要负责人", ("主要负责人姓名", "负责人", "企业负责人", "实际负责人"), 80),
    "contact": ("联系人", ("联系人姓名", "安全管理人员", "安全负责人", "安全员"), 80),
    "phone": ("联系电话", ("电话", "联系方式", "手机", "手机号", "手机号码", "联系人电话"), 40),
}  # fmt: skip
NAMES = {alias: key for key, (own, others, _) in COLUMNS.items() for alias in (own, *others)}
NO_HEADING = "前 10 行里没找到“统一社会信用代码”和“企业名称”两列；请对照模板改好表头再导入"
RISK_MARKS = {
    "red": ("红", "重大", "一级", "Ⅰ", "I级", "A级"), "orange": ("橙", "较大", "二级", "Ⅱ", "II级", "B级"),
    "yellow": ("黄", "一般", "三级", "Ⅲ", "III级", "C级"), "blue": ("蓝", "低", "四级", "Ⅳ", "IV级", "D级"),
}  # fmt: skip
NOTES = (
    ("统一社会信用代码", "必填，18 位；单元格保持文本格式，否则末几位会变成 0"), ("企业名称", "必填，写营业执照上的全称"),
    ("辖区", "写区县名称，如鄂城区"), ("行业", "如工贸、危险化学品、非煤矿山、消防（小场所与新业态）"),
    ("规模", "大型、中型、小型、微型"), ("风险等级", "红、橙、黄、蓝，或重大、较大、一般、低"),
    ("主要负责人", "登记为企业的主要负责人，用于一案双罚"), ("再次导入", "以信用代码认企业，有变动的才更新；空着的格子不会清掉已有内容"),
)  # fmt: skip


class Row(spreadsheet.Row):
    """One row of a table of enterprises."""

    headings = {key: own for key, (own, _, _) in COLUMNS.items()}


def read_rows(name: str, content: bytes) -> list[Row]:
    """Every row that is not empty, checked by itself and against the rows before it.

    Raises: RuleBroken("import_file" | "import_heading" | "import_size")
    """
    numbered = ((number, cells) for number, cells in enumerate(spreadsheet.lines(name, content), 1))
    columns = spreadsheet.heading(numbered, NAMES, ("uscc", "name"), NO_HEADING)
    rows: list[Row] = []
    first_seen: dict[str, Row] = {}
    for number, cells in numbered:
        picked = {key: cells[place] for key, place in columns.items() if place < len(cells)}
        if not any(spreadsheet.words(value) for value in cells):
            continue
        row = _checked(number, picked)
        earlier = row if row.errors else first_seen.setdefault(row.fields["uscc"], row)
        if earlier.fields != row.fields:
            row.problem(row.errors, "uscc", f"和第 {earlier.number} 行是同一个代码，内容却不一样；请只留一行")
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise RuleBroken("import_size", f"一次最多导入 {MAX_ROWS} 行，请分成几个文件")
    if not rows:
        raise RuleBroken("import_file", "表里只有表头，没有企业；请填好后再导入")
    return rows


def _checked(number: int, cells: dict) -> Row:
    row = Row(number)
    for key, value in cells.items():
        words, most = spreadsheet.words(value), COLUMNS[key][2]
        if most and len(words) > most:
            row.problem(row.errors, key, f"最多 {most} 个字，现在有 {len(words)} 个")
        row.fields[key] = words
    _check_code(row, cells.get("uscc"))
    if not row.fields.get("name"):
        row.problem(row.errors, "name", "还没填")
    if scale := row.fields.get("scale"):
        row.fields["scale"] = next((known for known in SCALES if known[0] in scale), "")
        if not row.fields["scale"]:
            row.problem(row.warnings, "scale", "只认大型、中型、小型、微型；这一格没有导入")
    if risk := row.fields.pop("risk", ""):
        row.fields["risk_level"] = risk_level(risk)
        if not row.fields["risk_level"]:
            row.problem(row.warnings, "risk", f"不认识“{risk}”，可写红、橙、黄、蓝；这一格没有导入")
    return row


def _check_code(row: Row, cell) -> None:
    row.fields["uscc"] = clean_uscc(row.fields.get("uscc", ""))
    if not row.fields["uscc"]:
        row.problem(row.errors, "uscc", "还没填")
    elif isinstance(cell, (int, float)) and abs(cell) >= 10**15:
        row.problem(row.errors, "uscc", "这一格是数字格式，末几位已被表格软件改成 0；请设为文本后重填")
    elif problem := uscc_problem(row.fields["uscc"]):
        row.problem(row.errors, "uscc", problem)


def risk_level(words: str) -> str:
    """The colour a table means by 「红」「重大风险」「Ⅰ级」…; empty when it cannot be told."""
    if words.strip() in ("1", "2", "3", "4"):
        return list(RISK_MARKS)[int(words) - 1]
    longest = sorted(((mark, level) for level, marks in RISK_MARKS.items() for mark in marks), key=lambda m: -len(m[0]))
    return next((level for mark, level in longest if mark in words.upper()), "")


def template() -> bytes:
    """The .xlsx to fill in: the heading over cells that are all text, and a sheet that explains the columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append([own for own, _, _ in COLUMNS.values()])
    for place, column in enumerate(sheet.columns):
        sheet.column_dimensions[column[0].column_letter].width = (24, 40, 12, 32)[place] if place < 4 else 14
        column[0].font, column[0].alignment = Font(bold=True), Alignment(horizontal="center")
    for cells in sheet.iter_rows(min_row=1, max_row=500, max_col=len(COLUMNS)):
        for cell in cells:
            cell.number_format = "@"  # text: a code must not become a number
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填写说明")
    for line in NOTES:
        notes.append(line)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 20, 80
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
