"""The file of an enterprise's own checks taken away (导出): one row for each check, with the seven things R020 asks for."""

from app.core import table_file
from app.self_checks import rules
from app.self_checks.models import SelfCheck

COLUMNS = {
    "自查": 24, "周期": 12, "应做期限": 12, "内容": 18, "方式": 18, "责任人": 12, "部门": 16, "自查日期": 12, "部位": 24, "参加人": 28,
    "主要负责人带队": 14, "过程": 40, "结果": 40, "发现问题": 10, "签字负责人": 12, "归档日期": 12, "状态": 10, "缺项": 20,
}  # fmt: skip


def workbook(rows: list[SelfCheck], who: str, narrowed: str):
    """Returns: an open file. Args: who: name; narrowed: enterprise and month in words"""
    book = table_file.begun()
    number = table_file.add_sheet(book, "自查档案", COLUMNS, map(line, rows))
    table_file.explain(book, narrowed, who, number)
    return table_file.opened(book)


def line(row: SelfCheck) -> tuple:
    return (
        row.number, rules.CYCLES[row.kind], row.due_on, row.content, rules.METHODS[row.method], row.responsible, row.department,
        row.checked_on, row.place, participants(row), "是" if row.led_by_principal else "", row.process_note, row.result,
        len(row.findings), row.signer, row.filed_on, rules.STATUSES[row.status], "、".join(row.missing),
    )  # fmt: skip


def participants(row: SelfCheck) -> str:
    """「樊云龑（本单位人员）、崔明远（专家）」 (R025)"""
    return "、".join(f"{each['name']}（{rules.PARTICIPANTS[each['kind']]}）" for each in row.participants)
