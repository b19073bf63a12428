"""The list of cases and the search for one: filters, order and paging by key, at any number of cases (see core.search)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.cases.entries import CLOCK, FIELDS, KIND
from app.cases.models import CASE_STATUSES, SOURCES, STAGES, Case
from app.core import search, search_pages
from app.core.clock import now, today
from app.core.database import db
from app.core.list_filter import ListFilter
from app.core.paging import KeyPage
from app.core.search import Hit, mark
from app.core.search_pages import day
from app.identity import queries as identity
from app.identity.models import Organisation, User
from app.law import queries as law
from app.law.models import Period
from app.law.remaining import Remaining, days_left
from app.workflow.models import Release

PAGE = 30
PROCEDURES = ("penalty_case",)  # those whose matter is a case
SORTS = {"new": "最新登记在前", "old": "最早登记在前", "due": "办案期限近的在前"}
MARKS = {"status": CASE_STATUSES, "stage": STAGES, "source": SOURCES}  # filters with a fixed list of values
CHIPS = {"running": "办案期限内", "overdue": "超过办案期限", "mine": "我承办的", "dual": "一案双罚"}
CHIP_CAP = 99
NAMED = {"q": "查找", "since": "立案从", "until": "立案到", "sort": "排列", "bureau": "机关", "officer": "承办人", "procedure": "程序",
         "area": "地区"}  # fmt: skip


@dataclass(frozen=True)
class Filter(ListFilter):
    """What the address of the list says; empty: not narrowed. since, until: first and last day of the filing."""

    q: str = ""
    status: str = ""
    stage: str = ""
    source: str = ""
    procedure: str = ""
    area: str = ""
    bureau: str = ""
    officer: str = ""  # id of a person in charge
    since: str = ""
    until: str = ""
    running: str = ""  # the 90 days run
    overdue: str = ""  # the 90 days have run out
    mine: str = ""
    dual: str = ""
    sort: str = "new"
    after: str = ""
    before: str = ""
    number: int = 0  # how many cases precede this page

    @classmethod
    def from_args(cls, args: Mapping) -> "Filter":
        return cls.read(args, MARKS, CHIPS, ("since", "until"), SORTS)


def wanted(chosen: Filter, user, seen: set[str]) -> search.Wanted:
    """The filter as the index is asked. Args: seen: bureaus whose cases this person sees, beside those in their charge"""
    marks = [mark(name, getattr(chosen, name)) for name in (*MARKS, "procedure", "area", "bureau", "officer") if getattr(chosen, name)]
    marks += [mark("parties", "dual")] if chosen.dual else []
    marks += [mark("officer", user.id)] if chosen.mine else []
    marks += [mark("clock", "running")] if chosen.running or chosen.overdue or chosen.sort == "due" else []
    choices = [(*(mark("bureau", bureau) for bureau in sorted(seen)), mark("officer", user.id))]
    if chosen.since or chosen.until:
        choices.append(search.marks_between("began", day(chosen.since) or date(1990, 1, 1), day(chosen.until) or today()))
    return search.Wanted(KIND, tuple(marks), tuple(choices), chosen.asked, *_bounds(chosen))


def _bounds(chosen: Filter) -> tuple[date | None, date | None]:
    """First and last day of the 90 days' end."""
    if chosen.overdue:
        return None, date.fromordinal(today().toordinal() - 1)
    return (today(), None) if chosen.running else (None, None)


def page(chosen: Filter, what: search.Wanted) -> KeyPage:
    """The cases of one page."""
    return search_pages.page(chosen, what, PAGE, _cases)


def batches(chosen: Filter, what: search.Wanted) -> Iterator[list[Case]]:
    """All cases found, a few at a time, in the order of the list."""
    return search_pages.batches(chosen, what, _cases)


def _cases(hits: list[Hit]) -> list[Case]:
    """The rows in the order found."""
    query = select(Case).where(Case.id.in_([int(hit.ref) for hit in hits]))
    rows = {str(row.id): row for row in db.session.scalars(query.options(selectinload(Case.parties), selectinload(Case.officers)))}
    return [rows[hit.ref] for hit in hits if hit.ref in rows]


def chip_counts(chosen: Filter, user, seen: set[str]) -> dict[str, str]:
    """{chip: how many cases there are with it under the other filters}, 「99+」 beyond what anybody counts."""
    others = dict.fromkeys(CHIPS, "")
    each = [wanted(replace(chosen, **others | {chip: "1"}, sort="new"), user, seen) for chip in CHIPS]
    return dict(zip(CHIPS, search_pages.chip_counts(each, CHIP_CAP), strict=True))


def reasons(cases: list[Case], chosen: Filter) -> dict[int, list[tuple[str, str]]]:
    """{case: [(field, the words of it)]}: where what was looked for stands."""
    if not chosen.asked.words:
        return {}
    texts = search.texts_of(KIND, [str(case.id) for case in cases])
    return {int(ref): [(FIELDS[field], said) for field, said in search.explained(text, chosen.asked)] for ref, text in texts.items()}


def left(cases: list[Case]) -> dict[int, Remaining]:
    """{case: what is left of its 90 days}; cases not yet filed are missing."""
    query = select(Period).where(
        Period.subject_kind == KIND, Period.rule_id == CLOCK, Period.instance_id.is_(None),
        Period.subject_id.in_([str(case.id) for case in cases])).options(selectinload(Period.suspensions))  # fmt: skip
    periods = list(db.session.scalars(query))
    table = law.holiday_table() if periods else None
    return {int(row.subject_id): days_left(law.result_of(row, table), now(), row.closed_on) for row in periods}


def words_of(chosen: Filter, seen: set[str]) -> str:
    """The filter in words, as the file of an export and the audit log name it."""
    return chosen.in_words(choices(chosen, seen), NAMED, CHIPS, SORTS)


def last_days(cases: list[Case]) -> dict[int, date]:
    """{case: last day of its running 90 days}"""
    query = select(Period.subject_id, Period.last_day).where(
        Period.subject_kind == KIND, Period.rule_id == CLOCK, Period.instance_id.is_(None), Period.outcome == "open",
        Period.subject_id.in_([str(case.id) for case in cases]))  # fmt: skip
    return {int(case_id): last_day for case_id, last_day in db.session.execute(query)}


def officer_names(cases: list[Case]) -> dict[int, str]:
    """{case: names of those in charge}"""
    people = {user_id for case in cases for user_id in case.officer_ids}
    names = dict(map(tuple, db.session.execute(select(User.id, User.name).where(User.id.in_(people)))))
    return {case.id: "、".join(names.get(user_id, "") for user_id in case.officer_ids) for case in cases}


def choices(chosen: Filter, seen: set[str]) -> list[tuple[str, str, dict[str, str]]]:
    """[(filter, label, {value: words})] of the lists to choose from; where there is only one value there is no choice.
    People in charge are offered of one bureau, others are found by their name."""
    bureaus = select(Organisation.id, Organisation.name).where(Organisation.id.in_(seen)).order_by(Organisation.position)
    bureau = chosen.bureau or (next(iter(seen)) if len(seen) == 1 else "")
    officers = identity.certified_officers("", bureau, limit=200) if bureau in seen else []
    procedures = select(Release.key, Release.name).where(Release.key.in_(PROCEDURES)).order_by(Release.version)
    found = [
        ("status", "状态", CASE_STATUSES), ("stage", "环节", STAGES), ("source", "来源", SOURCES),
        ("procedure", "程序", dict(map(tuple, db.session.execute(procedures)))),
        ("area", "地区", {row.id: row.name for row in identity.areas()}), ("bureau", "机关", dict(map(tuple, db.session.execute(bureaus)))),
        ("officer", "承办人", {str(row.id): row.name for row in officers}),
    ]  # fmt: skip
    return [choice for choice in found if len(choice[2]) > 1]
