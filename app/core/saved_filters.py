"""Views a person keeps (我的视图): the address of a narrowed list under a name of their own."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound, RuleBroken

LISTS = {"cases": "案件", "inbox": "待办", "hazards": "隐患"}  # lists that can be kept
MOST = 20  # of one list: beyond that nobody finds the right one


class SavedFilter(db.Model):
    """A kept view. list: key of LISTS; query: what follows the ? of the address, without paging."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "list", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    list: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(30))
    query: Mapped[str] = mapped_column(String(1000))
    saved_at: Mapped[datetime]

    @property
    def args(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))


def of(user, which: str) -> list[SavedFilter]:
    """What this person keeps of a list, by name."""
    rows = select(SavedFilter).where(SavedFilter.user_id == user.id, SavedFilter.list == which)
    return list(db.session.scalars(rows.order_by(SavedFilter.name)))


@command()
def save_filter(actor, which: str, name: str, args: dict[str, str]) -> SavedFilter:
    """Keep a view; one of the same name is replaced.

    Raises: RuleBroken("view_name" | "view_empty" | "views_many")
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 30:
        raise RuleBroken("view_name", "给视图起个名字，不超过 30 个字", {"name": "给视图起个名字，不超过 30 个字"})
    if which not in LISTS or not args:
        raise RuleBroken("view_empty", "还没有筛选，没有可存的视图；先选条件再存")
    kept = {row.name: row for row in of(actor, which)}
    if name not in kept and len(kept) >= MOST:
        raise RuleBroken("views_many", f"最多存 {MOST} 个视图；先删去不用的，再存这个")
    row = kept.get(name) or SavedFilter(user_id=actor.id, list=which, name=name)
    row.query, row.saved_at = urlencode(args)[:1000], now()
    db.session.add(row)
    return row


@command()
def drop_filter(actor, filter_id: int) -> SavedFilter:
    """Forget a view of one's own.

    Raises: NotFound("view")
    """
    row = db.session.get(SavedFilter, filter_id)
    if row is None or row.user_id != actor.id:
        raise NotFound("view", "没有这个视图，可能已经删去了")
    db.session.delete(row)
    return row
