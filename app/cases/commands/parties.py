"""The parties of a case and what happens to one of them up to the hearing (当事人、呈批、告知、陈述申辩)."""

from datetime import date

from app.cases import discretion, exemption, further, queries, rules
from app.cases.commands import clocks
from app.cases.commands.relief import follow_relief
from app.cases.models import Case, Party, Statement
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.law import queries as law
from app.law.articles import articles
from app.law.commands import close_period
from app.law.rules import require_articles_in_force
from app.penalties import commands as penalties
from app.penalties import queries as penalty_queries
from app.penalties.breaches import require_all_lawful
from app.penalties.triggers import region_of
from app.workflow import duties
from app.workflow.commands import add_child


@command(permission="manage_parties")
def name_parties(actor, case: Case, rows: list[dict]) -> list[Party]:
    """Name the parties of a case that is not yet filed, in place of those named before.

    Args:   rows: [{"kind", "capacity", "enterprise_id", "enterprise_person_id", "name", "id_no", "legal_representative",
            "position", "employer_name", "address", "phone"}]
    Raises: RuleBroken("no_party" | "party_twice")
    Source: 行政处罚法 (2021) art. 54
    """
    rules.require_parties(rows)
    known = {(party.kind, party.id_no): party for party in case.parties}
    for row in rows:
        party = known.pop((row["kind"], row["id_no"]), None)
        if party is None:
            case.parties.append(party := Party())
        for name, value in row.items():
            setattr(party, name, value)
    for party in known.values():
        case.parties.remove(party)
        db.session.delete(party)
    db.session.flush()  # callers need the ids
    return case.parties


@command(permission="manage_parties")
def add_party(actor, case: Case, rows: list[dict]) -> list[Party]:
    """Name further parties of a filed case; where the parties are already handled separately, theirs start at once.

    Raises: RuleBroken("no_party" | "party_twice" | "case_closed" | "recused")
    Source: 行政处罚法 (2021) arts. 43, 54; 一案双罚, e.g. 安全生产法 (2021) arts. 94-96
    """
    duties.require_not_recused(actor, case.root_id)
    if case.status not in ("investigating", "handling"):
        raise RuleBroken("case_closed", "只有调查取证或分别处理中的案件可以追加当事人")
    rules.require_parties([*rows, *({"kind": party.kind, "id_no": party.id_no} for party in case.parties)])
    parties = [Party(**row) for row in rows]
    case.parties.extend(parties)
    db.session.flush()  # the child is keyed by the party's id
    if case.status == "handling":
        for party in parties:
            add_child(actor, case.root_id, "handle_party", str(party.id), proceeding_data(case) | {"party_id": party.id})
    return parties


def proceeding_data(case: Case) -> dict:
    """What the proceeding of one party is told of its case (the `camunda:in` of `handle_party`)."""
    return {"case_id": case.id, "filed_on": case.filed_on.isoformat(), "case_officers": case.officer_ids}


def prepared(party: Party, outcome: str, facts: str, breaches=(), **terms):
    """A proposal against this party, checked and not kept; see penalties.commands.prepared.

    Raises: RuleBroken("article_not_in_force" | "evidence_unknown" | "dual_unanswered" | "exempt" | "exemption_unanswered"),
            and what further.require_follows says of a further proceeding
    Source: 行政处罚法 (2021) arts. 37, 40, 57; 一案双罚: 安全生产法 (2021) arts. 92-114
    """
    further.require_follows(party, outcome, facts, breaches)
    return penalties.prepared(party.id, party.kind, outcome, facts, breaches, **_weighed(party, outcome, breaches, terms))


@command(permission="propose_penalty")
def propose(actor, party: Party, outcome: str, facts: str, breaches=(), **terms):
    """Propose how to deal with this party (案件处理呈批). As `prepared`; see penalties.commands.propose."""
    further.require_follows(party, outcome, facts, breaches)
    terms = _weighed(party, outcome, breaches, terms)
    proposal = penalties.propose(actor, party.id, party.kind, outcome, facts, breaches=breaches, **terms)
    party.stage = "proposal"
    return proposal


def _weighed(party: Party, outcome: str, breaches, terms: dict) -> dict:
    """What needs the whole case to be checked; with the warnings that had to be answered."""
    shown = [*(terms.get("ground") or {}).get("evidence", ()), *(each for breach in breaches for each in breach.circumstance_evidence)]
    rules.require_evidence_on_file(shown, queries.evidence_labels(party.case))
    if outcome != "penalty":
        for name in ("violated", "basis"):
            require_articles_in_force(articles(terms.get(f"{name}_articles", ())), party.case.conduct_on, today(), name)
        return terms
    exemption.require_weighed(terms.get("ground"))
    for place, breach in enumerate(breaches):
        _require_duties_in_force(breach, place)
    warnings = discretion.warnings(party, breaches)
    rules.require_dual_reason(warnings, terms.get("dual_reason") or "")
    return terms | {"warnings": warnings}


def _require_duties_in_force(breach, place: int) -> None:
    try:
        require_articles_in_force(articles(breach.violated_articles), breach.conduct_on, today(), "breached")
    except RuleBroken as refused:
        raise RuleBroken(refused.code, refused.message, {"breaches": {place: refused.messages}}) from refused


@command(permission="approve")
def approve_proposal(actor, party: Party):
    """The deputy head approved the proposal: it is settled which procedures it opens.

    Raises: RuleBroken, where the law has changed since it was made; see penalties.breaches.require_all_lawful
    Source: 行政处罚法 (2021) arts. 37, 57, 63
    """
    proposal = penalty_queries.proposal(party.id)
    require_all_lawful(proposal.breaches, today())
    return penalties.approve_proposal(actor, proposal, region_of(party.case.organisation_id))


@command(permission="propose_penalty")
def draft_notice(actor, party: Party, statement_period: str, contact: str) -> Party:
    """Draft the prior notice (处罚告知): what the office adds to the approved proposal."""
    party.stage = "notice"
    party.notice = {"statement_period": statement_period, "contact": contact}
    return party


@command()
def open_window(actor, party: Party, number: str, delivered_on: date) -> Party:
    """The notice was served: the party's time for statement, defence and hearing begins.

    Source: 行政处罚法 (2021) arts. 44, 45, 64
    """
    penalties.record_notice(actor, penalty_queries.proposal(party.id), number, delivered_on)
    party.stage = "statement"
    return party


@command(permission="record_statement")
def record_statement(actor, party: Party, result: str, received_on: date, record: dict) -> Statement:
    """Record what the party said, or that it gave its right up in writing (陈述申辩).

    Args:   result: exercised | waived; record: declarant, times, place, statement, materials, officers
    Raises: RuleBroken("statement_date")
    Source: 行政处罚法 (2021) arts. 7, 45, 62
    """
    return _use_right(party, "statement", result, received_on, record)


@command(permission="record_statement")
def record_application(actor, party: Party, result: str, received_on: date, record: dict) -> Statement:
    """Record that the party asks for a hearing, in writing or by word of mouth, or gives it up (听证申请).

    Raises: RuleBroken("statement_date" | "application_late")
    Source: 行政处罚法 (2021) arts. 63, 64(1)
    """
    last_day = queries.window_last_day("hearing_application", party)
    if result == "exercised" and last_day and received_on > last_day:
        text = f"听证申请期已于 {last_day} 届满，不能再受理（罚法第64条）"
        raise RuleBroken("application_late", text, {"received_on": text})
    return _use_right(party, "hearing", result, received_on, record)


@command()
def lapse_window(actor, party: Party, right: str) -> Statement:
    """The time for a right ran out unused (期满未提出).

    Raises: RuleBroken("window_running"): before its last day is over, or while that day is only estimated
    Source: 行政处罚法 (2021) arts. 45, 64
    """
    rule = {"statement": "statement_defense", "hearing": "hearing_application"}[right]
    rules.require_run_out(right, queries.window_last_day(rule, party), today())
    return _use_right(party, right, "lapsed", today(), {})


@command(permission="record_statement")
def confirm_lapse(actor, party: Party, note: str) -> Party:
    """Record that the office looked for letters that came in time before a right counts as unused (核对期满收件).

    What came within the period is entered afterwards with the day it was received. Source: 行政处罚法 (2021) arts. 45, 64
    """
    told = penalty_queries.notified(party.id)
    for row in (queries.statement(told.id, right) for right in ("statement", "hearing")):
        if row and row.is_lapse_unchecked:
            row.record = {"lapse_note": note, "checked_by": actor.name, "checked_on": today().isoformat()}
    return party


def _use_right(party: Party, right: str, result: str, received_on: date, record: dict) -> Statement:
    told = penalty_queries.notified(party.id)
    if told is None or not told.notified_on <= received_on <= today():
        text = "日期应在告知书送达之后，且不晚于今天"
        raise RuleBroken("statement_date", text, {"received_on": text})
    row = queries.statement(told.id, right) or Statement(party_id=party.id, proposal_id=told.id, right=right)
    row.result, row.received_on, row.record = result, received_on, record
    db.session.add(row)
    db.session.flush()  # read again by the gateway's handler
    return row


@command(permission="propose_penalty")
def review_statement(actor, party: Party, adoption: str, reason: str) -> Statement:
    """Review what the party said: adopted or not, and why (复核). Source: 行政处罚法 (2021) art. 45"""
    row = queries.statement(penalty_queries.notified(party.id).id, "statement")
    row.adoption, row.adoption_reason = adoption, reason
    return row


@command()
def close_party(actor, party: Party, outcome: str) -> Party:
    """This party's proceeding is over; the other parties' go on. What the office counted for it is counted no longer.

    Args: outcome: penalized | no_penalty | withdrawn | transferred
    """
    party.outcome, party.closed_on = outcome, today()
    for period in law.periods_of("party", party.id, open_only=True):
        if period.instance_id is None:  # those of tasks end with their task
            close_period(actor, period.id, "cancelled")
    follow_relief(actor, party)
    clocks.decided(actor, party.case)
    return party
