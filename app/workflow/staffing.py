"""Whether enough people may lawfully do a task. Where nobody may, an incident says why until somebody may."""

from sqlalchemy import select

from app.core.clock import now
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.identity.permissions import ROLES
from app.workflow import duties
from app.workflow.definitions import Element, definition
from app.workflow.models import Incident, WorkItem

KIND = "nobody"
SHOWN = 5  # people named in one message
WAY_ON = "请登记任职或者执法证，回避的请指定接替人员，仍没有人的报请上级机关指定；有人可以办理后自动继续"


def check(unit) -> None:
    """Look at the tasks this unit has opened, or whose people it has changed; note what nobody may do."""
    for item in unit.opened:
        if item in db.session and item.status == "open":
            row = unit.row(item.instance_id)
            why = shortage(item, unit.definition(row).element(item.element))
            if why and _open_incident(item) is None:
                unit.incident(row, KIND, RuleBroken(KIND, why), item.element, item.id)


def shortage(item: WorkItem, element: Element) -> str | None:
    """Why too few people of the bureau may lawfully do the task (Chinese, naming each and the ground), or None."""
    people = _people(item)
    allowed = _allowed(people, item, element)
    if len(allowed) >= element.officers_needed:
        return None
    return f"“{item.title}”{_need(element, allowed)}：{_grounds(people - allowed, item, element)}。{WAY_ON}"


def _people(item: WorkItem) -> set[int]:
    """Ids of whoever holds a role of the task, is named for it, or has it on the desk."""
    named = {int(each.role.removeprefix("user:")) for each in item.candidates if each.role.startswith("user:")}
    roles = [each.role for each in item.candidates if not each.role.startswith("user:")]
    held = identity.holders(roles, item.organisation_id) if roles else set()
    return identity.active(named | ({item.assignee_id} - {None})) | held


def _allowed(people: set[int], item: WorkItem, element: Element) -> set[int]:
    """Those no duty keeps from it, in a few statements whatever the size of the office."""
    allowed = people - duties.excluded(item.root_id).keys()
    if element.head_only:
        allowed &= identity.holders(["head"], item.organisation_id)
    if apart := duties.separated(item, element):
        allowed -= duties.involvement(item.root_id, apart).keys()
    return identity.certified(allowed) if element.officers_needed > 1 else allowed


def _need(element: Element, allowed: set[int]) -> str:
    if not allowed:
        return "没有人可以依法办理"
    names = "、".join(identity.user(user_id).name for user_id in sorted(allowed))
    return f"须 {element.officers_needed} 人签署，可以签署的只有{names}"


def _grounds(barred: set[int], item: WorkItem, element: Element) -> str:
    roles = "、".join(ROLES.get(role, role) for role in element.roles)
    if not barred:
        return f"本单位没有{'其他' if element.officers_needed > 1 else ''}在任的{roles}" if roles else "没有指定办理人"
    people = [identity.user(user_id) for user_id in sorted(barred)]
    words = [bar.words.partition("；")[0] for each in people[:SHOWN] if (bar := duties.bar_to(each, item, element))]
    alone = f"唯一的{roles}" if len(people) == 1 and element.officers_needed == 1 and roles else ""
    more = f"；另有 {len(people) - SHOWN} 人" if len(people) > SHOWN else ""
    return alone + "；".join(words) + more


def step_of(item: WorkItem) -> Element:
    """The task's element in the release its instance runs on."""
    return definition(item.instance.release_id).element(item.element)


def _open_incident(item: WorkItem) -> Incident | None:
    query = select(Incident).where(Incident.token == item.id, Incident.kind == KIND, Incident.resolved_at.is_(None))
    return db.session.scalars(query).first()


def resolve(unit, incident: Incident) -> None:
    """Close the incident of a task that somebody may do again, or that is gone.

    Raises: RuleBroken("nobody"): still nobody may
    """
    item = db.session.get(WorkItem, incident.token)
    if item is not None and item.status == "open":
        row = unit.row(item.instance_id)
        if why := shortage(item, unit.definition(row).element(item.element)):
            raise RuleBroken(KIND, why)
        unit.note(row, "resolved", f"“{item.title}”已有人可以办理", item.element)
    incident.resolved_at, incident.resolved_by = now(), unit.actor.id
