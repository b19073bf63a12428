"""Pages of the designers' desk for decision tables: the list, and the editor of a draft with what the checker says."""

import re

from flask import (
    Blueprint,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError, RuleBroken
from app.core.headers import relax_styles
from app.core.xml import IDENTIFIER, LIMIT_BYTES
from app.decisions import DecisionError, Model, read_model
from app.designer import commands, queries, tables
from app.designer.dmn_versions import for_editor
from app.designer.models import DesignDraft
from app.identity.sessions import requires
from app.law.tables import queries as in_force
from app.law.tables import reading

bp = Blueprint("designer_tables", __name__)
DESIGN, READ = "deploy_process", "read_processes"
KEY = re.compile(r"[a-z][a-z0-9_]{2,79}", re.ASCII)


@bp.get("/tables")
@requires(READ)
def list_tables():
    return _list()


def _list(refused: AnliuError | None = None, found=(), file=""):
    drafts = {draft.key: draft for draft in queries.live_drafts() if draft.kind == "table"}
    rows = in_force.newest_versions()
    fresh = [draft for key, draft in drafts.items() if key not in {row.key for row in rows}]
    return render_template(
        "designer/tables.html", rows=rows, drafts=drafts, fresh=fresh, today_on=today(), refused=refused, found=found,
        file=file, may_design=current_user.may(DESIGN), given=request.form,
    )  # fmt: skip


@bp.post("/tables")
@requires(DESIGN)
def begin_table():
    """A draft of a new table: one condition, one result, one row."""
    name, key = request.form.get("name", "").strip(), request.form.get("key", "").strip()
    try:
        _require_new(name, key)
        draft = commands.begin_draft(current_user, "table", key, name, [("dmn", key, tables.blank_table(key, name))])
    except AnliuError as refused:
        return _list(refused), refused.status
    return redirect(url_for(".edit_table", draft_id=draft.id))


def _require_new(name: str, key: str) -> None:
    if not name or re.search(r"[<>&\"]", name):
        raise RuleBroken("name_missing", "请写表的名称，如 听证告知；不要用引号和尖括号", {"name": "请写名称"})
    if not KEY.fullmatch(key):
        words = "编号用小写英文字母开头的字母、数字、下划线，至少三个，如 hearing_right"
        raise RuleBroken("key_invalid", words, {"key": words})
    if in_force.find_newest(key):
        raise RuleBroken(
            "key_taken", f"编号“{key}”已有一张决策表，请在列表里选“修改”，或者换一个编号", {"key": "编号已用"}
        )


@bp.post("/tables/upload")
@requires(DESIGN)
def upload_table():
    """A draft from a file somebody made elsewhere (上传), or the newest content of the draft already open."""
    try:
        name, content = _uploaded()
        text = tables.text_of(content)
        draft = _draft_of_file(read_model(content, lenient=True), text)
    except DecisionError as wrong:
        return _list(found=wrong.faults, file=name), 422
    except AnliuError as refused:
        return _list(refused), refused.status
    flash(f"{name} 已放进“{draft.name}”的草稿")
    return redirect(url_for(".edit_table", draft_id=draft.id))


def _draft_of_file(model: Model, text: str) -> DesignDraft:
    key = tables.main_decision(model)
    if key is None:
        raise RuleBroken("no_decision", "文件里没有最终决策（没有被别的决策引用的决策），请在建模工具里加上")
    if not IDENTIFIER.fullmatch(key):
        words = "最终决策没有编号（id），或者编号超过 80 个字符、不以字母开头、含空格或斜杠一类的符号"
        raise RuleBroken("id_invalid", f"{words}，请改好再上传")
    if draft := queries.live_draft("table", key):
        return _replace(draft, text)
    return commands.begin_draft(current_user, "table", key, model.decisions[key].name, [("dmn", key, text)])


def _replace(draft: DesignDraft, text: str) -> DesignDraft:
    file = draft.file("dmn", draft.key)
    commands.save_draft(current_user, draft.id, "dmn", draft.key, text, file.revision)
    return draft


def _uploaded() -> tuple[str, bytes]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("no_file", "还没有选文件，请选一个决策表文件（.dmn）", {"file": "还没有选文件"})
    return sent.filename, sent.read(LIMIT_BYTES + 1)


@bp.post("/tables/<key>/edit")
@requires(DESIGN)
def change_table(key: str):
    """The draft of a table in force, begun now or going on."""
    draft = commands.open_draft(current_user, "table", key)
    return redirect(url_for(".edit_table", draft_id=draft.id))


@bp.get("/drafts/<int:draft_id>/table")
@requires(READ)
def edit_table(draft_id: int):
    """The editor; a draft that is no longer open, and a person who does not design, only look."""
    draft = _draft(draft_id)
    relax_styles()  # dmn-js sets styles on its elements
    file = draft.file("dmn", draft.key)
    told = {
        "key": draft.key, "text": _for_editor(file.content), "revision": file.revision,
        "readonly": draft.state != "open" or not current_user.may(DESIGN),
        "url": url_for("designer.read_file", draft_id=draft.id, kind="dmn", name=draft.key),
        "kept": f"{current_user.id}:{draft.id}:dmn", "parts_url": url_for(".table_parts", draft_id=draft.id),
        "same_url": url_for(".same_table", draft_id=draft.id),
        "try_url": url_for(".try_table", draft_id=draft.id),
    }  # fmt: skip
    return render_template("designer/table.html", draft=draft, told=told, parts=_parts(draft))


def _for_editor(text: str) -> str:
    try:
        return for_editor(text)
    except DecisionError:  # a draft somebody broke: the editor says so
        return text


def _draft(draft_id: int) -> DesignDraft:
    draft = queries.draft(draft_id)
    if draft.kind != "table":
        raise RuleBroken("draft_kind", "这份草稿不是决策表，请从它的列表打开")
    return draft


@bp.get("/drafts/<int:draft_id>/table/parts")
@requires(READ)
def table_parts(draft_id: int):
    """What the page shows beside the editor, after each save: {id: html}."""
    return jsonify(_parts(_draft(draft_id)))


def _parts(draft: DesignDraft) -> dict[str, str]:
    """{id of a part of the page: its HTML}: what the checker says, what changes, what the try-out asks for."""
    part = {
        name: get_template_attribute("designer/table_parts.html", name) for name in ("findings", "changes", "tryout")
    }
    model, found = tables.findings(draft)
    asked = reading.asked(model, draft.key) if model and draft.key in model.decisions else None
    return {
        "findings": part["findings"]([*map(_shown, found)]),
        "changes": part["changes"](tables.table_changes_of(draft)),
        "tryout": part["tryout"](asked, reading.WORDS),
    }


def _shown(finding) -> dict:
    """A fault or finding as the page shows it. `example`: JSON-ready inputs that show it."""
    example = getattr(finding, "example", None)
    return {
        "message": finding.message, "code": finding.code, "gap": finding.code == "null_gap",
        "severity": "error" if tables.refuses(finding) else getattr(finding, "severity", "warning"),
        "decision": getattr(finding, "decision", None) or getattr(finding, "element", None),
        "rules": " ".join(getattr(finding, "rules", ())), "rows": getattr(finding, "rows", ()),
        "example": example and {name: reading.as_json(value) for name, value in example.items()},
    }  # fmt: skip


@bp.post("/drafts/<int:draft_id>/table/same")
@requires(READ)
def same_table(draft_id: int):
    """{content, saved}: whether the editor's own writing of what it opened still says the same; else it is not edited.

    Raises: RuleBroken("editor_loses")
    """
    sent = request.get_json()
    try:
        lost = tables.lost_by(str(sent.get("content") or ""), str(sent.get("saved") or ""))
    except DecisionError as wrong:
        lost = [fault.message for fault in wrong.faults]
    if lost:
        words = f"在浏览器里打开会丢掉{'、'.join(lost[:5])}的内容，所以没有打开；请下载后用建模工具修改，再上传"
        raise RuleBroken("editor_loses", words)
    return jsonify(same=True)


@bp.post("/drafts/<int:draft_id>/table/try")
@requires(READ)
def try_table(draft_id: int):
    """Decide by the draft as it was saved last: {name: value} → {html, fired: [ids of rows]}; nothing is recorded."""
    draft = _draft(draft_id)
    tried = get_template_attribute("designer/table_parts.html", "tried")
    try:
        model = read_model(tables.content_of(draft))
        outcome = in_force.evaluate_model(model, draft.key, request.get_json(), f"草稿“{draft.name}”")
    except DecisionError as wrong:
        return jsonify(html=tried(None, f"草稿现在有错误，不能判定：{wrong.faults[0].message}", None), fired=[])
    except RuleBroken as refused:
        return jsonify(html=tried(None, refused.message, None), fired=[])
    fired = [row for rows in outcome.fired.values() for row in rows]
    return jsonify(html=tried(reading.sentence(model, draft.key, outcome.value), "", fired), fired=fired)
