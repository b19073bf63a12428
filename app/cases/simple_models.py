"""Rows of penalties decided on the spot (当场处罚, 简易程序)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import Enterprise
from app.penalties.rules import Measure

STATUSES = {
    "told": "已告知，待决定", "decided": "已决定，待交付", "handed_over": "已交付", "closed": "已办结", "spared": "不予处罚",
    "ordinary": "转普通程序",
}  # fmt: skip
COLLECTION = {"bank": "到银行缴纳", "on_site": "当场收缴"}


class SimplePenalty(db.Model):
    """One penalty on the spot: what the party was told, what it said, what was decided, handed over, paid, reported.

    Source: 行政处罚法 (2021) arts. 51, 52, 67-72
    """

    __tablename__ = "simple_penalty"

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is dealt with in
    number: Mapped[str | None] = mapped_column(String(80), unique=True)  # of the decision
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    status: Mapped[str] = mapped_column(String(12))  # key of STATUSES
    officers: Mapped[list] = mapped_column(JSON)  # user ids
    party: Mapped[dict] = mapped_column(JSON)  # as a case would name it, see cases.parties.rows
    found_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    cause: Mapped[str] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    violated: Mapped[str] = mapped_column(String(500))
    violated_articles: Mapped[list] = mapped_column(JSON)  # ids of app.law.articles
    basis: Mapped[str] = mapped_column(String(500))
    basis_articles: Mapped[list] = mapped_column(JSON)
    photos: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    told_warning: Mapped[bool] = mapped_column(default=False)
    told_fine_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    statement: Mapped[str] = mapped_column(Text, default="")  # empty: the party said nothing in its defence
    adoption: Mapped[str] = mapped_column(String(20), default="")  # adopted | partly_adopted | not_adopted
    adoption_reason: Mapped[str] = mapped_column(String(300), default="")
    warning: Mapped[bool] = mapped_column(default=False)
    fine_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    reason: Mapped[str] = mapped_column(Text, default="")  # of the weighing, of sparing, of the ordinary procedure
    decided_on: Mapped[date | None] = mapped_column(index=True)
    collect_way: Mapped[str] = mapped_column(String(8), default="")  # key of COLLECTION; empty: no fine
    collect_ground: Mapped[str] = mapped_column(String(400), default="")  # why on the spot, with its article
    collected_on: Mapped[date | None]
    handed_in_on: Mapped[date | None]  # to the organ
    cashier: Mapped[str] = mapped_column(String(60), default="")
    deposited_on: Mapped[date | None]  # by the organ at the bank
    slip_no: Mapped[str] = mapped_column(String(60), default="")
    paid_on: Mapped[date | None]  # by the party at the bank
    receipt_no: Mapped[str] = mapped_column(String(60), default="")
    late_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # paid of the late-payment penalty
    payment_due_on: Mapped[date | None]  # noted when it has run out
    execution_note: Mapped[str] = mapped_column(Text, default="")
    execution_ended_on: Mapped[date | None]
    reported_on: Mapped[date | None]
    report_note: Mapped[str] = mapped_column(Text, default="")
    report_result: Mapped[str] = mapped_column(String(8), default="")  # filed | problem
    report_opinion: Mapped[str] = mapped_column(Text, default="")
    lapses: Mapped[list] = mapped_column(JSON, default=list)  # [{"on", "words"}]: a duty of the office not met in time
    enterprise: Mapped[Enterprise] = relationship()

    @property
    def told(self) -> Measure:
        return measure(self.told_warning, self.told_fine_yuan)

    @property
    def measure(self) -> Measure:
        return measure(self.warning, self.fine_yuan)

    @property
    def title(self) -> str:
        return f"{self.party['name']} · {self.cause}"


def sanctions(warning: bool, fine_yuan: Decimal | None) -> list[dict]:
    return [{"code": code} for code, given in (("warning", warning), ("fine", fine_yuan)) if given]


def measure(warning: bool, fine_yuan: Decimal | None) -> Measure:
    return Measure.of(sanctions(warning, fine_yuan), fine_yuan)
