"""The sweep: tells people of tasks that are new to them and of trouble at once; deadlines, certificates and the daily
mails on each working day when work starts. Every part may be repeated: nobody is told the same thing twice."""

from datetime import date

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import selectinload

from app.core.clock import local, now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.identity import queries as identity
from app.identity.models import Certificate
from app.law.calendar import words as full_day
from app.law.models import Period
from app.law.queries import holiday_table, rule_of
from app.notices import mail, rules
from app.notices.models import Notice, ReminderRound
from app.notices.standing import tell_of_begun_periods, tell_of_standing_periods
from app.notices.telling import holders, tell
from app.workflow import staffing
from app.workflow.models import Incident, WorkItem

BATCH = 50  # tasks of one transaction: the office waits no longer than these take


def sweep(limit: int = BATCH) -> int:
    """One turn of the worker. Returns: how much there was to do."""
    return tell_new_tasks(limit) + tell_incidents() + hold_round()


# --- at once --------------------------------------------------------------------------------------------------------


def tell_new_tasks(limit: int = BATCH) -> int:
    """Tell whoever has something new to do, or has something back. Returns: how many tasks were looked at"""
    query = select(WorkItem.id, WorkItem.news_at).where(WorkItem.news_at.is_not(None))
    news = db.session.execute(query.order_by(WorkItem.news_at).limit(limit)).all()
    if news:
        tell_of_new_tasks(SYSTEM, [tuple(each) for each in news])
    return len(news)


@command()
def tell_of_new_tasks(actor, news: list) -> int:
    """Args: news: [(task, since when it is news)]. Returns: how many people were told"""
    told = 0
    for item_id, since in news:
        done = update(WorkItem).where(WorkItem.id == item_id, WorkItem.news_at == since).values(news_at=None)
        if not db.session.execute(done, execution_options={"synchronize_session": False}).rowcount:
            continue
        item = db.session.get(WorkItem, item_id)
        if item.status == "open":
            told += _tell_new(item, local(since).isoformat(timespec="seconds"))
    return told


def _tell_new(item: WorkItem, mark: str) -> int:
    people = holders(item)
    if item.returned_count:
        words = f"退回：{item.title}，第 {item.returned_count + 1} 次办理"
        return _tell_of(item, people, "task_returned", words, mark)
    return _tell_of(item, people, "task_new", f"新任务：{item.title}", mark)


def _tell_of(item: WorkItem, people, kind: str, title: str, mark: str) -> int:
    return tell(people, kind, f"work_item:{item.id}", title, f"/tasks/{item.id}", item.subject_label, mark)


def tell_incidents() -> int:
    """Tell of steps that went wrong and of tasks nobody may do. Returns: how many were new"""
    untold = ~exists().where(Notice.about == "incident:" + db.cast(Incident.id, db.String))
    query = select(Incident.id).where(Incident.resolved_at.is_(None), untold)
    found = list(db.session.scalars(query.order_by(Incident.id).limit(BATCH)))
    if not found or not identity.users_with_role("admin"):  # nobody to tell: no entry in the audit chain each turn
        return 0
    tell_of_incidents(SYSTEM, found)
    return len(found)


@command()
def tell_of_incidents(actor, incident_ids: list[int]) -> int:
    """Administrators hear of everything, the leaders of the office of tasks nobody may do. Returns: how many were told"""
    told = 0
    for incident in db.session.scalars(select(Incident).where(Incident.id.in_(incident_ids))):
        item = db.session.get(WorkItem, incident.token) if incident.kind == staffing.KIND else None
        people = {person.id for person in identity.users_with_role("admin")}
        if item is not None:
            people |= identity.holders(["team_leader", "deputy_head", "head"], item.organisation_id)
        kind, path = ("nobody", f"/tasks/{item.id}") if item else ("incident", "/incidents")
        title = f"没有人可以依法办理：{item.title}" if item else "有一个自动步骤出错，流程停在原处"
        told += tell(people, kind, f"incident:{incident.id}", title, path, incident.message)
    return told


# --- on each working day --------------------------------------------------------------------------------------------


def hold_round() -> int:
    """A batch of today's round, from the start of work on a working day. Returns: how much was done"""
    at, table = now(), holiday_table().estimated
    if at.time() < rules.WORK_STARTS or not table.is_working_day(at.date()):
        return 0
    row = db.session.get(ReminderRound, at.date(), populate_existing=True)
    if row is not None and row.ended_at:
        return 0
    return remind(SYSTEM, at.date()) or 1


@command()
def remind(actor, day: date) -> int:
    """The next batch of tasks whose last day is near or over; behind the last one the periods without a task, certificates
    and the daily mails.

    Returns: how many people were told
    """
    table = holiday_table().estimated
    row = db.session.get(ReminderRound, day)
    if row is None:
        db.session.add(row := ReminderRound(day=day, at_task="", told=0))
    items = _due_after(row, rules.horizon(day, table))
    told = sum(_tell_deadline(item, day, table) for item in _not_told(items))
    if items:
        row.at_day, row.at_task = items[-1].due_on, items[-1].id
    else:
        told += tell_of_standing_periods(day, table) + tell_of_begun_periods(day) + _tell_certificates(day)
        mail.compose(day)
        row.ended_at = now()
    row.told += told
    return told


def _due_after(row: ReminderRound, last: date) -> list[WorkItem]:
    """The next open tasks with a last day up to the horizon, in the order of the index."""
    query = select(WorkItem).where(WorkItem.status == "open", WorkItem.due_on.is_not(None), WorkItem.due_on <= last,
                                   func.coalesce(WorkItem.law_step, "").not_in(rules.DIAGRAM_REMINDS))
    if row.at_day:
        query = query.where(WorkItem.due_on >= row.at_day,
                            or_(WorkItem.due_on > row.at_day, WorkItem.id > row.at_task))  # fmt: skip
    query = query.options(selectinload(WorkItem.candidates)).order_by(WorkItem.due_on, WorkItem.id)
    return list(db.session.scalars(query.limit(BATCH)))


def _not_told(items: list[WorkItem]) -> list[WorkItem]:
    """Without those of which people were told that this last day is over, or the wait is: most of what is long past."""
    over = {f"work_item:{item.id}": item for item in items if item.due_on < today()}
    query = select(Notice.about, Notice.mark).where(Notice.kind.in_(("task_overdue", "task_ready")), Notice.about.in_(over))
    told = set(map(tuple, db.session.execute(query))) if over else set()
    return [item for item in items if (f"work_item:{item.id}", item.due_on.isoformat()) not in told]


def _tell_deadline(item: WorkItem, day: date, table) -> int:
    last = item.due_on
    spoken = full_day(last).removeprefix(f"{day.year}年")
    running = db.session.get(Period, item.period_id) if item.period_id else None
    if running and running.kind == "wait":  # nothing is late: from the next day on the step may be taken
        title = f"“{item.title}”：等待期 {spoken}已满，可以办理下一步"
        return _tell_of(item, holders(item), "task_ready", title, last.isoformat()) if day > last else 0
    if day > last:
        title = f"“{item.title}”已逾期，本应在 {spoken}前办结"
        return _tell_of(item, holders(item), "task_overdue", title, last.isoformat())
    marks = rules.marks(rule_of(running) if running else None)
    mark = rules.reached(day, last, local(item.opened_at).date(), marks, table)
    if mark is None:
        return 0
    title = f"“{item.title}”{'今天到期' if day == last else f' {spoken}到期'}"
    return _tell_of(item, holders(item), "task_soon", title, f"{last.isoformat()}/{mark}")


def _tell_certificates(day: date) -> int:
    """Tell holders and administrators 90, 30 and 0 days before an enforcement certificate ends."""
    return sum(map(_tell_certificate, identity.expiring_certificates(day, rules.CERTIFICATE_MARKS[0])))


def _tell_certificate(row: Certificate) -> int:
    left = row.days_left(today())
    words = f"还有 {left} 天到期" if left > 0 else "今天到期" if left == 0 else "已经过期"
    about, until = f"certificate:{row.id}", row.valid_to.isoformat()
    occasion, detail = f"{until}/{rules.certificate_mark(left)}", f"{row.number}，有效期至 {until}"
    admins = identity.holders(["admin"], row.user.bureau_id) - {row.user_id} if row.user.bureau_id else set()
    own = tell([row.user_id], "certificate", about, f"您的执法证{words}", "/me", detail, occasion)
    page = f"/admin/people/{row.user_id}"
    return own + tell(admins, "certificate", about, f"有执法证{words}", page, f"{row.user.name}，{detail}", occasion)
