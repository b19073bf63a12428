"""Releases (流程版本): what the product ships with, what diagrams may refer to, which release is in force."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db
from app.core.settings import ROOT
from app.identity.permissions import ROLES
from app.law.period_rules import load_rules
from app.law.tables import queries as tables
from app.workflow import registry
from app.workflow.checks import Known, as_known
from app.workflow.forms.quick import quick_choice
from app.workflow.models import Release, ReleaseFile

WORKFLOWS, FORMS, DOCUMENTS = ROOT / "workflows", ROOT / "forms", ROOT / "documents"


def shipped_files() -> dict[str, bytes]:
    """{file name: content} of every diagram and form the product ships with."""
    paths = sorted(WORKFLOWS.glob("*.bpmn")) + sorted(FORMS.glob("*.json"))
    return {path.name: path.read_bytes() for path in paths}


def shipped_form(key: str) -> bytes | None:
    path = FORMS / f"{key}.json"
    return path.read_bytes() if path.is_file() else None


def known_shipped() -> Known:
    """What a diagram may refer to without looking into the database; used by `process check`."""
    return _known((path.read_bytes() for path in sorted(WORKFLOWS.glob("*.bpmn"))), tables.shipped_decisions())


def known_deployed() -> Known:
    """What a diagram may refer to in this office: the newest release of each procedure, its forms, and the shipped."""
    diagrams = [diagram_of(release).encode() for release in newest_releases()]
    last = select(func.max(ReleaseFile.id)).where(ReleaseFile.kind == "form").group_by(ReleaseFile.name)
    rows = select(ReleaseFile.name, ReleaseFile.content).where(ReleaseFile.id.in_(last))
    return _known(diagrams, tables.decisions(), dict(map(tuple, db.session.execute(rows))))


def _known(diagrams: Iterable[bytes], decisions: dict, deployed: dict[str, str] | None = None) -> Known:
    """Args: deployed: {form: its newest text in this office}"""
    forms = {path.stem: path.read_text("utf-8") for path in FORMS.glob("*.json")} | (deployed or {})
    processes, calls, steps, acts = {}, {}, set(), {}
    for content in diagrams:
        tasks, called, declared, done = as_known(content)
        processes |= tasks
        calls |= called
        steps |= declared
        acts |= done
    return Known(
        processes=processes,
        calls=calls,
        steps=steps,
        acts=acts,
        duty_groups=registry.DUTY_GROUPS,
        forms=forms.keys(),
        quick_forms={key for key, content in forms.items() if _is_quick(content)},
        roles=ROLES,
        handlers=registry.HANDLERS,
        templates={Path(path).parent.name for path in DOCUMENTS.glob("*/document.yaml")},
        periods=load_rules().versions,
        requirements={"served", *registry.REQUIREMENTS},
        expected=registry.EXPECTED,
        period_starts={"served", *registry.PERIOD_STARTS},
        decisions=decisions,
    )


@cache
def _is_quick(form: str) -> bool:
    return quick_choice(json.loads(form)) is not None


def release_for(key: str, on: date | None = None) -> Release | None:
    """The release of a procedure in force on a day (default today), or None."""
    query = select(Release).where(Release.key == key, Release.effective_on <= (on or today()))
    return db.session.scalars(query.order_by(Release.effective_on.desc(), Release.version.desc()).limit(1)).first()


def newest_release(key: str) -> Release | None:
    """The last deployed release of a procedure, in force or not yet."""
    return db.session.scalars(
        select(Release).where(Release.key == key).order_by(Release.version.desc()).limit(1)
    ).first()


def newest_releases() -> list[Release]:
    """The last deployed release of every procedure, by key."""
    last = select(Release.key, func.max(Release.version).label("version")).group_by(Release.key).subquery()
    query = select(Release).join(last, (Release.key == last.c.key) & (Release.version == last.c.version))
    return list(db.session.scalars(query.order_by(Release.key)))


def diagram_of(release: Release) -> str:
    """The BPMN text of a release."""
    return db.session.scalars(
        select(ReleaseFile.content).where(ReleaseFile.release_id == release.id, ReleaseFile.kind == "bpmn")
    ).one()


def form_of(release: Release, key: str) -> str | None:
    """A form of this release, or None."""
    query = select(ReleaseFile.content).where(ReleaseFile.kind == "form", ReleaseFile.name == key)
    return db.session.scalars(query.where(ReleaseFile.release_id == release.id)).first()


def form_in_office(key: str) -> str | None:
    """A form as the newest release that has it shows it, or None."""
    query = select(ReleaseFile.content).where(ReleaseFile.kind == "form", ReleaseFile.name == key)
    return db.session.scalars(query.order_by(ReleaseFile.release_id.desc()).limit(1)).first()
