"""The acts on a listing (挂牌督办), from its proposal to its publication."""

from datetime import date

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.enterprises import queries as enterprises
from app.hazards.commands import EXTENSION_REPLY
from app.hazards.models import Hazard
from app.hazards.rules import comes_too_late, require_photos, require_protection
from app.identity import queries as identity
from app.notices.telling import tell
from app.supervision import listing_bodies, queries, rules
from app.supervision.ladder_commands import note_follow_up
from app.supervision.letter_commands import hang_on, keep, next_number
from app.supervision.models import Listing, ListingCheck, ListingExtension, ListingProgress
from app.workflow import commands as workflow
from app.workflow.models import Instance


@command()
def propose(actor, hazard: Hazard, instance: Instance, reason: str, ladder_id: int | None = None) -> Listing:
    """Propose to list a major hazard (挂牌) at the level of the bureau that handles the matter.

    Raises: RuleBroken("hazard_number"): no major hazard that is open, or it is listed already, or of a sector not one's own
    Source: 安全生产法 (2021) art. 41(3); 三年行动方案 (2024) 主方案 10⑦
    """
    rules.require_major(hazard.grade, hazard.is_open)
    rules.require_settled_major(hazard.signed_on is not None)
    if queries.standing_listing(hazard.id) or queries.proposed_listing(hazard.id):
        text = "这条隐患已经挂牌督办或者正在审批，不能重复挂牌"
        raise RuleBroken("hazard_number", text, {"hazard_number": text})
    body_id, level = instance.organisation_id, queries.body_level(instance.organisation_id)
    listing_bodies.require_right(level, body_id, hazard.sector)
    row = Listing(
        number=next_number(Listing, "GP"), hazard_id=hazard.id, ladder_id=ladder_id, level=level,
        organisation_id=body_id, status="proposed", proposed_by=actor.id, proposed_on=today(), reason=reason,
        instance_id=instance.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    hang_on(actor, instance, hazard)
    return row


def label(row: Listing) -> str:
    """How lists name it."""
    return f"{row.hazard.enterprise.name} · 挂牌 {row.number}"


@command()
def settle_trigger(actor, row: Listing, found: dict) -> Listing:
    """Keep what the table said of it. Args: found: listed, reason, article"""
    row.trigger = found
    if not found["listed"]:
        row.status = "not_listed"
    return row


@command()
def approve(actor, row: Listing, agreed: bool, due_on: date | None, requirement: str, acceptance: str,
            leader_post_id: int | None = None, refusal: str = "", look_again_on: date | None = None) -> Listing:  # fmt: skip
    """The head of the body lists it, or says why not.

    Args:   leader_post_id: the post of the leader who supervises it in person (督办领导), if there is one;
            look_again_on: refused on the ladder: when it is looked at again
    Raises: NotAllowed("level"); RuleBroken("listing_due_on" | "leader_post" | "look_again_on")
    Source: 三年行动方案 (2024) 重点行业和区域性重大风险由领导督办 (待核)
    """
    rules.require_level(actor.bureau_id, row.organisation_id, row.level)
    if not agreed:
        if row.ladder_id:
            rules.require_look_again(look_again_on, today())
        row.status, row.refusal, row.look_again_on = "refused", refusal, look_again_on
        return row
    rules.require_due(due_on, today())
    rules.require_after_rectification(due_on, row.hazard.due_on, today())
    row.status, row.approved_by, row.due_on = "approved", actor.id, due_on
    row.requirement, row.acceptance = requirement, acceptance
    if leader_post_id is not None:
        row.leader_id, row.leader = _leader(row, leader_post_id)
    return row


def _leader(row: Listing, post_id: int) -> tuple[int, str]:
    """(user, 「副局长温如海」) of a leader of the body that lists."""
    post = next((post for post in queries.leaders(row.organisation_id) if post.id == post_id), None)
    if post is None:
        text = "督办领导应是本机关现任的负责人或者分管负责人，请重新选择"
        raise RuleBroken("leader_post", text, {"leader_post": text})
    return post.user_id, f"{post.title}{post.user.name}"


@command()
def begin_supervision(actor, row: Listing) -> Listing:
    """It is listed from now on, or goes on to be."""
    row.status = "supervising"
    row.listed_on = row.listed_on or today()
    return row


# --- monthly progress ----------------------------------------------------------------------------------------------------


def next_month(row: Listing) -> int:
    """The month whose progress is due next."""
    return len(row.progress) + 1


@command()
def record_progress(actor, row: Listing, percent: int, note: str, photos: list) -> ListingProgress:
    """Progress of the month that is due. Source: 三年行动方案 (2024) 主方案 10⑦ (待核)"""
    keep(actor, photos, "listing", row.id)
    return _progress(row, reported_on=today(), by=actor.name, percent=percent, note=note, photos=photos)


@command()
def mark_missed(actor, row: Listing) -> ListingProgress:
    """Nothing was reported of the month in time (缺报); the next month is planned all the same."""
    _tell(row, "没有按月报送挂牌督办进展", f"missed:{next_month(row)}", "progress_missed")
    return _progress(row)


def _progress(row: Listing, **said) -> ListingProgress:
    month = next_month(row)
    made = ListingProgress(
        month=month,
        due_on=queries.last_day("listing_progress", rules.month_ends_on(row.listed_on, month)) or today(),
        **said,
    )
    row.progress.append(made)
    return made


# --- clocks --------------------------------------------------------------------------------------------------------------

REMINDERS = {"soon": "挂牌督办期限将到", "last_day": "挂牌督办期限今天届满", "progress": "该报送挂牌督办月度进展"}


@command()
def remind(actor, row: Listing, kind: str) -> Listing:
    """Args: kind: key of REMINDERS"""
    if comes_too_late(kind, row.due_on, today()):
        return row
    _tell(row, REMINDERS[kind], f"{kind}:{today()}", kind)
    return row


def _tell(row: Listing, title: str, mark: str, kind: str) -> None:
    row.reminders = [*row.reminders, {"kind": kind, "on": today().isoformat()}]
    people = {*enterprises.account_holders(row.hazard.enterprise_id), *filter(None, [row.leader_id]),
              *identity.holders(["safety_office", "team_leader", "deputy_head"], row.organisation_id)}  # fmt: skip
    tell(people, "supervision", f"listing:{row.id}", title, f"/supervision/listings/{row.id}", label(row), mark)


@command()
def mark_overdue(actor, row: Listing, instance: Instance) -> bool:
    """The day is over: what the city has not listed itself becomes the city's (区升市); 一案双查 takes note.

    Returns: whether it was raised
    Source: 三年行动方案 (2024) 主方案 10②: 逾期升级 (待核)
    """
    row.overdue_on = today()
    words = f"{rules.LEVELS[row.level]}挂牌 {row.number} 于 {row.due_on} 到期，隐患没有消除"
    note_follow_up(actor, row.hazard, words, row.organisation_id)
    _tell(row, "挂牌督办逾期", f"overdue:{today()}", "overdue")
    return raise_to_city(actor, row, instance)


@command()
def raise_to_city(actor, row: Listing, instance: Instance) -> bool:
    """A listing below the city's becomes the city's (升市级); one that stands gets a last day of its own.

    Returns: whether it was raised; False where it is the city's already
    """
    above = identity.superior_bureau(row.hazard.organisation_id or row.organisation_id)
    if row.level == "city" or above == row.organisation_id:
        return False
    before, row.level, row.organisation_id, row.raised_on = rules.LEVELS[row.level], "city", above, today()
    row.raised_from = before
    if row.due_on:
        row.due_on = queries.last_day("raised_listing", today()) or row.due_on
    instance.organisation_id = above  # from now on the city's people approve, verify and take off
    _tell(row, f"挂牌督办由{before}升到市级", f"raised:{today()}", "raised")
    return True


# --- more time -----------------------------------------------------------------------------------------------------------


def require_extensible(row: Listing, until_on: date, ground: str, protection: str) -> None:
    """Raises: RuleBroken, as rules.require_extension; ("protection")"""
    require_protection(ground, protection)
    granted = sum(each.result == "grant" for each in row.extensions)
    rules.require_extension(today(), row.due_on, until_on, granted, queries.most_extensions())


@command()
def ask_extension(actor, row: Listing, until_on: date, ground: str, protection: str) -> ListingExtension:
    """Raises: as `require_extensible`. Source: 三年行动方案 (2024) 主方案 10⑦; R014 (待核)"""
    require_extensible(row, until_on, ground, protection)
    asked = ListingExtension(
        asked_on=today(), asked_by=actor.id, from_on=row.due_on, until_on=until_on, ground=ground, protection=protection
    )
    row.extensions.append(asked)
    row.status = "extension_pending"
    return asked


@command()
def decide_extension(actor, row: Listing, granted: bool, opinion: str, origin: Instance) -> ListingExtension:
    """The bureau that has listed decides; its answer is served, which supervision does not wait for. Raises: NotAllowed("level")"""
    rules.require_level(actor.bureau_id, row.organisation_id, row.level)
    asked = row.extensions[-1]
    asked.result, asked.opinion, asked.decided_by, asked.decided_on = (
        "grant" if granted else "refuse",
        opinion,
        actor.id,
        today(),
    )
    row.status = "supervising"
    if granted:
        row.due_on, row.overdue_on = asked.until_on, None
    workflow.start_process(actor, EXTENSION_REPLY, subject=("listing", row.id, label(row)), origin=origin)
    return asked


# --- taking off ----------------------------------------------------------------------------------------------------------


def require_accepted(row: Listing) -> None:
    """Raises: RuleBroken("not_accepted"): the hazard has not passed the checks at both levels"""
    if not queries.is_accepted(row.hazard):
        raise RuleBroken(
            "not_accepted",
            f"隐患 {row.hazard.number} 还没有通过区级验收和市级复核，不能申请摘牌；请先办理验收（三年行动方案10①⑦）",
        )


@command()
def request_delisting(actor, row: Listing, note: str) -> Listing:
    """Raises: RuleBroken("not_accepted")"""
    require_accepted(row)
    row.status, row.delisting_note = "verifying", note
    return row


@command()
def verify(actor, row: Listing, result: str, names: str, note: str, photos: list) -> ListingCheck:
    """People who neither listed nor put right look whether what was required is done (核验). Args: result: pass | fail

    Raises: RuleBroken("photos" | "not_accepted")
    """
    require_accepted(row)
    require_photos("check_photos", photos, "核验")
    keep(actor, photos, "listing", row.id)
    made = ListingCheck(result=result, names=names, on=today(), note=note, photos=photos)
    row.checks.append(made)
    row.status = "verified" if result == "pass" else "supervising"
    return made


@command()
def delist(actor, row: Listing, agreed: bool) -> Listing:
    """Take it off (摘牌), or send it back.

    Raises: NotAllowed("level"): only who has listed takes off; RuleBroken("not_accepted" | "not_verified")
    """
    rules.require_level(actor.bureau_id, row.organisation_id, row.level)
    if not agreed:
        row.status = "supervising"
        return row
    require_accepted(row)
    if not row.checks or row.checks[-1].result != "pass":
        raise RuleBroken("not_verified", "还没有通过督办核验，不能摘牌；请先核验")
    row.status, row.delisted_on, row.delisted_by = "delisted", today(), actor.id
    return row


@command()
def publish(actor, row: Listing, published_on: date, where: str, files: list) -> Listing:
    """Keep where the result was made public, with what was published. Raises: RuleBroken("published_on")"""
    if not row.delisted_on <= published_on <= today():
        text = f"公布日期应在摘牌（{row.delisted_on}）至今天之间"
        raise RuleBroken("published_on", text, {"published_on": text})
    keep(actor, files, "listing", row.id)
    row.status, row.published_on, row.published_where, row.publication_files = "published", published_on, where, files
    return row
