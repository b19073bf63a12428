"""Answers for the procedures of supervision (督办), as the district's people give them."""

from datetime import date, timedelta

from app.core.clock import now, today
from app.core.database import db
from app.supervision import queries
from app.supervision.models import Instrument, Ladder, Listing
from tests.workflow.walk import forget, start
from tests.workflows import hazard_answers as hazard
from tests.workflows import penalty_answers as said
from tests.workflows.hazard_answers import photo, the_hazard, user


def served(_item) -> dict:
    said.print_papers()
    return {
        "method": "direct", "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "delivery_place": "企业", "receiver_name": "杜若衡",
        "receiver_relation": "principal", "deliverers": [user("quzhifa1"), user("quzhifa2")],
    }  # fmt: skip


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def drafted(item) -> dict:
    """As it opens: the hazard's file, and the day the parameter proposes."""
    letter = db.session.get(Instrument, int(item.subject_id))
    asked = {
        "letter_title": "除尘系统重大隐患逾期没有消除",
        "facts": "整改期限届满，没有完成。",
        "requirements": "立即停用。\n书面报告。",
    }
    if letter.kind == "interview":
        return asked | {"meeting_at": queries.proposed_meeting(), "meeting_place": "会议室", "attendees": "霍承宇"}
    return asked | {"reply_by": later(7)}


def met(attended: str = "yes", **changed) -> dict:
    if attended == "no":
        return {"attended": "no", "held_on": today().isoformat()}
    return {"attended": "yes", "held_on": today().isoformat(), "host": "局长温如海", "participants": "实际控制人霍承宇",
            "content": "通报逾期情况。", "promise": "十日内完成。", "promised_on": later(10), **changed}  # fmt: skip


def replied(**changed) -> dict:
    return {"replied_on": today().isoformat(), "reply": "已签订改造合同。", "reply_files": [photo()], **changed}


def letters(**changed) -> dict:
    """{task: answers} of letters that are sent and wait for their reply."""
    return {
        "draft_letter": drafted, "approve_letter": {"letter_result": "approve", "opinion": "同意。"}, "deliver_letter": served,
        "hold_interview": lambda item: met(), "submit_letter_reply": None, "record_letter_reply": None,
        "judge_letter_reply": {"reply_result": "accept", "opinion": "认可。"},
        "look_back": lambda item: {"look_back_result": "done", "look_back_note": "已改造。", "look_back_photos": [photo()]},
    } | changed  # fmt: skip


def listed(**changed) -> dict:
    """{task: answers} of a listing until it is verified and taken off."""
    return {
        "approve_listing": lambda item: {"listing_result": "approve", "listing_due_on": later(75), "listing_requirement": "停用。\n改造。",
                                         "listing_acceptance": "区验收，市复核。", "opinion": "同意。"},
        "deliver_listing_notice": served, "deliver_raised_notice": served, "deliver_delisting_notice": served,
        "record_listing_progress": {"progress_percent": 40, "progress_note": "设备到货。"},
        "request_delisting": {"delisting_note": "已改为负压。"}, "apply_listing_extension": None,
        "decide_listing_extension": {"extension_result": "grant", "opinion": "同意。"},
        "verify_listing": lambda item: {"listing_check": "pass", "check_note": "达到要求。", "check_photos": [photo()]},
        "approve_delisting": {"delisting_result": "approve", "opinion": "同意。"},
        "publish_listing": lambda item: {
            "published_on": today().isoformat(), "published_where": "市政府网站", "publication_files": [photo()]},
    } | changed  # fmt: skip


def closing(**changed) -> dict:
    return {
        "propose_closure_order": {"closure_facts": "逐级督促无效。", "closure_ground": "仍不具备安全生产条件。"},
        "approve_closure_order": {"closure_result": "approve", "opinion": "同意。"},
        "record_closure_order": lambda item: {
            "government_decision": "close", "decided_on": today().isoformat(), "decision_number": "政函1号", "decision_files": [photo()]},
    } | changed  # fmt: skip


def letter(kind: str = "reminder", who: str = "quanban", **changed):
    """A letter of its own to the enterprise about its hazard."""
    begun = start(who, "supervision_letter", {
        "instrument_kind": kind, "target_kind": "enterprise", "enterprise_id": hazard.firm_id(),
        "hazard_number": the_hazard().number, **changed})  # fmt: skip
    forget()
    return begun


def listing(who: str = "quanban", **changed):
    begun = start(
        who, "listed_supervision", {"hazard_number": the_hazard().number, "listing_reason": "社会影响大。"} | changed
    )
    forget()
    return begun


def last(model):
    forget()
    return db.session.query(model).order_by(model.id.desc()).first()


def kinds(row) -> list[str]:
    return [each["kind"] for each in row.reminders]


def the_ladder() -> Ladder:
    return last(Ladder)


def the_listing() -> Listing:
    return last(Listing)


def the_letter() -> Instrument:
    return last(Instrument)


def day(text: str) -> date:
    return date.fromisoformat(text)
