"""Rows of penalties: what is proposed against a party, what is decided, what is paid."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.penalties.rules import Measure

OUTCOMES = {"penalty": "给予行政处罚", "no_penalty": "不予行政处罚", "withdraw": "撤销立案", "transfer": "移送司法机关"}
SANCTIONS = {
    "warning": "警告", "fine": "罚款", "confiscate_gain": "没收违法所得", "suspend_business": "责令停产停业整顿",
    "stop_construction": "责令停止建设", "suspend_qualification": "暂停与安全生产有关的资格",
    "revoke_license": "吊销许可证件", "closure_order": "责令关闭", "career_ban": "限制从业",
}  # fmt: skip


class Proposal(db.Model):
    """What the officers propose for one party (案件处理呈批); a revision is a new row with the next version."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("party_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    party_kind: Mapped[str] = mapped_column(String(10))  # entity | person: thresholds differ
    version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))  # a key of OUTCOMES
    sanctions: Mapped[list] = mapped_column(JSON, default=list)  # [{"code", "text"}]
    fine_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    gain_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # to be confiscated
    facts: Mapped[str] = mapped_column(Text)
    violated: Mapped[str] = mapped_column(String(500), default="")
    violated_articles: Mapped[list] = mapped_column(JSON, default=list)  # ids of app.law.articles; `violated` cites them
    basis: Mapped[str] = mapped_column(String(500), default="")
    basis_articles: Mapped[list] = mapped_column(JSON, default=list)
    discretion_note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")  # of no penalty, withdrawal or transfer
    facts_changed: Mapped[bool] = mapped_column(default=False)  # other facts, reasons or articles than noticed before
    education: Mapped[str] = mapped_column(Text, default="")  # 不予处罚 must educate, art. 33
    proposed_on: Mapped[date]
    approved_on: Mapped[date | None]
    threshold_id: Mapped[str | None] = mapped_column(String(60))
    hearing_triggers: Mapped[list] = mapped_column(JSON, default=list)  # Chinese reasons; empty: no hearing right
    deliberation_triggers: Mapped[list] = mapped_column(JSON, default=list)
    notice_number: Mapped[str | None] = mapped_column(String(80))
    notified_on: Mapped[date | None]  # when the notice of just this proposal was served
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def measure(self) -> Measure:
        return Measure.of(self.sanctions, self.fine_yuan, self.gain_yuan)


class Decision(db.Model):
    """The decision on one party (行政处罚决定 or 不予行政处罚决定)."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    outcome: Mapped[str] = mapped_column(String(20))  # penalty | no_penalty
    fine_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    delivered_on: Mapped[date | None]
    payment_due_on: Mapped[date | None]
    overdue_noted_on: Mapped[date | None]
    proposal: Mapped[Proposal] = relationship()
    payments: Mapped[list["Payment"]] = relationship(back_populates="decision", order_by="Payment.paid_on, Payment.id")

    @property
    def paid_yuan(self) -> Decimal:
        return sum((payment.amount_yuan for payment in self.payments), Decimal(0))

    @property
    def unpaid_yuan(self) -> Decimal:
        return (self.fine_yuan or Decimal(0)) - self.paid_yuan


class Payment(db.Model):
    """Money received at the bank for a fine (缴款). `amount_yuan` of the fine, `late_yuan` of the late-payment penalty."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    paid_on: Mapped[date]
    amount_yuan: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    late_yuan: Mapped[Decimal] = mapped_column(Numeric(16, 2), default=Decimal(0))
    receipt_no: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    decision: Mapped[Decision] = relationship(back_populates="payments")
