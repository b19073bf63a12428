"""What `workflows/public_notice.bpmn` and `workflows/delivery_address.bpmn` call (公告送达、送达地址确认)."""

from datetime import date

from app.core.clock import today
from app.documents import notice_commands as commands
from app.documents import notice_queries as notices
from app.documents import queries, rules
from app.workflow.registry import answer_rule, document_facts, handler, prefill


def rows_of(context) -> list:
    """The notices this process is about, one for each paper."""
    return notices.of_process(context.instance.root_id)


@prefill("propose_notice")
def prefill_notice(context) -> dict:
    """The ground that is met, the attempts in order of days, and what the papers say."""
    rows = rows_of(context)
    if not rows:
        return {}
    paper, said = rows[0].document, rows[0]
    met = notices.grounds_met(paper)
    return {
        "notice_ground": said.ground or (met[0] if met else None), "account": said.account or account_of(paper),
        "notice_gist": gist_of([row.document for row in rows]),
    }  # fmt: skip


def account_of(paper) -> str:
    """「2026-11-03 直接送达：上门没有遇到可以签收的人。……」, one line for each attempt."""
    return "\n".join(
        f"{row.attempted_at[:10]} {rules.METHODS[row.method]}：{rules.FAILURE_WORDS[row.failure]}。{row.account}"
        for row in paper.attempts
    )


def gist_of(papers) -> str:
    cause = next((paper.facts["cause"] for paper in papers if paper.facts.get("cause")), "")
    return f"你（单位）{cause}一案" if cause else ""


@answer_rule("propose_notice")
def check_notice(context) -> None:
    """Refused before it goes to the person in charge. Raises: RuleBroken("notice_ground" | "ways_left")"""
    for row in rows_of(context):
        notices.require_last_way(row.document, context.answers["notice_ground"])


@handler("documents.propose_notice")
def propose_notice(context):
    """拟公告送达"""
    said = context.answers
    officers = context.officers_facts(said["deliverers"])
    commands.propose_notice(context.actor, context.instance.root_id, said["notice_ground"], said["account"], officers)


@handler("documents.record_notice_approval")
def record_approval(context):
    """审批公告送达"""
    if context.answers["notice_result"] == "approve":
        commands.decide_notice(context.actor, context.instance.root_id, True)


@handler("documents.refuse_notice")
def refuse_notice(context):
    """不同意公告"""
    commands.decide_notice(context.actor, context.instance.root_id, False)


@handler("documents.publish_notice")
def publish_notice(context) -> dict:
    """发布公告. Returns: {"published_on": ISO date}, from which the thirty days run"""
    said, paper = context.answers, queries.of_instance("public_notice", context.instance)
    published_on = date.fromisoformat(said["notice_published_on"])
    commands.publish_notice(
        context.actor, context.instance.root_id, said["medium"], published_on, said["publication_proof"], paper.issued_on
    )
    return {"published_on": published_on.isoformat()}


@prefill("publish_notice")
def prefill_publication(context) -> dict:
    return {"notice_published_on": today().isoformat()}


@handler("documents.serve_by_notice")
def serve_by_notice(context):
    """公告期满，视为送达"""
    commands.serve_by_notice(context.actor, context.instance.root_id)


@document_facts("public_notice")
def public_notice(context) -> dict | None:
    """公告送达公告"""
    rows, said = rows_of(context), context.said("propose_notice")
    if not rows:
        return None
    papers = [row.document for row in rows]
    return {
        "addressee": papers[0].addressee, "party_kind": papers[0].kind,
        "papers": [{"title": paper.title, "number": paper.number, "issued_on": paper.issued_on.isoformat()} for paper in papers],
        "ground": rules.GROUNDS.get(said.get("notice_ground") or rows[0].ground), "gist": said.get("notice_gist"),
        "has_remedy": any(paper.template.remedy == "●" for paper in papers),
        "has_statement": any(paper.template.remedy.startswith("◎") for paper in papers),
    }  # fmt: skip


# --- the confirmed address -------------------------------------------------------------------------------------------


def paper_of(context):
    """The paper for whose addressee the address is asked."""
    return queries.document(context.data["document_id"])


@prefill("fill_address")
def prefill_address(context) -> dict:
    """What is known of the addressee from its paper."""
    facts = paper_of(context).facts
    known = facts.get("party_address") or facts.get("inspected_address")
    return {"address": known, "phone": facts.get("party_phone")}


@handler("documents.fill_address")
def fill_address(context):
    """填写送达地址"""
    said = context.answers
    commands.fill_address(
        context.actor, paper_of(context), context.instance.root_id, address=said["address"], phone=said["phone"],
        recipient=said.get("recipient") or "", electronic=bool(said.get("electronic")), system=said.get("system") or "",
    )  # fmt: skip


@handler("documents.sign_address")
def sign_address(context):
    """当事人签字"""
    said = context.answers
    if said["address_result"] == "signed":
        signed_on = date.fromisoformat(said["signed_on"])
        commands.sign_address(context.actor, context.instance.root_id, signed_on, said["signed_paper"])


@document_facts("address_confirmation")
def address_confirmation(context) -> dict:
    """送达地址确认书"""
    paper, said = paper_of(context), context.said("fill_address")
    known = {name: said.get(name) for name in ("address", "phone", "recipient", "system")}
    return known | {
        "addressee": paper.addressee, "party_kind": paper.kind, "electronic": bool(said.get("electronic")),
        "case_number": paper.facts.get("case_number"), "cause": paper.facts.get("cause"),
    }  # fmt: skip
