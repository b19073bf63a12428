"""To-do lists (待办): every page is a short walk along an index, whatever the number of open tasks.

A person's open tasks are those assigned to them and the unclaimed ones of the roles they hold. Both are kept in list
order by the workflow rows themselves (`WorkItem.sort_on`, `WorkItemCandidate.open_on`), so a page reads a few rows of
each and merges them. Paging is by key, not by number: nothing is skipped or shown twice while others work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import g, has_request_context
from sqlalchemy import Select, and_, false, func, literal, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from app.core.clock import ZONE, local, today
from app.core.database import db
from app.identity import queries as identity
from app.workflow.models import Draft, Instance, WorkItem, WorkItemCandidate

PAGE = 20
STEPS_NEAR = 200  # each costs a look at its row, the other counts walk indexes only
COUNT_CAP = 999  # counting stops here: nobody needs to know whether it is 4,312 or 4,313
VIEWS = {"todo": "我的待办", "mine": "我在办", "pool": "待领取", "done": "已办", "started": "我发起的", "drafts": "我的草稿"}
OPEN_VIEWS = ("todo", "mine", "pool")
SPANS = {"over": "已逾期", "today": "今天", "week": "本周", "later": "以后"}
STEPS = {
    "inspection_plan": "检查方案", "inspection": "现场检查", "outcome": "检查处理", "on_site_measure": "现场措施",
    "resumption_review": "恢复审查", "rectification": "责令整改", "rectification_review": "整改复查", "transfer": "移送部门",
    "filing": "立案", "party": "列当事人", "investigation": "调查取证", "evidence": "证据", "inquiry": "询问",
    "conclusion": "调查终结", "withdrawal": "撤案", "proposal": "处理呈批", "approval": "审批", "notice": "告知",
    "statement": "陈述申辩", "statement_review": "申辩复核", "hearing_application": "听证申请", "hearing": "听证",
    "hearing_report": "听证报告", "legal_review": "法制审核", "deliberation": "集体讨论", "decision": "决定",
    "delivery": "送达", "payment": "缴款", "enforcement": "强制执行", "closure": "结案", "archive": "归档",
    "referral_group": "移送专案组", "referral_report": "移送报告", "referral_decision": "移送决定",
    "referral_transfer": "移送公安", "police_reply": "公安回复", "material_supplement": "补充材料", "objection": "移送异议",
    "police_reconsideration": "公安复议", "supervision": "立案监督", "property_handover": "财物移交",
}  # fmt: skip


class Order(NamedTuple):
    """How open tasks are listed. column: None = the place by due day that each branch keeps in its index."""

    words: str
    column: InstrumentedAttribute | None
    newest_first: bool
    read: Callable  # the value out of a cursor; ValueError when it is none


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


SORTS = {
    "due": Order("期限近的在前", None, False, date.fromisoformat),
    "new": Order("最新收到的在前", WorkItem.opened_at, True, _moment),
    "subject": Order("按案号、对象", WorkItem.subject_label, False, str),
}


@dataclass(frozen=True)
class Filter:
    """What the address of a list says. `span`, `step`, `process` and `q` narrow it; `after`/`before` page by key."""

    view: str = "todo"
    span: str = ""
    step: str = ""
    process: str = ""
    q: str = ""
    sort: str = "due"
    after: str = ""
    before: str = ""
    number: int = 0  # how many rows precede this page, for 「第 21–40 件」

    @classmethod
    def from_args(cls, args) -> "Filter":
        """Unknown values fall back to the plain list; an address never breaks."""
        number = args.get("n", "0")
        return cls(
            view=_known(args.get("view"), VIEWS, "todo"),
            span=_known(args.get("span"), SPANS, ""),
            step=args.get("step", "")[:40],
            process=args.get("process", "")[:80],
            q=args.get("q", "").strip()[:60],
            sort=_known(args.get("sort"), SORTS, "due"),
            after=args.get("after", ""),
            before=args.get("before", ""),
            number=min(int(number), 10**7) if number.isdecimal() else 0,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.span or self.step or self.process or self.q)

    @property
    def is_open(self) -> bool:
        """Whether it lists open tasks."""
        return self.view in OPEN_VIEWS

    def args(self, **changes) -> dict:
        """The address of this list with some things changed; paging starts anew."""
        kept = {name: getattr(self, name) for name in ("view", "span", "step", "process", "q", "sort")} | changes
        return {key: value for key, value in kept.items() if value and (key, value) not in USUAL}


USUAL = {("view", "todo"), ("sort", "due")}  # need not be said


def _known(value, allowed, fallback):
    return value if value in allowed else fallback


@dataclass(frozen=True)
class Count:
    value: int

    @property
    def words(self) -> str:
        return f"{COUNT_CAP}+" if self.value > COUNT_CAP else str(self.value) if self.value else ""

    def __bool__(self) -> bool:
        return self.value > 0


@dataclass
class Page:
    items: list
    first: int
    last: int
    total: int
    total_words: str
    after: str = ""  # cursor of the next page, empty on the last
    before: str = ""
    previous_url: str | None = field(default=None)
    next_url: str | None = field(default=None)


# --- which tasks are a person's -------------------------------------------------------------------------------------


class Branch(NamedTuple):
    """Rows of (id, place) that are one index range; a person's open tasks are the union of a few."""

    rows: Select
    id: InstrumentedAttribute
    place: InstrumentedAttribute


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
    return Branch(rows.where(WorkItem.assignee_id == user_id, WorkItem.status == "open"), WorkItem.id, WorkItem.sort_on)


def _offered(role: str, bureau: str | None) -> Branch:
    """Tasks a role of a bureau, or one of several named people (`user:<id>`), may take."""
    offer = WorkItemCandidate
    rows = select(offer.work_item_id.label("id"), offer.open_on.label("place"))
    of_bureau = offer.organisation_id.is_(None) if bureau is None else offer.organisation_id == bureau
    return Branch(
        rows.where(offer.role == role, of_bureau, offer.open_on.is_not(None)), offer.work_item_id, offer.open_on
    )


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
    for word in chosen.q.split():
        terms.append(or_(WorkItem.subject_label.contains(word, autoescape=True),
                         WorkItem.title.contains(word, autoescape=True)))  # fmt: skip
    return terms


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


def page(user, chosen: Filter, total: Count | None = None) -> Page:
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


def _due_page(user, chosen: Filter, total: Count | None) -> Page:
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


def _plain_page(chosen_rows: Select, model, moment, chosen: Filter, total: Count | None, key=None) -> Page:
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
        return (_moment(at), key) if key else None
    except ValueError:
        return None


def _as_page(items: list, chosen: Filter, total: Count, cursor) -> Page:
    more = len(items) > PAGE
    items = items[:PAGE]
    if chosen.before:
        items.reverse()
    first = chosen.number + 1 if items else 0
    has_next, has_previous = (True, more) if chosen.before else (more, bool(chosen.after))
    return Page(
        items=items,
        first=first,
        last=chosen.number + len(items),
        total=total.value,
        total_words=f"{COUNT_CAP} 件以上" if total.value > COUNT_CAP else f"{total.value} 件",
        after=cursor(items[-1]) if items and has_next else "",
        before=cursor(items[0]) if items and has_previous else "",
    )


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
    base = {"view": chosen.view, "step": chosen.step, "process": chosen.process, "q": chosen.q}
    return _counted({span: _open_rows(user, Filter(span=span, **base)) for span in SPANS})


def total_of(spans: dict[str, Count], chosen: Filter) -> Count:
    """What `count` would find, from the groups: each task stands in one of them."""
    every = sum(group.value for group in spans.values())
    return spans[chosen.span] if chosen.span else Count(min(every, COUNT_CAP + 1))


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
