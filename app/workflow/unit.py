"""One unit of work over one tree of instances: the root locked first, one workflow object for each, one queue.

Two commands over one tree would each see the other's last child still open and the parent would wait for ever, so
the root row is locked before anything is read (SQLite: BEGIN IMMEDIATE is that lock). No recursion: whatever an
instance causes in another one goes through the queue, and never is there a second copy of a workflow.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import bindparam, select

from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.workflow import duties, engine, handlers, settling, staffing
from app.workflow.definitions import Definition, definition
from app.workflow.models import History, Incident, Instance, WorkItem

_units: ContextVar[dict[str, "Unit"]] = ContextVar("workflow_units")
_LOCKED = (
    select(Instance)
    .where(Instance.id == bindparam("root_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Return:
    """How the next task of an element opens when it comes back (退回)."""

    assignee_id: int | None
    reason: str
    count: int


@dataclass(eq=False)
class Unit:
    """`primary`: instances whose failure is told to the person who acts; the others' becomes an incident."""

    actor: object
    root_id: str
    primary: set[str] = field(default_factory=set)
    workflows: dict = field(default_factory=dict)
    queue: deque[Instance] = field(default_factory=deque)
    returns: dict[tuple[str, str], Return] = field(default_factory=dict)
    projected: set[str] = field(default_factory=set)  # instances whose rows were written in this unit
    opened: list[WorkItem] = field(default_factory=list)  # tasks for whom somebody must be there
    principal: object = None  # in whose place a substitute acts (代理)
    root: Instance | None = None  # kept, or the session would forget the locked row and read it again

    def definition(self, row: Instance) -> Definition:
        return definition(row.release_id)

    @property
    def excluded(self) -> dict[int, int | None]:
        """{who was recused from this matter: who takes their place}"""
        return duties.excluded(self.root_id)

    def row(self, instance_id: str) -> Instance:
        return db.session.get_one(Instance, instance_id)

    def enqueue(self, row: Instance) -> None:
        if row not in self.queue:
            self.queue.append(row)

    def look(self, row: Instance):
        """The workflow of an instance, loaded once, to read."""
        if row.id not in self.workflows:
            self.workflows[row.id] = engine.load(self.definition(row).specs, row.state, self._handler(row))
        return self.workflows[row.id]

    def open(self, row: Instance):
        """The workflow of an instance, to change; it will be settled."""
        self.enqueue(row)
        return self.look(row)

    def begin(self, row: Instance, data: dict) -> None:
        """Put a new instance before its start event."""
        data = engine.require_flat(data)
        self.workflows[row.id] = engine.start(self.definition(row).specs, data, self._handler(row))
        self.enqueue(row)

    def replace(self, row: Instance, state: bytes):
        """Go on from an earlier state (撤回)."""
        self.workflows[row.id] = engine.load(self.definition(row).specs, state, self._handler(row))
        self.enqueue(row)
        return self.workflows[row.id]

    def _handler(self, row: Instance):
        return partial(handlers.run, self, row)

    def note(self, row: Instance, kind: str, title: str, element: str | None = None, detail: str = "") -> History:
        """A line of the readable history (办理经过)."""
        name = handlers.in_place_of(self.actor.name, self.principal and self.principal.id)[:80]
        entry = History(
            root_id=row.root_id, instance_id=row.id, at=now(), actor_id=self.actor.id, actor_name=name,
            kind=kind, element=element, title=title, detail=detail,
        )  # fmt: skip
        db.session.add(entry)
        return entry

    def incident(self, row: Instance, kind: str, error, element: str | None = None, token: str | None = None):
        """Something went wrong in an instance nobody is looking at; it stays where it was until someone retries."""
        message = str(getattr(error, "message", None) or "自动步骤出错，请管理员查看技术信息")
        db.session.add(Incident(
            instance_id=row.id, root_id=row.root_id, element=element, kind=kind, message=message,
            technical=f"{type(error).__name__}: {error}"[:4000], opened_at=now(), token=token,
        ))  # fmt: skip
        self.note(row, "incident", "出现异常", element, message)


@contextmanager
def work_on(actor, root_id: str, new: Instance | None = None) -> Iterator[Unit]:
    """Lock a tree of instances, let the caller change it, then settle it. A nested call joins the outer one.

    Args:   new: the root where this very transaction made it: nobody else knows it yet, and its failure is the actor's
    Raises: NotFound("instance"); RuleBroken("recused")
    """
    units = _units.get({})
    if root_id in units:
        yield units[root_id]  # the outer one settles
        return
    root = new or lock(root_id)
    if new is None:
        duties.require_not_recused(actor, root_id)
    unit = Unit(actor, root_id, {new.id} if new else set(), root=root)
    token = _units.set({**units, root_id: unit})
    try:
        yield unit
        settling.settle(unit)
        staffing.check(unit)
    finally:
        _units.reset(token)


def lock(root_id: str) -> Instance:
    root = db.session.scalars(_LOCKED, {"root_id": root_id}).one_or_none()
    if root is None:
        raise NotFound("instance", "没有这个流程实例，可能已随演示数据移除")
    return root
