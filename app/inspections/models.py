"""Rows of inspections: checklists, one inspection with its findings, orders, re-inspections and measures."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import Enterprise
from app.identity.models import User


class ChecklistItem(db.Model):
    """One question of a sector's checklist (检查事项). `hazard_when`: the answer that makes it a problem (是 or 否)."""

    __tablename__ = "checklist_item"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    sector: Mapped[str] = mapped_column(String(60), index=True)
    text: Mapped[str] = mapped_column(String(400))
    kind: Mapped[str] = mapped_column(String(40))
    hazard_when: Mapped[str] = mapped_column(String(4))
    severity_hint: Mapped[str | None] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)  # no longer in the imported list; kept for old records


class InspectionOfficer(db.Model):
    """An officer who inspects (检查人员)."""

    __tablename__ = "inspection_officer"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    user: Mapped[User] = relationship()


class Inspection(db.Model):
    """One inspection of one enterprise (检查). status: planned → approved → inspected → following_up → closed."""

    __tablename__ = "inspection"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"))
    trigger: Mapped[str] = mapped_column(String(20))
    clue: Mapped[str] = mapped_column(String(200), default="")
    planned_on: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    sector: Mapped[str] = mapped_column(String(60), default="")
    frequency_note: Mapped[str] = mapped_column(String(20), default="")
    yearly_count: Mapped[int | None]  # which one by plan this is in its year; of one on a lead: how many there were
    yearly_limit: Mapped[int | None]
    separate_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")  # why not one with that day's other
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(300), default="")
    present_person: Mapped[str] = mapped_column(String(60), default="")
    findings_text: Mapped[str] = mapped_column(Text, default="")
    refusal_note: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[list] = mapped_column(JSON, default=list)  # keys of queries.OUTCOMES
    outcome_reason: Mapped[str] = mapped_column(Text, default="")
    suspected_violation: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(20), index=True)
    closed_on: Mapped[date | None]

    enterprise: Mapped[Enterprise] = relationship()
    officers: Mapped[list[InspectionOfficer]] = relationship(cascade="all, delete-orphan")
    findings: Mapped[list["Finding"]] = relationship(cascade="all, delete-orphan", order_by="Finding.id")
    orders: Mapped[list["RectificationOrder"]] = relationship(order_by="RectificationOrder.id")
    measures: Mapped[list["OnSiteMeasure"]] = relationship(order_by="OnSiteMeasure.id")

    @property
    def problems(self) -> list["Finding"]:
        return [finding for finding in self.findings if finding.answer == "violate"]


class Finding(db.Model):
    """What was found under one question, or beside the list (item_id empty)."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("checklist_item.id"))
    text: Mapped[str] = mapped_column(String(500))
    answer: Mapped[str] = mapped_column(String(10))  # conform | violate | na
    note: Mapped[str] = mapped_column(Text, default="")
    article: Mapped[str] = mapped_column(String(300), default="")
    photos: Mapped[list] = mapped_column(JSON, default=list)
    hazard: Mapped[dict] = mapped_column(JSON, default=dict)  # sector, listed, must_suspend, beyond_unit, standard_item

    @property
    def words(self) -> str:
        """The problem as papers tell it: the question of the list with what was seen, or the officer's own words."""
        note = self.note.rstrip("。；")
        return f"{self.text.rstrip('。；')}：{note or '不符合要求'}" if self.item_id else note or self.text


class RectificationOrder(db.Model):
    """An order to rectify (责令限期整改) with its problems: [{"problem", "article", "due_on"}]."""

    __tablename__ = "rectification_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    problems: Mapped[list] = mapped_column(JSON)
    request: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date] = mapped_column(index=True)  # the latest of the problems' days; moves with an extension
    status: Mapped[str] = mapped_column(String(20))  # drafted | approved | rectified | not_rectified
    reviews: Mapped[list["RectificationReview"]] = relationship(order_by="RectificationReview.id")


class RectificationReview(db.Model):
    """A re-inspection (整改复查) or a request for more time with the bureau's answer."""

    __tablename__ = "rectification_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    result: Mapped[str] = mapped_column(String(20))  # rectified | not_rectified | extension
    reviewed_on: Mapped[date | None]
    results: Mapped[list] = mapped_column(JSON, default=list)
    conclusion: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    extension_ground: Mapped[str] = mapped_column(Text, default="")
    extension_until: Mapped[date | None]
    protective_measures: Mapped[str] = mapped_column(Text, default="")
    extension_answer: Mapped[str] = mapped_column(String(10), default="")  # grant | refuse
    extension_opinion: Mapped[str] = mapped_column(Text, default="")


class OnSiteMeasure(db.Model):
    """A measure on site (现场处理措施, 安全生产法 art. 65): ordered, in force until resumption is agreed to."""

    __tablename__ = "on_site_measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    hazards: Mapped[list] = mapped_column(JSON)
    kinds: Mapped[list] = mapped_column(JSON)
    scope: Mapped[str] = mapped_column(String(300))
    period: Mapped[str] = mapped_column(String(200))
    resume_condition: Mapped[str] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(20))  # proposed | approved | lifted
    resumption_result: Mapped[str] = mapped_column(String(20), default="")
    resumption_note: Mapped[str] = mapped_column(Text, default="")
    lifted_on: Mapped[date | None]
