"""Call activities as child instances: rows that the parent's token waits for (engine study §11)."""

from uuid import uuid4

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.database import db
from app.core.errors import RuleBroken
from app.workflow import engine, projection, requirements
from app.workflow.definitions import Call, Element, definition, in_force
from app.workflow.models import Instance, MessageWait, Timer, WorkItem

LIVE = ("open", "planned", "error", "suspended")


def reconcile(unit, row: Instance, workflow) -> bool:
    """Cancel the children of tokens that are gone, start those of new ones. Returns whether a call went on at once."""
    if not unit.definition(row).diagram.has_calls:
        return False
    tokens = {} if workflow.is_completed() else engine.calls(workflow)
    query = select(Instance.id, Instance.token, Instance.status)
    known = db.session.execute(query.where(Instance.parent_id == row.id, Instance.token.is_not(None))).all()
    for child_id, token, status in known:
        if status in LIVE and token not in tokens:
            cancel_subtree(unit, unit.row(child_id))
    seen = {token for _, token, _ in known}  # of any status: a failed join must not start them again
    went_on = [_start_children(unit, row, token, task) for token, task in tokens.items() if token not in seen]
    return any(went_on)


def _start_children(unit, row: Instance, token: str, task) -> bool:
    element = unit.definition(row).element(task.task_spec.bpmn_id)
    requirements.require(unit, row, element)
    call = element.call
    children = _reattach(row, element, token)
    known = {child.key for child in children}
    values = {_key(value): value for value in _values(call, task)}
    fresh = {key: new_child(unit, row, element, token, key) for key in values if key not in known}
    db.session.flush()  # every row stands before the first one runs, or a child that ends at once joins alone
    live = [child for child in children if child.status in LIVE]
    for key, child in fresh.items():
        if call.sequential and live:
            child.status = "planned"
        else:
            unit.begin(child, child_data(call, task, values[key]))
        live.append(child)
    if not live:
        engine.finish(task, {})
    return not live


def _values(call: Call, task) -> list:
    if not call.is_multiple:
        return [None]
    values = task.data.get(call.collection)
    if not isinstance(values, list):
        raise RuleBroken("collection", f"流程数据“{call.collection}”不是列表，无法为每一项开启“{call.process}”")
    return values


def _key(value) -> str | None:
    return None if value is None else str(value)


def child_data(call: Call, task, value) -> dict:
    """What enters a child: the mapped variables and its own value, nothing else."""
    data = {inside: task.data.get(here) for here, inside in call.inputs}
    return {**data, call.variable: value} if call.variable else data


def release_called(row: Instance, call: Call) -> int:
    """The id of the release a call starts: the one its own release was deployed with, else the one in force."""
    return definition(row.release_id).pins.get(call.process) or in_force(call.process).id


def new_child(unit, row: Instance, element: Element, token: str, key: str | None) -> Instance:
    """Insert the row of a child that is about to start."""
    call = element.call
    child = Instance(
        id=str(uuid4()), root_id=row.root_id, parent_id=row.id, token=token, element=element.id, key=key,
        process_key=call.process, release_id=release_called(row, call),
        status="open", outcome={}, subject_kind=row.subject_kind, subject_id=row.subject_id, label=row.label,
        organisation_id=row.organisation_id, started_by=unit.actor.id, started_at=now(),
    )  # fmt: skip
    db.session.add(child)
    unit.note(row, "child", f"开始“{element.title}”", element.id)
    return child


def _reattach(row: Instance, element: Element, token: str) -> list[Instance]:
    """The children a jump parked at this very call, now waiting for its new token."""
    query = select(Instance).where(Instance.parent_id == row.id, Instance.element == element.id,
                                   Instance.token.is_(None), Instance.status != "cancelled")  # fmt: skip
    children = list(db.session.scalars(query))
    for child in children:
        child.token = token
    return children


def park(row: Instance) -> None:
    """Before tokens are destroyed by a jump: keep the children, to be found again by element and key."""
    query = select(Instance).where(Instance.parent_id == row.id, Instance.token.is_not(None),
                                   Instance.status != "cancelled")  # fmt: skip
    for child in db.session.scalars(query):
        child.token = None
    db.session.flush()


def joined(unit, child: Instance) -> None:
    """A child is done: start the next planned one, or let the parent's token go on when none is left."""
    if not child.token:
        return
    query = select(Instance.status, Instance.key, Instance.id)
    live = db.session.execute(query.where(Instance.parent_id == child.parent_id, Instance.token == child.token,
                                          Instance.status.in_(LIVE))).all()  # fmt: skip
    if any(status != "planned" for status, _, _ in live):
        return
    parent = unit.row(child.parent_id)
    task = engine.calls(unit.open(parent)).get(child.token)
    if task is None:
        return
    call = unit.definition(parent).element(child.element).call
    if live:
        order = [_key(value) for value in _values(call, task)]
        _, _, following = min(live, key=lambda each: order.index(each[1]) if each[1] in order else len(order))
        start(unit, call, task, unit.row(following))
    else:
        engine.finish(task, {} if call.is_multiple else {here: child.outcome.get(it) for it, here in call.outputs})


def start(unit, call: Call, task, child: Instance) -> None:
    """Run a child whose row stands already: planned, or failed at its start."""
    value = next((value for value in _values(call, task) if _key(value) == child.key), child.key)
    child.status = "open"
    unit.begin(child, child_data(call, task, value))


def subtree(row: Instance) -> list[Instance]:
    """The instance and everything it called, outermost first."""
    found, layer = [row], [row.id]
    while layer:
        children = list(db.session.scalars(select(Instance).where(Instance.parent_id.in_(layer))))
        found += children
        layer = [child.id for child in children]
    return found


def cancel_subtree(unit, row: Instance, reason: str = "") -> None:
    """End an instance and its descendants: rows only, no state is opened."""
    rows = [each for each in subtree(row) if each.status in LIVE]
    ids = [each.id for each in rows]
    for each in rows:
        each.status, each.ended_at = "cancelled", now()
        unit.workflows.pop(each.id, None)
        if each in unit.queue:
            unit.queue.remove(each)
    open_items = WorkItem.instance_id.in_(ids) & WorkItem.status.in_(("open", "suspended"))
    for item in db.session.scalars(select(WorkItem).where(open_items)):
        projection.close(unit, item, "cancelled")
    for table in (Timer, MessageWait):
        db.session.execute(delete(table).where(table.instance_id.in_(ids)))
    unit.note(row, "cancelled", f"{unit.definition(row).name}撤销", row.element, reason)


def cancel_parked(unit, row: Instance) -> None:
    """A parent that ends takes along the children a jump parked and no call picked up again."""
    query = select(Instance).where(Instance.parent_id == row.id, Instance.token.is_(None), Instance.status.in_(LIVE))
    if unit.definition(row).diagram.has_calls:
        for child in db.session.scalars(query).all():
            cancel_subtree(unit, child, "上级流程已经办结")
