"""Reading the enterprise's own checks (企业自查): plans, the checks of a month, who may see whose."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Page, page_of
from app.enterprises import queries as enterprises
from app.enterprises.models import Enterprise
from app.identity import queries as identity
from app.identity.permissions import REACH
from app.self_checks import rules
from app.self_checks.models import SelfCheck, SelfCheckPlan


def self_check(self_check_id: int) -> SelfCheck:
    """Raises: NotFound("self_check")"""
    found = db.session.get(SelfCheck, self_check_id)
    if found is None:
        raise NotFound("self_check", "没有这次自查，可能地址有误，请从自查档案重新查找")
    return found


def plans(enterprise_id: int) -> list[SelfCheckPlan]:
    """In the order of the kinds, those no longer in use too."""
    rows = db.session.scalars(select(SelfCheckPlan).where(SelfCheckPlan.enterprise_id == enterprise_id))
    return sorted(rows, key=lambda row: list(rules.KINDS).index(row.kind))


def free_from(enterprise_id: int, kind: str) -> date:
    """The first day of the period after the last one that has a check: a kind taken up again makes no second one in it."""
    query = select(func.max(SelfCheck.due_on)).where(SelfCheck.enterprise_id == enterprise_id, SelfCheck.kind == kind)
    last = db.session.scalar(query)
    return rules.bounds(kind, last)[1] + rules.ONE_DAY if last else date.min


def due_plans(on: date, limit: int) -> list[int]:
    """Ids of the plans one of whose periods has begun and is not yet noted."""
    query = select(SelfCheckPlan.id).where(SelfCheckPlan.next_on <= on)
    return list(db.session.scalars(query.order_by(SelfCheckPlan.next_on, SelfCheckPlan.id).limit(limit)))


# --- who may --------------------------------------------------------------------------------------------------------


def may_see(user, firm: Enterprise) -> bool:
    """An enterprise its own and no other's; the bureau in charge by area and sector; the bureau above it."""
    if user.has_role("enterprise_user"):
        own = enterprises.enterprise_of(user.id)
        return own is not None and own.id == firm.id
    in_charge = next((row.organisation_id for row in plans(firm.id)), None)
    if in_charge is None:
        return any(_covers(scope, firm) for scope in identity.scopes(user))
    above = identity.superior_bureau(in_charge)
    return identity.may_see_matter(user, in_charge, firm.area_id, firm.sector) or identity.may_see_matter(user, above)


def _covers(scope, firm: Enterprise) -> bool:
    """Whether a post covers an enterprise no bureau has taken charge of yet."""
    in_area = firm.area_id is None or firm.area_id in scope.areas
    return REACH[scope.role] != "none" and in_area and scope.sector in (None, firm.sector)


def require_may_see(user, firm: Enterprise) -> None:
    """Raises: NotAllowed("other_enterprise")"""
    if not may_see(user, firm):
        raise NotAllowed("other_enterprise", "这家企业的自查不在您的管辖或者本企业范围内，您不能查看；这次访问已经记入审计")


def may_plan(user, firm: Enterprise) -> bool:
    """The enterprise for itself, or whoever keeps its file."""
    return may_see(user, firm) and (user.has_role("enterprise_user") or user.may("edit_enterprises"))


def require_may_plan(user, firm: Enterprise) -> None:
    """Raises: NotAllowed("other_enterprise")"""
    if not may_plan(user, firm):
        raise NotAllowed("other_enterprise", "自查计划由本企业或者管辖它的执法人员订立，您不能改；这次访问已经记入审计")


# --- the file of a month --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """Checks of one kind in one month (应做、已归档、缺做、在办)."""

    due: int
    filed: int
    missed: int

    @property
    def open(self) -> int:
        return self.due - self.filed - self.missed


def month_bounds(month: str) -> tuple[date, date]:
    """Args: month: 「2026-09」; anything else is the present one"""
    try:
        on = date.fromisoformat(f"{month}-01")
    except ValueError:
        on = today()
    return rules.bounds("monthly", on)


def checks(enterprise_id: int, first: date, last: date) -> list[SelfCheck]:
    """Those whose period began in these days, the latest first."""
    query = select(SelfCheck).where(SelfCheck.enterprise_id == enterprise_id, SelfCheck.begins_on.between(first, last))
    query = query.options(selectinload(SelfCheck.findings))
    return list(db.session.scalars(query.order_by(SelfCheck.begins_on.desc(), SelfCheck.id.desc())))


def counts(rows: list[SelfCheck]) -> dict[str, Count]:
    """{kind: its count} of the kinds that occur."""
    number = Counter((row.kind, row.status) for row in rows)
    return {
        kind: Count(sum(count for (which, _), count in number.items() if which == kind), number[kind, "filed"], number[kind, "missed"])
        for kind in rules.KINDS if any(row.kind == kind for row in rows)
    }  # fmt: skip


def open_checks(enterprise_id: int) -> list[SelfCheck]:
    """What an enterprise still has to make or to sign, the most urgent first."""
    query = select(SelfCheck).where(SelfCheck.enterprise_id == enterprise_id, SelfCheck.status.not_in(rules.ENDS))
    return list(db.session.scalars(query.order_by(SelfCheck.due_on, SelfCheck.id)))


# --- the list of the office -----------------------------------------------------------------------------------------


def planned_enterprises(user, text: str = "", page: int = 1) -> Page:
    """A page of the enterprises with a plan this person may see, by name."""
    planned = select(SelfCheckPlan.enterprise_id).where(SelfCheckPlan.next_on.is_not(None), _covered(user))
    query = select(Enterprise).where(Enterprise.id.in_(planned))
    if text:
        query = query.where(Enterprise.name.contains(text, autoescape=True))
    return page_of(query.options(joinedload(Enterprise.area)).order_by(Enterprise.name, Enterprise.id), page, size=30)


def _covered(user):
    """Plans of the bureaus this person sees and of those under them; a post narrowed to areas or a sector sees those."""
    parts, seen = [], identity.bureaus_seen_by(user)
    for scope in identity.scopes(user):
        bureaus = {"none": set(), "bureau": {scope.bureau_id}, "area": seen}[REACH[scope.role]]
        firms = select(Enterprise.id)
        firms = firms.where(Enterprise.sector == scope.sector) if scope.sector else firms
        firms = firms.where(Enterprise.area_id.in_(scope.areas)) if scope.narrowed else firms
        of_bureaus = SelfCheckPlan.organisation_id.in_(bureaus | identity.bureaus_below(bureaus))
        parts.append(of_bureaus & SelfCheckPlan.enterprise_id.in_(firms))
    return or_(false(), *parts)


def standings(enterprise_ids: list[int], first: date, last: date) -> dict[int, Count]:
    """{enterprise: all its checks whose period began in these days}"""
    query = select(SelfCheck.enterprise_id, SelfCheck.status, func.count()).where(
        SelfCheck.enterprise_id.in_(enterprise_ids), SelfCheck.begins_on.between(first, last))  # fmt: skip
    found: dict[int, Counter] = {}
    for enterprise_id, status, number in db.session.execute(query.group_by(SelfCheck.enterprise_id, SelfCheck.status)):
        found.setdefault(enterprise_id, Counter())[status] = number
    return {key: Count(sum(each.values()), each["filed"], each["missed"]) for key, each in found.items()}
