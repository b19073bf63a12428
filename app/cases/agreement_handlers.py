"""What `workflows/execution_agreement.bpmn` calls (执行协议): a part of the late-payment penalty is let off, never of the fine."""

from app.cases.party_handlers import party_of
from app.cases.rules import money
from app.core.clock import today
from app.core.errors import RuleBroken
from app.penalties import commands as penalty_commands
from app.penalties import queries as penalties
from app.penalties.rules import require_waivable
from app.workflow.registry import handler, prefill


def late_of(party):
    decision = penalties.decision(party.id)
    return decision, penalties.late_payment_yuan(decision, today())


@handler("cases.propose_agreement")
def propose_agreement(context):
    """提请订立执行协议"""
    _, late_yuan = late_of(party_of(context))
    require_waivable(money(context.answers["waived_yuan"]), late_yuan)


@handler("cases.waive_late_payment")
def waive_late_payment(context):
    """减免加处罚款

    Raises: RuleBroken("voided"): the decision has fallen meanwhile
    """
    decision, _ = late_of(party_of(context))
    if decision.voided_on:
        raise RuleBroken("voided", f"处罚决定已于 {decision.voided_on} 撤销，不需要执行协议")
    penalty_commands.waive_late_payment(
        context.actor, decision, money(context.said("propose_agreement")["waived_yuan"])
    )


@prefill("propose_agreement")
def prefill_agreement(context) -> dict:
    decision, late_yuan = late_of(party_of(context))
    return {"late": f"{late_yuan:,.2f}", "owed": f"{decision.unpaid_yuan:,.2f}", "waived_yuan": str(late_yuan)}
