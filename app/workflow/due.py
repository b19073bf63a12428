"""Until when: last days of tasks and moments of timers, from the statutory periods or from the diagram."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import ZONE, now
from app.core.errors import RuleBroken
from app.law.commands import close_period, restart_period, start_period
from app.law.models import Period
from app.law.periods import corresponding_day
from app.law.queries import carried_on, latest_period, period, periods_of
from app.workflow import engine, expressions
from app.workflow.definitions import Element
from app.workflow.models import Instance
from app.workflow.registry import PERIOD_STARTS

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")


@dataclass(frozen=True)
class Due:
    """When a task should be done. `on`: last day; `at`: only for hours; `estimate`: 暂估, binds nobody; `rule`: of its period,
    also while that has not begun."""

    on: date | None = None
    at: datetime | None = None
    estimate: date | None = None
    period_id: int | None = None
    rule: str | None = None


def of_period(running: Period) -> Due:
    on = running.last_day or (running.last_at and running.last_at.date())
    return Due(on, running.last_at, running.estimate, running.id, running.rule_id)


def task_due(unit, row: Instance, element: Element, data: dict, came_back: bool) -> Due:
    """Let the period of a task begin (`law.period`), or go on with the one that runs."""
    running = _period(unit, row, element, data, came_back)
    return of_period(running) if running else Due(set_day(element, data), rule=rule_of(row, element))


def set_day(element: Element, data: dict) -> date | None:
    """The day the office has set for a task (`camunda:dueDate`); None: none is known."""
    if not element.due_date or not expressions.names_in(element.due_date) <= data.keys():
        return None
    said = expressions.evaluate(element.due_date, data)
    return date.fromisoformat(said[:10]) if said else None


def subject_of(row: Instance) -> tuple[str, str]:
    """(kind, id) of what the periods of an instance run for."""
    return row.subject_kind or "instance", row.subject_id or row.id


def rule_of(row: Instance, element: Element) -> str | None:
    """The period an element bears; where it names several, the one of them that runs for the matter, or none."""
    named = element.many("law.period")
    if len(named) < 2:
        return named[0] if named else None
    running = {each.rule_id for each in periods_of(*subject_of(row), open_only=True)}
    return next((rule for rule in named if rule in running), None)


def _period(unit, row: Instance, element: Element, data: dict, came_back: bool) -> Period | None:
    rule = rule_of(row, element)
    if not rule:
        return None
    subject = subject_of(row)
    source = element.properties.get("law.period_from")
    start = starting_day(source, row, data) if source else now()
    if start is None:
        return None
    previous = latest_period(rule, *subject)
    if previous and previous.instance_id == row.id and (came_back or (source and same_day(previous, start))):
        previous = carried_on(previous)
        return previous if previous.is_open else restart_period(unit.actor, previous)  # a return grants no new term
    return start_period(unit.actor, rule, *subject, start_on=start, instance_id=row.id)


def same_day(running: Period, start) -> bool:
    """Whether a period began on this day. Args: start: a day, a moment or an ISO string"""
    return running.start_on[:10] == (start if isinstance(start, str) else start.isoformat())[:10]


def starting_day(source: str, row: Instance, data: dict) -> date | str | None:
    """The day `law.period_from` names; None while the event has not happened."""
    kind, _, name = source.partition(":")
    if kind == "data":
        return data.get(name)
    if kind not in PERIOD_STARTS:
        raise RuleBroken("period_from", f"不认识期间的起点“{source}”，请联系流程设计人员")
    return PERIOD_STARTS[kind](name, row)


def met(actor, period_id: int | None, instance_id: str, outcome: str = "met") -> None:
    """Close the period that began with a task of this instance, now that the task is closed."""
    if period_id is None:
        return
    running = period(period_id)
    if running.is_open and running.instance_id == instance_id:
        close_period(actor, period_id, outcome)


def timer_due(unit, row: Instance, element: Element, definition, data: dict) -> tuple[datetime | None, int | None]:
    """(the moment a timer goes off, the period it obeys). No moment: the holiday table does not reach that far."""
    if element.properties.get("law.period"):
        running = _period(unit, row, element, data, came_back=False)
        return (running.runs_out_at, running.id) if running else (None, None)
    text = expressions.strip(definition.expression).strip("\"'")
    if not expressions.is_iso(text):
        text = str(expressions.evaluate(text, data))
    return (first_tick(text) if engine.is_cycle(definition) else moment(text)), None


def moment(text: str, start: datetime | None = None) -> datetime:
    """ISO 8601: a duration from `start` (default now), a day, or a moment (Shanghai time unless it says otherwise).

    Raises: RuleBroken("timer")
    """
    matched = DURATION.fullmatch(text)
    try:
        if not matched:
            found = datetime.fromisoformat(text)
            return found.astimezone(ZONE) if found.tzinfo else found.replace(tzinfo=ZONE)
        if not any(matched.groups()):
            raise ValueError
        years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in matched.groups())
        start = start or now()
        day = corresponding_day(start.date(), years * 12 + months)
        rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return datetime.combine(day, start.timetz()) + rest
    except (ValueError, OverflowError) as error:
        raise RuleBroken("timer", f"定时“{text}”读不懂，请联系流程设计人员") from error


def first_tick(cycle: str) -> datetime:
    """When `R3/P1D` or `R3/2026-01-01/P1D` ticks first."""
    return moment(cycle.split("/")[1])


def next_tick(cycle: str, last: datetime) -> datetime:
    return moment(cycle.split("/")[-1], last)
