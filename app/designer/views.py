"""Pages of the desk: every draft on its way, what it changes, what is wrong with it, and the road into force."""

from datetime import date

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import local, today
from app.core.errors import AnliuError, NotFound, RuleBroken
from app.core.headers import saved_as
from app.designer import commands, procedures, queries
from app.designer.kinds import KINDS
from app.designer.models import DesignDraft, DesignFile
from app.identity.sessions import requires
from app.workflow.problems import errors

bp = Blueprint("designer", __name__)
DESIGN, READ, APPROVE = commands.DESIGN, "read_processes", commands.APPROVE
MIMETYPES = {"bpmn": "application/xml", "dmn": "application/xml", "form": "application/json"}
EXTENSIONS = {"bpmn": "bpmn", "dmn": "dmn", "form": "json"}
EDITORS = {
    "bpmn": "designer.edit_diagram", "form": "designer_forms.edit_form", "dmn": "designer_tables.edit_table",
}  # fmt: skip
STATES = {
    "open": ("编辑中", "wait"), "submitted": ("待复核", "run"), "approved": ("已批准", "done"), "dropped": ("已放弃", ""),
}  # fmt: skip


@bp.get("/drafts")
@requires(READ)
def list_drafts():
    """Everything on its way, and what was decided last."""
    return render_template("designer/list.html", live=queries.live_drafts(), closed=queries.closed_drafts(), **_words())


def _words() -> dict:
    return {"kinds": KINDS, "states": STATES, "name_of": queries.name_of, "errors": errors}


@bp.get("/drafts/<int:draft_id>")
@requires(READ)
def show_draft(draft_id: int):
    """What the draft changes, in sentences; its problems; submit, or for a second person approve and return."""
    return draft_page(queries.draft(draft_id))


def draft_page(draft: DesignDraft, refused: AnliuError | None = None, asked: str = "", found=None):
    """Args: refused: what refused the act `asked`; found: {file: problems} of refused uploads"""
    kind = KINDS[draft.kind]
    problems = kind.problems(draft) if draft.is_live else []
    page = render_template(
        "designer/draft.html", draft=draft, kind=kind, newest=kind.newest(draft.key), today_on=today(), asked=asked,
        problems=sorted(problems, key=lambda each: each.severity != "error"), refused=refused, found=found,
        changes=[each.words for each in kind.changes(draft)] if draft.is_live else draft.changes,
        may_design=current_user.may(DESIGN), may_approve=current_user.may(APPROVE),
        is_own=current_user.id in draft.editors, files=[(each, editor_of(draft, each)) for each in draft.files],
        shown_forms=_shown_forms(draft), **_words(),
    )  # fmt: skip
    return page, refused.status if refused else 200


def _shown_forms(draft: DesignDraft) -> list[tuple[str, str | None]]:
    """[(key, editor)] of the forms a procedure's diagram shows and the draft does not change."""
    if draft.kind != "process":
        return []
    keys = procedures.form_keys(draft.file("bpmn", draft.key).content)
    own = draft.contents("form")
    return [(key, _address("form", draft, key)) for key in keys if key not in own]


def editor_of(draft: DesignDraft, file: DesignFile) -> str | None:
    """The page that edits one file of a draft."""
    return _address(file.kind, draft, file.name)


def _address(kind: str, draft: DesignDraft, name: str) -> str | None:
    if EDITORS[kind] not in current_app.view_functions:
        return None
    return url_for(EDITORS[kind], draft_id=draft.id, **({"name": name} if kind == "form" else {}))


# --- acts -------------------------------------------------------------------------------------------------------------


@bp.post("/drafts/<int:draft_id>/submit")
@requires(DESIGN)
def submit(draft_id: int):
    """Ask a second person (提交复核)."""
    note = request.form.get("note", "")
    return _act(draft_id, "submit", lambda: commands.submit_draft(current_user, draft_id, _day(), note),
                "已提交复核，须由另一个人批准")  # fmt: skip


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("effective_on") or today().isoformat())
    except ValueError as error:
        message = "施行日期应写成 2026-12-01 的样子"
        raise RuleBroken("effective_on", message, {"effective_on": message}) from error


@bp.post("/drafts/<int:draft_id>/recall")
@requires(DESIGN)
def recall(draft_id: int):
    return _act(draft_id, "recall", lambda: commands.recall_draft(current_user, draft_id), "已撤回，可以接着改")


@bp.post("/drafts/<int:draft_id>/rebase")
@requires(DESIGN)
def rebase(draft_id: int):
    return _act(draft_id, "rebase", lambda: commands.rebase_draft(current_user, draft_id), "以草稿为准，改动已重新对照")


@bp.post("/drafts/<int:draft_id>/approve")
@requires(APPROVE)
def approve(draft_id: int):
    """Bring it into force (批准施行)."""
    submission = request.form.get("submission", 0, type=int)
    return _act(draft_id, "approve", lambda: commands.approve_draft(current_user, draft_id, submission), approved)


def approved(draft: DesignDraft) -> str:
    done = "、".join(f"{key} 第 {version} 版" for key, version in draft.outcome)
    return f"{done}自 {draft.effective_on:%Y-%m-%d} 起施行"


@bp.post("/drafts/<int:draft_id>/return")
@requires(APPROVE)
def send_back(draft_id: int):
    reason = request.form.get("reason", "")
    return _act(draft_id, "return", lambda: commands.return_draft(current_user, draft_id, reason), "已退回")


@bp.post("/drafts/<int:draft_id>/drop")
@requires(DESIGN)
def drop(draft_id: int):
    return _act(draft_id, "drop", lambda: commands.drop_draft(current_user, draft_id), "草稿已放弃，内容还能在这里看到")


@bp.post("/drafts/<int:draft_id>/files/<kind>/<name>/remove")
@requires(DESIGN)
def remove_file(draft_id: int, kind: str, name: str):
    return _act(draft_id, "remove", lambda: commands.remove_file(current_user, draft_id, kind, name), f"{name} 已移出草稿")


def _act(draft_id: int, asked: str, act, said):
    """One command; a refusal shows the page again with what to do."""
    try:
        draft = act()
    except AnliuError as refused:
        return draft_page(queries.draft(draft_id), refused, asked)
    flash(said(draft) if callable(said) else said)
    return redirect(url_for(".show_draft", draft_id=draft_id))


# --- files ------------------------------------------------------------------------------------------------------------


@bp.get("/drafts/<int:draft_id>/files/<kind>/<name>")
@requires(READ)
def read_file(draft_id: int, kind: str, name: str):
    """{"content", "revision", "saved_at", "saved_by", "state"}; `?download` saves the file."""
    draft = queries.draft(draft_id)
    file = draft.file(kind, name)
    if file is None:
        raise NotFound("draft_file", "草稿里没有这个文件，可能刚被移除")
    if "download" in request.args:
        return Response(file.content, mimetype=MIMETYPES[kind], headers=saved_as(f"{name}.{EXTENSIONS[kind]}"))
    return jsonify(content=file.content, state=draft.state, **_saved(file))


def _saved(file: DesignFile) -> dict:
    who = queries.name_of(file.saved_by)
    return {"revision": file.revision, "saved_at": f"{local(file.saved_at):%H:%M}", "saved_by": who}


@bp.put("/drafts/<int:draft_id>/files/<kind>/<name>")
@requires(DESIGN)
def save_file(draft_id: int, kind: str, name: str):
    """Body {"content", "revision"}: the text and the revision it was made from. Answers revision and time."""
    if kind not in MIMETYPES:
        abort(404)
    body = request.get_json(silent=True)
    content, revision = (body.get("content"), body.get("revision")) if isinstance(body, dict) else (None, None)
    if not isinstance(content, str) or not isinstance(revision, int):
        raise RuleBroken("save_invalid", "保存的内容不完整，请刷新后再试")
    return jsonify(_saved(commands.save_draft(current_user, draft_id, kind, name, content, revision)))


@bp.get("/drafts/<int:draft_id>/problems")
@requires(READ)
def list_problems(draft_id: int):
    """{"problems": [{code, element, message, severity}], "changes": [sentence]}, errors first."""
    draft = queries.draft(draft_id)
    kind = KINDS[draft.kind]
    found = sorted(kind.problems(draft), key=lambda each: each.severity != "error")
    changes = [{"words": each.words, "element": each.element} for each in kind.changes(draft)]
    return jsonify(problems=[each.as_dict() for each in found], changes=changes)
