"""Reading side of the law: the office's holiday table, running periods, what is left of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.database import db
from app.core.errors import NotFound
from app.law.calendar import DayKind, HolidayTable, SpecialDay, seed_table
from app.law.models import HolidayDay, Period
from app.law.period_rules import PeriodDataError, PeriodRule, load_rules
from app.law.periods import PeriodResult, Status, Suspension, compute_version, granted, parse_start
from app.law.remaining import Remaining, days_left


def holiday_table() -> HolidayTable:
    """The seed with the uploaded notices in place of what it knew about their years."""
    return table_with(db.session.scalars(select(HolidayDay).execution_options(autoflush=False)).all())


def table_with(days: Iterable) -> HolidayTable:
    """Args: days: rows of `holiday_day`"""
    rows = [SpecialDay(row.day, DayKind(row.kind), row.name, row.year) for row in days]
    if not rows:
        return seed_table()
    years = "、".join(str(year) for year in sorted({row.year for row in rows}))
    return seed_table().replaced(rows, f"{seed_table().source}；导入 {years} 年")


@dataclass(frozen=True)
class HolidayYear:
    """What is known of one year's notice, as the page shows it; `uploaded_at` None: from the seed."""

    year: int
    festivals: dict[str, dict[str, list[date]]]  # {name: {"off": days, "work": make-up days}}, in calendar order
    uploaded_at: datetime | None


def holiday_years(since: int) -> list[HolidayYear]:
    """The years from `since` on, newest first; the first year without a notice stands on top, empty."""
    table = holiday_table()
    uploaded = {row.year: clock.local(row.uploaded_at) for row in db.session.scalars(select(HolidayDay))}
    years = range(since, max(table.years) + 2)
    return [_holiday_year(table, year, uploaded.get(year)) for year in reversed(years)]


def _holiday_year(table: HolidayTable, year: int, uploaded_at: datetime | None) -> HolidayYear:
    festivals = {}
    for special in sorted(table.special.values(), key=lambda special: (special.kind is DayKind.WORK, special.day)):
        if special.year == year:
            festivals.setdefault(special.name, {"off": [], "work": []})[special.kind].append(special.day)
    return HolidayYear(year, festivals, uploaded_at)


def waiting_count() -> int:
    """How many open periods wait for a holiday notice."""
    waiting = select(func.count()).select_from(Period).where(Period.outcome == "open")
    return db.session.scalar(waiting.where(Period.status == Status.NOT_PUBLISHED.value))


def period(period_id: int) -> Period:
    """Raises: NotFound("period")"""
    with db.session.no_autoflush:  # what is new here has its id already
        found = db.session.get(Period, period_id)
    if found is None:
        raise NotFound("period", "没有这段期间，可能已被撤销")
    return found


def periods_of(subject_kind: str, subject_id: int | str, open_only: bool = False) -> list[Period]:
    """The periods of one matter, the nearest last day first; those without one at the end."""
    chosen = select(Period).where(Period.subject_kind == subject_kind, Period.subject_id == str(subject_id))
    if open_only:
        chosen = chosen.where(Period.outcome == "open")
    return list(db.session.scalars(chosen.order_by(Period.last_day.is_(None), Period.last_day, Period.id)))


def latest_period(rule_id: str, subject_kind: str, subject_id: int | str) -> Period | None:
    """The period of this rule that began last for the matter, open or closed."""
    chosen = select(Period).where(
        Period.subject_kind == subject_kind, Period.subject_id == str(subject_id), Period.rule_id == rule_id
    )
    query = chosen.order_by(Period.id.desc()).limit(1).execution_options(autoflush=False)  # what is new here has an id
    return db.session.scalars(query).first()


def carried_on(period: Period) -> Period:
    """The period itself, or the one that goes on from it after its extension."""
    while period.outcome == "extended":
        period = db.session.scalars(select(Period).where(Period.extends_id == period.id)).one()
    return period


def open_periods() -> list[Period]:
    chosen = select(Period).where(Period.outcome == "open").options(selectinload(Period.suspensions))
    return list(db.session.scalars(chosen.order_by(Period.id)))


def rule_of(period: Period) -> PeriodRule:
    """The version the period runs under."""
    rule = load_rules().version(period.rule_id, period.rule_version)
    if rule is None:
        raise PeriodDataError(
            f"期间规则 {period.rule_id} 的版本 {period.rule_version} 不在规则文件里，运行中的期间还在用它"
        )
    return rule


def result_of(period: Period, table: HolidayTable | None = None) -> PeriodResult:
    """The reckoning of a stored period: last day, derivation, the days of its ruler."""
    pauses = [Suspension(row.from_on, row.to_on, row.ground) for row in period.suspensions]
    result = compute_version(rule_of(period), parse_start(period.start_on), pauses, table or holiday_table())
    return granted(result, period.granted_until) if period.granted_until else result


def remaining(period: Period, now: date | datetime | None = None) -> Remaining:
    """What the deadline chip of this period says now."""
    return days_left(result_of(period), now or clock.now(), period.closed_on)
