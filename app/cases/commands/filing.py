"""Filing a case (立案)."""

from datetime import date

from app.cases import filing_facts, queries, rules
from app.cases.commands.parties import name_parties
from app.cases.models import Case, CaseOfficer
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law.articles import articles
from app.law.commands import start_period
from app.law.rules import require_articles_in_force


@command(permission="file_case")
def apply_filing(actor, case: Case | None, officers: list, parties: list[dict], **facts) -> Case:
    """Apply for the filing of a case (立案审批表); applied again after a return, the same row is filled in anew.

    Args:    officers: users in charge; parties: see parties.name_parties
             facts: enterprise_id, inspection_id, organisation_id, root_id, source, discovered_on, cause, facts, basis,
             basis_articles (ids), conduct_on (day the conduct ended), harmful (life or health suffered harm), filing
             (see filing_facts; {} where the form does not ask)
    Raises:  RuleBroken("two_officers" | "no_certificate" | "limitation" | "found_date" | "filing_standard" | "no_party" |
             "party_twice" | "article_not_in_force")
    Source:  行政处罚法 (2021) arts. 36, 42, 54
    """
    filing = facts.get("filing") or {}
    rules.require_two_certified_officers(officers, on=today())
    if not filing.get("advises_refusal"):
        _require_limitation(facts["conduct_on"], facts["harmful"], facts["discovered_on"], filing)
    filing_facts.require_standard(filing)
    require_articles_in_force(articles(facts.get("basis_articles", ())), facts["conduct_on"], today(), "basis")
    if case is None:
        case = Case(created_by=actor.id)
        db.session.add(case)
    for name, value in facts.items():
        setattr(case, name, value)
    case.status, case.applied_on = "proposed", today()
    db.session.flush()  # officers and parties need case.id
    put_in_charge(case, officers)
    name_parties(actor, case, parties)
    return case


@command()
def file_case(actor, case: Case, number: str) -> Case:
    """File the approved case (立案): it takes the number of its approval form, and the 90 days begin.

    Raises:  RuleBroken("two_officers" | "no_certificate" | "limitation" | "refusal_advised")
    Source:  行政处罚法 (2021) arts. 42, 54, 60
    """
    rules.require_filing_asked(bool(case.filing.get("advises_refusal")))
    rules.require_two_certified_officers(queries.officers_of(case), on=today())
    _require_limitation(case.conduct_on, case.harmful, case.discovered_on, case.filing)
    case.number, case.filed_on, case.status = number, today(), "investigating"
    start_period(actor, "penalty_decision", "case", case.id, case.filed_on)
    return case


@command()
def refuse_filing(actor, case: Case) -> Case:
    """The deputy head refused to file (不予立案)."""
    case.status, case.closed_on = "refused", today()
    return case


def _require_limitation(conduct_on: date, harmful: bool, found_on: date, filing: dict) -> None:
    last_day = filing_facts.limitation_last_day(conduct_on, harmful, filing)
    rules.require_within_limitation(conduct_on, last_day, found_on, today(), harmful)


def put_in_charge(case: Case, officers: list) -> None:
    """Name the officers in charge, with their certificates of today."""
    case.officers = []
    db.session.flush()  # the same officer may be named again
    case.officers = [
        CaseOfficer(user_id=officer.id, position=position, badge_no=officer.certificate(today()).number)
        for position, officer in enumerate(officers)
    ]
