"""What `workflows/hazard.bpmn` calls. Handlers translate answers into commands; they decide nothing."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.core.clock import day, today
from app.core.database import db
from app.documents import queries as documents
from app.documents import rules as delivery_rules
from app.enterprises import queries as enterprises
from app.hazards import commands, limits, orders, queries, rules, similar
from app.law.queries import holiday_table
from app.notices.rules import WORK_STARTS
from app.workflow.models import WorkItem
from app.workflow.registry import (
    DecisionFacts,
    answer_rule,
    decision_facts,
    duty_group,
    handler,
    requirement,
    return_barrier,
)


def subject(context):
    """The hazard this process is about."""
    return queries.hazard(int(context.subject[1]))


def morning(on: date) -> str:
    """When the office opens that day."""
    return datetime.combine(on, WORK_STARTS).isoformat()


# --- 排查、登记 -------------------------------------------------------------------------------------------------------


@handler("hazards.register")
def register(context) -> dict:
    """登记隐患: the start form becomes a hazard, or is merged into the one it is the same as; what another matter found is
    registered already."""
    by_form = context.subject[0] != "hazard"
    row = from_form(context) if by_form else subject(context)
    commands.take_up(context.actor, row, context.instance.id)
    context.set_subject("hazard", row.id, commands.label(row))
    if same_as := by_form and context.submission("start").get("same_as"):
        similar.register_as_known(context.actor, row, same_as)
    return {"hazard_id": row.id, "is_known": bool(same_as), "needs_acceptance": row.status == "registered",
            "enterprise_desk": queries.enterprise_desk(row)}  # fmt: skip


def from_form(context):
    said = context.submission("start")
    own = enterprises.enterprise_of(context.actor.id)
    return commands.register(
        context.actor, own.id if own else said["enterprise_id"], "self_check" if own else said["source"],
        date.fromisoformat(said["found_on"]), said["place"], said["description"], context.instance.organisation_id,
        found_by=said.get("found_by") or "", finders=said.get("finders") or [], photos=said["photos"],
        article=said.get("article") or "",
    )  # fmt: skip


@duty_group("hazard_finders", "是本隐患的排查人")
def finders(root_id: str) -> list[int]:
    """Who found it does not say that it is gone."""
    row = queries.of_instance(root_id)
    return row.finders if row else []


@handler("hazards.review_report")
def review_report(context):
    """受理隐患"""
    said = context.answers
    commands.review_report(context.actor, subject(context), said["review_result"], said.get("reason") or "",
                           said.get("transfer_to") or "", said.get("same_as") or "")  # fmt: skip


@handler("hazards.amend_report")
def amend_report(context):
    """补正自报"""
    said = context.answers
    commands.amend_report(context.actor, subject(context), said["place"], said["description"], said["photos"])


# --- 评估、报告 -------------------------------------------------------------------------------------------------------


def grading_of(said: dict) -> dict:
    """What the table is asked."""
    return {"sector": said["standard_sector"], "listed": bool(said.get("listed")),
            "must_suspend": bool(said.get("must_suspend")), "beyond_unit": bool(said.get("beyond_unit"))}  # fmt: skip


@answer_rule("assess_hazard")
def check_assessment(context):
    said = context.answers
    commands.require_assessable(grading_of(said), said.get("standard_item") or "", said.get("sector_grade") or "", day(said["due_on"]),
                                bool(said.get("on_the_spot")))  # fmt: skip


@handler("hazards.assess")
def assess(context) -> dict:
    """评估隐患"""
    said = context.answers
    row = commands.assess(
        context.actor, subject(context), grading_of(said), said.get("standard_item") or "", said.get("sector_grade") or "",
        said["grade_reason"], responsible_person=said["responsible_person"], actual_controller=said["actual_controller"],
        due_on=day(said["due_on"]), interim_measures=said["interim_measures"], on_the_spot=bool(said.get("on_the_spot")),
    )  # fmt: skip
    return {"two_people": row.responsible_person != row.actual_controller}


@decision_facts("hazard_grade", process="hazard")
def hazard_grade(context) -> DecisionFacts:
    """隐患等级: by the standard in force on the day it was found. Source: 安全生产法 (2021) art. 118(2)"""
    row = subject(context)
    asked = {name: row.grading[name] for name in ("sector", "listed", "must_suspend", "beyond_unit")}
    return DecisionFacts(asked | {"standard_item": row.standard_item}, row.found_on, ("hazard", row.id))


@handler("hazards.settle_grade")
def settle_grade(context) -> dict:
    """记录定级"""
    row = commands.settle_grade(context.actor, subject(context))
    return {"handling": row.handling, "rectify_by": row.due_on.isoformat()}


@handler("hazards.confirm_major")
def confirm_major(context):
    """复核重大定级"""
    said = context.answers
    commands.confirm_major(context.actor, subject(context), said["confirm_result"] == "confirm", said["opinion"])


@handler("hazards.record_notice")
def record_notice(context):
    """告知完成: the notices are served; who signed for them, and when."""
    row = subject(context)
    papers = [paper for paper in documents.documents_of(context.instance.root_id) if paper.template_id in NOTICES and paper.delivery]
    told = "；".join(receipt_words(each) for each in papers)
    commands.record_report(context.actor, row, told, [one for each in papers for one in each.delivery.receipts or []])


def receipt_words(paper) -> str:
    """「王五（同住成年家属）于 2026-11-22 代收《重大隐患告知书》…，受送达人岑南乔」"""
    served, name = paper.delivery, f"《{paper.title}》{paper.number}"
    if served.method not in delivery_rules.SIGNED_BY_RECEIVER:
        return f"{served.delivered_on} {delivery_rules.METHODS[served.method]}{paper.addressee}{name}"
    if served.receiver_relation == "self" or served.receiver_name in ("", paper.addressee):
        return f"{paper.addressee}于 {served.delivered_on} 签收{name}"
    verb = "代收" if served.receiver_relation in delivery_rules.LAWFUL["person"] else "签收"
    who = f"{served.receiver_name}（{delivery_rules.RELATIONS.get(served.receiver_relation, '收件人')}）"
    return f"{who}于 {served.delivered_on} {verb}{name}，受送达人{paper.addressee}"


NOTICES = ("hazard_notice", "major_hazard_notice_principal", "major_hazard_notice_controller")


@handler("hazards.sign_major")
def sign_major(context):
    """主要负责人签批"""
    commands.sign_major(context.actor, subject(context), context.answers["opinion"])


@requirement("hazard")
def hazard_condition(name, instance) -> str | None:
    """`law.requires="hazard:told"`: person in charge and actual controller have both signed for the notice; `hazard:signed`:
    the head has signed a major one."""
    row = queries.of_instance(instance.root_id)
    if name == "signed":
        return None if not row.is_major or row.signed_on else "重大隐患还没有经主要负责人签批"
    if name == "told":
        return why_not_told(row, instance)
    return f"不认识的前置条件“hazard:{name}”"


def why_not_told(row, instance) -> str | None:
    owed = {"major_hazard_notice_principal": f"主要负责人{row.responsible_person}"}
    if row.actual_controller != row.responsible_person:
        owed["major_hazard_notice_controller"] = f"实际控制人{row.actual_controller}"
    missing = [whose for paper, whose in owed.items() if not documents.served_on(paper, instance)]
    return f"《重大隐患告知书》还没有送达{'、'.join(missing)}" if missing else None


@handler("hazards.remove_on_spot")
def remove_on_spot(context):
    """当场整改"""
    said = context.answers
    commands.remove_on_spot(context.actor, subject(context), said["rectified_note"], said["told"], said["interim"], said["after_photos"])


# --- 治理、监控 -------------------------------------------------------------------------------------------------------


def plan_of(said: dict) -> dict:
    funds = said.get("funds_yuan")
    return {
        "responsibility": said.get("responsibility") or "", "measures": said.get("measures") or "",
        "funds_yuan": Decimal(funds) if funds else None, "deadline": day(said.get("plan_deadline")),
        "contingency": said.get("contingency") or "",
    }  # fmt: skip


@handler("hazards.submit_plan")
def submit_plan(context):
    """提交治理方案"""
    commands.submit_plan(context.actor, subject(context), **plan_of(context.answers), attachments=context.answers.get("attachments") or [])


@handler("hazards.decide_plan")
def decide_plan(context):
    """审核治理方案"""
    commands.decide_plan(context.actor, subject(context), context.answers["plan_result"], context.answers["opinion"])


@handler("hazards.begin_rectification")
def begin_rectification(context) -> dict:
    """开始治理: the days of the reminders, by the last day as it stands."""
    row = commands.begin_rectification(context.actor, subject(context))
    table = holiday_table().estimated
    return {
        "rectify_by": row.due_on.isoformat(), "watch_by": watch_by(),
        "soon_at": morning(queries.remind_on(row.due_on)), "due_at": morning(row.due_on),
        "overdue_at": morning(commands.overdue_from(row.due_on, table.is_working_day)),
        "enterprise_desk": queries.enterprise_desk(row), "is_extended": False, "is_reinspected": orders.counts(row),
    }  # fmt: skip


@handler("hazards.record_monitoring")
def record_monitoring(context) -> dict:
    """登记监控: the next record is due in a week."""
    said = context.answers
    commands.record_monitoring(context.actor, subject(context), said["seen"], said["measures_kept"], said.get("photos") or [])
    return {"watch_by": watch_by()}


def watch_by() -> str:
    """The last day of the next record, as the timer 一周没有记录 of the diagram counts (待核)."""
    return (today() + timedelta(days=7)).isoformat()


@answer_rule("apply_hazard_extension")
def check_extension(context):
    said = context.answers
    commands.require_extensible(subject(context), day(said["until_on"]), said["ground"], said["protection"])


@handler("hazards.ask_extension")
def ask_extension(context):
    """申请治理延期"""
    said = context.answers
    commands.ask_extension(context.actor, subject(context), day(said["until_on"]), said["ground"], said["protection"],
                           said.get("evidence") or [])  # fmt: skip


@answer_rule("decide_hazard_extension")
def check_grant(context):
    if context.answers["extension_result"] == "grant":
        row = subject(context)
        limits.require_grantable(row, row.extensions[-1].until_on)


@handler("hazards.decide_extension")
def decide_extension(context):
    """审批治理延期"""
    said = context.answers
    commands.decide_extension(context.actor, subject(context), said["extension_result"], said["opinion"], context.instance)


@return_barrier
def rectification_has_begun(instance, _instances):
    """Once the plan is approved the clocks of the rectification run: nobody goes back (退回) behind them and lets them end."""
    if instance.process_key != rules.PROCESS:
        return None
    plans = select(func.max(WorkItem.closed_at)).where(WorkItem.instance_id == instance.id, WorkItem.element == "approve_plan")
    approved_at = db.session.scalar(plans.where(WorkItem.status == "done"))
    if approved_at is None:
        return None
    words = "整改期限已经起算，不能退回到治理以前；方案或者期限要变的，申请延期，或者在验收时写明不通过、退回整改"
    return approved_at + timedelta(microseconds=1), words


@handler("hazards.leave_rectification")
def leave_rectification(context) -> dict:
    """治理告一段落: whether more time was granted, else it was reported done, and who of the district looks at it."""
    row = subject(context)
    if row.status == "rectifying":
        return {"is_extended": True}
    return {"is_extended": False, "district_bureau": queries.bureau_that_checks(row)}


@handler("hazards.remind_soon")
def remind_soon(context):
    """提醒临期"""
    commands.remind(context.actor, subject(context), "soon")


@handler("hazards.remind_last_day")
def remind_last_day(context):
    """提醒到期"""
    commands.remind(context.actor, subject(context), "last_day")


@handler("hazards.mark_overdue")
def mark_overdue(context) -> dict:
    """登记逾期: what follows for a major one the diagram says."""
    return {"overdue_major": commands.remind(context.actor, subject(context), "overdue").is_major}


@handler("hazards.remind_monitoring")
def remind_monitoring(context):
    """提醒监控"""
    commands.remind(context.actor, subject(context), "monitoring")


# --- 验收、销账 -------------------------------------------------------------------------------------------------------


@answer_rule("check_hazard")
def check_check(context):
    said = context.answers
    commands.require_checkable(said["check_result"], said["check_photos"], day(said.get("new_due_on")))


@handler("hazards.check_district")
def check_district(context):
    """区级验收"""
    _check(context, "district")


@handler("hazards.check_city")
def check_city(context):
    """市级复核"""
    _check(context, "city")


def _check(context, level: str) -> None:
    said, by = context.answers, [each.user_id for each in context.work_item.signatures]
    commands.check(context.actor, subject(context), level, said["check_result"], by, said["check_note"], said["check_photos"],
                   day(said.get("new_due_on")))  # fmt: skip


@handler("hazards.accept")
def accept(context):
    """验收通过"""
    commands.accept(context.actor, subject(context))


@handler("hazards.decide_closure")
def decide_closure(context):
    """审批销号"""
    commands.decide_closure(context.actor, subject(context), context.answers["closure_result"], context.answers["opinion"])


@handler("hazards.close")
def close(context):
    """销号"""
    commands.close(context.actor, subject(context))


