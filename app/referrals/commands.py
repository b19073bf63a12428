"""Changing referrals. Each step the law asks for is one command."""

from datetime import date, datetime

from app.core.clock import local, now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.referrals import rules
from app.referrals.models import Referral, ReferralStep


@command()
def open_referral(actor, party_id: int, instance_id: str) -> Referral:
    """Begin the referral of one party. Source: 行政处罚法 (2021) art. 27"""
    referral = Referral(party_id=party_id, instance_id=instance_id, status="opened")
    db.session.add(referral)
    return referral


@command()
def appoint_group(actor, referral: Referral, group: list[int], suspected_crime: str):
    """Appoint the group of two or more officers (指定专案组). Raises: RuleBroken("referral_group")"""
    people = identity.officers(group)
    rules.require_group(sum(bool(person.certificate(today())) for person in people), len(group))
    referral.group, referral.suspected_crime, referral.status = group, suspected_crime, "grouped"
    return referral


@command()
def write_report(actor, referral: Referral, facts: str, basis: str, opinion: str):
    """The group's written report (书面报告); its arrival starts the head's three days."""
    rules.require_member(actor.id, referral.group)
    referral.facts, referral.basis, referral.opinion = facts, basis, opinion
    referral.reported_at, referral.status = now(), "reported"
    return referral


@command()
def decide(actor, referral: Referral, approved: bool, opinion: str):
    """The head decides (决定移送); of an acting head the number of the appointing paper is kept.

    Raises: RuleBroken("head_only")
    """
    post = actor.head_post(referral.party.case.organisation_id)
    rules.require_head(post is not None)
    referral.status = "approved" if approved else "not_approved"
    referral.decided_by, referral.decided_at = actor.id, now()
    referral.head_opinion, referral.acting_ground = opinion, post.acting_document
    return referral


@command()
def transfer(actor, referral: Referral, moment: datetime, receiver: str, copied_on: date, procuratorate_receiver: str):
    """Hand the case to the police and copy the procuratorate (移送、抄送). Raises: RuleBroken("too_early" | …)"""
    moment = local(moment)
    rules.require_member(actor.id, referral.group)
    rules.require_not_before(moment, local(referral.decided_at).replace(second=0, microsecond=0), "transferred_at",
                             "移送时间")  # fmt: skip
    rules.require_copy_to_procuratorate(moment.date(), copied_on)
    referral.transferred_at, referral.police_receiver = moment, receiver
    referral.copied_on, referral.procuratorate_receiver = copied_on, procuratorate_receiver
    referral.status = "transferred"
    return referral


@command()
def record_step(actor, referral: Referral, kind: str, result: str, happened: str | None, detail: dict) -> ReferralStep:
    """Record an answer or an act after the transfer; it may not lie before the transfer.

    Args: happened: ISO date or date-time; detail: the form as sent
    """
    moment = local(datetime.fromisoformat(happened)) if happened else now()
    if moment.date() < local(referral.transferred_at).date():
        raise RuleBroken("too_early", "日期早于移送日期，请检查")
    step = ReferralStep(referral_id=referral.id, kind=kind, result=result, happened_at=moment, detail=detail)
    db.session.add(step)
    return step


@command()
def close_referral(actor, referral: Referral, outcome: str):
    """End the referral; outcome: filed | not_filed | not_approved."""
    referral.status, referral.closed_on = outcome, today()
    return referral
