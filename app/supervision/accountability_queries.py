"""Reading 倒查追责, and the list of major hazards left so long that they count as accidents (视同事故)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.core import table_file
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.hazards import rules as hazard_rules
from app.hazards.models import Hazard
from app.supervision import queries, rules
from app.supervision.models import AccountabilityReview, FollowUp, Listing

MOST = 500


@dataclass(frozen=True)
class AsAccident:
    """A major hazard that is not put right although its day is over. listing: the one that stands; review: the newest"""

    hazard: Hazard
    days: int
    listing: Listing | None
    review: AccountabilityReview | None


def review(review_id: int) -> AccountabilityReview:
    """Raises: NotFound("accountability_review")"""
    found = db.session.get(AccountabilityReview, review_id)
    if found is None:
        raise NotFound("accountability_review", "没有这件倒查追责，请从督办页重新查找")
    return found


def running_review(hazard_id: int) -> AccountabilityReview | None:
    """The one of a hazard that is not over."""
    mine = AccountabilityReview.hazard_id == hazard_id, AccountabilityReview.closed_on.is_(None)
    return db.session.scalar(select(AccountabilityReview).where(*mine))


def open_follow_ups(hazard_id: int) -> list[FollowUp]:
    """The 一案双查 entries of a hazard that wait for an outcome."""
    return list(db.session.scalars(select(FollowUp).where(FollowUp.hazard_id == hazard_id, FollowUp.closed_on.is_(None))))


def reviews(user) -> list[AccountabilityReview]:
    """Running ones first, then the newest."""
    order = AccountabilityReview.closed_on.is_not(None), AccountabilityReview.id.desc()
    query = select(AccountabilityReview).where(queries.within(user, AccountabilityReview)).order_by(*order)
    return list(db.session.scalars(query.limit(200)))


def as_accidents(user, listed: str = "", sector: str = "", days: int = 0) -> list[AsAccident]:
    """Major hazards whose day is over, the longest first. Args: listed: yes | no | ""; days: at least so long overdue

    Source: 三年行动方案 (2024) 管道电力 (一)三; 供销社 (二)3; 司法 (三): 隐患不整改视同事故问责 (待核)
    """
    late = Hazard.grade == "major", Hazard.status.in_(hazard_rules.RUNNING), Hazard.due_on < today()
    query = select(Hazard).where(queries.within(user, Hazard), *late)
    if sector:
        query = query.where(Hazard.sector == sector)
    rows = list(db.session.scalars(query.order_by(Hazard.due_on, Hazard.id).limit(MOST)))
    ids = [row.id for row in rows]
    standing = {each.hazard_id: each for each in db.session.scalars(
        select(Listing).where(Listing.hazard_id.in_(ids), Listing.status.in_(rules.STANDING)))}  # fmt: skip
    looked = {each.hazard_id: each for each in db.session.scalars(
        select(AccountabilityReview).where(AccountabilityReview.hazard_id.in_(ids)).order_by(AccountabilityReview.id))}  # fmt: skip
    found = [AsAccident(row, rules.overdue_days(row.due_on, today()), standing.get(row.id), looked.get(row.id)) for row in rows]
    return [each for each in found if each.days >= days and listed in ("", "yes" if each.listing else "no")]


COLUMNS = {
    "隐患编号": 18, "责任单位": 36, "行业": 14, "部位": 30, "隐患情况": 50, "整改期限": 12, "逾期天数": 10, "责任人": 12, "监管部门": 24,
    "挂牌": 24, "倒查追责": 30,
}  # fmt: skip


def workbook(rows: list[AsAccident], narrowed: str, who: str):
    """The list as a file. Returns: an open file. Args: narrowed: the filter in words; who: name"""
    book = table_file.begun()
    number = table_file.add_sheet(book, "视同事故清单", COLUMNS, (_line(each) for each in rows))
    table_file.explain(book, narrowed, who, number)
    return table_file.opened(book)


def _line(row: AsAccident) -> tuple:
    hazard = row.hazard
    listed = f"{rules.LEVELS[row.listing.level]} {row.listing.number}" if row.listing else "没有挂牌"
    looked = f"{row.review.number} {rules.REVIEW_STATUSES[row.review.status]}" if row.review else "没有发起"
    return (hazard.number, hazard.enterprise.name, hazard.sector, hazard.place, hazard.description, hazard.due_on, row.days,
            hazard.responsible_person, hazard.organisation.name if hazard.organisation else "", listed, looked)  # fmt: skip
