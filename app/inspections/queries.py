"""Reading inspections."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.enterprises.models import Enterprise
from app.inspections.models import ChecklistItem, Inspection, InspectionOfficer, OnSiteMeasure, RectificationOrder

STATUS = {"planned": "待批方案", "approved": "待检查", "inspected": "待处理", "following_up": "处理中", "closed": "已办结"}
TRIGGERS = {
    "plan": "年度监督检查计划", "random": "双随机抽查", "tip": "投诉举报核查", "transfer": "上级交办、部门转办",
    "hazard": "重大隐患线索", "special": "专项检查",
}  # fmt: skip
MEASURES = {
    "evacuate": "从危险区域撤出作业人员", "stop_production": "责令暂时停产停业",
    "stop_equipment": "责令停止使用相关设施、设备", "stop_work": "责令停止作业",
}  # fmt: skip
MEASURE_STATES = {"proposed": "待批准", "approved": "执行中", "lifted": "已解除"}
ORDERS = {"drafted": "待批准", "approved": "整改中", "rectified": "已改正", "not_rectified": "未改正"}
ANSWERS = {"": "待答复", "grant": "已同意", "refuse": "未同意"}
OUTCOMES = {
    "rectification": "责令限期整改", "measure": "现场处理措施", "spot_penalty": "当场处罚", "case": "立案查处", "transfer": "移送其他部门",
}  # fmt: skip
GENERAL = "通用（全行业）"


def inspection(inspection_id: int) -> Inspection:
    """Raises: NotFound("inspection")"""
    found = db.session.get(Inspection, inspection_id)
    if not found:
        raise NotFound("inspection", "没有这次检查，可能地址有误")
    return found


def inspections(bureaus: set[str], text: str = "", status: str = "", page: int = 1) -> Page:
    """One page of the inspections of these bureaus, newest first, by part of the number or of the enterprise's name."""
    query = select(Inspection).join(Enterprise).where(Inspection.organisation_id.in_(bureaus))
    if text:
        query = query.where(or_(Inspection.number.contains(text, autoescape=True),
                                Enterprise.name.contains(text, autoescape=True)))  # fmt: skip
    if status:
        query = query.where(Inspection.status == status)
    loaded = query.options(
        selectinload(Inspection.enterprise), selectinload(Inspection.findings),
        selectinload(Inspection.officers).joinedload(InspectionOfficer.user),
    )  # fmt: skip
    return page_of(loaded.order_by(Inspection.id.desc()), page, size=30)


def of_enterprise(enterprise_id: int) -> list[Inspection]:
    query = select(Inspection).where(Inspection.enterprise_id == enterprise_id).order_by(Inspection.id.desc())
    return list(db.session.scalars(query))


def checklist_sectors() -> list[str]:
    query = (
        select(ChecklistItem.sector).where(~ChecklistItem.retired).group_by(ChecklistItem.sector)
        .order_by(func.min(ChecklistItem.position))
    )  # fmt: skip
    return list(db.session.scalars(query))


def checklist(sector: str) -> list[ChecklistItem]:
    query = select(ChecklistItem).where(ChecklistItem.sector == sector, ~ChecklistItem.retired)
    return list(db.session.scalars(query.order_by(ChecklistItem.position)))


def current_order(inspection_id: int) -> RectificationOrder:
    """The latest order of an inspection. Raises: NotFound("rectification_order")"""
    return _latest(RectificationOrder, inspection_id, "rectification_order", "这次检查还没有责令整改")


def current_measure(inspection_id: int) -> OnSiteMeasure:
    """Raises: NotFound("on_site_measure")"""
    return _latest(OnSiteMeasure, inspection_id, "on_site_measure", "这次检查还没有现场处理措施")


def _latest(model, inspection_id: int, code: str, message: str):
    row = db.session.scalar(
        select(model).where(model.inspection_id == inspection_id).order_by(model.id.desc()).limit(1)
    )
    if not row:
        raise NotFound(code, message)
    return row
