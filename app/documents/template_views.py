"""文书模板: what a designer sees of every paper the product ships with. Read only: a release of the software changes them."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file

from app.core.headers import sandbox
from app.documents import catalogue, rules, samples, template_queries
from app.identity.sessions import requires

bp = Blueprint("document_templates", __name__, url_prefix="/documents/templates")
ACTS = {"write": "填写、预览", "issue": "制作、编号", "deliver": "送达"}
FILLED = {"organ": "机关信息", "number": "系统编号", "today": "当天日期", None: "办理中登记的事实"}
KINDS = {
    "text": "文字", "longtext": "长文字", "date": "日期", "datetime": "日期和时间", "money": "金额（元）", "int": "整数",
    "bool": "是或否", "choice": "选项", "list": "清单",
}  # fmt: skip
RECEIPTS = {"separate": "送达回执", "on_paper": "在文书上签收", "none": "不送达"}


@bp.get("")
@requires("read_processes")
def list_templates():
    """All papers, or those found; the search lives in the address."""
    words = request.args.get("q", "").strip()[:60]
    return render_template("documents/templates.html", found=template_queries.matching(words), q=words, methods=rules.METHODS)


@bp.get("/<template_id>")
@requires("read_processes")
def show_template(template_id: str):
    """One paper: its sample, who issues and delivers it, what it is filled with. Raises: NotFound("document_template")"""
    paper = catalogue.template(template_id)
    labels = {field.name: field for field in paper.fields}
    return render_template(
        "documents/template.html", paper=paper, uses=template_queries.uses().get(template_id, []), acts=ACTS, filled=FILLED,
        kinds=KINDS, receipts=RECEIPTS, methods=rules.METHODS, when=lambda field: _when(field, labels),
    )  # fmt: skip


def _when(field, known: dict) -> str:
    """「必有」, when it must be there, or "" where it may be absent."""
    if field.required:
        return "必有"
    conditions = [f"{known[name].label}为{(known[name].options or {}).get(str(value), _spoken(value))}时必有"
                  for name, value in (field.required_when or {}).items()]  # fmt: skip
    return "，或者".join(conditions)


def _spoken(value) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@bp.get("/<template_id>/sample.pdf")
@requires("read_processes")
def sample(template_id: str):
    """The paper from its invented sample, made on demand; marked 演示 and without a number."""
    content = samples.sample_pdf(template_id)
    sandbox(framed=True)
    name = f"样张 {catalogue.template(template_id).name}.pdf"
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, as_attachment="download" in request.args)
