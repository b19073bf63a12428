"""Who has a task: claim and release, assign, hand over; and the draft of a form."""

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, NotAllowed
from app.identity import queries as identity
from app.workflow import duties
from app.workflow.commands.tasks import open_item, root_of
from app.workflow.models import Draft, WorkItem
from app.workflow.unit import work_on


@command(permission="work_tasks")
def claim(actor, work_item_id: str) -> WorkItem:
    """Take a task of one's role (领取); others no longer see it. A substitute takes it for the principal's desk.

    Raises: Conflict("claimed"); NotAllowed("not_yours"); RuleBroken("separate_duty", "certificate", "head_only", …)
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        row = unit.row(item.instance_id)
        element = unit.definition(row).element(item.element)
        unit.principal = duties.principal_of(actor, item, element)
        desk = unit.principal or actor
        if item.assignee_id not in (None, desk.id):
            raise Conflict("claimed", f"该任务已由{identity.user(item.assignee_id).name}领取")
        duties.require_may_act(actor, item, element)
        item.assignee_id, item.claimed_at = desk.id, now()
        unit.note(row, "claimed", f"领取{item.title}", item.element)
    return item


@command(permission="work_tasks")
def release_task(actor, work_item_id: str) -> WorkItem:
    """Put a claimed task back (退回候选) for others of the role.

    Raises: NotAllowed("not_yours"); Conflict("no_candidates")
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        unit.principal = _holder(unit, actor, item, "这件任务不在您手上")
        if not item.candidates:
            raise Conflict("no_candidates", "这件任务没有其他候选人，请移交给具体人员")
        item.assignee_id = item.claimed_at = None
        unit.note(unit.row(item.instance_id), "claimed", f"放回{item.title}", item.element)
    return item


@command(permission="assign_tasks")
def assign(actor, work_item_id: str, user_id: int) -> WorkItem:
    """Give a task to a person who could do it (指派, 改派).

    Raises: RuleBroken("not_candidate", "separate_duty", "certificate")
    """
    return _give(actor, work_item_id, user_id, "指派")


@command(permission="share_tasks")
def hand_over(actor, work_item_id: str, user_id: int, reason: str = "") -> WorkItem:
    """Pass one's own task on to a colleague (移交).

    Raises: NotAllowed("not_yours"); RuleBroken("not_candidate", "separate_duty", "certificate")
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        unit.principal = _holder(unit, actor, open_item(work_item_id), "只能移交自己手上的任务，请先领取")
        return _give(actor, work_item_id, user_id, "移交", reason)


def _holder(unit, actor, item: WorkItem, refusal: str):
    """The principal on whose desk the task lies where a substitute acts, None where it lies on the actor's own.

    Raises: NotAllowed("not_yours")
    """
    if item.assignee_id == actor.id:
        return None
    element = unit.definition(unit.row(item.instance_id)).element(item.element)
    principal = duties.principal_of(actor, item, element)
    if principal is None or principal.id != item.assignee_id:
        raise NotAllowed("not_yours", refusal)
    return principal


def _give(actor, work_item_id: str, user_id: int, how: str, reason: str = "") -> WorkItem:
    person = identity.user(user_id)
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        row = unit.row(item.instance_id)
        duties.require_candidate(person, item, unit.definition(row).element(item.element))
        item.assignee_id, item.claimed_at = person.id, None
        unit.note(row, "assigned", f"{how}{item.title}给{person.name}", item.element, reason)
    return item


@command(permission="work_tasks")
def save_draft(actor, work_item_id: str, answers: dict) -> Draft:
    """Keep what a person has typed (草稿). Never refused because the task moved on: nothing typed is lost."""
    root_of(work_item_id)
    draft = db.session.get(Draft, (str(work_item_id), actor.id))
    if draft is None:
        draft = Draft(work_item_id=str(work_item_id), user_id=actor.id)
        db.session.add(draft)
    draft.answers, draft.saved_at = answers, now()
    return draft
