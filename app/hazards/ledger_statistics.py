"""Figures of the ledger (隐患统计): every hazard found counts once in each dimension, so that each sums to the list (R007, R029)."""

from collections import defaultdict
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


@dataclass(frozen=True)
class Cross:
    """One dimension against another. heads: [(value, words, Count of the column)];
    lines: [(value, words, {column's value: Count}, Count of the line)]"""

    rows: str
    columns: str
    heads: list[tuple[str, str, Count]]
    lines: list[tuple[str, str, dict[str, Count], Count]]


NAMES = {"area": "地区", "sector": "行业", "source": "来源", "status": "状态", "grade": "等级", "stock": "存量增量"}


class Figures:
    """All that the filter finds, by one look through the rows: in total, in each dimension, one dimension against another."""

    def __init__(self, what: search.Wanted, chosen: Filter):
        self.cube = [] if chosen.asked.is_too_short else list(_cube(what, chosen.stock_until))
        areas = {row.id: row.name for row in identity.areas()}
        known = {"area": areas, "source": rules.SOURCES, "status": rules.STATUSES, "grade": GRADES, "stock": STOCK}
        self.words = lambda name, value: known[name].get(value, "未填") if name in known else value or "未填"
        self.total = Count()
        for _, count in self.cube:
            self.total.add(count)

    @property
    def dimensions(self) -> list[Dimension]:
        """Each sums to the total."""
        return [Dimension(name, label, self._by(name)) for name, label in NAMES.items()]

    def cross(self, rows: str, columns: str) -> Cross:
        """Args: rows, columns: keys of NAMES, two different ones"""
        at, across = list(NAMES).index(rows), list(NAMES).index(columns)
        cells: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
        for values, count in self.cube:
            cells[values[at]][values[across]].add(count)
        return Cross(rows, columns, self._by(columns), [(value, words, cells[value], count) for value, words, count in self._by(rows)])

    def _by(self, name: str) -> list[tuple[str, str, Count]]:
        at, found = list(NAMES).index(name), defaultdict(Count)
        for values, count in self.cube:
            found[values[at]].add(count)
        return sorted(((value, self.words(name, value), count) for value, count in found.items()), key=lambda row: -row[2].total)


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
