"""The calendar (期限日历): on which day of a month which task or period of one's matters ends, and when hearings are held.

A person's own open tasks, the hearings and the running periods of the matters their posts let them see. A day the holiday table does
not reach yet is an estimate (暂估) and says so; a period without any day (suspended, no length set) is counted apart.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.cases import hearings
from app.cases.hearings import Arranged
from app.core.clock import ZONE, local, now
from app.core.database import db
from app.identity import queries as identity
from app.inbox import deadlines, queries, subjects
from app.law.models import Period
from app.law.period_rules import BINDS
from app.law.queries import holiday_table, result_of
from app.law.remaining import Remaining, days_left
from app.workflow.models import Instance, WorkItem

MOST = 500  # entries of one month; a day of its own shows more
IN_A_CELL = 3
ORDER = {"hearing": 0, "task": 1, "period": 2}
_LAST = datetime.max.replace(tzinfo=ZONE)


@dataclass(frozen=True)
class Entry:
    """One thing of a day. kind: task (mine) or period (of a matter I may see) that ends on it, or a hearing held on it;
    who: whom a period binds; at, place, key: hour, place and id of a hearing; case_id: the case it belongs to, if any."""

    kind: str
    day: date
    is_estimate: bool
    title: str
    matter: str
    number: str
    url: str | None
    left: Remaining | None
    who: str = ""
    at: datetime | None = None
    place: str = ""
    key: int | None = None
    case_id: int | None = None


@dataclass(frozen=True)
class Day:
    """One cell. off: why it is no working day (「国庆节」, 「周末」), empty on a working day; outside: of another month."""

    day: date
    entries: tuple[Entry, ...]
    off: str
    outside: bool

    @property
    def is_late(self) -> bool:
        return any(entry.left and entry.left.state == "over" for entry in self.entries)

    @property
    def more(self) -> int:
        """How many entries the cell does not name."""
        return max(0, len(self.entries) - IN_A_CELL)


@dataclass(frozen=True)
class Month:
    """first: its first day; weeks: Monday to Sunday; is_cut: there is more than `MOST`; dayless: periods without a day."""

    first: date
    weeks: list[list[Day]]
    is_cut: bool
    dayless: int

    @property
    def count(self) -> int:
        return sum(len(day.entries) for week in self.weeks for day in week if not day.outside)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return self.first + timedelta(days=monthrange(self.first.year, self.first.month)[1])

    def week_of(self, day: date) -> list[Day]:
        return next((week for week in self.weeks if week[0].day <= day <= week[-1].day), self.weeks[0])

    def day(self, wanted: date) -> Day | None:
        return next((day for week in self.weeks for day in week if day.day == wanted), None)


def month(user, first: date) -> Month:
    """The month that begins on `first`, as this person may see it."""
    last = first + timedelta(days=monthrange(first.year, first.month)[1] - 1)
    monday, table = first - timedelta(days=first.weekday()), holiday_table().estimated
    count = (last - monday).days // 7 + 1
    cells = [monday + timedelta(days=n) for n in range(7 * count)]
    entries, is_cut = _entries(user, cells[0], cells[-1])
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    days = [Day(day, tuple(by_day.get(day, ())), _off(table, day), not first <= day <= last) for day in cells]
    return Month(first, [days[n : n + 7] for n in range(0, len(days), 7)], is_cut, _dayless(user))


def _off(table, day: date) -> str:
    return "" if table.is_working_day(day) else table.describe(day)


def _entries(user, first: date, last: date) -> tuple[list[Entry], bool]:
    """In the order of the days, the late ones of a day first; and whether there are more."""
    items = queries.open_between(user, first, last, MOST + 1)
    running = _periods(user, first, last, {item.period_id for item in items})
    is_cut = max(len(items), len(running)) > MOST
    chips, known = deadlines.chips(items), subjects.subjects([*items, *(period for period, _ in running)])
    found = [_task(item, chips.get(item.id), subjects.of(item, known)) for item in items[:MOST]]
    table = holiday_table() if running else None
    for period, label in _once(running[:MOST]):
        result = result_of(period, table)
        found.append(_period(period, label, result.rule, days_left(result, now()), subjects.of(period, known)))
    held = hearings.hearings_between(first, last, MOST, identity.bureaus_seen_by(user), user.id)
    found += [_hearing(each) for each in held]
    return sorted(found, key=lambda entry: (entry.day, ORDER[entry.kind], entry.at or _LAST, entry.matter, entry.title)), is_cut


def _hearing(each: Arranged) -> Entry:
    """Hearings stand first on their day, by the hour."""
    row, at, number = each.hearing, local(each.hearing.hearing_at), each.case.number or ""
    url = url_for("cases.show_case", case_id=each.case.id)
    return Entry("hearing", at.date(), False, "听证", each.party.name, number, url, None, at=at, place=row.place, key=row.id,
                 case_id=each.case.id)  # fmt: skip


def _task(item: WorkItem, left: Remaining | None, subject) -> Entry:
    matter = subjects.without(item.subject_label, subject.number)
    return Entry("task", item.sort_on, item.due_on is None, item.title, matter, subject.number, f"/tasks/{item.id}", left,
                 case_id=subject.case_id)  # fmt: skip


def _period(period: Period, label: str, rule, left: Remaining, subject) -> Entry:
    day = period.last_day or period.estimate
    matter = subjects.without(label, subject.number)
    return Entry("period", day, period.last_day is None, rule.name_zh, matter, subject.number, subject.url, left, BINDS[rule.binds],
                 case_id=subject.case_id)  # fmt: skip


def _periods(user, first: date, last: date, shown: Iterable[int | None]) -> list[tuple[Period, Instance]]:
    """Running periods of the bureaus the person sees, those of `shown` tasks left out."""
    in_span = or_(Period.last_day.between(first, last), and_(Period.last_day.is_(None), Period.estimate.between(first, last)))
    day, skip = func.coalesce(Period.last_day, Period.estimate), [one for one in shown if one]
    found = {}  # {period id: the row}; several procedures may be about the same party
    for query in _running(user, Period, Instance):
        query = query.where(in_span, Period.id.not_in(skip)).options(selectinload(Period.suspensions))
        for row in db.session.execute(query.order_by(day, Period.id).limit(MOST + 1)):
            found.setdefault(row[0].id, row)
    return list(found.values())


def _running(user, *columns) -> list:
    """Open periods with the instance they began in, or (a case's own clock, a party's own rights) one about the same matter:
    what began first, the outermost, and what runs before what is over."""
    bureaus = identity.bureaus_seen_by(user)
    of_instance = Instance.id == Period.instance_id
    about = aliased(Instance)
    first = select(about.id).where(about.subject_kind == Period.subject_kind, about.subject_id == Period.subject_id)
    order = (about.status != "open", about.parent_id.is_not(None), about.started_at, about.id)
    of_matter = and_(Period.instance_id.is_(None), Instance.id == first.order_by(*order).limit(1).scalar_subquery())
    seen = (Period.outcome == "open", Instance.organisation_id.in_(bureaus))
    return [select(*columns).select_from(Period).join(Instance, on).where(*seen) for on in (of_instance, of_matter)]


def _once(rows: list[tuple[Period, Instance]]) -> list[tuple[Period, str]]:
    """(period, its matter in words). The same clock of a whole case is shown once, not again for each of its parties."""
    whole = {(period.rule_id, instance.root_id, period.last_day) for period, instance in rows if period.subject_kind == "case"}
    found: dict[tuple, tuple[Period, str]] = {}
    for period, instance in rows:
        clock = (period.rule_id, instance.root_id, period.last_day)
        of_party = (period.subject_kind, period.subject_id) if clock not in whole else None
        if of_party is None and period.subject_kind != "case":
            continue
        found.setdefault((*clock, of_party), (period, instance.label))
    return list(found.values())


def _dayless(user) -> int:
    """Running periods that have no day at all: suspended, or the office has not set the length yet."""
    number = func.count(Period.id.distinct())
    without = (Period.last_day.is_(None), Period.estimate.is_(None))
    return sum(db.session.scalar(query.where(*without)) for query in _running(user, number))
