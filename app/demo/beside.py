"""What an invented bureau deals with beside a case or an inspection: relief in paying a fine, a supply cut off."""

from datetime import timedelta
from decimal import Decimal

from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases import relief_queries as reliefs
from app.core.clock import today
from app.core.files import store_attachment
from app.demo.answers import at, delivered, later
from app.documents.rendering import render_pdf
from app.identity import queries as identity
from app.inspections import power_commands, power_queries
from app.inspections import queries as inspections
from app.penalties import queries as penalties

PAGE = """<html lang="zh-CN"><title>{title}</title><article class="paper paper--official">
<h2 class="title">{title}</h2><p><span>{text}</span></p>
<div class="end"><div><p><span>{name}</span></p><p><span>（演示扫描件，不是真实材料）</span></p></div></div></article></html>"""
EARLY = 10  # days before its last day a kept instalment is paid


def begins(officer, matter, item) -> bool:
    """Begin what the story wants beside this task, once. Returns whether it did."""
    if item.element == "record_payment" and matter.say.get("relief") and not matter.seen.get("relief"):
        cases.begin_relief(officer, case_queries.party(int(item.subject_id)))
        matter.seen["relief"] = 1
        return True
    if item.element == "review_resumption" and matter.say.get("cutoff") and not matter.seen.get("cutoff"):
        power_commands.begin_cutoff(officer, inspections.inspection(int(item.subject_id)))
        matter.seen["cutoff"] = 1
        return True
    return False


def is_time(matter, item) -> bool:
    """A payment waits for the decision on the plan and for its days; resuming work for the supply; a refusal for the clock."""
    if item.element == "record_payment" and matter.seen.get("relief"):
        return _pays_now(matter, int(item.subject_id))
    if item.element == "review_resumption" and matter.seen.get("cutoff"):
        begun = power_queries.processes(inspections.inspection(int(item.subject_id)))
        return all(root.status != "open" for root in begun)
    return item.element != "await_compliance"


def _pays_now(matter, party_id: int) -> bool:
    rows = reliefs.of_party(party_id)
    if not rows or rows[-1].status == "applied":
        return False
    if rows[-1].status != "granted":
        return True
    due_on = penalties.decision(party_id).payment_due_on
    paid = matter.seen.get("record_payment", 0)
    return not (matter.say["relief"] == "broken" and paid) and today() >= due_on - timedelta(EARLY)


def payment(party, said: dict) -> dict:
    """What is paid today: the part of the plan that is due, where there is one."""
    decision = penalties.decision(party.id)
    due_yuan = reliefs.next_yuan(decision) if decision else None
    return said | ({"amount_yuan": str(due_yuan)} if due_yuan else {})


def relief_answers(matter, party) -> dict:
    """{element: answers} of an application to pay in instalments."""
    owed, refused = penalties.decision(party.id).unpaid_yuan, matter.say["relief"] == "refused"
    first = (owed / 3).quantize(Decimal("1000"))
    parts = [{"due_on": later(20), "amount_yuan": str(first)}, {"due_on": later(34), "amount_yuan": str(owed - first)}]
    why = (
        "货币资金和应收账款足以缴纳全部罚款，不属于确有经济困难" if refused
        else "银行流水和纳税申报表能够证明流动资金不足以一次缴纳，停产整改期间仍须发放工资"
    )  # fmt: skip
    return {
        "apply_relief": {
            "relief_kind": "instalments", "received_on": later(0), "instalments": parts,
            "difficulty": "停产整改期间没有收入，须先支付工人工资和整改费用，申请分两期缴纳。",
            "application": [scan(matter, "分期缴纳罚款申请书", "本单位因停产整改，流动资金不足，申请分两期缴纳罚款，保证按期缴清。")],
            "proofs": [scan(matter, "银行流水和纳税申报表", "近三个月银行流水、纳税申报表（节录）。")],
            "relief_advice": "refuse" if refused else "grant", "opinion": f"{why}，建议{'不予批准' if refused else '按申请批准'}。",
        },
        "review_relief": {"relief_review": "agree", "opinion": "材料齐全，情况属实，同意承办人意见。"},
        "approve_relief": {
            "relief_result": "refuse" if refused else "approve",
            "opinion": f"{why}。" if refused else "同意分两期缴纳，请按期收缴。",
        },
        "deliver_relief_grant": delivered(matter, matter.enterprise_receiver),
        "deliver_relief_refusal": delivered(matter, matter.enterprise_receiver),
    }  # fmt: skip


def cutoff_answers(matter) -> dict:
    """{element: answers} of a supply cut off because the enterprise went on using what it was told to stop."""
    story, power = matter.story, ("云泽供电公司调度班", "mail_receiver")
    return {
        "propose_cutoff": {
            "cutoff_kind": "electricity", "supplier": "云泽供电公司（演示）", "stop_scope": f"{story.scope}的动力电源",
            "kept_supply": "循环冷却、应急照明和消防设施的电源",
            "refusal": f"决定书送达以后现场检查，{story.scope}仍在使用，当班记录显示每日作业，经责令仍不停止。",
            "danger": f"{story.finding}，继续使用有发生事故的现实危险。",
            "evidence": [scan(matter, "现场检查照片和当班记录", f"{story.scope}仍在使用的照片和当班记录（节录）。")],
            "stop_at": at(40), "opinion": "企业拒不执行决定，具有现实危险，建议停止供电。",
        },
        "approve_cutoff": {
            "cutoff_result": "refuse" if matter.say["cutoff"] == "refused" else "approve",
            "opinion": "企业已书面承诺当日停用，先行核查，暂不批准。" if matter.say["cutoff"] == "refused"
            else "企业拒不执行决定，危险现实存在，批准停止供电，保留安全用电。",
        },
        "deliver_cutoff_warning": delivered(matter, matter.enterprise_receiver),
        "deliver_cutoff_notice": delivered(matter, power) | {"delivery_place": "云泽供电公司（演示）"},
        "record_receipt": {
            "stopped_at": at(0), "supplier_receiver": "调度班值班长",
            "supplier_receipt": [scan(matter, "停止供电回执", "已按通知停止动力电源，保留安全用电。")],
        },
        "follow_cutoff": {
            "compliance_result": "complied", "complied_on": later(0),
            "compliance": f"{story.scope}已经停用并挂牌，操作人员撤离，隐患已经消除。",
        },
        "approve_lifting": {"lifting_result": "approve", "opinion": "企业已经执行决定，同意解除，请立即通知供电单位。"},
        "deliver_restoration": delivered(matter, power) | {"delivery_place": "云泽供电公司（演示）"},
        "record_restoration": {"restored_on": later(0), "restoration_note": "调度班回复已恢复供电，并已告知企业。"},
    }  # fmt: skip


def scan(matter, title: str, text: str) -> int:
    """A stand-in for a scanned page, stored once."""
    if title not in matter.scans:
        page = render_pdf(PAGE.format(title=title, text=text, name=matter.enterprise.name))
        matter.scans[title] = store_attachment(identity.user(matter.officers[0]), f"{title}（演示扫描件）.pdf", page).id
    return matter.scans[title]
