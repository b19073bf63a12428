"""A major hazard the bureau in charge cannot settle with other departments goes to the bureau above (提级治理).

Source: 三年行动方案 (2024) 民政(二): 跨部门协调不了的提级治理 (R027, 待核)
"""

from sqlalchemy import select

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.hazards import queries
from app.hazards.commands import label, plain, record
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.workflow import commands as workflow
from app.workflow.models import Instance

PROCESS = "hazard_raising"


def why_not(user, row: Hazard) -> str | None:
    """Why this person may not ask the bureau above now (Chinese), or None."""
    if not queries.is_in_charge(user, row):
        return "提级治理由这条隐患的监管部门提请，请联系该部门"
    if not (row.is_major and row.is_open):
        return "只有没有销号的重大隐患可以提级治理"
    if identity.superior_bureau(row.organisation_id) == row.organisation_id:
        return "本机关没有上一级机关，不能再提级"
    return "已经提请提级治理，等候决定" if is_asked(row) else None


def is_asked(row: Hazard) -> bool:
    query = select(Instance.id).where(Instance.process_key == PROCESS, Instance.subject_kind == "hazard",
                                      Instance.subject_id == str(row.id), Instance.status == "open")  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None


@command(permission="work_tasks")
def begin_raising(actor, row: Hazard) -> Instance:
    """Begin to ask the bureau above to take a major hazard (提请提级治理).

    Raises: NotAllowed("other_bureau"); RuleBroken("raising"): it is not major, is closed, nobody is above, or asked already
    """
    if not queries.is_in_charge(actor, row):
        raise NotAllowed("other_bureau", why_not(actor, row))
    if reason := why_not(actor, row):
        raise RuleBroken("raising", reason)
    return workflow.start_process(actor, PROCESS, subject=("hazard", row.id, label(row)), origin=row.instance_id)


@command()
def request_raising(actor, row: Hazard, coordination: str, reason: str, files: list) -> Hazard:
    """What was tried, and why it did not help."""
    words = f"拟提级治理。协调情况：{plain(coordination)}；协调不了的原因：{plain(reason)}"
    record(actor, row, "rectification", words, files)
    return row


@command()
def approve_raising(actor, row: Hazard, result: str, opinion: str) -> Hazard:
    """Args: result: approve | return | refuse"""
    words = {"approve": "同意提请上一级提级治理", "return": "提级治理退回修改", "refuse": "不提请提级治理"}[result]
    record(actor, row, "rectification", f"{words}。{opinion}")
    return row


@command()
def decide_raising(actor, row: Hazard, accepted: bool, opinion: str) -> Hazard:
    """The bureau above takes it or says why not."""
    above = identity.organisation(identity.superior_bureau(row.organisation_id)).name
    record(actor, row, "rectification", f"{above}{'接手治理' if accepted else '不接手'}。{opinion}")
    return row


@command()
def take_over(actor, row: Hazard) -> Hazard:
    """The bureau above is in charge from now on; what is being done comes to its desks. The former one still sees it."""
    above = identity.superior_bureau(row.organisation_id)
    row.raised_from_id, row.raised_on, row.organisation_id = row.organisation_id, today(), above
    if row.instance_id:
        workflow.move_to_bureau(actor, row.instance_id, above)
    return row
