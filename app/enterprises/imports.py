"""Importing a table: checked first, then in batches, each its own transaction, whatever the table holds.

The job's row says how far it got; the worker (or the command line) goes on from there, so an interrupted import loses
and doubles nothing, and the office goes on working between the batches. Importing the same table again changes nothing.
What is in a table, and what becomes of a row, its `Kind` says: see `enterprise_import`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from sqlalchemy import select

from app.core import files
from app.core.clock import now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import AnliuError, Conflict, NotAllowed, RuleBroken
from app.core.spreadsheet import Row
from app.enterprises import queries
from app.enterprises.models import ImportJob
from app.identity import queries as identity

BATCH = 200
KEPT_PROBLEMS = 500
ENTERPRISES = "enterprises"


@dataclass
class Check:
    """What a dry run found. archived: come in as history; errors, warnings, doubles: [{"row", "column", "reason"}]"""

    total: int
    good: int
    created: int
    known: int
    errors: list[dict]
    warnings: list[dict]
    archived: int = 0
    doubles: list[dict] = field(default_factory=list)

    @classmethod
    def of(cls, rows: list[Row], **counts) -> Self:
        return cls(
            total=len(rows), good=sum(not row.errors for row in rows), errors=[problem for row in rows for problem in row.errors],
            warnings=[problem for row in rows for problem in row.warnings], **counts,
        )  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of table.

    Args: words: what a row is; read: (name, content) -> rows checked by themselves, kept and read again, so nobody changes
          them but once; check: (actor, rows, options) -> what importing them would do; write: (actor, job, rows) -> the rows
          with what was wrong of each, after counting in the job what became of the others; batch: rows of one transaction;
          may_see: (user, job) -> whether this person may follow the import
    """

    key: str
    words: str
    permission: str
    read: Callable[[str, bytes], list[Row]]
    check: Callable[[object, list[Row], dict], Check]
    write: Callable[[object, ImportJob, list[Row]], list[Row]]
    batch: int = BATCH
    may_see: Callable[[object, ImportJob], bool] = lambda user, job: True


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    KINDS[kind.key] = kind
    return kind


def require_permission(actor, kind: str) -> None:
    """Raises: NotAllowed("permission")"""
    if not actor.may(KINDS[kind].permission):
        raise NotAllowed("permission", f"您的岗位不能导入{KINDS[kind].words}；如确需办理，请联系管理员调整岗位")


def check(name: str, content: bytes, kind: str = ENTERPRISES, actor=SYSTEM, options: dict | None = None) -> Check:
    """Read the whole table and compare with what is known; changes nothing.

    Raises: RuleBroken("import_file" | "import_heading" | "import_size")
    """
    return KINDS[kind].check(actor, KINDS[kind].read(name, content), options or {})


@command()
def start_import(actor, name: str, content: bytes, kind: str = ENTERPRISES, options: dict | None = None) -> ImportJob:
    """Register a table for import; the same table, not yet finished, is taken up again where it stopped.

    Args:   options: what the kind asks beside the table
    Raises: RuleBroken("import_file" | "import_heading" | "import_size"); NotAllowed("permission")
    """
    require_permission(actor, kind)
    sha256, options = files.write(content), options or {}
    unfinished = select(ImportJob).where(ImportJob.sha256 == sha256, ImportJob.kind == kind, ImportJob.status != "done")
    for job in db.session.scalars(unfinished.order_by(ImportJob.id.desc())):
        if job.options == options:
            job.status = "running"
            return job
    rows = _parsed(kind, sha256, name)
    job = ImportJob(kind=kind, options=options, name=name[:200], sha256=sha256, status="running", total_rows=len(rows),
                    user_id=actor.id, started_at=now(), errors=[], warnings=[])  # fmt: skip
    db.session.add(job)
    db.session.flush()  # callers need the id
    return job


@command()
def stop_import(actor, job_id: int, reason: str = "") -> ImportJob:
    """Stop after the batch that runs; what was imported stays, and the import can be taken up again."""
    job = queries.import_job(job_id)
    require_permission(actor, job.kind)
    if job.status == "done":
        raise RuleBroken("import_done", "这次导入已经做完，不用停止")
    job.status = "stopped"
    if reason:
        job.errors = [{"row": job.done_rows, "column": "整张表", "reason": f"做到这里停下了：{reason}"}, *job.errors]
    return job


@command()
def resume_import(actor, job_id: int) -> ImportJob:
    """Go on where a stopped import stopped."""
    job = queries.import_job(job_id)
    require_permission(actor, job.kind)
    if job.status == "stopped":
        job.status = "running"
    return job


@command()
def import_batch(actor, job_id: int, first: int) -> ImportJob:
    """Import the next rows from `first`, all or nothing.

    Raises: Conflict("import_moved"): someone else imported these rows meanwhile; NotAllowed("permission")
    """
    job = queries.import_job(job_id)
    require_permission(actor, job.kind)
    if job.done_rows != first:
        raise Conflict("import_moved", "这次导入正由后台继续，请看进度")
    kind = KINDS[job.kind]
    rows = kind.write(actor, job, _parsed(job.kind, job.sha256, job.name)[first : first + kind.batch])
    job.errors = [*job.errors, *(problem for row in rows for problem in row.errors)][:KEPT_PROBLEMS]
    job.warnings = [*job.warnings, *(problem for row in rows for problem in row.warnings)][:KEPT_PROBLEMS]
    job.failed_rows += sum(bool(row.errors) for row in rows)
    job.done_rows = first + len(rows)
    if job.done_rows >= job.total_rows:
        job.status, job.ended_at = "done", now()
    return job


def run(actor, job: ImportJob, told=lambda job: None) -> ImportJob:
    """Import batch after batch to the end; `told(job)` hears of each."""
    while job.status == "running":
        try:
            job = import_batch(actor, job.id, job.done_rows)
        except Conflict:  # the worker took this batch: see how far it is
            db.session.rollback()
            time.sleep(0.05)
            job = queries.import_job(job.id)
        told(job)
    return job


def continue_imports(limit: int = 1) -> int:
    """One batch of the oldest running import, for the worker's round, in the name of whoever started it.

    An import that cannot go on (its file is gone, its person lost the permission) stops and says so in its list.
    Returns: how many batches it did
    """
    query = select(ImportJob).where(ImportJob.status == "running").order_by(ImportJob.id).limit(1)
    job = db.session.scalar(query)
    if job is None:
        return 0
    job_id = job.id
    try:
        actor = identity.user(job.user_id) if job.user_id else SYSTEM
        import_batch(actor, job_id, job.done_rows)
    except Conflict:
        return 0
    except AnliuError as refused:
        stop_import(SYSTEM, job_id, refused.message)
    return 1


@lru_cache(maxsize=1)
def _parsed(kind: str, sha256: str, name: str) -> list[Row]:
    return KINDS[kind].read(name, files.read(sha256))
