"""What `supervision_letter.bpmn` and `supervision_look_back.bpmn` call. Handlers translate answers into commands."""


from app.core.clock import day, today
from app.documents import queries as documents
from app.hazards import queries as hazards
from app.hazards.reach import hazard_named
from app.supervision import letter_commands as commands
from app.supervision import queries, rules
from app.workflow.registry import answer_rule, handler


def letter(context):
    """The letter this process is about."""
    return queries.instrument(int(context.subject[1]))


@handler("supervision.open_letter")
def open_letter(context) -> dict:
    """登记编号: from the start form, from the ladder, or from a look-back that found nothing done."""
    row = commands.open_letter(context.actor, context.data["instrument_kind"], context.instance, **target(context))
    context.set_subject("instrument", row.id, commands.label(row))
    return {"instrument_id": row.id, "instrument_kind": row.kind}


def target(context) -> dict:
    """Whom the letter goes to, and what it is about."""
    known = context.data
    if known.get("ladder_id"):
        return {"hazard": hazards.hazard(known["hazard_id"]), "ladder_id": known["ladder_id"]}
    if known.get("after_id"):
        before = queries.instrument(known["after_id"])
        return {"hazard": before.hazard, "enterprise_id": before.enterprise_id, "after_id": before.id,
                "target_organisation_id": before.target_organisation_id}  # fmt: skip
    if known.get("accident_id"):
        return {"accident_id": known["accident_id"], "target_organisation_id": known["target_id"]}
    said = context.submission("start")
    about = hazard_named(context.actor, said["hazard_number"]) if said.get("hazard_number") else None
    return {
        "hazard": about,
        "enterprise_id": said.get("enterprise_id"),
        "target_organisation_id": said.get("target_organisation_id"),
    }


@answer_rule("draft_letter")
def check_draft(context):
    rules.require_reply_day(day(context.answers.get("reply_by")), today())
    queries.require_meeting(context.answers.get("meeting_at"))


@answer_rule("approve_letter")
def check_approval(context):
    if context.answers["letter_result"] == "approve":
        queries.require_meeting(letter(context).meeting.get("at"))


@handler("supervision.draft_letter")
def draft_letter(context):
    """起草督促文书"""
    said = context.answers
    meeting = {
        name.removeprefix("meeting_"): said.get(name)
        for name in ("meeting_at", "meeting_place", "attendees")
        if said.get(name)
    }
    commands.draft(context.actor, letter(context), said["letter_title"], said["facts"], said["requirements"],
                   day(said.get("reply_by")), meeting)  # fmt: skip


@handler("supervision.approve_letter")
def approve_letter(context):
    """审签督促文书"""
    commands.approve(context.actor, letter(context), context.answers["letter_result"] == "approve")


@handler("supervision.hold_interview")
def hold_interview(context):
    """约谈并记录"""
    said = context.answers
    record = {name: said.get(name) or "" for name in ("host", "participants", "content", "promise")}
    commands.hold_interview(
        context.actor,
        letter(context),
        said["attended"] == "yes",
        day(said["held_on"]),
        record,
        day(said.get("promised_on")),
    )


@answer_rule("hold_interview")
def check_interview(context):
    said = context.answers
    rules.require_record(day(said["held_on"]), day(said.get("promised_on")), today())


@handler("supervision.begin_waiting")
def begin_waiting(context) -> dict:
    """开始等回复: the days of its reminder and of its silence, by the last day it names, and whose desk the reply comes to."""
    row = letter(context)
    row = commands.begin_waiting(context.actor, row, documents.served_on(rules.PAPERS[row.kind], context.instance))
    desk, days = commands.reply_desk(row), reply_days(row)
    return days | {"look_back_at": days["reply_lapse_at"], "reply_desk": desk, "has_reply_desk": bool(desk)}


def reply_days(row) -> dict:
    """When its reminder and its silence come; until something is replied it counts as silent."""
    soon_at, lapse_at = queries.reminders_before(row.reply_by)
    return {"reply_due": row.reply_by.isoformat(), "reply_soon_at": soon_at, "reply_lapse_at": lapse_at, "letter_outcome": "silent"}


@handler("supervision.remind_reply")
def remind_reply(context):
    """提醒回复"""
    commands.remind(context.actor, letter(context))


@handler("supervision.mark_silent")
def mark_silent(context) -> dict:
    """记为到期未回复"""
    commands.mark_silent(context.actor, letter(context))
    return {"letter_outcome": "silent"}


@answer_rule("record_letter_reply")
def check_reply(context):
    row = letter(context)
    rules.require_received(day(context.answers["replied_on"]), row.served_on, today())


@handler("supervision.record_reply")
def record_reply(context):
    """登记回复"""
    said = context.answers
    commands.record_reply(context.actor, letter(context), day(said["replied_on"]), said["reply"], said["reply_files"])


@handler("supervision.submit_reply")
def submit_reply(context):
    """回复督促文书"""
    commands.submit_reply(context.actor, letter(context), context.answers["reply"], context.answers["reply_files"])


@handler("supervision.judge_reply")
def judge_reply(context) -> dict:
    """审核回复: settled, or to be completed by a new day"""
    row, said = letter(context), context.answers
    if said["reply_result"] == "return":
        return reply_days(commands.return_reply(context.actor, row, said["opinion"], day(said["new_reply_by"])))
    accepted = said["reply_result"] == "accept"
    commands.judge_reply(context.actor, row, accepted, said["opinion"])
    return {"letter_outcome": "accepted" if accepted else "rejected"}


# --- 回头看 ----------------------------------------------------------------------------------------------------------------


@handler("supervision.look_back")
def look_back(context):
    """回头看"""
    said = context.answers
    commands.look_back(
        context.actor,
        letter(context),
        said["look_back_result"] == "done",
        said["look_back_note"],
        said["look_back_photos"],
    )


@handler("supervision.begin_interview")
def begin_interview(context):
    """转约谈"""
    commands.begin_interview(context.actor, letter(context), context.instance)
