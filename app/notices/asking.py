"""Who is told when a colleague is asked before a task is completed (会签、加签), and when they have answered."""

from app.identity import queries as identity
from app.notices.telling import tell
from app.workflow.models import Consultation

ASKED = {"signature": "请您会签", "opinion": "请您提意见"}
ANSWERS = {"agree": "同意", "disagree": "不同意", "": "已提意见"}


def tell_of(row: Consultation) -> None:
    """Called inside the transaction that asks or answers."""
    about, title = f"consultation:{row.id}", row.work_item.title
    if row.answered_at:
        words = f"{identity.user(row.asked_id).name}{ANSWERS[row.answer]}：{row.words}"
        tell([row.asker_id], "answered", about, f"“{title}”的会签有了答复", f"/tasks/{row.work_item_id}", words)
    elif row.is_open:
        words = f"{identity.user(row.asker_id).name}：{row.question}"
        tell([row.asked_id], "asked", about, f"{ASKED[row.kind]}：{title}", f"/consultations/{row.id}", words)
