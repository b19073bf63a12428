"""Rows of relief in paying a fine (延期、分期缴纳罚款): the application, and each instalment with its day and amount."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Party
from app.cases.relief_rules import KINDS
from app.core.database import db


class PaymentRelief(db.Model):
    """One application of a party to pay later or in parts; the instalments are the plan that is proposed, then granted.

    Source: 行政处罚法 (2021) art. 66(2)
    """

    __tablename__ = "payment_relief"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is dealt with in
    kind: Mapped[str] = mapped_column(String(12))  # key of relief_rules.KINDS
    status: Mapped[str] = mapped_column(String(12))  # key of relief_rules.STATUSES
    received_on: Mapped[date]
    difficulty: Mapped[str] = mapped_column(Text)  # the party's ground (确有经济困难)
    requested: Mapped[list] = mapped_column(JSON)  # as the party asked: [{"due_on", "amount_yuan"}]
    application: Mapped[list] = mapped_column(JSON)  # attachment ids: the written application
    proofs: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids: what proves the difficulty
    late_reason: Mapped[str] = mapped_column(Text, default="")  # why it came after the time to pay
    advice: Mapped[str] = mapped_column(String(12))  # the officers': grant | adjust | refuse | withdrawn
    opinion: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # of a broken plan: the day that was missed
    party: Mapped[Party] = relationship()
    instalments: Mapped[list["Instalment"]] = relationship(cascade="all, delete-orphan", order_by="Instalment.position")

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def plan(self) -> list[tuple[date, Decimal]]:
        """[(last day, yuan)], the first day first."""
        return [(each.due_on, each.amount_yuan) for each in self.instalments]

    @property
    def last_day(self) -> date:
        return self.instalments[-1].due_on


class Instalment(db.Model):
    """One part of a plan (一期): what is to be paid until which day. Whether it was follows from the payments."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("relief_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    relief_id: Mapped[int] = mapped_column(ForeignKey("payment_relief.id"), index=True)
    position: Mapped[int]  # 1, 2, 3, …
    due_on: Mapped[date]
    amount_yuan: Mapped[Decimal] = mapped_column(Numeric(16, 2))
