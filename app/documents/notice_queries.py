"""Reading what happened to papers that cannot be handed over; what must still be tried."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents import queries, rules
from app.documents.models import Delivery, DeliveryAddress, DeliveryAttempt, Document, PublicNotice
from app.workflow.definitions import definition
from app.workflow.models import Instance, WorkItem

NOTICE, ADDRESS = "public_notice", "delivery_address"
OPEN = ("proposed", "approved", "published")


def is_open(notice: PublicNotice | None) -> bool:
    return notice is not None and notice.status in OPEN


def of_process(root_id: str) -> list[PublicNotice]:
    """The notices one process is about, one for each paper."""
    return list(db.session.scalars(select(PublicNotice).filter_by(root_id=root_id).order_by(PublicNotice.id)))


def address_of_process(root_id: str) -> DeliveryAddress | None:
    return db.session.scalars(select(DeliveryAddress).filter_by(root_id=root_id)).one_or_none()


def tried(paper: Document) -> list[tuple[str, str]]:
    """[(method, failure)]"""
    return [(row.method, row.failure) for row in paper.attempts]


def require_none_open(paper: Document) -> None:
    """Raises: RuleBroken("notice_open")"""
    if is_open(paper.notice):
        words = rules.NOTICE_STATUSES[paper.notice.status]
        raise RuleBroken("notice_open", f"《{paper.title}》的公告送达已在办理（{words}），请在待办里接着办")


def require_no_address_open(paper: Document) -> None:
    """Raises: RuleBroken("address_open")"""
    running = select(Instance.id).where(
        Instance.process_key == ADDRESS, Instance.origin_id == paper.root_instance_id,
        Instance.label == paper.addressee, Instance.status == "open",
    )  # fmt: skip
    if db.session.scalar(running.limit(1)):
        raise RuleBroken("address_open", f"{paper.addressee}的送达地址确认书正在办理，请在待办里接着办")


def require_last_way(paper: Document, ground: str) -> None:
    """Raises: RuleBroken("notice_ground" | "ways_left"). Source: 民事诉讼法 (2023) art. 95"""
    rules.require_ways_exhausted(ground, tried(paper), queries.has_consented(paper))


def grounds_met(paper: Document) -> list[str]:
    """The grounds on which it could be published today: keys of rules.GROUNDS."""
    consented = queries.has_consented(paper)
    return [ground for ground in rules.GROUNDS if paper.attempts and not rules.ways_left(ground, tried(paper), consented)]


def delivering(paper: Document) -> WorkItem | None:
    """The open task that delivers this paper."""
    items = select(WorkItem).where(WorkItem.instance_id == paper.instance_id, WorkItem.status == "open")
    found = (item for item in db.session.scalars(items) if paper.template_id in delivered_by(item))
    return next(found, None)


def delivered_by(item: WorkItem) -> list[str]:
    return definition(item.instance.release_id).element(item.element).many("law.delivers")


def deliverers_of(paper: Document) -> list[int]:
    """Who is to deliver it, as its delivery task says."""
    return deliverers(delivering(paper))


def deliverers(item: WorkItem | None) -> list[int]:
    """The person, or those, a delivery task names; nobody before there is a task."""
    if item is None:
        return []
    named = [int(each.role.removeprefix("user:")) for each in item.candidates if each.role.startswith("user:")]
    return [item.assignee_id] if item.assignee_id and not named else named


def waiting_deliveries(rows: list[PublicNotice]) -> dict[str, PublicNotice]:
    """{open delivery task: a notice of a paper it delivers}"""
    return {item.id: row for row in rows if row.document.delivery is None and (item := delivering(row.document))}


def overdue_unreachable(limit: int) -> list[int]:
    """Ids of papers every other way has failed for, whose time to be delivered is over and which nobody publishes."""
    query = select(Document).join(DeliveryAttempt).outerjoin(Delivery).outerjoin(PublicNotice)
    query = query.where(Delivery.id.is_(None), PublicNotice.id.is_(None)).distinct().order_by(Document.id)
    return [paper.id for paper in db.session.scalars(query.limit(limit * 5)) if _is_overdue(paper)][:limit]


def _is_overdue(paper: Document) -> bool:
    item = delivering(paper)
    return item is not None and (item.due_on or date.max) < today() and bool(grounds_met(paper)) and _publishable(paper)


def _publishable(paper: Document) -> bool:
    return "public_notice" in paper.template.delivery and paper.is_rendered


@dataclass(frozen=True)
class Beside:
    """What stands beside the delivery of papers: attempts, the confirmed address, the notice; what must still be tried."""

    paper: Document
    papers: list[Document]
    attempts: list[DeliveryAttempt]
    address: DeliveryAddress | None
    notice: PublicNotice | None
    left: list[str]
    may_record: bool
    may_publish: bool


def beside(user, paper: Document) -> Beside:
    """For the page of one paper."""
    may = paper.is_owed and paper.is_rendered and user.may("record_delivery")
    left = rules.ways_left("other_ways_failed", tried(paper), queries.has_consented(paper))
    return Beside(
        paper, queries.together(paper), paper.attempts, queries.address_of(paper), paper.notice,
        [] if grounds_met(paper) else left, may, may and _publishable(paper) and not is_open(paper.notice),
    )  # fmt: skip


def beside_task(user, item: WorkItem) -> Beside | None:
    """For the page of a task that delivers papers; None: this one does not."""
    names = delivered_by(item) if item.status == "open" else []
    papers = queries.undelivered(names, item.instance) if names else []
    return beside(user, papers[0]) if papers else None
