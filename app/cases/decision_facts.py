"""What the decision tables are asked in the proceeding of one party: amounts and kinds, which are never process data."""

from app.cases.party_handlers import party_of
from app.penalties import queries as penalties
from app.penalties import triggers
from app.workflow.registry import DecisionFacts, decision_facts


@decision_facts(triggers.HEARING)
def hearing_right(context) -> DecisionFacts:
    """听证权: the proposal just approved. Source: 行政处罚法 (2021) art. 63"""
    return _of_proposal(context)


@decision_facts(triggers.DELIBERATION)
def deliberation_due(context) -> DecisionFacts:
    """集体讨论: the proposal just approved. Source: 行政处罚法 (2021) art. 57(2)"""
    return _of_proposal(context)


def _of_proposal(context) -> DecisionFacts:
    party = party_of(context)
    proposal = penalties.proposal(party.id)
    return DecisionFacts(triggers.facts(proposal, triggers.region_of(party.case.organisation_id)), subject=("proposal", proposal.id))
