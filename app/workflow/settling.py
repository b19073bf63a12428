"""Settling: after any change, run each touched instance as far as it goes and write down where it stands."""

from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition, EscalationEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.database import db
from app.core.errors import RuleBroken
from app.workflow import children, engine, projection


def settle(unit) -> None:
    """Empty the queue. An error in a primary instance surfaces; elsewhere it is undone and becomes an incident."""
    while unit.queue:
        row = unit.queue[0]
        if row.id in unit.primary:
            _settle(unit, unit.queue.popleft())
        else:
            _settle_guarded(unit, unit.queue.popleft())


def _settle_guarded(unit, row) -> None:
    waiting, known = list(unit.queue), set(unit.workflows)
    try:
        with db.session.begin_nested():
            _settle(unit, row)
    except SQLAlchemyError:
        raise  # the database's errors are nobody's incident
    except Exception as error:
        unit.queue.clear()
        unit.queue.extend(waiting)
        for instance_id in (set(unit.workflows) - known) | {row.id}:
            unit.workflows.pop(instance_id, None)
        if row.state is None:
            row.status = "error"
        unit.incident(row, "start" if row.state is None else "join", error)


def _settle(unit, row) -> None:
    workflow = unit.workflows[row.id]
    _advance(workflow)
    while children.reconcile(unit, row, workflow):
        _advance(workflow)
    thrown = workflow.get_events()
    if workflow.is_completed():
        _finish(unit, row, workflow)
    else:
        engine.compact(workflow)
    row.state, row.state_format = engine.dump(workflow), engine.FORMAT
    projection.project(unit, row, workflow)
    for event in thrown:
        _send_up(unit, row, event)
    if row.status == "finished" and row.parent_id:
        children.joined(unit, row)


def _advance(workflow) -> None:
    try:
        engine.advance(workflow)
    except SpiffWorkflowException as error:
        raise RuleBroken("process_stuck", f"流程走不下去，请联系流程设计人员：{error}") from error


def _finish(unit, row, workflow) -> None:
    row.status, row.ended_at = "finished", now()
    row.outcome = engine.data_of(workflow)
    children.cancel_parked(unit, row)
    unit.note(row, "finished", f"{unit.definition(row).name}办结")


def _send_up(unit, row, event) -> None:
    """Offer an error or escalation nobody caught here to the calls above, the nearest first."""
    if not isinstance(event.event_definition, (ErrorEventDefinition, EscalationEventDefinition)):
        return
    is_error = isinstance(event.event_definition, ErrorEventDefinition)
    below = row
    while below.parent_id and below.token:
        parent = unit.row(below.parent_id)
        task = engine.calls(unit.open(parent)).get(below.token)
        if task is not None and engine.throw_at(task, event):
            if is_error:
                row.status = "failed"
            return
        below = parent
    if is_error:
        row.status = "error"
        name = event.event_definition.name or event.event_definition.code
        unit.incident(row, "error", RuleBroken("uncaught", f"子流程报告“{name}”，上级流程没有处理它的路径"))
