"""What the decision tables are asked in a case and in the proceeding of one party: facts that are never process data."""

from app.cases import exemption, filing_facts, queries
from app.cases.handlers import case_of
from app.cases.party_handlers import party_of
from app.penalties import queries as penalties
from app.penalties import triggers
from app.workflow.registry import DecisionFacts, decision_facts


@decision_facts(filing_facts.STANDARD)
def filing_standard(context) -> DecisionFacts:
    """立案标准: the application just made. Source: 行政处罚法 (2021) arts. 22-27, 29, 36, 54"""
    case = case_of(context)
    limitation = filing_facts.of_case(case)
    within = limitation is None or limitation.was_found_in_time
    return DecisionFacts(filing_facts.standard(case.filing, within), subject=("case", case.id))


@decision_facts(filing_facts.PROCEDURE)
def procedure_kind(context) -> DecisionFacts:
    """适用程序: simple where the penalty expected is small enough. Source: 行政处罚法 (2021) art. 51"""
    case = case_of(context)
    return DecisionFacts(filing_facts.procedure(case), subject=("case", case.id))


@decision_facts(triggers.HEARING)
def hearing_right(context) -> DecisionFacts:
    """听证权: the proposal just approved. Source: 行政处罚法 (2021) art. 63"""
    return _of_proposal(context)


@decision_facts(triggers.DELIBERATION)
def deliberation_due(context) -> DecisionFacts:
    """集体讨论: the proposal just approved. Source: 行政处罚法 (2021) art. 57(2)"""
    return _of_proposal(context)


@decision_facts(exemption.TABLE)
def exempt(context) -> DecisionFacts:
    """不予处罚: the conditions found, of the proposal just made. Source: 行政处罚法 (2021) art. 33"""
    proposal = penalties.proposal(party_of(context).id)
    conditions = (proposal.ground or {}).get("conditions") or []
    return DecisionFacts(exemption.inputs(conditions), subject=("proposal", proposal.id))


@decision_facts("legal_review_due")
def legal_review_due(context) -> DecisionFacts:
    """法制审核: what the report said of the case, and what happened to this proposal. A report that was never asked
    counts as complicated: when in doubt, the review takes place. Source: 行政处罚法 (2021) art. 58"""
    party = party_of(context)
    proposal, hearing = penalties.proposal(party.id), queries.hearing_or_none(party)
    grounds = party.case.conclusion.get("review_grounds")
    known = ["complicated"] if grounds is None else grounds
    return DecisionFacts(
        {name: name in known for name in ("public_interest", "complicated", "listed")}
        | {"heard": bool(hearing and hearing.result == "held"), "mitigated": any(each.mitigated for each in proposal.breaches),
           "deviates": proposal.has_deviation},
        subject=("proposal", proposal.id),
    )  # fmt: skip


def _of_proposal(context) -> DecisionFacts:
    party = party_of(context)
    proposal = penalties.proposal(party.id)
    return DecisionFacts(triggers.facts(proposal, triggers.region_of(party.case.organisation_id)), subject=("proposal", proposal.id))
