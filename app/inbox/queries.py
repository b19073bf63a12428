"""To-do lists (待办): every page is a short walk along an index, whatever the number of open tasks.

A person's open tasks are those assigned to them and the unclaimed ones of the roles they hold. Both are kept in list
order by the workflow rows themselves (`WorkItem.sort_on`, `WorkItemCandidate.open_on`), so a page reads a few rows of
each and merges them. Paging is by key, not by number: nothing is skipped or shown twice while others work.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import g, has_request_context
from sqlalchemy import Select, and_, false, func, literal, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from app.core import search
from app.core.clock import local, today
from app.core.database import db
from app.core.paging import KeyPage, key_page
from app.core.search import Hit
from app.identity import queries as identity
from app.inbox.filters import OPEN_VIEWS, SORTS, SPANS, Filter, moment
from app.workflow import entries
from app.workflow.models import Draft, Instance, WorkItem, WorkItemCandidate
from app.workflow.steps import STEPS

PAGE = 20
STEPS_NEAR = 200  # each costs a look at its row, the other counts walk indexes only
NEAR = 5000  # so many narrowed tasks are put in order; where there are more, walking the list finds a page of them soon
COUNT_CAP = 999  # counting stops here: nobody needs to know whether it is 4,312 or 4,313


@dataclass(frozen=True)
class Count:
    """is_least: there may be more."""

    value: int
    is_least: bool = False

    @property
    def words(self) -> str:
        if self.value > COUNT_CAP:
            return f"{COUNT_CAP}+"
        return f"{self.value}{'+' if self.is_least else ''}" if self.value else ""

    def __bool__(self) -> bool:
        return self.value > 0


# --- which tasks are a person's -------------------------------------------------------------------------------------


class Branch(NamedTuple):
    """Rows of (id, place) that are one index range; a person's open tasks are the union of a few. mark: the same rows in
    the search index."""

    rows: Select
    id: InstrumentedAttribute
    place: InstrumentedAttribute
    mark: str


def _branches(user, view: str) -> list[Branch]:
    principals = _principals(user)
    people = [user.id, *(user_id for user_id, _ in principals)]
    if view == "mine":
        return [_assigned(user_id) for user_id in people]
    offers = sorted(user.roles().union(*(roles for _, roles in principals)))
    pool = [_offered(role, bureau) for role, bureau in offers]
    if view == "pool":
        return pool
    return [*(_assigned(user_id) for user_id in people), *(_offered(f"user:{user_id}", None) for user_id in people), *pool]


def _principals(user) -> list[tuple[int, set]]:
    """[(person this one stands in for (代理), {(role, bureau)} they still hold and have passed on)], asked once a request."""
    if not has_request_context():
        return _read_principals(user)
    known = g.setdefault("principals", {})
    if user.id not in known:
        known[user.id] = _read_principals(user)
    return known[user.id]


def _read_principals(user) -> list[tuple[int, set]]:
    rows = identity.standing_in(user)
    return [(row.principal.id, {held for held in row.principal.roles() if held[0] in row.roles}) for row in rows]


def is_offered(user, item: WorkItem) -> bool:
    """Whether the task is this person's, or could have been: for themselves or for somebody they stand in for."""
    everybody = [(user.id, user.roles()), *_principals(user)]
    return any(item.assignee_id == user_id or _may_claim(item, user_id, roles) for user_id, roles in everybody)


def in_place_of(user, items: list[WorkItem]) -> dict[str, int]:
    """{task: the person this one would stand in for (代)} of those that are not the reader's own."""
    principals = _principals(user)
    others = [item for item in items if principals and not _lists(item, user.id, user.roles())]
    found = {item.id: next((each[0] for each in principals if _lists(item, *each)), None) for item in others}
    return {item_id: user_id for item_id, user_id in found.items() if user_id}


def _lists(item: WorkItem, user_id: int, roles: set) -> bool:
    taken = item.assignee_id and item.signatures_needed == 1
    return item.assignee_id == user_id if taken else _may_claim(item, user_id, roles)


def _may_claim(item: WorkItem, user_id: int, roles: set) -> bool:
    named = f"user:{user_id}"
    return any(one.role == named or (one.role, one.organisation_id) in roles for one in item.candidates)


def _assigned(user_id: int) -> Branch:
    rows = select(WorkItem.id.label("id"), WorkItem.sort_on.label("place"))
    rows = rows.where(WorkItem.assignee_id == user_id, WorkItem.status == "open")
    return Branch(rows, WorkItem.id, WorkItem.sort_on, entries.assigned(user_id))


def _offered(role: str, bureau: str | None) -> Branch:
    """Tasks a role of a bureau, or one of several named people (`user:<id>`), may take."""
    offer = WorkItemCandidate
    rows = select(offer.work_item_id.label("id"), offer.open_on.label("place"))
    of_bureau = offer.organisation_id.is_(None) if bureau is None else offer.organisation_id == bureau
    rows = rows.where(offer.role == role, of_bureau, offer.open_on.is_not(None))
    return Branch(rows, offer.work_item_id, offer.open_on, entries.offered(role, bureau))


def _narrowed(branch: Branch, chosen: Filter) -> Select:
    """The filters that need other columns join the task; the span is a range of the index itself."""
    rows = branch.rows
    if chosen.span:
        rows = rows.where(*_span(branch.place, chosen.span))
    if chosen.step or chosen.process or chosen.q or SORTS[chosen.sort].column is not None:
        if branch.id is not WorkItem.id:
            rows = rows.join_from(WorkItemCandidate, WorkItem, WorkItem.id == branch.id)
        rows = rows.where(*_matching(chosen))
    return rows


def _matching(chosen: Filter) -> list:
    terms = []
    if chosen.step:
        terms.append(WorkItem.law_step == chosen.step)
    if chosen.process:
        terms.append(WorkItem.process_key == chosen.process)
    for word in chosen.texts:
        terms.append(or_(WorkItem.subject_label.icontains(word, autoescape=True),
                         WorkItem.title.icontains(word, autoescape=True)))  # fmt: skip
    return terms


def _near(user, chosen: Filter) -> tuple[list[Hit], bool] | None:
    """The open tasks under the filters but for the span, from the search index: (up to `NEAR`, whether that is all).
    None where the index is not asked: nothing narrows the list, or only a word too short for it. Once a request."""
    if not chosen.is_indexed:
        return None
    key = (user.id, chosen.view, chosen.step, chosen.process, chosen.q)
    known = g.setdefault("near", {}) if has_request_context() else {}
    if key not in known:
        marks = [search.mark(name, value) for name, value in (("step", chosen.step), ("process", chosen.process)) if value]
        offers = tuple(branch.mark for branch in _branches(user, chosen.view))
        known[key] = search.some(search.Wanted(entries.KIND, tuple(marks), (offers,), chosen.asked), NEAR)
    return known[key]


def _few(user, chosen: Filter) -> list[Hit] | None:
    """The tasks under all filters where they are few enough to be put in order; None: walk the list instead."""
    hits, is_all = _near(user, chosen) or ((), False)
    return _in_span(hits, chosen.span) if is_all else None


def _in_span(hits: list[Hit], span: str) -> list[Hit]:
    first, last = span_bounds(span) if span else (None, None)
    return [hit for hit in hits if _within(hit.day, first, last)]


def _span(place, span: str) -> list:
    first, last = span_bounds(span)
    return [*([place >= first] if first else []), *([place <= last] if last else [])]


def span_bounds(span: str, on: date | None = None) -> tuple[date | None, date | None]:
    """First and last day of a group of the list. The week ends on Sunday."""
    on = on or today()
    sunday = on + timedelta(days=6 - on.weekday())
    return {
        "over": (None, on - timedelta(days=1)),
        "today": (on, on),
        "week": (on + timedelta(days=1), sunday),
        "later": (max(sunday, on) + timedelta(days=1), None),
    }[span]


def span_of(place: date, on: date | None = None) -> str:
    """Which group a due day belongs to; no due day is 以后."""
    return next(s for s in SPANS if _within(place, *span_bounds(s, on)))


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


# --- one page -------------------------------------------------------------------------------------------------------


def page(user, chosen: Filter, total: Count | None = None) -> KeyPage:
    """The rows of one page of the chosen view: `WorkItem`s, for 我发起的 `Instance`s, for 我的草稿 `Draft`s.

    Args: total: how many there are under these filters, where the caller has counted them already
    """
    if chosen.view == "done":
        return _plain_page(_closed_by(user, chosen), WorkItem, WorkItem.closed_at, chosen, total)
    if chosen.view == "started":
        return _plain_page(_started_by(user, chosen), Instance, Instance.started_at, chosen, total)
    if chosen.view == "drafts":
        return _plain_page(_drafts_of(user), Draft, Draft.saved_at, chosen, total, key=Draft.work_item_id)
    return _due_page(user, chosen, total)


def _due_page(user, chosen: Filter, total: Count | None) -> KeyPage:
    keys = _walk(user, chosen, _cursor(chosen), bool(chosen.before), PAGE + 1)
    by_id = {item.id: item for item in db.session.scalars(select(WorkItem).where(WorkItem.id.in_(keys)))}
    items = [by_id[key] for key in keys]
    total = count(user, chosen) if total is None else total
    return _as_page(items, chosen, total, lambda item: f"{_place(item, chosen)}_{item.id}")


def open_between(user, first: date, last: date, number: int) -> list[WorkItem]:
    """A person's open tasks whose last day, or its estimate, lies in these days; at most `number`, the earliest first."""
    found = union(*(branch.rows.where(branch.place.between(first, last)) for branch in _branches(user, "todo"))).subquery()
    ids = select(found.c.id).order_by(found.c.place, found.c.id).limit(number)
    rows = select(WorkItem).where(WorkItem.id.in_(ids)).order_by(WorkItem.sort_on, WorkItem.id)
    return list(db.session.scalars(rows))


def _walk(user, chosen: Filter, cursor: tuple | None, backward: bool, number: int) -> list[str]:
    """Ids of the next open tasks beyond a place of the list."""
    if (few := _few(user, chosen)) is not None:
        return _beyond_in(_places(few, chosen), SORTS[chosen.sort].newest_first != backward, cursor)[:number]
    order_by = SORTS[chosen.sort]
    down, parts = order_by.newest_first != backward, []
    for branch in _branches(user, chosen.view):
        by = branch.place if order_by.column is None else order_by.column
        rows = _narrowed(branch, chosen).with_only_columns(branch.id.label("id"), by.label("place"))
        if cursor:
            rows = rows.where(_beyond(by, branch.id, cursor, down))
        order = (by.desc(), branch.id.desc()) if down else (by, branch.id)
        parts.append(select(rows.order_by(*order).limit(number).subquery()))
    if not parts:
        return []
    found = union(*parts).subquery()
    order = (found.c.place.desc(), found.c.id.desc()) if down else (found.c.place, found.c.id)
    return list(db.session.scalars(select(found.c.id).order_by(*order).limit(number)))


def _places(hits: list[Hit], chosen: Filter) -> list[tuple]:
    """[(what the list is ordered by, id)]"""
    by = SORTS[chosen.sort].column
    if by is None:
        return [(hit.day, hit.ref) for hit in hits]
    rows = db.session.execute(select(by, WorkItem.id).where(WorkItem.id.in_([hit.ref for hit in hits])))
    return [(local(place) if isinstance(place, datetime) else place, key) for place, key in rows]


def _beyond_in(places: list[tuple], down: bool, cursor: tuple | None) -> list[str]:
    """Ids in the order of the list, from the cursor on."""
    ordered = sorted(places, reverse=down)
    if cursor:
        ordered = [place for place in ordered if (place < cursor if down else place > cursor)]
    return [key for _, key in ordered]


def _place(item: WorkItem, chosen: Filter) -> str:
    """What the list is ordered by, of one task, as cursors write it."""
    return {"due": item.sort_on.isoformat(), "new": local(item.opened_at).isoformat(), "subject": item.subject_label}[chosen.sort]


def _cursor(chosen: Filter) -> tuple | None:
    value, _, key = (chosen.before or chosen.after).rpartition("_")
    try:
        return (SORTS[chosen.sort].read(value), key) if key else None
    except ValueError:
        return None


def _beyond(place, id_, cursor: tuple, backward: bool):
    at, key = cursor
    if backward:
        return and_(place <= at, or_(place < at, id_ < key))
    return and_(place >= at, or_(place > at, id_ > key))


def _plain_page(chosen_rows: Select, model, moment, chosen: Filter, total: Count | None, key=None) -> KeyPage:
    """Newest first, paged by (moment, key)."""
    key = model.id if key is None else key
    backward = bool(chosen.before)
    total = _counted({"": chosen_rows.with_only_columns(literal(1))})[""] if total is None else total
    if cursor := _moment_cursor(chosen.before or chosen.after):
        chosen_rows = chosen_rows.where(_beyond(moment, key, cursor, not backward))
    order = (moment, key) if backward else (moment.desc(), key.desc())
    items = list(db.session.scalars(chosen_rows.order_by(*order).limit(PAGE + 1)))
    name, key_name = moment.key, key.key
    return _as_page(items, chosen, total, lambda row: f"{getattr(row, name).isoformat()}_{getattr(row, key_name)}")


def _moment_cursor(text: str) -> tuple[datetime, str] | None:
    at, _, key = text.partition("_")
    try:
        return (moment(at), key) if key else None
    except ValueError:
        return None


def _as_page(found: list, chosen: Filter, total: Count, cursor) -> KeyPage:
    words = f"{total.words} 件以上" if total.is_least or total.value > COUNT_CAP else f"{total.value} 件"
    return key_page(found, PAGE, chosen, (total.value, words.replace("+", "")), cursor)


def _closed_by(user, chosen: Filter) -> Select:
    return select(WorkItem).where(WorkItem.closed_by == user.id, WorkItem.closed_at.is_not(None), *_matching(chosen))


def _started_by(user, chosen: Filter) -> Select:
    terms = [Instance.label.contains(word, autoescape=True) for word in chosen.q.split()]
    if chosen.process:
        terms.append(Instance.process_key == chosen.process)
    return select(Instance).where(Instance.started_by == user.id, Instance.parent_id.is_(None), *terms)


def _drafts_of(user) -> Select:
    return select(Draft).where(Draft.user_id == user.id)


# --- counts ---------------------------------------------------------------------------------------------------------


def count(user, chosen: Filter) -> Count:
    """Open tasks of the view under its filters, counted up to `COUNT_CAP`."""
    if near := _near(user, chosen):
        return _count_of(*near, chosen.span)
    return _counted({"": _open_rows(user, chosen)})[""]


def _open_rows(user, chosen: Filter) -> Select:
    parts = [
        select(_narrowed(branch, chosen).limit(COUNT_CAP + 1).subquery().c.id)
        for branch in _branches(user, chosen.view)
    ]
    return select(union(*parts).subquery().c.id) if parts else select(literal(1)).where(false())


def _counted(lists: dict[str, Select]) -> dict[str, Count]:
    """How many rows each has, up to the cap; one statement for all."""
    limited = [rows.order_by(None).limit(COUNT_CAP + 1).subquery() for rows in lists.values()]
    numbers = [select(func.count()).select_from(rows).scalar_subquery() for rows in limited]
    return dict(zip(lists, map(Count, db.session.execute(select(*numbers)).one()), strict=True)) if lists else {}


def open_count(user) -> Count:
    return count(user, Filter())


def view_counts(user, known: dict[str, Count]) -> dict[str, Count]:
    """{view: Count} for the list of views. Args: known: what has been counted already"""
    lists = {view: _open_rows(user, Filter(view=view)) for view in OPEN_VIEWS if view not in known} | {
        "done": _closed_by(user, Filter()).with_only_columns(literal(1)),
        "started": _started_by(user, Filter()).with_only_columns(literal(1)),
        "drafts": _drafts_of(user).with_only_columns(literal(1)),
    }
    return _counted(lists) | known


def span_counts(user, chosen: Filter) -> dict[str, Count]:
    """{span: Count} under the other filters, for the chips and the group headings."""
    if near := _near(user, chosen):
        return {span: _count_of(*near, span) for span in SPANS}
    base = {"view": chosen.view, "step": chosen.step, "process": chosen.process, "q": chosen.q}
    return _counted({span: _open_rows(user, Filter(span=span, **base)) for span in SPANS})


def _count_of(hits: list[Hit], is_all: bool, span: str) -> Count:
    return Count(len(_in_span(hits, span)), is_least=not is_all)


def total_of(spans: dict[str, Count], chosen: Filter) -> Count:
    """What `count` would find, from the groups: each task stands in one of them."""
    every = sum(group.value for group in spans.values())
    is_least = any(group.is_least for group in spans.values())
    return spans[chosen.span] if chosen.span else Count(min(every, COUNT_CAP + 1), is_least)


def kinds_of(user) -> tuple[set[str], set[str]]:
    """(procedures, 环节) of everything that ever lay on this person's own desk: all an enterprise's account can narrow by."""
    offered = select(WorkItemCandidate.work_item_id).where(WorkItemCandidate.role == f"user:{user.id}")
    own = or_(WorkItem.assignee_id == user.id, WorkItem.closed_by == user.id, WorkItem.id.in_(offered))
    found = db.session.execute(select(WorkItem.process_key, WorkItem.law_step).where(own).distinct()).all()
    return {row.process_key for row in found}, {row.law_step for row in found}


def step_counts(user, view: str) -> list[tuple[str, str, str]]:
    """(code, 环节, number) in the order of the procedure. Whoever has more than `STEPS_NEAR` open tasks sees the steps
    of the nearest, without numbers that would be of a part only."""
    near = [branch.rows.order_by(branch.place).limit(STEPS_NEAR + 1).subquery() for branch in _branches(user, view)]
    parts = [select(rows.c.id) for rows in near]
    if not parts:
        return []
    near = union(*parts).subquery()
    rows = db.session.execute(
        select(WorkItem.law_step, func.count())
        .where(WorkItem.id.in_(select(near.c.id)))
        .group_by(WorkItem.law_step)
    ).all()
    whole = sum(number for _, number in rows) <= STEPS_NEAR
    numbers = {code: str(number) if whole else "" for code, number in rows if code}
    known = [(code, name, numbers[code]) for code, name in STEPS.items() if code in numbers]
    return known + [(code, code, number) for code, number in numbers.items() if code not in STEPS]


def neighbours(user, item: WorkItem, chosen: Filter) -> tuple[str | None, str | None]:
    """Ids of the tasks before and after this one in the list the person came from (上一件, 下一件)."""
    if chosen.is_open:
        here = SORTS[chosen.sort].read(_place(item, chosen)), item.id
        found = [_walk(user, chosen, here, backward, 1) for backward in (True, False)]
    elif chosen.view == "done" and item.closed_at:
        found = [_closed_beyond(user, chosen, item, newer) for newer in (True, False)]
    else:
        found = [[], []]
    return tuple(ids[0] if ids else None for ids in found)


def _closed_beyond(user, chosen: Filter, item: WorkItem, newer: bool) -> list[str]:
    beyond = _beyond(WorkItem.closed_at, WorkItem.id, (item.closed_at, item.id), not newer)
    order = (WorkItem.closed_at, WorkItem.id) if newer else (WorkItem.closed_at.desc(), WorkItem.id.desc())
    rows = _closed_by(user, chosen).where(beyond).with_only_columns(WorkItem.id)
    return list(db.session.scalars(rows.order_by(*order).limit(1)))
