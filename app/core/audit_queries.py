"""Reading the audit chain for people: by actor, act, subject and date, newest first."""

from datetime import date, timedelta

from sqlalchemy import select

from app.core.models import AuditEntry
from app.core.paging import Page, page_of


def entries(actor: str = "", act: str = "", subject: str = "", first: date | None = None, last: date | None = None,
            page: int = 1) -> Page:  # fmt: skip
    """Args: actor: part of a name; act, subject: beginnings, as `cases.` or `case:12`; first, last: both included"""
    query = select(AuditEntry)
    if actor:
        query = query.where(AuditEntry.actor_name.contains(actor, autoescape=True))
    if act:
        query = query.where(AuditEntry.act.startswith(act, autoescape=True))
    if subject:
        query = query.where(AuditEntry.subject.startswith(subject, autoescape=True))
    if first:
        query = query.where(AuditEntry.at >= first.isoformat())
    if last:
        query = query.where(AuditEntry.at < (last + timedelta(days=1)).isoformat())
    return page_of(query.order_by(AuditEntry.id.desc()), page, size=100)
