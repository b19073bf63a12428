"""What `escalation_ladder.bpmn` and the end of `hazard.bpmn` call. Handlers translate answers into commands."""

from datetime import date

from app.core.clock import day, today
from app.hazards import commands as hazard_commands
from app.hazards import queries as hazards
from app.hazards.reach import hazard_named
from app.law.periods import compute
from app.law.queries import holiday_table
from app.law.tables import queries as tables
from app.supervision import ladder_commands as commands
from app.supervision import listing_batch_queries as batches
from app.supervision import queries, rules
from app.workflow.registry import DecisionFacts, answer_rule, decision_facts, handler, requirement


def ladder(context):
    """The ladder this process is, or belongs to."""
    return queries.ladder(context.data["ladder_id"])


def told(context, key: str) -> dict:
    """What the table said last in this instance; {} where the diagram in force does not ask it."""
    found = [each for each in tables.told([context.instance.id]) if each.row.key == key]
    return dict(found[-1].row.value) if found else {}


@handler("supervision.open_ladder")
def open_ladder(context) -> dict:
    """建立阶梯: by the office's wish, or by a hazard that has become overdue; one that climbs already
    climbs on, but from now on a case may be due."""
    asked = context.subject[0] != "hazard"
    said = context.submission("start") if asked else {}
    hazard = hazard_named(context.actor, said["hazard_number"]) if asked else hazards.hazard(int(context.subject[1]))
    if not asked and (climbed := queries.open_ladder(hazard.id)):
        return {"climbing": True, "ladder_id": climbed.id, "hazard_id": hazard.id, "enterprise_id": hazard.enterprise_id}
    reason = said.get("start_reason") or f"整改期限 {hazard.due_on} 届满，没有消除"
    row = commands.open_ladder(context.actor, hazard, context.instance, reason)
    context.set_subject("hazard", hazard.id, hazard_commands.label(hazard))
    return {"climbing": False, "ladder_id": row.id, "hazard_id": hazard.id, "enterprise_id": hazard.enterprise_id}


@decision_facts("repeated_neglect", process="escalation_ladder")
def repeated_neglect(context) -> DecisionFacts:
    """屡改屡犯: how many earlier ones of the same kind there are at this enterprise."""
    hazard = ladder(context).hazard
    return DecisionFacts({"recurrence": hazard.recurrence}, today(), ("hazard", hazard.id))


@handler("supervision.settle_neglect")
def settle_neglect(context) -> dict:
    """定起步的一级"""
    found = told(context, "repeated_neglect")
    commands.settle_neglect(context.actor, ladder(context), found)
    return {"first_rung": found["first_rung"]}


@handler("supervision.reach")
def reach(context) -> dict:
    """到下一级: the element says which one; listed already, it waits for what becomes of that listing."""
    row, rung = ladder(context), context.element.removeprefix("reach_")
    commands.reach(context.actor, row, rung)
    listed = rung == "listing" and (queries.standing_listing(row.hazard_id) or queries.proposed_listing(row.hazard_id))
    if listed:
        commands.pause(context.actor, row, "listed", listed.number, queries.look_again_after(listed.due_on), listed.number)
    return {"instrument_kind": rung, "already_listed": bool(listed)}


@handler("supervision.plan_look_again")
def plan_look_again(context) -> dict:
    """定再看日期: the day the head named, or that of the listing that stands already"""
    row = ladder(context)
    refused = next((each for each in queries.listings_of(row.hazard_id) if each.ladder_id == row.id), None)
    if refused and refused.status in ("refused", "not_listed") and refused.number not in {each["listing"] for each in row.pauses}:
        why = refused.refusal or refused.trigger["reason"]
        until_on = refused.look_again_on or queries.look_again_after(None)
        commands.pause(context.actor, row, refused.status, f"{refused.number}，{why}", until_on, refused.number)
    return {"look_again_at": queries.morning(date.fromisoformat(row.pauses[-1]["until"]))}


@answer_rule("look_again")
def check_look_again(context):
    if context.answers["next_step"] == "wait":
        rules.require_look_again(day(context.answers.get("look_again_on")), today())


@handler("supervision.look_again")
def look_again(context):
    """再看，定下一步: on to a listing or to closing, or wait with a reason for another day"""
    said = context.answers
    if said["next_step"] == "wait":
        commands.pause(context.actor, ladder(context), "waits", said["opinion"], day(said["look_again_on"]))


@decision_facts("filing_standard", process="escalation_ladder")
def filing_standard(context) -> DecisionFacts:
    """立案标准: what the hazard's file proves; that it was not removed only once its last day is over.

    Source: 行政处罚法 (2021) arts. 36, 54(2); 安全生产法 (2021) art. 102
    """
    hazard = ladder(context).hazard
    is_late = rules.overdue_days(hazard.due_on, today()) > 0
    last_day = compute("limitation_general", hazard.found_on, table=holiday_table().estimated).last_day
    return DecisionFacts({
        "has_evidence": is_late and is_evidenced(hazard), "subject_known": True,
        "own_jurisdiction": hazard.organisation_id == context.instance.organisation_id,
        "crime_suspected": False, "within_limitation": last_day is None or today() <= last_day, "already_fined": False,
    }, today(), ("hazard", hazard.id))  # fmt: skip


def is_evidenced(hazard) -> bool:
    """Photographs of any link, or the record two officers of an inspection signed. Source: 行政处罚法 (2021) art. 46(1)"""
    return hazard.origin_kind == "finding" or bool(hazard.photos) or any(each.evidence for each in hazard.records)


@handler("supervision.settle_filing")
def settle_filing(context) -> dict:
    """记录对照结果: a case is begun once for a hazard."""
    row, found = ladder(context), told(context, "filing_standard")
    commands.settle_filing(context.actor, row, found)
    filed = any(each.case_instance_id for each in queries.ladders_of(row.hazard_id))
    return {"to_file": found["outcome"] == "file" and not filed}


@handler("supervision.note_case")
def note_case(context):
    """记录案件"""
    commands.note_case(context.actor, ladder(context), context.data["penalty_case_instance"])


@handler("supervision.propose_closure")
def propose_closure(context):
    """拟提请关闭建议"""
    commands.propose_closure(
        context.actor, ladder(context), context.answers["closure_facts"], context.answers["closure_ground"]
    )


@handler("supervision.approve_closure")
def approve_closure(context):
    """审批提请关闭"""
    said = context.answers
    commands.decide_closure(context.actor, ladder(context), said["closure_result"] == "approve", said["opinion"],
                            day(said.get("look_again_on")))  # fmt: skip


@answer_rule("approve_closure_order")
def check_closure(context):
    if context.answers["closure_result"] == "refuse":
        rules.require_look_again(day(context.answers.get("look_again_on")), today())


@handler("supervision.record_closure")
def record_closure(context):
    """登记政府决定"""
    said = context.answers
    commands.record_closure(context.actor, ladder(context), said["government_decision"], date.fromisoformat(said["decided_on"]),
                            said["decision_number"], said["decision_files"])  # fmt: skip


@handler("supervision.close_ladder")
def close_ladder(context):
    """阶梯终止"""
    commands.close_ladder(context.actor, ladder(context))


@handler("supervision.end_with_hazard")
def end_with_hazard(context):
    """督办随隐患销号终止"""
    commands.end_with_hazard(context.actor, hazards.hazard(int(context.subject[1])))


@requirement("supervision")
def supervision_condition(name, instance) -> str | None:
    """`law.requires="supervision:accepted"`: the listed hazard has passed at both levels; `supervision:delisted`: the
    hazard is not listed any more, before it is closed; `supervision:decided`: the head has decided every listing of a batch."""
    if name == "accepted":
        row = queries.listing(int(instance.subject_id))
        return None if queries.is_accepted(row.hazard) else f"隐患 {row.hazard.number} 还没有通过区级验收和市级复核"
    if name == "delisted":
        standing = queries.standing_listing(int(instance.subject_id))
        return f"还在{rules.LEVELS[standing.level]}挂牌督办（{standing.number}），须先摘牌" if standing else None
    if name == "decided":
        left = batches.undecided(batches.batch(int(instance.subject_id)))
        return f"这些挂牌还没有审批：{'、'.join(left)}" if left else None
    return f"不认识的前置条件“supervision:{name}”"
