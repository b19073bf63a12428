"""Issuing, printing and delivering papers."""

import logging
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import files
from app.core.clock import now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import AnliuError, Conflict, RuleBroken
from app.core.settings import settings
from app.documents import catalogue, fonts, numbering, queries, rendering, rules
from app.documents.models import Delivery, Document, DocumentNumber, DocumentScan
from app.documents.queries import document as find_document
from app.workflow.models import Instance

log = logging.getLogger(__name__)
ADDRESSEES = ("party_name", "inspected_name", "inquired_name", "addressee")


@command(permission="issue_document")
def issue(actor, template_id, facts, subject_kind, subject_id, root_instance_id=None, party_id=None, instance_id=None):
    """Issue a paper (签发): check its facts, take the next number, freeze facts, HTML and the template's version.

    The worker prints the PDF from the frozen HTML; delivery waits for it.

    Args:    facts: what the paper says, see its document.yaml; the organ's particulars, the day and the number are
                    added here; facts the paper does not print are left out
    Returns: Document, status "pending"
    Raises:  RuleBroken("document_fields" | "document_facts" | "glyphs_missing" | "organ_unknown"), each naming what is wrong
    Source:  行政处罚法 (2021) arts. 44, 59
    """
    paper, bureau_id = catalogue.template(template_id), _bureau(actor, root_instance_id)
    organ = settings().organ_of(bureau_id).signing(facts.get("issuer") or paper.issuer)
    facts = paper.filled(organ, today()) | {key: value for key, value in facts.items() if value is not None}
    facts = paper.clean(facts | {"document_number": numbering.blank(organ, paper, today().year)})
    fonts.require_coverage(_letters(facts))
    issued_on = date.fromisoformat(facts["issued_on"])
    kind, year = paper.kind(facts), issued_on.year
    serial = _next_number(organ.ledger, paper.series, kind, year)
    facts["document_number"] = numbering.number(organ, paper, kind, year, serial)
    demo = settings().demo or organ.invented
    row = Document(
        template_id=paper.id, template_hash=paper.hash, title=paper.title, number=facts["document_number"],
        organ=organ.ledger, series=paper.series, kind=kind, year=year, serial=serial, addressee=_addressee(facts),
        subject_kind=subject_kind, subject_id=str(subject_id), root_instance_id=root_instance_id,
        instance_id=instance_id or root_instance_id, party_id=party_id, organisation_id=bureau_id,
        facts=facts, html=rendering.render_html(paper.id, facts, demo), demo=demo, issued_on=issued_on, issued_at=now(),
        issued_by=actor.id, status="pending",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need the id
    return row


def _letters(value) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return "".join(map(_letters, value))
    return value if isinstance(value, str) else ""


def _addressee(facts: dict) -> str:
    return next((facts[name] for name in ADDRESSEES if facts.get(name)), "")[:200]


def _bureau(actor, root_instance_id) -> str | None:
    root = db.session.get(Instance, root_instance_id) if root_instance_id else None
    return root.organisation_id if root else getattr(actor, "bureau_id", None)


def _next_number(organ: str, series: str, kind: str, year: int) -> int:
    """Take the next number of the ledger; the row stays locked until the unit of work ends, so none is lost or doubled."""
    key = {"organ": organ, "series": series, "kind": kind, "year": year}
    locked = select(DocumentNumber).filter_by(**key).with_for_update()
    ledger = db.session.scalars(locked).one_or_none()
    if ledger is None:
        try:
            with db.session.begin_nested():
                db.session.add(DocumentNumber(**key, last=0))
        except IntegrityError:  # PostgreSQL: someone opened this year's ledger a moment ago
            log.info("ledger %s opened by another transaction", key)
        ledger = db.session.scalars(locked).one()
    ledger.last += 1
    db.session.flush()  # the next paper of this unit of work counts on
    return ledger.last


def render_pending(limit: int = 20) -> int:
    """Print the papers that wait; called by the worker outside any transaction.

    Returns: how many were tried. A failure is stored with its reason, keeps its number and can be retried.
    """
    db.session.rollback()
    waiting = select(Document.id, Document.html).where(Document.status == "pending").order_by(Document.id).limit(limit)
    papers = db.session.execute(waiting).all()
    db.session.rollback()
    for document_id, html in papers:
        render(document_id, html)
    return len(papers)


def render(document_id: int, html: str, printed=None) -> None:
    """Print one paper and note its PDF, or why it could not be printed. `printed()` waits for a PDF made elsewhere."""
    try:
        sha256 = files.write(printed() if printed else rendering.render_pdf(html))
    except AnliuError as refused:
        mark_failed(SYSTEM, document_id, refused.message)
    except Exception as unexpected:
        log.exception("document %s did not print", document_id)
        mark_failed(SYSTEM, document_id, f"制作 PDF 时出错（{type(unexpected).__name__}），请管理员查看日志后重试")
    else:
        store_pdf(SYSTEM, document_id, sha256)


@command(permission="issue_document")
def store_pdf(actor, document_id, sha256):
    """Note the printed PDF of a paper; the file already lies in the store under that hash."""
    row = find_document(document_id)
    if row.status == "pending":
        row.status, row.failure, row.pdf_sha256, row.rendered_at = "rendered", "", sha256, now()
    return row


@command(permission="issue_document")
def mark_failed(actor, document_id, reason):
    """Note why a paper could not be printed."""
    row = find_document(document_id)
    if row.status == "pending":
        row.status, row.failure = "failed", reason
    return row


@command(permission="issue_document")
def retry_render(actor, document_id):
    """Let the worker try again; the paper keeps its number.

    Raises: Conflict("not_failed")
    """
    row = find_document(document_id)
    if row.status != "failed":
        raise Conflict("not_failed", f"《{row.title}》没有制作失败，不用重试。请刷新页面")
    row.status, row.failure = "pending", ""
    return row


@command(permission="record_delivery")
def record_delivery(
    actor, document_id, method, receiver_name, receiver_relation, delivered_on, deliverers, note="",
    receipt_attachment_id=None, delivered_at="", place="", receipts=(), **proof,
):  # fmt: skip
    """Record the valid delivery of a paper (送达); every later period starts from it.

    Args:   deliverers: [{"name", "badge_no"}], two or more when handed over or left; receiver_relation: key of
            rules.RELATIONS; delivered_on: date; delivered_at: ISO moment when known; receipts: attachment ids;
            proof: refusal_reason, witness, recordings (attachment ids), through, mail_number, dispatched_on
    Raises: RuleBroken("not_rendered" | "internal" | "not_yet"), as `require_deliverable`; Conflict("delivered")
    Source: 行政处罚法 (2021) art. 61; 民事诉讼法 (2023) arts. 87–95
    """
    row = find_document(document_id)
    require_handed_out(row)
    require_deliverable(row, method, receiver_name, receiver_relation, delivered_on, deliverers, proof)
    rules.require_past(delivered_at, now())
    if receipt_attachment_id:
        receipts = [receipt_attachment_id, *receipts]
    delivery = Delivery(
        document=row, method=method, receiver_name=receiver_name or "", receiver_relation=receiver_relation or "",
        delivered_on=delivered_on, delivered_at=delivered_at or "", deliverers=list(deliverers), note=note or "",
        effective_on=row.notice.effective_on if method == "public_notice" else delivered_on, place=place or "",
        receipts=list(receipts), recorded_by=actor.id, recorded_at=now(),
        **{name: value for name, value in proof.items() if value},
    )  # fmt: skip
    db.session.add(delivery)
    db.session.flush()  # callers need the id
    return delivery


def require_handed_out(row: Document) -> None:
    """Raises: RuleBroken("internal" | "not_rendered"), Conflict("delivered")"""
    if not row.template.delivery:
        raise RuleBroken("internal", f"《{row.title}》是内部文书，不送达")
    if not row.is_rendered:
        raise RuleBroken(
            "not_rendered", f"《{row.title}》的 PDF 还没有制作好，不能登记送达。请稍候再办；制作失败的，先在文书页重试"
        )
    if row.delivery:
        raise Conflict("delivered", f"《{row.title}》已在 {row.delivery.delivered_on} 送达，不能重复登记")


def require_deliverable(row: Document, method, receiver_name, relation, on: date, deliverers, proof: dict) -> None:
    """Everything that must hold for a delivery to be valid. Raises: RuleBroken, as the rules"""
    notice, consented = row.notice, queries.has_consented(row)
    rules.require_published(method, notice and notice.effective_on, today())
    rules.require_circumstances(
        method, deliverers, receiver_name or "", proof.get("refusal_reason") or "", proof.get("witness") or "",
        proof.get("through") or "", bool(proof.get("recordings")),
    )  # fmt: skip
    rules.require_allowed_method(row.title, row.template.delivery, method)
    rules.require_consent(method, consented)
    rules.require_lawful_receiver(row.kind, method, relation or "")
    rules.require_possible_day(on, row.issued_on, today())
    rules.require_posted(method, proof.get("dispatched_on"), row.issued_on, on)


@command(permission="upload_attachment")
def upload_scan(actor, document_id, name, content):
    """Keep a scan of the paper as signed by hand, beside the PDF it was printed from.

    Raises: RuleBroken("file_type" | "file_size" | "file_empty")
    """
    row = find_document(document_id)
    attachment = files.store_attachment(actor, name, content, "document", row.id)
    scan = DocumentScan(document=row, attachment=attachment, uploaded_by=actor.id, uploaded_at=now())
    db.session.add(scan)
    db.session.flush()  # callers need the id
    return scan


def day_of(moment: str) -> date:
    """The local day of an ISO moment a form gave."""
    return datetime.fromisoformat(moment).date()
