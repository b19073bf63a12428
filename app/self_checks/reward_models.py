"""Rows of rewards for employees who report hidden dangers: an enterprise's scheme, what was paid by it and by the government."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.hazards.models import Hazard


class RewardScheme(db.Model):
    """The scheme by which an enterprise rewards its employees' reports (员工报告隐患奖励制度)."""

    __tablename__ = "reward_scheme"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    in_force_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class EmployeeReward(db.Model):
    """One reward for the report of one hazard; the enterprise's own and the government's stand beside each other."""

    __tablename__ = "employee_reward"
    __table_args__ = (UniqueConstraint("hazard_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"))
    kind: Mapped[str] = mapped_column(String(12))  # key of rules.REWARDS
    reporter: Mapped[str] = mapped_column(String(80))
    amount_yuan: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    granted_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(200))  # the clause of the scheme, or the number of the government's paper
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    hazard: Mapped[Hazard] = relationship()
