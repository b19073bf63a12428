"""For those who answer for the office's processes: jump, suspend, resume, cancel, retry; and late children."""

from sqlalchemy import select

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, NotFound, RuleBroken
from app.identity import queries as identity
from app.workflow import children, engine, requirements, staffing
from app.workflow.commands.returning import move_token
from app.workflow.commands.timers import fire
from app.workflow.models import Incident, IncidentNote, Instance, Timer, WorkItem
from app.workflow.unit import Unit, work_on


@command(permission="manage_instances")
def jump(actor, instance_id: str, element: str, reason: str) -> Instance:
    """Move the token of an instance to another step (跳转), forward only where `law.requires` holds.

    Children are kept and found again when their call is reached. A jump touches nothing above the instance.

    Raises: RuleBroken("jump_reason", "jump_target", "requires"); Conflict("not_running")
    """
    _require_reason(reason)
    with work_on(actor, _root_of(instance_id)) as unit:
        row = _running(unit, instance_id)
        step = unit.definition(row).diagram.elements.get(element)
        if step is None or not step.top or step.in_parallel or step.kind in ("boundaryEvent", "startEvent"):
            raise RuleBroken("jump_target", "不能跳到这里：只能跳到最外层、不在并行分支里的步骤")
        requirements.require(unit, row, step)
        unit.primary.add(row.id)
        unit.note(row, "jumped", f"跳转到{step.title}", element, reason.strip())
        move_token(unit, row, element)
    return row


@command(permission="manage_instances")
def suspend(actor, instance_id: str, reason: str) -> Instance:
    """Stand still (暂停): the instance and everything it called; no task, timer or message moves it."""
    _require_reason(reason)
    with work_on(actor, _root_of(instance_id)) as unit:
        row = _running(unit, instance_id)
        _set_all(row, ("open", "suspended"))
        unit.note(row, "suspended", f"暂停{unit.definition(row).name}", detail=reason.strip())
    return row


@command(permission="manage_instances")
def resume(actor, instance_id: str, reason: str = "") -> Instance:
    """Go on after a suspension (恢复).

    Raises: Conflict("not_suspended"): it runs, has ended, or the instance above it is still suspended
    """
    with work_on(actor, _root_of(instance_id)) as unit:
        row = unit.row(instance_id)
        above = row.parent_id and unit.row(row.parent_id).status == "suspended"
        if row.status != "suspended" or above:
            raise Conflict("not_suspended", "流程没有暂停，或者它的上级流程还在暂停中")
        _set_all(row, ("suspended", "open"))
        unit.note(row, "resumed", f"恢复{unit.definition(row).name}", detail=reason.strip())
    return row


def _set_all(row: Instance, change: tuple[str, str]) -> None:
    before, after = change
    rows = children.subtree(row)
    for each in rows:
        each.status = after if each.status == before else each.status
    items = select(WorkItem).where(WorkItem.instance_id.in_([each.id for each in rows]), WorkItem.status == before)
    for item in db.session.scalars(items):
        item.status = after


@command(permission="manage_instances")
def cancel_instance(actor, instance_id: str, reason: str) -> Instance:
    """End an instance and everything it called (撤销). A parent goes on when this was its last open child."""
    _require_reason(reason)
    return end_instance(actor, instance_id, reason)


@command()
def end_instance(actor, instance_id: str, reason: str) -> Instance:
    """As `cancel_instance`, where the law itself ends a proceeding, e.g. with the decision it carries out (决定被撤销)."""
    with work_on(actor, _root_of(instance_id)) as unit:
        row = unit.row(instance_id)
        if row.status not in children.LIVE:
            raise Conflict("not_running", "流程已经结束")
        children.cancel_subtree(unit, row, reason.strip())
        if row.parent_id:
            children.joined(unit, row)
    return row


@command(permission="work_tasks")
def add_child(actor, parent_instance_id: str, element: str, key: str, data: dict) -> Instance:
    """Start one more child of a call activity that is still waiting, e.g. a party found later (增列当事人).

    Args:   element: id of the call activity; key: the value of its element variable; data: what enters the child
    Raises: RuleBroken("call_left"): the parent has gone on, or not come so far; Conflict("child_exists")
    """
    with work_on(actor, _root_of(parent_instance_id)) as unit:
        parent = unit.row(parent_instance_id)
        tokens = [token for token, task in engine.calls(unit.open(parent)).items() if task.task_spec.bpmn_id == element]
        if not tokens:
            raise RuleBroken("call_left", "流程不在这一步，不能再增列；请核对案件进度")
        query = select(Instance.id).where(Instance.parent_id == parent.id, Instance.token == tokens[0])
        if db.session.scalars(query.where(Instance.key == str(key))).first():
            raise Conflict("child_exists", "已经开始，不需要再次增列")
        child = children.new_child(unit, parent, unit.definition(parent).element(element), tokens[0], str(key))
        db.session.flush()  # the row stands before the child runs
        unit.primary.add(child.id)
        unit.begin(child, data)
    return child


@command(permission="manage_instances")
def retry_incident(actor, incident_id: int) -> Incident:
    """Try again what went wrong (重试); if it fails again the incident stays open and the reason is told.

    Raises: NotFound("incident"); Conflict("incident_closed"); RuleBroken("not_retryable"); what fails again
    """
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFound("incident", "没有这条异常记录")
    with work_on(actor, incident.root_id) as unit:
        db.session.refresh(incident)
        if incident.resolved_at:
            raise Conflict("incident_closed", "这条异常已经处理")
        row = unit.row(incident.instance_id)
        unit.primary.add(row.id)
        RETRY.get(incident.kind, _not_retryable)(unit, row, incident)
        incident.resolved_at, incident.resolved_by = now(), actor.id
    return incident


@command(permission="manage_instances")
def note_on_incident(actor, incident_id: int, words: str, given_to: int | None = None) -> IncidentNote:
    """Write down what was found out about an incident, or give it to somebody who may retry it (交办).

    Raises: NotFound("incident" | "user"); RuleBroken("note_empty" | "not_answerable")
    """
    if db.session.get(Incident, incident_id) is None:
        raise NotFound("incident", "没有这条异常记录")
    if not words.strip() and given_to is None:
        raise RuleBroken("note_empty", "请写备注，或者选交给谁处理", {"words": "还没填"})
    if given_to is not None and not identity.user(given_to).may("manage_instances"):
        message = f"{identity.user(given_to).name}的岗位不能处理运行异常，请另选"
        raise RuleBroken("not_answerable", message, {"given_to": message})
    note = IncidentNote(incident_id=incident_id, by_id=actor.id, at=now(), words=words.strip(), given_to=given_to)
    db.session.add(note)
    return note


def _retry_start(unit: Unit, row: Instance, _incident: Incident) -> None:
    parent = unit.row(row.parent_id)
    task = engine.calls(unit.open(parent)).get(row.token)
    if task is None:
        raise RuleBroken("call_left", "上级流程已不在这一步")
    row.status = "open"
    children.start(unit, unit.definition(parent).element(row.element).call, task, row)


def _retry_join(unit: Unit, row: Instance, _incident: Incident) -> None:
    """Whatever the instance waits for has ended meanwhile: look at each of its calls again."""
    for token in engine.calls(unit.open(row)):
        done = select(Instance).where(Instance.parent_id == row.id, Instance.token == token)
        if (child := db.session.scalars(done.limit(1)).first()) is not None:
            if child.status == "failed":  # its error was on the way up: going on as if it had ended well would be wrong
                _not_retryable(unit, row, _incident)
            children.joined(unit, child)


def _retry_timer(unit: Unit, row: Instance, incident: Incident) -> None:
    timer = db.session.get(Timer, incident.token)
    if timer is not None:
        fire(unit, row, timer)


def _not_retryable(_unit, _row, _incident) -> None:
    raise RuleBroken("not_retryable", "这类异常不能重试，请跳转或撤销这个子流程")


def _retry_staffing(unit: Unit, _row: Instance, incident: Incident) -> None:
    staffing.resolve(unit, incident)


RETRY = {"start": _retry_start, "join": _retry_join, "timer": _retry_timer, staffing.KIND: _retry_staffing}


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("reason", "请写明理由", {"reason": "请填写理由"})


def _root_of(instance_id: str) -> str:
    """Read unlocked: it never changes. Raises: NotFound("instance")"""
    found = db.session.scalar(select(Instance.root_id).where(Instance.id == str(instance_id)))
    if found is None:
        raise NotFound("instance", "没有这个流程实例，可能已随演示数据移除")
    return found


def _running(unit: Unit, instance_id: str) -> Instance:
    row = unit.row(instance_id)
    if row.status != "open":
        raise Conflict("not_running", "流程已经结束或暂停，先恢复才能改动")
    return row
