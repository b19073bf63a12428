"""Rows of the enterprise's own checks (企业自查): the plan of each kind, the check of each period, what it found."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.core.errors import RuleBroken
from app.enterprises.models import Enterprise
from app.self_checks import rules


class SelfCheckPlan(db.Model):
    """One kind of check an enterprise has set for itself, or an officer for it (自查计划)."""

    __tablename__ = "self_check_plan"
    __table_args__ = (UniqueConstraint("enterprise_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # the bureau in charge
    kind: Mapped[str] = mapped_column(String(10))  # key of rules.KINDS
    begins_on: Mapped[date]
    content: Mapped[str] = mapped_column(String(40))  # sector of the checklist
    method: Mapped[str] = mapped_column(String(20))  # key of rules.METHODS
    responsible: Mapped[str] = mapped_column(String(80))
    department: Mapped[str] = mapped_column(String(80), default="")
    next_on: Mapped[date | None] = mapped_column(index=True)  # first day of the next period to begin; None: no longer checked
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    enterprise: Mapped[Enterprise] = relationship()

    @property
    def is_in_use(self) -> bool:
        return self.next_on is not None


class SelfCheck(db.Model):
    """The check of one day, week or month (一次自查): due, carried out, signed and filed, or missed (缺做)."""

    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "kind", "begins_on"),
        Index("ix_self_check_enterprise_begins", "enterprise_id", "begins_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    begins_on: Mapped[date]
    due_on: Mapped[date]
    content: Mapped[str] = mapped_column(String(40))
    method: Mapped[str] = mapped_column(String(20))
    responsible: Mapped[str] = mapped_column(String(80))
    department: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[str] = mapped_column(String(20), index=True, active_history=True)  # key of rules.STATUSES
    checked_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    led_by_principal: Mapped[bool] = mapped_column(default=False)  # 主要负责人带队
    participants: Mapped[list] = mapped_column(JSON, default=list)  # [{"name", "kind": key of rules.PARTICIPANTS}]
    items: Mapped[list] = mapped_column(JSON, default=list)  # [{"id", "text", "answer", "note"}]
    process_note: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    carried_out_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(80), default="")
    signature: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_on: Mapped[date | None]
    missed_on: Mapped[date | None]  # the day it was noted as missed
    instance_id: Mapped[str | None] = mapped_column(ForeignKey("instance.id"), index=True)

    enterprise: Mapped[Enterprise] = relationship()
    findings: Mapped[list["SelfCheckFinding"]] = relationship(cascade="all, delete-orphan", order_by="SelfCheckFinding.id")

    @property
    def number(self) -> str:
        """How lists name it: 「日管控 2026-09-07」"""
        return f"{rules.KINDS[self.kind]} {rules.period_words(self.kind, self.begins_on)}"

    @property
    def missing(self) -> list[str]:
        """Which of the seven its file does not say (R020)."""
        return rules.missing({key: getattr(self, key) for key in rules.SEVEN})

    def is_overdue(self, on: date) -> bool:
        return self.status not in rules.ENDS and on > self.due_on

    @property
    def was_late(self) -> bool:
        """Made after its last working day, before the next one began."""
        return self.checked_on is not None and self.checked_on > self.due_on

    def is_faulty(self, on: date) -> bool:
        """Marked red: missed, late, or filed with something missing."""
        return self.status == "missed" or self.is_overdue(on) or (self.status == "filed" and bool(self.missing))


@event.listens_for(SelfCheck, "before_update")
@event.listens_for(SelfCheck, "before_delete")
def _final(_mapper, _connection, row):
    was = inspect(row).attrs.status.history
    if (was.deleted or [row.status])[0] in rules.ENDS:
        raise RuleBroken("self_check_final", rules.IS_FINAL)


class SelfCheckFinding(db.Model):
    """What a check found that is not as it should be; it becomes a hidden danger when the check is filed."""

    __tablename__ = "self_check_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    self_check_id: Mapped[int] = mapped_column(ForeignKey("self_check.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("checklist_item.id"))
    place: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    photos: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
