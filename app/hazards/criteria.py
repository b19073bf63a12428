"""The library of criteria (重大事故隐患判定标准库): entered by the office from the published text, compared by a second person, in
versions with the days they hold.

Source: 安全生产法 (2021) art. 118(2); 三年行动方案 (2024) 主方案 6: 判定标准和重点检查事项; systems SYS-11
"""

from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import or_, select

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.core.settings import ROOT
from app.core.yaml_file import read_yaml
from app.hazards.criteria_models import Criterion

FILE = ROOT / "app/hazards/data/standards.yaml"
NEEDED = {"standard": ("标准名称和文号", 200), "item": ("条款项", 200), "text": ("情形", 2000), "source": ("录自哪里", 200)}
UNCHECKED = "待核"


class Standard(NamedTuple):
    """The standard a sector goes by. words: of the sector; name, number: "" where the sector has none of its own here"""

    words: str
    name: str
    number: str

    @property
    def title(self) -> str:
        return f"《{self.name}》{self.number}" if self.name else ""


@cache
def standards() -> dict[str, Standard]:
    """{sector: its standard}, as the table of grades cites it."""
    return {sector: Standard(**said) for sector, said in read_yaml(FILE.read_text("utf-8")).items()}


def criterion(criterion_id: int) -> Criterion:
    """Raises: NotFound("criterion")"""
    found = db.session.get(Criterion, criterion_id)
    if found is None:
        raise NotFound("criterion", "没有这一条判定标准，请从判定标准页重新选择")
    return found


def in_force(sector: str, on: date, words: str = "") -> list[Criterion]:
    """Of a sector, or ("") of all, that hold that day and have every word in item or text, by standard in the order entered."""
    query = select(Criterion).where(Criterion.effective_on <= on, or_(Criterion.ended_on.is_(None), Criterion.ended_on >= on))
    query = query.where(Criterion.sector == sector) if sector else query
    for word in words.split():
        query = query.where((Criterion.standard + Criterion.item + Criterion.text).contains(word, autoescape=True))
    return list(db.session.scalars(query.order_by(Criterion.sector, Criterion.standard, Criterion.id)))


def history(row: Criterion) -> list[Criterion]:
    """Every version of an item, the newest first."""
    query = select(Criterion).where(Criterion.sector == row.sector, Criterion.standard == row.standard, Criterion.item == row.item)
    return list(db.session.scalars(query.order_by(Criterion.version.desc())))


def by_standard(rows: list[Criterion]) -> list[tuple[str, list[Criterion]]]:
    return [(name, list(group)) for name, group in groupby(rows, lambda row: row.standard)]


@command(permission="maintain_criteria")
def enter(actor, sector: str, standard: str, item: str, text: str, effective_on: date, source: str) -> Criterion:
    """Enter one item, or a new version of one there is: the earlier one ends the day before.

    Args:   sector: key of `standards`; source: where the text was copied from
    Raises: RuleBroken("criterion"): something is missing; RuleBroken("effective_on"): not after the version there is
    """
    said = {"standard": standard.strip(), "item": item.strip(), "text": text.strip(), "source": source.strip()}
    require_whole(sector, said)
    known = _latest(sector, said["standard"], said["item"])
    if known is not None:
        require_later(known, effective_on)
        known.ended_on = min(known.ended_on or date.max, effective_on - timedelta(days=1))
    row = Criterion(sector=sector, **said, effective_on=effective_on, entered_by=actor.id, entered_at=now(),
                    version=known.version + 1 if known else 1, replaces_id=known and known.id)  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    return row


def require_whole(sector: str, said: dict[str, str]) -> None:
    """Raises: RuleBroken("criterion")"""
    wrong = {} if sector in standards() else {"sector": "没有这个行业，请从列表中选"}
    wrong |= {name: f"请填写{words}，不超过 {most} 个字" for name, (words, most) in NEEDED.items() if not 0 < len(said[name]) <= most}
    if wrong:
        raise RuleBroken("criterion", "；".join(wrong.values()), wrong)


def require_later(known: Criterion, effective_on: date) -> None:
    """Raises: RuleBroken("effective_on")"""
    if effective_on <= known.effective_on:
        text = f"这一条已有 {known.effective_on} 起施行的第 {known.version} 版，新版本的施行日期应在它以后"
        raise RuleBroken("effective_on", text, {"effective_on": text})


def _latest(sector: str, standard: str, item: str) -> Criterion | None:
    query = select(Criterion).where(Criterion.sector == sector, Criterion.standard == standard, Criterion.item == item)
    return db.session.scalar(query.order_by(Criterion.version.desc()).limit(1))


@command(permission="maintain_criteria")
def check(actor, criterion_id: int) -> Criterion:
    """A second person has compared it with the published text (核对).

    Raises: RuleBroken("same_person" | "checked")
    """
    row = criterion(criterion_id)
    if row.checked_by is not None:
        raise RuleBroken("checked", "这一条已经核对过了")
    if row.entered_by is not None and row.entered_by == actor.id:
        raise RuleBroken("same_person", "录入的人不能自己核对，请由另一人对照公布的文本核对")
    row.checked_by, row.checked_on = actor.id, today()
    return row


@command(permission="maintain_criteria")
def end(actor, criterion_id: int, ended_on: date) -> Criterion:
    """It no longer holds after that day (废止). Raises: RuleBroken("ended_on")"""
    row = criterion(criterion_id)
    if ended_on < row.effective_on or (row.ended_on and ended_on > row.ended_on):
        text = f"废止日期应在施行日期 {row.effective_on} 以后，已废止的不能延后"
        raise RuleBroken("ended_on", text, {"ended_on": text})
    row.ended_on = ended_on
    return row


@command(permission="maintain_criteria")
def import_criteria(actor, data: dict) -> int:
    """Load items from a file: {"criteria": [{"sector", "standard", "item", "text", "effective_on", "source"}]}; what is there
    word for word stays, what differs becomes a version.

    Returns: how many items hold today
    Raises:  RuleBroken("criteria_format" | "criterion" | "effective_on"): nothing was loaded
    """
    listed = data.get("criteria") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not listed:
        raise RuleBroken("criteria_format", "判定标准文件应当含有 criteria 列表")
    for position, raw in enumerate(listed, 1):
        said, effective_on = _read(position, raw)
        known = _latest(said["sector"], said["standard"].strip(), said["item"].strip())
        if known is None or (known.text, known.effective_on) != (said["text"].strip(), effective_on):
            enter(actor, **said, effective_on=effective_on)
    return len(in_force("", today()))


def _read(position: int, raw) -> tuple[dict[str, str], date]:
    names = ("sector", *NEEDED)
    if not isinstance(raw, dict) or not all(isinstance(raw.get(name), str) for name in (*names, "effective_on")):
        raise RuleBroken("criteria_format", f"第 {position} 条缺少 {'、'.join((*names, 'effective_on'))} 中的一项")
    try:
        return {name: raw[name] for name in names}, date.fromisoformat(raw["effective_on"])
    except ValueError as wrong:
        raise RuleBroken("criteria_format", f"第 {position} 条的 effective_on 应写成 2026-09-01 的样子") from wrong
