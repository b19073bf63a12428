"""The calendar a person subscribes to (日历订阅): a secret address that shows their deadlines without a login.

Only the hash of the secret is kept: the address is shown once, a new one ends the old one, and it can be withdrawn.
One case has an address of its own (本案日历), sealed with the office's key and that hash: it ends with the subscription.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.cases import hearings, periods
from app.cases import queries as cases
from app.cases.hearings import Arranged
from app.cases.models import Case
from app.cases.periods import Listed
from app.core.clock import local, now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound
from app.core.settings import settings
from app.identity import queries as identity
from app.identity.models import User
from app.inbox import queries, subjects
from app.inbox.ics import Dated
from app.workflow.models import WorkItem

BACK, AHEAD = timedelta(days=30), timedelta(days=400)
MOST = 1000


class CalendarFeed(db.Model):
    """One person's subscription; sha256 of the secret in its address."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


def feed_of(user) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user.id)


def reader_of(secret: str) -> User:
    """The person whose address holds this secret.

    Raises: NotFound("feed"): withdrawn, replaced, mistyped, or the person has left
    """
    row = db.session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == _hash(secret)))
    person = row and identity.user(row.user_id)
    if not (person and person.active):
        raise NotFound("feed", "这个日历订阅已经停用；请登录后在期限日历里重新生成")
    return person


@command()
def make_feed(actor, token: str) -> CalendarFeed:
    """Begin a subscription, or give it a new address; the old one ends. Args: token: see `new_secret`"""
    row = feed_of(actor) or CalendarFeed(user_id=actor.id)
    row.secret_hash, row.made_at = _hash(token), now()
    db.session.add(row)
    return row


@command()
def withdraw_feed(actor) -> None:
    """End the subscription (停用); its address answers no more."""
    if row := feed_of(actor):
        db.session.delete(row)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# --- one case ---------------------------------------------------------------------------------------------------------

KINDS = {"entity": "单位", "person": "个人"}


def seal(person: User, case_id: int) -> str | None:
    """The last part of the address of one case's calendar, while the person has a subscription."""
    if (row := feed_of(person)) is None:
        return None
    words = f"{row.secret_hash}:{person.id}:{case_id}".encode()
    return hmac.new(settings().secret_key.encode(), words, hashlib.sha256).hexdigest()


def case_of(user_id: int, case_id: int, sealed: str) -> Case:
    """The case an address shows, as long as its reader may see it.

    Raises: NotFound("feed"): withdrawn, mistyped, or the reader sees the case no more
    """
    person = db.session.get(User, user_id)
    right = person and person.active and seal(person, case_id)
    if not (right and hmac.compare_digest(right.encode(), sealed.encode()) and cases.may_see(person, found := cases.case(case_id))):
        raise NotFound("feed", "这个日历订阅已经停用；请登录后在案件页重新订阅")
    return found


def of_case(case: Case) -> list[Dated]:
    """The running periods and the hearings of one case, whoever works on it."""
    whose = {str(party.id): KINDS[party.kind] for party in case.parties} if len(case.parties) > 1 else {}
    found = [_period(one, case, whose) for one in periods.of_case(case) if one.row.is_open]
    return [each for each in found if each] + [of_hearing(each) for each in hearings.of_case(case.id)]


def _period(one: Listed, case: Case, whose: dict[str, str]) -> Dated | None:
    """Nothing for a period that has no day, because it stands still or its length is not set."""
    row = one.row
    kind = whose.get(row.subject_id, "") if row.subject_kind == "party" else ""
    title = f"{one.rule.name_zh}{f'（{kind}）' if kind else ''} {case.number or ''}".strip()
    url, day = url_for("cases.show_case", case_id=case.id, _anchor="periods", _external=True), row.last_day or row.estimate
    return day and Dated(f"period-{row.id}", title, day, note=row.basis, url=url, is_estimate=row.last_day is None)


# --- a person's own ---------------------------------------------------------------------------------------------------


def dated(person: User) -> list[Dated]:
    """What the subscription shows: open tasks by their last day, hearings one presides over or is in charge of."""
    first, last = today() - BACK, today() + AHEAD
    items = queries.open_between(person, first, last, MOST)
    known = subjects.subjects(items)
    found = [_task(item, subjects.of(item, known).number) for item in items]
    return found + [of_hearing(each) for each in hearings.hearings_between(first, last, MOST, user_id=person.id)]


def _task(item: WorkItem, number: str) -> Dated:
    title = f"{item.title} {number}".strip()
    url = url_for("inbox.show_task", task_id=item.id, _external=True)
    return Dated(f"task-{item.id}", title, item.sort_on, note=item.basis, url=url, is_estimate=item.due_on is None)


def of_hearing(each: Arranged) -> Dated:
    """The hearing by number, hour and place."""
    row, case = each.hearing, each.case
    url = url_for("cases.show_case", case_id=case.id, _external=True)
    return Dated(f"hearing-{row.id}", f"听证 {case.number or ''}".strip(), local(row.hearing_at), place=row.place, url=url)
