"""Changes to running periods and to the holiday table.

Other packages keep dates that follow a period (a task's due date, a timer): they register with `when_period_changes`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import delete

from app.core import clock
from app.core.command import command
from app.core.database import db
from app.law import queries, rules
from app.law.calendar import SpecialDay
from app.law.models import HolidayDay, Period, PeriodSuspension
from app.law.period_rules import Unit, load_rules
from app.law.periods import PeriodResult, compute, day_of, iso, parse_start

_listeners: list[Callable] = []


def when_period_changes(listener: Callable[[object, Period], None]) -> Callable:
    """Register `listener(actor, period)`, called in the same unit of work when a last day moved or a period closed."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@command()
def start_period(
    actor,
    rule_id: str,
    subject_kind: str,
    subject_id: int | str,
    start_on: date | datetime | str,
    instance_id: str | None = None,
) -> Period:
    """Let a statutory period begin for one matter.

    Args:    start_on: the day of the starting event (an ISO string is fine); hour rules need the moment
    Returns: the running period; without `last_day` where the holiday table ends or no length is set
    Raises:  RuleBroken("period_refused"): no such rule, no version for that day, a moment is missing
    """
    result = compute(rule_id, _start(start_on), table=queries.holiday_table())
    rules.require_computable(result)
    period = Period(
        rule_id=rule_id,
        rule_version=result.rule.version,
        kind=result.rule.kind.value,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        instance_id=instance_id,
        start_on=iso(result.start if result.unit is Unit.HOUR else day_of(result.start)),
        outcome="open",
        basis=result.basis,
        suspensions=[],
    )
    _take_over(period, result)
    db.session.add(period)
    db.session.flush()  # callers store the id beside their due date
    return period


@command()
def restart_period(actor, previous: Period) -> Period:
    """Let a closed period go on for the same matter: same version, same start, what did not count still does not."""
    period = Period(
        **{name: getattr(previous, name) for name in (
            "rule_id", "rule_version", "kind", "subject_kind", "subject_id", "instance_id", "start_on", "basis", "granted_until",
            "extension_reason", "extension_approval", "extended_by")},
        outcome="open",
        suspensions=[
            PeriodSuspension(ground=pause.ground, article=pause.article, from_on=pause.from_on, to_on=pause.to_on)
            for pause in previous.suspensions
        ],
    )  # fmt: skip
    _take_over(period, queries.result_of(period))
    db.session.add(period)
    db.session.flush()  # callers store the id beside their due date
    return period


@command()
def close_period(actor, period_id: int, outcome: str, closed_on: date | None = None) -> Period:
    """End a period: `met` (done), `lapsed` (ran out) or `cancelled` (the matter fell away).

    Raises: RuleBroken("period_closed"); RuleBroken("period_running"): lapsed before it ran out, or on an estimate
    """
    period = queries.period(period_id)
    rules.require_open(period)
    rules.require_outcome(outcome)
    if outcome == "lapsed":
        rules.require_run_out(period, clock.now())
    period.outcome, period.closed_on = outcome, closed_on or clock.today()
    _announce(actor, period)
    return period


@command()
def suspend_period(
    actor, period_id: int, ground: str, article: str, from_on: date, to_on: date | None = None
) -> Period:
    """Exclude days from a period (不计入期间), both ends included; without `to_on` it stands still until resumed.

    Args:   ground: a code the rule's article allows; article: the text that allows it, as it will be cited
    Raises: RuleBroken("suspension_ground", "suspension_article", "suspension_open", "suspension_late")
    """
    period = queries.period(period_id)
    rules.require_open(period)
    rule = queries.rule_of(period)
    rules.require_lawful_suspension(rule, load_rules().grounds, period, ground, article, from_on)
    period.suspensions.append(PeriodSuspension(ground=ground, article=article.strip(), from_on=from_on, to_on=to_on))
    return _recomputed(actor, period)


@command()
def resume_period(actor, period_id: int, to_on: date) -> Period:
    """Record the last day of the suspension that is going on; the period counts again from the next day.

    Raises: RuleBroken("not_suspended"); RuleBroken("period_refused"): ends before it began
    """
    period = queries.period(period_id)
    rules.require_open(period)
    rules.require_suspended(period)
    period.open_suspension.to_on = to_on
    return _recomputed(actor, period)


@command()
def shorten_suspension(actor, period_id: int, article: str, to_on: date) -> Period:
    """Days excluded in advance end earlier than foreseen: what was entered under this article counts again after `to_on`.

    A closed period is put right too: one that goes on from it takes its suspensions over.
    """
    period = queries.period(period_id)
    for pause in [row for row in period.suspensions if row.article == article and (row.to_on is None or row.to_on > to_on)]:
        if pause.from_on > to_on:
            period.suspensions.remove(pause)
        else:
            pause.to_on = to_on
    if period.is_open:
        return _recomputed(actor, period)
    _take_over(period, queries.result_of(period))
    return period


@command()
def extend_period(actor, period_id: int, reason: str, approval: str = "") -> Period:
    """Prolong a period (延长) as far as its article allows; what waits for it goes on with the longer one.

    Args:    approval: number of the approving paper where another authority must approve
    Returns: the longer period; the former one is closed as `extended`
    Raises:  RuleBroken("period_closed" | "extension_none" | "extension_unknown" | "extension_late" | "extension_reason" |
             "extension_approval")
    """
    period = queries.period(period_id)
    rules.require_open(period)
    rule, start = queries.rule_of(period), period.start_on
    longer = _longer(rule, start)
    rules.require_extensible(rule, longer, period, reason, approval, clock.today())
    if longer.start_event != rule.start_event:  # counted on from the old last day, not anew from the beginning
        start = period.last_day
    following = start_period(actor, longer.id, period.subject_kind, period.subject_id, start, period.instance_id)
    following.extends_id, following.extended_by = period.id, actor.id
    following.extension_reason, following.extension_approval = reason.strip(), approval.strip()
    close_period(actor, period.id, "extended")
    db.session.flush()  # listeners look for what the longer one goes on from
    _announce(actor, following)
    return following


def _longer(rule, start: str):
    """The version of the rule an extension is counted by, on the day the period began."""
    if rule.extension is None or rule.extension.rule is None:
        return None
    return load_rules().version_on(rule.extension.rule, day_of(parse_start(start)))


@command()
def grant_until(actor, period_id: int, until: date, reason: str, approval: str) -> Period:
    """Let a period end on the day an approval names (批准延期、分期), where the article leaves its length to the approval.

    Args:   approval: number of the approving paper, or its step where the paper follows
    Raises: RuleBroken("period_closed" | "extension_none")
    Source: 行政处罚法 (2021) art. 66
    """
    period = queries.period(period_id)
    rules.require_open(period)
    rules.require_granted_by_approval(queries.rule_of(period))
    period.granted_until, period.extended_by = until, actor.id
    period.extension_reason, period.extension_approval = reason.strip(), approval.strip()
    return _recomputed(actor, period)


@command()
def recount_from(actor, period_id: int, start_on: date) -> Period:
    """A running period counts from another day: the event it follows came later than it looked (e.g. 起诉期限届满).

    Raises: RuleBroken("period_closed")
    """
    period = queries.period(period_id)
    rules.require_open(period)
    period.start_on = iso(start_on)
    return _recomputed(actor, period)


@command(permission="upload_holidays")
def upload_holiday_table(actor, rows: Sequence[SpecialDay], source: str = "") -> list[Period]:
    """Put the holiday notices of one or more years into force, in place of what was known about those years.

    Args:    rows: every day off and every make-up day of those years; source: the file or notice, for the audit log
    Returns: the open periods whose last day changed
    Raises:  RuleBroken("holiday_notice"): incomplete or contradictory
    """
    rules.require_complete_notices(rows)
    years, days = {row.year for row in rows}, {row.day for row in rows}
    db.session.execute(delete(HolidayDay).where(HolidayDay.year.in_(years) | HolidayDay.day.in_(days)))
    uploaded = {"uploaded_by": actor.id, "uploaded_at": clock.now()}
    db.session.add_all(
        HolidayDay(day=row.day, kind=row.kind.value, name=row.name, year=row.year, **uploaded) for row in rows
    )
    db.session.flush()  # the recomputation reads the table
    return recompute_all(actor)


@command()
def recompute_all(actor) -> list[Period]:
    """Reckon every open period again with the present holiday table; returns those that changed."""
    table, changed = queries.holiday_table(), []
    for period in queries.open_periods():
        if _take_over(period, queries.result_of(period, table)):
            _announce(actor, period)
            changed.append(period)
    return changed


def _start(given: date | datetime | str) -> date | datetime:
    try:
        return parse_start(given) if isinstance(given, str) else given
    except ValueError as refused:
        raise rules.RuleBroken("period_refused", str(refused)) from refused


def _recomputed(actor, period: Period) -> Period:
    result = queries.result_of(period)
    rules.require_computable(result)
    _take_over(period, result)
    _announce(actor, period)
    return period


def _take_over(period: Period, result: PeriodResult) -> bool:
    """Write the reckoning into the row; says whether anything moved."""
    before = (period.last_day, period.last_at, period.estimate, period.status)
    last = result.last_day
    period.last_day = day_of(last) if last else None
    period.last_at = last if isinstance(last, datetime) else None
    period.estimate, period.status = result.estimate, result.status.value
    after = (period.last_day, clock.local(period.last_at), period.estimate, period.status)
    return (before[0], clock.local(before[1]), *before[2:]) != after


def _announce(actor, period: Period) -> None:
    for listener in _listeners:
        listener(actor, period)
