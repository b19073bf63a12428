"""Telling people: one row for each person and occasion, never twice; joins the transaction of whatever is told of."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.clock import now
from app.core.database import db
from app.core.settings import settings
from app.identity import queries as identity
from app.identity.models import User
from app.notices.models import MailChoice, Notice
from app.workflow import queries as workflow
from app.workflow.models import WorkItem


def tell(user_ids: Iterable[int], kind: str, about: str, title: str, path: str, detail: str = "", mark: str = "") -> int:
    """Tell these people, as far as their accounts are in use, unless they have been told of this very occasion.

    Args:    title: may go out by mail, so no names of people or businesses; detail: shown inside only
    Returns: how many were told
    """
    told = select(Notice.user_id).where(Notice.about == about, Notice.kind == kind, Notice.mark == mark)
    wanted = set(user_ids) - set(db.session.scalars(told))
    people = list(db.session.scalars(select(User).where(User.id.in_(wanted), User.active))) if wanted else []
    by_mail = _choices(people)
    db.session.add_all(
        Notice(user_id=each.id, kind=kind, about=about, mark=mark, title=title[:240], detail=detail[:400], path=path,
               at=now(), mail=by_mail.get(each.id, ""))
        for each in people
    )  # fmt: skip
    return len(people)


def _choices(people: list[User]) -> dict[int, str]:
    """{person: once | daily} of those who want mails and can get them."""
    with_address = [each.id for each in people if each.email]
    if not with_address or not settings().sends_mail:
        return {}
    query = select(MailChoice.user_id, MailChoice.choice).where(MailChoice.user_id.in_(with_address))
    chosen = dict(db.session.execute(query).all())
    wanted = {user_id: chosen.get(user_id, "daily") for user_id in with_address}
    return {user_id: choice for user_id, choice in wanted.items() if choice != "off"}


def holders(item: WorkItem) -> set[int]:
    """Whose turn it is: the person on whose desk the task lies, or all who could lawfully take it; and whoever stands in
    for them today (代理)."""
    if item.assignee_id and item.signatures_needed == 1:
        people = {item.assignee_id}
    else:
        signed = {each.user_id for each in item.signatures}
        people = {each.id for each in workflow.performers_of(item)} - signed
    roles = {candidate.role for candidate in item.candidates}
    stand_ins = identity.stand_ins_of(people)
    return people | {user_id for user_id, passed_on in stand_ins if not roles or roles & set(passed_on)}
