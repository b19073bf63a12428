"""Rows of accidents as the office for safety registers them, with the interviews they are followed by."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import Enterprise
from app.supervision.models import Instrument


class Accident(db.Model):
    """One production-safety accident of a unit (生产安全事故)."""

    __tablename__ = "accident"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)  # where it was registered
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    happened_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    brief: Mapped[str] = mapped_column(Text)
    deaths: Mapped[int]
    injuries: Mapped[int]
    loss_yuan: Mapped[Decimal] = mapped_column(Numeric(15, 2))
    grade: Mapped[str] = mapped_column(String(20))  # key of GRADES of app.law.penalty_rules
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)

    enterprise: Mapped[Enterprise] = relationship()
    interviews: Mapped[list[Instrument]] = relationship(order_by=Instrument.id, foreign_keys=Instrument.accident_id)
