"""What `evidence_preservation.bpmn` and `property_seizure.bpmn` call, and what the case asks about them."""

from app.cases import commands, queries
from app.cases.handlers import case_of, day
from app.cases.models import METHODS
from app.cases.papers import officers
from app.cases.preservation_rules import KINDS
from app.core.clock import today
from app.documents import queries as documents
from app.workflow.registry import document_facts, handler, prefill, requirement

PROCESSES = {"evidence_preservation": "registration", "property_seizure": "seizure"}


def kind_of(context) -> str:
    return PROCESSES[context.instance.process_key]


def row_of(context):
    """What this process is about; None until it is proposed."""
    kind, subject_id = context.subject
    return queries.preservation(int(subject_id)) if kind == "preservation" else None


@handler("cases.propose_preservation")
def propose_preservation(context):
    """拟先行登记保存、查封、扣押: the proposal becomes the subject of this process."""
    said = context.answers
    row = commands.propose_preservation(
        context.actor, case_of(context), row_of(context), kind_of(context), said["items"], holder=said["holder"],
        reason=said["reason"], place=said["place"], keeper=said["keeper"], method=said.get("method") or "",
    )  # fmt: skip
    context.set_subject(row, label=row.label)


@handler("cases.refuse_preservation")
def refuse_preservation(context):
    """不予批准"""
    commands.refuse_preservation(context.actor, row_of(context))


@handler("cases.start_preservation")
def start_preservation(context) -> dict:
    """期限起算"""
    row = row_of(context)
    paper = documents.latest(KINDS[row.kind].notice, "preservation", row.id)
    commands.start_preservation(context.actor, row, paper.number, day(context.data["deliver_preservation_notice_on"]))
    return {"preserved_on": row.started_on.isoformat()}


@handler("cases.propose_disposal")
def propose_disposal(context):
    """拟处理意见"""
    commands.propose_disposal(
        context.actor, row_of(context), context.answers["disposal"], context.answers["disposal_note"]
    )


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
        return {name: getattr(row, name) for name in ("holder", "items", "reason", "place", "keeper", "method")}
    first = next(iter(case.parties), None)
    return {"holder": first.name if first else "", "place": first.address if first else ""}


@prefill("release_seizure")
@prefill("release_preservation")
def prefill_release(context) -> dict:
    return {"released_on": today().isoformat()}


def listed_facts(context) -> dict:
    """What both papers say: the case, whose things, the list."""
    row, case, said = row_of(context), case_of(context), context.said("propose_preservation")
    return {
        "case_number": case.number, "cause": case.cause, "addressee": row.holder if row else said.get("holder"),
        "method": METHODS[row.method if row else said.get("method") or ""],
        "items": row.items if row else said.get("items"), "officers": officers(context, case),
    }  # fmt: skip


@document_facts("seizure_decision")
@document_facts("preservation_notice")
def preservation_notice(context) -> dict:
    """先行登记保存证据通知书、查封（扣押）决定书"""
    said = context.said("propose_preservation")
    last = queries.preservation_span(kind_of(context), today())
    return listed_facts(context) | {name: said.get(name) for name in ("reason", "place", "keeper")} | {
        "from_on": today().isoformat(), "to_on": last and last.isoformat(),
    }  # fmt: skip


@document_facts("seizure_release")
@document_facts("preservation_decision")
def preservation_decision(context) -> dict:
    """先行登记保存证据处理决定书、查封（扣押）处理决定书"""
    row, said = row_of(context), context.said("propose_disposal")
    chosen = row.disposal if row and row.disposal == "lapsed" else said.get("disposal")
    note = row.disposal_note if row and row.disposal == "lapsed" else said.get("disposal_note")
    return listed_facts(context) | {
        "notice_number": row.notice_number if row else None,
        "preserved_on": row.started_on.isoformat() if row and row.started_on else None,
        "disposal": KINDS[kind_of(context)].disposals.get(chosen), "disposal_note": note,
    }  # fmt: skip
