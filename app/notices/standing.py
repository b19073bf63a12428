"""Periods that run for a matter beside its tasks (the ninety days of a case, the three months of the court, the time to answer
a review): whoever has a task of the matter in hand is told of them as of the last day of a task, each occasion once."""

from datetime import date, timedelta

from sqlalchemy import String, cast, exists, or_, select
from sqlalchemy.orm import selectinload

from app.core.clock import local
from app.core.database import db
from app.law.calendar import HolidayTable
from app.law.calendar import words as full_day
from app.law.models import Period
from app.law.queries import rule_of
from app.notices import rules
from app.notices.models import Notice
from app.notices.telling import holders, tell
from app.workflow.models import Instance, WorkItem

LOOKED_BACK = 30  # days: a worker that stood still so long has other troubles


def tell_of_standing_periods(day: date, table: HolidayTable) -> int:
    """Returns: how many were told on this working day"""
    return sum(_tell(running, day, table) for running in _near(rules.horizon(day, table)))


def tell_of_begun_periods(day: date) -> int:
    """Tell of tasks that waited for their period to begin where nobody has set its length: no last day will remind of them."""
    since = (day - timedelta(days=LOOKED_BACK)).isoformat()
    begun = (
        Period.last_day.is_(None),
        Period.outcome == "open",
        Period.start_on >= since,
        Period.start_on < day.isoformat(),
    )
    query = (
        select(WorkItem, Period).join(Period, Period.id == WorkItem.period_id).where(WorkItem.status == "open", *begun)
    )
    return sum(_tell_begun(item, running) for item, running in db.session.execute(query.order_by(WorkItem.id)).all())


def _tell_begun(item: WorkItem, running: Period) -> int:
    start, rule = date.fromisoformat(running.start_on[:10]), rule_of(running)
    if rule.length is not None or start <= local(item.opened_at).date():
        return 0
    title = f"“{item.title}”可以办理了：{full_day(start)}已过（{rule.start_event}）；期间的天数还没有设定"
    mark = f"{start.isoformat()}/begun"
    return tell(
        holders(item), "task_ready", f"work_item:{item.id}", title, f"/tasks/{item.id}", item.subject_label, mark
    )


def _near(last: date) -> list[Period]:
    """Those that bind this organ and end soon, or have ended and nobody was told."""
    over = (Notice.kind == "task_overdue") & (Notice.about == "period:" + cast(Period.id, String))
    told = exists().where(over, Notice.mark == cast(Period.last_day, String))
    query = select(Period).where(Period.outcome == "open", Period.last_day <= last, Period.kind == "deadline",
                                 Period.instance_id.is_(None), ~told)  # fmt: skip
    return [
        running
        for running in db.session.scalars(query.order_by(Period.last_day, Period.id))
        if rule_of(running).binds == "agency"
    ]


def _tell(running: Period, day: date, table: HolidayTable) -> int:
    items, rule, last = _in_hand(running), rule_of(running), running.last_day
    if any(item.period_rule == rule.id for item in items):  # it is a task's own last day, too: told with the task
        return 0
    spoken, about = full_day(last).removeprefix(f"{day.year}年"), f"period:{running.id}"
    kind, mark, title = "task_overdue", last.isoformat(), f"“{rule.name_zh}”的期限 {spoken}已过，还没有办结"
    if day <= last:
        before = rules.reached(day, last, date.fromisoformat(running.start_on[:10]), rules.marks(rule), table)
        if before is None:
            return 0
        kind, mark = "task_soon", f"{mark}/{before}"
        title = f"“{rule.name_zh}”的期限{'今天' if day == last else f' {spoken}'}到期，还没有办结"
    return sum(tell(holders(item), kind, about, title, f"/tasks/{item.id}", item.subject_label, mark) for item in items)


def _in_hand(running: Period) -> list[WorkItem]:
    """The open tasks of the proceeding in which a task had this very period; else of the subject itself and of the matters
    begun for it."""
    kind, ref = running.subject_kind, running.subject_id
    own = (WorkItem.subject_kind == kind) & (WorkItem.subject_id == ref)
    bearing = select(WorkItem.instance_id).where(own, WorkItem.period_rule == running.rule_id)
    begun = select(Instance.id).where(Instance.id == Instance.root_id, Instance.subject_kind == kind,
                                      Instance.subject_id == ref, Instance.status == "open")  # fmt: skip
    return _open(WorkItem.instance_id.in_(bearing)) or _open(or_(own, WorkItem.root_id.in_(begun)))


def _open(which) -> list[WorkItem]:
    query = select(WorkItem).where(WorkItem.status == "open", which).options(selectinload(WorkItem.candidates))
    return list(db.session.scalars(query.order_by(WorkItem.opened_at, WorkItem.id)))
