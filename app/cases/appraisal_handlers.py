"""What `workflows/appraisal.bpmn` calls (检测、检验、检疫、技术鉴定): its steps, what its forms open with, its papers."""

from app.cases import appraisal_queries as appraisals
from app.cases import appraisal_rules as rules
from app.cases import commands, queries
from app.cases.commands.appraisal import require_proposal
from app.cases.handlers import case_of, day
from app.cases.models import METHODS
from app.cases.papers import officers
from app.cases.preservation_rules import KINDS as KEPT
from app.cases.rules import money
from app.core.clock import today
from app.documents import queries as documents
from app.documents.rendering import chinese
from app.law import queries as law
from app.law.period_rules import load_rules
from app.workflow.registry import answer_rule, document_facts, handler, prefill

PROPOSED = ("holder", "holder_kind", "objects", "matters", "institution", "qualification", "materials")
CONTACT = "organ_contact"


def row_of(context):
    """The appraisal this process is about now; None until it is proposed."""
    return appraisals.of_process(context.instance.root_id)


def kept_of(context):
    """What is sealed or seized and appraised, None: nothing."""
    found = context.data.get("preservation_id")
    return queries.preservation(found) if found else None


def proposal(said: dict) -> dict:
    """The answers of the form as the row keeps them."""
    named = {name: said.get(name) or ([] if name == "materials" else "") for name in PROPOSED}
    return named | {"kind": said["appraisal_kind"], "from_on": day(said["from_on"]), "to_on": day(said["to_on"])}


@answer_rule("propose_appraisal")
def check_appraisal(context) -> None:
    """Refused before the first of the two officers signs. Raises: as commands.appraisal.require_proposal"""
    require_proposal(case_of(context), kept_of(context), row_of(context), **proposal(context.answers))


@handler("cases.propose_appraisal")
def propose_appraisal(context):
    """拟委托鉴定: the proposal becomes the subject of this process."""
    row = commands.propose_appraisal(
        context.actor, case_of(context), kept_of(context), context.instance.root_id, **proposal(context.answers)
    )
    context.set_subject(row, label=f"{row.case.title} · {row.label}")


@handler("cases.refuse_appraisal")
def refuse_appraisal(context):
    """不予批准"""
    commands.refuse_appraisal(context.actor, row_of(context))


@handler("cases.start_appraisal")
def start_appraisal(context) -> dict:
    """鉴定期间起算: its days do not count from the day the party was told.

    Returns: {"term_from": ISO day the time counts from}
    """
    row = row_of(context)
    notice = documents.latest("appraisal_notice", "appraisal", row.id)
    commands.start_appraisal(context.actor, row, context.instance.id, notice.number, notice.delivery.effective_on)
    return {"term_from": law.latest_period("appraisal_term", "appraisal", row.id).start_on}


@handler("cases.note_appraisal_late")
def note_appraisal_late(context):
    """记明逾期没有出具意见，恢复计算"""
    commands.note_appraisal_late(context.actor, row_of(context))


@handler("cases.record_appraisal_opinion")
def record_appraisal_opinion(context):
    """登记鉴定意见，或者申请延长、终止"""
    said, row = context.answers, row_of(context)
    if said["appraisal_outcome"] == "received":
        cost = said.get("cost_yuan")
        commands.record_appraisal_opinion(
            context.actor, row, said["opinion_number"], said["conclusion"], day(said["opined_on"]), day(said["received_on"]),
            money(cost) if cost else None, said["opinion_files"],
        )  # fmt: skip
    elif said["appraisal_outcome"] == "prolong":
        rules.require_longer_term(row.to_on, day(said["longer_to"]), today())
    else:
        commands.end_appraisal(context.actor, row, said["ended_reason"])


@handler("cases.prolong_appraisal")
def prolong_appraisal(context):
    """延长鉴定期间"""
    said = context.submission("record_appraisal_opinion")
    commands.prolong_appraisal(context.actor, row_of(context), day(said["longer_to"]), said["longer_reason"])


@handler("cases.record_appraisal_objection")
def record_appraisal_objection(context):
    """登记当事人的异议"""
    said, row = context.answers, row_of(context)
    if said["objection_result"] == "raised":
        told_on = documents.latest("appraisal_opinion_notice", "appraisal", row.id).delivery.effective_on
        commands.record_appraisal_objection(context.actor, row, day(said["objected_on"]), said["objection"], told_on)


@handler("cases.decide_reappraisal")
def decide_reappraisal(context):
    """决定是否重新鉴定"""
    said = context.answers
    commands.decide_reappraisal(context.actor, row_of(context), said["reappraisal_result"] == "grant", said["opinion"])


@handler("cases.settle_appraisal")
def settle_appraisal(context):
    """鉴定意见作为证据"""
    commands.settle_appraisal(context.actor, row_of(context))


@prefill("propose_appraisal")
def prefill_appraisal(context) -> dict:
    """What was proposed before; for a second appraisal the same question to somebody else; else what is kept."""
    row, kept = row_of(context), kept_of(context)
    if row is None:
        things = [{name: item.get(name) or "" for name in ("name", "quantity", "state")} for item in kept.items] if kept else []
        return appraisals.holder_of(case_of(context), kept) | {"from_on": today().isoformat()} | ({"objects": things} if things else {})
    known = {name: getattr(row, name) for name in PROPOSED} | {"appraisal_kind": row.kind}
    if row.status == "redone":
        return known | {"institution": "", "qualification": "", "from_on": today().isoformat()}
    return known | {"from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat()}


@prefill("record_appraisal_opinion")
def prefill_opinion(context) -> dict:
    return {"received_on": today().isoformat(), "asked": asked(row_of(context))}


@prefill("record_appraisal_objection")
def prefill_objection(context) -> dict:
    return {"objected_on": today().isoformat()}


@prefill("decide_reappraisal")
def prefill_reappraisal(context) -> dict:
    row = row_of(context)
    return {"objected": f"{row.objected_on} 提出：{row.objection}\n意见：{row.conclusion}（{row.institution} {row.opinion_number}）"}


def asked(row) -> str:
    """「检测 气瓶等 2 件，云泽检测院，2026-08-05 至 2026-08-14」"""
    return f"{row.label}，{row.institution}，{row.from_on} 至 {row.to_on}"


@document_facts("appraisal_commission")
def commission(context) -> dict:
    """鉴定（检测）委托书"""
    case, said = case_of(context), context.said("propose_appraisal")
    return {
        "case_number": case.number, "cause": case.cause, "addressee": said.get("institution"), CONTACT: contact(context, case),
        "kind": rules.KINDS.get(said.get("appraisal_kind")),
        **{name: said.get(name) for name in ("qualification", "objects", "matters", "materials", "holder", "from_on", "to_on")},
    }  # fmt: skip


@document_facts("appraisal_notice")
def notice(context) -> dict:
    """鉴定（检测）期间告知书: of a time that was prolonged, from and to which day it now is, and why."""
    case, row, kept, said = case_of(context), row_of(context), kept_of(context), context.said("propose_appraisal")
    decision = kept and documents.latest_or_none(KEPT[kept.kind].notice, "preservation", kept.id)
    longer = row is not None and bool(row.told)
    return {
        "case_number": case.number, "cause": case.cause, "addressee": said.get("holder"), CONTACT: contact(context, case),
        "party_kind": said.get("holder_kind") or "entity", "kind": rules.KINDS.get(said.get("appraisal_kind")),
        "to_on": row.to_on.isoformat() if row else said.get("to_on"), "longer": longer,
        "longer_reason": row.term_reason if longer else None, "former_number": row.told[-1]["number"] if longer else None,
        "method": METHODS[kept.method] if kept else None, "seizure_number": decision.number if decision else None,
        "officers": officers(context, case),
        **{name: said.get(name) for name in ("institution", "qualification", "objects", "matters", "from_on")},
    }  # fmt: skip


@document_facts("appraisal_opinion_notice")
def opinion_notice(context) -> dict:
    """鉴定意见告知书"""
    case, row, said = case_of(context), row_of(context), context.said("record_appraisal_opinion")
    return {
        "case_number": case.number, "cause": case.cause, "addressee": row.holder, "party_kind": row.holder_kind,
        "kind": rules.KINDS[row.kind], "objects": row.objects, "institution": row.institution, "matters": row.matters,
        "qualification": row.qualification, "objection_time": objection_time(), CONTACT: contact(context, case),
        **{name: said.get(name) for name in ("opinion_number", "opined_on", "conclusion")},
    }  # fmt: skip


def objection_time() -> str:
    """「三日」: as the parameter stands today."""
    rule = load_rules().version_on("appraisal_objection", today())
    return f"{chinese(rule.length)}日" if rule.length else "合理期限"


def contact(context, case) -> str | None:
    named = officers(context, case)
    return named[0]["name"] if named else None
