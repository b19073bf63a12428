"""What the office may begin about a hidden danger from where it stands: listing (挂牌督办), ladder (升级阶梯), letter (督促文书)."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from app.core.database import db
from app.hazards import queries as hazards
from app.hazards import rules as hazard_rules
from app.hazards.ledger_queries import Supervised, companion
from app.hazards.models import Hazard
from app.supervision import accountability_queries as accountability
from app.supervision import queries, rules
from app.supervision.models import Ladder, Listing
from app.workflow import queries as workflow

WORDS = {"listed_supervision": "挂牌督办", "escalation_ladder": "启动升级阶梯", "supervision_letter": "发督促文书",
         "accountability_review": "发起倒查追责"}  # fmt: skip
MOST = 20  # hazards named on the page of supervision


@dataclass(frozen=True)
class Act:
    """url: the form it begins with, the hazard filled in; why_not: why it cannot be begun now (Chinese), "": it can"""

    words: str
    url: str
    why_not: str


def acts(user, hazard: Hazard) -> list[Act]:
    """Those this person's post may begin; a major hazard is listed and climbs, a letter goes out about any open one."""
    if not hazard.is_open or user.has_role("enterprise_user"):
        return []
    startable = {release.key for release in workflow.startable(user)}
    wanted = WORDS if hazard.is_major else ("supervision_letter", "accountability_review")
    return [Act(WORDS[key], _url(key, hazard), _why_not(key, hazard)) for key in wanted if key in startable]


def _url(key: str, hazard: Hazard) -> str:
    about = {"hazard_number": hazard.number}
    if key == "supervision_letter":
        about |= {"target_kind": "enterprise", "enterprise_id": hazard.enterprise_id}
    return url_for("inbox.start_form", key=key, **about)


def _why_not(key: str, hazard: Hazard) -> str:
    if key == "listed_supervision" and (row := queries.standing_listing(hazard.id) or queries.proposed_listing(hazard.id)):
        return f"已经{rules.LEVELS[row.level]}挂牌或者正在审批（{row.number}）"
    if key == "listed_supervision" and hazard.signed_on is None:
        return "重大定级还没有复核并经主要负责人签批，签批以后才能挂牌"
    if key == "escalation_ladder" and (climbed := queries.open_ladder(hazard.id)):
        return f"{climbed.started_on} 已经启动，正在“{rules.RUNGS.get(climbed.rung, '开始')}”一级"
    if key == "accountability_review" and (review := accountability.running_review(hazard.id)):
        return f"正在倒查（{review.number}）"
    return ""


@companion
def supervised(hazard_ids: list[int]) -> dict[int, Supervised]:
    """The standing listings of the hazards of a page or an export, in one query."""
    query = select(Listing).where(Listing.hazard_id.in_(hazard_ids), Listing.status.in_(rules.STANDING))
    return {row.hazard_id: Supervised(row.number, rules.LEVELS[row.level], row.due_on) for row in db.session.scalars(query)}


def unattended(user) -> list[Hazard]:
    """Open major hazards this person sees that are neither listed nor on a ladder, those due first before the others."""
    listed = select(Listing.hazard_id).where(Listing.status.in_((*rules.STANDING, rules.PENDING)))
    climbing = select(Ladder.hazard_id).where(Ladder.ended_on.is_(None))
    query = select(Hazard).where(
        queries.within(user, Hazard), Hazard.grade == "major", Hazard.status.in_(hazard_rules.OPEN),
        Hazard.id.not_in(listed), Hazard.id.not_in(climbing),
    )  # fmt: skip
    rows = db.session.scalars(query.order_by(Hazard.due_on, Hazard.id).limit(MOST))
    return [row for row in rows if hazards.may_see(user, row)]
