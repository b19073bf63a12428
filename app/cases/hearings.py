"""Hearings as an office calendar needs them: when, where, of which case, who takes part."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.cases.models import Case, CaseOfficer, Hearing, Party
from app.core.clock import ZONE
from app.core.database import db
from app.core.errors import NotFound


class Arranged(NamedTuple):
    """A hearing with the party and the case it is about."""

    hearing: Hearing
    party: Party
    case: Case


def hearing(hearing_id: int) -> Arranged:
    """Raises: NotFound("hearing")"""
    found = db.session.execute(_arranged().where(Hearing.id == hearing_id)).first()
    if found is None:
        raise NotFound("hearing", "没有这次听证，可能已经改期；请从案件页重新打开")
    return Arranged(*found)


def of_case(case_id: int) -> list[Arranged]:
    """The hearings of one case, the earliest first; adjourned ones are left out."""
    query = _arranged().where(Case.id == case_id, Hearing.hearing_at.is_not(None), _held())
    return [Arranged(*row) for row in db.session.execute(query.order_by(Hearing.hearing_at, Hearing.id))]


def hearings_between(first: date, last: date, most: int, bureaus: set[str] = frozenset(), user_id: int | None = None) -> list[Arranged]:
    """Hearings of these days, both included, the earliest first; adjourned ones are left out.

    Args: bureaus: whose cases; user_id: a person who presides, or is in charge of the case; either lets a hearing in
    """
    mine = select(CaseOfficer.case_id).where(CaseOfficer.user_id == user_id)
    query = _arranged().where(
        Hearing.hearing_at >= _moment(first), Hearing.hearing_at < _moment(last + timedelta(days=1)),
        _held(), or_(Case.organisation_id.in_(bureaus), Hearing.presider_id == user_id, Case.id.in_(mine)),
    )  # fmt: skip
    return [Arranged(*row) for row in db.session.execute(query.order_by(Hearing.hearing_at, Hearing.id).limit(most))]


def _held():
    return or_(Hearing.result.is_(None), Hearing.result != "adjourned")


def _arranged():
    return (
        select(Hearing, Party, Case).join(Party, Party.id == Hearing.party_id).join(Case, Case.id == Party.case_id)
        .options(selectinload(Case.officers))
    )  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
