"""What `accountability_review.bpmn` (倒查追责) calls, its paper and what its forms open with."""

from app.core.clock import day, today
from app.hazards.reach import hazard_named
from app.supervision import accountability_commands as commands
from app.supervision import accountability_queries as queries
from app.supervision import rules
from app.supervision.models import AccountabilityReview
from app.workflow.registry import document_facts, handler, prefill


def review(context) -> AccountabilityReview:
    """The review this process is about."""
    return queries.review(int(context.subject[1]))


@handler("supervision.open_accountability")
def open_accountability(context):
    """登记，附原排查记录"""
    said = context.submission("start")
    hazard, ground = hazard_named(context.actor, said["hazard_number"]), said["accountability_ground"]
    row = commands.open_accountability(context.actor, hazard, context.instance, ground, said["accountability_reason"])
    context.set_subject("accountability_review", row.id, commands.label(row))


@prefill("verify_accountability")
def prefill_verification(context) -> dict:
    """The original records; what was found before it was sent back."""
    row = review(context)
    known = {"enterprise_facts": row.enterprise_facts, "office_facts": row.office_facts, "accountability_proposal": row.proposal,
             "accountability_files": row.files}  # fmt: skip
    return {"original_records": "\n".join(each["words"] for each in row.records)} | {key: value for key, value in known.items() if value}


@handler("supervision.verify_accountability")
def verify_accountability(context):
    """核查责任"""
    said = context.answers
    commands.verify_accountability(context.actor, review(context), said["enterprise_facts"], said["office_facts"],
                                   said["accountability_proposal"], said["accountability_files"])  # fmt: skip


@handler("supervision.conclude_accountability")
def conclude_accountability(context):
    """作出倒查结论"""
    said = context.answers
    commands.conclude_accountability(context.actor, review(context), said["conclusion"], said.get("transfer_to") or "", said["opinion"])


@document_facts("accountability_report")
def accountability_report(context) -> dict:
    """倒查追责核查报告"""
    row, said = review(context), context.said("conclude_accountability")
    conclusion = row.conclusion or said.get("conclusion")
    return {
        "review_number": row.number, "unit": row.hazard.enterprise.name, "hazard_number": row.hazard.number, "place": row.hazard.place,
        "description": row.hazard.description, "ground": rules.ACCOUNTABILITY[row.ground], "reason": row.reason,
        "records": [f"{each['words']}。" for each in row.records], "enterprise_facts": row.enterprise_facts,
        "office_facts": row.office_facts, "conclusion": rules.CONCLUSIONS.get(conclusion),
        "transfer_to": row.transfer_to or said.get("transfer_to"), "opinion": row.opinion or said.get("opinion"),
    }  # fmt: skip


@prefill("record_accountability_transfer")
def prefill_transfer(context) -> dict:
    return {"transferred_on": today().isoformat()}


@handler("supervision.record_accountability_transfer")
def record_accountability_transfer(context):
    """移交追责"""
    said = context.answers
    commands.record_accountability_transfer(
        context.actor, review(context), day(said["transferred_on"]), said["transfer_receiver"], said["transfer_receipts"]
    )


@handler("supervision.close_accountability")
def close_accountability(context):
    """倒查办结"""
    commands.close_accountability(context.actor, review(context))
