"""Reading cut-off supplies (停止供电、停止供应民用爆炸物品)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.database import db
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.inspections import power_rules as rules
from app.inspections.models import Inspection, OnSiteMeasure
from app.inspections.power_models import PowerCutoff
from app.law.period_rules import load_rules
from app.law.periods import compute
from app.workflow import queries as workflow
from app.workflow.models import Instance, WorkItem

PROCESS = "power_cutoff"


@dataclass(frozen=True)
class Decision:
    """The decision that is refused: the measure with its paper. number, served_on: None where there is none yet."""

    measure: OnSiteMeasure
    number: str | None
    issued_on: date | None
    served_on: date | None


def decision(inspection: Inspection) -> Decision | None:
    """The last measure on site of an inspection, with its paper."""
    if not inspection.measures:
        return None
    paper = documents.latest_or_none("on_site_measure", "inspection", inspection.id)
    served_on = paper.delivery.effective_on if paper and paper.delivery else None
    return Decision(inspection.measures[-1], paper and paper.number, paper and paper.issued_on, served_on)


def require_decision(inspection: Inspection) -> Decision:
    """Raises: RuleBroken, as power_rules.require_served_decision"""
    found = decision(inspection)
    if found is None:
        rules.require_served_decision([], "", None, None)
    rules.require_served_decision(found.measure.kinds, found.measure.status, found.number, found.served_on)
    return found


def why_not(inspection: Inspection) -> str | None:
    """Why no supply may be cut off now (Chinese), or None."""
    try:
        require_decision(inspection)
    except RuleBroken as refused:
        return refused.message
    return None


def of_process(root_id: str) -> PowerCutoff | None:
    return db.session.scalar(select(PowerCutoff).where(PowerCutoff.root_id == root_id))


def of_inspection(inspection_id: int) -> list[PowerCutoff]:
    query = select(PowerCutoff).where(PowerCutoff.inspection_id == inspection_id).order_by(PowerCutoff.id)
    return list(db.session.scalars(query))


def processes(inspection: Inspection) -> list[Instance]:
    """What was begun to cut off a supply after this inspection, the proposals not yet written included."""
    return [row for row in workflow.arisen_from(inspection.instance_id) if row.process_key == PROCESS]


def open_items(inspection: Inspection) -> list[WorkItem]:
    return [item for root in processes(inspection) for item in workflow.open_items(root.id)]


def shown(inspection: Inspection) -> list[tuple[PowerCutoff, list[dict]]]:
    """Each supply of this inspection with its papers, as the page lists them."""
    rows = of_inspection(inspection.id)
    return [(row, [documents.listed(paper) for paper in documents.documents_of(row.root_id)]) for row in rows]


def in_force(inspection_id: int) -> list[PowerCutoff]:
    return [row for row in of_inspection(inspection_id) if row.status in rules.IN_FORCE]


def hours_ahead(on: date) -> int:
    """How many hours before the enterprise must be told. Source: 安全生产法 (2021) art. 70(2)"""
    return load_rules().version_on(rules.NOTICE, on).length


def latest_notice(stop_at: datetime) -> datetime:
    """The last moment to tell the enterprise, counted back from the hour the supply stops."""
    return compute(rules.NOTICE, stop_at).last_day
