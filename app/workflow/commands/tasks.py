"""Completing a human task: the one command an office runs all day."""

import hashlib

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, NotFound
from app.workflow import consultations, duties, engine, handlers, projection
from app.workflow.definitions import Element
from app.workflow.forms import GENERIC_OPINION
from app.workflow.handlers import Context
from app.workflow.models import Draft, Instance, Submission, WorkItem, WorkItemSignature
from app.workflow.registry import ANSWER_RULES
from app.workflow.unit import work_on

NAMING = ("anliu-officers", "anliu-user")  # fields whose answer is a person, or several
_task_id = bindparam("task_id")
_ROOT = select(WorkItem.root_id).where(WorkItem.id == _task_id)
_ITEM = (
    select(WorkItem)
    .where(WorkItem.id == _task_id)
    .options(joinedload(WorkItem.candidates))  # asked by every command, and moved in the lists with the task
    .execution_options(populate_existing=True)
)


@command(permission="work_tasks")
def complete_task(actor, work_item_id: str, answers: dict) -> WorkItem:
    """Submit the form of one human task; its process moves on to the next stop.

    A task that several officers sign stays open until the last of them has sent the same answers; answers that
    differ void the signatures given before.

    Returns: the task, `done` or still open for the next signature
    Raises:  NotFound("task"); Conflict("task_closed"): someone else was faster; NotAllowed("not_yours");
             RuleBroken("separate_duty", "certificate", "head_only", "recused", "requires", …);
             marshmallow's ValidationError
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        row = unit.row(item.instance_id)
        unit.primary.add(row.id)
        element = unit.definition(row).element(item.element)
        unit.principal = duties.require_may_act(actor, item, element)
        consultations.require_answered(item)
        data = engine.data_at(unit.look(row), item.id)
        cleaned = load_answers(unit, row, element, answers, data, item)
        if item.signatures_needed > 1:
            require_lawful_answers(Context(unit.actor, row, element, data, cleaned, item))
            if not _sign(unit, row, item, cleaned):
                return item
        _complete(unit, row, item, element, cleaned)
    return item


@command()
def complete_by_law(actor, work_item_id: str, answers: dict) -> WorkItem:
    """Complete a task whose outcome the law lets come by itself when days have passed (视为送达); the clock acts, no person.

    Raises: NotFound("task"); Conflict("task_closed"); RuleBroken, as the task's listeners; marshmallow's ValidationError
    """
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        row = unit.row(item.instance_id)
        unit.primary.add(row.id)
        element = unit.definition(row).element(item.element)
        data = engine.data_at(unit.look(row), item.id)
        _complete(unit, row, item, element, load_answers(unit, row, element, answers, data, item))
    return item


def require_lawful_answers(context: Context) -> None:
    """Nobody signs or confirms what would only be found refused later. Raises: RuleBroken, whatever the rule raises"""
    if rule := ANSWER_RULES.get(context.work_item.form_key):
        rule(context)


@command(permission="work_tasks")
def sign_task(actor, work_item_id: str) -> WorkItem:
    """Sign what the officer before has filled in, with an own login.

    Raises: as `complete_task`; Conflict("nothing_to_sign")
    """
    item = open_item(work_item_id)
    latest = max(item.signatures, key=lambda signature: signature.signed_at, default=None)
    if latest is None:
        raise Conflict("nothing_to_sign", "还没有执法人员填写并签署这件任务，请先填写")
    return complete_task(actor, work_item_id, latest.answers)


def root_of(work_item_id: str) -> str:
    """Read unlocked: it never changes. Raises: NotFound("task")"""
    found = db.session.scalar(_ROOT, {"task_id": str(work_item_id)})
    if found is None:
        raise NotFound("task", "没有这件任务，可能已随流程撤销")
    return found


def open_item(work_item_id: str) -> WorkItem:
    """The task as it stands now that its root is locked.

    Raises: Conflict("task_closed"); Conflict("suspended")
    """
    item = db.session.scalars(_ITEM, {"task_id": str(work_item_id)}).unique().one_or_none()
    if item is None:
        raise NotFound("task", "没有这件任务，可能已随流程撤销")
    if item.status == "suspended":
        raise Conflict("suspended", "流程已暂停，恢复后才能办理；您填写的内容已保留")
    if item.status != "open":
        raise Conflict(
            "task_closed", "该任务已由他人办理" if item.status == "done" else "该任务已撤回或取消，不需要再办"
        )
    return item


def form_of(unit, row: Instance, element: Element):
    return unit.definition(row).form(element.form_key) or GENERIC_OPINION


def load_answers(unit, row: Instance, element: Element, answers: dict, data: dict, item: WorkItem | None = None):
    """Check answers against the form and what it opened with.

    Raises: marshmallow's ValidationError; RuleBroken("recused"): they name somebody who stands aside (回避) here
    """
    context = handlers.Context(unit.actor, row, element, data, {}, item)
    form = form_of(unit, row, element)
    cleaned = form.load(answers, handlers.prefilled(element.form_key, context))
    for key, component in form.components.items() if unit.excluded else ():
        if component["type"] in NAMING:
            named = cleaned.get(key)
            duties.require_none_recused(named if isinstance(named, list) else [named], unit.root_id, key)
    return cleaned


def submit(unit, row: Instance, element: Element, answers: dict) -> dict:
    """Check and store the answers of a start form. Returns: the process data in them."""
    cleaned = load_answers(unit, row, element, answers, {})
    _store(unit, row, element, cleaned)
    return engine.require_flat(form_of(unit, row, element).process_data(cleaned))


def _complete(unit, row: Instance, item: WorkItem, element: Element, answers: dict) -> None:
    workflow = unit.open(row)
    task = engine.human_tasks(workflow).get(item.id)
    if task is None:
        raise Conflict("task_closed", "该任务已撤回或取消，不需要再办")
    draft = Draft.__table__
    own_draft = draft.delete().where(draft.c.work_item_id == item.id, draft.c.user_id == unit.actor.id)
    db.session.execute(own_draft)  # first: it would flush what follows; who comes late keeps theirs
    before = row.state
    _store(unit, row, element, answers, item)
    data = engine.require_flat(form_of(unit, row, element).process_data(answers))
    context = handlers.Context(unit.actor, row, element, {**task.data, **data}, answers, item)
    for name in element.listeners:
        data |= handlers.call(name, context)
    unit.note(row, "completed", item.title, element.id, context.noted)
    projection.close(unit, item, "done")
    row.undo_state, row.undo_item_id = before, item.id
    task.data.update(data)
    task.run()


def _store(unit, row: Instance, element: Element, answers: dict, item: WorkItem | None = None) -> None:
    db.session.add(Submission(
        work_item_id=item and item.id, instance_id=row.id, root_id=row.root_id, element=element.id,
        form_key=element.form_key, form_hash=unit.definition(row).form_hashes.get(element.form_key, ""),
        answers=answers, user_id=unit.actor.id, on_behalf_of=unit.principal and unit.principal.id, submitted_at=now(),
    ))  # fmt: skip


def digest_of(answers: dict) -> str:
    return hashlib.sha256(orjson.dumps(answers, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def _agreeing(user, item: WorkItem, answers: dict) -> list[WorkItemSignature]:
    """The signatures of others, in other places, under these very answers, by holders of a certificate of that day."""
    digest = digest_of(answers)
    others = [each for each in item.signatures if user.id not in (each.user_id, duties.place_of(each))]
    return [each for each in others if each.answers_hash == digest and duties.signature_counts(each)]


def signs_last(user, item: WorkItem, answers: dict) -> bool:
    """Whether the task would be done with this person's signature under these (cleaned) answers."""
    return len(_agreeing(user, item, answers)) + 1 >= item.signatures_needed


def _sign(unit, row: Instance, item: WorkItem, answers: dict) -> bool:
    """Add the actor's signature. Returns whether enough officers have signed these very answers."""
    digest, kept = digest_of(answers), _agreeing(unit.actor, item, answers)
    voided = len([each for each in item.signatures if each.user_id != unit.actor.id]) - len(kept)
    item.signatures = kept
    db.session.flush()  # an own earlier signature goes before the new one comes
    item.signatures.append(WorkItemSignature(
        user_id=unit.actor.id, on_behalf_of=unit.principal and unit.principal.id, answers_hash=digest, signed_at=now(),
        badge_no=unit.actor.certificate(today()).number, answers=answers,
    ))  # fmt: skip
    missing = item.signatures_needed - len(item.signatures)
    detail = f"内容有改动或者签署人当日没有有效的执法证，先前 {voided} 人的签名作废" if voided else ""
    unit.note(row, "signed", f"签署{item.title}", item.element, detail)
    if missing > 0:
        item.assignee_id = item.claimed_at = None  # so that the other officers see it
    return missing <= 0
