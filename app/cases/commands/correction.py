"""Correcting a slip in an issued paper, or revoking the decision it carries (更正、撤销)."""

import re
from html import unescape

from app.cases import correction_rules as rules
from app.cases import queries
from app.cases.commands.voiding import void_decision
from app.cases.correction_models import PaperCorrection
from app.cases.models import Party
from app.cases.remedy_rules import require_redo
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.documents import rendering
from app.documents.models import Document
from app.penalties import queries as penalties
from app.workflow import commands as workflow
from app.workflow.models import Instance

PROCESS, DECISION, SPOT_DECISION = "paper_correction", "penalty_decision_", "spot_penalty_decision"
FACTS = ("facts", "fine_yuan", "gain_yuan", "unpaid_yuan", "late_yuan")


@command(permission="propose_penalty")
def begin_correction(actor, paper: Document) -> Instance:
    """Begin to correct or revoke an issued paper. Source: 行政处罚法 (2021) art. 75(2)"""
    case = queries.by_root(paper.root_instance_id) or (queries.party(paper.party_id).case if paper.party_id else None)
    officers = case.officer_ids if case else [actor.id]
    decided = decided_party(paper)
    data = {"document_id": paper.id, "party_id": decided.id if decided else paper.party_id, "case_officers": officers}
    subject = (paper.subject_kind, paper.subject_id, f"{paper.title} {paper.number}")
    return workflow.start_process(actor, PROCESS, data=data, subject=subject, origin=paper.root_instance_id)


@command(permission="propose_penalty")
def propose_correction(actor, paper: Document, root_id: str, kind: str, slips: list[dict], redo: str, reason: str) -> PaperCorrection:
    """Propose what is to be corrected, or that the decision be revoked; after a return the same row is filled anew.

    Raises: RuleBroken, as correction_rules; RuleBroken("redo_ground")
    Source: 行政处罚法 (2021) art. 75(2)
    """
    if kind == "correct":
        text = "".join(unescape(re.sub("<[^>]+>", "", paper.html)).split())
        rules.require_slips(text, _protected(paper.facts), slips)
    else:
        decided = decided_party(paper)
        decision = decided and penalties.decision(decided.id)
        rules.require_revocable(decided is not None, paper.delivery is not None, decision and decision.voided_on)
        require_redo("revoked", redo)
    row = documents_correction(root_id) or PaperCorrection(document_id=paper.id, root_id=root_id)
    row.kind, row.slips, row.redo, row.reason, row.proposed_by = kind, slips, redo, reason, actor.id
    row.status = "proposed"
    db.session.add(row)
    db.session.flush()  # the paper quotes it
    return row


def _protected(facts: dict) -> list[str]:
    """What may not be touched, as it prints: the facts found, and every sum."""
    return [each for name in FACTS if (value := facts.get(name)) for each in (
        (rendering.amount(value), value.partition(".")[0]) if name.endswith("_yuan") else (value,))]  # fmt: skip


def decided_party(paper: Document) -> Party | None:
    """The party whose penalty this paper decides; None: it decides none, or is not handed over yet."""
    if paper.template_id.startswith(DECISION):
        return queries.party(paper.party_id)
    spot = queries.by_root(paper.root_instance_id) if paper.template_id == SPOT_DECISION else None
    return spot.parties[0] if spot else None


def documents_correction(root_id: str) -> PaperCorrection | None:
    """The row a process of this kind is about."""
    return db.session.query(PaperCorrection).filter_by(root_id=root_id).first()


@command()
def approve_correction(actor, row: PaperCorrection) -> PaperCorrection:
    """Approved: a slip is corrected by a notice of its own; a revoked decision falls with all that followed from it.

    Raises: Conflict("voided")
    Source: 行政处罚法 (2021) art. 75(2)
    """
    row.status, row.decided_on = "approved", today()
    if row.kind == "revoke":
        void_decision(actor, decided_party(row.document), "self", today(), row.redo)
    return row


@command()
def refuse_correction(actor, row: PaperCorrection) -> PaperCorrection:
    """Not approved: the paper stands as it is."""
    row.status, row.decided_on = "refused", today()
    return row
