"""Where a hazard of the ledger came from, when it came from the database of a sector (行业子库)."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.core.database import db
from app.enterprises.models import ImportJob
from app.hazards.models import Hazard


class SubEntry(db.Model):
    """One row of a sub-database that is in the ledger; by its number it is known again.

    Source: 三年行动方案 (2024) 主方案 11③; systems SYS-03: 支持各行业子库并入
    """

    __tablename__ = "hazard_sub_entry"
    __table_args__ = (UniqueConstraint("organisation_id", "sub_database", "sub_number"),)

    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))  # the bureau that keeps it
    sub_database: Mapped[str] = mapped_column(String(40))
    sub_number: Mapped[str] = mapped_column(String(60))
    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"))

    hazard: Mapped[Hazard] = relationship(backref=backref("sub_entry", uselist=False))
    job: Mapped[ImportJob] = relationship()
