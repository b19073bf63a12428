"""`@command`: one change of state by one actor, checked, audited, all or nothing.

The outermost command ends any read transaction, begins a write transaction (SQLite: IMMEDIATE), reloads the actor,
checks the permission, runs, appends its audit entries and commits. Commands called inside join it.
Side effects that cannot be taken back are registered with `after_commit` and run once the commit stands.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.core import audit
from app.core.database import db, writing
from app.core.errors import Conflict, NotAllowed


class SystemActor:
    """The actor of timers and jobs. It acts on rules, never on discretion."""

    id = None
    name = "系统"

    def may(self, permission: str) -> bool:
        return True

    def reload(self):
        return self


SYSTEM = SystemActor()


@dataclass
class UnitOfWork:
    actor: object
    changes: audit.Changes = field(default_factory=audit.Changes)
    acts: list = field(default_factory=list)
    callbacks: list[Callable] = field(default_factory=list)


ACTS: dict[str, str] = {}  # {act: first line of its docstring}, for those who read the audit
_unit: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` once the present unit of work is committed; never when it is rolled back."""
    _unit.get().callbacks.append(callback)


@contextmanager
def unit_of_work(actor):
    """Begin a write transaction, yield the unit with the reloaded actor, audit and commit; or roll all back."""
    db.session.rollback()
    db.session.expire_all()  # what was read before this transaction may have changed since
    flag = writing.set(True)
    try:
        db.session.connection()
        unit = UnitOfWork(actor.reload())
        token = _unit.set(unit)
        try:
            with unit.changes.recorded(db.session()):  # this very session: the registry would hear every thread
                yield unit
                db.session.flush()  # so that the digests cover every row of this unit
            audit.append(unit.acts, unit.changes)
            db.session.commit()
        finally:
            _unit.reset(token)
    except StaleDataError as stale:
        db.session.rollback()
        raise Conflict("stale", "这件事刚刚被他人改动，请刷新后再办；您填写的内容已保留") from stale
    except OperationalError as locked:
        db.session.rollback()
        if "locked" not in str(locked) and "deadlock" not in str(locked):
            raise
        raise Conflict("busy", "系统正忙，没有办成，请稍后再试；您填写的内容已保留") from locked
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(flag)
    for callback in unit.callbacks:
        callback()


def command(permission: str | None = None):
    """Make a function `f(actor, …)` a command.

    Args:   permission: what the actor of the outermost command must be allowed to do; None = any known actor
    Raises: NotAllowed("permission")
    """

    def decorate(function):
        act = f"{function.__module__.removeprefix('app.').split('.')[0]}.{function.__name__}"
        ACTS[act] = (function.__doc__ or "").strip().partition("\n")[0]

        def perform(unit, actor, args, kwargs):
            entry = audit.Act(act, actor, audit.describe(function, args, kwargs))
            unit.acts.append(entry)
            result = function(actor, *args, **kwargs)
            entry.subject = audit.subject_of(result, args, kwargs)
            return result

        @wraps(function)
        def run(actor, *args, **kwargs):
            if unit := _unit.get():
                return perform(unit, actor, args, kwargs)
            with unit_of_work(actor) as unit:
                if permission and not unit.actor.may(permission):
                    raise NotAllowed("permission", "您的岗位没有这项权限；如确需办理，请联系管理员调整岗位")
                return perform(unit, unit.actor, args, kwargs)

        run.permission = permission
        return run

    return decorate
