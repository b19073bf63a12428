"""Closing and archiving a case (结案、归档), also after a withdrawal (撤案)."""

from app.cases import appraisal_queries, queries, rules
from app.cases.appraisal_rules import require_none_waiting
from app.cases.commands.parties import close_party
from app.cases.models import Case
from app.cases.preservation_rules import require_settled
from app.core.clock import today
from app.core.command import command
from app.law.commands import close_period


@command()
def withdraw_case(actor, case: Case) -> Case:
    """Withdraw the whole case before any party was handled separately (撤案).

    Raises: RuleBroken("preservation_open" | "appraisal_open")
    Source: 行政处罚法 (2021) arts. 56, 57
    """
    _require_nothing_kept(case)
    for party in case.parties:
        close_party(actor, party, "withdrawn")
    return case


@command(permission="close_case")
def apply_closure(actor, case: Case, ground: str, papers_complete: bool, remaining: str) -> Case:
    """Apply for the closure of a case (结案审批).

    Raises: RuleBroken("parties_open" | "preservation_open" | "appraisal_open" | "papers_incomplete")
    """
    _require_nothing_kept(case)
    rules.require_all_closed([party.name for party in case.parties if party.is_open])
    rules.require_papers_complete(papers_complete)
    case.status = "closing"
    case.closure = {"ground": ground, "papers_complete": papers_complete, "remaining": remaining}
    return case


@command()
def close_case(actor, case: Case) -> Case:
    """Close the case (结案); its 90 days end with it.

    Raises: RuleBroken("parties_open" | "preservation_open" | "appraisal_open")
    """
    _require_nothing_kept(case)
    rules.require_all_closed([party.name for party in case.parties if party.is_open])
    case.status, case.closed_on = "closed", today()
    if (clock := queries.clocks([case.id]).get(case.id)) and clock.is_open:
        close_period(actor, clock.id, "met")
    return case


@command(permission="archive_case")
def archive_case(actor, case: Case, **archive) -> Case:
    """Put the file into the archive (归档): pages_main, pages_restricted, retention, location, checked_by note.

    Source: 行政处罚法 (2021) art. 47
    """
    case.status, case.archived_on, case.archive = "archived", today(), archive
    return case


def _require_nothing_kept(case: Case) -> None:
    """Nothing kept, no opinion awaited."""
    require_settled([row.label for row in queries.open_preservations(case.id)])
    require_none_waiting(appraisal_queries.waiting(case.id))
