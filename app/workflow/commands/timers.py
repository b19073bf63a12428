"""Timers: an indexed sweep over due rows; one transaction for each, as the actor SYSTEM."""

import logging

from sqlalchemy import select

from app.core.clock import local, now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import Conflict
from app.workflow import due, engine, projection
from app.workflow.models import Instance, Timer
from app.workflow.unit import Unit, work_on

log = logging.getLogger(__name__)


def fire_due_timers(limit: int = 200) -> int:
    """Fire what is due, the oldest first. Returns how many went off; one that fails becomes an incident and waits."""
    # not a join: SQLite would begin with every open instance, and sort
    runs = select(Instance.id).where(Instance.id == Timer.instance_id, Instance.status == "open")
    query = select(Timer.id).where(Timer.due_at <= now(), Timer.failed.is_(False), runs.exists())
    due_ids = list(db.session.scalars(query.order_by(Timer.due_at, Timer.id).limit(limit)))
    return sum(_fire_or_note(timer_id) for timer_id in due_ids)


def _fire_or_note(timer_id: str) -> bool:
    try:
        fire_timer(SYSTEM, timer_id)
    except Conflict:
        return False  # someone moved the token meanwhile, or the database is busy: the next sweep sees
    except Exception as error:
        log.exception("timer %s failed", timer_id)
        note_failed_timer(SYSTEM, timer_id, error)
        return False
    return True


@command()
def fire_timer(actor, timer_id: str) -> Instance:
    """Let one due timer go off.

    Raises: Conflict("timer_gone"): it is no longer waiting or was moved
    """
    with work_on(actor, _root_of(timer_id)) as unit:
        timer = _waiting(timer_id)
        row = unit.row(timer.instance_id)
        if row.status != "open" or timer.due_at is None or local(timer.due_at) > now():
            raise Conflict("timer_gone", "定时已经改期或流程不在运行")
        unit.primary.add(row.id)
        fire(unit, row, timer)
    return row


def fire(unit: Unit, row: Instance, timer: Timer) -> None:
    """Fire inside a unit; a cycle waits for its next tick."""
    task, element, definition = projection.awaited_by_row(engine.waiting_events(unit.open(row)))[timer.id]
    title = unit.definition(row).element(element).title
    unit.note(row, "timer", f"到期：{title}", element)
    due.met(unit.actor, timer.period_id, row.id, "lapsed")
    row.undo_state = row.undo_item_id = None
    timer.failed = False
    if engine.is_cycle(definition):
        timer.due_at = due.next_tick(definition.expression, local(timer.due_at))
    engine.fire(task, definition)


@command()
def note_failed_timer(actor, timer_id: str, error) -> Timer:
    """Record that a timer could not go off; the sweep leaves it alone until someone retries."""
    with work_on(actor, _root_of(timer_id)) as unit:
        timer = _waiting(timer_id)
        timer.failed = True
        unit.incident(unit.row(timer.instance_id), "timer", error, timer.element, timer.id)
    return timer


def _root_of(timer_id: str) -> str:
    found = db.session.scalar(select(Timer.root_id).where(Timer.id == timer_id))
    if found is None:
        raise Conflict("timer_gone", "定时已经取消")
    return found


def _waiting(timer_id: str) -> Timer:
    timer = db.session.get(Timer, timer_id, populate_existing=True)
    if timer is None:
        raise Conflict("timer_gone", "定时已经取消")
    return timer
