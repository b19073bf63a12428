"""Which procedures a proposal opens (听证、集体讨论), as the decision tables in force say; the results stay on record."""

from app.core.clock import today
from app.identity import queries as identity
from app.law.tables import queries as tables
from app.law.tables.commands import decide
from app.law.tables.models import DecisionResult
from app.penalties.models import Proposal

HEARING, DELIBERATION = "hearing_right", "deliberation_due"
DAILY_PENALTY = "AQ112"


def facts(proposal: Proposal, region: str) -> dict:
    """What the tables ask of a proposal: of this one party, amounts of several parties are never added.

    Args: region: id of the area of the bureau that decides
    """
    measure = proposal.measure
    return {
        "region": region, "party_kind": proposal.party_kind, "kinds": sorted(measure.kinds),
        "fine_yuan": measure.fine_yuan, "gain_yuan": measure.gain_yuan,
        "mitigated": any(breach.mitigated for breach in proposal.breaches),
        "daily": any(breach.rule_id == DAILY_PENALTY for breach in proposal.breaches),
    }  # fmt: skip


def region_of(organisation_id: str | None) -> str:
    """Id of the area whose figures hold for a matter of this bureau; "" where it has none."""
    return (identity.organisation(organisation_id).area_id if organisation_id else None) or ""


def judged(actor, key: str, proposal: Proposal, region: str) -> DecisionResult:
    """What the diagram had the table decide on this proposal; where it has not, the table decides now."""
    found = tables.result(key, "proposal", proposal.id)
    return found or decide(actor, key, facts(proposal, region), today(), ("proposal", proposal.id))


def reasons(result: DecisionResult) -> list[str]:
    """Why the procedure is due (Chinese); empty: it is not."""
    return list(result.value["reasons"]) if result.value["due"] else []
