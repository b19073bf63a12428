"""Rows of corrections and revocations of issued papers (更正、撤销)."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.documents.models import Document


class PaperCorrection(db.Model):
    """One request to correct a slip in a paper, or to revoke the decision it carries. The paper itself never changes."""

    __tablename__ = "paper_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    root_id: Mapped[str] = mapped_column(String(36), unique=True)  # the process it is dealt with in
    kind: Mapped[str] = mapped_column(String(10))  # key of correction_rules.KINDS
    slips: Mapped[list] = mapped_column(JSON, default=list)  # [{"slip_kind", "wrong", "right"}]
    redo: Mapped[str] = mapped_column(String(12), default="none")  # key of remedy_rules.REDO_GROUNDS
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default="proposed")  # key of correction_rules.STATUSES
    decided_on: Mapped[date | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    document: Mapped[Document] = relationship()
