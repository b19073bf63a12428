"""Which major hazards may be listed together (成批挂牌), what the table says of each, and the batches there are."""

from dataclasses import dataclass

from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.hazards import queries as hazards
from app.hazards import rules as hazard_rules
from app.hazards.models import Hazard
from app.law.tables import queries as tables
from app.supervision import listing_bodies, queries, rules
from app.supervision.models import Listing, ListingBatch
from app.workflow import queries as workflow

MOST = 100  # candidates of one page, those due first before the others
PROCESS, LISTING = "listing_batch", "listed_supervision"


@dataclass(frozen=True)
class Candidate:
    """A major hazard and what the table of triggers says of it today. reason, article: in the table's words"""

    hazard: Hazard
    fits: bool
    reason: str
    article: str = ""


def batch(batch_id: int) -> ListingBatch:
    """Raises: NotFound("listing_batch")"""
    found = db.session.get(ListingBatch, batch_id)
    if found is None:
        raise NotFound("listing_batch", "没有这批挂牌，请从督办页重新查找")
    return found


def batches(user) -> list[ListingBatch]:
    """Newest first."""
    query = select(ListingBatch).where(queries.within(user, ListingBatch)).order_by(ListingBatch.id.desc())
    return list(db.session.scalars(query.limit(20)))


def visible(user, row: ListingBatch) -> bool:
    """By bureau; the bureau above sees it too."""
    mine = select(ListingBatch.id).where(ListingBatch.id == row.id, queries.within(user, ListingBatch))
    return db.session.scalar(mine) is not None


def judged(hazard: Hazard, body_id: str) -> Candidate:
    """Whether a body should list a hazard, and why (not). Source: 三年行动方案 (2024) 主方案 10⑦ (待核)"""
    standing = queries.standing_listing(hazard.id) or queries.proposed_listing(hazard.id)
    if standing:
        return Candidate(hazard, False, f"已经{rules.LEVELS[standing.level]}挂牌或者正在审批（{standing.number}）")
    if hazard.grade != "major" or not hazard.is_open:
        return Candidate(hazard, False, "不是还没有销号的重大隐患")
    if hazard.signed_on is None:
        return Candidate(hazard, False, "重大定级还没有复核并经主要负责人签批")
    if queries.is_accepted(hazard):
        return Candidate(hazard, False, "两级验收都已通过，只等审批销号")
    level = queries.body_level(body_id)
    if barred := listing_bodies.why_not(level, body_id, hazard.sector):
        return Candidate(hazard, False, barred)
    try:
        said = tables.evaluate(tables.in_force("listing_trigger", today()), queries.trigger_facts(hazard, level)).value
    except RuleBroken as unclear:
        return Candidate(hazard, False, unclear.message)
    return Candidate(hazard, said["listed"], said["reason"], said["article"])


def candidates(user) -> list[Candidate]:
    """The open major hazards this person may list that are not listed yet: those that fit first, then by their day."""
    listed = select(Listing.hazard_id).where(Listing.status.in_((*rules.STANDING, rules.PENDING)))
    mine = queries.within(user, Hazard) | Hazard.sector.in_(listing_bodies.sectors_of(user.bureau_id))
    still_open = Hazard.grade == "major", Hazard.status.in_(hazard_rules.OPEN), Hazard.id.not_in(listed)
    query = select(Hazard).where(mine, *still_open)
    rows = db.session.scalars(query.order_by(Hazard.due_on, Hazard.id).limit(MOST))
    found = [judged(row, user.bureau_id) for row in rows if hazards.may_see(user, row)]
    return sorted(found, key=lambda each: not each.fits)


def waiting(user, row: ListingBatch) -> list:
    """The tasks 审批挂牌 of a batch that lie before this person."""
    tasks = [item for each in row.listings for item in workflow.open_items(workflow.instance(each.instance_id).root_id)]
    mine = [item for item in tasks if item.element == "approve_listing"]
    return [item for item in mine if user.id in {person.id for person in workflow.performers_of(item)}]


def undecided(row: ListingBatch) -> list[str]:
    """Numbers of the listings of a batch that nobody has decided yet."""
    return [each.number for each in row.listings if each.status == rules.PENDING]
