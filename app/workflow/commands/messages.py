"""Messages (来文, 回执, 申请) find the instances that wait for them by name and subject, in SQL."""

from sqlalchemy import select

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.workflow import engine, projection
from app.workflow.models import Instance, MessageWait, Submission
from app.workflow.unit import work_on


@command()
def deliver_message(actor, name: str, subject_kind: str, subject_id: int | str, answers: dict | None = None,
                    data: dict | None = None) -> list[Instance]:  # fmt: skip
    """Tell every instance that waits for this message about this subject that it has come.

    Args:    answers: kept as the submission of the event, for handlers; data: becomes process data
    Returns: the instances that went on
    Raises:  RuleBroken("nobody_waits")
    """
    query = select(MessageWait.id, MessageWait.root_id).join(Instance, Instance.id == MessageWait.instance_id)
    query = query.where(MessageWait.name == name, MessageWait.subject_kind == subject_kind,
                        MessageWait.subject_id == str(subject_id), Instance.status == "open")  # fmt: skip
    waits = db.session.execute(query.order_by(MessageWait.root_id, MessageWait.id)).all()
    reached = [row for wait_id, root_id in waits if (row := _deliver(actor, root_id, wait_id, answers, data))]
    if not reached:
        raise RuleBroken("nobody_waits", f"现在没有流程在等“{name}”，请核对事项和进度")
    return reached


def _deliver(actor, root_id: str, wait_id: str, answers: dict | None, data: dict | None) -> Instance | None:
    with work_on(actor, root_id) as unit:
        wait = db.session.get(MessageWait, wait_id, populate_existing=True)
        if wait is None:  # an earlier delivery of this message has moved its token
            return None
        row = unit.row(wait.instance_id)
        unit.primary.add(row.id)
        task, element, definition = projection.awaited_by_row(engine.waiting_events(unit.open(row)))[wait_id]
        row.undo_state = row.undo_item_id = None
        if answers is not None:
            db.session.add(Submission(
                instance_id=row.id, root_id=row.root_id, element=element, answers=answers, user_id=actor.id,
                submitted_at=now(), form_hash="",
            ))  # fmt: skip
        unit.note(row, "message", f"收到{wait.name}", element)
        engine.deliver(task, definition, engine.require_flat(data or {}))
    return row
