"""Reading drafts."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.core.errors import NotFound
from app.designer.models import DesignDraft
from app.identity.models import User
from app.workflow.releases import known_deployed


def draft(draft_id: int) -> DesignDraft:
    """Raises: NotFound("draft")"""
    found = db.session.get(DesignDraft, draft_id)
    if found is None:
        raise NotFound("draft", "没有这份草稿，请回到流程列表")
    return found


def live_draft(kind: str, key: str) -> DesignDraft | None:
    """The draft of this thing that is open or submitted."""
    query = select(DesignDraft).where(DesignDraft.kind == kind, DesignDraft.key == key)
    return db.session.scalars(query.where(DesignDraft.state.in_(("open", "submitted")))).first()


def live_drafts() -> list[DesignDraft]:
    """All drafts on their way, the last saved first."""
    query = select(DesignDraft).where(DesignDraft.state.in_(("open", "submitted"))).options(selectinload(DesignDraft.files))
    return list(db.session.scalars(query.order_by(DesignDraft.saved_at.desc())))


def live_by_key(kind: str) -> dict[str, DesignDraft]:
    """{key: the draft of that thing on its way}"""
    query = select(DesignDraft).where(DesignDraft.kind == kind, DesignDraft.state.in_(("open", "submitted")))
    return {each.key: each for each in db.session.scalars(query)}


def drafts_of_releases(key: str) -> dict[int, DesignDraft]:
    """{version of a procedure: the approved draft it came from}"""
    query = select(DesignDraft).where(DesignDraft.state == "approved", DesignDraft.kind != "table")
    return {version: each for each in db.session.scalars(query) for name, version in each.outcome if name == key}


def closed_drafts(limit: int = 20) -> list[DesignDraft]:
    """The drafts decided last, newest first."""
    query = select(DesignDraft).where(DesignDraft.state.in_(("approved", "dropped")))
    return list(db.session.scalars(query.order_by(DesignDraft.decided_at.desc()).limit(limit)))


def name_of(user_id: int | None) -> str | None:
    return user_id and db.session.scalar(select(User.name).where(User.id == user_id))


def form_keys() -> set[str]:
    """Every form the office has, released or shipped."""
    return set(known_deployed().forms)
