"""Rows of the law: uploaded holiday notices, running periods and their suspensions."""

from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import ZONE, local
from app.core.database import db
from app.law.calendar import ONE_DAY
from app.law.period_rules import Kind


class HolidayDay(db.Model):
    """One day of an uploaded holiday notice (放假安排); `year` is the year the notice is for."""

    __tablename__ = "holiday_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))  # work, off
    name: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(index=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]


class PeriodLength(db.Model):
    """A length the law left open (待核), set by the office from a day on the strength of a document."""

    __tablename__ = "period_length"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(60), index=True)
    since: Mapped[date]
    length: Mapped[int]  # in the unit of the rule
    document: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class PenaltyFigure(db.Model):
    """A figure of penalties left open (待核), written down by one person and confirmed by another; holds from a day."""

    __tablename__ = "penalty_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)  # key of penalty_figures.FIGURES
    since: Mapped[date]
    values: Mapped[dict] = mapped_column(JSON)  # {part: numbers as text}
    article: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]


class Period(db.Model):
    """A statutory period that runs for one subject (期间), under the version of the rule it started with."""

    __tablename__ = "period"
    __table_args__ = (
        Index("ix_period_subject", "subject_kind", "subject_id", "rule_id"),
        Index("ix_period_open", "outcome", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(60))
    rule_version: Mapped[str] = mapped_column(String(10))  # effective_from of the version, or "base"
    kind: Mapped[str] = mapped_column(String(10))  # deadline wait effect duration lookback
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[str | None] = mapped_column(String(36), index=True)
    start_on: Mapped[str] = mapped_column(String(25))  # ISO date; for hours YYYY-MM-DDTHH:MM+08:00
    last_day: Mapped[date | None]  # NULL: 待公布, 中止, or a length not yet set
    last_at: Mapped[datetime | None]  # only for hours
    estimate: Mapped[date | None]  # 暂估; nothing lapses on it
    status: Mapped[str] = mapped_column(String(10))  # ok 待公布 待核 中止
    outcome: Mapped[str] = mapped_column(String(10), default="open")  # open met lapsed cancelled extended
    granted_until: Mapped[date | None]  # the last day an approval names, where the article sets no length (罚法 art. 66)
    closed_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Text)  # 「行政处罚法（2021）第64条、第85条」
    extends_id: Mapped[int | None] = mapped_column(ForeignKey("period.id"), index=True)  # the period it goes on from
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    extension_approval: Mapped[str] = mapped_column(String(200), default="")  # paper of whoever else had to approve
    extended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    suspensions: Mapped[list["PeriodSuspension"]] = relationship(
        back_populates="period", cascade="all, delete-orphan", order_by="PeriodSuspension.from_on"
    )

    @property
    def is_open(self) -> bool:
        return self.outcome == "open"

    @property
    def open_suspension(self) -> "PeriodSuspension | None":
        return next((pause for pause in self.suspensions if pause.to_on is None), None)

    @property
    def runs_out_at(self) -> datetime | None:
        """The moment the period is over (aware, Shanghai): a timer that obeys it fires then. None: not known yet.

        A last day belongs to the period, so it ends at the midnight after; an effect comes with the day itself.
        """
        if self.last_at:
            return local(self.last_at)
        if self.last_day is None:
            return None
        end = self.last_day if self.kind == Kind.EFFECT else self.last_day + ONE_DAY
        return datetime.combine(end, time(), ZONE)

    def has_run_out(self, at: datetime) -> bool:
        """Whether the period is over at this moment; never on an estimate."""
        return self.runs_out_at is not None and at >= self.runs_out_at


class PeriodSuspension(db.Model):
    """Days that do not count (不计入期间), with ground and article; both ends included, `to_on` NULL = going on."""

    __tablename__ = "period_suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    ground: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    period: Mapped[Period] = relationship(back_populates="suspensions")
