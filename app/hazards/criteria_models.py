"""Rows of the library of criteria (重大事故隐患判定标准): one item of a standard, in one version."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.identity.models import User


class Criterion(db.Model):
    """One item (条款项) of a sector's standard, as the office entered it; a change is a version of its own, nothing is overwritten."""

    __tablename__ = "hazard_criterion"
    __table_args__ = (Index("ix_hazard_criterion_sector_standard", "sector", "standard"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(String(20))  # key of criteria.STANDARDS, as the assessment asks it
    standard: Mapped[str] = mapped_column(String(200))  # name and number of the document
    item: Mapped[str] = mapped_column(String(200))  # e.g. 第十一条第（四）项
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    effective_on: Mapped[date]
    ended_on: Mapped[date | None]  # its last day
    source: Mapped[str] = mapped_column(String(200))  # where it was copied from
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # a second person compared it with the text; None: 待核
    checked_on: Mapped[date | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("hazard_criterion.id"))

    author: Mapped[User | None] = relationship(foreign_keys=[entered_by])
    checker: Mapped[User | None] = relationship(foreign_keys=[checked_by])

    def holds(self, on: date) -> bool:
        return self.effective_on <= on and (self.ended_on is None or on <= self.ended_on)
