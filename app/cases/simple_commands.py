"""Penalties on the spot (当场处罚): told, decided, handed over, collected or paid, reported."""

from datetime import date
from decimal import Decimal

from app.cases import queries as cases
from app.cases import rules as case_rules
from app.cases import simple_queries as queries
from app.cases import simple_rules as rules
from app.cases.commands.execution import record_payment, start_payment
from app.cases.commands.filing import put_in_charge
from app.cases.commands.parties import close_party
from app.cases.models import Case, Party
from app.cases.simple_models import SimplePenalty, sanctions
from app.core.clock import local, now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.inspections.power_rules import require_day_between
from app.law.articles import articles
from app.law.rules import require_articles_in_force
from app.law.tables.commands import decide as decide_by_table
from app.penalties import commands as penalty_commands
from app.penalties.models import Proposal
from app.penalties.rules import require_not_heavier


def require_tellable(officers: list[int], party_kind: str, found_on: date, said: dict) -> None:
    """What refuses it before the party is told.

    Args:   said: violated_articles, basis_articles, and on the spot told_warning, told_fine_yuan
    Raises: RuleBroken("two_officers" | "no_certificate" | "day" | "article_not_in_force" | "not_on_spot" | "no_sanction"
            | "above_limit")
    Source: 行政处罚法 (2021) arts. 37, 42, 51
    """
    case_rules.require_two_certified_officers(identity.officers(officers), on=today())
    if found_on > today():
        raise RuleBroken("day", "发现时间不能晚于现在", {"found_at": "发现时间不能晚于现在"})
    for field in ("violated", "basis"):
        require_articles_in_force(articles(said[f"{field}_articles"]), found_on, today(), field)
    if said.get("on_spot"):
        rules.require_same_day(found_on, today(), "found_at")
        rules.require_some_sanction(said["told_warning"], said["told_fine_yuan"], "told_fine_yuan")
        rules.require_simple(queries.procedure(party_kind, said["told_fine_yuan"]), "told_fine_yuan")


@command(permission="propose_penalty")
def tell(actor, root_id: str, party: dict, officers: list[int], on_spot: bool, **facts) -> SimplePenalty:
    """Record what the party was told on the spot and what it said in its defence (当场告知、听取申辩).

    Args:   party: a row of cases.parties; on_spot: False: the matter goes to the ordinary procedure at once;
            facts: enterprise_id, inspection_id, organisation_id, found_at (aware), place, cause, facts, violated, basis,
            violated_articles, basis_articles, photos, told_warning, told_fine_yuan, statement
    Raises: RuleBroken, as require_tellable
    Source: 行政处罚法 (2021) arts. 44, 45, 52
    """
    require_tellable(officers, party["kind"], local(facts["found_at"]).date(), facts | {"on_spot": on_spot})
    row = queries.of_process(root_id) or SimplePenalty(root_id=root_id)
    row.party, row.officers, row.status = party, officers, "told" if on_spot else "ordinary"
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()  # the process takes it as its subject
    return row


def require_decidable(row: SimplePenalty, result: str, warning: bool, fine_yuan: Decimal | None) -> None:
    """Raises: RuleBroken("not_on_spot" | "two_officers" | "no_certificate" | "no_sanction" | "above_limit" | "heavier_than_notified")"""
    if result == "punish":
        rules.require_same_day(local(row.found_at).date(), today(), "spot_result")
        case_rules.require_two_certified_officers(identity.officers(row.officers), on=today())
        rules.require_some_sanction(warning, fine_yuan, "fine_yuan")
        rules.require_simple(queries.procedure(row.party["kind"], fine_yuan), "fine_yuan")
        told = measure_of(warning, fine_yuan)
        require_not_heavier(told, row.told)


def measure_of(warning: bool, fine_yuan: Decimal | None):
    return SimplePenalty(warning=warning, fine_yuan=fine_yuan).measure


@command(permission="propose_penalty")
def decide(actor, row: SimplePenalty, result: str, warning: bool, fine_yuan: Decimal | None, reason: str,
           adoption: str = "", adoption_reason: str = "") -> SimplePenalty:  # fmt: skip
    """Decide on the spot (当场决定); a statement never makes it heavier.

    Args:   result: punish | spare | ordinary; reason: of the weighing, or why not
    Raises: RuleBroken, as require_decidable
    Source: 行政处罚法 (2021) arts. 33, 42, 45, 51, 52
    """
    require_decidable(row, result, warning, fine_yuan)
    row.status = {"punish": "decided", "spare": "spared", "ordinary": "ordinary"}[result]
    row.reason, row.adoption, row.adoption_reason = reason, adoption, adoption_reason
    if result == "punish":
        row.warning, row.fine_yuan, row.decided_on = warning, fine_yuan or None, today()
        facts = queries.procedure_facts(row.party["kind"], fine_yuan)
        decide_by_table(actor, queries.PROCEDURE, facts, today(), ("simple_penalty", row.id), row.root_id)
    return row


def require_collectable(row: SimplePenalty, hard: bool, remote: bool, asked: bool, reason: str) -> dict:
    """The table's answer. Raises: RuleBroken("not_collectable" | "collect_reason")"""
    answer = queries.collection(row.fine_yuan, hard, remote, asked)
    rules.require_collectable(answer, reason, needs_reason=hard or remote)
    return answer


@command(permission="record_delivery")
def hand_over(actor, row: SimplePenalty, number: str, on: date) -> SimplePenalty:
    """The decision was handed to the party (当场交付). Source: 行政处罚法 (2021) art. 52"""
    row.number, row.status = number, "handed_over"
    row.collect_way = "bank" if row.fine_yuan else ""
    return row


@command()
def open_file(actor, row: SimplePenalty, on: date) -> Party:
    """Put a decision that was handed over on file like any other: a case, its one party, the decision on it.

    What may follow a decision follows this one, too, by the same rows and processes: payment, late-payment penalty,
    demand and court, deferral, review and suit, revocation.

    Source: 行政处罚法 (2021) arts. 52, 66, 67, 72, 73, 75; 行政强制法 (2011) art. 53
    """
    found_on = local(row.found_at).date()
    case = Case(
        number=row.number, root_id=row.root_id, enterprise_id=row.enterprise_id, inspection_id=row.inspection_id,
        organisation_id=row.organisation_id, source="inspection" if row.inspection_id else "other", discovered_on=found_on,
        conduct_on=found_on, cause=row.cause, facts=row.facts, basis=row.basis, basis_articles=row.basis_articles,
        status="executing", applied_on=row.decided_on, filed_on=row.decided_on, created_by=actor.id,
    )  # fmt: skip
    party = Party(**row.party)
    case.parties.append(party)
    db.session.add(case)
    db.session.flush()  # officers and the decision need the ids
    put_in_charge(case, identity.officers(row.officers))
    proposal = Proposal(
        party_id=party.id, party_kind=party.kind, version=1, outcome="penalty", sanctions=sanctions(row.warning, row.fine_yuan),
        fine_yuan=row.fine_yuan, facts=row.facts, violated=row.violated, violated_articles=row.violated_articles, basis=row.basis,
        basis_articles=row.basis_articles, reason=row.reason, proposed_on=row.decided_on, approved_on=row.decided_on,
        notified_on=row.decided_on, created_by=actor.id,
    )  # fmt: skip
    db.session.add(proposal)
    penalty_commands.decide(actor, proposal, row.reason, actor.id).decided_on = row.decided_on
    start_payment(actor, party, on)
    return party


@command(permission="record_payment")
def collect(actor, row: SimplePenalty, on: date, receipt_no: str, hard: bool, remote: bool, asked: bool, reason: str):
    """Take the fine on the spot, against a receipt (当场收缴).

    Raises: RuleBroken("not_collectable" | "collect_reason")
    Source: 行政处罚法 (2021) arts. 68-70
    """
    answer = require_collectable(row, hard, remote, asked, reason)
    row.collect_way, row.collected_on, row.receipt_no = "on_site", on, receipt_no
    row.collect_ground = f"{answer['reason']}（{answer['article']}）{'：' + reason if reason else ''}"[:400]
    facts = queries.collection_facts(row.fine_yuan, hard, remote, asked)
    decide_by_table(actor, queries.COLLECTION, facts, on, ("simple_penalty", row.id), row.root_id)
    record_payment(actor, cases.by_root(row.root_id).parties[0], row.fine_yuan, on, receipt_no, Decimal(0))
    return row


@command(permission="record_payment")
def hand_in(actor, row: SimplePenalty, on: date, cashier: str) -> SimplePenalty:
    """The officers hand the money to the organ (交款入机关). Raises: RuleBroken("day" | "cashier"). Source: 行政处罚法 (2021) art. 71"""
    require_day_between(row.collected_on, on, today(), "handed_in_on", "交款日期")
    rules.require_other_hand(row.officers, cashier, [person.name for person in identity.officers(row.officers)])
    row.handed_in_on, row.cashier = on, cashier
    return row


@command(permission="record_payment")
def deposit(actor, row: SimplePenalty, on: date, slip_no: str) -> SimplePenalty:
    """The organ pays it in at the bank (机关缴付银行). Raises: RuleBroken("day"). Source: 行政处罚法 (2021) art. 71"""
    require_day_between(row.handed_in_on, on, today(), "deposited_on", "缴付日期")
    row.deposited_on, row.slip_no = on, slip_no
    return row


@command(permission="record_payment")
def pay(actor, row: SimplePenalty, on: date, receipt_no: str, late_yuan: Decimal = Decimal(0)) -> SimplePenalty:
    """The party paid the whole fine at the bank, with what was added for being late.

    Raises: RuleBroken("day" | "late_amount")
    Source: 行政处罚法 (2021) arts. 67, 72
    """
    require_day_between(row.decided_on, on, today(), "paid_on", "缴款日期")
    rules.require_late_paid(late_yuan, queries.late_yuan(row, on))
    if kept := queries.decision(row):  # handed over since it goes on file as a case
        record_payment(actor, cases.party(kept.party_id), kept.unpaid_yuan, on, receipt_no, late_yuan)
    row.paid_on, row.receipt_no, row.late_yuan = on, receipt_no, late_yuan or None
    return row


@command()
def note_overdue(actor, row: SimplePenalty) -> SimplePenalty:
    """The fifteen days have run out: from the next day 3 % a day is added. Source: 行政处罚法 (2021) art. 72"""
    row.payment_due_on = queries.due_on(row)
    return row


@command(permission="record_payment")
def follow_up(actor, row: SimplePenalty, note: str, ended: bool) -> SimplePenalty:
    """What was done about an overdue fine; or its execution ends. Source: 行政强制法 (2011) art. 40"""
    row.execution_note = f"{row.execution_note}{today()} {note}\n"
    row.execution_ended_on = today() if ended else None
    return row


@command()
def note_lapse(actor, row: SimplePenalty, words: str) -> SimplePenalty:
    """A duty of the office was not met in time; it stays to be done, and this stays on the file."""
    row.lapses = [*row.lapses, {"on": now().date().isoformat(), "words": words}]
    return row


@command(permission="propose_penalty")
def report_back(actor, row: SimplePenalty, on: date, note: str) -> SimplePenalty:
    """Report the decision to the organ (报机关备案). Raises: RuleBroken("day"). Source: 行政处罚法 (2021) art. 52"""
    require_day_between(row.decided_on, on, today(), "reported_on", "报备日期")
    row.reported_on, row.report_note = on, note
    return row


@command(permission="approve")
def accept_report(actor, row: SimplePenalty, result: str, opinion: str) -> SimplePenalty:
    """The organ takes the report on file, or says what is wrong. Source: 行政处罚法 (2021) arts. 52, 75"""
    row.report_result, row.report_opinion = result, opinion
    return row


@command()
def close(actor, row: SimplePenalty) -> SimplePenalty:
    """Everything is done: paid or ended, and reported; its file is closed."""
    row.status = "closed"
    case = cases.by_root(row.root_id)
    for party in case.parties if case else ():
        if party.is_open and not party.round_kind:
            close_party(actor, party, "penalized")
    if case:
        case.status, case.closed_on = "closed", today()
    return row
