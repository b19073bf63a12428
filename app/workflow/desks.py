"""What lies on a person's desk, for whoever closes an account."""

from sqlalchemy import select

from app.core.database import db
from app.identity.leaving import Held, holding
from app.workflow.models import WorkItem


@holding
def tasks_of(person) -> list[Held]:
    """The open tasks named to this person, the most urgent first."""
    query = select(WorkItem).where(WorkItem.assignee_id == person.id, WorkItem.status.in_(("open", "suspended")))
    rows = db.session.scalars(query.order_by(WorkItem.sort_on, WorkItem.id))
    return [Held(row.id, row.title, row.subject_label, f"/tasks/{row.id}") for row in rows]
