"""Starting a process: by a person with a start form, or by a diagram as an independent matter."""

from uuid import uuid4

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed
from app.workflow import duties
from app.workflow.commands.tasks import submit
from app.workflow.definitions import definition, in_force
from app.workflow.models import Instance
from app.workflow.registry import MATTER_NAMES, handler
from app.workflow.unit import work_on


@command()
def start_process(actor, key: str, answers: dict | None = None, data: dict | None = None, subject=None,
                  origin: Instance | str | None = None, organisation_id: str | None = None) -> Instance:  # fmt: skip
    """Start a procedure with the release in force today.

    Args:    answers: of the start form; data: process data (`starter_id` is added, for `camunda:assignee`);
             subject: (kind, id, label) or a row with `label`; origin: the instance this one arose from;
             organisation_id: the bureau in charge, where neither the origin nor the actor says it
    Returns: the root instance, run up to its first tasks
    Raises:  NotFound("process"); NotAllowed("not_starter"); marshmallow's ValidationError; RuleBroken("recused", …)
    """
    release = in_force(key)
    origin = db.session.get(Instance, origin) if isinstance(origin, str) else origin
    if origin is None:
        require_starter(actor, release)
    else:
        duties.require_not_recused(actor, origin.root_id)
    kind, subject_id, label = _subject(subject)
    row = Instance(
        id=str(uuid4()), process_key=key, release_id=release.id, status="open", outcome={}, subject_kind=kind,
        subject_id=subject_id, label=label, origin_id=origin and origin.id, started_by=actor.id, started_at=now(),
        organisation_id=(origin and origin.organisation_id) or organisation_id or getattr(actor, "bureau_id", None),
    )  # fmt: skip
    row.root_id = row.id
    if origin is not None:
        duties.inherit(row, origin)
    db.session.add(row)
    db.session.flush()
    with work_on(actor, row.id, new=row) as unit:
        known = definition(release.id)
        unit.note(row, "started", f"启动{known.name}")
        start = known.diagram.start
        asked = start.form_key and origin is None and subject is None  # another matter, or what is registered, says it instead
        form_data = submit(unit, row, start, answers or {}) if asked else {}
        given = {"starter_id": actor.id, **(data or {}), **form_data}
        row.label = row.label or next(filter(None, (name(given) for name in MATTER_NAMES)), "")
        unit.begin(row, given)
    return row


def require_starter(actor, release) -> None:
    """Raises: NotAllowed("not_starter")"""
    roles = [role for role in release.starter_roles.split(",") if role]
    if roles and actor.id is not None and not any(actor.has_role(role) for role in roles):
        raise NotAllowed("not_starter", f"您的岗位不能启动“{release.name}”")


def _subject(subject) -> tuple[str | None, str | None, str]:
    if subject is None:
        return None, None, ""
    if isinstance(subject, tuple):
        kind, subject_id, *label = subject
        return kind, str(subject_id), label[0] if label else ""
    return subject.__tablename__, str(subject.id), getattr(subject, "label", "")


@handler("workflow.start_process")
def start_independent_process(context) -> dict:
    """另行启动流程: another procedure goes its own way; property `process.key` names it, `process.data` what it is given.

    Returns: {"<process key>_instance": its id}
    """
    names = [name.strip() for name in context.properties.get("process.data", "").split(",") if name.strip()]
    key = context.properties["process.key"]
    subject = (*context.subject, context.instance.label) if context.subject[0] else None
    started = start_process(context.actor, key, data={name: context.data.get(name) for name in names},
                            subject=subject, origin=context.instance)  # fmt: skip
    return {f"{key}_instance": started.id}
