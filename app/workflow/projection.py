"""The rows that show where an instance stands: tasks, timers, awaited messages; written with the token's move."""

from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import bindparam, select, update

from app.core.clock import local, now
from app.core.database import db
from app.identity import queries as identity
from app.law.commands import start_period
from app.workflow import consultations, definitions, due, duties, engine, expressions, requirements
from app.workflow.definitions import Element
from app.workflow.models import Draft, Instance, MessageWait, Timer, WorkItem, WorkItemCandidate

OPEN = ("open", "suspended")
_OPEN_ITEMS = select(WorkItem).where(WorkItem.instance_id == bindparam("instance_id"), WorkItem.status.in_(OPEN))


def project(unit, row: Instance, workflow) -> None:
    """Make the rows say what the workflow says."""
    running = row.status not in ("finished", "failed", "cancelled")
    _project_tasks(unit, row, engine.human_tasks(workflow) if running else {})
    if unit.definition(row).diagram.has_events:
        _project_events(unit, row, engine.waiting_events(workflow) if running else [])


def _project_tasks(unit, row: Instance, tasks: dict) -> None:
    known = _open_items(unit, row)
    gone = [item for item_id, item in known.items() if item_id not in tasks]
    for item in gone:
        close(unit, item, "cancelled")
    opened = [_open(unit, row, item_id, task) for item_id, task in tasks.items() if item_id not in known]
    for item in opened if gone else ():
        before = [each for each in gone if each.element == item.element]
        if len(before) == 1 and [each.element for each in opened].count(item.element) == 1:
            _goes_on(unit, before[0], item)


def _goes_on(unit, before: WorkItem, item: WorkItem) -> None:
    """A task taken away and opened again at once (a reminder's loop) stays on its desk, with what was typed into it."""
    element = unit.definition(unit.row(item.instance_id)).element(item.element)
    if item.assignee_id is None and _may_have_back(unit, before.assignee_id, item, element):
        item.assignee_id, item.claimed_at = before.assignee_id, before.claimed_at
    db.session.flush()  # the drafts point to the row
    drafts = Draft.__table__
    db.session.execute(update(drafts).where(drafts.c.work_item_id == before.id).values(work_item_id=item.id))


def _open_items(unit, row: Instance) -> dict[str, WorkItem]:
    """The open tasks by id. The first time in a unit nothing new can be pending: then one flush at the end will do."""
    query = _OPEN_ITEMS.execution_options(autoflush=row.id in unit.projected)
    items = db.session.scalars(query, {"instance_id": row.id}).all()
    unit.projected.add(row.id)
    return {item.id: item for item in items if item.status in OPEN}


def close(unit, item: WorkItem, status: str) -> None:
    """Close a task: `done` by the actor, or `cancelled`; the period that began with it ends, too."""
    item.status, item.closed_at = status, now()
    consultations.lapse(item)
    if status == "done":
        item.closed_by = unit.actor.id
    due.met(unit.actor, item.period_id, item.instance_id, "met" if status == "done" else "cancelled")


def _open(unit, row: Instance, item_id: str, task) -> WorkItem:
    element = unit.definition(row).element(task.task_spec.bpmn_id)
    requirements.require(unit, row, element)
    back = unit.returns.pop((row.id, element.id), None)
    until = due.task_due(unit, row, element, task.data, came_back=back is not None)
    bureau = _bureau(row, element, task.data)
    assignee, candidates = _people(unit, bureau, element, item_id, task.data)
    item = WorkItem(
        id=item_id, instance_id=row.id, root_id=row.root_id, process_key=row.process_key, element=element.id,
        title=element.title, form_key=element.form_key, status="open",
        subject_kind=row.subject_kind, subject_id=row.subject_id, subject_label=row.label,
        organisation_id=bureau, assignee_id=back.assignee_id if back else assignee,
        due_on=until.on, due_at=until.at, due_estimate=until.estimate, period_id=until.period_id,
        period_rule=until.rule, basis=element.properties.get("law.basis", "")[:300],
        law_step=element.properties.get("law.step"), priority=element.priority,
        signatures_needed=element.officers_needed, returned_reason=back.reason if back else "",
        returned_count=back.count if back else 0, opened_at=now(), candidates=candidates,
    )  # fmt: skip
    if back and back.assignee_id != assignee and not _may_have_back(unit, back.assignee_id, item, element):
        item.assignee_id = assignee
    db.session.add(item)
    unit.opened.append(item)
    return item


def _bureau(row: Instance, element: Element, data: dict) -> str | None:
    """Whose people do it; the bureau in charge where nothing else is drawn, or the data name none."""
    if element.bureau == "superior":
        return identity.superior_bureau(row.organisation_id)
    return element.bureau and expressions.evaluate(element.bureau, data) or row.organisation_id


def _may_have_back(unit, user_id: int | None, item: WorkItem, element: Element) -> bool:
    """Whether whoever did it before may do it again: not recused meanwhile, still in office, no duty against it."""
    if user_id is None or user_id in unit.excluded:
        return False
    person = identity.user(user_id)
    return person.active and duties.is_candidate(person, item) and duties.is_lawful(person, item, element)


def _people(unit, bureau: str | None, element: Element, item_id: str, data: dict):
    """(assignee id, candidates): one person named by the data is the assignee, several may claim it, as may the roles.
    Whoever was recused (回避) is left out, or stands aside for the successor."""
    named = expressions.evaluate(element.assignee, data) if element.assignee else None
    named = [int(each) for each in (named if isinstance(named, list) else [named]) if each is not None]
    named = list(dict.fromkeys(each for user_id in named if (each := _in_office(unit, user_id)) is not None))
    groups = [(role, bureau) for role in element.roles]
    alone = named[0] if len(named) == 1 and element.officers_needed == 1 else None
    wanted = groups if alone or not named else [(f"user:{user_id}", None) for user_id in named]
    return alone, [
        WorkItemCandidate(work_item_id=item_id, role=role, organisation_id=bureau) for role, bureau in wanted
    ]


def _in_office(unit, user_id: int) -> int | None:
    """The person, or who takes their place in this matter after a recusal; None where nobody does."""
    seen = set()
    while user_id in unit.excluded and user_id not in seen:
        seen.add(user_id)
        user_id = unit.excluded[user_id]
    return None if user_id in unit.excluded else user_id


def event_id(task, element_id: str) -> str:
    """The row of one awaited event: the task's id; behind an event-based gateway one id for each event."""
    alone = len(engine.awaited(task)) == 1
    return str(task.id) if alone else str(uuid5(NAMESPACE_OID, f"{task.id}/{element_id}"))


def awaited_by_row(tasks: list) -> dict:
    """{row id: (task, element id, event definition)} of everything these tasks wait for."""
    return {
        event_id(task, element_id): (task, element_id, definition)
        for task in tasks
        for element_id, definition in engine.awaited(task)
    }


def _project_events(unit, row: Instance, tasks: list) -> None:
    current = awaited_by_row(tasks)
    _project_rows(row, Timer, current, engine.is_timer, lambda *found: _timer(unit, row, *found))
    _project_rows(row, MessageWait, current, engine.is_message, lambda *found: _message_wait(row, *found))


def _project_rows(row: Instance, table, current: dict, wanted, make) -> None:
    known = {each.id: each for each in db.session.scalars(select(table).where(table.instance_id == row.id))}
    for gone in known.keys() - current.keys():
        db.session.delete(known[gone])
    for row_id, (task, element_id, definition) in current.items():
        if row_id not in known and wanted(definition):
            db.session.add(make(row_id, task, element_id, definition))


def _timer(unit, row: Instance, row_id: str, task, element_id: str, definition) -> Timer:
    element = unit.definition(row).element(element_id)
    due_at, period_id = due.timer_due(unit, row, element, definition, task.data)
    return Timer(id=row_id, instance_id=row.id, root_id=row.root_id, element=element_id, due_at=due_at,
                 period_id=period_id, failed=False)  # fmt: skip


def _message_wait(row: Instance, row_id: str, task, element_id: str, definition) -> MessageWait:
    return MessageWait(id=row_id, instance_id=row.id, root_id=row.root_id, element=element_id, name=definition.name,
                       subject_kind=row.subject_kind, subject_id=row.subject_id)  # fmt: skip


def follow_period(actor, running) -> None:
    """Move the last days of open tasks and the moments of timers with the period they obey; a closed one moves none,
    an extended one hands them to its longer successor. A task that waited for this one to end gets its own period."""
    if not running.is_open:
        return
    _start_waiting(actor, running)
    if running.extends_id:
        for table in (WorkItem, Timer):
            db.session.execute(update(table).where(table.period_id == running.extends_id).values(period_id=running.id))
    until = due.of_period(running)
    open_items = WorkItem.period_id == running.id, WorkItem.status.in_(OPEN)
    for item in db.session.scalars(select(WorkItem).where(*open_items)):
        item.due_on, item.due_at, item.due_estimate = until.on, until.at, until.estimate
    for timer in db.session.scalars(select(Timer).where(Timer.period_id == running.id)):
        if local(timer.due_at) != running.runs_out_at:
            timer.due_at = running.runs_out_at


def _start_waiting(actor, running) -> None:
    """Begin the periods of open tasks of this matter whose starting day was not known when they opened."""
    waiting = select(WorkItem).where(
        WorkItem.subject_kind == running.subject_kind, WorkItem.subject_id == running.subject_id,
        WorkItem.status.in_(OPEN), WorkItem.period_rule.is_not(None), WorkItem.period_id.is_(None),
    )  # fmt: skip
    for item in db.session.scalars(waiting).all():
        source = definitions.definition(item.instance.release_id).element(item.element).properties.get("law.period_from", "")
        start = due.starting_day(source, item.instance, {}) if source else None
        if start:
            begun = start_period(actor, item.period_rule, item.subject_kind, item.subject_id, start, item.instance_id)
            until = due.of_period(begun)
            item.period_id, item.due_on, item.due_at, item.due_estimate = begun.id, until.on, until.at, until.estimate
