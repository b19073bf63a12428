"""Questions to colleagues (会签、加签) that a task waits for: reading them, refusing to go on without them, letting them lapse."""

from sqlalchemy import select

from app.core.clock import now
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.workflow.models import Consultation, WorkItem


def consultations_of(work_item_id: str) -> list[Consultation]:
    """What colleagues were asked about a task, the oldest first."""
    query = select(Consultation).where(Consultation.work_item_id == work_item_id)
    return list(db.session.scalars(query.order_by(Consultation.id)))


def require_answered(item: WorkItem) -> None:
    """A task is not completed before everybody asked has answered. Raises: RuleBroken("consultation_open")"""
    if not item.awaiting:
        return
    waiting = [identity.user(row.asked_id).name for row in consultations_of(item.id) if row.is_open]
    message = f"还在等{'、'.join(waiting)}会签答复，不能办结；请其答复，或者先撤回会签。您填写的内容已保留"
    raise RuleBroken("consultation_open", message)


def lapse(item: WorkItem) -> None:
    """The task went another way: nobody needs to answer any more."""
    for row in consultations_of(item.id) if item.awaiting else ():
        if row.is_open:
            row.withdrawn_at = now()
    item.awaiting = 0
