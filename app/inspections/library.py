"""The library of checklists (重点检查事项清单): what is asked in which sector, in which edition, and what each edition changed."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now, today
from app.core.database import db
from app.identity.models import User
from app.inspections.models import ChecklistItem

MOST = 300  # items of one page
SHOWN = ("sector", "text", "kind", "hazard_when", "basis")


class ChecklistEdition(db.Model):
    """One state of all checklists (版本), since the day it was loaded.

    changes: [{"id", "sector", "before", "after"}], words of an item, "" where it was not there or is no longer
    """

    __tablename__ = "checklist_edition"

    number: Mapped[int] = mapped_column(primary_key=True)
    effective_on: Mapped[date]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    items: Mapped[int]
    changes: Mapped[list] = mapped_column(JSON, default=list)

    person: Mapped[User | None] = relationship()


def stand() -> dict[str, tuple]:
    """{item: what it says}, of those in use."""
    rows = db.session.scalars(select(ChecklistItem).where(~ChecklistItem.retired))
    return {row.id: tuple(getattr(row, name) for name in SHOWN) for row in rows}


def keep_edition(actor, before: dict[str, tuple]) -> ChecklistEdition | None:
    """After a load: a new edition where anything differs from `before`, as `stand` gave it."""
    db.session.flush()
    after, latest = stand(), latest_edition()
    changed = [item_id for item_id in {**before, **after} if before.get(item_id) != after.get(item_id)]
    if not changed and latest is not None:
        return None
    changes = [_change(item_id, before.get(item_id), after.get(item_id)) for item_id in changed] if latest is not None or before else []
    row = ChecklistEdition(number=latest.number + 1 if latest else 1, effective_on=today(), loaded_at=now(), loaded_by=actor.id,
                           items=len(after), changes=changes)  # fmt: skip
    db.session.add(row)
    return row


def _change(item_id: str, before: tuple | None, after: tuple | None) -> dict:
    said = {"before": before[1] if before else "", "after": after[1] if after else ""}
    return {"id": item_id, "sector": (after or before)[0], **said}


def latest_edition() -> ChecklistEdition | None:
    return db.session.scalar(select(ChecklistEdition).order_by(ChecklistEdition.number.desc()).limit(1))


def editions() -> list[ChecklistEdition]:
    """The newest first."""
    return list(db.session.scalars(select(ChecklistEdition).order_by(ChecklistEdition.number.desc())))


def items(sector: str, words: str) -> list[ChecklistItem]:
    """Of a sector, or ("") of all, that have every word; `MOST` at most."""
    query = select(ChecklistItem).where(~ChecklistItem.retired)
    query = query.where(ChecklistItem.sector == sector) if sector else query
    for word in words.split():
        query = query.where((ChecklistItem.text + ChecklistItem.kind + ChecklistItem.basis).contains(word, autoescape=True))
    return list(db.session.scalars(query.order_by(ChecklistItem.position).limit(MOST)))
