"""Rows of hidden dangers (事故隐患): the hazard, the records of its seven links, its plan, extensions and checks."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.enterprises.models import Enterprise
from app.hazards import rules
from app.identity.models import Organisation


class Hazard(db.Model):
    """One hidden danger (隐患) at one enterprise, from its discovery to its removal from the list (销号)."""

    __tablename__ = "hazard"
    __table_args__ = (
        Index("ix_hazard_organisation_status", "organisation_id", "status"),
        Index("ix_hazard_origin", "origin_kind", "origin_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))  # the bureau in charge
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    sector: Mapped[str] = mapped_column(String(40), default="", index=True)
    source: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.SOURCES
    origin_kind: Mapped[str | None] = mapped_column(String(20))  # the row it came from, e.g. "finding"
    origin_id: Mapped[int | None]
    found_on: Mapped[date] = mapped_column(index=True)
    found_by: Mapped[str] = mapped_column(String(120))
    finders: Mapped[list] = mapped_column(JSON, default=list)  # ids of those of them who have an account
    place: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    photos: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids, before
    article: Mapped[str] = mapped_column(String(300), default="")  # what it breaks, as the finder says
    grading: Mapped[dict] = mapped_column(JSON, default=dict)  # sector, listed, must_suspend, beyond_unit
    grade: Mapped[str | None] = mapped_column(String(10), index=True)  # general | major; None until assessed
    sector_grade: Mapped[str] = mapped_column(String(20), default="")  # key of rules.SECTOR_GRADES
    standard: Mapped[str] = mapped_column(String(300), default="")  # the ground and the standard, as the table says
    standard_item: Mapped[str] = mapped_column(String(200), default="")
    grade_reason: Mapped[str] = mapped_column(Text, default="")
    handling: Mapped[str] = mapped_column(String(20), default="")  # key of rules.HANDLINGS
    responsible_person: Mapped[str] = mapped_column(String(80), default="")
    actual_controller: Mapped[str] = mapped_column(String(80), default="")
    order_due_on: Mapped[date | None]  # while an inspection's order (责令限期整改) runs: its last day, which is this one's
    reinspection: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")  # of that order, as orders.Reinspection
    interim_measures: Mapped[str] = mapped_column(Text, default="")  # until it is removed
    due_on: Mapped[date | None] = mapped_column(index=True)
    overdue_on: Mapped[date | None]  # the day it was marked, anew after an extension
    unread_on: Mapped[date | None] = mapped_column(index=True)  # 送达后逾期未读: since that day, None once all is read
    reminders: Mapped[list] = mapped_column(JSON, default=list)  # [{"kind", "on", "due_on"}]
    status: Mapped[str] = mapped_column(String(20), index=True)  # key of rules.STATUSES
    signed_on: Mapped[date | None]  # the head has signed a major one (主要负责人签批)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    returned_reason: Mapped[str] = mapped_column(Text, default="")  # why the report was sent back or not accepted
    transferred_to: Mapped[str] = mapped_column(String(120), default="")
    transferred_on: Mapped[date | None]
    transfer_received_on: Mapped[date | None]
    transfer_feedback_on: Mapped[date | None]  # the other department said what it had done (反馈)
    transfer_silent_on: Mapped[date | None]  # 逾期没有反馈: since that day, None once it has answered
    raised_from_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))  # in charge before the bureau above took it
    raised_on: Mapped[date | None]  # 提级治理
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    recurrence: Mapped[int] = mapped_column(default=0, server_default="0")  # earlier ones of the same kind at this enterprise
    rectified_on: Mapped[date | None]
    after_photos: Mapped[list] = mapped_column(JSON, default=list)
    rectified_note: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None] = mapped_column(index=True)
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)
    created_at: Mapped[datetime]
    supervised = None  # ledger_queries.Supervised, where a list or an export has read it

    enterprise: Mapped[Enterprise] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    raised_from: Mapped[Organisation | None] = relationship(foreign_keys=[raised_from_id])
    records: Mapped[list["HazardRecord"]] = relationship(order_by="HazardRecord.id")
    plans: Mapped[list["HazardPlan"]] = relationship(order_by="HazardPlan.id")
    extensions: Mapped[list["HazardExtension"]] = relationship(order_by="HazardExtension.id")
    checks: Mapped[list["HazardCheck"]] = relationship(order_by="HazardCheck.id")
    disposals: Mapped[list["HazardDisposal"]] = relationship(order_by="HazardDisposal.id")

    @property
    def is_major(self) -> bool:
        return self.grade == "major"

    @property
    def is_open(self) -> bool:
        return self.status in rules.OPEN

    @property
    def told_source(self) -> str:
        """How it was found, as the enterprise may know it."""
        return rules.told_source(self.source)

    @property
    def told_finder(self) -> str:
        """Who has found it, as the enterprise may know it; empty where that is protected."""
        return self.found_by if self.source in rules.NAMED_SOURCES else ""

    @property
    def is_told(self) -> bool:
        """Whether the enterprise may know of it."""
        return rules.is_told(self.source, self.status, self.grade)

    @property
    def is_stock(self) -> bool:
        """存量: found by the cut-off day in force; else 增量."""
        return rules.is_stock(self.found_on, rules.stock_until(today()))

    @property
    def plan(self) -> "HazardPlan | None":
        return self.plans[-1] if self.plans else None

    @property
    def disposal(self) -> "HazardDisposal | None":
        """The way it was dealt with where it could not be put right; None where it was."""
        last = self.disposals[-1] if self.disposals else None
        return last if last and last.done_on and last.done_on == self.rectified_on else None

    @property
    def round_checks(self) -> list["HazardCheck"]:
        """The checks since rectification was last reported: those of an earlier round no longer count."""
        failed = [number for number, each in enumerate(self.checks) if each.result == "fail"]
        return self.checks[failed[-1] + 1 :] if failed else self.checks

    def is_overdue(self, on: date) -> bool:
        return self.status in rules.RUNNING and self.due_on is not None and on > self.due_on


class HazardRecord(db.Model):
    """One act on one of the seven links (环节): who, when, evidence. Written once, never changed."""

    __tablename__ = "hazard_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    link: Mapped[str] = mapped_column(String(20))  # key of rules.LINKS
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())  # an opinion of the office, not the enterprise's to read


@event.listens_for(HazardRecord, "before_update")
@event.listens_for(HazardRecord, "before_delete")
def _final(_mapper, _connection, record):
    raise RuleBroken("record_final", rules.RECORD_IS_FINAL)


class HazardReading(db.Model):
    """An account of the enterprise opened a notice of a major hazard (已读) for the first time. Written once, never changed."""

    __tablename__ = "hazard_reading"
    __table_args__ = (UniqueConstraint("document_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(80))  # of the account then
    read_at: Mapped[datetime]


@event.listens_for(HazardReading, "before_update")
@event.listens_for(HazardReading, "before_delete")
def _read_for_good(_mapper, _connection, _reading):
    raise RuleBroken("record_final", "已读记录不能修改、删除（三年行动方案：留送达、已读记录）")


class HazardPlan(db.Model):
    """A plan to remove it (治理方案) with the five that must be settled (五落实)."""

    __tablename__ = "hazard_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    responsibility: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    funds_yuan: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    deadline: Mapped[date]
    contingency: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list] = mapped_column(JSON, default=list)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_on: Mapped[date]
    result: Mapped[str] = mapped_column(String(10), default="")  # approve | return
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]
    opinion: Mapped[str] = mapped_column(Text, default="")


class HazardExtension(db.Model):
    """More time asked for (延期) and the answer."""

    __tablename__ = "hazard_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    asked_on: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_on: Mapped[date]  # the last day as it was
    until_on: Mapped[date]
    ground: Mapped[str] = mapped_column(Text)
    protection: Mapped[str] = mapped_column(Text)  # signs, monitoring, preventive measures meanwhile
    evidence: Mapped[list] = mapped_column(JSON, default=list)
    result: Mapped[str] = mapped_column(String(10), default="")  # grant | refuse
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]
    opinion: Mapped[str] = mapped_column(Text, default="")


class HazardDisposal(db.Model):
    """Said to be beyond putting right (无法整改), the way it goes instead, and what the head says to that."""

    __tablename__ = "hazard_disposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    path: Mapped[str] = mapped_column(String(20))  # key of disposal.paths()
    ground: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list] = mapped_column(JSON, default=list)
    asked_on: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    result: Mapped[str] = mapped_column(String(10), default="")  # approve | return
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]
    opinion: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None]  # carried out


class HazardCheck(db.Model):
    """A check on site whether it is removed (验收), at one level."""

    __tablename__ = "hazard_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))  # district | city
    result: Mapped[str] = mapped_column(String(10))  # pass | fail
    by: Mapped[list] = mapped_column(JSON)  # ids of those who checked
    names: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    photos: Mapped[list] = mapped_column(JSON, default=list)
