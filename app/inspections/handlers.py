"""What `workflows/inspection.bpmn` calls. Handlers translate answers into commands; they decide nothing."""

from datetime import date

from app.core.clock import day
from app.inspections import commands, queries
from app.workflow.registry import DecisionFacts, decision_facts, handler


def subject(context):
    """The inspection this instance is about."""
    return queries.inspection(int(context.subject[1]))


@handler("inspections.open_inspection")
def open_inspection(context) -> dict:
    """登记检查: the start form becomes an inspection, the subject of this process."""
    asked = context.submission("start")
    row = commands.open_inspection(
        context.actor, asked["enterprise_id"], asked["trigger"], asked.get("clue"), asked["officers"],
        date.fromisoformat(asked["planned_on"]), context.instance.organisation_id, context.instance.id,
        asked.get("separate_reason") or "",
    )  # fmt: skip
    context.set_subject("inspection", row.id, f"{row.enterprise.name} · {row.number}")
    return {"inspection_id": row.id}


@handler("inspections.draft_plan")
def draft_plan(context):
    """编制检查方案"""
    said = context.answers
    commands.draft_plan(
        context.actor, subject(context), said["plan_reason"], said["checklist_sector"], said["plan_basis"],
        day(said["inspect_from_on"]), day(said["inspect_to_on"]),
    )  # fmt: skip


@handler("inspections.approve_plan")
def approve_plan(context):
    """审批检查方案"""
    said = context.answers
    commands.decide_plan(context.actor, subject(context), said["plan_result"] == "approve", said.get("within_frequency"))


@handler("inspections.record_inspection")
def record_inspection(context):
    """现场检查"""
    commands.record_inspection(context.actor, subject(context), context.answers)


@handler("inspections.decide_outcome")
def decide_outcome(context):
    """提出处理意见"""
    said = context.answers
    needs = [need for need in queries.OUTCOMES if said.get(f"needs_{need}")]
    commands.decide_outcome(
        context.actor, subject(context), needs, said["outcome_reason"], said.get("suspected_violation"),
        said.get("hazard_sector"), said.get("hazards") or [],
    )  # fmt: skip


@decision_facts("hazard_grade")
def hazard_grade(context) -> list[DecisionFacts]:
    """隐患等级: each problem found, by the standard in force on the day. Source: 安全生产法 (2021) art. 118(2)"""
    inspection = subject(context)
    seen_on = inspection.started_at.date()
    return [DecisionFacts(row.hazard, seen_on, ("finding", row.id)) for row in inspection.problems if row.hazard]


@handler("inspections.register_hazards")
def register_hazards(context):
    """登记隐患: each problem found begins its own procedure (隐患治理) with what the inspection has said of it."""
    commands.register_hazards(context.actor, subject(context), context.instance)


@handler("inspections.draft_rectification")
def draft_rectification(context) -> dict:
    """拟责令整改指令"""
    said = context.answers
    order = commands.draft_rectification(
        context.actor, subject(context), said["problems"], said.get("rectification_request")
    )
    return {"rectify_until": order.due_on.isoformat()}


@handler("inspections.approve_rectification")
def approve_rectification(context):
    """审批整改指令"""
    order = queries.current_order(subject(context).id)
    commands.decide_rectification(context.actor, order, context.answers["rectification_result"] == "approve")


@handler("inspections.review_rectification")
def review_rectification(context):
    """整改复查"""
    by = [each.user_id for each in context.work_item.signatures] or [context.actor.id]
    commands.review_rectification(context.actor, queries.current_order(subject(context).id), context.answers, by)


@handler("inspections.approve_extension")
def approve_extension(context) -> dict:
    """审批整改延期"""
    said = context.answers
    order = commands.answer_extension(
        context.actor, queries.current_order(subject(context).id), said["extension_result"] == "grant",
        day(said.get("extended_until")), said["opinion"],
    )  # fmt: skip
    return {"rectify_until": order.due_on.isoformat()}


@handler("inspections.propose_measure")
def propose_measure(context):
    """拟现场处理措施"""
    commands.propose_measure(context.actor, subject(context), context.answers)


@handler("inspections.approve_measure")
def approve_measure(context):
    """审批现场处理措施"""
    measure = queries.current_measure(subject(context).id)
    commands.decide_measure(context.actor, measure, context.answers["measure_result"] == "approve")


@handler("inspections.review_resumption")
def review_resumption(context):
    """审查恢复生产"""
    said = context.answers
    commands.review_resumption(
        context.actor, queries.current_measure(subject(context).id), said["resumption_result"],
        said["resumption_note"], day(said["resumption_reviewed_on"]),
    )  # fmt: skip


@handler("inspections.close_inspection")
def close_inspection(context):
    """检查办结"""
    commands.close_inspection(context.actor, subject(context))
