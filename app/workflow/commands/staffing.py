"""Recusal's effect on a matter, and the incidents of tasks nobody may do: they end by themselves."""

from sqlalchemy import select

from app.core.clock import now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.identity import queries as identity
from app.workflow import duties, staffing
from app.workflow.models import Exclusion, Incident, Instance, WorkItem, WorkItemCandidate
from app.workflow.unit import Unit, work_on


@command()
def exclude_person(actor, root_id: str, user_id: int, reason: str, successor_id: int | None = None) -> Exclusion:
    """Keep a recused person (回避) from every further act in a matter and in what hangs together with it: the inspection
    the case came from, the measures and reliefs beside it (`duties.beside`). What they did before stays.

    Their tasks go to the successor, or back to those of the role. Called by the command that decides on the recusal.

    Raises: RuleBroken("recused_already" | "successor")
    Source: 行政处罚法 (2021) art. 43
    """
    with work_on(actor, root_id) as unit:
        if user_id in unit.excluded:
            raise RuleBroken("recused_already", f"{identity.user(user_id).name}在本案中已经回避")
        if successor_id is not None and (successor_id == user_id or successor_id in unit.excluded):
            raise RuleBroken("successor", "接替人员不能是回避的人，请另选", {"successor_id": "请另选"})
        row = _exclude(unit, user_id, reason, successor_id)
    for other in sorted(duties.beside(root_id)):
        with work_on(actor, other) as unit:
            if user_id not in unit.excluded:
                _exclude(unit, user_id, reason, successor_id if successor_id not in unit.excluded else None)
    return row


def _exclude(unit: Unit, user_id: int, reason: str, successor_id: int | None) -> Exclusion:
    row = Exclusion(root_id=unit.root_id, user_id=user_id, successor_id=successor_id, reason=reason, since=now(),
                    decided_by=unit.actor.id)  # fmt: skip
    unit.root.exclusions.append(row)  # every duty asked from here on sees it
    db.session.flush()  # callers need the id
    _take_off(unit, user_id, successor_id)
    name = identity.user(user_id).name
    unit.note(unit.row(unit.root_id), "recused", f"{name}回避，不再办理本案", detail=_followed_by(successor_id, reason))
    return row


@command()
def remark(actor, root_id: str, title: str, detail: str = "") -> Instance:
    """A line in the course of a matter (办理经过) for what happens beside its diagram, e.g. a recusal asked for."""
    with work_on(actor, root_id) as unit:
        row = unit.row(root_id)
        unit.note(row, "remark", title, detail=detail)
    return row


@command()
def move_to_bureau(actor, root_id: str, bureau_id: str) -> Instance:
    """Another bureau handles a matter from now on: its open tasks leave the desks of the former one for those of the new one.

    What `duty.bureau` gives to a bureau of its own stays there, as does what lies on the desk of an enterprise.
    """
    with work_on(actor, root_id) as unit:
        row = unit.row(root_id)
        former, row.organisation_id = row.organisation_id, bureau_id
        for each in db.session.scalars(select(Instance).where(Instance.root_id == root_id, Instance.organisation_id == former)):
            each.organisation_id = bureau_id
        items = select(WorkItem).where(WorkItem.root_id == root_id, WorkItem.status.in_(("open", "suspended")))
        for item in db.session.scalars(items.where(WorkItem.organisation_id == former)):
            if not unit.definition(unit.row(item.instance_id)).element(item.element).properties.get("duty.bureau"):
                _change_bureau(unit, item, former, bureau_id)
        unit.note(row, "moved", f"改由{identity.organisation(bureau_id).name}办理")
    return row


def _change_bureau(unit: Unit, item: WorkItem, former: str, bureau_id: str) -> None:
    item.organisation_id = bureau_id
    for candidate in [each for each in item.candidates if each.organisation_id == former]:
        candidate.organisation_id = bureau_id
    if item.assignee_id and identity.user(item.assignee_id).bureau_id == former:
        item.assignee_id = item.claimed_at = None
    unit.opened.append(item)


def _followed_by(successor_id: int | None, reason: str) -> str:
    return f"由{identity.user(successor_id).name}接替；{reason}" if successor_id else reason


def _take_off(unit: Unit, user_id: int, successor_id: int | None) -> None:
    """Clear the desk of the person in the whole tree; what each open task then lacks is looked at with the unit."""
    query = select(WorkItem).where(WorkItem.root_id == unit.root_id, WorkItem.status.in_(("open", "suspended")))
    for item in db.session.scalars(query):
        element = unit.definition(unit.row(item.instance_id)).element(item.element)
        if item.assignee_id == user_id:
            item.assignee_id, item.claimed_at = successor_id, None
        named = [each for each in item.candidates if each.role == f"user:{user_id}"]
        for candidate in named:
            item.candidates.remove(candidate)
        if named and successor_id and not any(each.role == f"user:{successor_id}" for each in item.candidates):
            item.candidates.append(WorkItemCandidate(role=f"user:{successor_id}"))
        if not item.candidates:
            item.candidates = [
                WorkItemCandidate(role=role, organisation_id=item.organisation_id) for role in element.roles
            ]
        if item.assignee_id and not duties.is_lawful(identity.user(item.assignee_id), item, element):
            item.assignee_id = None
        unit.opened.append(item)


@command()
def resolve_if_staffed(actor, incident_id: int) -> Incident:
    """Close an incident whose task somebody may do by now.

    Raises: Conflict("incident_closed"); RuleBroken("nobody")
    """
    incident = db.session.get(Incident, incident_id)
    with work_on(actor, incident.root_id) as unit:
        db.session.refresh(incident)
        if incident.resolved_at:
            raise Conflict("incident_closed", "这条异常已经处理")
        staffing.resolve(unit, incident)
    return incident


def resolve_staffed(limit: int = 200) -> int:
    """Look again at the tasks nobody could do: posts, certificates and recusals change. Returns how many are settled."""
    query = select(Incident.id).join(Instance, Instance.id == Incident.instance_id)
    query = query.where(Incident.kind == staffing.KIND, Incident.resolved_at.is_(None))
    waiting = list(db.session.scalars(query.order_by(Incident.id.desc()).limit(max(limit, 200))))
    return sum(_settled(incident_id) for incident_id in waiting)


def _settled(incident_id: int) -> bool:
    if _still_short(db.session.get(Incident, incident_id)):
        return False  # without a write transaction: the sweep comes by often
    try:
        resolve_if_staffed(SYSTEM, incident_id)
    except (Conflict, RuleBroken):
        return False
    return True


def _still_short(incident: Incident) -> bool:
    item = db.session.get(WorkItem, incident.token)
    if item is None or item.status != "open":
        return item is not None and item.status == "suspended"
    return staffing.shortage(item, staffing.step_of(item)) is not None
