"""The acts on a letter (提醒敦促函、整改通知书、约谈): each until it is answered, or silence has its consequence."""

from datetime import date

from sqlalchemy import select

from app.core import files
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.enterprises import queries as enterprises
from app.hazards.rules import comes_too_late
from app.identity import queries as identity
from app.notices.telling import tell
from app.supervision import queries, rules
from app.supervision.models import Instrument
from app.workflow import commands as workflow
from app.workflow import queries as matters
from app.workflow.models import Instance

PROCESS = "supervision_letter"


def next_number(model, prefix: str) -> str:
    """The number after the last one of the year; the row stays locked until the unit of work ends."""
    prefix = f"{prefix}-{today().year}-"
    query = select(model.number).where(model.number.startswith(prefix)).order_by(model.id.desc()).limit(1)
    last = db.session.scalar(query.with_for_update())
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:05d}"


def keep(actor, ids: list, kind: str, row_id: int) -> None:
    """Uploaded files belong to what they prove; an enterprise's account files only what it uploaded itself."""
    own_only = actor.id if actor.id and actor.has_role("enterprise_user") else None
    files.belong_to(list(ids), kind, row_id, own_only)


@command()
def open_letter(actor, kind: str, instance: Instance, hazard=None, enterprise_id: int | None = None,
                target_organisation_id: str | None = None, ladder_id: int | None = None,
                after_id: int | None = None, accident_id: int | None = None) -> Instrument:  # fmt: skip
    """Begin a letter and give it its number (统一编号).

    Args:   kind: key of rules.KINDS; hazard: what it is about; target_organisation_id: a department or a district
    Raises: NotFound("enterprise" | "organisation"); RuleBroken("target_kind")
    Source: 三年行动方案 (2024) 主方案 10④: 函告、约谈; 市场监管 16: 三书一函 (待核)
    """
    rules.require_addressee(kind, target_organisation_id)
    enterprise_id = enterprise_id or (hazard.enterprise_id if hazard and not target_organisation_id else None)
    name = (
        enterprises.enterprise(enterprise_id).name
        if enterprise_id
        else identity.organisation(target_organisation_id).name
    )
    row = Instrument(
        number=next_number(Instrument, "DC"), kind=kind, organisation_id=instance.organisation_id, enterprise_id=enterprise_id,
        target_organisation_id=target_organisation_id, target_name=name, hazard_id=hazard and hazard.id, ladder_id=ladder_id,
        after_id=after_id, accident_id=accident_id, status="drafting", instance_id=instance.id, created_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    if hazard is not None:
        hang_on(actor, instance, hazard)
    return row


def hang_on(actor, instance: Instance, hazard) -> None:
    """Supervision begun by the office itself stands on the thread of the hazard (一条线), as what the ladder has reached."""
    if hazard.instance_id:
        workflow.note_origin(actor, instance, matters.instance(hazard.instance_id))


def label(row: Instrument) -> str:
    """How lists name it."""
    return f"{row.target_name} · {row.words} {row.number}"


@command()
def draft(
    actor, row: Instrument, title: str, facts: str, requirements: str, reply_by: date | None, meeting: dict
) -> Instrument:
    """Args: meeting: at, place, attendees of an interview. Raises: RuleBroken("reply_by" | "meeting_at")"""
    rules.require_reply_day(reply_by, today())
    queries.require_meeting(meeting.get("at"))
    row.title, row.facts, row.requirements, row.reply_by, row.meeting = title, facts, requirements, reply_by, meeting
    row.status, row.drafted_by = "approval", actor.id
    return row


@command()
def approve(actor, row: Instrument, agreed: bool) -> Instrument:
    """A leader signs it, or sends it back. Raises: RuleBroken("meeting_at"): too late now for the interview it names"""
    if agreed:
        queries.require_meeting(row.meeting.get("at"))
    row.status, row.approved_by = ("issued", actor.id) if agreed else ("drafting", None)
    return row


@command()
def hold_interview(
    actor, row: Instrument, attended: bool, held_on: date, record: dict, promised_on: date | None
) -> Instrument:
    """Keep what was said at the meeting (约谈纪要); what is promised is due on the day promised.

    Args:   record: host, participants, content, promise
    Raises: RuleBroken("held_on" | "promised_on")
    Source: 三年行动方案 (2024) 主方案 10④: 约谈记录含参加人、内容、承诺时限 (待核)
    """
    rules.require_record(held_on, promised_on, today())
    row.record = record | {
        "attended": attended,
        "held_on": held_on.isoformat(),
        "promised_on": promised_on and promised_on.isoformat(),
    }
    if attended:
        row.reply_by = promised_on
    return row


@command()
def begin_waiting(actor, row: Instrument, served_on: date) -> Instrument:
    """It is served; from now on its reply is awaited."""
    row.status, row.served_on = "waiting", served_on
    return row


def people_of(row: Instrument) -> set[int]:
    """Whom reminders go to: who drafted it, the office for safety, and the enterprise's own account."""
    desk = enterprises.account_holders(row.enterprise_id) if row.enterprise_id else []
    return {
        *desk,
        *identity.holders(["safety_office", "team_leader"], row.organisation_id),
        *filter(None, [row.drafted_by]),
    }


@command()
def remind(actor, row: Instrument) -> Instrument:
    """The last day of its reply is near; told on that day at the latest."""
    if comes_too_late("last_day", row.reply_by, today()):
        return row
    row.reminders = [*row.reminders, {"kind": "soon", "on": today().isoformat()}]
    tell(people_of(row), "supervision", f"instrument:{row.id}", f"{row.words}的回复期限将到", f"/supervision/letters/{row.id}",
         label(row), f"soon:{today()}")  # fmt: skip
    return row


@command()
def mark_silent(actor, row: Instrument) -> Instrument:
    """No reply came, or nobody came to the meeting: a candidate for being named (通报候选), and the next rung's ground."""
    row.status, row.silent_on = "silent", today()
    row.reminders = [*row.reminders, {"kind": "silent", "on": today().isoformat()}]
    leaders = identity.holders(["deputy_head"], row.organisation_id)
    tell({*people_of(row), *leaders}, "supervision", f"instrument:{row.id}", f"{row.words}到期没有回复",
         f"/supervision/letters/{row.id}", label(row), "silent")  # fmt: skip
    return row


def reply_desk(row: Instrument) -> list[int]:
    """Whose desk the reply comes to: the enterprise's account, or the offices of the department or district; [] without."""
    if row.enterprise_id:
        return enterprises.account_holders(row.enterprise_id)
    return sorted(identity.holders(["safety_office", "team_leader"], row.target_organisation_id))


@command()
def submit_reply(actor, row: Instrument, reply: str, received: list) -> Instrument:
    """Whoever it went to answers with an own account. Raises: RuleBroken("replied_on")"""
    record_reply(actor, row, today(), reply, received)
    row.replied_by = actor.name
    return row


@command()
def record_reply(actor, row: Instrument, replied_on: date, reply: str, received: list) -> Instrument:
    """The office enters a reply that came on paper. Raises: RuleBroken("replied_on")"""
    rules.require_received(replied_on, row.served_on, today())
    keep(actor, received, "instrument", row.id)
    row.status, row.replied_on, row.reply, row.reply_files, row.replied_by = "replied", replied_on, reply, received, ""
    return row


@command()
def return_reply(actor, row: Instrument, opinion: str, reply_by: date) -> Instrument:
    """The reply does not say enough: it is to be completed by a new day. Raises: RuleBroken("new_reply_by")"""
    rules.require_reply_day(reply_by, today(), "new_reply_by")
    kept = {"on": row.replied_on.isoformat(), "by": row.replied_by, "reply": row.reply, "files": row.reply_files, "opinion": opinion}
    row.returned_replies = [*row.returned_replies, kept]
    row.status, row.replied_on, row.reply, row.reply_files, row.reply_by = "waiting", None, "", [], reply_by
    return row


@command()
def judge_reply(actor, row: Instrument, accepted: bool, opinion: str) -> Instrument:
    """Whether what was replied settles it."""
    row.status, row.reply_opinion = "accepted" if accepted else "rejected", opinion
    return row


@command()
def look_back(actor, row: Instrument, done: bool, note: str, photos: list) -> Instrument:
    """Looked again on site after the day of a 整改通知书 (回头看). Source: 三年行动方案 (2024) 市场监管 16 (待核)"""
    keep(actor, photos, "instrument", row.id)
    row.look_back = {"done": done, "note": note, "photos": photos, "on": today().isoformat(), "by": actor.name}
    return row


@command()
def begin_interview(actor, row: Instrument, origin: Instance) -> Instance | None:
    """Not put right: on to the interview (R048), unless the ladder the hazard climbs leads there anyway."""
    if row.hazard_id and queries.open_ladder(row.hazard_id):
        return None
    data = {"instrument_kind": "interview", "after_id": row.id}
    return workflow.start_process(actor, PROCESS, data=data, subject=("instrument", row.id, label(row)), origin=origin)
