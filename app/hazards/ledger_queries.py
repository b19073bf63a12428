"""The ledger of hidden dangers (隐患台账), at any number of rows: filters, order, paging by key, and who sees which.

It is the database of major hazards of the whole city (全市重大事故隐患数据库) and a unit's own list (照单销号) alike: the same
rows, narrowed. Source: 三年行动方案 (2024) 主方案 10④, 11②③; 安全生产法 (2021) art. 41(3)
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import search, search_pages
from app.core.clock import today
from app.core.database import db
from app.core.list_filter import ListFilter
from app.core.paging import KeyPage
from app.core.search import Hit, mark, marks_between
from app.core.search_pages import day
from app.enterprises import queries as enterprises
from app.hazards import rules
from app.hazards.data_standard import STOCK
from app.hazards.ledger_entries import FIELDS, KIND
from app.hazards.models import Hazard
from app.identity import queries as identity

PAGE = 30
SORTS = {"new": "最新登记在前", "old": "最早登记在前", "due": "整改期限近的在前"}
GRADES = rules.GRADES | {"none": "未定级"}
VALUES = {"source": rules.SOURCES, "grade": GRADES, "status": rules.STATUSES, "stock": STOCK}  # filters with a fixed list of values
MARKED = ("area", "sector", "source", "grade", "status", "bureau", "enterprise")
CHIPS = {"open": "未销号", "overdue": "已逾期", "repeated": "老大难", "unsigned": "移送待签收", "unread": "送达后逾期未读"}
CHIP_CAP = 99
NAMED = {"q": "查找", "since": "发现从", "until": "发现到", "cut": "存量截止", "sort": "排列", "enterprise": "单位"}


@dataclass(frozen=True)
class Filter(ListFilter):
    """What the address of the ledger says; empty: not narrowed. since, until: of the discovery; cut: last day of 存量."""

    q: str = ""
    area: str = ""
    sector: str = ""
    source: str = ""
    grade: str = ""
    status: str = ""
    stock: str = ""
    bureau: str = ""
    enterprise: str = ""  # its id
    since: str = ""
    until: str = ""
    cut: str = ""
    open: str = ""
    overdue: str = ""
    repeated: str = ""
    unsigned: str = ""
    unread: str = ""
    sort: str = "new"
    after: str = ""
    before: str = ""
    number: int = 0  # how many precede this page

    @classmethod
    def from_args(cls, args: Mapping) -> "Filter":
        row = cls.read(args, VALUES, CHIPS, ("since", "until", "cut"), SORTS)
        return row if row.enterprise.isdecimal() else replace(row, enterprise="")

    @property
    def stock_until(self) -> date:
        return day(self.cut) or rules.stock_until(today())


def seen_by(user) -> tuple[str, ...]:
    """Marks of which one must stand on a hazard this person may list; as `queries.may_see` says of one."""
    if user.has_role("enterprise_user"):
        own = enterprises.enterprise_of(user.id)
        return (mark("told", own.id),) if own else ()
    marks = [one for scope in identity.scopes(user) for one in _covered(scope)]
    bureaus = identity.bureaus_seen_by(user)
    below = sorted(identity.bureaus_below(bureaus))
    return (*dict.fromkeys(mark("within", one) for one in (*marks, *below, *_checked_for_the_city(bureaus))), mark("finder", user.id))


def _checked_for_the_city(bureaus: set[str]) -> Iterator[str]:
    """What the bureau above has in charge in the district of one of these: that one checks it first."""
    for bureau in sorted(bureaus):
        above, area = identity.superior_bureau(bureau), identity.organisation(bureau).area_id
        if above != bureau and area:
            yield f"{above}:{area}"


def _covered(scope) -> Iterator[str]:
    """What one post covers, as `ledger_entries.reach_marks` says it; a matter without a sector is nobody else's."""
    reach = identity.REACH[scope.role]
    places = [scope.bureau_id] if reach != "none" else []
    if reach == "bureau" and scope.narrowed:
        places = [f"{scope.bureau_id}:{area}" for area in ("", *sorted(scope.areas))]
    elif reach == "area":
        places += [f"any:{area}" for area in sorted(scope.areas)]
    tails = (f"={scope.sector}", "=") if scope.sector else ("",)
    return (f"{place}{tail}" for place in places for tail in tails)


def wanted(chosen: Filter, seen: tuple[str, ...]) -> search.Wanted:
    """The filter as the index is asked. Args: seen: as `seen_by`"""
    marks = [mark(name, getattr(chosen, name)) for name in MARKED if getattr(chosen, name)]
    marks += [mark("is", name) for name in ("open", "repeated", "unsigned", "unread") if getattr(chosen, name)]
    marks += [mark("is", "running")] if chosen.overdue or chosen.sort == "due" else []
    last = today() - timedelta(days=1) if chosen.overdue else None
    return search.Wanted(KIND, tuple(marks), (seen, *_found(chosen)), chosen.asked, None, last)


def _found(chosen: Filter) -> Iterator[tuple[str, ...]]:
    """One of these marks of the day of discovery."""
    if chosen.since or chosen.until:
        yield marks_between("found", day(chosen.since) or date(1990, 1, 1), day(chosen.until) or today())
    if chosen.stock:
        until = chosen.stock_until
        year_end = date(today().year, 12, 31)  # nothing is found later than today; whole years are few marks
        first, last = (date(1990, 1, 1), until) if chosen.stock == "stock" else (until + timedelta(days=1), year_end)
        yield marks_between("found", first, last)


def page(chosen: Filter, what: search.Wanted) -> KeyPage:
    """The hazards of one page."""
    return search_pages.page(chosen, what, PAGE, _rows, "条")


def batches(chosen: Filter, what: search.Wanted) -> Iterator[list[Hazard]]:
    """All hazards found, a few at a time, in the order of the list."""
    return search_pages.batches(chosen, what, _whole)


def _whole(hits: list[Hit]) -> list[Hazard]:
    """With the plans, extensions and checks that only an export names."""
    return _rows(hits, selectinload(Hazard.plans), selectinload(Hazard.extensions), selectinload(Hazard.checks))


@dataclass(frozen=True)
class Supervised:
    """How a hazard is supervised now. level: in words; due_on: until when"""

    number: str
    level: str
    due_on: date | None


COMPANIONS: list[Callable] = []


def companion(function):
    """Register `f(hazard ids) -> {id: Supervised}`, what another package knows of the hazards of a page or an export."""
    COMPANIONS.append(function)
    return function


def _rows(hits: list[Hit], *more) -> list[Hazard]:
    """In the order found."""
    query = select(Hazard).where(Hazard.id.in_([int(hit.ref) for hit in hits]))
    query = query.options(joinedload(Hazard.enterprise), joinedload(Hazard.organisation), joinedload(Hazard.sub_entry), *more)
    rows = {str(row.id): row for row in db.session.scalars(query)}
    standing = {key: found for load in COMPANIONS for key, found in load([row.id for row in rows.values()]).items()}
    for row in rows.values():
        row.supervised = standing.get(row.id)
    return [rows[hit.ref] for hit in hits if hit.ref in rows]


def chip_counts(chosen: Filter, seen: tuple[str, ...]) -> dict[str, str]:
    """{chip: how many there are with it under the other filters}"""
    others = dict.fromkeys(CHIPS, "")
    each = [wanted(replace(chosen, **others | {chip: "1"}, sort="new"), seen) for chip in CHIPS]
    return dict(zip(CHIPS, search_pages.chip_counts(each, CHIP_CAP), strict=True))


def reasons(rows: list[Hazard], chosen: Filter) -> dict[int, list[tuple[str, str]]]:
    """{hazard: [(field, the words of it)]}: where what was looked for stands."""
    if not chosen.asked.words:
        return {}
    texts = search.texts_of(KIND, [str(row.id) for row in rows])
    return {int(ref): [(FIELDS[field], said) for field, said in search.explained(text, chosen.asked)] for ref, text in texts.items()}


def choices(user) -> list[tuple[str, str, dict[str, str]]]:
    """[(filter, label, {value: words})] of the lists to choose from; where there is only one value there is no choice."""
    own = user.has_role("enterprise_user")
    found = [
        ("grade", "等级", GRADES), ("status", "状态", rules.STATUSES), ("source", "来源", {} if own else rules.SOURCES),
        ("stock", "存量增量", STOCK),
        ("area", "地区", {} if own else {row.id: row.name for row in identity.areas()}),
        ("sector", "行业", {} if own else {sector: sector for sector in _sectors()}),
    ]  # fmt: skip
    return [choice for choice in found if len(choice[2]) > 1]


def _sectors() -> list[str]:
    """The sectors there are: from each one to the next of the index, not row by row."""
    sector = select(func.min(Hazard.sector).label("name")).where(Hazard.sector != "").cte(recursive=True)
    beyond = select(func.min(Hazard.sector)).where(Hazard.sector > sector.c.name).scalar_subquery()
    sector = sector.union_all(select(beyond).where(sector.c.name.is_not(None)))
    return [name for name in db.session.scalars(select(sector.c.name)) if name]


def words_of(chosen: Filter, user) -> str:
    """The filter in words, as the file of an export and the audit log name it."""
    return chosen.in_words(choices(user), NAMED, CHIPS, SORTS)
