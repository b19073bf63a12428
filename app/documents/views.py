"""Pages of papers: the list, one paper with its delivery and scans, its PDF."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from app.core import files
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.headers import sandbox
from app.core.paging import page_number
from app.core.views import attachment_reader
from app.documents import catalogue, commands, queries, rules
from app.documents import notice_queries as notices
from app.documents.models import STATUS

bp = Blueprint("documents", __name__, url_prefix="/documents")
STATES = {"undelivered": "待送达", "delivered": "已送达", "pending": STATUS["pending"], "failed": STATUS["failed"]}


@bp.get("/")
def list_documents():
    """The papers of the bureaus this person sees, with search."""
    _require_reader()
    text, template_id = request.args.get("q", "").strip(), request.args.get("template", "")
    state = request.args.get("state", "")
    page = queries.search(current_user, text, template_id, state, page_number())
    return render_template(
        "documents/list.html", page=page, q=text, template_id=template_id, state=state, states=STATES,
        templates=catalogue.catalogue().values(),
    )  # fmt: skip


@bp.get("/<int:document_id>")
def show_document(document_id):
    """One paper: as it prints, its number, its delivery, its signed scans."""
    paper = queries.document_for(current_user, document_id)
    tell_opened(paper)
    return render_template(
        "documents/show.html", paper=paper, preview=queries.preview(paper), methods=rules.METHODS,
        relations=rules.RELATIONS, status=STATUS, notes=queries.notes(paper), beside=notices.beside(current_user, paper),
    )  # fmt: skip


@bp.get("/<int:document_id>/pdf")
def download_pdf(document_id):
    """The PDF, shown in place or saved."""
    paper = queries.document_for(current_user, document_id)
    if not paper.is_rendered:
        raise NotFound("not_rendered", "这份文书的 PDF 还没有制作好，请稍候刷新")
    files.read(paper.pdf_sha256)  # refuses a damaged file
    tell_opened(paper)
    sandbox(framed=True)
    name = f"{paper.title}{paper.number}.pdf"
    return send_file(
        files.path_of(paper.pdf_sha256), mimetype="application/pdf", download_name=name,
        as_attachment="download" in request.args, etag=paper.pdf_sha256,
    )  # fmt: skip


def tell_opened(paper) -> None:
    """Whoever wants to know that a paper was opened is told."""
    for listener in queries.LISTENERS:
        listener(current_user, paper)


@bp.post("/<int:document_id>/scans")
def upload_scan(document_id):
    """Keep a scan of the signed paper."""
    queries.document_for(current_user, document_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("file_empty", "还没有选文件，请选择扫描件或者照片", {"file": "还没有选文件"})
    commands.upload_scan(current_user, document_id, sent.filename, sent.read(files.MAX_BYTES + 1))
    flash("签字扫描件已存入")
    return redirect(url_for(".show_document", document_id=document_id))


@bp.post("/<int:document_id>/retry")
def retry_render(document_id):
    """Print a paper again that failed."""
    queries.document_for(current_user, document_id)
    commands.retry_render(current_user, document_id)
    flash("已重新排队制作，文号不变")
    return redirect(url_for(".show_document", document_id=document_id))


@bp.get("/paper.css")
def paper_css():
    """The style sheet of the papers, the same for screen and print."""
    return send_file(catalogue.LAYOUT / "paper.css", mimetype="text/css")


@attachment_reader
def reads_scan(user, attachment):
    """Whoever may see the paper may see its scans."""
    if attachment.subject_kind != "document":
        return None
    return queries.may_see(user, queries.document(int(attachment.subject_id)))


def _require_reader() -> None:
    if not current_user.may("read_documents"):
        raise NotAllowed("permission", "您的岗位不能查看文书；如确需查看，请联系管理员调整岗位")
