"""Handing matters to other departments (移送其他部门): proposed, approved, handed over, answered, urged, settled."""

from datetime import date

from app.cases import queries as cases
from app.cases.models import Case
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.inspections.power_rules import require_day_between
from app.referrals import transfer_queries as queries
from app.referrals.transfer_models import WAYS, Transfer
from app.workflow import commands as workflow
from app.workflow.models import Instance


@command(permission="refer_case")
def begin_transfer(actor, case: Case) -> Instance:
    """Begin to hand matters found in a case to another department, beside the case.

    Raises: NotAllowed("other_bureau"); RuleBroken("case_over")
    Source: 安全生产法 (2021) art. 69; 行政处罚法 (2021) arts. 22-25
    """
    if not cases.may_see(actor, case):
        raise NotAllowed("other_bureau", "这个案件由其他机关办理，您不能移送；如确需移送，请联系承办人")
    if case.status in ("archived", "refused"):
        raise RuleBroken("case_over", "案件已经归档或者没有立案，不能从这里移送；另有线索的，请从检查或者案源移送")
    data = {"case_id": case.id, "case_officers": case.officer_ids, "enterprise_id": case.enterprise_id}
    return workflow.start_process(actor, queries.PROCESS, data=data, subject=("case", case.id, case.title), origin=case.root_id)


@command(permission="refer_case")
def propose_transfer(actor, origin: queries.Origin, root_id: str, **facts) -> Transfer:
    """Propose it (拟移送); after a return, or a refusal by one department, the same row is filled anew.

    Args:   facts: department, ground (key of GROUNDS), matters, materials [{"name", "copies", "pages"}]
    Raises: RuleBroken("no_material")
    Source: 安全生产法 (2021) art. 69
    """
    if not facts["materials"]:
        text = "移送须附证据材料清单，至少写一项（安法第69条）"
        raise RuleBroken("no_material", text, {"materials": text})
    row = queries.of_process(root_id) or Transfer(
        root_id=root_id, inspection_id=origin.inspection and origin.inspection.id, case_id=origin.case and origin.case.id
    )
    row.status, row.refusal, row.transferred_on = "proposed", "", None
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.add(row)
    return row


@command(permission="approve")
def decide_transfer(actor, row: Transfer, result: str) -> Transfer:
    """Args: result: approve | return | refuse. Source: 安全生产法 (2021) art. 69"""
    row.status = {"approve": "approved", "refuse": "kept", "return": "proposed"}[result]
    return row


@command()
def send_transfer(actor, row: Transfer, on: date) -> Transfer:
    """The letter was handed over with the materials; the reply is waited for."""
    row.status, row.transferred_on = "sent", on
    return row


@command(permission="refer_case")
def record_reply(actor, row: Transfer, accepted: bool, on: date, **said) -> Transfer:
    """The department's answer: its receipt, or why it will not take the matter.

    Args:   said: receiver, receipt_number, receipt (attachment ids), refusal
    Raises: RuleBroken("day")
    Source: 安全生产法 (2021) art. 69
    """
    require_day_between(row.transferred_on, on, today(), "replied_on", "答复日期")
    row.status, row.replied_on = "accepted" if accepted else "refused", on
    for name, value in said.items():
        setattr(row, name, value)
    return row


@command()
def note_silence(actor, row: Transfer) -> Transfer:
    """Nobody answered in time: it is on the file, and the officers urge."""
    row.urgings = [*row.urgings, {"on": today().isoformat(), "words": "期满没有收到接收回复"}]
    return row


@command(permission="refer_case")
def urge(actor, row: Transfer, on: date, by: str, whom: str, note: str) -> Transfer:
    """Ask for the reply (催收). Raises: RuleBroken("day")"""
    require_day_between(row.transferred_on, on, today(), "urged_on", "催收日期")
    row.urgings = [*row.urgings, {"on": on.isoformat(), "words": f"{WAYS[by]}催收{whom}：{note}"}]
    return row


@command(permission="refer_case")
def settle_returned(actor, row: Transfer, how: str, note: str) -> Transfer:
    """What becomes of a matter sent back: another department, the own bureau, or the file.

    Args:   how: again | own | drop
    Source: 行政处罚法 (2021) art. 25
    """
    row.status = {"again": "refused", "own": "own", "drop": "dropped"}[how]
    row.settlement = f"{row.settlement}{today()} {note}\n"
    return row


@command()
def record_past_transfer(actor, inspection_id: int, **facts) -> Transfer:
    """As inspections begun before it was a procedure record it: handed over and received in one step."""
    row = Transfer(inspection_id=inspection_id, status="accepted", **facts)
    db.session.add(row)
    return row
