"""The ladder (升级阶梯): what each rung did, the case begun beside it, how it ended; and the 一案双查 list."""

from datetime import date

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.notices.telling import tell
from app.supervision import queries, rules
from app.supervision.letter_commands import hang_on, keep
from app.supervision.models import FollowUp, Ladder
from app.workflow import commands as workflow
from app.workflow.models import Instance

REMOVED = "hazard_removed"


@command()
def open_ladder(actor, hazard: Hazard, instance: Instance, reason: str) -> Ladder:
    """Begin to climb (升级).

    Raises: RuleBroken("hazard_number"): no major hazard that is open, or it climbs already
    Source: 安全生产法 (2021) art. 41(3); 三年行动方案 (2024) 主方案 10
    """
    rules.require_major(hazard.grade, hazard.is_open)
    if queries.open_ladder(hazard.id):
        text = "这条隐患已经在升级阶梯中，不用重复启动"
        raise RuleBroken("hazard_number", text, {"hazard_number": text})
    row = Ladder(hazard_id=hazard.id, organisation_id=instance.organisation_id, reason=reason, started_on=today(),
                 instance_id=instance.id)  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    hang_on(actor, instance, hazard)
    return row


@command()
def reach(actor, row: Ladder, rung: str) -> Ladder:
    """The next rung, once. Args: rung: key of rules.RUNGS"""
    row.rung = rung
    row.reached = [*row.reached, {"rung": rung, "on": today().isoformat()}]
    people = identity.holders(["safety_office", "team_leader", "deputy_head"], row.organisation_id)
    tell(people, "supervision", f"ladder:{row.id}", f"重大隐患督办升到{rules.RUNGS[rung]}一级", f"/hazards/{row.hazard_id}#ladder",
         row.hazard.enterprise.name, rung)  # fmt: skip
    return row


@command()
def settle_neglect(actor, row: Ladder, found: dict) -> Ladder:
    """Keep on which rung it begins (屡改屡犯自动升级). Args: found: first_rung, reason, article. Source: 三年行动方案 (2024) 主方案 10②"""
    row.neglect = found
    return row


@command()
def pause(actor, row: Ladder, why: str, reason: str, until_on: date | None, listing: str = "") -> Ladder:
    """The ladder waits and looks again on a day; it does not end while the hazard stays.

    Args:   why: key of rules.PAUSES; listing: number of the one refused, or of the one that stands already
    Raises: RuleBroken("look_again_on")
    """
    rules.require_look_again(until_on, today())
    said = {"why": why, "reason": reason, "on": today().isoformat(), "until": until_on.isoformat(), "listing": listing}
    row.pauses = [*row.pauses, said]
    return row


@command()
def settle_filing(actor, row: Ladder, found: dict) -> Ladder:
    """Keep what the filing standard said. Args: found: outcome, reason, article"""
    row.filing = found
    return row


@command()
def note_case(actor, row: Ladder, case_instance_id: str) -> Ladder:
    """The case that was begun beside the ladder, at once. Source: 行政处罚法 (2021) art. 54(2)"""
    row.case_instance_id = case_instance_id
    return row


@command()
def propose_closure(actor, row: Ladder, facts: str, ground: str) -> Ladder:
    """Source: 安全生产法 (2021) art. 113"""
    row.closure = row.closure | {"facts": facts, "ground": ground, "proposed_on": today().isoformat()}
    return row


@command()
def decide_closure(actor, row: Ladder, agreed: bool, opinion: str, look_again_on: date | None = None) -> Ladder:
    """The head decides whether the government is asked to close it; if not, when it is looked at again.

    Raises: RuleBroken("look_again_on")
    """
    row.closure = row.closure | {"agreed": agreed, "opinion": opinion}
    return row if agreed else pause(actor, row, "closure_refused", opinion, look_again_on)


@command()
def record_closure(actor, row: Ladder, decision: str, decided_on: date, number: str, files: list) -> Ladder:
    """What the government decided. Args: decision: close | not_close. Raises: RuleBroken("decided_on")"""
    if decided_on > today():
        text = "决定日期不能晚于今天"
        raise RuleBroken("decided_on", text, {"decided_on": text})
    keep(actor, files, "hazard", row.hazard_id)
    said = {"decision": decision, "decided_on": decided_on.isoformat(), "number": number, "files": files}
    row.closure = row.closure | said
    return row


@command()
def close_ladder(actor, row: Ladder) -> Ladder:
    """It is climbed no further; letters still out are settled with it."""
    row.ended_on = today()
    row.outcome = _outcome(row)
    for letter in row.instruments:
        if letter.status not in ("accepted", "rejected", "silent"):
            letter.status = "ended"
    return row


def _outcome(row: Ladder) -> str:
    if not row.hazard.is_open:
        return "removed"
    if row.closure.get("agreed"):
        return "proposed"
    if any(each.ladder_id == row.id and each.delisted_on for each in queries.listings_of(row.hazard_id)):
        return "removed"
    return "answered"


@command()
def end_with_hazard(actor, hazard: Hazard) -> Ladder | None:
    """The hazard is removed: the ladder it climbs ends with it."""
    row = queries.open_ladder(hazard.id)
    if row is not None:
        workflow.deliver_message(actor, REMOVED, "hazard", hazard.id)
    return row


# --- 一案双查 -------------------------------------------------------------------------------------------------------------


@command()
def note_follow_up(actor, hazard: Hazard, ground: str, organisation_id: str) -> FollowUp:
    """A major hazard stays: look into who in the enterprise and who in the office answers for it (一案双查)."""
    row = FollowUp(hazard_id=hazard.id, organisation_id=organisation_id, noted_on=today(), ground=ground)
    db.session.add(row)
    return row


@command(permission="supervise")
def close_follow_up(actor, row: FollowUp, outcome: str) -> FollowUp:
    """Raises: RuleBroken("outcome" | "closed")"""
    if row.closed_on:
        raise RuleBroken("closed", "这条一案双查已经办结")
    if not outcome.strip():
        raise RuleBroken("outcome", "请写明查处结果", {"outcome": "请写明查处结果"})
    row.outcome, row.closed_on, row.closed_by = outcome.strip(), today(), actor.id
    return row
