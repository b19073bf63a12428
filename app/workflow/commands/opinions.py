"""Opinions (意见): what a step of the office's own turns its answers into, whatever form it shows."""

from sqlalchemy import select

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.workflow.definitions import definition
from app.workflow.forms import GENERIC_OPINION, Form
from app.workflow.models import Opinion, WorkItem
from app.workflow.registry import handler

CHOICES = {"radio", "select", "checklist", "taglist"}
TEXTS = {"textarea", "textfield"}


@handler("workflow.record_opinion")
def record_answers(context) -> None:
    """记录本步意见: the choices of the form are the result, its texts the opinion; shown in the course of the matter."""
    form = definition(context.instance.release_id).form(context.step.form_key) or GENERIC_OPINION
    result, words = result_of(form, context.answers), words_of(form, context.answers)
    record_opinion(context.actor, context.work_item, result, words)
    context.noted = "：".join(filter(None, (result, words)))


@command()
def record_opinion(actor, item: WorkItem, result: str, words: str) -> Opinion:
    """Keep what was said at a task; said again after a withdrawal it takes the place of what was said before."""
    row = db.session.scalars(select(Opinion).where(Opinion.work_item_id == item.id)).first()
    if row is None:
        row = Opinion(root_id=item.root_id, instance_id=item.instance_id, work_item_id=item.id, element=item.element)
        db.session.add(row)
    row.title, row.result, row.words, row.user_id, row.given_at = item.title, result[:200], words, actor.id, now()
    db.session.flush()  # the audit entry names it
    return row


def result_of(form: Form, answers: dict) -> str:
    """「同意、附补充材料」: the labels of what was chosen, in the order of the form."""
    said = []
    for key, component in form.components.items():
        chosen = answers.get(key)
        if component["type"] == "checkbox" and chosen is True:
            said.append(component.get("label") or key)
        elif component["type"] in CHOICES and chosen not in (None, "", []):
            labels = {each.get("value"): each.get("label") for each in component.get("values") or []}
            said += [str(labels.get(each) or each) for each in (chosen if isinstance(chosen, list) else [chosen])]
    return "、".join(said)


def words_of(form: Form, answers: dict) -> str:
    """The texts typed; where there are several, each after its label."""
    texts = {key: answers[key] for key, each in form.components.items() if each["type"] in TEXTS and answers.get(key)}
    if len(texts) < 2:
        return next(iter(texts.values()), "")
    return "；".join(f"{form.components[key].get('label') or key}：{text}" for key, text in texts.items())
