"""倒查追责: who answers for a hazard that was not looked for, not put right although found, or left until it counts as an accident.

Source: 三年行动方案 (2024) 主方案 10③; 管道电力 (一)三: 隐患不整改视同事故问责 (待核); 安全生产法 (2021) art. 90
"""

from datetime import date

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.hazards import rules as hazard_rules
from app.hazards.models import Hazard
from app.supervision import accountability_queries as queries
from app.supervision import rules
from app.supervision.letter_commands import keep, next_number
from app.supervision.models import AccountabilityReview
from app.workflow import queries as matters
from app.workflow.models import Instance


@command()
def open_accountability(actor, hazard: Hazard, instance: Instance, ground: str, reason: str) -> AccountabilityReview:
    """Begin to look into who answers for a hazard, with the original records of its discovery attached.

    Args:   ground: key of rules.ACCOUNTABILITY
    Raises: RuleBroken("hazard_number"): it is looked into already; ("accountability_ground"): not overdue, not major
    """
    if running := queries.running_review(hazard.id):
        text = f"这条隐患正在倒查（{running.number}），不用重复发起"
        raise RuleBroken("hazard_number", text, {"hazard_number": text})
    if ground == "as_accident":
        rules.require_as_accident(hazard.is_major, hazard.is_overdue(today()))
    row = AccountabilityReview(
        number=next_number(AccountabilityReview, "DCZZ"), hazard_id=hazard.id, organisation_id=instance.organisation_id, ground=ground,
        reason=reason, records=original_records(hazard), begun_by=actor.id, begun_on=today(), status="verifying", instance_id=instance.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the process is about it
    return row


def original_records(hazard: Hazard) -> list[dict]:
    """Who found it when and how, and every paper of the inspection it came from and of its own matter.

    Returns: [{"words", "document_id" or None}], in the order of time
    """
    found = [{"words": f"{hazard.found_on}{hazard_rules.SOURCES[hazard.source]}发现，排查人{hazard.found_by or '没有记载'}，"
                       f"照片 {len(hazard.photos)} 件", "document_id": None}]  # fmt: skip
    begun = matters.instance(hazard.instance_id) if hazard.instance_id else None
    roots = [matters.instance(begun.origin_id).root_id] if begun and begun.origin_id else []
    roots += [begun.root_id] if begun else []
    papers = [paper for root in roots for paper in documents.documents_of(root) if paper.template_id != "delivery_receipt"]
    return found + [{"words": f"{paper.issued_on}《{paper.title}》{paper.number}", "document_id": paper.id} for paper in papers]


def label(row: AccountabilityReview) -> str:
    """How lists name it."""
    return f"{row.hazard.enterprise.name} · 倒查 {row.number}"


@command()
def verify_accountability(
    actor, row: AccountabilityReview, enterprise: str, office: str, proposal: str, files: list
) -> AccountabilityReview:
    """What was found of the enterprise's and of the office's responsibility (核查)."""
    keep(actor, files, "accountability_review", row.id)
    row.enterprise_facts, row.office_facts, row.proposal, row.files = enterprise, office, proposal, files
    row.status, row.verified_by, row.verified_on = "concluding", actor.id, today()
    return row


@command()
def conclude_accountability(actor, row: AccountabilityReview, conclusion: str, transfer_to: str, opinion: str) -> AccountabilityReview:
    """The head concludes. Args: conclusion: hold | settle | return"""
    if conclusion == "return":
        row.status, row.opinion = "verifying", opinion
        return row
    row.conclusion, row.transfer_to, row.opinion = conclusion, transfer_to, opinion
    row.status, row.concluded_by, row.concluded_on = "concluded", actor.id, today()
    return row


@command()
def record_accountability_transfer(actor, row: AccountabilityReview, on: date, receiver: str, receipts: list) -> AccountabilityReview:
    """Handed over to whoever may hold accountable (移交). Raises: RuleBroken("transferred_on")"""
    if not row.concluded_on <= on <= today():
        text = f"移交日期应在作出结论（{row.concluded_on}）至今天之间"
        raise RuleBroken("transferred_on", text, {"transferred_on": text})
    keep(actor, receipts, "accountability_review", row.id)
    row.transferred_on, row.transfer_receiver, row.transfer_receipts = on, receiver, receipts
    return row


@command()
def close_accountability(actor, row: AccountabilityReview) -> AccountabilityReview:
    """It is over; the 一案双查 entries of the hazard are settled with what came of it."""
    row.status, row.closed_on = "transferred" if row.transferred_on else "settled", today()
    for each in queries.open_follow_ups(row.hazard_id):
        each.outcome, each.closed_on, each.closed_by = f"倒查追责（{row.number}）：{outcome(row)}", today(), actor.id
    return row


def outcome(row: AccountabilityReview) -> str:
    """「应当追究责任，已移交市国资委」"""
    moved = f"，已移交{row.transfer_to}" if row.transferred_on else ""
    return rules.CONCLUSIONS[row.conclusion] + moved


@command(permission="read_supervision")
def note_list_export(actor, narrowed: str) -> None:
    """Who took the list of 视同事故 out, and how narrowed, stands in the audit log (导出留痕)."""
