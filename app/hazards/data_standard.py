"""The one data standard of hidden dangers (隐患台账数据标准): form, ledger, export, interface and the tables of sub-databases.

`FIELDS` is the dictionary (字段字典); what is taken in from a sub-database is marked there, what a form asks is named there.
Source: 三年行动方案 (2024) 主方案 11③: 统一表单格式和数据标准，汇总、共享各部门、各渠道的重大事故隐患
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.core import table_file
from app.core.clock import today
from app.hazards import rules
from app.hazards.models import Hazard

NAME = "隐患台账数据标准"
VERSION = "3"
KINDS = {"text": "文字", "date": "日期", "number": "数", "code": "只有表中几种文字"}
STOCK = {"stock": "存量", "new": "增量"}
UNGRADED = "未定级"


class Field(NamedTuple):
    """One column.

    Args: key: in JSON; kind: key of KINDS; of: (hazard, areas) -> value; note: what is in it; form: (form, field) that asks it;
          taken: needed | taken from the table of a sub-database, "" not; most: signs of such a cell; also: other headings seen
    """

    key: str
    label: str
    kind: str
    width: int
    of: Callable
    note: str
    form: tuple[str, str] | None = None
    taken: str = ""
    most: int = 0
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def _measures(row: Hazard) -> str:
    return row.plan.measures if row.plan else row.interim_measures


def _checked(row: Hazard, level: str) -> str:
    """「2026-10-28 江知夏、许怀瑾」"""
    passed = [each for each in row.round_checks if each.level == level and each.result == "pass"]
    return f"{passed[-1].on} {passed[-1].names}" if passed else ""


def _named(names: Mapping) -> tuple[str, ...]:
    return tuple(names.values())


FIELDS = (
    Field("number", "隐患编号", "text", 18, lambda row, areas: row.number, "一条隐患一个编号，从登记到销号不变"),
    Field("enterprise", "责任单位", "text", 36, lambda row, areas: row.enterprise.name, "单位档案的全称；信用代码对不上的不收",
          ("start_hazard", "enterprise_id"), "taken", 120, ("隐患单位", "企业名称", "单位名称", "企业")),
    Field("uscc", "统一社会信用代码", "text", 22, lambda row, areas: row.enterprise.uscc, "18 位，按它认单位", None, "needed", 20,
          ("信用代码", "社会信用代码", "统一代码")),
    Field("area", "地区", "text", 14, lambda row, areas: areas.get(row.area_id, ""), "单位所在辖区"),
    Field("sector", "行业", "text", 14, lambda row, areas: row.sector, "单位档案的行业"),
    Field("bureau", "监管部门", "text", 24, lambda row, areas: row.organisation.name if row.organisation else "", "负责监管的机关"),
    Field("source", "来源", "code", 12, lambda row, areas: rules.SOURCES[row.source], "由哪个渠道发现", ("start_hazard", "source"),
          "needed", 20, ("隐患来源", "排查来源"), _named(rules.SOURCES)),
    Field("stock", "存量增量", "code", 10, lambda row, areas: "存量" if row.is_stock else "增量", "按施行中的截止日", values=_named(STOCK)),
    Field("found_on", "发现日期", "date", 12, lambda row, areas: row.found_on, "排查发现的那一天", ("start_hazard", "found_on"), "needed",
          0, ("排查日期", "发现时间", "排查时间", "检查日期")),
    Field("found_by", "排查人", "text", 16, lambda row, areas: row.found_by, "人员、专家或者机构；不填的写子库名称",
          ("start_hazard", "found_by"), "taken", 120, ("检查人", "发现人", "排查人员")),
    Field("place", "部位", "text", 30, lambda row, areas: row.place, "车间、工段、设备或者岗位", ("start_hazard", "place"), "needed", 200,
          ("隐患部位", "地点", "隐患地点", "具体位置")),
    Field("description", "隐患情况", "text", 50, lambda row, areas: row.description, "具体情形，不写评价和结论",
          ("start_hazard", "description"), "needed", 1000, ("情形", "隐患内容", "隐患描述", "问题描述", "隐患情形")),
    Field("article", "违反的规定", "text", 40, lambda row, areas: row.article, "排查人写的", ("start_hazard", "article"), "taken", 300,
          ("违反条款", "违反规定")),
    Field("grade", "判级", "code", 10, lambda row, areas: rules.GRADES.get(row.grade, UNGRADED),
          "决策表判定的；子库的判级只作参考，进入流程以后重新评估", None, "taken", 10, ("等级", "隐患等级", "隐患级别"),
          (*rules.GRADES.values(), UNGRADED)),
    Field("standard", "判定依据", "text", 40, lambda row, areas: "，".join(filter(None, (row.standard, row.standard_item))),
          "决策表给出的依据和条款", None, "taken", 200, ("判定标准", "判定条款")),
    Field("handling", "整改方式", "code", 12, lambda row, areas: rules.HANDLINGS.get(row.handling, ""), "由判级和能否当场整改得出",
          values=_named(rules.HANDLINGS)),
    Field("responsible_person", "责任人", "text", 12, lambda row, areas: row.responsible_person, "单位主要负责人，告知书送达此人",
          ("assess_hazard", "responsible_person"), "taken", 80, ("主要负责人", "整改责任人", "负责人")),
    Field("actual_controller", "实际控制人", "text", 12, lambda row, areas: row.actual_controller, "告知书同时送达此人",
          ("assess_hazard", "actual_controller"), "taken", 80),
    Field("measures", "措施", "text", 50, lambda row, areas: _measures(row), "治理方案的措施；没有方案的，为治理前的防范措施",
          ("submit_hazard_plan", "measures"), "taken", 1000, ("整改措施", "治理措施")),
    Field("funds_yuan", "资金（元）", "number", 14, lambda row, areas: row.plan.funds_yuan if row.plan else None,
          "治理方案的资金，两位小数；JSON 中是文字", ("submit_hazard_plan", "funds_yuan")),
    Field("contingency", "预案", "text", 40, lambda row, areas: row.plan.contingency if row.plan else "", "治理方案的预案",
          ("submit_hazard_plan", "contingency")),
    Field("due_on", "整改时限", "date", 12, lambda row, areas: row.due_on, "准予延期的，为延期后的", ("assess_hazard", "due_on"), "taken",
          0, ("整改期限", "整改时间", "要求完成日期")),
    Field("status", "状态", "code", 12, lambda row, areas: rules.STATUSES[row.status],
          "子库里写已销号、已移送、已合并、不予受理的，只作为子库历史记录；空着和其他状态的，从流程第一个任务办起", None, "taken", 20,
          ("整改状态", "隐患状态", "整改情况"), _named(rules.STATUSES)),
    Field("overdue_days", "逾期天数", "number", 10, lambda row, areas: (today() - row.due_on).days if row.is_overdue(today()) else 0,
          "没有逾期为 0"),
    Field("recurrence", "复发次数", "number", 10, lambda row, areas: row.recurrence, "同单位同部位或者同条款以前有几条；2 条起为老大难"),
    Field("rectified_on", "整改完成日期", "date", 14, lambda row, areas: row.rectified_on, "报告整改完成的那一天", None, "taken", 0,
          ("完成日期", "整改日期")),
    Field("closed_on", "销号日期", "date", 12, lambda row, areas: row.closed_on, "批准销号的那一天；状态写已销号的必填", None, "taken", 0,
          ("销号时间", "闭环日期")),
    Field("plan_deadline", "方案时限", "date", 12, lambda row, areas: row.plan.deadline if row.plan else None,
          "治理方案里的时限；延期以后以整改时限为准"),
    Field("extensions", "延期次数", "number", 10, lambda row, areas: sum(each.result == "grant" for each in row.extensions), "同意了几次"),
    Field("checked_district", "区级验收", "text", 24, lambda row, areas: _checked(row, "district"), "通过的日期和验收人；没有通过的为空"),
    Field("checked_city", "市级复核", "text", 24, lambda row, areas: _checked(row, "city"), "重大隐患通过复核的日期和复核人"),
    Field("listing_number", "挂牌编号", "text", 18, lambda row, areas: row.supervised.number if row.supervised else "",
          "正在挂牌督办的编号"),
    Field("listing_level", "挂牌级别", "text", 10, lambda row, areas: row.supervised.level if row.supervised else "", "哪一级挂牌"),
    Field("listing_due_on", "督办期限", "date", 12, lambda row, areas: row.supervised.due_on if row.supervised else None,
          "挂牌督办到哪一天"),
    Field("sub_database", "子库", "text", 16, lambda row, areas: row.sub_entry.sub_database if row.sub_entry else "",
          "从哪个行业子库并入；不是并入的为空"),
    Field("sub_number", "子库编号", "text", 18, lambda row, areas: row.sub_entry.sub_number if row.sub_entry else "",
          "在子库里的编号，同一子库里不重复，再次导入按它认出", None, "needed", 60,
          ("编号", "原编号", "隐患编号", "隐患编码", "子库隐患编号")),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
TAKEN = tuple(field for field in (FIELDS[-1], *FIELDS[:-1]) if field.taken)  # of a table of a sub-database, its number first
NEEDED = tuple(field.key for field in TAKEN if field.taken == "needed")
COLUMNS = {"键": 20, "列名": 20, "类型": 16, "取值": 50, "子库导入": 12, "表单": 30, "说明": 60}


def described(field: Field) -> dict:
    """{"key", "label", "kind", "values", "import", "form", "note"}: as the dictionary says it, in JSON and on the page."""
    return {
        "key": field.key, "label": field.label, "kind": field.kind, "values": list(field.values), "import": field.taken,
        "form": "/".join(field.form or ()), "note": field.note,
    }  # fmt: skip


def dictionary() -> dict:
    """{"standard", "version", "fields": [as `described`]}"""
    return {"standard": NAME, "version": VERSION, "fields": [described(field) for field in FIELDS]}


TAKEN_WORDS = {"needed": "必填", "taken": "可填", "": ""}


def dictionary_book(who: str):
    """The same as a table file. Returns: an open file. Args: who: name of the reader"""
    book = table_file.begun()
    lines = ((each["key"], each["label"], KINDS[each["kind"]], "、".join(each["values"]), TAKEN_WORDS[each["import"]], each["form"],
              each["note"]) for each in dictionary()["fields"])  # fmt: skip
    number = table_file.add_sheet(book, f"字段字典 版本 {VERSION}", COLUMNS, lines)
    table_file.explain(book, f"{NAME}，版本 {VERSION}", who, number)
    return table_file.opened(book)
