"""The hearing of one party (听证)."""

from datetime import date, datetime

from app.cases import queries, rules
from app.cases.models import Hearing, Party
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law import queries as law
from app.law.periods import compute


@command(permission="preside_hearing")
def arrange_hearing(actor, party: Party, presider_id: int, investigators: set[int], hearing_at: datetime, **terms) -> Hearing:
    """Fix the hearing (安排听证): who presides, when, where.

    Args:   investigators: ids of everyone who worked on the investigation; hearing_at: aware;
            terms: applied_on, place, is_public, closed_reason, members (names), recorder_name
    Raises: RuleBroken("presider_investigated" | "hearing_notice_late" | "hearing_notice_unknown")
    Source: 行政处罚法 (2021) art. 64
    """
    rules.require_presider_apart(presider_id, investigators)
    rules.require_hearing_notice_in_time(_latest_notice(hearing_at), today(), "hearing_at")
    row = Hearing(party_id=party.id, presider_id=presider_id, hearing_at=hearing_at, **terms)
    db.session.add(row)
    db.session.flush()  # the notice quotes it
    return row


@command()
def check_hearing_notice(actor, party: Party, delivered_on: date) -> bool:
    """Whether the notice of the hearing was served in time; served too late, the hearing must be arranged anew.

    Source: 行政处罚法 (2021) arts. 64(2), 85
    """
    row = queries.hearing(party)
    row.notice_delivered_on = delivered_on
    last_day = _latest_notice(row.starts_at)
    in_time = last_day is not None and delivered_on <= last_day
    row.result = None if in_time else "adjourned"
    return in_time


@command(permission="preside_hearing")
def hold_hearing(actor, party: Party, result: str, record: dict) -> Hearing:
    """Record the hearing (听证笔录).

    Args:   result: held | absent (the party stayed away or left: it gave the hearing up) | adjourned (a new date follows)
            record: started_at, ended_at (ISO), attendees, statements, refusal_note, note
    Raises: RuleBroken("hearing_not_yet")
    Source: 行政处罚法 (2021) art. 64
    """
    row = queries.hearing(party)
    rules.require_hearing_day(row.starts_at.date(), today(), result)
    row.result, row.record = result, record
    return row


@command(permission="preside_hearing")
def report_hearing(actor, party: Party, report: dict) -> Hearing:
    """Report on the hearing (听证会报告书): officer_view, party_view, disputes, findings, proposal.

    Source: 行政处罚法 (2021) art. 65
    """
    row = queries.hearing(party)
    row.report = report
    return row


def _latest_notice(hearing_at: datetime) -> date | None:
    return compute("hearing_notice", hearing_at.date(), table=law.holiday_table()).last_day
