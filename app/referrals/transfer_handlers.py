"""What `workflows/case_transfer.bpmn` calls (移送其他部门): its steps, what its forms open with, its letter."""

from datetime import date

from app.core.clock import today
from app.documents import queries as documents
from app.documents.rendering import day as printed
from app.identity import queries as identity
from app.referrals import transfer_commands as commands
from app.referrals import transfer_queries as queries
from app.referrals.transfer_models import GROUNDS
from app.workflow.registry import document_facts, handler, prefill

LETTER = "transfer_letter"


def row_of(context):
    return queries.of_process(context.instance.root_id)


def origin_of(context) -> queries.Origin:
    return queries.origin(*context.subject)


def proposal_of(said: dict) -> dict:
    return {"department": said["department"], "ground": said["transfer_ground"], "matters": said["matters"],
            "materials": said.get("materials") or []}  # fmt: skip


@handler("referrals.propose_transfer")
def propose_transfer(context):
    """拟移送"""
    row = commands.propose_transfer(context.actor, origin_of(context), context.instance.root_id, **proposal_of(context.answers))
    context.set_subject(*context.subject, f"移送{row.department} · {origin_of(context).enterprise.name}"[:200])


@handler("referrals.approve_transfer")
def approve_transfer(context):
    """审批移送"""
    commands.decide_transfer(context.actor, row_of(context), context.answers["transfer_result"])


@handler("referrals.start_transfer_wait")
def start_transfer_wait(context) -> dict:
    """等待回复: from the day the letter was handed over."""
    on = documents.served_on(LETTER, context.instance)
    commands.send_transfer(context.actor, row_of(context), on)
    return {"reply_from": on.isoformat()}


@handler("referrals.record_transfer_reply")
def record_transfer_reply(context):
    """登记接收回复"""
    said = context.answers
    commands.record_reply(
        context.actor, row_of(context), said["transfer_reply"] == "accepted", date.fromisoformat(said["replied_on"]),
        receiver=said.get("receiver") or "", receipt_number=said.get("receipt_number") or "",
        receipt=said.get("receipt") or [], refusal=said.get("refusal") or "",
    )  # fmt: skip


@handler("referrals.note_transfer_silent")
def note_transfer_silent(context):
    """记明没有回复"""
    commands.note_silence(context.actor, row_of(context))


@handler("referrals.urge_transfer")
def urge_transfer(context) -> dict:
    """催收: the reply is waited for anew from that day."""
    said = context.answers
    on = date.fromisoformat(said["urged_on"])
    commands.urge(context.actor, row_of(context), on, said["urged_by"], said["urged_whom"], said["urge_note"])
    return {"reply_from": on.isoformat()}


@handler("referrals.settle_returned_transfer")
def settle_returned_transfer(context) -> dict:
    """处理退回; a case that sent it goes on by itself, only an inspection's matter is filed anew."""
    said = context.answers
    row = commands.settle_returned(context.actor, row_of(context), said["returned_next"], said["settle_note"])
    return {"file_case": row.status == "own" and row.case_id is None}


@handler("referrals.close_transfer")
def close_transfer(context) -> dict:
    """移送办结"""
    return {"transfer_outcome": row_of(context).status}


@handler("inspections.transfer")
def record_past_transfer(context):
    """移送其他部门, in one step, as releases of the inspection from before this procedure have it"""
    said = context.answers
    commands.record_past_transfer(
        context.actor, int(context.subject[1]), department=said["receiving_department"], matters=said["transferred_matters"],
        transferred_on=date.fromisoformat(said["transferred_on"]), receiver=said["receiver"],
        receipt=said.get("transfer_receipt") or [],
    )  # fmt: skip


@prefill("propose_transfer")
def prefill_proposal(context) -> dict:
    """What was proposed before; else what was found, and the papers that prove it."""
    row, origin = row_of(context), origin_of(context)
    if row is not None:
        return {"department": row.department if not row.refusal else None, "transfer_ground": row.ground, "matters": row.matters,
                "materials": row.materials}  # fmt: skip
    found = origin.case.facts if origin.case else "；".join(one.words for one in origin.inspection.problems)
    papers = [{"name": name, "copies": "1"} for name in proofs(origin)]
    return {"transfer_ground": "duty", "matters": f"{origin.enterprise.name}：{found}", "materials": papers}


def proofs(origin) -> list[str]:
    """The record of the inspection, or the case's evidence, as the list begins."""
    if origin.case:
        return [f"{each.name}（证据 {each.number}）" for each in origin.case.evidence]
    papers = documents.documents_of(origin.inspection.instance_id)
    return [f"{paper.title} {paper.number}" for paper in papers if paper.template_id == "inspection_record"]


@prefill("record_transfer_reply")
def prefill_reply(context) -> dict:
    return {"replied_on": today().isoformat()}


@prefill("urge_transfer")
def prefill_urging(context) -> dict:
    row = row_of(context)
    sent = printed(row.transferred_on.isoformat())
    return {"urged_on": today().isoformat(), "waited": f"{row.department}自{sent}送交以来没有回复，请催收并记明。"}


@prefill("settle_returned_transfer")
def prefill_settlement(context) -> dict:
    row = row_of(context)
    return {"department": row.department, "refusal": row.refusal}


@document_facts(LETTER)
def transfer_letter(context) -> dict:
    """案件移送书（行政机关间）"""
    origin, said = origin_of(context), context.said("propose_transfer")
    case = origin.case
    return {
        "addressee": said.get("department"), "enterprise_name": origin.enterprise.name,
        "enterprise_address": origin.enterprise.address, "source_number": case.number if case else origin.inspection.number,
        "found_on": (case.discovered_on if case else found_on(origin.inspection)).isoformat(),
        "ground": GROUNDS.get(said.get("transfer_ground")), "matters": said.get("matters"), "materials": said.get("materials"),
        "organ_contact": identity.user(origin.officer_ids[0]).name,
    }  # fmt: skip


def found_on(inspection) -> date:
    return inspection.started_at.date() if inspection.started_at else inspection.planned_on
