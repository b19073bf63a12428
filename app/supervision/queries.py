"""Reading letters, ladders and listings (督办)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.documents import queries as documents
from app.enterprises import queries as enterprises
from app.hazards import queries as hazards
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.identity.models import Organisation, Post
from app.law.calendar import ONE_DAY
from app.law.period_rules import load_rules
from app.law.periods import compute, day_of
from app.law.queries import holiday_table
from app.notices.rules import WORK_STARTS
from app.supervision import listing_bodies, rules
from app.supervision.models import FollowUp, Instrument, Ladder, Listing
from app.workflow.models import Instance

NEVER = datetime.combine(date(2999, 12, 31), WORK_STARTS).isoformat()  # a timer that has nothing left to tell


def instrument(instrument_id: int) -> Instrument:
    """Raises: NotFound("instrument")"""
    return _found(Instrument, instrument_id, "instrument", "没有这份督促文书，请从督办页重新查找")


def ladder(ladder_id: int) -> Ladder:
    """Raises: NotFound("ladder")"""
    return _found(Ladder, ladder_id, "ladder", "没有这条升级阶梯，请从督办页重新查找")


def listing(listing_id: int) -> Listing:
    """Raises: NotFound("listing")"""
    return _found(Listing, listing_id, "listing", "没有这件挂牌督办，请从督办页重新查找")


def follow_up(follow_up_id: int) -> FollowUp:
    """Raises: NotFound("follow_up")"""
    return _found(FollowUp, follow_up_id, "follow_up", "没有这条一案双查事项，请从督办页重新查找")


def _found(model, row_id: int, code: str, words: str):
    found = db.session.get(model, row_id)
    if found is None:
        raise NotFound(code, words)
    return found


def open_ladder(hazard_id: int) -> Ladder | None:
    """The one it climbs now."""
    return db.session.scalar(select(Ladder).where(Ladder.hazard_id == hazard_id, Ladder.ended_on.is_(None)))


def ladders_of(hazard_id: int) -> list[Ladder]:
    """Newest first."""
    return list(db.session.scalars(select(Ladder).where(Ladder.hazard_id == hazard_id).order_by(Ladder.id.desc())))


def instruments_of(hazard_id: int) -> list[Instrument]:
    return list(db.session.scalars(select(Instrument).where(Instrument.hazard_id == hazard_id).order_by(Instrument.id)))


def listings_of(hazard_id: int) -> list[Listing]:
    """Newest first."""
    return list(db.session.scalars(select(Listing).where(Listing.hazard_id == hazard_id).order_by(Listing.id.desc())))


def standing_listing(hazard_id: int) -> Listing | None:
    """The listing that stands, if there is one."""
    return next((row for row in listings_of(hazard_id) if row.is_standing), None)


def proposed_listing(hazard_id: int) -> Listing | None:
    """The listing that waits for the head, if there is one."""
    return next((row for row in listings_of(hazard_id) if row.status == rules.PENDING), None)


def trigger_facts(hazard: Hazard, level: str) -> dict:
    """What the table of triggers (挂牌条件) is asked about a hazard today. Args: level: key of rules.LEVELS"""
    return {
        "level": level, "grade": hazard.grade, "sector": rules.sector_of(hazard.sector), "source": hazard.source,
        "found_on": hazard.found_on, "overdue_days": rules.overdue_days(hazard.due_on, today()) if hazard.is_overdue(today()) else 0,
    }  # fmt: skip


def listings_of_root(root_id: str) -> list[Listing]:
    """The listings of one matter: its own, or the one its ladder has reached."""
    inner = select(Instance.id).where(Instance.root_id == root_id)
    return list(db.session.scalars(select(Listing).where(Listing.instance_id.in_(inner))))


def hazard_of_case(root_id: str) -> Hazard | None:
    """The hazard whose ladder has begun this penalty case beside it."""
    row = db.session.scalar(select(Ladder).where(Ladder.case_instance_id == root_id))
    return row and row.hazard


def is_accepted(hazard) -> bool:
    """Whether it passed the checks at both levels (区级验收、市级复核)."""
    return hazard.status in ("accepted", "closed") and {"district", "city"} <= hazards.passed_levels(hazard)


# --- lists ---------------------------------------------------------------------------------------------------------------


def visible(user, row) -> bool:
    """Listings, letters and ladders: by bureau; the bureau above sees them too; an enterprise what concerns it."""
    if user.has_role("enterprise_user"):
        own = enterprises.enterprise_of(user.id)
        return own is not None and own.id == (row.hazard.enterprise_id if row.hazard else row.enterprise_id) and is_served(row)
    to_whom = getattr(row, "target_organisation_id", None)  # the department or district a letter goes to
    if to_whom and identity.may_see_matter(user, to_whom):
        return True
    if row.hazard is not None:
        return hazards.may_see(user, row.hazard) or identity.may_see_matter(user, row.organisation_id)
    return identity.may_see_matter(user, row.organisation_id)


def is_served(row) -> bool:
    """Whether the enterprise was told of it: a letter it was served, a listing whose notice it was served; of a ladder it is not."""
    if isinstance(row, Listing):
        return documents.served_on("listing_notice", row.instance) is not None
    return isinstance(row, Instrument) and row.enterprise_id is not None and row.served_on is not None


def within(user, model):
    """Condition of a list: rows of the bureaus this person sees, and of those below them."""
    bureaus = identity.bureaus_seen_by(user)
    below = select(Organisation.id).where(Organisation.parent_id.in_(bureaus))
    return model.organisation_id.in_(bureaus) | model.organisation_id.in_(below)


def listings(user, level: str = "", state: str = "", on: date | None = None) -> list[Listing]:
    """Args: level: key of rules.LEVELS; state: standing | overdue | ended | "" for all but ended"""
    mine = within(user, Listing) | within(user, Hazard)  # a district's own that the city has listed, too
    query = select(Listing).join(Hazard).where(mine)
    if level:
        query = query.where(Listing.level == level)
    standing = Listing.status.in_(rules.STANDING)
    if state == "ended":
        query = query.where(Listing.status.in_(("delisted", "published", "refused", "not_listed")))
    elif state == "overdue":
        query = query.where(standing, Listing.due_on < (on or today()))
    else:
        query = query.where(standing | (Listing.status == "proposed"))
    return list(db.session.scalars(query.order_by(Listing.due_on, Listing.id.desc()).limit(500)))


def ladders(user) -> list[Ladder]:
    """Those that are climbed now, the oldest first."""
    return list(
        db.session.scalars(
            select(Ladder).where(within(user, Ladder), Ladder.ended_on.is_(None)).order_by(Ladder.id).limit(500)
        )
    )


def letters(user) -> list[Instrument]:
    """Newest first."""
    return list(
        db.session.scalars(
            select(Instrument).where(within(user, Instrument)).order_by(Instrument.id.desc()).limit(200)
        )
    )


def letters_to(enterprise_id: int) -> list[Instrument]:
    """What an enterprise has been served, newest first; what is still being drafted is not its business yet."""
    query = select(Instrument).where(Instrument.enterprise_id == enterprise_id, Instrument.served_on.is_not(None))
    return list(db.session.scalars(query.order_by(Instrument.id.desc())))


def silent(rows: list[Instrument]) -> list[Instrument]:
    """到期未回函的，通报候选 (R044)."""
    return [row for row in rows if row.status == "silent"]


def follow_ups(user) -> list[FollowUp]:
    """一案双查, open ones first."""
    query = (
        select(FollowUp).where(within(user, FollowUp)).order_by(FollowUp.closed_on.is_not(None), FollowUp.id.desc())
    )
    return list(db.session.scalars(query.limit(200)))


def body_level(organisation_id: str) -> str:
    """At which level an organisation lists: key of rules.LEVELS."""
    body = identity.organisation(organisation_id)
    return listing_bodies.level_of(body.name, body.kind, body.level)


def leaders(organisation_id: str) -> list[Post]:
    """The posts of head and deputy head of a body that are held today (督办领导)."""
    users = {row.id: row for role in ("head", "deputy_head") for row in identity.users_with_role(role, organisation_id)}
    return [post for row in users.values() for post in row.held_posts() if post.bureau_id == organisation_id
            and post.role in ("head", "deputy_head")]  # fmt: skip


def targets() -> list[dict]:
    """Departments and districts a letter may go to: [{"label", "value"}]"""
    return [{"label": row.name, "value": row.id} for row in identity.organisations()]


# --- days ----------------------------------------------------------------------------------------------------------------


def look_again_after(due_on: date | None) -> date:
    """When the ladder looks again where nobody has named a day: after the last day of the listing that stands, else by the parameter."""
    if due_on and due_on >= today():
        return working_day_after(due_on)
    return last_day("ladder_look_again", today()) or working_day_after(today())


def last_day(rule_id: str, start: date) -> date | None:
    """The last day of a period of the office; None while its length is not set."""
    found = compute(rule_id, start, table=holiday_table().estimated).last_day
    return day_of(found) if found else None


def require_meeting(at: str | None) -> None:
    """Whether an interview may be held then, its notice going out today. Args: at: ISO moment. Raises: RuleBroken("meeting_at")"""
    if at:
        moment = rules.moment_of(at)
        rules.require_meeting(moment, last_day("interview_notice", today()), holiday_table().estimated.is_working_day(moment.date()))


def proposed_meeting() -> str:
    """A morning a week on, as the form opens. Returns: ISO moment"""
    return datetime.combine(last_day("interview_notice", today() + timedelta(days=7)), WORK_STARTS).isoformat(timespec="minutes")


def most_extensions() -> int | None:
    """How often a listing may be extended, as the parameter says (待核)."""
    rule = load_rules().version_on("listed_supervision", today())
    return rule.extension.times if rule and rule.extension else None


def working_day_after(on: date) -> date:
    """The first working day after a last day."""
    table, day = holiday_table().estimated, on + ONE_DAY
    while not table.is_working_day(day):
        day += timedelta(days=1)
    return day


def morning(on: date) -> str:
    """When the office opens that day, or at once where that day is over."""
    return datetime.combine(on, WORK_STARTS).isoformat()


def reminders_before(due_on: date) -> tuple[str, str]:
    """(when the last day is near, the morning after it is over)."""
    return morning(hazards.remind_on(due_on)), morning(working_day_after(due_on))
