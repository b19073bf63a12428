"""What `workflows/penalty_case.bpmn` calls. Handlers translate answers into commands; they decide nothing."""

from datetime import datetime

from app.cases import commands, filing_facts, from_hazards, parties, queries
from app.core.clock import ZONE, day, today
from app.core.command import SYSTEM
from app.documents import queries as documents
from app.identity import queries as identity
from app.law.articles import citation
from app.supervision import queries as supervision
from app.workflow.registry import handler


def case_of(context):
    """The case this instance, or the party it is about, belongs to."""
    kind, subject_id = context.subject
    if kind == "case":
        return queries.case(int(subject_id))
    return queries.party(int(subject_id)).case if kind == "party" else queries.case(context.data["case_id"])


def moment(text: str) -> datetime:
    """A form's date and time, aware, in the office's zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def law_cited(said: dict, *fields: str) -> dict:
    """The articles picked in these fields as rows keep them: their citation, and their ids under `<field>_articles`."""
    picked = {name: said[name] if isinstance(said[name], list) else [] for name in fields}
    return {name: citation(said[name]) for name in fields} | {f"{name}_articles": ids for name, ids in picked.items()}


@handler("cases.apply_filing")
def apply_filing(context) -> dict:
    """申请立案: the application becomes a case, the subject of this process."""
    said = context.answers
    case_id, inspection_id = context.data.get("case_id"), context.data.get("inspection_id")
    case = commands.apply_filing(
        context.actor, queries.case(case_id) if case_id else None, identity.officers(said["officers"]),
        parties.rows(said["enterprise_id"], said.get("entity_party"), said.get("persons")),
        enterprise_id=said["enterprise_id"], inspection_id=inspection_id, root_id=context.instance.root_id,
        organisation_id=context.instance.organisation_id, source=said["source"],
        discovered_on=day(said["discovered_on"]), cause=said["cause"], facts=said["facts"],
        conduct_on=day(said["conduct_on"]), harmful=bool(said.get("harmful")), filing=filing_facts.of_answers(said),
        **law_cited(said, "basis"),
    )  # fmt: skip
    context.set_subject(case, label=case.title)
    return {"case_id": case.id, "case_officers": case.officer_ids}


@handler("cases.record_approval")
def record_approval(context):
    """审批: the one choice of the form besides the opinion is the result."""
    kind, subject_id = context.subject
    party = queries.party(int(subject_id)) if kind == "party" else None
    result = next(value for name, value in context.answers.items() if name != "opinion")
    commands.record_approval(
        context.actor, case_of(context), party, context.element, result, context.answers["opinion"]
    )


@handler("cases.refuse_filing")
def refuse_filing(context) -> dict:
    """不予立案; whoever reported it by name is told."""
    commands.refuse_filing(context.actor, case_of(context))
    return {"answer_informant": bool((context.submission_or_none("start") or {}).get("has_informant"))}


@handler("cases.file_case")
def file_case(context) -> dict:
    """立案: the case takes the number of its approval form; the 90 days begin."""
    case = case_of(context)
    paper = documents.latest("filing_approval", "case", case.id)
    commands.file_case(context.actor, case, paper.number)
    if hazard := supervision.hazard_of_case(case.root_id):
        commands.add_evidence(SYSTEM, case, from_hazards.evidence(hazard))
    context.set_subject(case, label=f"{case.title} {case.number}")
    return {"filed_on": case.filed_on.isoformat()}


@handler("cases.plan_investigation")
def plan_investigation(context):
    """调查取证"""
    commands.plan_investigation(context.actor, case_of(context), context.answers["next_step"], context.answers["plan"])


@handler("cases.summon_inquiry")
def summon_inquiry(context) -> dict:
    """通知询问"""
    said = context.answers
    row = commands.summon_inquiry(
        context.actor, case_of(context), said["inquired_name"], said.get("inquired_employer") or "",
        moment(said["appear_at"]), said["place"], [item["name"] for item in said["materials"]],
    )  # fmt: skip
    return {"inquiry_id": row.id}


@handler("cases.record_inquiry")
def record_inquiry(context) -> dict:
    """询问并制作笔录"""
    said, case = context.answers, case_of(context)
    record = {name.removeprefix("inquired_"): value for name, value in said.items() if name not in ("officers", "scan")}
    kind = record.pop("as")
    summoned = queries.summoned(case.id, said["inquired_name"])
    row = commands.record_inquiry(
        context.actor, case, summoned, kind, identity.officers(said["officers"]), scan=said.get("scan") or [], **record
    )
    return {"inquiry_id": row.id}


def evidence_items(said: dict) -> list[dict]:
    return [
        {"kind": item["kind"], "name": item["name"], "proves": item["proves"], "obtained_on": day(item["obtained_on"]),
         "place": item.get("place") or "", "provider": item.get("provider") or "", "files": item.get("files") or []}
        for item in said.get("items") or []
    ]  # fmt: skip


@handler("cases.collect_evidence")
def collect_evidence(context):
    """收集证据"""
    commands.add_evidence(context.actor, case_of(context), evidence_items(context.answers))


@handler("cases.name_party")
def name_party(context):
    """追加当事人"""
    said, case = context.answers, case_of(context)
    rows = parties.rows(case.enterprise_id, said.get("entity_party"), said.get("persons"))
    commands.add_party(context.actor, case, rows)


@handler("cases.conclude_investigation")
def conclude_investigation(context):
    """报告调查终结"""
    said = {name: value for name, value in context.answers.items() if name != "opinion"}
    commands.conclude_investigation(context.actor, case_of(context), **said | law_cited(said, "basis"))


@handler("cases.start_handling")
def start_handling(context) -> dict:
    """按当事人分别处理: one proceeding for each party."""
    case = commands.start_handling(context.actor, case_of(context))
    return {"party_ids": [party.id for party in case.parties]}


@handler("cases.propose_withdrawal")
def propose_withdrawal(context):
    """申请撤案"""
    said = context.answers
    commands.propose_withdrawal(
        context.actor, case_of(context), said["withdrawal_ground"], said["withdrawal_reason"]
    )


@handler("cases.withdraw_case")
def withdraw_case(context):
    """撤销案件"""
    commands.withdraw_case(context.actor, case_of(context))


@handler("cases.apply_closure")
def apply_closure(context):
    """申请结案"""
    said = context.answers
    commands.apply_closure(
        context.actor, case_of(context), said["closure_ground"], bool(said.get("papers_complete")),
        said.get("remaining") or "",
    )  # fmt: skip


@handler("cases.close_case")
def close_case(context) -> dict:
    """结案"""
    commands.close_case(context.actor, case_of(context))
    return {"closed_on": today().isoformat()}


@handler("cases.archive_case")
def archive_case(context):
    """立卷归档"""
    commands.archive_case(context.actor, case_of(context), **context.answers)
