"""Reading cases."""

from datetime import date

from sqlalchemy import Integer, cast, func, or_, select
from sqlalchemy.orm import selectinload

from app.cases.models import Case, Deliberation, Hearing, Inquiry, LegalReview, Party, Reminder, Statement
from app.core.database import db
from app.core.errors import NotFound
from app.enterprises.models import Enterprise
from app.identity import queries as identity
from app.law import queries as law
from app.law.models import Period
from app.law.periods import compute
from app.penalties import queries as penalties


def case(case_id: int) -> Case:
    """Raises: NotFound("case")"""
    found = db.session.get(Case, case_id)
    if found is None:
        raise NotFound("case", "没有这个案件，可能已被删除；请从案件列表重新打开")
    return found


def by_root(root_id: str) -> Case | None:
    """The case a process tree is about."""
    return db.session.scalar(select(Case).where(Case.root_id == root_id))


def party(party_id: int) -> Party:
    """Raises: NotFound("party")"""
    found = db.session.get(Party, party_id)
    if found is None:
        raise NotFound("party", "没有这名当事人；请从案件页重新打开")
    return found


def cases(bureaus, search="", status="", dual=False, overdue_on: date | None = None, page=1, size=30):
    """A page of the case list, newest first. Returns (rows, total).

    Args: bureaus: ids of the bureaus whose cases may be seen; search: part of number, cause, enterprise or party name;
          overdue_on: only cases whose 90 days ran out before that day
    """
    query = select(Case).where(Case.organisation_id.in_(bureaus)).options(selectinload(Case.parties))
    if words := search.strip():
        named = select(Party.case_id).where(Party.name.contains(words, autoescape=True))
        firms = select(Enterprise.id).where(Enterprise.name.contains(words, autoescape=True))
        query = query.where(or_(
            Case.number.contains(words, autoescape=True), Case.cause.contains(words, autoescape=True),
            Case.enterprise_id.in_(firms), Case.id.in_(named),
        ))  # fmt: skip
    if status:
        query = query.where(Case.status == status)
    if dual:
        kinds = select(Party.case_id).group_by(Party.case_id).having(func.count(Party.kind.distinct()) > 1)
        query = query.where(Case.id.in_(kinds))
    if overdue_on:
        query = query.where(Case.id.in_(_overdue(overdue_on)))
    total = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Case.id).subquery()))
    rows = db.session.scalars(query.order_by(Case.id.desc()).limit(size).offset((page - 1) * size))
    return list(rows), total


def _overdue(on: date):
    late = (Period.subject_kind == "case", Period.rule_id == "penalty_decision", Period.outcome == "open")
    return select(cast(Period.subject_id, Integer)).where(*late, Period.last_day < on)


def officers_of(row: Case) -> list:
    return identity.officers(row.officer_ids)


def officer_names(row: Case) -> str:
    return "、".join(officer.name for officer in officers_of(row))


def statement(proposal_id: int, right: str) -> Statement | None:
    """What the party did with one right after the notice of that proposal."""
    return db.session.scalar(select(Statement).where(Statement.proposal_id == proposal_id, Statement.right == right))


def hearing_or_none(row: Party) -> Hearing | None:
    """The last hearing arranged for this party since its last notice."""
    told = penalties.notified(row.id)
    found = db.session.scalar(select(Hearing).where(Hearing.party_id == row.id).order_by(Hearing.id.desc()).limit(1))
    return found if found and told and found.applied_on >= told.notified_on else None


def hearing(row: Party) -> Hearing:
    """Raises: NotFound("hearing")"""
    found = hearing_or_none(row)
    if found is None:
        raise NotFound("hearing", "还没有安排听证")
    return found


def review(proposal_id: int) -> LegalReview | None:
    """The last legal review of that proposal."""
    return db.session.scalar(
        select(LegalReview).where(LegalReview.proposal_id == proposal_id).order_by(LegalReview.id.desc()).limit(1)
    )


def deliberation(proposal_id: int) -> Deliberation | None:
    return db.session.scalar(
        select(Deliberation).where(Deliberation.proposal_id == proposal_id).order_by(Deliberation.id.desc()).limit(1)
    )


def inquiry(inquiry_id: int) -> Inquiry | None:
    return db.session.get(Inquiry, inquiry_id)


def summoned(case_id: int, name: str) -> Inquiry | None:
    """The inquiry this person was called to and which was not held yet."""
    return next((row for row in inquiries(case_id) if row.name == name and not row.held_on), None)


def evidence_lines(row: Case) -> list[str]:
    """The evidence as papers list it."""
    return [item.sentence for item in row.evidence]


def inquiries(case_id: int) -> list[Inquiry]:
    return list(db.session.scalars(select(Inquiry).where(Inquiry.case_id == case_id).order_by(Inquiry.id)))


def inquiries_held(case_id: int, name: str, other_than: Inquiry | None = None) -> int:
    """How often this person was questioned before."""
    held = [row for row in inquiries(case_id) if row.name == name and row.held_on]
    return len([row for row in held if row is not other_than])


def reminders(party_id: int) -> list[Reminder]:
    return list(db.session.scalars(select(Reminder).where(Reminder.party_id == party_id).order_by(Reminder.id)))


def window_last_day(rule_id: str, row: Party) -> date | None:
    """The last day of statement_defense or hearing_application after the last notice; None: unknown or no notice."""
    told = penalties.notified(row.id)
    return compute(rule_id, told.notified_on, table=law.holiday_table()).last_day if told else None
