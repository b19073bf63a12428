"""A table of people (.xlsx or .csv): find the heading, name the columns, check each row by itself. Pure.

One row is one post; a person with two posts has two rows with the same account. A certificate stands in any of them.
"""

from dataclasses import dataclass, field
from datetime import date

from app.core import spreadsheet
from app.core.errors import RuleBroken
from app.identity.permissions import ROLES

MAX_ROWS = 2000
COLUMNS = {  # field: (name in our template, other names seen, most characters)
    "username": ("账号", ("用户名", "登录名", "登录账号"), 40), "name": ("姓名", ("人员姓名",), 80),
    "organisation": ("单位", ("机构", "部门", "单位编号", "所在单位"), 120), "title": ("职务", ("岗位", "职位"), 80),
    "role": ("角色", ("系统角色", "权限"), 40), "from_on": ("到任日期", ("任职日期", "任职时间"), 20),
    "phone": ("电话", ("手机", "联系电话", "手机号"), 40), "email": ("邮箱", ("电子邮箱", "电子邮件"), 120),
    "number": ("执法证号", ("证号", "执法证编号"), 40), "issued_by": ("发证机关", (), 80),
    "valid_from": ("有效期起", ("证件起始日期", "发证日期"), 20), "valid_to": ("有效期止", ("有效期至", "证件到期日期"), 20),
}  # fmt: skip
NAMES = {alias.lower(): key for key, (own, others, _) in COLUMNS.items() for alias in (own, *others)}
NEEDED = ("username", "name", "organisation", "role")
DATES = ("from_on", "valid_from", "valid_to")
NO_HEADING = "前 10 行里没找到“账号”“姓名”“单位”“角色”四列；请对照模板改好表头再导入"
CODES = {words: code for code, words in ROLES.items()} | {code: code for code in ROLES}


@dataclass
class Row:
    """One row. number: as the spreadsheet counts; fields: as `COLUMNS` names them, dates as dates, role as its code."""

    number: int
    fields: dict = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)

    def refuse(self, column: str, reason: str) -> None:
        self.errors.append({"row": self.number, "column": COLUMNS[column][0], "reason": reason})


def read_people(name: str, content: bytes) -> list[Row]:
    """Raises: RuleBroken("import_file" | "import_heading" | "import_size")"""
    numbered = ((number, cells) for number, cells in enumerate(spreadsheet.lines(name, content), 1))
    columns = spreadsheet.heading(numbered, NAMES, NEEDED, NO_HEADING)
    rows = []
    for number, cells in numbered:
        said = {key: spreadsheet.words(cells[place]) for key, place in columns.items() if place < len(cells)}
        if any(said.values()):
            rows.append(_checked(Row(number, said)))
    if not rows:
        raise RuleBroken("import_file", "表里只有表头，没有人员；请填好后再导入")
    if len(rows) > MAX_ROWS:
        raise RuleBroken("import_size", f"一次最多导入 {MAX_ROWS} 行，请分成几个文件")
    return rows


def _checked(row: Row) -> Row:
    fields = row.fields
    for key in NEEDED:
        if not fields.get(key):
            row.refuse(key, "还没填")
    for key, words in fields.items():
        if len(words) > COLUMNS[key][2]:
            row.refuse(key, f"最多 {COLUMNS[key][2]} 个字")
    username = fields.get("username", "")
    if username and not (username.isascii() and username.replace("_", "").isalnum() and len(username) >= 2):
        row.refuse("username", "账号用 2 至 40 个字母、数字或下划线")
    if (email := fields.get("email")) and ("@" not in email or " " in email):
        row.refuse("email", "邮箱地址不对")
    if fields.get("role"):
        fields["role"] = CODES.get(fields["role"], "")
        if not fields["role"]:
            row.refuse("role", f"没有这个角色，可写：{'、'.join(ROLES.values())}")
    for key in DATES:
        fields[key] = _day(row, key)
    _check_certificate(row)
    return row


def _day(row: Row, key: str) -> date | None:
    words = row.fields.get(key, "")
    found = spreadsheet.day(words)
    if words and found is None:
        row.refuse(key, "日期写成 2026-11-22 的样子")
    return found


def _check_certificate(row: Row) -> None:
    fields = row.fields
    if not fields.get("number"):
        return
    for key in ("issued_by", "valid_from", "valid_to"):
        if not fields.get(key) and not any(each["column"] == COLUMNS[key][0] for each in row.errors):
            row.refuse(key, "有执法证号的，发证机关和有效期都要填")
    if fields["valid_from"] and fields["valid_to"] and fields["valid_to"] < fields["valid_from"]:
        row.refuse("valid_to", "不能早于有效期起")
