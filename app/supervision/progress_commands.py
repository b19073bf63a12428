"""A month's progress of a listing that turns out false is sent back (月报虚报退回); twice, and the unit is a candidate (R051)."""

from app.core.clock import today
from app.core.command import command
from app.core.errors import NotAllowed, RuleBroken
from app.enterprises import queries as enterprises
from app.identity import queries as identity
from app.notices.telling import tell
from app.supervision.models import Listing, ListingProgress


@command(permission="supervise")
def return_progress(actor, row: Listing, month: int, reason: str) -> ListingProgress:
    """Send back what was reported of a month; the right figures come with the next report.

    Raises: NotAllowed("other_bureau"); RuleBroken("month" | "reason")
    Source: 三年行动方案 (2024) 主方案 三(四)1: 弄虚作假 (待核)
    """
    if not identity.may_see_matter(actor, row.organisation_id):
        raise NotAllowed("other_bureau", "这件挂牌督办由别的机关办理，由挂牌的机关核对进展")
    made = next((each for each in row.progress if each.month == month), None)
    if made is None or made.reported_on is None or made.returned_on is not None:
        raise RuleBroken("month", "这个月没有可以退回的进展：没有报送，或者已经退回")
    if not reason.strip():
        raise RuleBroken("reason", "请写明哪里不实、怎样查明的", {"reason": "请写明哪里不实、怎样查明的"})
    made.returned_on, made.returned_by, made.returned_reason = today(), actor.name, reason.strip()
    tell(enterprises.account_holders(row.hazard.enterprise_id), "supervision", f"listing:{row.id}", "报送的挂牌督办进展不实，已退回",
         f"/supervision/listings/{row.id}", reason.strip(), f"returned:{month}")  # fmt: skip
    return made
