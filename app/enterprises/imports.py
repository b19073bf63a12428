"""Importing a table of enterprises: checked first, then in batches of 200 rows, each its own transaction.

The job's row says how far it got; the worker (or the command line) goes on from there, so an interrupted import loses
and doubles nothing, and the office goes on working between the batches. Importing the same table again changes nothing.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import files
from app.core.clock import now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import AnliuError, Conflict, RuleBroken
from app.enterprises import queries, tables
from app.enterprises.commands import apply_changes, note_change
from app.enterprises.models import Enterprise, EnterprisePerson, ImportJob
from app.enterprises.rules import RISK_LEVELS
from app.identity import queries as identity
from app.identity.models import Area

BATCH = 200
KEPT_PROBLEMS = 500


@dataclass
class Check:
    """What a dry run found."""

    total: int
    good: int
    created: int
    known: int
    errors: list[dict]
    warnings: list[dict]


def check(name: str, content: bytes) -> Check:
    """Read the whole table and compare with what is known; changes nothing."""
    rows, areas = tables.read_rows(name, content), _area_names()
    good = [row for row in rows if not row.errors]
    for row in good:
        _place(row, areas)
    codes = {row.fields["uscc"] for row in good}
    known = set(db.session.scalars(select(Enterprise.uscc))) & codes
    return Check(
        len(rows), len(good), len(codes) - len(known), len(known),
        [problem for row in rows for problem in row.errors], [problem for row in rows for problem in row.warnings],
    )  # fmt: skip


@command(permission="import_enterprises")
def start_import(actor, name: str, content: bytes) -> ImportJob:
    """Register a table for import; the same table, not yet finished, is taken up again where it stopped.

    Raises: RuleBroken("import_file" | "import_heading" | "import_size")
    """
    sha256 = files.write(content)
    unfinished = select(ImportJob).where(ImportJob.sha256 == sha256, ImportJob.status != "done")
    if job := db.session.scalar(unfinished.order_by(ImportJob.id.desc())):
        job.status = "running"
        return job
    rows = _parsed(sha256, name)
    job = ImportJob(name=name[:200], sha256=sha256, status="running", total_rows=len(rows), user_id=actor.id,
                    started_at=now(), errors=[], warnings=[])  # fmt: skip
    db.session.add(job)
    db.session.flush()  # callers need the id
    return job


@command(permission="import_enterprises")
def stop_import(actor, job_id: int, reason: str = "") -> ImportJob:
    """Stop after the batch that runs; what was imported stays, and the import can be taken up again."""
    job = queries.import_job(job_id)
    if job.status == "done":
        raise RuleBroken("import_done", "这次导入已经做完，不用停止")
    job.status = "stopped"
    if reason:
        job.errors = [{"row": job.done_rows, "column": "整张表", "reason": f"做到这里停下了：{reason}"}, *job.errors]
    return job


@command(permission="import_enterprises")
def resume_import(actor, job_id: int) -> ImportJob:
    """Go on where a stopped import stopped."""
    job = queries.import_job(job_id)
    if job.status == "stopped":
        job.status = "running"
    return job


@command(permission="import_enterprises")
def import_batch(actor, job_id: int, first: int) -> ImportJob:
    """Import the next 200 rows from `first`, all or nothing.

    Raises: Conflict("import_moved"): someone else imported these rows meanwhile
    """
    job = queries.import_job(job_id)
    if job.done_rows != first:
        raise Conflict("import_moved", "这次导入正由后台继续，请看进度")
    rows = _parsed(job.sha256, job.name)[first : first + BATCH]
    areas = _area_names()
    good = [row for row in rows if not row.errors]
    codes = {row.fields["uscc"] for row in good}
    found = select(Enterprise).where(Enterprise.uscc.in_(codes)).options(selectinload(Enterprise.persons))
    known = {enterprise.uscc: enterprise for enterprise in db.session.scalars(found)}
    for row in good:
        outcome = _upsert(actor, known, _place(row, areas))
        setattr(job, outcome, getattr(job, outcome) + 1)
    job.errors = [*job.errors, *(problem for row in rows for problem in row.errors)][:KEPT_PROBLEMS]
    job.warnings = [*job.warnings, *(problem for row in rows for problem in row.warnings)][:KEPT_PROBLEMS]
    job.failed_rows += len(rows) - len(good)
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
def _parsed(sha256: str, name: str) -> list[tables.Row]:
    return tables.read_rows(name, files.read(sha256))


def _area_names() -> dict[str, str]:
    return {area.name: area.id for area in db.session.scalars(select(Area))}


def _place(row: tables.Row, areas: dict[str, str]) -> dict:
    """The row's fields with the area by id: 「鄂城区」 and 「鄂州市鄂城区」 are the same; the longest name wins."""
    fields = {key: value for key, value in row.fields.items() if key != "area"}
    words = row.fields.get("area", "")
    matching = [name for name in areas if words and (name in words or words in name)]
    inner = sorted(matching, key=lambda name: (words.endswith(name), len(name)))
    if inner:
        fields["area_id"] = areas[inner[-1]]
    elif words and not any(problem["column"] == "辖区" for problem in row.warnings):
        row.problem(row.warnings, "area", f"没有“{words}”这个辖区，可写：{'、'.join(areas)}；这一格没有导入")
    return fields


def _upsert(actor, known: dict[str, Enterprise], fields: dict) -> str:
    """Create or bring up to date; empty cells never erase what is known. Returns created | updated | unchanged."""
    given = {key: value for key, value in fields.items() if value}
    head, risk = given.pop("main_person", ""), given.pop("risk_level", "")
    enterprise = known.get(given["uscc"])
    outcome = "updated"
    if enterprise is None:
        enterprise = known[given["uscc"]] = Enterprise(**given, risk_level=risk, created_at=now())
        db.session.add(enterprise)
        note_change(actor, enterprise, "建档（导入）")
        outcome = "created"
    changed = apply_changes(enterprise, given)
    if risk and enterprise.risk_level != risk:
        changed.append(f"风险等级：{RISK_LEVELS.get(enterprise.risk_level, '未评定')} → {RISK_LEVELS[risk]}")
        enterprise.risk_level = risk
    if head and not any(person.name == head and person.active for person in enterprise.persons):
        enterprise.persons.append(EnterprisePerson(name=head, capacity="main_responsible_person", position="主要负责人",
                                                   from_on=today()))  # fmt: skip
        changed.append(f"登记人员：{head}，主要负责人")
    if changed and outcome == "updated":
        note_change(actor, enterprise, "导入更正：" + "；".join(changed))
    return outcome if changed or outcome == "created" else "unchanged"
