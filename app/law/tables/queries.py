"""Reading decision tables: which version is in force on a day, what it would decide, what it has decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.core.settings import ROOT
from app.decisions import DecisionError, Model, Outcome, evaluate_decision, read_model
from app.law.tables import reading
from app.law.tables.changes import Change, table_changes
from app.law.tables.models import DecisionResult, TableVersion

WORKFLOWS = ROOT / "workflows"
_models: dict[str, Model] = {}


@cache
def shipped_files() -> dict[str, bytes]:
    """{file name: content} of the tables the product ships with."""
    return {path.name: path.read_bytes() for path in sorted(WORKFLOWS.glob("*.dmn"))}


@cache
def shipped_decisions() -> dict[str, tuple[str, ...]]:
    """{key of a shipped table: its columns that may become process data}; needs no database."""
    models = [read_model(content) for content in shipped_files().values()]
    return {each.id: reading.data_columns(each) for model in models for each in reading.top_decisions(model)}


@cache
def shipped_columns() -> dict[str, tuple[str, ...]]:
    """{key of a shipped table: all its result columns}; needs no database."""
    models = [read_model(content) for content in shipped_files().values()]
    return {each.id: reading.columns(each) for model in models for each in reading.top_decisions(model)}


def decisions() -> dict[str, tuple[str, ...]]:
    """The columns that may become process data, of this office: the newest version of each table, and the shipped ones."""
    mine = {row.key: reading.data_columns(model_of(row).decisions[row.key]) for row in newest_versions()}
    return shipped_decisions() | mine


def model_of(version: TableVersion) -> Model:
    """The compiled table, from the cache of this process; versions never change."""
    if version.sha256 not in _models:
        _models[version.sha256] = read_model(version.content)
    return _models[version.sha256]


def find_in_force(key: str, on: date) -> TableVersion | None:
    """The version of a table in force on a day, or None. Two that begin on one day: the later deployed."""
    query = select(TableVersion).where(TableVersion.key == key, TableVersion.effective_from <= on)
    query = query.order_by(TableVersion.effective_from.desc(), TableVersion.version.desc()).limit(1)
    return db.session.scalars(query.execution_options(autoflush=False)).first()


def in_force(key: str, on: date) -> TableVersion:
    """Raises: RuleBroken("no_table")"""
    found = find_in_force(key, on)
    if found is None:
        message = f"{on} 没有施行中的决策表“{key}”，请法制人员到“法规—决策表”里施行适用于那一天的版本，再办理"
        raise RuleBroken("no_table", message)
    return found


def newest_versions() -> list[TableVersion]:
    """The version of each table that is in force today, else the one that comes next; tiers of discretion last."""
    rows = {}
    for row in db.session.scalars(select(TableVersion).order_by(TableVersion.effective_from, TableVersion.version)):
        if row.effective_from <= today() or row.key not in rows:
            rows[row.key] = row
    return sorted(rows.values(), key=lambda row: (row.key.startswith("discretion_"), row.key))


def versions(key: str) -> list[tuple[TableVersion, date | None]]:
    """[(version, the last day it is in force or None)], the latest first.

    Raises: NotFound("table")
    """
    query = select(TableVersion).where(TableVersion.key == key)
    rows = list(db.session.scalars(query.order_by(TableVersion.effective_from.desc(), TableVersion.version.desc())))
    if not rows:
        raise NotFound("table", "没有这张决策表，请回到决策表列表")
    ends = [None, *(row.effective_from for row in rows)]
    return [(row, end and date.fromordinal(end.toordinal() - 1)) for row, end in zip(rows, ends, strict=False)]


def changes(row: TableVersion) -> tuple[TableVersion | None, list[Change]]:
    """(the version before this one, what this one changes against it); (None, []) for the first."""
    rows = [each for each, _ in versions(row.key)]
    before = next(iter(rows[rows.index(row) + 1 :]), None)
    if before is None:
        return None, []
    told = [reading.about(each.content).descriptions for each in (before, row)]
    return before, table_changes(model_of(before), model_of(row), *told)


def version(key: str, number: int | None) -> TableVersion:
    """One version of a table; without a number the one in force today, else the latest.

    Raises: NotFound("table")
    """
    rows = [row for row, _ in versions(key)]
    if number is None:
        return find_in_force(key, today()) or rows[0]
    found = next((row for row in rows if row.version == number), None)
    if found is None:
        raise NotFound("table", "没有这个版本，请回到决策表列表")
    return found


def find_newest(key: str) -> TableVersion | None:
    """The version whose day comes last, in force or not yet; None: there is no such table."""
    query = select(TableVersion).where(TableVersion.key == key)
    return db.session.scalars(query.order_by(TableVersion.effective_from.desc(), TableVersion.version.desc())).first()


def used(key: str) -> dict[int, int]:
    """{id of a version: how often it has decided}"""
    query = select(DecisionResult.table_id, func.count()).where(DecisionResult.key == key)
    return dict(db.session.execute(query.group_by(DecisionResult.table_id)).all())


def next_number(key: str) -> int:
    """The number the next version of a table gets."""
    return (db.session.scalar(select(func.max(TableVersion.version)).where(TableVersion.key == key)) or 0) + 1


def evaluate(row: TableVersion, inputs: Mapping) -> Outcome:
    """What a version decides; nothing is recorded. Args and Raises: see `evaluate_model`"""
    return evaluate_model(model_of(row), row.key, inputs, f"决策表“{row.name}”（第 {row.version} 版）")


def evaluate_model(model: Model, key: str, inputs: Mapping, called: str) -> Outcome:
    """What a table decides, in force or drafted.

    Args:   inputs: {name: value}, texts and whole numbers are converted to the type of their column;
            called: what the refusal names
    Raises: RuleBroken("decision_failed"): an input is missing or of another kind, no row matches, the hit policy is
            broken; RuleBroken("input_invalid")
    """
    wanted = {each.name: each for each in reading.asked(model, key)}
    given = {name: reading.typed(wanted[name], value) for name, value in inputs.items() if name in wanted}
    try:
        return evaluate_decision(model, key, given, strict=True)
    except DecisionError as wrong:
        why = "；".join(dict.fromkeys(fault.message for fault in wrong.faults))
        message = f"{called}得不出结果：{why}。请补全事实，或者请法制人员修订这张表"
        raise RuleBroken("decision_failed", message) from wrong


def result(key: str, subject_kind: str, subject_id: int | str) -> DecisionResult | None:
    """The last result of a table on one subject, or None."""
    query = select(DecisionResult).where(
        DecisionResult.subject_kind == subject_kind, DecisionResult.subject_id == str(subject_id),
        DecisionResult.key == key,
    )  # fmt: skip
    return db.session.scalars(query.order_by(DecisionResult.id.desc()).limit(1)).first()


@dataclass(frozen=True)
class Told:
    """One result as pages show it. words: without its article."""

    row: DecisionResult
    name: str
    words: str
    article: str

    @property
    def is_verified(self) -> bool:
        return self.row.table.is_verified


def told(instance_ids: Iterable[str]) -> list[Told]:
    """What tables decided in these instances: of each table and subject the last result, in the order they were made."""
    query = select(DecisionResult).where(DecisionResult.instance_id.in_(list(instance_ids))).order_by(DecisionResult.id)
    last = {(row.key, row.subject_kind, row.subject_id): row for row in db.session.scalars(query)}
    return [_told(row) for row in sorted(last.values(), key=lambda row: row.id)]


def _told(row: DecisionResult) -> Told:
    article = row.value.get("article", "") if isinstance(row.value, dict) else ""
    value = {name: each for name, each in row.value.items() if name != "article"} if article else row.value
    return Told(row, row.table.name, reading.sentence(model_of(row.table), row.key, value), article)
