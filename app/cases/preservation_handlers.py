"""What `evidence_preservation.bpmn` and `property_seizure.bpmn` call, and what the case asks about them."""

from app.cases import commands, queries
from app.cases.handlers import case_of, day
from app.cases.models import METHODS
from app.cases.papers import officers
from app.cases.preservation_rules import KINDS, disposal_of, require_emergency, require_items
from app.core.clock import now, today
from app.documents import queries as documents
from app.workflow.registry import answer_rule, document_facts, handler, prefill, requirement

PROPOSED = ("holder", "holder_kind", "items", "reason", "place", "keeper", "method", "seized_at", "emergency_reason")
BY_LAW = ("lapsed", "not_approved", "unapproved")  # ends nobody proposed
PROCESSES = {"evidence_preservation": "registration", "property_seizure": "seizure"}


def kind_of(context) -> str:
    return PROCESSES[context.instance.process_key]


def row_of(context):
    """What this process is about; None until it is proposed."""
    kind, subject_id = context.subject
    return queries.preservation(int(subject_id)) if kind == "preservation" else None


@handler("cases.propose_preservation")
def propose_preservation(context) -> dict:
    """拟先行登记保存、查封、扣押: the proposal becomes the subject of this process.

    Returns: {"seized_at": ISO moment or None, "preservation_result": "proposed"}
    """
    said = context.answers
    row = commands.propose_preservation(
        context.actor, case_of(context), row_of(context), kind_of(context), said["items"], holder=said["holder"],
        holder_kind=said.get("holder_kind") or "entity", reason=said["reason"], place=said["place"], keeper=said["keeper"],
        method=said.get("method") or "", **emergency_of(said),
    )  # fmt: skip
    context.set_subject(row, label=f"{row.holder} · {row.label}")
    return {"seized_at": row.seized_at or None, "preservation_result": "proposed"}


def emergency_of(said: dict) -> dict:
    """Why and when it was done on the spot; nothing of it where it was not."""
    names = ("seized_at", "emergency_reason")
    return {name: (said.get(name) or "") if said.get("emergency") else "" for name in names}


@answer_rule("propose_seizure")
def check_seizure(context) -> None:
    """Refused before the first of the two officers signs. Raises: RuleBroken("no_items" | "seized_at" | "emergency_reason")"""
    require_items(context.answers["items"])
    urgent = emergency_of(context.answers)
    require_emergency(urgent["emergency_reason"], urgent["seized_at"], now())


@handler("cases.refuse_preservation")
def refuse_preservation(context):
    """不予批准"""
    commands.refuse_preservation(context.actor, row_of(context))


@handler("cases.start_preservation")
def start_preservation(context) -> dict:
    """期限起算"""
    row = row_of(context)
    handed_over = context.data["deliver_preservation_notice_on"]
    commands.start_preservation(context.actor, row, notice_of(row).number, day(row.seized_at[:10] or handed_over))
    return {"preserved_on": row.started_on.isoformat()}


def notice_of(row):
    return documents.latest(KINDS[row.kind].notice, "preservation", row.id)


@handler("cases.lift_emergency")
def lift_emergency(context):
    """不批准当场实施，立即解除"""
    row = row_of(context)
    commands.lift_emergency(context.actor, row, notice_of(row).number, "not_approved")


@handler("cases.lapse_emergency")
def lapse_emergency(context):
    """二十四小时没有批准，立即解除"""
    row = row_of(context)
    commands.lift_emergency(context.actor, row, notice_of(row).number, "unapproved")


@handler("cases.propose_disposal")
def propose_disposal(context):
    """拟处理意见"""
    said = context.answers
    settlements = said.get("settlements") or []
    disposal = disposal_of(settlements) if settlements else said["disposal"]
    commands.propose_disposal(context.actor, row_of(context), disposal, said["disposal_note"], settlements)


@handler("cases.settle_preservation")
def settle_preservation(context):
    """作出处理决定"""
    commands.settle_preservation(context.actor, row_of(context))


@handler("cases.lapse_preservation")
def lapse_preservation(context):
    """记明期满失效"""
    commands.lapse_preservation(context.actor, row_of(context))


@handler("cases.release_preservation")
def release_preservation(context):
    """发还物品"""
    said = context.answers
    commands.release_preservation(context.actor, row_of(context), day(said["released_on"]), said["release_note"])


@requirement("preservation")
def settled(_name, instance) -> str | None:
    """`law.requires="preservation:settled"`: nothing is kept in this case that was not dealt with."""
    rows = queries.open_preservations(int(instance.subject_id)) if instance.subject_kind == "case" else []
    return f"登记保存、查封扣押的物品还没有处理：{'；'.join(row.label for row in rows)}（罚法第56条，强法第27条）" if rows else None


@prefill("propose_seizure")
@prefill("propose_preservation")
def prefill_preservation(context) -> dict:
    """What was proposed before, else whose things they are likely to be."""
    row, case = row_of(context), case_of(context)
    if row is not None:
        return {name: getattr(row, name) for name in PROPOSED} | {"emergency": bool(row.seized_at)}
    first = next(iter(case.parties), None)
    if first is None:
        return {}
    return {"holder": first.name, "holder_kind": first.kind, "place": first.address}


@prefill("propose_seizure_disposal")
def prefill_disposal(context) -> dict:
    """Every thing of the list, to say what becomes of it."""
    row = row_of(context)
    named = [{name: item.get(name) for name in ("name", "disposal", "whereto")} for item in row.items]
    return {"settlements": named, "disposal_note": row.disposal_note}


@prefill("release_seizure")
@prefill("release_preservation")
def prefill_release(context) -> dict:
    return {"released_on": today().isoformat()}


def listed_facts(context) -> dict:
    """What both papers say: the case, whose things, the list."""
    row, case, said = row_of(context), case_of(context), context.said("propose_preservation")
    kind, holder = (row.holder_kind, row.holder) if row else (said.get("holder_kind"), said.get("holder"))
    known = [party.address for party in case.parties if party.name == holder]
    return {
        "party_kind": kind or "entity",
        "case_number": case.number, "cause": case.cause, "addressee": holder,
        "party_address": next(iter(known), None),
        "method": METHODS[row.method if row else said.get("method") or ""],
        "items": row.items if row else said.get("items"), "officers": officers(context, case),
    }  # fmt: skip


@document_facts("seizure_decision")
@document_facts("seizure_inventory")
@document_facts("preservation_notice")
def preservation_notice(context) -> dict:
    """先行登记保存证据通知书、查封（扣押）决定书"""
    said = context.said("propose_preservation")
    urgent = emergency_of(said)
    begun = day(urgent["seized_at"][:10]) if urgent["seized_at"] else today()
    last = queries.preservation_span(kind_of(context), begun)
    return listed_facts(context) | {name: said.get(name) for name in ("reason", "place", "keeper")} | {
        "from_on": begun.isoformat(), "to_on": last and last.isoformat(),
        **{name: words or None for name, words in urgent.items()},
    }  # fmt: skip


@document_facts("seizure_release")
@document_facts("preservation_decision")
def preservation_decision(context) -> dict:
    """先行登记保存证据处理决定书、查封（扣押）处理决定书"""
    row, said, words = row_of(context), context.said("propose_disposal"), KINDS[kind_of(context)].disposals
    settlements, ended = said.get("settlements") or [], row is not None and row.disposal in BY_LAW
    chosen = row.disposal if ended else disposal_of(settlements) if settlements else said.get("disposal")
    note = row.disposal_note if ended else said.get("disposal_note")
    if ended:
        note = note or context.said("release_preservation").get("release_note")
        settlements = []
    listed = listed_facts(context)
    ends = [{"disposal": words.get(each.get("disposal")), "whereto": each.get("whereto")} for each in settlements]
    return listed | {
        "items": [item | end for item, end in zip(listed["items"] or [], ends, strict=False)] or listed["items"],
        "notice_number": row.notice_number if row else None,
        "preserved_on": row.started_on.isoformat() if row and row.started_on else None,
        "disposal": words.get(chosen), "disposal_note": note,
    }  # fmt: skip
