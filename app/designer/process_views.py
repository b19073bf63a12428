"""The editor of a procedure's draft: begin, upload, the modeler's page and what it may choose from."""

import json
from pathlib import PurePosixPath

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError, RuleBroken
from app.core.headers import relax_styles
from app.designer import commands, procedures, queries, views
from app.designer import element_templates as templates
from app.designer.same_meaning import lost_by
from app.designer.uploads import UploadRefused, upload_drafts
from app.identity.sessions import requires
from app.workflow import overview
from app.workflow.problems import errors
from app.workflow.xml import LIMIT_BYTES

bp = views.bp


@bp.post("/processes/<key>/edit")
@requires(views.DESIGN)
def edit_process(key: str):
    """Open the draft of a procedure; a new one where nobody edits it yet."""
    return redirect(url_for("designer.edit_diagram", draft_id=commands.open_draft(current_user, "process", key).id))


@bp.post("/processes/new")
@requires(views.DESIGN)
def new_process():
    """A procedure of the office's own, from a blank diagram."""
    key, name = request.form.get("key", "").strip(), request.form.get("name", "").strip()
    try:
        draft = commands.begin_process(current_user, key, name, procedures.blank_diagram(key, name))
    except AnliuError as refused:
        return _list(refused, "new")
    return redirect(url_for("designer.edit_diagram", draft_id=draft.id))


@bp.post("/processes/upload")
@requires(views.DESIGN)
def upload():
    """Files made elsewhere become drafts."""
    try:
        drafts = upload_drafts(current_user, _uploaded())
    except AnliuError as refused:
        return _list(refused, "upload")
    flash(f"已放进草稿：{'、'.join(draft.name for draft in drafts)}")
    if len(drafts) == 1:
        return redirect(url_for("designer.show_draft", draft_id=drafts[0].id))
    return redirect(url_for("designer.list_drafts"))


@bp.post("/drafts/<int:draft_id>/upload")
@requires(views.DESIGN)
def upload_into(draft_id: int):
    """A diagram edited elsewhere takes the place of the draft's; forms come along."""
    try:
        upload_drafts(current_user, _uploaded(), draft_id)
    except AnliuError as refused:
        found = refused.found if isinstance(refused, UploadRefused) else None
        return views.draft_page(queries.draft(draft_id), refused, "upload", found)
    flash("已放进这份草稿")
    return redirect(url_for("designer.show_draft", draft_id=draft_id))


def _uploaded() -> dict[str, bytes]:
    """{file name: content}, read no further than one byte beyond what is allowed.

    Raises: RuleBroken("no_files" | "file_twice")
    """
    files = {}
    for sent in request.files.getlist("files"):
        if not (name := PurePosixPath((sent.filename or "").replace("\\", "/")).name):
            continue
        if name in files:
            raise RuleBroken("file_twice", f"选了两个都叫 {name} 的文件，请只留一个", {"files": "文件名重复"})
        files[name] = sent.read(LIMIT_BYTES + 1)
    if not files:
        raise RuleBroken("no_files", "还没有选文件，请选流程图（.bpmn）和它的表单（.json）", {"files": "还没有选文件"})
    return files


def _list(refused: AnliuError, asked: str):
    found = refused.found if isinstance(refused, UploadRefused) else None
    page = render_template("workflow/list.html", procedures=overview.procedures(), today_on=today(), errors=errors,
                           may_design=True, found=found, refused=refused, asked=asked, given=request.form)  # fmt: skip
    return page, refused.status


@bp.get("/drafts/<int:draft_id>/diagram")
@requires(views.READ)
def edit_diagram(draft_id: int):
    """The modeler. Who may not design, or when it is submitted, sees the draft's page instead."""
    draft = queries.draft(draft_id)
    if draft.kind != "process" or draft.state != "open" or not current_user.may(views.DESIGN):
        return redirect(url_for("designer.show_draft", draft_id=draft_id))
    relax_styles()
    return render_template("designer/diagram.html", draft=draft)


@bp.post("/drafts/<int:draft_id>/files/bpmn/<name>/same")
@requires(views.READ)
def compare_saved(draft_id: int, name: str):
    """Whether the editor would save what it opened. Body {"content", "saved"}; answers {"lost": [sentence]}."""
    body = request.get_json(silent=True)
    texts = [body.get(key) for key in ("content", "saved")] if isinstance(body, dict) else [None]
    if not all(isinstance(each, str) and len(each.encode()) <= LIMIT_BYTES for each in texts):
        raise RuleBroken("save_invalid", "对照的内容不完整，请刷新后再试")
    return jsonify(lost=lost_by(*texts))


@bp.get("/drafts/<int:draft_id>/choices")
@requires(views.READ)
def choices(draft_id: int):
    """What the editor offers: `element_templates.knowledge`, and the templates made of it."""
    known = templates.knowledge(queries.draft(draft_id))
    return jsonify(known | {"templates": templates.element_templates(known)})


@bp.get("/drafts/<int:draft_id>/templates")
@requires(views.READ)
def download_templates(draft_id: int):
    """The element templates as Camunda Modeler reads them."""
    found = templates.element_templates(templates.knowledge(queries.draft(draft_id)))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    disposition = 'attachment; filename="anliu-element-templates.json"'
    return Response(text, mimetype="application/json", headers={"Content-Disposition": disposition})


@bp.post("/drafts/<int:draft_id>/forms")
@requires(views.DESIGN)
def new_form(draft_id: int):
    """A form for a new step, with a result a gateway may ask and an opinion. Body {"key", "kind": decide | fill}.

    Answers {"value", "label", "fields", "url": its editor}.
    """
    body = request.get_json(silent=True)
    key, kind = (str(body.get(name) or "").strip() for name in ("key", "kind")) if isinstance(body, dict) else ("", "")
    file = commands.begin_form(current_user, draft_id, key, procedures.new_form(key, kind))
    fields = templates.asked_by_gateways(file.content)
    url = views.editor_of(queries.draft(draft_id), file)
    return jsonify(value=key, label=f"本草稿新建（{key}）", fields=fields, url=url), 201
