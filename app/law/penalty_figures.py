"""Figures of penalties the law or an order left open, or nobody has checked (待核): what the office may set. Pure.

Each is a dated parameter of ``data/penalties.yaml``; one the office sets holds from its day until a later row of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from app.law.penalty_rules import GRADES, PenaltyBook


@dataclass(frozen=True)
class Figure:
    """One parameter. parts: {key in the file: label}; is_span: each part is [low, high]; least, most: both included;
    may_lack: a part may stay open; effect: what it changes."""

    title: str
    unit: str
    parts: Mapping[str, str]
    least: Decimal
    most: Decimal
    effect: str
    is_span: bool = False
    may_lack: bool = False
    rises: bool = False  # each part lies above the one before

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """(name in the form, label) of every number asked for."""
        if not self.is_span:
            return list(self.parts.items())
        return [(f"{key}_{end}", f"{label}{words}") for key, label in self.parts.items()
                for end, words in (("low", "下限"), ("high", "上限"))]  # fmt: skip


FIGURES = {
    "band_split": Figure("裁量区间的切分", "%", {"lenient": "从轻到", "harsh": "从重从"}, Decimal(1), Decimal(99),
                         "从轻、从重的建议金额", rises=True),
    "rounding_yuan": Figure("建议金额的取整单位", "元", {"yuan": "取整到"}, Decimal(1), Decimal(10000), "所有建议金额"),
    "late_income": Figure("年收入无法确定时的计算基数", "倍上年度职工平均工资",
                          {"main_responsible": "主要负责人", "direct_responsible": "其他责任人员"}, Decimal("0.1"), Decimal(100),
                          "按年收入罚款、收入无法确定的案件", is_span=True),
    "managers_income_by_grade": Figure("安全生产管理人员未履职致事故的罚款比例", "%上一年年收入", GRADES, Decimal(20), Decimal(50),
                                       "安全生产法第96条，按事故等级", is_span=True, may_lack=True),
}  # fmt: skip


class SetFigure(NamedTuple):
    """A figure two persons have set. values: ((part, numbers as written), …); document: what it rests on (文号)."""

    name: str
    since: date
    values: tuple[tuple[str, tuple[str, ...]], ...]
    article: str
    document: str


class FigureError(ValueError):
    """What was written is no such figure. messages: {input: [Chinese]}"""

    def __init__(self, messages: dict[str, list[str]]):
        super().__init__("；".join(words for each in messages.values() for words in each))
        self.messages = messages


def read_figure(name: str, written: Mapping[str, str]) -> dict[str, list[str]]:
    """The numbers of a form, checked. Args: written: {input: text}

    Returns: {part: numbers as text}, parts left open missing
    Raises:  FigureError: absent, unreadable, outside the limits, or the wrong way round
    """
    figure, faults, found = FIGURES[name], {}, {}
    for part in figure.parts:
        keys = [f"{part}_low", f"{part}_high"] if figure.is_span else [part]
        told = [written.get(key, "").strip() for key in keys]
        if figure.may_lack and not any(told):
            continue
        for key, text in zip(keys, told, strict=True):
            if fault := _fault(figure, text):
                faults[key] = [fault]
        found[part] = told
    if not faults and not found:
        faults[figure.inputs[0][0]] = ["至少填一项"]
    if not faults:
        faults = _order_faults(figure, found)
    if faults:
        raise FigureError(faults)
    return found


def _fault(figure: Figure, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "应填数字" if text else "还没填"
    if not number.is_finite() or not figure.least <= number <= figure.most:
        return f"应在 {figure.least} 至 {figure.most} 之间"
    return ""


def _order_faults(figure: Figure, found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    if figure.is_span:
        return {f"{part}_high": ["上限应不低于下限"] for part, (low, high) in found.items() if Decimal(low) > Decimal(high)}
    numbers = [Decimal(one) for [one] in found.values()]
    return {list(found)[-1]: ["应大于前一项"]} if figure.rises and numbers[0] >= numbers[-1] else {}


def with_figures(book: PenaltyBook, figures: tuple[SetFigure, ...]) -> PenaltyBook:
    """The book with what the office has set: a row of its own from its day on; the last word for a day counts."""
    parameters = dict(book.parameters)
    for each in figures:
        rows = [row for row in parameters[each.name] if row["effective_from"] != each.since]
        parameters[each.name] = tuple(sorted([*rows, row_of(each)], key=lambda row: row["effective_from"]))
    return replace(book, parameters=parameters)


def row_of(said: SetFigure) -> dict:
    """The row of the parameter as the file would write it."""
    figure, told = FIGURES[said.name], dict(said.values)
    numbers = {part: [_number(one) for one in told[part]] if part in told else None for part in figure.parts}
    if not figure.is_span:
        numbers = {part: one[0] for part, one in numbers.items()}
    return {"effective_from": said.since, **numbers, "confidence": "high", "note": f"按{said.document}设定（{said.article}）"}


def _number(text: str) -> int | Decimal:
    number = Decimal(text)
    return int(number) if number == int(number) else number


def words_of(name: str, row: Mapping) -> str:
    """「从轻到 30%，从重从 70%」; a part that is still open says so."""
    figure, said = FIGURES[name], []
    for part, label in figure.parts.items():
        value = row.get(part)
        amount = "待定" if value is None else f"{value[0]} 至 {value[1]}" if figure.is_span else str(value)
        said.append(f"{label} {amount}")
    return "，".join(said) + f"（{figure.unit}）"
