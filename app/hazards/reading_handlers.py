"""What `workflows/notice_reading.bpmn` calls, and what keeps that a notice was opened."""

from app.documents.models import Document
from app.documents.queries import when_opened
from app.hazards import queries, reading_commands, tellings
from app.hazards.commands import overdue_from
from app.hazards.handlers import morning, subject
from app.hazards.models import Hazard
from app.law.queries import holiday_table
from app.workflow.registry import handler


@handler("hazards.plan_reading")
def plan_reading(context) -> dict:
    """计算阅读期限: until when the notices should have been opened, from the day the last of them was served."""
    served = [each.paper.delivery.delivered_on for each in tellings.of(subject(context)) if each.is_served]
    last = queries.last_day("major_notice_reading", max(served))
    return {"reading_over_at": morning(overdue_from(last, holiday_table().estimated.is_working_day))}


@handler("hazards.note_unread")
def note_unread(context):
    """登记逾期未读"""
    reading_commands.note_unread(context.actor, subject(context))


@when_opened
def opened(user, paper: Document) -> None:
    """The page or the PDF of a notice."""
    if paper.template_id in tellings.NOTICES:
        keep_reading(user, queries.hazard(int(paper.subject_id)), [paper.id])


def keep_reading(user, row: Hazard, only: list[int] | None = None) -> None:
    """What the enterprise's account has opened for the first time. Args: only: these papers, None: the page of the hazard

    The page tells what the notices say: where the account is one addressee's own, that one's notice is read, else all are.
    """
    if user.id not in queries.enterprise_desk(row):
        return
    papers = [each.paper for each in tellings.of(row) if each.is_served and (only is None or each.paper.id in only)]
    own = [paper for paper in papers if paper.addressee == user.name]
    known = tellings.read_by(user.id, row.id)
    if fresh := [paper for paper in own or papers if paper.id not in known]:
        reading_commands.record_reading(user, row, fresh)
