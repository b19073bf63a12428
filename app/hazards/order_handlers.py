"""What `workflows/hazard.bpmn` calls where the order of an inspection has its say (责令限期整改). Handlers decide nothing."""

from app.hazards import orders
from app.hazards.handlers import subject
from app.workflow.registry import handler, prefill


@handler("hazards.count_reinspection")
def count_reinspection(context):
    """整改复查计为验收"""
    orders.count_reinspection(context.actor, subject(context))


@prefill("check_hazard")
def prefill_check(context) -> dict:
    return seen_at_reinspection(subject(context))


def seen_at_reinspection(row) -> dict:
    """What the re-inspection of the order has found, ready to be confirmed on site."""
    seen = row.reinspection
    return {"check_note": f"{seen['source']}整改复查（{seen['names']}，{seen['on']}）：{seen['note']}"} if seen and seen["passed"] else {}
