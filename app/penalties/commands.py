"""Changing penalties of one party: propose, approve, notify, decide, pay."""

from datetime import date
from decimal import Decimal

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.penalties import queries, rules, tiers, triggers
from app.penalties.breaches import require_all_lawful, totals
from app.penalties.circumstances import require_ground
from app.penalties.models import Breach, Decision, LatePause, Payment, Proposal
from app.penalties.triggers import DELIBERATION, HEARING


def prepared(party_id: int, party_kind: str, outcome: str, facts: str, breaches: list[Breach] = (), **terms) -> Proposal:
    """The next version of a party's proposal, checked and not kept: before anybody signs it nothing may be wrong.

    Args:   outcome: key of models.OUTCOMES; breaches: what is punished, each weighed by itself (breaches.reckoned); kinds,
            sums and articles of the proposal follow from them; terms: violated, basis (articles in words),
            violated_articles, basis_articles (their ids), discretion_note, reason, education and ground (code, conditions,
            evidence) of another outcome; warnings, dual_reason, facts_changed, change_note
    Raises: RuleBroken("breaches_missing" | "reason_missing" | "ground_…" | "heavier_than_notified"), see
            breaches.require_all_lawful, require_weighed
    Source: 行政处罚法 (2021) arts. 5, 33, 34, 37, 45, 57
    """
    breaches = list(breaches) if outcome == "penalty" else []
    rules.require_whole_proposal(outcome, breaches, terms.get("reason") or "")
    if outcome == "no_penalty":
        ground = terms.get("ground") or {}
        require_ground(ground.get("code"), ground.get("conditions") or [], ground.get("evidence") or [], party_kind == "person")
    if breaches:
        require_all_lawful(breaches, today())
        require_weighed(breaches, terms.get("uniform") or [])
        terms |= totals(breaches)
    row = Proposal(
        party_id=party_id, party_kind=party_kind, version=len(queries.proposals(party_id)) + 1, outcome=outcome, facts=facts,
        proposed_on=today(), breaches=breaches, **terms,
    )  # fmt: skip
    if outcome == "penalty":
        told = queries.notified(party_id)
        rules.require_no_quiet_aggravation(row.measure, told and told.measure, bool(row.facts_changed))
    return row


def require_weighed(breaches: list[Breach], uniform: list[str]) -> None:
    """Each fine as the discretion tables have it, or with the reason why not; refusals name the row of the form.

    Raises: RuleBroken, see tiers.require_in_band and tiers.require_ceiling
    """
    tiers.require_ceiling(breaches, uniform)
    for place, breach in enumerate(breaches):
        if "ceiling" in uniform and breach.fine_yuan == breach.max_yuan:
            breach.deviation = breach.deviation or "标注“四个一律”，按上限处罚"
        try:
            tiers.require_in_band(breach)
        except RuleBroken as refused:
            raise RuleBroken(refused.code, refused.message, {"breaches": {place: refused.messages}}) from refused


@command(permission="propose_penalty")
def propose(actor, party_id: int, party_kind: str, outcome: str, facts: str, breaches: list[Breach] = (), **terms) -> Proposal:
    """Propose how to deal with a party (案件处理呈批); each call makes the next version. As `prepared`."""
    row = prepared(party_id, party_kind, outcome, facts, breaches, **terms)
    row.created_by = actor.id
    db.session.add(row)
    db.session.flush()  # callers need the id
    for breach in row.breaches:
        tiers.record(actor, breach)
    return row


@command(permission="approve")
def approve_proposal(actor, proposal: Proposal, region: str = "") -> Proposal:
    """Approve a proposal and settle which procedures it opens, by the decision tables in force today.

    Args:   region: id of the area whose figures hold
    Raises: RuleBroken("no_table" | "decision_failed")
    Source: 行政处罚法 (2021) arts. 57(2), 63
    """
    hearing, deliberation = (triggers.judged(actor, key, proposal, region) for key in (HEARING, DELIBERATION))
    proposal.approved_on = today()
    proposal.threshold_id = f"{hearing.key}-{hearing.table.version}"
    proposal.hearing_triggers = triggers.reasons(hearing)
    proposal.deliberation_triggers = triggers.reasons(deliberation)
    return proposal


@command()
def record_notice(actor, proposal: Proposal, number: str, delivered_on: date) -> Proposal:
    """The party was told of just this proposal (告知书送达).

    Raises: RuleBroken, where the law has changed since; see breaches.require_all_lawful
    Source: 行政处罚法 (2021) arts. 37, 44
    """
    require_all_lawful(proposal.breaches, today())
    proposal.notice_number, proposal.notified_on = number, delivered_on
    return proposal


@command()
def decide(actor, proposal: Proposal, opinion: str, decided_by: int | None) -> Decision:
    """Decide on one party as proposed and approved; `decided_by` is the person in charge who approved the decision.

    Raises: RuleBroken("not_notified" | "heavier_than_notified" | what breaches.require_all_lawful says), Conflict("decided")
    Source: 行政处罚法 (2021) arts. 5, 37, 44, 45, 57, 62
    """
    if queries.decision(proposal.party_id):
        raise Conflict("decided", "这名当事人已经作出决定；决定有误的，请走更正或者撤销重作")
    if proposal.outcome == "penalty":
        require_all_lawful(proposal.breaches, today())
        told = queries.notified(proposal.party_id)
        rules.require_not_heavier(proposal.measure, told and told.measure)
    row = Decision(
        party_id=proposal.party_id, proposal=proposal, outcome=proposal.outcome, fine_yuan=proposal.fine_yuan,
        opinion=opinion, decided_on=today(), decided_by=decided_by,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need the id
    return row


@command()
def start_payment(actor, decision: Decision, delivered_on: date, due_on: date | None) -> Decision:
    """The decision was served; a fine is due by `due_on` (None: the holiday table does not reach so far yet).

    Source: 行政处罚法 (2021) art. 67
    """
    decision.delivered_on, decision.payment_due_on = delivered_on, due_on if decision.fine_yuan else None
    return decision


@command()
def move_due(actor, decision: Decision, due_on: date) -> Decision:
    """Another day is the last to pay by approval (批准延期、分期). Source: 行政处罚法 (2021) art. 66"""
    decision.payment_due_on = due_on
    return decision


@command()
def note_overdue(actor, decision: Decision) -> Decision:
    """The payment period has run out: from the next day the late-payment penalty runs. Source: 行政处罚法 (2021) art. 72"""
    decision.overdue_noted_on = today()
    return decision


@command()
def pause_late_payment(actor, decision: Decision, ground: str, from_on: date) -> LatePause:
    """Nothing is added to the fine from that day on. Source: 行政处罚法 (2021) arts. 66, 73(3)"""
    row = LatePause(decision=decision, ground=ground, from_on=from_on)
    db.session.add(row)
    db.session.flush()  # the sum is read next
    return row


@command()
def resume_late_payment(actor, decision: Decision, ground: str, to_on: date) -> Decision:
    """What was paused on that ground is over after `to_on`. Source: 行政处罚法 (2021) arts. 66, 73(3)"""
    for row in decision.pauses:
        if row.to_on is None and row.ground == ground:
            row.to_on = max(to_on, row.from_on)
    return decision


@command()
def void(actor, decision: Decision, ground: str, on: date) -> Decision:
    """A decision falls (决定被撤销): nothing is owed on it any more, and what was paid is to be given back.

    Args:   ground: key of models.VOID_GROUNDS; on: the day it fell
    Raises: Conflict("voided")
    Source: 行政处罚法 (2021) art. 75(2); 行政复议法 (2023) arts. 63-68; 行政诉讼法 (2017) art. 70
    """
    if decision.voided_on:
        raise Conflict("voided", f"这份处罚决定已于 {decision.voided_on} 撤销，不能再次撤销")
    late_yuan = sum((payment.late_yuan for payment in decision.payments), Decimal(0))
    decision.void_ground, decision.voided_on = ground, on
    decision.refund_yuan = decision.paid_yuan + late_yuan
    return decision


@command()
def change_fine(actor, decision: Decision, fine_yuan: Decimal) -> Decision:
    """A review or a court set another fine (变更); what was paid beyond it is to be given back.

    Raises: RuleBroken("change_amount"): not less than the fine decided
    Source: 行政复议法 (2023) art. 63; 行政诉讼法 (2017) art. 77
    """
    rules.require_lighter(decision.fine_yuan, fine_yuan)
    decision.changed_from_yuan, decision.fine_yuan = decision.fine_yuan, fine_yuan
    decision.refund_yuan = max(decision.paid_yuan - fine_yuan, Decimal(0))
    return decision


@command(permission="record_payment")
def record_refund(actor, decision: Decision, on: date) -> Decision:
    """What was paid without a ground was given back (退还罚款)."""
    decision.refunded_on = on
    return decision


@command()
def waive_late_payment(actor, decision: Decision, yuan: Decimal) -> Decision:
    """An execution agreement lets off a part of what was added, never of the fine. Source: 行政强制法 (2011) art. 42"""
    rules.require_waivable(yuan, queries.late_payment_yuan(decision, today()))
    decision.late_waived_yuan = (decision.late_waived_yuan or Decimal(0)) + yuan
    return decision


@command(permission="record_payment")
def record_payment(
    actor, decision: Decision, amount_yuan: Decimal, paid_on: date, receipt_no: str, late_yuan=Decimal(0), note=""
) -> Payment:
    """Record what the bank received for a fine.

    Args:   amount_yuan: of the fine; late_yuan: of the late-payment penalty; receipt_no: of the unified receipt
    Raises: RuleBroken("payment_amount" | "late_amount" | "payment_date")
    Source: 行政处罚法 (2021) arts. 67, 70, 72, 74
    """
    late_open = queries.late_payment_yuan(decision, paid_on)
    still_open = rules.Paid(decision.unpaid_yuan, late_open, paid_on)
    rules.require_payment_fits(rules.Paid(amount_yuan, late_yuan, paid_on), still_open, decision.decided_on, today())
    row = Payment(
        decision=decision, party_id=decision.party_id, paid_on=paid_on, amount_yuan=amount_yuan, late_yuan=late_yuan,
        receipt_no=receipt_no, note=note, recorded_by=actor.id, recorded_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the sum of payments is read next
    return row
