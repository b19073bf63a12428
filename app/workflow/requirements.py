"""What must have happened before an element may be entered (`law.requires`)."""

from sqlalchemy import or_, select

from app.core.database import db
from app.core.errors import RuleBroken
from app.workflow.definitions import Element, definition
from app.workflow.models import Instance, WorkItem
from app.workflow.registry import REQUIREMENTS


def require(unit, row: Instance, element: Element) -> None:
    """Raises: RuleBroken("requires"): a paper is not issued or delivered, or a step not performed"""
    missing = [why for name in element.many("law.requires") if (why := unmet(row, name))]
    if missing:
        raise RuleBroken("requires", f"还不能进入“{element.title}”：{'；'.join(missing)}。请先办理所缺事项")


def unmet(row: Instance, name: str) -> str | None:
    """Why one entry of `law.requires` does not hold for this instance (Chinese), or None."""
    kind, colon, rest = name.partition(":")
    if kind in REQUIREMENTS:
        return REQUIREMENTS[kind](rest, row)
    if colon:
        return f"不认识的前置条件“{name}”"
    answer = REQUIREMENTS["document"](name, row) if "document" in REQUIREMENTS else NotImplemented
    if answer is not NotImplemented:
        return answer
    return None if _performed(row, name) else f"步骤“{_title(row, name)}”尚未办结"


def _title(row: Instance, name: str) -> str:
    known = definition(row.release_id).diagram.elements
    return known[name].title if name in known else name


def _performed(row: Instance, name: str) -> bool:
    """Whether a task of this id or `law.step` was completed in this instance or one above it."""
    query = select(WorkItem.id).where(
        WorkItem.instance_id.in_(line_of(row)), WorkItem.status == "done",
        or_(WorkItem.element == name, WorkItem.law_step == name),
    )  # fmt: skip
    return db.session.scalars(query.limit(1)).first() is not None


def line_of(row: Instance) -> list[str]:
    """The ids of the instance and those above it, nearest first."""
    line = [row.id]
    while row.parent_id:
        row = db.session.get_one(Instance, row.parent_id)
        line.append(row.id)
    return line
