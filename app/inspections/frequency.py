"""How often an enterprise may be inspected in a year (涉企检查频次), by the table in force.

Source: 国务院办公厅关于严格规范涉企行政检查的意见（国办发〔2024〕54号）; the numbers are the bureau's own (待核)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core.database import db
from app.enterprises.models import Enterprise
from app.inspections.models import Inspection
from app.inspections.rules import CASE_TRIGGERS
from app.law.tables import queries as tables

TABLE = "inspection_frequency"


@dataclass(frozen=True)
class Standing:
    """Inspections by plan of one enterprise in one year: how many there are, how many there may be, and why."""

    count: int
    limit: int
    reason: str
    article: str

    @property
    def is_reached(self) -> bool:
        return self.count >= self.limit

    @property
    def words(self) -> str:
        return f"今年计划内检查 {self.count} 次，上限 {self.limit} 次"


def inputs(enterprise: Enterprise) -> dict:
    """What the table is asked."""
    return {"risk_level": enterprise.risk_level or "none"}


def standings(enterprises: Iterable[Enterprise], on: date) -> dict[int, Standing]:
    """{enterprise id: its standing in the year of that day}; inspections on a lead (个案) do not count."""
    rows = list(enterprises)
    counts = _counts([row.id for row in rows], on.year)
    version = tables.in_force(TABLE, on)
    answers = {level: tables.evaluate(version, {"risk_level": level}).value for level in {inputs(row)["risk_level"] for row in rows}}
    return {row.id: _standing(counts.get(row.id, 0), answers[inputs(row)["risk_level"]]) for row in rows}


def _standing(count: int, answer: dict) -> Standing:
    return Standing(count, int(answer["yearly_limit"]), answer["reason"], answer["article"])


def _counts(ids: list[int], year: int) -> dict[int, int]:
    query = select(Inspection.enterprise_id, func.count()).where(
        Inspection.enterprise_id.in_(ids), Inspection.planned_on.between(date(year, 1, 1), date(year, 12, 31)),
        Inspection.trigger.not_in(CASE_TRIGGERS),
    )  # fmt: skip
    return dict(db.session.execute(query.group_by(Inspection.enterprise_id)).all())


def same_day(enterprise_id: int, on: date) -> Inspection | None:
    """Another inspection of the enterprise on that day that is not over yet: the two are to be made one."""
    query = select(Inspection).where(
        Inspection.enterprise_id == enterprise_id, Inspection.planned_on == on, Inspection.status.in_(("planned", "approved"))
    )
    return db.session.scalar(query.order_by(Inspection.id).limit(1))
