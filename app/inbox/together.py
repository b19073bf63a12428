"""Several tasks at once (一起办): each is an act of its own, with its own transaction, duties, result and way back.

Completing several needs the designer's leave: `office.bulk` on the task, checked when the procedure is deployed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from marshmallow import ValidationError
from sqlalchemy import select

from app.core import refusals
from app.core.database import db
from app.core.errors import AnliuError
from app.notices import commands as notices
from app.workflow import commands
from app.workflow import queries as workflow
from app.workflow.definitions import definition
from app.workflow.forms.quick import Choice, quick_choice
from app.workflow.models import WorkItem

MOST = 20  # a page of the list


@dataclass(frozen=True)
class Result:
    """What became of one task. refusal: why nothing did; undo: the act that takes it back, where the law leaves one."""

    item: WorkItem
    refusal: str = ""
    undo: str = ""


def chosen(ids: list[str]) -> list[WorkItem]:
    """The tasks with these ids, in the order chosen; what is gone is left out."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    rows = {row.id: row for row in db.session.scalars(select(WorkItem).where(WorkItem.id.in_(wanted)))}
    return [rows[key] for key in wanted if key in rows]


def choice_of(items: list[WorkItem]) -> tuple[Choice | None, str]:
    """(the one question all these tasks ask, why there is none)."""
    if len({(item.process_key, item.element, item.form_key) for item in items}) != 1:
        return None, "不是同一种任务，不能一起办结；可以一起转办或者催办"
    known = [(definition(item.instance.release_id), item) for item in items]
    if not all(each.element(item.element).may_bulk for each, item in known):
        return None, f"“{items[0].title}”要逐件办理：流程没有设置可以一起办"
    choices = [quick_choice(each.form(item.form_key).json) for each, item in known]
    if None in choices or len(set(choices)) != 1:
        return None, "这些任务的表单版本不同，请逐件办理"
    return choices[0], ""


def complete(user, ids: list[str], choice: Choice, value: str) -> list[Result]:
    """Answer the one question of every task the same way; what the form or a duty refuses of one leaves the others alone."""
    return _each(ids, lambda item: commands.complete_task(user, item.id, {choice.key: value}), "withdraw", user)


def hand_over(user, ids: list[str], user_id: int, reason: str) -> list[Result]:
    """Pass own tasks on, or (a leader) those of others."""

    def give(item):
        if workflow.holds(user, item):
            return commands.hand_over(user, item.id, user_id, reason)
        return commands.assign(user, item.id, user_id)

    return _each(ids, give)


def urge(user, ids: list[str], words: str) -> list[Result]:
    return _each(ids, lambda item: notices.urge(user, item.id, words))


def _each(ids: list[str], act: Callable, undo: str = "", user=None) -> list[Result]:
    return [_one(item.id, act, undo, user) for item in chosen(ids)]


def _one(item_id: str, act: Callable, undo: str, user) -> Result:
    refusal = ""
    try:
        act(workflow.work_item(item_id))
    except ValidationError as refused:
        refusal = "表单还有要填的：" + "；".join(f"{key} {'，'.join(map(str, words))}" for key, words in refused.messages.items())
    except AnliuError as refused:
        refused.about, refusal = f"task:{item_id}", refused.message
        refusals.keep(refused)
    item = workflow.work_item(item_id)
    return Result(item, refusal, undo if undo and not refusal and workflow.may_withdraw(user, item) else "")
