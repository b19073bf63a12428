"""What `workflows/daily_penalty.bpmn` calls (按日连续处罚): its steps and what its forms open with."""

from app.cases import commands
from app.cases.commands.daily import found_of
from app.cases.execution_papers import decision_paper
from app.cases.handlers import day
from app.cases.party_handlers import party_of
from app.core.clock import today
from app.documents import queries as documents
from app.penalties import queries as penalties
from app.workflow.registry import handler, prefill

DAYS = ("ordered_on", "order_delivered_on", "rechecked_on")
ORDER = "rectification_order"


@handler("cases.propose_daily_penalty")
def propose_daily_penalty(context):
    """提请按日连续处罚"""
    commands.propose_daily_penalty(context.actor, party_of(context), **{name: day(context.answers[name]) for name in DAYS})


def found_in(context):
    """What was found, as it was proposed."""
    said = context.said("propose_daily_penalty")
    return found_of(party_of(context), *(day(said[name]) for name in DAYS))


@handler("cases.start_daily_penalty")
def start_daily_penalty(context):
    """另行启动处罚程序"""
    party = party_of(context)
    commands.start_daily_penalty(context.actor, party, found_in(context), decision_paper(party).number)


@prefill("propose_daily_penalty")
def prefill_propose(context) -> dict:
    """The decision, and the order to correct of the inspection the case arose from."""
    party = party_of(context)
    decision, inspection_id = penalties.decision(party.id), party.case.inspection_id
    order = documents.latest_or_none(ORDER, "inspection", inspection_id) if inspection_id else None
    shown = {"decision": decision_paper(party).number, "fine": f"{decision.fine_yuan:,.2f}", "rechecked_on": today().isoformat()}
    if order is None:
        return shown
    served = order.delivery and order.delivery.effective_on
    return shown | {
        "order_number": order.number, "ordered_on": order.issued_on.isoformat(),
        "order_delivered_on": served and served.isoformat(),
    }  # fmt: skip


@prefill("approve_daily_penalty")
def prefill_approve(context) -> dict:
    found = found_in(context)
    return {"days": found.days, "fine": f"{found.fine_yuan:,.2f}", "amount": f"{found.amount_yuan:,.2f}"}
