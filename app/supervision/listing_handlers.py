"""What `listed_supervision.bpmn` calls. Handlers translate answers into commands; they decide nothing."""


from app.core.clock import day, today
from app.hazards import queries as hazards
from app.hazards.limits import Limit, deadline_limit
from app.hazards.reach import hazard_named
from app.identity import queries as identity
from app.supervision import listing_commands as commands
from app.supervision import queries, rules
from app.supervision.ladder_handlers import told
from app.workflow.registry import DecisionFacts, answer_rule, decision_facts, duty_group, handler


def listing(context):
    """The listing this process is about."""
    return queries.listing(int(context.subject[1]))


@handler("supervision.open_listing")
def open_listing(context) -> dict:
    """登记编号: proposed with the start form, or reached by the ladder."""
    ladder_id = context.data.get("ladder_id")
    if ladder_id:
        hazard, reason = hazards.hazard(context.data["hazard_id"]), "逐级督促以后仍未消除"
    else:
        said = context.submission("start")
        hazard, reason = hazard_named(context.actor, said["hazard_number"]), said["listing_reason"]
    row = commands.propose(context.actor, hazard, context.instance, reason, ladder_id)
    context.set_subject("listing", row.id, commands.label(row))
    return {"listing_id": row.id, "enterprise_desk": hazards.enterprise_desk(hazard), "listing_outcome": "open"}


@deadline_limit
def listed_until(hazard) -> Limit | None:
    """While it is listed, the bureau that has listed says until when. Source: 三年行动方案 (2024) 主方案 10⑦ (待核)"""
    row = queries.standing_listing(hazard.id)
    return Limit(row.due_on, f"{rules.LEVELS[row.level]}挂牌督办（{row.number}）") if row and row.due_on else None


@decision_facts("listing_trigger", process="listed_supervision")
def listing_trigger(context) -> DecisionFacts:
    """挂牌条件: by sector, source, when it was found, how long it is overdue; by the table in force today."""
    row = listing(context)
    return DecisionFacts(queries.trigger_facts(row.hazard, row.level), today(), ("hazard", row.hazard_id))


@decision_facts("repeated_neglect", process="listed_supervision")
def repeated_neglect(context) -> DecisionFacts:
    """屡改屡犯: how many earlier ones of the same kind there are at this enterprise."""
    row = listing(context)
    return DecisionFacts({"recurrence": row.hazard.recurrence}, today(), ("hazard", row.hazard_id))


@handler("supervision.settle_trigger")
def settle_trigger(context) -> dict:
    """记录对照结果; what is neglected again and again becomes the city's at once"""
    found = told(context, "listing_trigger")
    row = commands.settle_trigger(context.actor, listing(context), found)
    if found["listed"] and told(context, "repeated_neglect").get("to_city"):
        commands.raise_to_city(context.actor, row, context.instance)
    return {"to_list": found["listed"], "listing_outcome": row.status}


@duty_group("listing_proposers", "提出了本挂牌")
def proposers(root_id: str) -> list[int]:
    """Who proposes a listing does not approve it."""
    return [row.proposed_by for row in queries.listings_of_root(root_id) if row.proposed_by]


@duty_group("listing_makers", "参加了本隐患的挂牌或者治理")
def makers(root_id: str) -> list[int]:
    """Who listed it, put it right, or checked it for the district does not verify it."""
    found: list = []
    for row in queries.listings_of_root(root_id):
        found += [row.proposed_by, row.approved_by, *(plan.submitted_by for plan in row.hazard.plans)]
    return [user_id for user_id in found if user_id]


@answer_rule("approve_listing")
def check_approval(context):
    if context.answers["listing_result"] == "approve":
        due_on = day(context.answers.get("listing_due_on"))
        rules.require_due(due_on, today())
        rules.require_after_rectification(due_on, listing(context).hazard.due_on, today())
    elif listing(context).ladder_id:
        rules.require_look_again(day(context.answers.get("look_again_on")), today())


@handler("supervision.approve_listing")
def approve_listing(context) -> dict:
    """审批挂牌"""
    said = context.answers
    row = commands.approve(context.actor, listing(context), said["listing_result"] == "approve", day(said.get("listing_due_on")),
                           said.get("listing_requirement") or "", said.get("listing_acceptance") or "",
                           said.get("leader_post") and int(said["leader_post"]), said.get("opinion") or "",
                           day(said.get("look_again_on")))  # fmt: skip
    return {"listing_outcome": row.status}


@handler("supervision.begin_supervision")
def begin_supervision(context) -> dict:
    """开始督办: the days of the reminders, by the last day as it stands; a city's last day that is over is told once."""
    row = commands.begin_supervision(context.actor, listing(context))
    known = {"is_extended": False, "raised": False}
    if row.overdue_on and row.due_on < today():
        return known | dict.fromkeys(("soon_at", "due_at", "overdue_at"), queries.NEVER)
    soon_at, overdue_at = queries.reminders_before(row.due_on)
    return known | {"soon_at": soon_at, "due_at": queries.morning(row.due_on), "overdue_at": overdue_at}


# --- 月度进展 ---------------------------------------------------------------------------------------------------------------


@handler("supervision.plan_month")
def plan_month(context) -> dict:
    """安排下一个月: when progress is asked for, reminded of, and noted as missing."""
    row = listing(context)
    full_on = rules.month_ends_on(row.listed_on, commands.next_month(row))
    last_day = queries.last_day("listing_progress", full_on) or full_on
    return {"progress_at": queries.morning(full_on), "progress_soon_at": queries.morning(last_day),
            "progress_late_at": queries.morning(queries.working_day_after(last_day))}  # fmt: skip


@handler("supervision.record_progress")
def record_progress(context):
    """报送月度进展"""
    said = context.answers
    commands.record_progress(
        context.actor,
        listing(context),
        said["progress_percent"],
        said["progress_note"],
        said.get("progress_photos") or [],
    )


@handler("supervision.remind_progress")
def remind_progress(context):
    """提醒报送"""
    commands.remind(context.actor, listing(context), "progress")


@handler("supervision.mark_missed")
def mark_missed(context):
    """记为缺报"""
    commands.mark_missed(context.actor, listing(context))


# --- 期限、延期 -------------------------------------------------------------------------------------------------------------


@handler("supervision.remind_listing_soon")
def remind_soon(context):
    """提醒临期"""
    commands.remind(context.actor, listing(context), "soon")


@handler("supervision.remind_listing_last_day")
def remind_last_day(context):
    """提醒到期"""
    commands.remind(context.actor, listing(context), "last_day")


@handler("supervision.mark_listing_overdue")
def mark_overdue(context) -> dict:
    """登记逾期，升到市级"""
    return {"raised": commands.mark_overdue(context.actor, listing(context), context.instance)}


@answer_rule("apply_listing_extension")
def check_extension(context):
    said = context.answers
    commands.require_extensible(listing(context), day(said["until_on"]), said["ground"], said["protection"])


@handler("supervision.ask_extension")
def ask_extension(context):
    """申请延期"""
    said = context.answers
    commands.ask_extension(context.actor, listing(context), day(said["until_on"]), said["ground"], said["protection"])


@handler("supervision.decide_extension")
def decide_extension(context):
    """审批延期"""
    said = context.answers
    commands.decide_extension(context.actor, listing(context), said["extension_result"] == "grant", said["opinion"], context.instance)


@handler("supervision.leave_supervision")
def leave_supervision(context) -> dict:
    """督办告一段落: whether more time was granted, else it is to be verified."""
    return {"is_extended": listing(context).status == "supervising"}


# --- 核验、摘牌、公布 -------------------------------------------------------------------------------------------------------


@answer_rule("request_delisting")
def check_request(context):
    commands.require_accepted(listing(context))


@handler("supervision.request_delisting")
def request_delisting(context):
    """申请核验摘牌"""
    commands.request_delisting(context.actor, listing(context), context.answers["delisting_note"])


@handler("supervision.verify_listing")
def verify_listing(context):
    """督办核验"""
    said = context.answers
    names = "、".join(identity.user(each.user_id).name for each in context.work_item.signatures)
    commands.verify(
        context.actor, listing(context), said["listing_check"], names, said["check_note"], said["check_photos"]
    )


@handler("supervision.approve_delisting")
def approve_delisting(context) -> dict:
    """审批摘牌"""
    row = commands.delist(context.actor, listing(context), context.answers["delisting_result"] == "approve")
    return {"listing_outcome": row.status}


@handler("supervision.publish_listing")
def publish_listing(context):
    """登记公布情况"""
    said = context.answers
    commands.publish(
        context.actor, listing(context), day(said["published_on"]), said["published_where"], said["publication_files"]
    )
