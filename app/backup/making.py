"""Making a backup while the office works: the snapshot of the database first, then the files.

The file store only grows, so every file the snapshot names is there. The key of the login sessions is left out: it is
no data; a restored installation makes its own, and everybody logs in once more.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy import inspect, select, text, union

from app.backup import archive, postgres
from app.core import audit
from app.core.clock import now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.models import Attachment
from app.core.settings import settings
from app.documents.models import Document
from app.enterprises.models import ImportJob

NEEDED = union(
    select(Attachment.sha256), select(ImportJob.sha256),
    select(Document.pdf_sha256).where(Document.pdf_sha256.is_not(None)),
)  # fmt: skip


def backup(target: Path) -> dict:
    """Write the archive; nobody has to stop working.

    Returns: {"ok", "file", "bytes", "files", "entries", "missing": [sha256], "damaged": [sha256], "message"}; not ok
             where a file the database names is missing or damaged: the archive then holds all the rest
    Raises:  RuleBroken("backup_exists" | "backup_place" | "pg_dump"): nothing is left behind
    """
    if target.exists():
        raise RuleBroken("backup_exists", f"已有文件 {target}，没有备份；请换个名字，备份不覆盖旧的")
    if not os.access(target.parent, os.W_OK):
        raise RuleBroken("backup_place", f"不能写入 {target.parent}，没有备份；请检查目录和权限")
    report = _write(target)
    size, faults = target.stat().st_size, len(report["missing"]) + len(report["damaged"])
    note_backup(SYSTEM, target.name, size, faults)
    words = f"已备份到 {target}：{size / 1024**2:.1f} MB，文件 {report['files']} 个，审计 {report['entries']} 条"
    if faults:
        words += f"。登记的文件有 {len(report['missing'])} 个缺失、{len(report['damaged'])} 个损坏，请从更早的备份找回"
    return {"ok": not faults, "file": str(target), "bytes": size, **report, "message": words}


@command()
def note_backup(actor, file: str, size_bytes: int, faults: int) -> str:
    """Leave in the audit chain that a backup was made; the operator's page shows the last one."""
    return file


def _write(target: Path) -> dict:
    home, facts, needed, damaged = settings().home, _facts(), set(db.session.scalars(NEEDED)), []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".anliu-") as workshop, archive.written(target) as made:
        snapshot = _snapshot(Path(workshop))
        made.add(snapshot, snapshot.name)
        if (home / archive.ORGAN).exists():
            made.add(home / archive.ORGAN, archive.ORGAN)
        for path in sorted((home / "files").glob("*/*")):
            name = f"files/{path.parent.name}/{path.name}"
            if archive.STORED.fullmatch(name) and made.add(path, name) != path.name:
                damaged.append(path.name)
        stored = {Path(name).name for name in made.members if name.startswith("files/")}
        missing = sorted(needed - stored)
        made.finish(facts | {"missing": missing, "damaged": damaged})
    return {"files": len(stored), "entries": facts["audit"]["entries"], "missing": missing, "damaged": damaged}


def _facts() -> dict:
    """What a restore compares with, read just before the snapshot: the chain only grows."""
    return {"made_at": now().isoformat(timespec="seconds"), "database": db.engine.dialect.name, "revision": revision(),
            "audit": audit.head()}  # fmt: skip


def revision() -> str | None:
    """The migration the database stands at; None where migrations never ran."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("select version_num from alembic_version"))


def _snapshot(workshop: Path) -> Path:
    """A consistent copy of the database."""
    address = db.engine.url
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        return postgres.dump(settings().database, workshop / archive.POSTGRES)
    source = sqlite3.connect(address.database, timeout=60)
    copy = sqlite3.connect(workshop / archive.SQLITE)
    try:
        source.backup(copy)  # all pages in one step are one read transaction; writers do not wait
        copy.execute("PRAGMA journal_mode=DELETE")  # one file without a journal beside it
    finally:
        copy.close()
        source.close()
    return workshop / archive.SQLITE
