"""What is shown where a penalty is proposed: the law's range, a suggestion, comparable cases, what dual penalty demands."""

from statistics import median

from sqlalchemy import select

from app.cases import breaches as form
from app.cases import closure
from app.cases.models import Case, Party
from app.core.clock import today
from app.core.database import db
from app.enterprises import queries as enterprises
from app.law.penalty_calculator import plain
from app.law.penalty_ranges import Finding, answer, dual_findings
from app.law.penalty_rules import SANCTIONS, SUBJECTS, TIERS
from app.penalties import breaches as penalties
from app.penalties import queries as penalty_queries
from app.penalties import tiers
from app.penalties.models import Breach, Decision

LAST = 5
MERGED = "sole_proprietor"  # the finding that the entity and its owner are one person
ONE_PERSON = ("entity", "main_responsible_person", "sole_investor")  # capacities in which they appear, whatever the article says
PARTNERS = ("one_sided", "cross_article")  # findings that another party of the case, not yet proposed, would settle


def panel(party: Party, said: dict) -> dict:
    """The panel beside one breach, for the answers typed so far; everything in words.

    Args: said: one row of the form's `breaches`
    """
    breach = form.row(party, said)
    found, said_of = answer(penalties.question(breach, today())), findings(party, [breach])
    return {
        "allowed": found.allowed, "reason": plain(found.reason), "basis": found.basis, "laws": list(map(plain, found.laws)),
        "range": penalties.range_words(found.min, found.max) + ("（可以并处）" if found.mode == "may" else ""),
        "sanctions": kinds_words(found), "orders": "、".join(found.orders), "bans": list(found.bans), "lengths": list(found.lengths),
        "suggestion": penalties.suggestion_words(breach), "benchmark": benchmark(breach),
        "tier": penalties.tier_words(breach), "alike": alike(party, breach),
        "warnings": [*map(plain, found.warnings), *(each.message for each in said_of if each.severity == "warning")],
        "notes": [*map(plain, found.notes), *(each.message for each in said_of if each.severity == "note")],
        "who": f"{SUBJECTS[breach.subject]}，{TIERS.get(breach.tier, '')}",
    }  # fmt: skip


def kinds_words(found) -> str:
    """「责令停产停业整顿（应当同时作出）」"""
    joined = "、".join(SANCTIONS[code] for code in found.sanctions if code != "fine")
    groups = ["至少一种：" + "、".join(SANCTIONS[code] for code in group) for group in found.choices]
    return "；".join([*([f"{joined}（应当同时作出）"] if joined else []), *groups])


def benchmark(breach: Breach) -> list[str]:
    """The office's discretion tiers for this violation as the decision table in force has them, in yuan of this range; []
    where there is no table or no fine. Source: 行政处罚法 (2021) art. 34; the shipped figures are 待核"""
    version = tiers.table_of(breach)
    return tiers.rows_of(version, breach) if version else []


# --- comparable cases -----------------------------------------------------------------------------------------------


def alike(party: Party, breach: Breach) -> dict:
    """Decisions of this office under the same rule, on the same kind of party, in the same tier (同类案件).

    Returns: {"count", "min", "median", "max" (yuan as text), "last": the newest five with their case pages}
    """
    query = (
        select(Breach, Decision.decided_on, Case.id, Case.number)
        .join(Decision, Decision.proposal_id == Breach.proposal_id).join(Party, Party.id == Decision.party_id)
        .join(Case, Case.id == Party.case_id)
        .where(Breach.rule_id == breach.rule_id, Breach.subject == breach.subject, Breach.tier == breach.tier)
        .where(Breach.fine_yuan.is_not(None), Case.organisation_id == party.case.organisation_id, Case.id != party.case_id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )  # fmt: skip
    rows = db.session.execute(query).all()
    if not rows:
        return {"count": 0}
    fines = [row.Breach.fine_yuan for row in rows]
    return {
        "count": len(rows), "min": f"{min(fines):.2f}", "median": f"{median(fines):.2f}", "max": f"{max(fines):.2f}",
        "last": [
            {"number": number, "url": f"/cases/{case_id}", "on": decided_on.isoformat(), "fine": f"{row.fine_yuan:.2f}",
             "conduct": penalties.conduct_of(row)}
            for row, decided_on, case_id, number in rows[:LAST]
        ],
    }  # fmt: skip


# --- dual penalty ---------------------------------------------------------------------------------------------------


def warnings(party: Party, breaches: list[Breach]) -> list[dict]:
    """What has to be answered in writing before these breaches are proposed: [{"code", "message", "article"}]."""
    return [
        {"code": each.code, "message": each.message, "article": each.article}
        for each in findings(party, breaches) if each.severity == "warning"
    ]  # fmt: skip


def findings(party: Party, breaches: list[Breach]) -> list:
    """一案双罚: these breaches together with those of the other parties. A party of the case that is not proposed yet, or
    is spared, counts as pursued: the reason for it is its own proposal's."""
    mine = [(party.id, each.subject, each.rule_id, each.tier) for each in breaches]
    others = [each for each in party.case.parties if each.id != party.id]
    proposed = {each.id: _proposed(each) for each in others}
    real = [*mine, *(row for rows in proposed.values() for row in rows)]
    presumed = [row for each in others if not proposed[each.id] for row in _presumed(each, breaches)]
    facts = {"sole_proprietor": enterprises.is_sole_proprietor(party.enterprise_id), "on": _conduct_on(breaches)}
    cited = {penalties.rule_in_force(each.rule_id, each.conduct_on).cite_in(each.tier) for each in breaches}
    twice = [_same_rule(one) for place, one in enumerate(breaches) if any(penalties.same_rule(one, each) for each in breaches[:place])]
    paired = [each for each in dual_findings([*real, *presumed], **facts) if each.code in PARTNERS and each.article in cited]
    alone = [each for each in dual_findings(mine, **facts) if each.code not in (*PARTNERS, MERGED)]
    owned = {each.id for each in party.case.parties if each.capacity in ONE_PERSON}
    one = [row for row in real if row[0] in owned]
    merged = [each for each in dual_findings(one, **facts) if each.code == MERGED]
    return [*paired, *alone, *twice, *merged, *closure.findings(party, breaches)]


def _same_rule(breach: Breach) -> Finding:
    text = (f"“{penalties.conduct_of(breach)}”提了两项以上：请确认是两个违法行为（不同的时间、地点、设备），"
            "同一个行为只能罚一次")  # fmt: skip
    return Finding("same_rule", "warning", text, "行政处罚法（2021）第29条")


def _conduct_on(breaches: list[Breach]):
    return max(each.conduct_on for each in breaches) if breaches else None


def _proposed(party: Party) -> list[tuple]:
    known = penalty_queries.proposals(party.id)
    return [(party.id, each.subject, each.rule_id, each.tier) for each in (known[-1].breaches if known else [])]


def _presumed(party: Party, breaches: list[Breach]) -> list[tuple]:
    """As what this party could be punished beside these breaches, under the same articles or those they go together with."""
    found = []
    for breach in breaches:
        rule = penalties.rule_in_force(breach.rule_id, breach.conduct_on)
        for rule_id in (breach.rule_id, *(rule.cross_with if rule else ())):
            other = penalties.rule_in_force(rule_id, breach.conduct_on)
            subject = next((each for each in form.SUBJECTS[party.capacity] if each in other.subjects(breach.tier)), None)
            found += [(party.id, subject, rule_id, breach.tier)] if subject else []
    return found
