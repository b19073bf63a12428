"""Reading notices, copies, urgings and questions; and what the task page shows of them."""

from dataclasses import dataclass

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.identity import queries as identity
from app.identity.models import User
from app.law.queries import holiday_table
from app.notices import rules
from app.notices.models import CarbonCopy, Mail, MailChoice, Notice, Urging
from app.workflow import queries as workflow
from app.workflow.models import Consultation, WorkItem

SHOWN = 99


def unread_count(user) -> int:
    """Unread notices, counted up to one more than is shown; once a request."""
    if "unread" not in g:
        unread = select(Notice.id).where(Notice.user_id == user.id, Notice.read_at.is_(None)).limit(SHOWN + 1)
        g.unread = db.session.scalar(select(func.count()).select_from(unread.subquery()))
    return g.unread


def notices(user, unread_only: bool, number: int) -> Page:
    query = select(Notice).where(Notice.user_id == user.id)
    query = query.where(Notice.read_at.is_(None)) if unread_only else query
    return page_of(query.order_by(Notice.id.desc()), number, 30)


def mail_choice(user) -> str:
    row = db.session.get(MailChoice, user.id)
    return row.choice if row else "daily"


def copies(user, unread_only: bool, number: int) -> Page:
    query = select(CarbonCopy).where(CarbonCopy.to_id == user.id).options(
        joinedload(CarbonCopy.root), joinedload(CarbonCopy.work_item), joinedload(CarbonCopy.by)
    )  # fmt: skip
    query = query.where(CarbonCopy.read_at.is_(None)) if unread_only else query
    return page_of(query.order_by(CarbonCopy.id.desc()), number, 30)


def copies_of(root_id: str) -> list[CarbonCopy]:
    """To whom a matter was copied, the latest first."""
    query = select(CarbonCopy).where(CarbonCopy.root_id == root_id).options(joinedload(CarbonCopy.to))
    return list(db.session.scalars(query.order_by(CarbonCopy.id.desc())))


def consultations(user, open_only: bool, number: int) -> Page:
    """What this person is asked by colleagues, and what they ask others."""
    mine = (Consultation.asked_id == user.id) | (Consultation.asker_id == user.id)
    query = select(Consultation).where(mine).options(joinedload(Consultation.work_item))
    if open_only:
        query = query.where(Consultation.answered_at.is_(None), Consultation.withdrawn_at.is_(None))
    return page_of(query.order_by(Consultation.id.desc()), number, 30)


def consultation(user, consultation_id: int) -> Consultation:
    """Raises: NotFound("consultation"): none that this person asks or is asked"""
    row = db.session.get(Consultation, consultation_id)
    if row is None or user.id not in (row.asked_id, row.asker_id):
        raise NotFound("consultation", "没有这份会签，可能已随任务撤销")
    return row


def urgings(work_item_id: str) -> list[Urging]:
    query = select(Urging).where(Urging.work_item_id == work_item_id).options(joinedload(Urging.by))
    return list(db.session.scalars(query.order_by(Urging.id.desc())))


@dataclass(frozen=True)
class Beside:
    """What stands beside a task: urgings, questions to colleagues, copies; and what this reader may do there."""

    urgings: list[Urging]
    asked: list[Consultation]
    copies: list[CarbonCopy]
    names: dict[int, str]
    colleagues: list[User]
    may_urge: bool
    may_ask: bool
    may_copy: bool


def beside(user, view) -> Beside:
    """Args: view: `app.workflow.queries.TaskView` of the task the page shows"""
    item: WorkItem = view.item
    asked = workflow.consultations_of(item.id)
    found = urgings(item.id)
    day = rules.counts_for(today(), holiday_table().estimated)
    sees = item.organisation_id is None or item.organisation_id in identity.bureaus_seen_by(user)
    is_open = item.status == "open"
    names = identity.names({each for row in asked for each in (row.asked_id, row.asker_id)})
    return Beside(
        found, asked, [row for row in copies_of(item.root_id) if row.work_item_id in (None, item.id)], names,
        [each for each in identity.colleagues(item.organisation_id or user.bureau_id) if each.id != user.id],
        may_urge=is_open and sees and not view.may_act and item.assignee_id != user.id and user.may("urge_tasks")
        and not any(row.by_id == user.id and row.day == day for row in found),
        may_ask=is_open and view.may_act and user.may("share_tasks"), may_copy=sees and user.may("share_tasks"),
    )  # fmt: skip


@dataclass(frozen=True)
class Copying:
    """To whom a matter was copied, and to whom this reader may copy it."""

    copies: list[CarbonCopy]
    colleagues: list[User]
    may_copy: bool


def matter_copies(user, root_id: str) -> Copying:
    root = workflow.instance(root_id)
    sees = root.organisation_id is None or root.organisation_id in identity.bureaus_seen_by(user)
    bureau = root.organisation_id or user.bureau_id
    colleagues = [each for each in identity.colleagues(bureau) if each.id != user.id] if sees else []
    return Copying(copies_of(root_id), colleagues, bool(colleagues) and user.may("share_tasks"))


# --- for the operator -----------------------------------------------------------------------------------------------


def mail_counts() -> dict[str, int]:
    """{waiting | sent | failed: how many}"""
    return dict(db.session.execute(select(Mail.status, func.count()).group_by(Mail.status)).all())


def failing_mails(limit: int = 50) -> list[Mail]:
    """Given up, or failed at least once and waiting, the latest first."""
    query = select(Mail).where(Mail.status != "sent", Mail.error != "").options(joinedload(Mail.user))
    return list(db.session.scalars(query.order_by(Mail.status, Mail.id.desc()).limit(limit)))
