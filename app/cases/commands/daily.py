"""The daily penalty (按日连续处罚): begun after a failed re-inspection; a further proceeding of the party decides on it."""

from app.cases import daily_rules as rules
from app.cases.commands.voiding import follow_on
from app.cases.models import Party
from app.core.clock import today
from app.core.command import command
from app.penalties import queries as penalties
from app.workflow import commands as workflow
from app.workflow.models import Instance

PROCESS = "daily_penalty"


@command(permission="propose_penalty")
def begin_daily_penalty(actor, party: Party) -> Instance:
    """Begin to examine a refusal to correct, beside the proceeding of the party.

    Raises: RuleBroken("daily_person" | "daily_not_fined")
    Source: 安全生产法 (2021) art. 112
    """
    require_fined(party)
    case = party.case
    data = {"case_id": case.id, "party_id": party.id, "case_officers": case.officer_ids}
    return workflow.start_process(
        actor, PROCESS, data=data, subject=("party", party.id, party.label), origin=case.root_id
    )


def require_fined(party: Party) -> None:
    """Raises: RuleBroken("daily_person" | "daily_not_fined")"""
    decision = penalties.decision(party.id)
    rules.require_fined(
        party.kind, decision and decision.fine_yuan, decision and decision.delivered_on, decision and decision.voided_on
    )


@command(permission="propose_penalty")
def propose_daily_penalty(actor, party: Party, ordered_on, order_delivered_on, rechecked_on) -> rules.Found:
    """Put together what the daily penalty would rest on. Raises: RuleBroken("daily_dates" | "daily_not_fined" | …)"""
    require_fined(party)
    found = found_of(party, ordered_on, order_delivered_on, rechecked_on)
    rules.require_refusal(found, today())
    return found


def found_of(party: Party, ordered_on, order_delivered_on, rechecked_on) -> rules.Found:
    decision = penalties.decision(party.id)
    return rules.Found(party.kind, decision.fine_yuan, decision.decided_on, decision.delivered_on, ordered_on,
                       order_delivered_on, rechecked_on)  # fmt: skip


@command()
def start_daily_penalty(actor, party: Party, found: rules.Found, original_decision: str) -> Party:
    """Approved: a further proceeding of the party begins with the proposal; notice, hearing, review, deliberation follow.

    Source: 安全生产法 (2021) art. 112; 行政处罚法 (2021) arts. 44, 57, 58, 63
    """
    terms = {
        "ordered_on": found.ordered_on.isoformat(), "rechecked_on": found.rechecked_on.isoformat(),
        "original_fine_yuan": str(found.fine_yuan), "original_decision": original_decision,
    }  # fmt: skip
    return follow_on(actor, party, "daily", terms)
