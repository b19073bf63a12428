"""A hazard handed to another department (抄告移交): signed for there, its result asked for, silence urged."""

from datetime import date

from app.core.clock import today
from app.core.command import command
from app.core.errors import RuleBroken
from app.hazards.commands import plain, record, recount, remind
from app.hazards.models import Hazard

WAYS = {"letter": "书面", "call": "电话", "visit": "当面"}


@command()
def sign_transfer(actor, row: Hazard, received_on: date, receiver: str, receipt: list) -> Hazard:
    """The other department has signed for it (签收); from now on its result is waited for.

    Raises: RuleBroken("received_on")
    """
    require_between(received_on, row.transferred_on, "received_on", "签收日期")
    row.status, row.transfer_received_on = "transferred", received_on
    record(actor, row, "registration", f"{row.transferred_to}{receiver}签收", receipt)
    return row


@command()
def record_feedback(actor, row: Hazard, result: str, on: date, note: str, files: list) -> Hazard:
    """What the other department has done (反馈); what it sends back is looked at again.

    Args:   result: done | returned; files: what proves it
    Raises: RuleBroken("feedback_on")
    Source: 三年行动方案 (2024): 抄告移交有移交、签收、反馈 (R026)
    """
    require_between(on, row.transfer_received_on, "feedback_on", "反馈日期")
    words = "已经办结" if result == "done" else "退回，不属于其职责"
    record(actor, row, "registration", f"{row.transferred_to}反馈{words}：{note}", files)
    row.transfer_silent_on = None
    if result == "done":
        row.transfer_feedback_on = on
    else:
        row.status, row.transferred_to, row.transferred_on, row.transfer_received_on = "registered", "", None, None
    recount(row.enterprise_id)
    return row


@command()
def note_feedback_silent(actor, row: Hazard) -> Hazard:
    """The days for the result are over (逾期没有反馈): seen in the ledger, and told of."""
    row.transfer_silent_on = today()
    return remind(actor, row, "feedback")


@command()
def urge_feedback(actor, row: Hazard, on: date, by: str, whom: str, note: str) -> Hazard:
    """Urge it (催办); the result is waited for anew from that day. Args: by: key of WAYS. Raises: RuleBroken("urged_on")"""
    require_between(on, row.transfer_received_on, "urged_on", "催办日期")
    record(actor, row, "registration", f"{WAYS[by]}催办{row.transferred_to}{whom}：{plain(note)}")
    return row


def require_between(on: date, since: date, field: str, words: str) -> None:
    """Raises: RuleBroken(field)"""
    if not since <= on <= today():
        text = f"{words}应在 {since} 至今天之间"
        raise RuleBroken(field, text, {field: text})
