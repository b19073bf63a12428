"""What `workflows/hazard_raising.bpmn` calls (提级治理). Handlers translate answers into commands; they decide nothing."""

from app.hazards import raising
from app.hazards.handlers import subject
from app.workflow.registry import handler, prefill


@handler("hazards.request_raising")
def request_raising(context):
    """提请提级治理"""
    said = context.answers
    raising.request_raising(context.actor, subject(context), said["coordination"], said["raising_reason"], said["raising_files"])


@handler("hazards.approve_raising")
def approve_raising(context):
    """审批提级"""
    raising.approve_raising(context.actor, subject(context), context.answers["raising_result"], context.answers["opinion"])


@handler("hazards.decide_raising")
def decide_raising(context):
    """决定是否接手"""
    raising.decide_raising(context.actor, subject(context), context.answers["raising_decision"] == "accept", context.answers["opinion"])


@handler("hazards.take_over")
def take_over(context):
    """上级接手治理"""
    raising.take_over(context.actor, subject(context))


@prefill("decide_hazard_raising")
def prefill_decision(context) -> dict:
    """What the bureau below asks for, and what it has tried."""
    row, said = subject(context), context.submission("request_raising")
    return {"asked": f"{row.organisation.name}提请接手：{said['raising_reason']}（协调情况：{said['coordination']}）"}
