"""The acts on an accident: registered, and at once the interviews (约谈) of the local leaders and of heads of departments."""

from datetime import datetime
from decimal import Decimal

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.law.penalty_file import load_penalties
from app.supervision import accident_rules as rules
from app.supervision import letter_commands as letters
from app.supervision.accident_models import Accident
from app.workflow import commands as workflow
from app.workflow.models import Instance


@command()
def register(actor, instance: Instance, enterprise_id: int, happened_at: datetime, place: str, brief: str, deaths: int,
             injuries: int, loss_yuan: Decimal) -> Accident:  # fmt: skip
    """Register one; its grade follows from the three numbers.

    Raises: RuleBroken("happened_at")
    Source: 生产安全事故报告和调查处理条例 (2007) art. 3
    """
    rules.require_happened(happened_at, now())
    row = Accident(
        number=letters.next_number(Accident, "SG"), organisation_id=instance.organisation_id, enterprise_id=enterprise_id,
        happened_at=happened_at, place=place, brief=brief, deaths=deaths, injuries=injuries, loss_yuan=loss_yuan,
        grade=rules.grade_of(load_penalties(), deaths, injuries, loss_yuan), registered_by=actor.id, instance_id=instance.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    return row


@command()
def begin_interviews(actor, row: Accident, origin: Instance, local_id: str, departments: list[str]) -> list[Instance]:
    """Interview the local leaders and the heads of departments, each by a letter (约谈通知书) of its own.

    Args:   local_id: the district or zone where it happened; departments: ids of the city's departments
    Raises: RuleBroken("departments")
    Source: 三年行动方案 (2024) 主方案 三(三)4 (待核)
    """
    rules.require_both(local_id, departments)
    data = {"instrument_kind": "interview", "accident_id": row.id}
    return [
        workflow.start_process(
            actor, letters.PROCESS, data=data | {"target_id": each}, subject=("accident", row.id, row.number), origin=origin
        )
        for each in (local_id, *departments)
    ]
