"""What `workflows/power_cutoff.bpmn` calls (停止供电、停止供应民用爆炸物品): its steps, its forms' beginnings, its papers."""

from datetime import datetime, timedelta

from app.core.clock import ZONE, local, now, today
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.identity import queries as identity
from app.inspections import power_commands as commands
from app.inspections import power_queries as queries
from app.inspections import power_rules as rules
from app.inspections.handlers import day, subject
from app.inspections.papers import inspected, officers
from app.inspections.queries import MEASURES
from app.inspections.queries import inspection as find_inspection
from app.workflow.registry import answer_rule, document_facts, handler, prefill, requirement


def row_of(context):
    """What this process is about; None until it is proposed."""
    return queries.of_process(context.instance.root_id)


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def proposal_of(context) -> dict:
    said = context.answers
    urgent = bool(said.get("emergency"))
    return {"kind": said["cutoff_kind"], "stop_at": moment(said["stop_at"]), "emergency": urgent,
            "emergency_reason": (said.get("emergency_reason") or "") if urgent else ""}  # fmt: skip


@answer_rule("propose_cutoff")
def check_proposal(context):
    """Refused before the first of the two officers signs."""
    asked = proposal_of(context)
    commands.require_proposable(
        subject(context),
        context.instance.root_id,
        asked["kind"],
        asked["stop_at"],
        asked["emergency"],
        asked["emergency_reason"],
    )


@handler("inspections.propose_cutoff")
def propose_cutoff(context) -> dict:
    """拟停止供电、停止供应民用爆炸物品"""
    said = context.answers
    row = commands.propose_cutoff(
        context.actor, subject(context), context.instance.root_id, **proposal_of(context), supplier=said["supplier"],
        scope=said["stop_scope"], kept_supply=said.get("kept_supply") or "", refusal=said["refusal"],
        danger=said["danger"], evidence=said["evidence"],
    )  # fmt: skip
    context.set_subject("inspection", row.inspection_id, f"{row.inspection.enterprise.name} · {row.label}")
    return waiting_data(row)


def waiting_data(row) -> dict:
    """Until when the supply goes on; `notice_before` only where the 24 hours count."""
    waits, at = rules.must_wait(row.kind, row.emergency), local(row.stop_at).isoformat()
    return {"must_wait": waits, "stop_at": at, "notice_before": at if waits else None}


@handler("inspections.decide_cutoff")
def decide_cutoff(context):
    """审批停止供电、停止供应"""
    commands.decide_cutoff(context.actor, row_of(context), context.answers["cutoff_result"])


@handler("inspections.start_cutoff_wait")
def start_cutoff_wait(context) -> dict:
    """提前通知起算: from the moment the enterprise was told."""
    delivery = documents.of_instance("cutoff_warning", context.instance).delivery
    told_at = moment(delivery.delivered_at or delivery.delivered_on.isoformat())
    return waiting_data(commands.start_wait(context.actor, row_of(context), told_at))


@handler("inspections.comply_before")
def comply_before(context):
    """登记企业已履行，不再停止供应"""
    said = context.answers
    commands.comply_before(context.actor, row_of(context), day(said["complied_on"]), said["compliance"])


@handler("inspections.record_stop")
def record_stop(context):
    """登记供应单位回执"""
    said = context.answers
    commands.record_stop(
        context.actor, row_of(context), moment(said["stopped_at"]), said["supplier_receiver"], said["supplier_receipt"]
    )


@handler("inspections.record_compliance")
def record_compliance(context):
    """核查企业履行"""
    said = context.answers
    if said["compliance_result"] == "complied":
        commands.record_compliance(context.actor, row_of(context), day(said["complied_on"]), said["compliance"])


@handler("inspections.remind_lifting")
def remind_lifting(context):
    """提醒解除"""
    commands.remind_lifting(context.actor, row_of(context))


@handler("inspections.decide_lifting")
def decide_lifting(context):
    """审批解除"""
    commands.decide_lifting(context.actor, row_of(context), context.answers["lifting_result"] == "approve")


@handler("inspections.record_restoration")
def record_restoration(context):
    """登记恢复供应"""
    commands.record_restoration(context.actor, row_of(context), day(context.answers["restored_on"]))


@requirement("cutoff")
def cutoff_possible(name, instance) -> str | None:
    """`law.requires="cutoff:decision"`: the decision that is refused is served and in force; `cutoff:approved`: the head
    has approved."""
    if name == "approved":
        row = queries.of_process(instance.root_id)
        return None if row and row.approved_on else "主要负责人还没有批准，请先办理审批（安法第70条）"
    try:
        queries.require_decision(find_inspection(int(instance.subject_id)))
    except RuleBroken as refused:
        return refused.message
    return None


@prefill("propose_cutoff")
def prefill_cutoff(context) -> dict:
    """What was proposed before, else two days from now."""
    row = row_of(context)
    if row is None:
        at = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
        return {
            "stop_at": at.isoformat("T", "minutes"),
            "stop_scope": queries.require_decision(subject(context)).measure.scope,
        }
    kept = {
        name: getattr(row, name) for name in ("supplier", "kept_supply", "refusal", "danger", "evidence", "emergency")
    }
    return kept | {
        "cutoff_kind": row.kind, "stop_scope": row.scope, "emergency_reason": row.emergency_reason,
        "stop_at": local(row.stop_at).replace(tzinfo=None).isoformat("T", "minutes"),
    }  # fmt: skip


@prefill("record_cutoff_receipt")
def prefill_receipt(context) -> dict:
    return {"stopped_at": now().replace(second=0, microsecond=0, tzinfo=None).isoformat("T", "minutes")}


@prefill("comply_before_cutoff")
@prefill("follow_cutoff")
def prefill_compliance(context) -> dict:
    return {"complied_on": today().isoformat()}


@prefill("record_restoration")
def prefill_restoration(context) -> dict:
    return {"restored_on": today().isoformat()}


def shared_facts(context) -> dict:
    """What the papers to the enterprise and to the supplier say; while it is proposed, what the form says."""
    inspection, row, said = subject(context), row_of(context), context.said("propose_cutoff")
    found = queries.decision(inspection)
    kind = said.get("cutoff_kind")
    stop_at = local(row.stop_at).isoformat() if row else said.get("stop_at")
    return {
        "decision_number": found and found.number, "decided_on": found and found.issued_on and found.issued_on.isoformat(),
        "decision_served_on": found and found.served_on and found.served_on.isoformat(),
        "measures": [MEASURES[code] for code in found.measure.kinds] if found else [],
        "supply": {"electricity": "供电", "explosives": "供应民用爆炸物品"}.get(kind), "stop_at": stop_at,
        "supplier": said.get("supplier"), "stop_scope": said.get("stop_scope"), "kept_supply": said.get("kept_supply"),
        "refusal": said.get("refusal"), "danger": said.get("danger"),
        "emergency_reason": said.get("emergency_reason") if said.get("emergency") else None,
        "head_name": head_name(context, row), "officers": officers(context, inspection),
    }  # fmt: skip


def head_name(context, row) -> str | None:
    """Who approved, or is about to."""
    if row and row.approved_by:
        return identity.user(row.approved_by).name
    return context.actor.name if context.element == "approve_cutoff" else None


@document_facts("cutoff_warning")
def cutoff_warning(context) -> dict:
    """停止供电（供应民用爆炸物品）事先通知书, to the enterprise"""
    return inspected(subject(context)) | shared_facts(context)


@document_facts("cutoff_notice")
def cutoff_notice(context) -> dict:
    """停止供电（供应民用爆炸物品）通知书, to the supplier"""
    return supplier_facts(context) | shared_facts(context) | told(context)


def supplier_facts(context) -> dict:
    enterprise = subject(context).enterprise
    return {"addressee": context.said("propose_cutoff").get("supplier"), "enterprise_name": enterprise.name,
            "enterprise_address": enterprise.address}  # fmt: skip


def told(context) -> dict:
    """The enterprise's own paper, which proves that it was told."""
    paper, row = documents.of_instance("cutoff_warning", context.instance), row_of(context)
    return {
        "warning_number": paper and paper.number,
        "notified_at": row and row.notified_at and local(row.notified_at).isoformat(),
    }


@document_facts("cutoff_restoration")
def cutoff_restoration(context) -> dict:
    """恢复供电（供应民用爆炸物品）通知书, to the supplier, a copy to the enterprise"""
    row, notice = row_of(context), documents.of_instance("cutoff_notice", context.instance)
    return supplier_facts(context) | shared_facts(context) | {
        "notice_number": notice and notice.number, "noticed_on": notice and notice.issued_on.isoformat(),
        "stopped_at": row and row.stopped_at and local(row.stopped_at).isoformat(),
        "complied_on": row and row.complied_on and row.complied_on.isoformat(), "compliance": row and row.compliance,
    }  # fmt: skip
