"""What `public_circular.bpmn` calls, the facts of its papers, and what its forms open with."""

from app.core.clock import day, today
from app.documents import queries as documents
from app.enterprises import queries as enterprises
from app.hazards.reach import hazard_named
from app.supervision import circular_commands as commands
from app.supervision import circular_queries as queries
from app.supervision import circular_rules as rules
from app.supervision.circular_queries import Candidate
from app.workflow.registry import document_facts, handler, prefill


def circular(context):
    """The circular this process is about."""
    return queries.circular(int(context.subject[1]))


@handler("supervision.open_circular")
def open_circular(context):
    """登记编号"""
    row = commands.open_circular(context.actor, context.data["circular_kind"], context.instance)
    context.set_subject("circular", row.id, commands.label(row))


def named(context, row) -> list[Candidate]:
    """Whom the draft names: candidates chosen, hazards by number, units with what was found.

    Raises: RuleBroken("hazard_numbers")
    """
    said = context.said("draft_circular")
    known = {each.key: each for each in queries.candidates(context.actor, row.id)}
    chosen = [known[key] for key in said.get("candidates") or [] if key in known]
    numbers = dict.fromkeys((said.get("hazard_numbers") or "").split())
    chosen += [queries.of_hazard(hazard_named(context.actor, number, "hazard_numbers")) for number in numbers]
    units = [each for each in said.get("units") or [] if each.get("enterprise_id")]
    return chosen + [
        Candidate(
            "", enterprises.enterprise(each["enterprise_id"]).name, each.get("unit_facts") or "", each["enterprise_id"]
        )
        for each in units
    ]


def texts(said: dict) -> dict[str, str]:
    """What is published beside the entries."""
    fields = ("circular_title", "addressee", "body", "requirements")
    return {name: said[name] for name in fields if said.get(name)}


@handler("supervision.draft_circular")
def draft_circular(context):
    """拟定名单和文稿"""
    row = circular(context)
    commands.draft(context.actor, row, context.answers["circular_title"], texts(context.answers), named(context, row))


@handler("supervision.review_circular")
def review_circular(context):
    """审核通报"""
    commands.review(context.actor, circular(context), context.answers["circular_review"] == "agree")


@handler("supervision.approve_circular")
def approve_circular(context):
    """审批通报"""
    commands.approve(context.actor, circular(context), context.answers["circular_result"])


@handler("supervision.publish_circular")
def publish_circular(context):
    """发布通报"""
    said = context.answers
    commands.publish(
        context.actor, circular(context), day(said["published_on"]), said["published_where"], said["publication_files"]
    )


@handler("supervision.follow_circular")
def follow_circular(context):
    """跟踪整改"""
    said = context.answers
    written = {name: said[name] for name in ("correction_reason", "corrected_text") if said.get(name)}
    commands.follow(
        context.actor, circular(context), said["follow_result"], said["follow_note"], said["follow_files"], written
    )


@handler("supervision.approve_circular_correction")
def approve_circular_correction(context):
    """审批更正或者撤回"""
    commands.approve_correction(context.actor, circular(context), context.answers["correction_result"] == "approve")


@handler("supervision.publish_circular_correction")
def publish_circular_correction(context):
    """公布更正声明"""
    said = context.answers
    commands.publish_correction(
        context.actor, circular(context), day(said["published_on"]), said["published_where"], said["publication_files"]
    )


# --- papers ----------------------------------------------------------------------------------------------------------------


def of_circular(context, kind: str) -> dict | None:
    """What both say; None for one of the other kind."""
    row = circular(context)
    if row.kind != kind:
        return None
    said = context.said("draft_circular")
    entries = named(context, row) if context.element == "draft_circular" else row.entries
    return {
        "circular_number": row.number, "title": said.get("circular_title"), "addressee": said.get("addressee"),
        "entries": [{"name": each.name, "facts": each.facts} for each in entries], "body": said.get("body"),
        "requirements": said.get("requirements"),
    }  # fmt: skip


@document_facts("circular_notice")
def circular_notice(context) -> dict | None:
    """通报"""
    return of_circular(context, "notice")


@document_facts("exposure_notice")
def exposure_notice(context) -> dict | None:
    """曝光公告"""
    return of_circular(context, "exposure")


@document_facts("circular_correction")
def circular_correction(context) -> dict:
    """更正声明"""
    row, said = circular(context), context.said("follow_circular")
    paper = documents.latest(rules.PAPERS[row.kind], "circular", row.id)
    return {
        "circular_name": row.words, "circular_paper": paper.number, "circular_on": row.published_on.isoformat(),
        "circular_where": row.published_where, "title": row.title, "is_withdrawal": said.get("follow_result") == "withdraw",
        "reason": said.get("correction_reason"), "corrected_text": said.get("corrected_text"),
    }  # fmt: skip


@documents.paper_notes
def corrections(paper) -> list[dict]:
    """That a circular was corrected or withdrawn is told with its paper."""
    if paper.template_id not in rules.PAPERS.values():
        return []
    row = queries.circular(int(paper.subject_id))
    return [{"on": each.published_on, "root_id": row.instance_id, "words": f"{rules.RESULTS[each.result]}：{each.reason}"}
            for each in row.follow_ups if each.published_on]  # fmt: skip


@prefill("draft_circular")
def prefill_draft(context) -> dict:
    """The candidates, and the draft that was sent back."""
    row = circular(context)
    options = [
        {"label": f"{each.name}：{each.facts}", "value": each.key} for each in queries.candidates(context.actor, row.id)
    ]
    opened = {
        "addressee": "各有关单位",
        "requirements": "立即组织整改，落实责任、措施、资金、时限和预案。\n举一反三，全面排查。",
    }
    offered = {each["value"] for each in options}
    said = dict(context.submission_or_none("draft_circular") or opened)
    said["candidates"] = [key for key in said.get("candidates") or [] if key in offered]
    return said | {"is_exposure": row.kind == "exposure", "has_candidates": bool(options), "candidate_options": options}


@prefill("publish_circular")
def prefill_publication(context) -> dict:
    row = circular(context)
    return {"published_on": today().isoformat(), "published_where": row.published_where or None}
