"""Opinions of the approval chain (审批)."""

from app.cases.models import Approval, Case, Party
from app.core.clock import now
from app.core.command import command
from app.core.database import db


@command(permission="approve")
def record_approval(actor, case: Case, party: Party | None, step: str, result: str, opinion: str) -> Approval:
    """A leader gives an opinion on the case, or on the handling of one party.

    Args:   step: id of the task; result: agree | approve | return | refuse
    Source: 行政处罚法 (2021) arts. 54, 57
    """
    row = Approval(
        case_id=case.id, party_id=party and party.id, step=step, result=result, opinion=opinion, user_id=actor.id,
        given_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the audit entry names it
    return row
