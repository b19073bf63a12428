"""Reading matters handed to other departments (移送其他部门)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.cases import queries as cases
from app.cases.models import Case
from app.core.database import db
from app.enterprises import queries as enterprises
from app.inspections import queries as inspections
from app.inspections.models import Inspection
from app.referrals.transfer_models import Transfer

PROCESS = "case_transfer"


@dataclass(frozen=True)
class Origin:
    """Where a matter was found: an inspection, a case, or both."""

    inspection: Inspection | None
    case: Case | None

    @property
    def enterprise(self):
        return self.inspection.enterprise if self.inspection else enterprises.enterprise(self.case.enterprise_id)

    @property
    def officer_ids(self) -> list[int]:
        return self.case.officer_ids if self.case else [row.user_id for row in self.inspection.officers]


def of_process(root_id: str) -> Transfer | None:
    """The one this process is about; None until it is proposed."""
    return db.session.scalar(select(Transfer).where(Transfer.root_id == root_id))


def origin(kind: str, subject_id: str) -> Origin:
    """The inspection or the case that a process is about."""
    if kind == "case":
        return Origin(None, cases.case(int(subject_id)))
    return Origin(inspections.inspection(int(subject_id)), None)


def of_case(case_id: int) -> list[Transfer]:
    return list(db.session.scalars(select(Transfer).where(Transfer.case_id == case_id).order_by(Transfer.id)))


def of_inspection(inspection_id: int) -> list[Transfer]:
    return list(db.session.scalars(select(Transfer).where(Transfer.inspection_id == inspection_id).order_by(Transfer.id)))
