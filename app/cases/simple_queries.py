"""Reading penalties decided on the spot (当场处罚)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from app.cases import queries as cases
from app.cases.simple_models import SimplePenalty
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.enterprises.models import Enterprise
from app.identity import queries as identity
from app.law import queries as law
from app.law.tables import queries as tables
from app.penalties import queries as penalties
from app.penalties import rules
from app.penalties.models import Decision

PROCESS = "simple_penalty"
PROCEDURE, COLLECTION = "procedure_kind", "on_spot_collection"


def simple_penalty(row_id: int) -> SimplePenalty:
    """Raises: NotFound("simple_penalty")"""
    found = db.session.get(SimplePenalty, row_id)
    if found is None:
        raise NotFound("simple_penalty", "没有这件当场处罚，请从列表重新打开")
    return found


def of_process(root_id: str) -> SimplePenalty | None:
    """The one this process is about; None until the party has been told."""
    return db.session.scalar(select(SimplePenalty).where(SimplePenalty.root_id == root_id))


def of_enterprise(enterprise_id: int) -> list[SimplePenalty]:
    query = select(SimplePenalty).where(SimplePenalty.enterprise_id == enterprise_id)
    return list(db.session.scalars(query.order_by(SimplePenalty.id.desc())))


def listed(bureaus: set[str], text: str = "", status: str = "", page: int = 1) -> Page:
    """One page of those of these bureaus, newest first, by part of the number, of the cause or of the enterprise's name."""
    query = select(SimplePenalty).join(Enterprise).where(SimplePenalty.organisation_id.in_(bureaus))
    if text:
        columns = (SimplePenalty.number, SimplePenalty.cause, Enterprise.name)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    if status:
        query = query.where(SimplePenalty.status == status)
    return page_of(query.order_by(SimplePenalty.id.desc()), page, size=30)


def may_see(user, row: SimplePenalty) -> bool:
    return user.id in row.officers or row.organisation_id in identity.bureaus_seen_by(user)


def procedure_facts(party_kind: str, fine_yuan: Decimal | None) -> dict:
    """What the table `procedure_kind` is asked: the facts are clear, nothing but a warning or a fine is given."""
    return {"facts_clear": True, "only_warning_or_fine": True, "party_kind": party_kind, "fine_yuan": str(fine_yuan or 0)}


def procedure(party_kind: str, fine_yuan: Decimal | None) -> dict:
    """The answer of the table in force today: procedure, reason, article. Source: 行政处罚法 (2021) art. 51"""
    return tables.evaluate(tables.in_force(PROCEDURE, today()), procedure_facts(party_kind, fine_yuan)).value


def limits() -> str:
    """What may be decided on the spot, in the words of the table in force today."""
    return "；".join(procedure(kind, None)["reason"] for kind in ("entity", "person"))


def collection_facts(fine_yuan: Decimal, hard: bool, remote: bool, asked: bool) -> dict:
    return {"fine_yuan": str(fine_yuan), "hard_to_collect": hard, "remote": remote, "party_asked": asked}


def collection(fine_yuan: Decimal, hard=False, remote=False, asked=False) -> dict:
    """Whether the fine may be taken on the spot, by the table in force today: collect, reason, article.

    Source: 行政处罚法 (2021) arts. 67-69
    """
    return tables.evaluate(tables.in_force(COLLECTION, today()), collection_facts(fine_yuan, hard, remote, asked)).value


def decision(row: SimplePenalty) -> Decision | None:
    """The decision as its file keeps it, with payments and late-payment penalty; None before it was handed over."""
    case = cases.by_root(row.root_id)
    return penalties.decision(case.parties[0].id) if case else None


def due_on(row: SimplePenalty) -> date | None:
    """The last day to pay at the bank. Source: 行政处罚法 (2021) art. 67"""
    if kept := decision(row):
        return kept.payment_due_on
    running = law.latest_period("fine_payment", "simple_penalty", row.id)
    return running and running.last_day


def late_yuan(row: SimplePenalty, until: date) -> Decimal:
    """The late-payment penalty through `until`, yuan; nothing before the time to pay has run out.

    Source: 行政处罚法 (2021) art. 72
    """
    if kept := decision(row):
        return penalties.late_payment_yuan(kept, until)
    if not (row.fine_yuan and row.payment_due_on):
        return Decimal(0)
    return rules.late_payment_yuan(row.fine_yuan, row.payment_due_on, [], until)
