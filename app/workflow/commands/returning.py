"""Going back: 退回 to an earlier step with a reason, 撤回 of one's own last act."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.clock import local, now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.workflow import children, duties, engine
from app.workflow.commands.tasks import open_item, root_of
from app.workflow.models import History, Instance, Submission, WorkItem
from app.workflow.registry import RETURN_BARRIERS, WITHDRAWAL_BARRIERS
from app.workflow.unit import Return, work_on


@command(permission="share_tasks")
def return_to(actor, work_item_id: str, element: str, reason: str) -> WorkItem:
    """Send a task back (退回) to an earlier step of the same instance; whoever did that step gets it again.

    Args:   element: the id of a task done before in this instance, outside parallel branches
    Returns: the task sent back, now cancelled
    Raises:  RuleBroken("return_reason" | "return_target" | "return_barred"); NotAllowed("not_yours"); Conflict("task_closed")
    """
    if not reason.strip():
        raise RuleBroken("return_reason", "退回要写明理由", {"reason": "请填写退回理由"})
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        row = unit.row(item.instance_id)
        unit.primary.add(row.id)
        unit.principal = duties.require_may_act(actor, item, unit.definition(row).element(item.element))
        target = next((each for each in _done_steps(row, unit.definition(row)) if each.element == element), None)
        if target is None or element == item.element:
            raise RuleBroken("return_target", "只能退回到本流程里办过的、不在并行分支中的步骤")
        if (barrier := last_barrier(row)) and barrier.stops(target):
            raise RuleBroken("return_barred", barrier.words)
        previous = _desk_of(target)
        unit.returns[row.id, element] = Return(previous, reason.strip(), target.returned_count + 1)
        title = unit.definition(row).element(element).title
        unit.note(row, "returned", f"{item.title}退回到{title}", item.element, reason.strip())
        move_token(unit, row, element)
    return item


def _desk_of(done: WorkItem) -> int | None:
    """On whose desk a task done before belongs: a substitute's on the principal's."""
    return _principal_of_done(done) or done.closed_by


def _principal_of_done(done: WorkItem) -> int | None:
    query = select(Submission.on_behalf_of).where(Submission.work_item_id == done.id, Submission.withdrawn_at.is_(None))
    return db.session.scalar(query.order_by(Submission.id.desc()).limit(1))


def move_token(unit, row: Instance, element: str) -> None:
    """Put the one token of an instance before `element`; children are parked and found again."""
    workflow = unit.open(row)
    children.park(row)
    engine.jump(workflow, element, engine.data_of(workflow))
    row.undo_state = row.undo_item_id = None


@dataclass(frozen=True)
class Barrier:
    """What a matter does not go back behind. at: the moment; words: why (Chinese)"""

    at: datetime
    words: str

    def stops(self, target: WorkItem) -> bool:
        return local(target.closed_at) < self.at


def last_barrier(row: Instance) -> Barrier | None:
    """The last thing that bars the way back, in the instance or in what it has called."""
    inner = select(Instance.id).where(Instance.id == row.id).cte(recursive=True)
    inner = inner.union_all(select(Instance.id).join(inner, Instance.parent_id == inner.c.id))
    found = [Barrier(local(bar[0]), bar[1]) for barrier in RETURN_BARRIERS if (bar := barrier(row, select(inner.c.id)))]
    return max(found, key=lambda bar: bar.at, default=None)


def return_targets(row: Instance, known) -> list[WorkItem]:
    """The latest done task of each step this instance may go back to, in the order of the diagram."""
    done = _done_steps(row, known)
    barrier = last_barrier(row) if done else None
    return [each for each in done if not (barrier and barrier.stops(each))]


def _done_steps(row: Instance, known) -> list[WorkItem]:
    query = select(WorkItem).where(WorkItem.instance_id == row.id, WorkItem.status == "done")
    latest = {item.element: item for item in db.session.scalars(query.order_by(WorkItem.closed_at, WorkItem.id))}
    elements = known.diagram.elements
    return [latest[key] for key, step in elements.items() if key in latest and step.top and not step.in_parallel]


@command(permission="work_tasks")
def withdraw(actor, work_item_id: str) -> WorkItem:
    """Take back (撤回) what one has just completed, while nobody has acted on it and no paper was issued since.

    Returns: the task, open again and on the actor's desk
    Raises:  NotAllowed("not_yours"); RuleBroken("withdraw")
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        item = db.session.get_one(WorkItem, str(work_item_id), populate_existing=True)
        row = unit.row(item.instance_id)
        unit.primary.add(row.id)
        if item.closed_by != actor.id or item.status != "done":
            raise NotAllowed("not_yours", "只能撤回自己刚办结的任务")
        if reason := why_not_withdraw(row, item):
            raise RuleBroken("withdraw", reason)
        _reopen(unit, row, item)
        unit.note(row, "withdrawn", f"撤回{item.title}", item.element)
    return item


PASSING = ("incident", "resolved", "decision")  # notes; what a table decided is decided again


def why_not_withdraw(row: Instance, item: WorkItem) -> str | None:
    """Why a completed task can no longer be withdrawn (Chinese), or None."""
    if row.status != "open":
        return "流程已经办结或暂停，不能撤回"
    if row.undo_item_id != item.id:
        return "后面的步骤已经有人办理，不能撤回；如有错误，请联系现在的办理人退回"
    query = select(History).where(History.root_id == row.root_id, History.id > _completion(row, item))
    since = [entry for entry in db.session.scalars(query) if entry.kind not in PASSING]
    if since:
        return f"此后已有“{since[0].title}”，不能撤回"
    reasons = (barrier(row.root_id, local(item.closed_at)) for barrier in WITHDRAWAL_BARRIERS)
    return next((reason for reason in reasons if reason), None)


def _completion(row: Instance, item: WorkItem) -> int:
    """The history line of the completion: the last one of this element here."""
    query = select(History.id).where(History.instance_id == row.id, History.kind == "completed",
                                     History.element == item.element)  # fmt: skip
    return db.session.scalars(query.order_by(History.id.desc()).limit(1)).first() or 0


def _reopen(unit, row: Instance, item: WorkItem) -> None:
    """Restore the state before the completion; the tasks of that state open again under their old ids."""
    workflow = unit.replace(row, row.undo_state)
    row.undo_state = row.undo_item_id = None
    for task_id, task in engine.human_tasks(workflow).items():
        engine.predict_anew(task)
        earlier = db.session.get(WorkItem, task_id)
        earlier.status, earlier.closed_at, earlier.closed_by = "open", None, None
    item.assignee_id, item.claimed_at, item.signatures = _desk_of(item) or unit.actor.id, now(), []
    given = select(Submission).where(Submission.work_item_id == item.id, Submission.withdrawn_at.is_(None))
    for submission in db.session.scalars(given):
        submission.withdrawn_at = now()
