"""Rows of a cut-off supply (停止供电、停止供应民用爆炸物品, 安全生产法 art. 70)."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.inspections.models import Inspection, OnSiteMeasure
from app.inspections.power_rules import KINDS


class PowerCutoff(db.Model):
    """One supply cut off at one supplier, because an enterprise refuses to carry out a served decision."""

    __tablename__ = "power_cutoff"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("on_site_measure.id"))  # the decision that is refused
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is dealt with in
    kind: Mapped[str] = mapped_column(String(12))  # key of power_rules.KINDS
    status: Mapped[str] = mapped_column(String(20))  # key of power_rules.STATUSES
    supplier: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(String(300))
    kept_supply: Mapped[str] = mapped_column(String(300), default="")  # what safety needs is not cut off
    refusal: Mapped[str] = mapped_column(Text)  # how the enterprise refuses (拒不执行)
    danger: Mapped[str] = mapped_column(Text)  # the real danger (现实危险)
    evidence: Mapped[list] = mapped_column(JSON)  # attachment ids
    emergency: Mapped[bool] = mapped_column(default=False)
    emergency_reason: Mapped[str] = mapped_column(Text, default="")
    stop_at: Mapped[datetime]  # as proposed; later where the enterprise was told late
    proposed_on: Mapped[date]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None]
    notified_at: Mapped[datetime | None]  # when the enterprise was told
    stopped_at: Mapped[datetime | None]  # as the supplier's receipt says
    supplier_receiver: Mapped[str] = mapped_column(String(60), default="")
    receipt: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    complied_on: Mapped[date | None]
    compliance: Mapped[str] = mapped_column(Text, default="")
    reminded_on: Mapped[list] = mapped_column(JSON, default=list)  # ISO days on which nobody had lifted it yet
    lifted_on: Mapped[date | None]  # approved
    restored_on: Mapped[date | None]
    inspection: Mapped[Inspection] = relationship()
    measure: Mapped[OnSiteMeasure] = relationship()

    @property
    def label(self) -> str:
        return KINDS[self.kind]
