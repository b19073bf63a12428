"""Rows of appraisals (检测、检验、检疫、技术鉴定): what was asked of whom, its time, the opinion, the party's objection."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.appraisal_rules import KINDS
from app.cases.models import Case, Evidence, Preservation
from app.core.database import db


class Appraisal(db.Model):
    """One appraisal of a case. A second one granted on an objection (重新鉴定) is a row of its own in the same process.

    Source: 行政强制法 (2011) art. 25(3); 行政处罚法 (2021) art. 46
    """

    __tablename__ = "appraisal"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), index=True)  # the process it is dealt with in
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("appraisal.id"))  # the one the party objected to
    preservation_id: Mapped[int | None] = mapped_column(ForeignKey("preservation.id"))  # whose days do not count meanwhile
    kind: Mapped[str] = mapped_column(String(12))  # key of appraisal_rules.KINDS
    status: Mapped[str] = mapped_column(String(12))  # key of appraisal_rules.STATUSES
    holder: Mapped[str] = mapped_column(String(200))  # the party whose things they are; it is told
    holder_kind: Mapped[str] = mapped_column(String(10))  # entity | person
    objects: Mapped[list] = mapped_column(JSON)  # [{"name", "quantity", "state"}]
    matters: Mapped[str] = mapped_column(Text)  # what the institution is asked
    institution: Mapped[str] = mapped_column(String(200))
    qualification: Mapped[str] = mapped_column(String(200))  # name and number of its certificate
    materials: Mapped[list] = mapped_column(JSON, default=list)  # [{"name", "copies"}] handed over with the commission
    from_on: Mapped[date]  # the time told to the party, both days included
    to_on: Mapped[date]
    term_reason: Mapped[str] = mapped_column(Text, default="")  # why it was prolonged
    told: Mapped[list] = mapped_column(JSON, default=list)  # [{"number", "on", "from_on", "to_on"}], see appraisal_rules
    late_on: Mapped[date | None]  # the first day after its time without an opinion
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opinion_number: Mapped[str] = mapped_column(String(120), default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    opined_on: Mapped[date | None]  # the date on the opinion
    received_on: Mapped[date | None]
    cost_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # borne by the bureau
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    ended_reason: Mapped[str] = mapped_column(Text, default="")  # why it ended without an opinion
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_on: Mapped[date | None]
    objection_answer: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case] = relationship()
    preservation: Mapped[Preservation | None] = relationship()
    evidence: Mapped[Evidence | None] = relationship()

    @property
    def label(self) -> str:
        more = f"等 {len(self.objects)} 件" if len(self.objects) > 1 else ""
        return f"{self.kind_words} {self.objects[0]['name']}{more}"

    @property
    def kind_words(self) -> str:
        return f"{'重新' if self.follows_id else ''}{KINDS[self.kind]}"
