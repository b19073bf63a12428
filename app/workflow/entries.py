"""What an open task is found by (检索): its matter and its title; its marks say whose it is, which step and procedure."""

from sqlalchemy import select

from app.core import search
from app.core.database import db
from app.core.search import Entry, mark, touches
from app.workflow.models import WorkItem, WorkItemCandidate

KIND = "task"
SHOWN = ("title", "status", "subject_label", "process_key", "law_step", "assignee_id", "sort_on", "signatures_needed")


def _task_of(row) -> str | None:
    if isinstance(row, WorkItem):
        return row.id if touches(row, *SHOWN) else None
    return row.work_item_id if isinstance(row, WorkItemCandidate) and touches(row, "open_on") else None


def _open() -> list[str]:
    return list(db.session.scalars(select(WorkItem.id).where(WorkItem.status == "open").order_by(WorkItem.opened_at)))


@search.source(KIND, concerned=_task_of, every=_open)
def entries(refs: list[str]) -> list[Entry]:
    """Of the open ones; a task that is closed is no longer looked for here."""
    items = [db.session.get(WorkItem, ref) for ref in refs]  # at hand in the unit of work that changed them
    items = [item for item in items if item and item.status == "open"]
    offers: dict[str, list[str]] = {item.id: [] for item in items}
    rows = select(WorkItemCandidate.work_item_id, WorkItemCandidate.role, WorkItemCandidate.organisation_id)
    waiting = rows.where(WorkItemCandidate.work_item_id.in_(offers), WorkItemCandidate.open_on.is_not(None))
    for item_id, role, bureau in db.session.execute(waiting) if items else ():
        offers[item_id].append(offered(role, bureau))
    return [_entry(item, offers[item.id]) for item in items]


def _entry(item: WorkItem, offers: list[str]) -> Entry:
    marks = [mark("step", item.law_step), mark("process", item.process_key)]
    if item.assignee_id:
        marks.append(assigned(item.assignee_id))
    return Entry(item.id, [("subject", item.subject_label), ("title", item.title)], [*marks, *offers], item.sort_on)


def assigned(user_id: int) -> str:
    return mark("assignee", user_id)


def offered(role: str, bureau: str | None) -> str:
    """Waiting for whoever holds the role in the bureau, or (`user:<id>`) for one of several named people."""
    return mark("offer", f"{role}.{bureau or ''}")
