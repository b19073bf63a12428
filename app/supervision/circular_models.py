"""Rows of 通报 and 曝光: the circular, whom it names, and what became of it after it was published."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard
from app.identity.models import Organisation
from app.supervision import circular_rules as rules


class Circular(db.Model):
    """One 通报 (inside the administration) or 曝光 (to the public), until all it names is put right or it is withdrawn."""

    __tablename__ = "circular"
    __table_args__ = (Index("ix_circular_organisation_status", "organisation_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # key of rules.KINDS
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))  # the bureau that issues it
    title: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.STATUSES
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None]
    published_on: Mapped[date | None]
    published_where: Mapped[str] = mapped_column(String(200), default="")
    publication_files: Mapped[list] = mapped_column(JSON, default=list)
    ended_on: Mapped[date | None]  # refused, withdrawn, or everything put right
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    entries: Mapped[list["CircularEntry"]] = relationship(
        order_by="CircularEntry.id", cascade="all, delete-orphan", back_populates="circular"
    )
    follow_ups: Mapped[list["CircularFollowUp"]] = relationship(order_by="CircularFollowUp.id")

    @property
    def words(self) -> str:
        return rules.KINDS[self.kind]

    @property
    def open_hazards(self) -> list[Hazard]:
        """What it names that is not removed yet."""
        return [each.hazard for each in self.entries if each.hazard is not None and each.hazard.is_open]


class CircularEntry(db.Model):
    """One area, department or unit a circular names, with the facts as they are printed."""

    __tablename__ = "circular_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    circular_id: Mapped[int] = mapped_column(ForeignKey("circular.id"), index=True)
    candidate: Mapped[str] = mapped_column(
        String(250), index=True
    )  # what it was a candidate for, "" where it was named
    name: Mapped[str] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"), index=True)

    circular: Mapped[Circular] = relationship(back_populates="entries")
    enterprise: Mapped[Enterprise | None] = relationship()
    hazard: Mapped[Hazard | None] = relationship()


class CircularFollowUp(db.Model):
    """What was found when it was looked after (跟踪整改), or what was wrong in it and is corrected or withdrawn."""

    __tablename__ = "circular_follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    circular_id: Mapped[int] = mapped_column(ForeignKey("circular.id"), index=True)
    on: Mapped[date]
    by: Mapped[str] = mapped_column(String(120))
    result: Mapped[str] = mapped_column(String(20))  # key of rules.RESULTS
    note: Mapped[str] = mapped_column(Text)
    files: Mapped[list] = mapped_column(JSON, default=list)
    states: Mapped[list] = mapped_column(JSON, default=list)  # [{"number", "status"}] of the hazards that day
    reason: Mapped[str] = mapped_column(Text, default="")  # of a correction or withdrawal
    agreed: Mapped[bool | None]
    published_on: Mapped[date | None]
    published_where: Mapped[str] = mapped_column(String(200), default="")
    publication_files: Mapped[list] = mapped_column(JSON, default=list)
