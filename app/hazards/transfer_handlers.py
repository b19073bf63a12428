"""What `workflows/hazard.bpmn` calls of a transfer (抄告移交). Handlers translate answers into commands; they decide nothing."""

from app.core.clock import today
from app.documents.rendering import day as printed
from app.hazards import commands as hazards
from app.hazards import transfer_commands as commands
from app.hazards.handlers import day, subject
from app.workflow.registry import handler, prefill


@handler("hazards.sign_transfer")
def sign_transfer(context) -> dict:
    """登记移送签收: the result is waited for from that day."""
    said = context.answers
    commands.sign_transfer(context.actor, subject(context), day(said["received_on"]), said["receiver"], said["receipt"])
    return {"feedback_from": said["received_on"]}


@handler("hazards.remind_transfer")
def remind_transfer(context):
    """提醒签收"""
    hazards.remind(context.actor, subject(context), "transfer")


@handler("hazards.record_feedback")
def record_feedback(context):
    """登记办理反馈"""
    said = context.answers
    commands.record_feedback(context.actor, subject(context), said["feedback_result"], day(said["feedback_on"]),
                             said["feedback_note"], said["feedback_files"])  # fmt: skip


@handler("hazards.note_feedback_silent")
def note_feedback_silent(context):
    """记明没有反馈"""
    commands.note_feedback_silent(context.actor, subject(context))


@handler("hazards.urge_feedback")
def urge_feedback(context) -> dict:
    """催办反馈: the result is waited for anew from that day."""
    said = context.answers
    commands.urge_feedback(context.actor, subject(context), day(said["urged_on"]), said["urged_by"], said["urged_whom"], said["urge_note"])
    return {"feedback_from": said["urged_on"]}


@prefill("sign_hazard_transfer")
def prefill_transfer(context) -> dict:
    return {"received_on": today().isoformat()}


@prefill("record_hazard_feedback")
def prefill_feedback(context) -> dict:
    row = subject(context)
    return {"feedback_on": today().isoformat(), "waited": f"{row.transferred_to}{_on(row)}签收，等待其办理结果。"}


@prefill("urge_hazard_feedback")
def prefill_urging(context) -> dict:
    row = subject(context)
    return {"urged_on": today().isoformat(), "waited": f"{row.transferred_to}{_on(row)}签收以后没有反馈，请催办并记明。"}


def _on(row) -> str:
    return printed(row.transfer_received_on.isoformat())
