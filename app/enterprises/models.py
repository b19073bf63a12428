"""Rows of one enterprise, one file (一企一档): the enterprise, its persons, its risk colour, imports."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.identity.models import Area


class Enterprise(db.Model):
    """A supervised entity (生产经营单位), known by its unified social credit code (统一社会信用代码)."""

    __tablename__ = "enterprise"
    __table_args__ = tuple(  # each filter of the list reads in the order of the list
        Index(f"ix_enterprise_{column}_name", column, "name") for column in ("area_id", "sector", "risk_level")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"))
    sector: Mapped[str] = mapped_column(String(40), default="")
    scale: Mapped[str] = mapped_column(String(20), default="")  # 大型、中型、小型、微型
    risk_level: Mapped[str] = mapped_column(String(10), default="")  # red | orange | yellow | blue; "" not assessed
    legal_representative: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)  # two people editing at once: the later is told

    area: Mapped[Area | None] = relationship(lazy="joined")
    persons: Mapped[list["EnterprisePerson"]] = relationship(
        back_populates="enterprise", order_by="EnterprisePerson.id"
    )

    __mapper_args__ = {"version_id_col": version}


class EnterprisePerson(db.Model):
    """A person of an enterprise (人员), with the capacity in which the law may hold them responsible."""

    __tablename__ = "enterprise_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    id_no: Mapped[str] = mapped_column(String(18), default="")
    position: Mapped[str] = mapped_column(String(80), default="")
    capacity: Mapped[str] = mapped_column(String(40))  # see rules.CAPACITIES
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    retired_on: Mapped[date | None]

    enterprise: Mapped[Enterprise] = relationship(back_populates="persons")

    @property
    def id_masked(self) -> str:
        return f"{self.id_no[:6]}{'*' * 8}{self.id_no[14:]}" if len(self.id_no) == 18 else self.id_no


class EnterpriseAccount(db.Model):
    """An account of an enterprise (企业账号): whose own hazards it reports and puts right, and no other's."""

    __tablename__ = "enterprise_account"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)

    enterprise: Mapped[Enterprise] = relationship()


class EnterpriseChange(db.Model):
    """What was changed in the file of an enterprise, by whom, why (变更记录)."""

    __tablename__ = "enterprise_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")

    enterprise: Mapped[Enterprise] = relationship()


class ImportJob(db.Model):
    """One imported file. `done_rows` moves with each batch in the batch's own transaction: an import goes on there."""

    __tablename__ = "import_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="enterprises", server_default="enterprises")  # key of imports.KINDS
    options: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")  # what the kind asks beside the table
    status: Mapped[str] = mapped_column(String(20), default="waiting")  # waiting | running | done | stopped
    total_rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    errors: Mapped[list] = mapped_column(JSON, default=list)  # [{"row", "column", "reason"}], the first 500
    warnings: Mapped[list] = mapped_column(JSON, default=list)
    failed_rows: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
