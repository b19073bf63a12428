"""What `workflows/self_check.bpmn` calls, and what its forms open with. Handlers translate answers into commands."""

from datetime import date

from app.core.clock import today
from app.enterprises import queries as enterprises
from app.inspections import queries as inspections
from app.self_checks import commands, queries, rules
from app.workflow.registry import answer_rule, handler, prefill


def subject(context):
    """The check this process is about."""
    return queries.self_check(int(context.subject[1]))


def participants_of(said: dict) -> list[dict]:
    return [{"name": each["participant_name"], "kind": each["participant_kind"]} for each in said.get("participants") or []]


@prefill("carry_out_self_check")
def prefill_check(context) -> dict:
    """The items of the sector's list; what was written before it was sent back."""
    row = subject(context)
    items = [{"id": item.id, "text": item.text, "kind": item.kind, "severity": item.severity_hint, "basis": item.basis}
             for item in inspections.checklist(row.content)]  # fmt: skip
    known = {"checklist_items": items, "checked_on": today().isoformat()}
    if row.checked_on is None:
        return known | {"participants": [{"participant_name": row.responsible, "participant_kind": "staff"}]}
    return known | {
        "checked_on": row.checked_on.isoformat(), "place": row.place, "led_by_principal": row.led_by_principal,
        "participants": [{"participant_name": each["name"], "participant_kind": each["kind"]} for each in row.participants],
        "process_note": row.process_note, "result": row.result,
    }  # fmt: skip


@answer_rule("carry_out_self_check")
def check_answers(context):
    said = context.answers
    commands.require_carried_out(subject(context), date.fromisoformat(said["checked_on"]), participants_of(said), said["checklist"])


@handler("self_checks.carry_out")
def carry_out(context):
    """开展自查"""
    said = context.answers
    commands.carry_out(
        context.actor, subject(context), date.fromisoformat(said["checked_on"]), said["place"], bool(said.get("led_by_principal")),
        participants_of(said), said["checklist"], said.get("problems") or [], said["process_note"], said["result"],
    )  # fmt: skip


@prefill("sign_self_check")
def prefill_signing(context) -> dict:
    """Who is in charge, and what there is to sign."""
    row = subject(context)
    in_charge = enterprises.person_in_charge(row.enterprise_id)
    found = f"发现问题 {len(row.findings)} 个，签字以后逐条登记为隐患" if row.findings else "没有发现问题"
    return {"signer": in_charge.name if in_charge else row.enterprise.legal_representative,
            "summary": f"{row.number}：{row.checked_on}，{row.place}。{row.result}（{found}）"}  # fmt: skip


@answer_rule("sign_self_check")
def check_signature(context):
    said = context.answers
    rules.require_signable(said["sign_result"], said.get("signature"), said.get("opinion") or "")


@handler("self_checks.sign")
def sign(context) -> dict:
    """负责人签字; a check sent back has until the next working day begins."""
    said = context.answers
    row = commands.sign(context.actor, subject(context), said["sign_result"], said["signer"], said.get("signature"),
                        said.get("opinion") or "")  # fmt: skip
    return {"lapse_at": commands.lapse_at(max(row.due_on, today()))}


@handler("self_checks.file")
def file(context) -> dict:
    """归档"""
    return {"has_findings": bool(commands.file(context.actor, subject(context)).findings)}


@handler("self_checks.register_hazards")
def register_hazards(context):
    """登记隐患: each thing found begins its own procedure (隐患治理)."""
    commands.register_hazards(context.actor, subject(context), context.instance)


@handler("self_checks.mark_missed")
def mark_missed(context):
    """记为缺做"""
    commands.mark_missed(context.actor, subject(context))


@handler("self_checks.remind_signing")
def remind_signing(context):
    """提醒签字"""
    commands.remind_signing(context.actor, subject(context))
