"""Rows of matters handed to other departments (移送其他部门)."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import db

STATUSES = {
    "proposed": "待批准", "approved": "已批准，待送交", "kept": "不移送", "sent": "已送交，等回复", "accepted": "已接收",
    "refused": "不接收，待处理", "own": "由本机关办理", "dropped": "不再移送",
}  # fmt: skip
GROUNDS = {"duty": "属于其他部门的监督管理职责", "jurisdiction": "不属于本机关管辖"}
WAYS = {"letter": "书面", "call": "电话", "visit": "当面"}


class Transfer(db.Model):
    """Matters handed to another department, from an inspection or a case: the proposal, the letter's way, the reply.

    Source: 安全生产法 (2021) art. 69; 行政处罚法 (2021) arts. 22-25
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str | None] = mapped_column(String(36), unique=True)  # None: of the time before it was a procedure
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    status: Mapped[str] = mapped_column(String(12), default="accepted", server_default="accepted")  # key of STATUSES
    department: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(String(16), default="duty", server_default="duty")  # key of GROUNDS
    matters: Mapped[str] = mapped_column(Text)
    materials: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")  # [{"name", "copies", "pages"}]
    transferred_on: Mapped[date | None]  # handed over with the letter
    replied_on: Mapped[date | None]
    receiver: Mapped[str] = mapped_column(String(60), default="")
    receipt_number: Mapped[str] = mapped_column(String(80), default="", server_default="")
    receipt: Mapped[list] = mapped_column(JSON, default=list)  # attachment ids
    refusal: Mapped[str] = mapped_column(Text, default="", server_default="")  # why it was not accepted
    urgings: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")  # [{"on", "words"}], silence included
    settlement: Mapped[str] = mapped_column(Text, default="", server_default="")  # what became of a matter sent back
