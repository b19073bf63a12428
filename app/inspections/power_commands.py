"""Cutting off electricity or civil explosives and giving them back (停止供电、停止供应民用爆炸物品、解除)."""

from datetime import date, datetime

from app.core.clock import local, now, today
from app.core.command import command
from app.core.database import db
from app.inspections import power_queries as queries
from app.inspections import power_rules as rules
from app.inspections.models import Inspection
from app.inspections.power_models import PowerCutoff
from app.workflow import commands as workflow
from app.workflow.models import Instance


@command(permission="take_measures")
def begin_cutoff(actor, inspection: Inspection) -> Instance:
    """Begin to cut off a supply, beside the inspection.

    Raises: RuleBroken, as power_rules.require_served_decision
    Source: 安全生产法 (2021) art. 70
    """
    queries.require_decision(inspection)
    label = f"{inspection.enterprise.name} · {inspection.number}"
    data = {"inspection_id": inspection.id, "inspection_officers": [row.user_id for row in inspection.officers]}
    subject = ("inspection", inspection.id, label)
    return workflow.start_process(actor, queries.PROCESS, data=data, subject=subject, origin=inspection.instance_id)


@command(permission="take_measures")
def propose_cutoff(actor, inspection: Inspection, root_id: str, kind: str, stop_at: datetime, **facts) -> PowerCutoff:
    """Propose it with facts and evidence; after a return the same row is filled anew.

    Args:   stop_at: aware; facts: supplier, scope, kept_supply, refusal, danger, evidence, emergency, emergency_reason
    Raises: RuleBroken, as power_rules
    Source: 安全生产法 (2021) art. 70
    """
    require_proposable(inspection, root_id, kind, stop_at, facts["emergency"], facts["emergency_reason"])
    row = queries.of_process(root_id) or PowerCutoff(inspection_id=inspection.id, root_id=root_id)
    row.measure_id, row.kind, row.status, row.stop_at = inspection.measures[-1].id, kind, "proposed", stop_at
    row.proposed_on = today()
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()  # the papers quote it
    return row


def require_proposable(
    inspection: Inspection, root_id: str, kind: str, stop_at: datetime, emergency: bool, reason: str
) -> None:
    """Raises: RuleBroken, as power_rules: what refuses a proposal before anybody signs it"""
    queries.require_decision(inspection)
    others = [row for row in queries.of_inspection(inspection.id) if row.kind == kind and row.root_id != root_id]
    rules.require_no_other(next((row.label for row in others if row.status in rules.OPEN), None))
    rules.require_reasoned_emergency(emergency, reason)
    if rules.must_wait(kind, emergency):
        rules.require_time_to_tell(queries.latest_notice(stop_at), stop_at, now())


@command()
def decide_cutoff(actor, row: PowerCutoff, result: str) -> PowerCutoff:
    """The principal head decides, and nobody in the head's place.

    Args:   result: approve | return | refuse
    Raises: RuleBroken, as power_rules.require_served_decision
    Source: 安全生产法 (2021) art. 70: 经本部门主要负责人批准
    """
    queries.require_decision(row.inspection)
    row.status = {"approve": "approved", "refuse": "refused", "return": "proposed"}[result]
    if result == "approve":
        row.approved_by, row.approved_on = actor.id, today()
    return row


@command()
def start_wait(actor, row: PowerCutoff, notified_at: datetime) -> PowerCutoff:
    """The enterprise was told: where it was told late, the supply stops later.

    Source: 安全生产法 (2021) art. 70(2): 应当提前二十四小时通知
    """
    row.status, row.notified_at = "notified", notified_at
    if rules.must_wait(row.kind, row.emergency):
        row.stop_at = rules.earliest_stop(local(row.stop_at), notified_at, queries.hours_ahead(notified_at.date()))
    return row


@command(permission="take_measures")
def comply_before(actor, row: PowerCutoff, complied_on: date, note: str) -> PowerCutoff:
    """The enterprise carried the decision out before the supply was cut off: nothing is cut off.

    Raises: RuleBroken("day")
    """
    rules.require_day_between(row.notified_at.date(), complied_on, today(), "complied_on", "履行的日期")
    row.status, row.complied_on, row.compliance = "complied_before", complied_on, note
    return row


@command(permission="take_measures")
def record_stop(actor, row: PowerCutoff, stopped_at: datetime, receiver: str, receipt: list[int]) -> PowerCutoff:
    """The supplier has cut off the supply and said so (回执).

    Raises: RuleBroken("stopped_at")
    Source: 安全生产法 (2021) art. 70: 有关单位应当予以配合
    """
    waits = rules.must_wait(row.kind, row.emergency)
    rules.require_stopped_after(stopped_at, local(row.stop_at if waits else row.notified_at), now())
    row.status, row.stopped_at, row.supplier_receiver, row.receipt = "stopped", stopped_at, receiver, receipt
    return row


@command(permission="take_measures")
def record_compliance(actor, row: PowerCutoff, complied_on: date, note: str) -> PowerCutoff:
    """The enterprise has carried the decision out and removed the hazard: the supply must be given back at once.

    Raises: RuleBroken("day")
    Source: 安全生产法 (2021) art. 70(2)
    """
    rules.require_day_between(local(row.stopped_at).date(), complied_on, today(), "complied_on", "履行的日期")
    row.status, row.complied_on, row.compliance = "complied", complied_on, note
    return row


@command()
def remind_lifting(actor, row: PowerCutoff) -> PowerCutoff:
    """A day has passed since the enterprise complied, and nobody has lifted it."""
    row.reminded_on = [*row.reminded_on, today().isoformat()]
    return row


@command()
def decide_lifting(actor, row: PowerCutoff, approved: bool) -> PowerCutoff:
    """The head lifts it, or sends the officers back to look again. Source: 安全生产法 (2021) art. 70(2): 应当及时解除"""
    row.status = "lifting" if approved else "stopped"
    if approved:
        row.lifted_on = today()
    return row


@command(permission="take_measures")
def record_restoration(actor, row: PowerCutoff, restored_on: date) -> PowerCutoff:
    """The supplier gives the supply back. Raises: RuleBroken("day")"""
    rules.require_day_between(row.lifted_on, restored_on, today(), "restored_on", "恢复的日期")
    row.status, row.restored_on = "lifted", restored_on
    return row
