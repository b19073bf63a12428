"""The facts of the papers of supervision (三书一函、摘牌、提请关闭), and what its forms open with."""

from app.core.clock import today
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.documents.rendering import day as day_words
from app.hazards.papers import answered, iso
from app.identity import queries as identity
from app.supervision import accident_queries as accidents
from app.supervision import listing_commands, queries, rules
from app.supervision.ladder_handlers import ladder
from app.supervision.letter_handlers import letter
from app.supervision.listing_handlers import listing
from app.workflow.registry import document_facts, prefill

# --- letters ---------------------------------------------------------------------------------------------------------------


def of_letter(context, kind: str) -> dict | None:
    """What every letter says; None for a letter of another kind: of the papers a step names, one is issued."""
    row = letter(context)
    if row.kind != kind:
        return None
    said = context.said("draft_letter")
    return {
        "addressee": row.target_name, "letter_number": row.number, "hazard_number": row.hazard and row.hazard.number,
        "title": said.get("letter_title"), "facts": said.get("facts"), "requirements": said.get("requirements"),
        "reply_by": said.get("reply_by"), "meeting_at": said.get("meeting_at"), "meeting_place": said.get("meeting_place"),
        "attendees": said.get("attendees"),
    }  # fmt: skip


@document_facts("reminder_letter")
def reminder_letter(context) -> dict | None:
    """提醒敦促函"""
    return of_letter(context, "reminder")


@document_facts("supervision_rectification_notice")
def supervision_rectification_notice(context) -> dict | None:
    """整改通知书"""
    return of_letter(context, "rectification")


@document_facts("interview_notice")
def interview_notice(context) -> dict | None:
    """约谈通知书"""
    return of_letter(context, "interview")


@document_facts("supervision_proposal")
def supervision_proposal(context) -> dict | None:
    """安全监察建议书"""
    return of_letter(context, "proposal")


@document_facts("interview_record")
def interview_record(context) -> dict:
    """约谈纪要"""
    said = context.said("hold_interview")
    known = {name: said.get(name) for name in ("held_on", "host", "participants", "content", "promise", "promised_on")}
    return of_letter(context, "interview") | known | {"recorder": context.actor.name}


@prefill("start_supervision_letter")
def prefill_start(context) -> dict:
    """Which departments and districts there are."""
    return {"organisation_options": queries.targets()}


@prefill("draft_letter")
def prefill_draft(context) -> dict:
    """The draft that was sent back, else what the hazard's file says; the proposed day is a parameter."""
    row = letter(context)
    days = {"is_interview": row.kind == "interview"}
    if row.title:
        meeting = {
            "meeting_at": row.meeting.get("at"),
            "meeting_place": row.meeting.get("place"),
            "attendees": row.meeting.get("attendees"),
        }
        return (
            days
            | meeting
            | {
                "letter_title": row.title,
                "facts": row.facts,
                "requirements": row.requirements,
                "reply_by": iso(row.reply_by),
            }
        )
    if row.kind == "interview":
        days["meeting_at"] = queries.proposed_meeting()
    else:
        days["reply_by"] = iso(queries.last_day(rules.REPLY_PERIODS[row.kind], today()))
    if row.accident_id:
        return days | of_accident(accidents.accident(row.accident_id))
    return days | (of_hazard(row) if row.hazard else {})


def of_accident(row) -> dict:
    """What was registered of the accident; local leaders and heads of departments come in person."""
    return {"letter_title": f"{row.enterprise.name}生产安全事故", "facts": accidents.words(row), "requirements": DEMANDS["accident"],
            "attendees": "主要领导、主要负责人"}  # fmt: skip


DEMANDS = {
    "reminder": "立即采取措施消除隐患，消除以前停用有关设备、撤出人员。\n书面说明没有按期整改的原因和完成的日期。",
    "rectification": "按治理方案完成整改，落实责任、措施、资金、时限和预案。\n整改完成以后申请验收，附整改后的照片。",
    "proposal": "组织排查同类隐患，明确责任部门和完成时限。\n书面回复办理结果。",
    "accident": "书面汇报履行安全生产职责的情况和事故暴露的问题。\n说明防范同类事故的措施和完成期限。",
    "interview": "书面汇报隐患治理情况、没有完成的原因和下一步措施。",
    "listing": "隐患消除以前停用有关设备、撤出人员、设置警示。\n按治理方案完成治理，落实责任、措施、资金、时限和预案。",
}  # fmt: skip


IN_TIME = {  # while the last day is not over
    "reminder": "按期完成整改，消除以前停用有关设备、撤出人员。\n书面说明整改进展和完成的日期。",
    "interview": "书面汇报隐患治理情况和下一步措施。",
}  # fmt: skip


def of_hazard(row) -> dict:
    """What the file knows: the hazard, its last day, and what was sent before."""
    hazard, is_late = row.hazard, rules.overdue_days(row.hazard.due_on, today()) > 0
    what = "重大事故隐患" if hazard.is_major else "事故隐患"
    facts = [f"{hazard.place}：{hazard.description}（{what}，编号{hazard.number}）。"]
    if hazard.due_on:
        facts.append(f"整改期限{day_words(iso(hazard.due_on))}，{'截至今日没有消除' if is_late else '还没有届满，正在整改'}。")
    facts += [sent(each) for each in queries.instruments_of(hazard.id) if each.served_on and each.id != row.id]
    title = f"{hazard.place}{what}{'逾期没有消除' if is_late else '须按期消除'}"
    demands = DEMANDS if is_late else DEMANDS | IN_TIME
    return {"letter_title": title, "facts": "\n".join(facts), "requirements": demands[row.kind],
            "attendees": "、".join(dict.fromkeys(filter(None, [hazard.actual_controller, hazard.responsible_person])))}  # fmt: skip


def sent(row) -> str:
    """「2026年9月21日送达提醒敦促函，到期未回复。」"""
    return f"{day_words(iso(row.served_on))}送达{row.words}文书（{row.number}），{rules.LETTER_STATUSES[row.status]}。"


@prefill("hold_interview")
def prefill_interview(context) -> dict:
    row = letter(context)
    return {"held_on": today().isoformat(), "participants": row.meeting.get("attendees"),
            "promised_on": iso(queries.last_day("interview_promise", today()))}  # fmt: skip


@prefill("judge_letter_reply")
def prefill_judgement(context) -> dict:
    """The day by which more is due, as the parameter proposes it."""
    return {"new_reply_by": iso(queries.last_day(rules.REPLY_PERIODS[letter(context).kind], today()))}


@prefill("record_letter_reply")
def prefill_reply(context) -> dict:
    return {"replied_on": today().isoformat()}


# --- closure ---------------------------------------------------------------------------------------------------------------


@document_facts("closure_proposal")
def closure_proposal(context) -> dict:
    """提请关闭建议书"""
    row, said = ladder(context), context.said("propose_closure_order")
    area = row.hazard.organisation.area if row.hazard.organisation else None
    return {
        "addressee": f"{area.name}人民政府" if area else "人民政府", "enterprise_name": row.hazard.enterprise.name,
        "hazard_number": row.hazard.number, "place": row.hazard.place, "description": row.hazard.description,
        "facts": said.get("closure_facts"), "ground": said.get("closure_ground"),
    }  # fmt: skip


@prefill("propose_closure_order")
def prefill_closure(context) -> dict:
    """Every letter and listing so far, with its day and what came of it."""
    row = ladder(context)
    facts = [sent(each) for each in row.instruments if each.served_on]
    facts += [listed_words(each) for each in queries.listings_of(row.hazard_id) if each.listed_on]
    return {"closure_facts": "\n".join(facts)}


@prefill("approve_closure_order")
def prefill_closure_decision(context) -> dict:
    return {"look_again_on": iso(queries.look_again_after(None))}


@prefill("look_again")
def prefill_look_again(context) -> dict:
    """Why the ladder has waited."""
    last = ladder(context).pauses[-1]
    waited = f"{rules.PAUSES[last['why']]}（{last['on']}）：{last['reason']}"
    return {"waited": waited, "look_again_on": iso(queries.look_again_after(None))}


def listed_words(row) -> str:
    listed_on, due_on = day_words(iso(row.listed_on)), day_words(iso(row.due_on))
    return f"{listed_on}{rules.LEVELS[row.level]}挂牌督办（{row.number}），督办期限{due_on}，{rules.LISTING_STATUSES[row.status]}。"


# --- listings --------------------------------------------------------------------------------------------------------------


def of_listing(row) -> dict:
    return {
        "inspected_name": row.hazard.enterprise.name, "listing_number": row.number, "level": rules.LEVELS[row.level],
        "hazard_number": row.hazard.number, "place": row.hazard.place, "description": row.hazard.description,
    }  # fmt: skip


@document_facts("listing_notice")
def listing_notice(context) -> dict:
    """挂牌督办通知书; raised to the city, with the city's last day"""
    row, said = listing(context), context.said("approve_listing")
    return of_listing(row) | {
        "ground": f"{row.trigger['reason']}，依据是{row.trigger['article']}。{row.reason}",
        "raised": bool(row.raised_on and row.overdue_on),
        "raised_from": row.raised_from, "leader": row.leader or leader_words(row, said.get("leader_post")),
        "due_on": iso(row.due_on) or said.get("listing_due_on"), "requirement": row.requirement or said.get("listing_requirement"),
        "acceptance": row.acceptance or said.get("listing_acceptance"),
    }  # fmt: skip


def leader_words(row, post_id) -> str | None:
    """「副局长温如海」, as the approval chooses; None where no leader is named."""
    post = next((post for post in queries.leaders(row.organisation_id) if str(post.id) == str(post_id)), None)
    return post and f"{post.title}{post.user.name}"


@document_facts("listing_extension_notice")
def listing_extension_notice(context) -> dict | None:
    """挂牌督办延期通知书; None where the answer is about the hazard's own last day"""
    if context.subject[0] != "listing":
        return None
    row = listing(context)
    return of_listing(row) | answered(row) | {"listing_notice_number": documents.latest("listing_notice", "listing", row.id).number}


@document_facts("delisting_notice")
def delisting_notice(context) -> dict:
    """摘牌通知书: not without the paper of the two-level acceptance (R039)"""
    row = listing(context)
    accepted = documents.latest_or_none("hazard_acceptance", "hazard", row.hazard_id)
    if accepted is None:
        raise RuleBroken(
            "no_acceptance",
            f"隐患 {row.hazard.number} 还没有《验收意见书》，不能摘牌；请先办理两级验收（三年行动方案10①⑦）",
        )
    check = row.checks[-1]
    return of_listing(row) | {
        "listing_notice_number": documents.latest("listing_notice", "listing", row.id).number, "listed_on": iso(row.listed_on),
        "result": row.delisting_note, "acceptance_number": accepted.number, "verified_on": iso(check.on), "verified_by": check.names,
    }  # fmt: skip


@prefill("approve_listing")
def prefill_listing(context) -> dict:
    """The last day as the parameter proposes it, the office's usual demands, which leaders there are."""
    row = listing(context)
    leaders = queries.leaders(row.organisation_id)
    return {
        "in_ladder": row.ladder_id is not None, "look_again_on": iso(queries.look_again_after(None)),
        "leader_options": [{"label": f"{post.title}{post.user.name}", "value": str(post.id)} for post in leaders],
        "listing_due_on": iso(max(filter(None, (queries.last_day("listed_supervision", today()), row.hazard.due_on)))),
        "listing_requirement": DEMANDS["listing"],
        "listing_acceptance": f"由{row.hazard.organisation.name if row.hazard.organisation else '区级监管部门'}验收，"
                              f"{identity.organisation(identity.superior_bureau(row.hazard.organisation_id)).name}复核。",
    }  # fmt: skip


@prefill("apply_listing_extension")
def prefill_extension(context) -> dict:
    return {"protection": listing(context).hazard.interim_measures}


@prefill("record_listing_progress")
def prefill_progress(context) -> dict:
    """Where it stood the month before."""
    row = listing(context)
    return {"progress_percent": row.percent or 0, "month": listing_commands.next_month(row)}


@prefill("publish_listing")
def prefill_publication(context) -> dict:
    return {"published_on": today().isoformat()}
