"""Rows of the designers' desk: drafts of procedures, tables and forms on their way into force."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db

LIVE = "state in ('open', 'submitted')"


class DesignDraft(db.Model):
    """A change somebody prepares (设计稿): open → submitted → approved, or dropped; returned means open again.

    There is one live draft of each thing, shared by all designers; who saved anything in it may not approve it.
    """

    __tablename__ = "design_draft"
    __table_args__ = (
        Index("uq_design_draft_live", "kind", "key", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # process | table | form
    key: Mapped[str] = mapped_column(String(80))  # id of the process, key of the table or form
    name: Mapped[str] = mapped_column(String(200))
    base_version: Mapped[int | None]  # the version it began from; None: nothing of that key was released
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)  # open | submitted | approved | dropped
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    editors: Mapped[list] = mapped_column(JSON, default=list)  # ids of all who began, saved or submitted
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    effective_on: Mapped[date | None]  # asked for on submission
    note: Mapped[str] = mapped_column(Text, default="")  # why it is changed
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    submissions: Mapped[int] = mapped_column(default=0)  # how often; who approves names the one read
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was returned (退回) or dropped
    outcome: Mapped[list] = mapped_column(JSON, default=list)  # of an approved one: [[key, version], …]
    changes: Mapped[list] = mapped_column(JSON, default=list)  # of an approved one: the sentences that were approved
    files: Mapped[list["DesignFile"]] = relationship(
        back_populates="draft", cascade="all, delete-orphan", order_by="DesignFile.id"
    )

    @property
    def is_live(self) -> bool:
        return self.state in ("open", "submitted")

    def file(self, kind: str, name: str) -> "DesignFile | None":
        return next((each for each in self.files if (each.kind, each.name) == (kind, name)), None)

    def contents(self, kind: str) -> dict[str, str]:
        """{name: content} of its files of one kind."""
        return {each.name: each.content for each in self.files if each.kind == kind}


class DesignFile(db.Model):
    """One file of a draft, kinds as in `ReleaseFile` and `dmn`. A procedure's draft carries only forms it changes."""

    __tablename__ = "design_file"
    __table_args__ = (UniqueConstraint("draft_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("design_draft.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # bpmn | form | dmn
    name: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)  # counts every save; who saves names the one he began from
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    draft: Mapped[DesignDraft] = relationship(back_populates="files")
