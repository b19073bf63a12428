"""The append-only audit chain (审计链): every command appends an entry whose hash covers the entry before it.

`verify` proves that no entry was changed, removed or inserted; an anchor (the head's number and hash, kept outside
the database) proves that the chain was not rebuilt from the start.
"""

import hashlib
import inspect
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import event, select, text
from sqlalchemy import inspect as inspect_row

from app.core.clock import now
from app.core.database import db
from app.core.models import AuditEntry

GENESIS = "0" * 64
HASHED = ("id", "at", "actor_id", "actor_name", "act", "subject", "detail", "before_digest", "after_digest")
SECRET = {"password", "password_hash", "old_password", "new_password", "content", "token", "id_no"}


@dataclass
class Act:
    """One command that ran inside a unit of work."""

    name: str
    actor: object
    detail: dict
    subject: str = ""


@dataclass
class Changes:
    """What the unit of work changed: {row: {column: (before, after)}} as seen at each flush."""

    rows: dict = field(default_factory=dict)

    @contextmanager
    def recorded(self, session):
        event.listen(session, "before_flush", self._note)
        try:
            yield
        finally:
            event.remove(session, "before_flush", self._note)

    def _note(self, session, _context, _instances):
        deleted = session.deleted
        for row in [*session.new, *session.dirty, *deleted]:
            state, is_gone = inspect_row(row), row in deleted
            columns = self.rows.setdefault((row.__tablename__, id(row)), {})
            for attribute in state.mapper.column_attrs:
                if not is_gone and attribute.key not in state.committed_state:
                    continue  # not touched: its history would be empty
                history = state.attrs[attribute.key].history
                if history.has_changes() or is_gone:
                    before = history.deleted[0] if history.deleted else None
                    after = None if is_gone else history.added[0] if history.added else None
                    first = columns.get(attribute.key, (before, None))[0]
                    columns[attribute.key] = (first, after)

    def digest(self, side: int) -> str:
        """sha256 over the values before (side 0) or after (side 1) in the order the rows were touched."""
        values = [[table, {key: pair[side] for key, pair in columns.items()}]
                  for (table, _), columns in self.rows.items() if columns]  # fmt: skip
        return _sha(values)


def _plain(value):
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _sha(value) -> str:
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain, separators=(",", ":")).encode()
    ).hexdigest()


@cache
def _names(function) -> list[str]:
    return list(inspect.signature(function).parameters)[1:]


def describe(function, args, kwargs) -> dict:
    """The command's simple arguments by name; rows by table and id; secrets and long values left out."""
    detail = {}
    for name, value in [*zip(_names(function), args, strict=False), *kwargs.items()]:
        if name in SECRET:
            continue
        if hasattr(value, "__tablename__"):
            value = f"{value.__tablename__}:{inspect_row(value).identity and inspect_row(value).identity[0]}"
        if isinstance(value, (Decimal, date)):
            value = str(value)
        if isinstance(value, (str, int, bool)) and len(str(value)) <= 200:
            detail[name] = value
    return detail


def subject_of(result, args, kwargs) -> str:
    """`table:id` of what the command returned, or of the first row among its arguments."""
    for candidate in (result, *args, *kwargs.values()):
        if hasattr(candidate, "__tablename__"):
            identity = inspect_row(candidate).identity
            return f"{candidate.__tablename__}:{identity[0] if identity else ''}"
    first = args[0] if args else ""
    return str(first)[:120] if isinstance(first, (str, int)) else ""


def append(acts: list[Act], changes: Changes) -> None:
    """Append one entry for each act; the digests of the whole unit stand on the first (the outermost command)."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("select pg_advisory_xact_lock(4202611)"))
    entries = AuditEntry.__table__
    head = db.session.execute(select(entries.c.id, entries.c.hash).order_by(entries.c.id.desc()).limit(1)).first()
    number, previous = head or (0, GENESIS)
    at = now().isoformat(timespec="milliseconds")
    before, after = changes.digest(0), changes.digest(1)
    rows = []
    for offset, act in enumerate(acts):
        row = {
            "id": number + 1 + offset, "at": at, "actor_id": act.actor.id, "actor_name": act.actor.name,
            "act": act.name, "subject": act.subject, "detail": act.detail,
            "before_digest": before if offset == 0 else "", "after_digest": after if offset == 0 else "",
            "previous_hash": previous,
        }  # fmt: skip
        previous = row["hash"] = entry_hash(row)
        rows.append(row)
    db.session.execute(entries.insert(), rows)


def entry_hash(row: dict) -> str:
    return _sha([row["previous_hash"], *(row[name] for name in HASHED)])


def head() -> dict:
    """The anchor of the chain as it stands: {"entries", "hash"}; keep it outside the database."""
    last = db.session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return {"entries": last.id if last else 0, "hash": last.hash if last else GENESIS}


def verify(anchor: dict | None = None) -> dict:
    """Walk the chain. Returns {"ok", "entries", "hash", "broken_at", "reason"}; broken_at is the first bad entry."""
    previous, number = GENESIS, 0
    columns = AuditEntry.__table__.c
    anchored = not (anchor and anchor["entries"])
    for row in db.session.execute(select(AuditEntry.__table__).order_by(columns.id).execution_options(yield_per=500)):
        row = dict(row._mapping)
        number += 1
        if row["id"] != number:
            return _broken(number, "缺少这一条记录")
        if row["previous_hash"] != previous or row["hash"] != entry_hash(row):
            return _broken(number, "这一条或它之前的记录被改动过")
        previous = row["hash"]
        if anchor and number == anchor["entries"]:
            anchored = row["hash"] == anchor["hash"]
            if not anchored:
                return _broken(number, "与库外留存的锚点不一致，整条链可能被重写")
    if not anchored:
        return _broken(number, "记录比库外留存的锚点少，末尾被删除过")
    return {"ok": True, "entries": number, "hash": previous, "broken_at": None, "reason": ""}


def _broken(number: int, reason: str) -> dict:
    return {"ok": False, "entries": number, "hash": None, "broken_at": number, "reason": reason}
