"""Rows of penalties: what is proposed against a party and for which breaches, what is decided, what is paid."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.law.penalty_rules import TIERS
from app.penalties.rules import KINDS, Measure

OUTCOMES = {"penalty": "给予行政处罚", "no_penalty": "不予行政处罚", "withdraw": "撤销立案", "transfer": "移送司法机关"}
SANCTIONS = KINDS
VOID_GROUNDS = {"review": "行政复议撤销", "court": "人民法院判决撤销", "self": "本机关自行撤销"}


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
    ground: Mapped[dict] = mapped_column(JSON, default=dict)  # of no penalty: code, conditions, evidence (ids)
    warnings: Mapped[list] = mapped_column(JSON, default=list)  # of dual penalty: [{"code", "message", "article"}]
    dual_reason: Mapped[str] = mapped_column(Text, default="")  # the officers' answer to them
    facts_changed: Mapped[bool] = mapped_column(default=False)  # other facts, reasons or articles than noticed before
    change_note: Mapped[str] = mapped_column(Text, default="")  # what changed
    uniform: Mapped[list] = mapped_column(JSON, default=list)  # 四个一律: keys of tiers.UNIFORM
    education: Mapped[str] = mapped_column(Text, default="")  # 不予处罚 must educate, art. 33
    proposed_on: Mapped[date]
    approved_on: Mapped[date | None]
    threshold_id: Mapped[str | None] = mapped_column(String(60))
    hearing_triggers: Mapped[list] = mapped_column(JSON, default=list)  # Chinese reasons; empty: no hearing right
    deliberation_triggers: Mapped[list] = mapped_column(JSON, default=list)
    notice_number: Mapped[str | None] = mapped_column(String(80))
    notified_on: Mapped[date | None]  # when the notice of just this proposal was served
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    breaches: Mapped[list["Breach"]] = relationship(back_populates="proposal", order_by="Breach.position")

    @property
    def has_deviation(self) -> bool:
        """Whether a fine leaves the band of its discretion table, which the review has to agree to."""
        return any(breach.deviation for breach in self.breaches)

    @property
    def measure(self) -> Measure:
        each: dict[str, Measure] = {}
        for breach in sorted(self.breaches, key=lambda one: one.fine_yuan or 0, reverse=True):  # like against like by weight
            alike = sum(name == breach.key or name.startswith(f"{breach.key}之") for name in each)
            name = f"{breach.key}之{alike + 1}" if alike else breach.key
            each[name] = Measure.of(breach.sanctions, breach.fine_yuan, breach.gain_yuan)
        return Measure.of(self.sanctions, self.fine_yuan, self.gain_yuan, each)


class Breach(db.Model):
    """One violation a proposal punishes (违法行为), weighed by itself: several are decided apart and executed together.

    The range is the law's answer on the day of the proposal; what it was asked with stays here, so that approval,
    notice and decision ask again. Source: 行政处罚法 (2021) arts. 5, 34, 37
    """

    __tablename__ = "breach"
    __table_args__ = (UniqueConstraint("proposal_id", "position"), Index("ix_breach_rule", "rule_id", "subject", "tier"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    position: Mapped[int]  # 1, 2, 3, …
    rule_id: Mapped[str] = mapped_column(String(20))  # of app.law.penalty_rules
    rule_version: Mapped[str] = mapped_column(String(60))
    item: Mapped[str | None] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(30))  # whom the article names
    tier: Mapped[str] = mapped_column(String(20))
    conduct_on: Mapped[date]
    conduct: Mapped[str] = mapped_column(Text, default="")  # its own facts; empty: those of the proposal
    violated: Mapped[str] = mapped_column(String(500))
    violated_articles: Mapped[list] = mapped_column(JSON, default=list)
    basis: Mapped[str] = mapped_column(String(500))
    given: Mapped[dict] = mapped_column(JSON, default=dict)  # what the range needs besides: deaths, income_yuan, days, …
    min_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # None: the article gives no fine
    max_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    suggested_low: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    suggested_high: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    sanctions: Mapped[list] = mapped_column(JSON, default=list)  # [{"code", "text", "unit", "count", "scope"}]
    fine_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    gain_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # illegal gain, as found
    circumstances: Mapped[list] = mapped_column(JSON, default=list)  # codes of circumstances.CIRCUMSTANCES
    circumstance_note: Mapped[str] = mapped_column(Text, default="")
    circumstance_evidence: Mapped[list] = mapped_column(JSON, default=list)  # ids of evidence
    mitigated: Mapped[bool] = mapped_column(default=False)  # below the range (减轻)
    weighing: Mapped[str] = mapped_column(Text, default="")  # the reason for the amount
    law_choice: Mapped[str] = mapped_column(String(10), default="")  # conduct | decision, where neither law is lighter
    law_reason: Mapped[str] = mapped_column(Text, default="")  # why
    tier_facts: Mapped[dict] = mapped_column(JSON, default=dict)  # what the discretion table counts: {input: value}
    benchmark: Mapped[dict] = mapped_column(JSON, default=dict)  # its answer: tier, ratios, reason, key, version, sha256, fired
    deviation: Mapped[str] = mapped_column(Text, default="")  # why the fine leaves the band, for the review to agree
    proposal: Mapped[Proposal] = relationship(back_populates="breaches")

    @property
    def key(self) -> str:
        """What makes it the same violation as the one noticed."""
        return f"{self.basis}，{TIERS[self.tier]}"


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
    changed_from_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # the fine before a review or a court changed it
    void_ground: Mapped[str] = mapped_column(String(12), default="")  # key of VOID_GROUNDS; empty: it stands
    voided_on: Mapped[date | None]
    refund_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # paid without a ground any more (应退还)
    refunded_on: Mapped[date | None]
    late_waived_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # let off by execution agreement
    proposal: Mapped[Proposal] = relationship()
    pauses: Mapped[list["LatePause"]] = relationship(back_populates="decision", order_by="LatePause.from_on")
    payments: Mapped[list["Payment"]] = relationship(back_populates="decision", order_by="Payment.paid_on, Payment.id")

    @property
    def paid_yuan(self) -> Decimal:
        return sum((payment.amount_yuan for payment in self.payments), Decimal(0))

    @property
    def unpaid_yuan(self) -> Decimal:
        return max((self.fine_yuan or Decimal(0)) - self.paid_yuan, Decimal(0)) if not self.voided_on else Decimal(0)


class LatePause(db.Model):
    """Days on which nothing is added to an unpaid fine (停止计算加处罚款): a review or a suit, or a term granted
    after the thirty days of the fine are over; `to_on` None: going on.

    Source: 行政处罚法 (2021) arts. 66, 73(3)
    """

    __tablename__ = "late_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    ground: Mapped[str] = mapped_column(String(40))  # in words, as the ledger tells it
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    decision: Mapped[Decision] = relationship(back_populates="pauses")


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
