"""What changes from one version of a decision table to the next, in sentences: pure, over two models.

Columns and rows are the same when their ids are; a file from another tool may number them anew, so what has no
partner by id is paired with what says the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.decisions import Model
from app.decisions.dmn.model import Decision, DecisionTable, LiteralExpression, Rule
from app.law.tables import reading


class Change(NamedTuple):
    """One thing that changes, as a sentence; element: id of the decision or part it is about, None: it is gone."""

    words: str
    element: str | None = None


def table_changes(before: Model | None, after: Model, told_before: Mapping, told_after: Mapping) -> list[Change]:
    """What changes from one version to the next, in the order of the file; [] when both decide and say the same.

    Args: before: None for a new table; told_*: {decision id: its description}
    """
    if before is None:
        return [Change(f"新表“{each.name}”{_size(each)}", key) for key, each in after.decisions.items()]
    return [
        *_of_decisions(before, after, told_before, told_after),
        *_of_parts("输入", before.inputs, after.inputs),
        *_of_parts("业务知识", before.knowledge, after.knowledge),
        *_of_parts("决策服务", before.services, after.services),
        *_of_types(before.types, after.types),
    ]


def _size(decision: Decision) -> str:
    return f"，{len(decision.logic.rules)} 行" if isinstance(decision.logic, DecisionTable) else ""


def _of_decisions(before: Model, after: Model, told_before, told_after) -> Iterator[Change]:
    known = reading.labels(before) | reading.labels(after)
    yield from (Change(f"删去决策“{old.name}”") for key, old in before.decisions.items() if key not in after.decisions)
    for key, new in after.decisions.items():
        if key not in before.decisions:
            yield Change(f"新增决策“{new.name}”{_size(new)}", key)
            continue
        words = _decision(before.decisions[key], new, before, after, known)
        if told_before.get(key, "") != told_after.get(key, ""):
            words = [*words, f"“{new.name}”的说明改为：{told_after.get(key) or '（空）'}"]
        yield from (Change(each, key) for each in words)


def _decision(old: Decision, new: Decision, before: Model, after: Model, known) -> Iterator[str]:
    if old.name != new.name:
        yield f"“{old.name}”改名为“{new.name}”"
    yield from _requirements(old, new, before, after)
    if isinstance(old.logic, DecisionTable) and isinstance(new.logic, DecisionTable):
        yield from (f"“{new.name}”{words}" for words in Tables(old.logic, new.logic, known).words())
    elif isinstance(old.logic, LiteralExpression) and isinstance(new.logic, LiteralExpression):
        if old.logic.text != new.logic.text:
            yield f"“{new.name}”的表达式由“{old.logic.text}”改为“{new.logic.text}”"
    elif old.logic != new.logic:
        yield f"“{new.name}”的判定内容改了"
    if old.type != new.type:
        yield f"“{new.name}”的结果类型由“{old.type or '不限'}”改为“{new.type or '不限'}”"


def _requirements(old: Decision, new: Decision, before: Model, after: Model) -> Iterator[str]:
    for key in new.requires:
        if key not in old.requires:
            yield f"“{new.name}”改为还要依据“{_named(after, key)}”"
    for key in old.requires:
        if key not in new.requires:
            yield f"“{new.name}”不再依据“{_named(before, key)}”"


def _named(model: Model, key: str) -> str:
    found = model.decisions.get(key) or model.inputs.get(key) or model.knowledge.get(key)
    return found.name if found else key


def _of_parts(word: str, before: Mapping, after: Mapping) -> Iterator[Change]:
    for key, old in before.items():
        if key not in after:
            yield Change(f"删去{word}“{old.name}”")
    for key, new in after.items():
        if key not in before:
            yield Change(f"新增{word}“{new.name}”", key)
        elif before[key] != new:
            yield Change(f"{word}“{new.name}”的内容改了", key)


def _of_types(before: Mapping, after: Mapping) -> Iterator[Change]:
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            what = "新增" if name not in before else "删去" if name not in after else "改了"
            yield Change(f"{what}类型“{name}”")


class Tables:
    """Two versions of one table side by side."""

    def __init__(self, old: DecisionTable, new: DecisionTable, known: Mapping):
        self.old, self.new, self.known = old, new, known
        self.inputs = _paired(old.inputs, new.inputs, _Sense(lambda each: each.expression))
        self.outputs = _paired(old.outputs, new.outputs, _Sense(lambda each: each.name))
        self.rules = _paired(
            old.rules, new.rules, _Sense(self._old_row, self._new_row), _Sense(self._old_tests, self._new_tests)
        )

    def words(self) -> list[str]:
        return [*self._policy(), *self._columns("条件", self.old.inputs, self.new.inputs, self.inputs),
                *self._columns("结果", self.old.outputs, self.new.outputs, self.outputs), *self._rows(), *self._order()]  # fmt: skip

    def _old_tests(self, rule: Rule) -> tuple:
        return tuple(_bare(rule.tests[place]) for place in self.inputs)

    def _new_tests(self, rule: Rule) -> tuple:
        return tuple(_bare(rule.tests[place]) for place in self.inputs.values())

    def _old_row(self, rule: Rule) -> tuple:
        return self._old_tests(rule), tuple(_bare(rule.outputs[place]) for place in self.outputs)

    def _new_row(self, rule: Rule) -> tuple:
        return self._new_tests(rule), tuple(_bare(rule.outputs[place]) for place in self.outputs.values())

    def _policy(self) -> Iterator[str]:
        old, new = _policy(self.old), _policy(self.new)
        if old != new:
            yield f"的命中策略由“{old}”改为“{new}”"

    def _columns(self, word: str, old: tuple, new: tuple, pairs: dict[int, int]) -> Iterator[str]:
        for place, each in enumerate(old):
            if place not in pairs:
                yield f"删去{word}列“{_label(each)}”"
        for place, each in enumerate(new):
            if place not in pairs.values():
                yield f"新增{word}列“{_label(each)}”"
        for place, other in pairs.items():
            yield from _column(word, old[place], new[other])

    def _rows(self) -> Iterator[str]:
        for place, rule in enumerate(self.old.rules):
            if place not in self.rules:
                yield f"删去第 {place + 1} 行：{self._said(self.old, rule)}"
        partners = {new: old for old, new in self.rules.items()}
        for place, rule in enumerate(self.new.rules):
            if place not in partners:
                yield f"新增第 {place + 1} 行：{self._said(self.new, rule)}"
            else:
                yield from self._row(place, self.old.rules[partners[place]], rule)

    def _row(self, place: int, old: Rule, new: Rule) -> Iterator[str]:
        cells = [
            *((self.new.inputs[b], old.tests[a], new.tests[b]) for a, b in self.inputs.items()),
            *((self.new.outputs[b], old.outputs[a], new.outputs[b]) for a, b in self.outputs.items()),
        ]
        changed = [
            f"{_label(clause)}由“{self._cell(was)}”改为“{self._cell(now)}”"
            for clause, was, now in cells if _bare(was) != _bare(now)
        ]  # fmt: skip
        if old.note.strip() != new.note.strip():
            changed.append(f"说明改为“{new.note.strip() or '（空）'}”")
        if changed:
            where = self._when(self.new, new)
            yield f"第 {place + 1} 行{f'（{where}）' if where else ''}：{'；'.join(changed)}"

    def _order(self) -> Iterator[str]:
        """Rows that stay but stand otherwise among each other; the numbers are those of the new table."""
        now = list(self.rules.values())
        if now != sorted(now):
            order = "、".join(f"第 {old + 1} 行" for old, _ in sorted(self.rules.items(), key=lambda pair: pair[1]))
            yield f"各行的先后改了，现在依次是原来的{order}"

    def _said(self, table: DecisionTable, rule: Rule) -> str:
        results = (f"{_label(clause)} {self._cell(text)}"
                   for clause, text in zip(table.outputs, rule.outputs, strict=True) if text.strip())  # fmt: skip
        return f"{self._when(table, rule) or '任何情形'} → {'，'.join(results) or '（没有结果）'}"

    def _when(self, table: DecisionTable, rule: Rule) -> str:
        cells = zip(table.inputs, rule.tests, strict=True)
        return "，".join(f"{_label(each)} {self._cell(text)}" for each, text in cells if _bare(text))

    def _cell(self, text: str) -> str:
        return reading.cell(text, self.known) if _bare(text) else "不限"


@dataclass(frozen=True)
class _Sense:
    """What an old and a new column or row have in common when they are the same under other ids."""

    of_old: Callable
    of_new: Callable | None = None


def _paired(old: tuple, new: tuple, *senses: _Sense) -> dict[int, int]:
    """{place of the old: place of the new}: by id, then by each sense in turn."""
    pairs: dict[int, int] = {}
    for sense in (_Sense(lambda each: each.id), *senses):
        left = [place for place in range(len(new)) if place not in pairs.values()]
        for place, each in enumerate(old):
            said = sense.of_new or sense.of_old
            same = next((other for other in left if said(new[other]) == sense.of_old(each)), None)
            if place not in pairs and same is not None:
                pairs[place] = same
                left.remove(same)
    return dict(sorted(pairs.items()))


def _bare(text: str) -> str:
    """A cell without the sign for "anything", which is the same as an empty one."""
    return "" if text.strip() == "-" else text.strip()


def _policy(table: DecisionTable) -> str:
    words = reading.HIT_POLICIES[table.hit_policy].partition("（")[0]
    return f"{words}（{table.aggregation}）" if table.aggregation else words


def _label(clause) -> str:
    return clause.label or getattr(clause, "expression", None) or getattr(clause, "name", "") or clause.id


def _column(word: str, old, new) -> Iterator[str]:
    if _label(old) != _label(new):
        yield f"{word}列“{_label(old)}”改名为“{_label(new)}”"
    if word == "条件" and old.expression != new.expression:
        yield f"条件列“{_label(new)}”由取“{old.expression}”改为取“{new.expression}”"
    if word == "结果" and old.name != new.name:
        yield f"结果列“{_label(new)}”的代码由“{old.name}”改为“{new.name}”"
    if replace(old, id="", label="", **_plain(old)) != replace(new, id="", label="", **_plain(new)):
        yield f"{word}列“{_label(new)}”的类型、可选值或者默认值改了"


def _plain(clause) -> dict:
    """What the sentences above already told."""
    return {"expression": ""} if hasattr(clause, "expression") else {"name": ""}
