"""Steps that went wrong (运行异常), as those who answer for running matters see them: the reason, since when, what a
retry will do, what colleagues have found out."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.identity import queries as identity
from app.identity.models import User
from app.workflow import staffing
from app.workflow.models import Incident, IncidentNote, Instance

KINDS = {  # kind: (what went wrong, what a retry does; "" = it cannot help)
    "timer": ("到期处理没有办成", "到期处理再办一次；办成了，流程按到期的路径往下走"),
    "start": ("子流程没有启动", "把这个子流程再启动一次；已有的内容不重复"),
    "join": ("子流程办完后没有接上", "再看一次各子流程，都办完了就接着往下走"),
    staffing.KIND: ("没有人可以依法办理", "再查一次有没有人可以办理；有人后也会自动解除，不用守着重试"),
    "error": ("子流程报错，上级没有处理它的路径", ""),
}
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Happened:
    """An incident with the instance it stopped, what was found out, and once resolved, the name of who did it."""

    incident: Incident
    instance: Instance
    notes: list[IncidentNote]
    resolver: str | None

    @property
    def what(self) -> str:
        return KINDS.get(self.incident.kind, ("自动步骤出错", ""))[0]

    @property
    def retry_does(self) -> str:
        return KINDS.get(self.incident.kind, ("", ""))[1]

    @property
    def given_to(self) -> int | None:
        """Who looks after it: the person of the last note that names one."""
        return next((note.given_to for note in reversed(self.notes) if note.given_to), None)


def incidents(user, resolved: bool = False, kind: str = "", mine: bool = False, number: int = 1) -> tuple[Page, list[Happened]]:
    """Incidents of the bureaus this person answers for, the longest open first, or the last resolved first."""
    query = _of(user, resolved)
    if kind:
        query = query.where(Incident.kind == kind)
    if mine:
        query = query.where(Incident.id.in_(_given_to(user)))
    if resolved:
        query = query.order_by(Incident.resolved_at.desc(), Incident.id.desc())
    else:
        query = query.order_by(Incident.opened_at, Incident.id)
    page = page_of(query, number, 20)
    return page, _happened(page.items)


def _of(user, resolved: bool):
    query = select(Incident).join(Instance, Instance.id == Incident.instance_id).where(*_answered_for(user))
    return query.where(Incident.resolved_at.is_not(None) if resolved else Incident.resolved_at.is_(None))


def _given_to(user):
    """Ids of the incidents whose last note that names anybody names this person."""
    last = select(func.max(IncidentNote.id)).where(IncidentNote.given_to.is_not(None)).group_by(IncidentNote.incident_id)
    return select(IncidentNote.incident_id).where(IncidentNote.id.in_(last), IncidentNote.given_to == user.id)


def _happened(rows: list[Incident]) -> list[Happened]:
    stopped = select(Instance).where(Instance.id.in_({row.instance_id for row in rows}))
    instances = {row.id: row for row in db.session.scalars(stopped.options(joinedload(Instance.release)))}
    written = select(IncidentNote).where(IncidentNote.incident_id.in_({row.id for row in rows})).order_by(IncidentNote.id)
    notes: dict[int, list[IncidentNote]] = {}
    for note in db.session.scalars(written):
        notes.setdefault(note.incident_id, []).append(note)
    resolvers = identity.names({row.resolved_by for row in rows if row.resolved_by})
    return [Happened(row, instances[row.instance_id], notes.get(row.id, []), resolvers.get(row.resolved_by)) for row in rows]


def counts(user) -> dict[str, int]:
    """{kind: how many stand open}, of the bureaus this person answers for."""
    query = select(Incident.kind, func.count()).join(Instance, Instance.id == Incident.instance_id)
    query = query.where(Incident.resolved_at.is_(None), *_answered_for(user))
    return dict(db.session.execute(query.group_by(Incident.kind)).all())


def open_ids(user, kind: str) -> list[int]:
    """The open incidents of one kind this person may retry, the longest open first, no more than one act takes on."""
    query = _of(user, False).with_only_columns(Incident.id).where(Incident.kind == kind)
    return list(db.session.scalars(query.order_by(Incident.opened_at, Incident.id).limit(MOST_AT_ONCE)))


def people_of(happened: list[Happened]) -> dict[int, str]:
    """{id: name} of everybody the notes mention."""
    return identity.names({each for row in happened for note in row.notes for each in (note.by_id, note.given_to) if each})


def answerable(user) -> list[User]:
    """Who may be given an incident: whoever may retry one, in the same bureau, by name."""
    bureau = user.bureau_id
    people = {person.id: person for role in ("team_leader", "deputy_head", "head", "admin", "process_designer")
              for person in identity.users_with_role(role, bureau)}  # fmt: skip
    return sorted(people.values(), key=lambda person: person.name)


def _answered_for(user) -> list:
    """Who looks after the procedures themselves sees all; an office sees its own."""
    return [] if user.may("read_processes") else [Instance.organisation_id.in_(identity.bureaus_seen_by(user))]


def require_answers_for(user, incident_id: int) -> Incident:
    """Raises: NotFound("incident"): there is none, or it is another office's"""
    query = select(Incident).join(Instance, Instance.id == Incident.instance_id).where(*_answered_for(user))
    if (found := db.session.scalars(query.where(Incident.id == incident_id)).first()) is None:
        raise NotFound("incident", "没有这条异常记录")
    return found
