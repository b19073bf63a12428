"""What `workflows/paper_correction.bpmn` calls (更正、撤销): its steps, what its forms open with, its papers."""

from sqlalchemy import select

from app.cases import commands
from app.cases.commands.correction import decided_party, documents_correction
from app.cases.correction_models import PaperCorrection
from app.cases.correction_rules import KINDS, STATUSES
from app.cases.papers import officers, party_facts
from app.cases.party_handlers import party_of
from app.core.clock import today
from app.core.database import db
from app.documents import queries as documents
from app.penalties import queries as penalties
from app.workflow.registry import document_facts, handler, prefill

SAID = ("case_number", "cause", "party_kind", "party_name", "party_uscc", "party_legal_representative", "party_id_no",
        "party_position", "employer_name", "party_address", "party_phone", "organ_contact")  # fmt: skip


def paper_of(context):
    """The paper that is corrected or revoked."""
    return documents.document(context.data["document_id"])


def row_of(context):
    return documents_correction(context.instance.root_id)


def slips_of(said: dict) -> list[dict]:
    return [{name: each[name] for name in ("slip_kind", "wrong", "right")} for each in said.get("slips") or []]


@handler("cases.propose_correction")
def propose_correction(context):
    """提请更正或者撤销"""
    said = context.answers
    commands.propose_correction(
        context.actor, paper_of(context), context.instance.root_id, said["correction_kind"], slips_of(said),
        said.get("redo") or "none", said["reason"],
    )  # fmt: skip


@handler("cases.approve_correction")
def approve_correction(context) -> dict:
    """准予更正，或者撤销决定、停止执行"""
    row = commands.approve_correction(context.actor, row_of(context))
    fallen = penalties.decision(decided_party(row.document).id) if row.kind == "revoke" else None
    return {"refund_due": bool(fallen and fallen.refund_yuan)}


@handler("cases.refuse_correction")
def refuse_correction(context):
    """不予更正、撤销"""
    commands.refuse_correction(context.actor, row_of(context))


@prefill("propose_correction")
def prefill_correction(context) -> dict:
    """The paper, and what was proposed before it came back."""
    paper, row = paper_of(context), row_of(context)
    shown = {"paper": f"{paper.title} {paper.number}（{paper.addressee}）"}
    if row is None:
        return shown
    return shown | {"correction_kind": row.kind, "slips": row.slips, "reason": row.reason, "redo": row.redo}


@documents.paper_notes
def corrections(paper) -> list[dict]:
    """What was corrected in a paper, or that the decision it carries was revoked."""
    rows = db.session.scalars(select(PaperCorrection).where(PaperCorrection.document_id == paper.id).order_by(PaperCorrection.id))
    return [{"on": row.decided_on or today(), "root_id": row.root_id, "words": f"{KINDS[row.kind]}：{STATUSES[row.status]}"}
            for row in rows]  # fmt: skip


@document_facts("correction_notice")
def correction_notice(context) -> dict | None:
    """行政执法文书更正通知书; None where the decision is to be revoked."""
    said, row, paper = context.said("propose_correction"), row_of(context), paper_of(context)
    kind = said.get("correction_kind") or (row and row.kind)
    if kind == "revoke":
        return None
    facts = {name: paper.facts.get(name) for name in SAID}
    return facts | {
        "party_kind": paper.kind, "party_name": facts["party_name"] or paper.addressee, "paper_title": paper.title,
        "paper_number": paper.number, "paper_issued_on": paper.issued_on.isoformat(), "reason": said.get("reason"),
        "slips": [{"wrong": each.get("wrong"), "right": each.get("right")} for each in said.get("slips") or []],
    }  # fmt: skip


@document_facts("revocation_decision")
def revocation_decision(context) -> dict | None:
    """撤销行政处罚决定书; None where only a slip is corrected."""
    said, row, paper = context.said("propose_correction"), row_of(context), paper_of(context)
    if (said.get("correction_kind") or (row and row.kind)) != "revoke":
        return None
    party = party_of(context)
    decision = penalties.decision(party.id)
    refund = decision.refund_yuan if decision.voided_on else decision.paid_yuan
    return party_facts(party) | {
        "decision_number": paper.number, "decided_on": decision.decided_on.isoformat(), "reason": said.get("reason"),
        "redo": said.get("redo"), "refund_yuan": str(refund or "0.00"),
        "organ_contact": officers(context, party.case)[0]["name"],
    }  # fmt: skip
