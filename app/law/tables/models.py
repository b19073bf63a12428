"""Rows of decision tables: every version put into force, every result with what it was made of."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db


class TableVersion(db.Model):
    """One immutable version of a decision table (决策表版本), in force from a day until the next version begins.

    `key` is the id of the decision nothing else in the file requires; the file is kept byte for byte.
    """

    __tablename__ = "decision_table"
    __table_args__ = (UniqueConstraint("key", "version"), Index("ix_decision_table_force", "key", "effective_from"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    effective_from: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")  # what the table says of itself: purpose, articles
    is_verified: Mapped[bool]  # False: some figure in it is 待核
    is_shipped: Mapped[bool] = mapped_column(default=False)  # came with the product, not put into force by the office
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class DecisionResult(db.Model):
    """What a table decided once (判定结果): never changed, so that reasons can be given years later."""

    __tablename__ = "decision_result"
    __table_args__ = (Index("ix_decision_result_subject", "subject_kind", "subject_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("decision_table.id"))
    key: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    relevant_on: Mapped[date]  # the legally relevant day, which chose the version
    inputs: Mapped[dict] = mapped_column(JSON)  # numbers that are not whole are text: exact
    value: Mapped[dict | list | str | int | bool | None] = mapped_column(JSON)
    fired: Mapped[dict] = mapped_column(JSON)  # {decision id: [ids of the rows that matched]}
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    instance_id: Mapped[str | None] = mapped_column(String(36), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    table: Mapped[TableVersion] = relationship()
