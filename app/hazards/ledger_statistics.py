"""Figures of the ledger (隐患统计): every hazard found counts once in each dimension, so that each sums to the list (R007, R029)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, and_, case, cast, func, select

from app.core import search
from app.core.clock import today
from app.core.database import db
from app.enterprises.models import Enterprise
from app.hazards import rules
from app.hazards.ledger_queries import GRADES, STOCK, Filter
from app.hazards.models import Hazard
from app.identity import queries as identity

SLOW_BELOW = 80  # per cent put right in time, two periods running: a candidate for 函告、通报、约谈、曝光 (R030; 待核)


@dataclass
class Count:
    """Of some hazards. due: those that count for the rate of rectification; overdue: open beyond their last day now."""

    total: int = 0
    due: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0

    def add(self, other: "Count") -> None:
        for name in ("total", "due", "closed", "open", "overdue"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def rectified_share(self) -> str:
        """整改率: closed among those neither merged, refused nor handed to another department."""
        return share(self.closed, self.due)

    @property
    def overdue_share(self) -> str:
        """逾期率: beyond the last day among the open ones."""
        return share(self.overdue, self.open)


def share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "—"


@dataclass(frozen=True)
class Dimension:
    """One way to divide them. rows: [(value, words, Count)], most first; name: of the filter"""

    name: str
    label: str
    rows: list[tuple[str, str, Count]]


def of(what: search.Wanted, chosen: Filter) -> tuple[Count, list[Dimension]]:
    """All that the filter finds: in total, and by area, sector, source, state, grade, 存量 and 增量; one look through the rows."""
    if chosen.asked.is_too_short:
        return Count(), []
    total, cube = Count(), list(_cube(what, chosen.stock_until))
    for _, count in cube:
        total.add(count)
    areas = {row.id: row.name for row in identity.areas()}
    dimensions = (
        ("area", "地区", lambda value: areas.get(value, "未填")), ("sector", "行业", lambda value: value or "未填"),
        ("source", "来源", rules.SOURCES.get), ("status", "状态", rules.STATUSES.get), ("grade", "等级", GRADES.get),
        ("stock", "存量增量", STOCK.get),
    )  # fmt: skip
    return total, [Dimension(name, label, _by(cube, at, words)) for at, (name, label, words) in enumerate(dimensions)]


def _by(cube: list[tuple[tuple, Count]], at: int, words: Callable) -> list[tuple[str, str, Count]]:
    found: dict[str, Count] = defaultdict(Count)
    for values, count in cube:
        found[values[at]].add(count)
    return sorted(((value, words(value), count) for value, count in found.items()), key=lambda row: -row[2].total)


def _cube(what: search.Wanted, until: date):
    """[((area, sector, source, status, grade, stock), Count)]"""
    refs = search.refs(what).subquery()
    is_stock = case((Hazard.found_on <= until, "stock"), else_="new")
    by = (Hazard.area_id, Hazard.sector, Hazard.source, Hazard.status, func.coalesce(Hazard.grade, "none"), is_stock)
    late = func.sum(case((and_(Hazard.status.in_(rules.RUNNING), Hazard.due_on < today()), 1), else_=0))
    query = select(*by, func.count(), late).join(refs, cast(refs.c.ref, Integer) == Hazard.id).group_by(*by)
    for *values, number, overdue in db.session.execute(query):
        status = values[3]
        due, closed, is_open = status not in (*rules.ENDS, "transferred"), status == "closed", status in rules.OPEN
        yield tuple(values), Count(number, number * due, number * closed, number * is_open, overdue)


@dataclass(frozen=True)
class Pace:
    """How somebody puts right what falls due, month by month. months: [(month, due, in time)], the last two that are over."""

    name: str
    months: list[tuple[str, int, int]]

    @property
    def is_slow(self) -> bool:
        return len(self.months) == 2 and all(in_time * 100 < due * SLOW_BELOW for _, due, in_time in self.months)


def slow(what: search.Wanted) -> list[Pace]:
    """整改进展缓慢: areas and units whose share put right in time stayed low two months running, the candidates of R030.

    Source: 三年行动方案 (2024) 主方案 10④ (the share is a parameter, 待核)
    """
    on = today()
    ends = on.replace(day=1)
    last = _month_before(ends)
    first = _month_before(last)
    refs = search.refs(what).subquery()
    is_later = case((Hazard.due_on >= last, 1), else_=0)
    in_time = func.sum(case((Hazard.rectified_on <= Hazard.due_on, 1), else_=0))
    query = (
        select(Hazard.area_id, Enterprise.name, is_later, func.count(), in_time)
        .join(Enterprise, Enterprise.id == Hazard.enterprise_id).join(refs, cast(refs.c.ref, Integer) == Hazard.id)
        .where(Hazard.due_on >= first, Hazard.due_on < ends, Hazard.status.not_in((*rules.ENDS, "transferred")))
        .group_by(Hazard.area_id, Hazard.enterprise_id, Enterprise.name, is_later)
    )  # fmt: skip
    areas = {row.id: row.name for row in identity.areas()}
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for area, firm, later, due, done in db.session.execute(query):
        for name in filter(None, (areas.get(area), firm)):
            found[name][later][0] += due
            found[name][later][1] += done
    months = (f"{first:%Y-%m}", f"{last:%Y-%m}")
    paces = [Pace(name, [(months[at], *numbers) for at, numbers in sorted(by.items())]) for name, by in found.items()]
    return sorted((pace for pace in paces if pace.is_slow), key=lambda pace: pace.name)


def _month_before(first: date) -> date:
    return first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)


def kept_ledgers(what: search.Wanted) -> list[tuple[str, int, int]]:
    """建账率 (R033): [(sector, units in the files, units among them with a hazard of their own finding in the ledger)]."""
    refs = search.refs(what).subquery()
    own = select(Hazard.enterprise_id).join(refs, cast(refs.c.ref, Integer) == Hazard.id).where(Hazard.source == "self_check").distinct()
    has = case((Enterprise.id.in_(own), 1), else_=0)
    query = select(Enterprise.sector, func.count(), func.sum(has)).where(Enterprise.active, Enterprise.sector != "")
    return [tuple(row) for row in db.session.execute(query.group_by(Enterprise.sector).order_by(Enterprise.sector))]
