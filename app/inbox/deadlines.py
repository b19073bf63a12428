"""Deadline chips and rulers of tasks: the words come from the period itself, reckoned on the spot."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import local, now, today
from app.core.database import db
from app.inbox.ruler import Ruler, ruler
from app.law.models import Period
from app.law.periods import PeriodResult
from app.law.queries import holiday_table, result_of
from app.law.remaining import Remaining, days_left, left_until

UNKNOWN_START = Remaining(None, "", "wait", "起点待定")  # the law sets a period, but the day it starts is not known yet


def chips(items) -> dict[str, Remaining]:
    """{task id: what its chip says}; tasks the law sets no period for are missing. Two queries for any number of tasks."""
    periods = _periods([item.period_id for item in items if item.period_id])
    plain = [item for item in items if is_set(item)]
    table = holiday_table() if periods or plain else None
    waiting = {item.id: UNKNOWN_START for item in items if item.period_rule and not item.period_id}
    return waiting | {item.id: _until(item, table) for item in plain} | {
        item.id: _left(item, result_of(periods[item.period_id], table)) for item in items if item.period_id in periods
    }


def is_set(item) -> bool:
    """Whether the office, not a period of the law, says until when."""
    return item.due_on is not None and item.period_id is None and item.period_rule is None


def _until(item, table) -> Remaining:
    return left_until(item.due_on, table.estimated, today(), _closed_on(item))


def _closed_on(item) -> date | None:
    return local(item.closed_at).date() if item.status == "done" and item.closed_at else None


def _left(item, result: PeriodResult) -> Remaining:
    return days_left(result, now(), _closed_on(item))


def deadline(item) -> tuple[Remaining | None, Ruler | None, PeriodResult | None]:
    """The chip, the ruler and the reckoning of one task."""
    running = db.session.get(Period, item.period_id) if item.period_id else None
    if is_set(item):
        return _until(item, holiday_table()), None, None
    if running is None:
        return UNKNOWN_START if item.period_rule else None, None, None
    result = result_of(running)
    return _left(item, result), ruler(result, today()), result


def _periods(ids) -> dict[int, Period]:
    rows = select(Period).where(Period.id.in_(ids)).options(selectinload(Period.suspensions))
    return {row.id: row for row in db.session.scalars(rows)} if ids else {}
