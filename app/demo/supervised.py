"""What people write when a hidden danger is listed (挂牌督办), and on the rungs of the ladder (升级阶梯) of one left to itself."""

from datetime import timedelta

from app.core.clock import today
from app.demo.answers import FILING_MET, case_answers, delivered, later
from app.demo.hazards import bureau_of, photo, told
from app.demo.matter import home_of
from app.hazards import queries as hazards
from app.identity import queries as identity
from app.identity.seeding import DEMO_DISTRICT
from app.supervision import queries as supervision
from app.workflow import commands as workflow

FACTS = {
    "reminder": "整改期限届满，隐患没有消除，也没有申请延期。", "rectification": "收到提醒敦促函以后没有书面回复，隐患仍然存在。",
    "interview": "收到整改通知书以后没有书面回复，隐患仍然存在。",
}  # fmt: skip
STAGES = ("设计和采购已完成，停用措施有效。", "设备到货，正在安装。", "安装完毕，正在调试。")
VERIFIERS = {"zhifa1": ("zhifa2", "duizhang"), "zhifa3": ("zhifa4", "duizhang"), "quzhifa1": ("quzhifa1", "quduizhang")}


def begins(users: dict, matter, item) -> bool:
    """Propose the listing as soon as the hazard is being put right, once. Returns whether it did."""
    if item.element != "record_monitoring" or not told(matter).get("listed") or matter.seen.get("listing"):
        return False
    proposer = users["quanban" if bureau_of(matter) == DEMO_DISTRICT else "anweiban"]
    said = {"hazard_number": hazards.hazard(int(item.subject_id)).number, "listing_reason": "整改难度大、影响面广，须集中力量督办。"}
    matter.root_ids.append(workflow.start_process(proposer, "listed_supervision", answers=said).id)
    matter.seen["listing"] = 1
    return True


def is_time(matter, item) -> bool:
    """Delisting waits for both checks, closing for the delisting; nobody answers the letters."""
    if item.process_key == "hazard":
        return item.element != "approve_closure" or supervision.standing_listing(int(item.subject_id)) is None
    if item.element == "request_delisting":
        return supervision.is_accepted(supervision.listing(int(item.subject_id)).hazard)
    if item.element == "apply_listing_extension":
        row = supervision.listing(int(item.subject_id))
        wanted = told(matter).get("listing_extensions", 0)
        return len(row.extensions) < wanted and row.due_on - timedelta(days=14) <= today() <= row.due_on
    return item.element not in ("submit_letter_reply", "record_letter_reply", "look_back", "propose_closure_order", "look_again")


def answers(matter, item) -> dict:
    """{element: answers}; only those the element asks for are made."""
    return {item.element: SAYS[item.element](matter, item)}


def case_begun(matter) -> dict:
    """{element: answers} of the case beside the ladder: what was carried over stands as it opened."""
    usual = case_answers(matter)
    head = {"person": matter.manager.id, "capacity": "main_responsible_person", "address": home_of(matter.manager)}
    carried = {"persons": [head], "officers": matter.officers, "harmful": False, "filing_met": FILING_MET}
    return usual | {"apply_filing": carried | {"opinion": "逾期没有消除重大事故隐患，建议立案调查。"}}


def approved(matter, item) -> dict:
    return {
        "listing_result": "approve", "listing_due_on": later(told(matter).get("listed", 60)),
        "listing_requirement": "停止使用隐患部位，落实看守和监测。\n按治理方案完成整改并申请验收。",
        "listing_acceptance": "区级验收、市级复核均通过，资料齐全。", "opinion": "同意挂牌督办。",
    }  # fmt: skip


def served(matter, item) -> dict:
    return delivered(matter, (matter.manager.name, "principal"))


def progress(matter, item) -> dict:
    done = matter.seen["progress"] = matter.seen.get("progress", 0) + 1
    return {"progress_percent": min(30 * done, 90), "progress_note": STAGES[min(done, len(STAGES)) - 1]}


def drafted(matter, item) -> dict:
    letter = supervision.instrument(int(item.subject_id))
    words = {
        "letter_title": f"{matter.enterprise.name}重大事故隐患逾期没有消除", "facts": f"{letter.hazard.number}：{FACTS[letter.kind]}",
        "requirements": "立即停止使用隐患部位。\n落实整改责任人和资金，书面报告整改进展。",
    }  # fmt: skip
    return words | (meeting() if letter.kind == "interview" else {})


def meeting() -> dict:
    return {"meeting_place": "市应急管理局三楼会议室", "attendees": "主要负责人、分管安全的负责人"}


def met(matter, item) -> dict:
    return {
        "attended": "yes", "held_on": later(0), "host": "安委办副主任梁仲文",
        "participants": f"{matter.manager.position}{matter.manager.name}",
        "content": "通报隐患逾期情况，指出不整改的法律后果，提出停用、限期消除的要求。",
        "promise": "两周内完成改造并申请验收，完成以前停止使用隐患部位。",
        "promised_on": later(14),
    }  # fmt: skip


def pictured(matter) -> list[int]:
    return [photo(identity.user(matter.officers[0]), "check")]


SAYS = {  # by element: what is answered, f(matter, item) -> answers
    "approve_listing": approved,
    "deliver_listing_notice": served,
    "deliver_raised_notice": served,
    "deliver_delisting_notice": served,
    "record_listing_progress": progress,
    "request_delisting": lambda *_: {"delisting_note": "已按治理方案完成整改，区级验收、市级复核均已通过，申请摘牌。"},
    "apply_listing_extension": lambda matter, item: {
        "until_on": (supervision.listing(int(item.subject_id)).due_on + timedelta(days=30)).isoformat(),
        "ground": "连续降雨影响土方作业，工期顺延。", "protection": "停止作业，在线监测，专人巡查。"},
    "decide_listing_extension": lambda *_: {"extension_result": "grant", "opinion": "情况属实，同意延期，防范措施不得放松。"},
    "verify_listing": lambda matter, _: {
        "listing_check": "pass", "check_note": "现场核验，达到督办要求。", "check_photos": pictured(matter)},
    "approve_delisting": lambda *_: {"delisting_result": "approve", "opinion": "同意摘牌。"},
    "publish_listing": lambda matter, _: {
        "published_on": later(0), "published_where": "市政府网站、云泽日报（演示）", "publication_files": pictured(matter)},
    "draft_letter": drafted,
    "approve_letter": lambda *_: {"letter_result": "approve", "opinion": "同意签发。"},
    "deliver_letter": served,
    "deliver_extension_reply": served,
    "hold_interview": met,
}  # fmt: skip


def first_hands(matter, item) -> tuple:
    """Accounts that should do it before others: whoever verifies has neither put right nor checked."""
    return VERIFIERS[matter.team[0]] if item.element == "verify_listing" else ()
