"""Drafts of decision tables (决策表): what they begin from, what is wrong, what they change, how they come into force."""

from collections import Counter
from datetime import date

from lxml import etree

from app.core.settings import ROOT
from app.decisions import DecisionError, Model, read_model
from app.decisions.dmn.xml import parse
from app.designer.dmn_versions import declared_utf8, for_editor
from app.designer.kinds import KINDS, Change, Kind, Source
from app.designer.models import DesignDraft
from app.law.tables import queries, reading
from app.law.tables.changes import table_changes
from app.law.tables.commands import TableRefused, findings_of, is_error, put_in_force
from app.workflow.problems import Problem, Refused

BLANK = ROOT / "app/designer/data/blank.dmn"
DRAWING = "DMNDI"  # where things stand on the canvas: no part of what a table says
PARTS = (
    ("决策", "decisions"), ("输入", "inputs"), ("业务知识", "knowledge"), ("决策服务", "services"), ("类型", "types"),
)  # fmt: skip


def blank_table(key: str, name: str) -> str:
    """A new table: one condition, one result, one row for everybody."""
    return BLANK.read_text("utf-8").replace("TABLE_KEY", key).replace("TABLE_NAME", name)


def text_of(content: bytes) -> str:
    """A DMN file as the text drafts keep, whatever its encoding.

    Raises: DecisionError: it is no DMN file we may read
    """
    return declared_utf8(reading.as_text(content))


def lost_by(before: str, after: str) -> list[str]:
    """What a file no longer says after an editor wrote it anew: names for people, [] when the meaning is the same.

    Raises: DecisionError: one of them cannot be read at all
    """
    one, other = (read_model(text.encode(), lenient=True) for text in (before, after))
    names = [name for word, part in PARTS for name in _differing(word, getattr(one, part), getattr(other, part))]
    if reading.about(before.encode()) != reading.about(after.encode()):
        names.append("说明或者施行日期")
    lost = _elements(for_editor(before)) - _elements(after)
    return names + [f"“{name}”元素" for name in lost if not names]


def _differing(word: str, old: dict, new: dict) -> list[str]:
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [f"{word}“{getattr(old.get(key) or new[key], 'name', key)}”" for key in keys]


def _elements(text: str) -> Counter:
    """How often each element stands in a file, its drawing left out; also what other tools wrote into it."""
    root = parse(text.encode())
    for drawing in root.findall(f"{{*}}{DRAWING}"):
        root.remove(drawing)
    return Counter(etree.QName(each).localname for each in root.iter(etree.Element))


def main_decision(model: Model) -> str | None:
    """The key of the table a file is for: the first decision no other one requires."""
    return next((each.id for each in reading.top_decisions(model)), None)


def content_of(draft: DesignDraft) -> bytes:
    return draft.file("dmn", draft.key).content.encode()


def table_source(key: str) -> Source:
    row = queries.versions(key)[0][0]
    return Source(row.name, row.version, [("dmn", key, text_of(row.content))])


def _newest(key: str) -> tuple[int, date] | None:
    row = queries.find_newest(key)
    return row and (row.version, row.effective_from)


def findings(draft: DesignDraft) -> tuple[Model | None, list]:
    """(the model or None, faults and findings): see `law.tables.commands.findings_of`; the key must stay the file's."""
    model, found = findings_of(content_of(draft))
    if model is not None and draft.key not in {each.id for each in reading.top_decisions(model)}:
        words = f"文件里没有编号为“{draft.key}”的最终决策；编号变了就成了另一张表，请改回"
        return model, [Problem("key_differs", draft.key, words), *found]
    return model, found


def refuses(finding) -> bool:
    return finding.severity == "error" if isinstance(finding, Problem) else is_error(finding)


def table_problems(draft: DesignDraft) -> list[Problem]:
    _, found = findings(draft)
    return [_problem(each) for each in found if refuses(each) or getattr(each, "severity", "") == "warning"]


def _problem(finding) -> Problem:
    element = getattr(finding, "decision", None) or getattr(finding, "element", None)
    return Problem(finding.code, element, finding.message, "error" if refuses(finding) else "warning")


def table_changes_of(draft: DesignDraft) -> list[Change]:
    """What a draft changes against the newest version."""
    row, content = queries.find_newest(draft.key), content_of(draft)
    try:
        new = read_model(content)
    except DecisionError as wrong:
        return [Change(f"文件现在读不出来，无法对照：{wrong}")]
    old, told = (queries.model_of(row), reading.about(row.content)) if row else (None, None)
    found = table_changes(old, new, told.descriptions if told else {}, reading.about(content).descriptions)
    return [Change(each.words, each.element) for each in found]


def table_release(actor, draft: DesignDraft, effective_on: date) -> list[tuple[str, int]]:
    """Put the table into force from the day. Raises: Refused with every finding"""
    try:
        rows = put_in_force(actor, content_of(draft), effective_on)
    except TableRefused as refused:
        raise Refused([_problem(each) for each in refused.findings]) from refused
    return [(row.key, row.version) for row in rows]


KINDS["table"] = Kind("决策表", "dmn", table_source, _newest, table_problems, table_changes_of, table_release)
