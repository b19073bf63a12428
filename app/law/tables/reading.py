"""A decision table as people read it: words for codes and signs, which inputs it asks for, a result in one sentence.

Pure: no Flask, no database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from lxml import etree

from app.core.errors import RuleBroken
from app.decisions.dmn.model import Decision, DecisionTable, InputClause, Model
from app.decisions.dmn.xml import child, children, parse

EFFECTIVE_FROM = "{https://anliu.example/dmn}effectiveFrom"
UNVERIFIED = "待核"
HIT_POLICIES = {
    "UNIQUE": "唯一（各行互不重叠）", "ANY": "任一（符合的各行结果相同）", "FIRST": "首个（自上而下，第一行符合的）",
    "PRIORITY": "优先（按结果的先后）", "COLLECT": "汇总（符合的每一行都算）", "RULE ORDER": "按行序列出",
    "OUTPUT ORDER": "按结果先后列出",
}  # fmt: skip
WORDS = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色",
    "entity": "单位", "person": "个人", "warning": "警告", "fine": "罚款", "confiscate_gain": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_business": "责令停产停业整顿", "stop_construction": "责令停止建设", "closure_order": "予以关闭",
    "suspend_qualification": "暂停与安全生产有关的资格", "revoke_license": "吊销许可证件", "career_ban": "限制从业",
    "file": "立案", "investigate_more": "补充调查", "transfer": "移送有权机关", "refer": "移送司法机关",
    "not_punishable": "不再处罚", "no_second_fine": "不得再次罚款", "simple": "简易程序", "ordinary": "普通程序",
    "city": "市级", "district": "区级", "committee": "专委会", "sector": "行业内部",
    "reminder": "提醒敦促函", "rectification": "整改通知书", "interview": "约谈", "listing": "挂牌督办",
    "major": "重大事故隐患", "general": "一般事故隐患", "industry": "工贸", "chemical": "化工和危险化学品",
    "mine": "金属非金属矿山", "construction": "住建", "fireworks": "烟花爆竹", "other": "其他", "must_not": "应当不予处罚",
    "may_not": "可以不予处罚", "punish": "应予处罚", "none": "没有", "slight": "轻微", "serious": "超出轻微",
    "lenient": "从轻", "harsh": "从重", "normal": "一般", "discuss": "集体讨论", "no_system": "没有建立制度",
    "unreported": "未按规定报告", "both": "两者都有",
}  # fmt: skip
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
LIST_CONTAINS = re.compile(r'list contains\(\?, ("(?:[^"\\]|\\.)*")\)')
INTERVAL = re.compile(r"([\[\](])\s*([^\[\]()]+?)\s*\.\.\s*([^\[\]()]+?)\s*([\[\])])")
SIGNS = {"<=": "≤", ">=": "≥"}
PART = re.compile(r'"((?:[^"\\]|\\.)*)"|string\(([\w.]+)\)|([^\W\d][\w.]*)')
JOINED = re.compile(rf"(?:{PART.pattern})(?:\s*\+\s*(?:{PART.pattern}))+")
NAME = re.compile(r'("(?:[^"\\]|\\.)*")|([^\W\d]\w*(?:\.[^\W\d]\w*)+)')
WHOLE = re.compile(r"-?\d+")
AMOUNT = re.compile(r'("(?:[^"\\]|\\.)*")|(?<![\w.])(\d{5,})')  # five digits and more are easier read in threes


@dataclass(frozen=True)
class Asked:
    """One thing a table wants to know. `type`: string, number, boolean, date, or "" (any).

    `allowed`: the codes to choose from; `is_many`: several of them (a column that asks what a list contains).
    """

    name: str
    label: str
    type: str
    allowed: tuple[str, ...] = ()
    is_many: bool = False


@dataclass(frozen=True)
class About:
    """What a DMN file says beside its logic: the first day of its figures, and the description of each decision."""

    effective_from: date | None
    descriptions: dict[str, str]


def about(content: bytes) -> About:
    """Raises: RuleBroken("effective_from"): the day is not a date"""
    root = parse(content)
    written = root.get(EFFECTIVE_FROM)
    try:
        since = date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise RuleBroken("effective_from", f"文件写的施行日期“{written}”不是日期，应写成 2026-12-01") from wrong
    found = {each.get("id"): child(each, "description") for each in children(root, "decision")}
    return About(since, {key: "".join(each.itertext()).strip() for key, each in found.items() if each is not None})


def as_text(content: bytes) -> str:
    """A DMN file as text, unchanged where it is UTF-8. Raises: DecisionError"""
    tree = parse(content).getroottree()
    if (tree.docinfo.encoding or "UTF-8").upper() in ("UTF-8", "ASCII", "US-ASCII"):
        return content.decode("utf-8-sig")
    return etree.tostring(tree, encoding="unicode")


def top_decisions(model: Model) -> list[Decision]:
    """The decisions no other one in the file requires: what the file is for."""
    required = {key for decision in model.decisions.values() for key in decision.requires}
    return [decision for key, decision in model.decisions.items() if key not in required]


def line_of(model: Model, key: str) -> list[Decision]:
    """A decision and all it requires, what is asked last first."""
    found, waiting = {}, [key]
    while waiting:
        decision = model.decisions.get(waiting.pop(0))
        if decision is not None:
            found.pop(decision.id, None)
            found[decision.id] = decision
            waiting += decision.requires
    return list(found.values())


def is_verified(model: Model, key: str, descriptions: dict[str, str]) -> bool:
    """Whether nothing in the decision, or in what it requires, is marked 待核."""
    line = line_of(model, key)
    tables = [each.logic for each in line if isinstance(each.logic, DecisionTable)]
    notes = [rule.note for table in tables for rule in table.rules]
    return not any(UNVERIFIED in text for text in [*notes, *(descriptions.get(each.id, "") for each in line)])


def asked(model: Model, key: str) -> list[Asked]:
    """What the caller must say, with labels and types from the columns that ask for it."""
    found: dict[str, Asked] = {}
    for decision in reversed(line_of(model, key)):
        by_name = _columns(decision.logic) if isinstance(decision.logic, DecisionTable) else {}
        declared = {model.inputs[each].name: model.inputs[each] for each in decision.requires if each in model.inputs}
        wanted = {*declared, *decision.open_inputs}
        for name in [*(name for name in by_name if name in wanted), *sorted(wanted - by_name.keys())]:
            clause, members = by_name.get(name, (None, ()))
            found.setdefault(name, _asked(name, clause, members, declared.get(name)))
    return list(found.values())


def _columns(table: DecisionTable) -> dict[str, tuple[InputClause, tuple[str, ...]]]:
    """{input expression: (its column, the members its cells look for in a list)}"""
    found = {}
    for place, clause in enumerate(table.inputs):
        members = [name for rule in table.rules for name in LIST_CONTAINS.findall(rule.tests[place])]
        found[clause.expression] = clause, tuple(dict.fromkeys(name.strip('"') for name in members))
    return found


def _asked(name: str, clause: InputClause | None, members: tuple[str, ...], declared) -> Asked:
    type_ = (clause and clause.type) or (declared and declared.type) or ""
    allowed = members or codes((clause and clause.allowed) or "")
    return Asked(name, (clause and clause.label) or name, type_.rpartition(":")[2], allowed, bool(members))


def codes(text: str) -> tuple[str, ...]:
    """The texts a list of allowed values names: `"entity","person"`."""
    return tuple(STRING.findall(text)) if STRING.sub("", text).strip(" ,") == "" else ()


def typed(name: Asked, value):
    """A value as the table takes it: text from a form or from process data becomes a number, a day, yes or no.

    Raises: RuleBroken("input_invalid")
    """
    if not isinstance(value, str):
        return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    try:
        match name.type:
            case "number":
                return _number(value.replace(",", ""))
            case "boolean":
                return {"true": True, "false": False}[value]
            case "date":
                return date.fromisoformat(value)
    except (InvalidOperation, ValueError, KeyError) as wrong:
        kinds = {"number": "数字", "boolean": "是或否", "date": "日期，如 2026-12-01"}
        message = f"“{name.label}”应填{kinds[name.type]}"
        raise RuleBroken("input_invalid", message, {name.name: message}) from wrong
    return value


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found


def as_json(value):
    """A value as rows keep it: whole numbers as such, other numbers and days as exact text."""
    if isinstance(value, Decimal):
        is_whole = value == value.to_integral_value() and abs(value) < 2**53
        return int(value) if is_whole else format(value.normalize(), "f")
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else _plain(value)


def _plain(value):
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def labels(model: Model) -> dict[str, str]:
    """{name of an input or of an output column: its label}, for names that stand in cells."""
    tables = [each.logic for each in model.decisions.values() if isinstance(each.logic, DecisionTable)]
    found = {clause.name: clause.label for table in tables for clause in table.outputs if clause.label}
    return found | {clause.expression: clause.label for table in tables for clause in table.inputs if clause.label}


def cell(text: str, known: Mapping[str, str] = MappingProxyType({})) -> str:
    """A cell in words: `list contains(?, "fine")` → 含罚款, `[2..5[` → ≥ 2 且 < 5, `-` → 不限.

    Args: known: labels of the names that may stand in it, see `labels`
    """
    text = text.strip()
    if text in ("", "-"):
        return "—"
    if text in ("true", "false"):
        return {"true": "是", "false": "否"}[text]
    if text.startswith('["') and text.endswith('"]'):
        text = text[1:-1].replace('",', '"；')
    if JOINED.fullmatch(text):
        return "".join(
            part[1] if part[1] is not None else f"〔{_name(part[2] or part[3], known)}〕"
            for part in PART.finditer(text)
        )
    text = NAME.sub(lambda found: found[1] or _name(found[2], known), text)
    text = LIST_CONTAINS.sub(r"含\1", text)
    text = INTERVAL.sub(_interval, text)
    for sign, shown in SIGNS.items():
        text = text.replace(sign, shown)
    text = AMOUNT.sub(lambda found: found[1] or f"{int(found[2]):,}", text)
    return STRING.sub(lambda found: WORDS.get(found[1], found[1]), text)


def _name(written: str, known: Mapping[str, str]) -> str:
    """`听证数额.fine_from_yuan` → 听证数额的罚款达到（元）"""
    return "的".join(known.get(part, part) for part in written.split("."))


def _interval(found: re.Match) -> str:
    opening, low, high, closing = found.groups()
    return f"{'≥' if opening == '[' else '>'} {low} 且 {'≤' if closing == ']' else '<'} {high}"


def shown(value) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "（空）"
    if isinstance(value, (list, tuple)):
        return "；".join(shown(each) for each in value) or "（没有）"
    if isinstance(value, dict):
        return "，".join(shown(each) for each in value.values())
    if isinstance(value, Decimal):
        return str(as_json(value))
    return WORDS.get(value, value) if isinstance(value, str) else str(value)


def sentence(model: Model, key: str, value) -> str:
    """A result in one sentence for the history: 「应当告知听证权：是。理由：罚款 60000 元，达到 50000 元。依据：…」."""
    logic = model.decisions[key].logic
    rows = value if isinstance(value, list) else [value]
    if not isinstance(logic, DecisionTable) or not all(isinstance(row, dict) for row in rows):
        return f"{model.decisions[key].name}：{shown(value)}"
    return "".join(_said(logic, row) for row in rows) or "没有一行符合"


def _said(logic: DecisionTable, row: dict) -> str:
    labels = {clause.name: clause.label or clause.name for clause in logic.outputs}
    parts = [f"{labels.get(name, name)}：{shown(each)}" for name, each in row.items() if each not in (None, "", [])]
    return "。".join(parts) + "。"


def columns(decision: Decision) -> tuple[str, ...]:
    """The names of the results a table gives; () of what is no table."""
    return tuple(clause.name for clause in decision.logic.outputs) if isinstance(decision.logic, DecisionTable) else ()


def data_columns(decision: Decision) -> tuple[str, ...]:
    """The output columns that may become process data: yes or no, choices, days and whole numbers, never free text."""
    if not isinstance(decision.logic, DecisionTable):
        return ("value",) if decision.type in ("boolean", "date") else ()
    columns = enumerate(decision.logic.outputs)
    return tuple(clause.name for place, clause in columns if _is_data(clause, _cells(decision.logic, place)))


def _cells(table: DecisionTable, place: int) -> Iterator[str]:
    return (rule.outputs[place].strip() for rule in table.rules)


def _is_data(clause, cells: Iterable[str]) -> bool:
    match (clause.type or "").rpartition(":")[2]:
        case "boolean" | "date":
            return True
        case "string":
            return bool(clause.allowed)
        case "number":
            return all(WHOLE.fullmatch(text) for text in cells)
    return False
