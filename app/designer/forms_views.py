"""Pages of the designers' desk for forms: the list, one form with the steps that show it, the editor, the preview."""

import re

from flask import Blueprint, flash, get_template_attribute, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.errors import AnliuError, RuleBroken
from app.core.headers import allow_own_frame, relax_styles
from app.core.xml import LIMIT_BYTES
from app.designer import commands, forms, queries
from app.designer.models import DesignDraft
from app.identity.permissions import ROLES
from app.identity.sessions import local_path, requires
from app.workflow.checks import check_form_file
from app.workflow.problems import Refused, errors

bp = Blueprint("designer_forms", __name__)
DESIGN, READ = commands.DESIGN, "read_processes"
UNREADABLE = {"form_json", "form_too_large", "form_shape"}  # what else the check finds may stand in a draft


@bp.get("/forms")
@requires(READ)
def list_forms():
    """Every form a procedure shows, with its steps and the draft on its way."""
    drafts = {draft.key: draft for draft in queries.live_drafts() if draft.kind == "form"}
    return render_template("designer/forms.html", rows=forms.listed(), drafts=drafts)


@bp.get("/forms/<key>")
@requires(READ)
def show_form(key: str):
    """A form as it is in the newest releases: the steps that show it, and how an officer sees it."""
    return _form_page(key)


def _form_page(key: str, refused: AnliuError | None = None):
    shown = forms.form(key, forms.released(key), forms.uses().get(key, []))
    page = render_template("designer/form_shown.html", form=shown, draft=queries.live_draft("form", key),
                           refused=refused, may_design=current_user.may(DESIGN))  # fmt: skip
    return page, refused.status if refused else 200


@bp.post("/forms/<key>/edit")
@requires(DESIGN)
def change_form(key: str):
    """The draft of a form, begun now or going on."""
    draft = commands.open_draft(current_user, "form", key)
    return redirect(url_for(".edit_form", draft_id=draft.id, name=key))


@bp.post("/forms/<key>/upload")
@requires(DESIGN)
def upload_form(key: str):
    """A form edited elsewhere takes the place of what the draft holds, begun now or going on."""
    try:
        draft = _place(key, _uploaded(key))
    except AnliuError as refused:
        return _form_page(key, refused)
    flash("已放进这张表单的草稿")
    return redirect(url_for(".edit_form", draft_id=draft.id, name=key))


def _uploaded(key: str) -> str:
    """Raises: RuleBroken("no_file"); Refused: not a form we may keep"""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("no_file", "还没有选文件，请选一个表单文件（.json）", {"file": "还没有选文件"})
    content = sent.read(LIMIT_BYTES + 1)
    if faults := [each for each in errors(check_form_file(f"{key}.json", content)) if each.code in UNREADABLE]:
        raise Refused(faults)
    return content.decode("utf-8-sig")


def _place(key: str, text: str) -> DesignDraft:
    draft = commands.open_draft(current_user, "form", key)
    commands.save_draft(current_user, draft.id, "form", key, text, draft.file("form", key).revision)
    return draft


@bp.get("/drafts/<int:draft_id>/forms/<name>")
@requires(READ)
def edit_form(draft_id: int, name: str):
    """The editor of one form of a draft: the form's own, or a procedure's; `back` is where to go on afterwards."""
    draft = queries.draft(draft_id)
    relax_styles()  # form-js sets styles on its elements
    text, revision = forms.text_in(draft, name)
    used = forms.uses().get(name, [])
    told = {
        "name": name, "text": text, "revision": revision, "url": url_for("designer.read_file", draft_id=draft.id, kind="form", name=name),
        "kept": f"{current_user.id}:{draft.id}:form:{name}", "roles": ROLES,
        "parts_url": url_for(".form_parts", draft_id=draft.id, name=name),
    }  # fmt: skip
    return render_template(
        "designer/form.html", draft=draft, name=name, told=told, parts=_parts(draft, name), used=used,
        title=forms.name_of(text, used, name), may_edit=draft.state == "open" and current_user.may(DESIGN),
        back=local_path(request.args.get("back")) or url_for("designer.show_draft", draft_id=draft.id),
    )  # fmt: skip


@bp.get("/drafts/<int:draft_id>/forms/<name>/parts")
@requires(READ)
def form_parts(draft_id: int, name: str):
    """What the page shows beside the editor, after each save: {id: html}."""
    return jsonify(_parts(queries.draft(draft_id), name))


def _parts(draft: DesignDraft, name: str) -> dict[str, str]:
    """{id of a part of the page: its HTML}: what the checker says, what changes."""
    part = {name: get_template_attribute("designer/form_parts.html", name) for name in ("findings", "changes")}
    found = sorted(forms.problems(draft, name), key=lambda each: each.severity != "error")
    return {"findings": part["findings"](found), "changes": part["changes"](forms.changes(draft, name))}


@bp.get("/forms/<key>/preview")
@requires(READ)
def preview_released(key: str):
    return _preview(key, forms.released(key), f"released-{key}")


@bp.get("/drafts/<int:draft_id>/forms/<name>/preview")
@requires(READ)
def preview_draft(draft_id: int, name: str):
    return _preview(name, forms.text_in(queries.draft(draft_id), name)[0], f"{draft_id}-{name}")


def brought_in(text: str) -> dict[str, str]:
    """What the words of a form take from the matter; the preview says so where no matter is."""
    named, asked = re.findall(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}", text, re.ASCII), set(re.findall(r'"key":\s*"(\w+)"', text))
    return {name: "〔办理时带出〕" for name in named if name not in asked}


def _preview(name: str, text: str, identity: str):
    """The form as a task page shows it, in a frame as wide as that page's column or a phone; nothing is sent."""
    allow_own_frame()
    faults = errors(check_form_file(f"{name}.json", text.encode()))
    data = {
        "id": f"preview-{identity}", "title": name, "schema": forms.document(text), "data": brought_in(text), "readonly": False,
        "person": current_user.id, "draft": None, "draft_url": None, "submit_url": None,
    }  # fmt: skip
    return render_template("designer/form_preview.html", name=name, data=data, faults=faults)
