"""An execution agreement (执行协议): what was added to an unpaid fine may be let off, the fine itself never."""

from app.cases.models import Party
from app.core.clock import today
from app.core.command import command
from app.core.errors import RuleBroken
from app.penalties import queries as penalties
from app.workflow import commands as workflow
from app.workflow.models import Instance

AGREEMENT = "execution_agreement"


@command(permission="record_payment")
def begin_agreement(actor, party: Party) -> Instance:
    """Begin to examine an execution agreement (执行协议): something was added to the fine that may be let off.

    Raises: RuleBroken("nothing_added")
    Source: 行政强制法 (2011) art. 42
    """
    decision = penalties.decision(party.id)
    if decision is None or penalties.late_payment_yuan(decision, today()) <= 0:
        raise RuleBroken("nothing_added", "没有产生加处罚款，不需要减免；罚款本金不能减免（强法第42条）")
    case = party.case
    data = {"case_id": case.id, "party_id": party.id, "case_officers": case.officer_ids}
    return workflow.start_process(
        actor, AGREEMENT, data=data, subject=("party", party.id, party.label), origin=case.root_id
    )
