"""What `accident_interview.bpmn` calls, and what its start form opens with."""

from datetime import datetime
from decimal import Decimal

from app.core.clock import ZONE
from app.identity import queries as identity
from app.supervision import accident_commands as commands
from app.supervision import accident_queries as queries
from app.supervision import queries as supervision
from app.workflow.registry import handler, prefill


@handler("supervision.register_accident")
def register_accident(context) -> dict:
    """登记事故: whoever registers it, the bureau above a district's interviews."""
    said = context.submission("start")
    row = commands.register(
        context.actor, context.instance, said["enterprise_id"], datetime.fromisoformat(said["happened_at"]).replace(tzinfo=ZONE),
        said["place"], said["brief"], said["deaths"], said["injuries"], Decimal(said["loss_yuan"]),
    )  # fmt: skip
    context.instance.organisation_id = identity.superior_bureau(context.instance.organisation_id)
    context.set_subject("accident", row.id, f"{row.enterprise.name} · 事故 {row.number}")
    return {"accident_id": row.id}


@handler("supervision.begin_accident_interviews")
def begin_accident_interviews(context):
    """发起约谈"""
    said = context.submission("start")
    row = queries.accident(int(context.subject[1]))
    commands.begin_interviews(context.actor, row, context.instance, said["local_organisation_id"], said["department_ids"])


@prefill("start_accident")
def prefill_start(context) -> dict:
    """Which districts and departments there are."""
    return {"organisation_options": supervision.targets()}
