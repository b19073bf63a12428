"""Rows of reviews and suits against decisions (行政复议、行政诉讼)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Party
from app.cases.remedy_rules import KINDS, RESULTS
from app.core.database import db


class Remedy(db.Model):
    """One review, or one suit, of one party against its decision: from the notice that it was taken up to its result."""

    __tablename__ = "remedy"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is followed in
    kind: Mapped[str] = mapped_column(String(10))  # key of remedy_rules.KINDS
    simplified: Mapped[bool] = mapped_column(default=False)  # 简易程序 of a review: five working days
    authority: Mapped[str] = mapped_column(String(200))  # 复议机关 or court
    number: Mapped[str] = mapped_column(String(80))  # of the notice
    accepted_on: Mapped[date]
    copy_received_on: Mapped[date]  # of the application or complaint: the time to answer begins
    claims: Mapped[str] = mapped_column(Text)
    notice: Mapped[list] = mapped_column(JSON)  # attachment ids
    answer: Mapped[dict] = mapped_column(
        JSON, default=dict
    )  # reasons, request, handed_in [{"name", "obtained_on", "proves"}]
    answer_due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    events: Mapped[list] = mapped_column(JSON, default=list)  # [{"kind", "on", "text"}], the oldest first
    stay_number: Mapped[str] = mapped_column(
        String(80), default=""
    )  # of the paper that stops the execution, while it does
    result: Mapped[str | None] = mapped_column(String(12))  # key of remedy_rules.RESULTS[kind]
    result_number: Mapped[str] = mapped_column(String(80), default="")
    ended_on: Mapped[date | None]  # the party received the decision of the review; the judgment took effect
    result_note: Mapped[str] = mapped_column(Text, default="")
    changed_yuan: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    redo: Mapped[str] = mapped_column(String(12), default="")  # key of remedy_rules.REDO_GROUNDS
    opinion_received_on: Mapped[date | None]  # 复议意见书
    corrected_on: Mapped[date | None]  # the correction was reported
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    party: Mapped[Party] = relationship()

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def status(self) -> str:
        return RESULTS[self.kind][self.result] if self.result else "办理中"

    @property
    def is_open(self) -> bool:
        return self.result is None

    @property
    def answer_is_late(self) -> bool:
        """Handed in after its last day, which counts as having no evidence."""
        return bool(self.answered_on and self.answer_due_on and self.answered_on > self.answer_due_on)
