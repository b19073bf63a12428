"""Pages of enterprises: list, file, editing, persons, risk colour, import."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import ValidationError

from app.core.errors import Conflict, RuleBroken
from app.core.paging import page_number
from app.enterprises import commands, imports, queries, rules, schemas, tables, timeline
from app.enterprises.import_pages import Desk, add_pages
from app.identity import queries as identity
from app.identity.sessions import requires

bp = Blueprint("enterprises", __name__)


@bp.context_processor
def _words() -> dict:
    return {
        "capacities": rules.CAPACITIES,
        "risk_levels": rules.RISK_LEVELS,
        "scales": [(words, words) for words in rules.SCALES],
    }


def _areas() -> list[tuple[str, str]]:
    return [(area.id, area.name) for area in identity.areas()]


@bp.get("/enterprises")
@requires("read_enterprises")
def list_enterprises():
    asked = {key: request.args.get(key, "").strip() for key in ("q", "area", "sector", "risk")}
    page = queries.enterprises(asked["q"], asked["area"], asked["sector"], asked["risk"], page_number())
    return render_template("enterprises/list.html", page=page, asked=asked, areas=_areas(),
                           sectors=queries.sectors_in_use())  # fmt: skip


@bp.get("/enterprises/<int:enterprise_id>")
@requires("read_enterprises")
def show(enterprise_id: int):
    return _file(enterprise_id)


def _file(enterprise_id: int, messages=None):
    enterprise = queries.enterprise(enterprise_id)
    return render_template("enterprises/show.html", enterprise=enterprise, events=timeline.events(enterprise_id),
                           persons=queries.persons(enterprise_id, active=False), messages=messages or {},
                           )  # fmt: skip


@bp.route("/enterprises/new", methods=["GET", "POST"])
@requires("edit_enterprises")
def create():
    if request.method == "GET":
        return _form(None, {})
    try:
        created = commands.create_enterprise(current_user, **schemas.EnterpriseForm().load(request.form))
    except (ValidationError, RuleBroken) as refused:
        return _form(None, refused.messages), 422
    flash(f"已为{created.name}建档")
    return redirect(url_for("enterprises.show", enterprise_id=created.id))


@bp.route("/enterprises/<int:enterprise_id>/edit", methods=["GET", "POST"])
@requires("edit_enterprises")
def edit(enterprise_id: int):
    enterprise = queries.enterprise(enterprise_id)
    if request.method == "GET":
        return _form(enterprise, {})
    try:
        fields = schemas.EnterpriseForm().load(request.form)
        commands.edit_enterprise(current_user, enterprise_id, request.form.get("version", type=int), **fields)
    except (ValidationError, RuleBroken, Conflict) as refused:
        return _form(queries.enterprise(enterprise_id), refused.messages), getattr(refused, "status", 422)
    flash("档案已更正，变更记录在大事记里")
    return redirect(url_for("enterprises.show", enterprise_id=enterprise_id))


def _form(enterprise, messages):
    typed = request.form if request.method == "POST" else None
    return render_template("enterprises/form.html", enterprise=enterprise, typed=typed, messages=messages,
                           areas=_areas(), sectors=rules.SECTORS)  # fmt: skip


def _changed(enterprise_id: int, said: str, act):
    """Run the one command and show the file again; a refusal keeps what was typed."""
    try:
        act()
    except (ValidationError, RuleBroken) as refused:
        return _file(enterprise_id, refused.messages), 422
    flash(said)
    return redirect(url_for("enterprises.show", enterprise_id=enterprise_id))


@bp.post("/enterprises/<int:enterprise_id>/persons")
@requires("edit_enterprises")
def add_person(enterprise_id: int):
    return _changed(enterprise_id, "人员已登记", lambda: commands.add_person(
        current_user, enterprise_id, **schemas.PersonForm().load(request.form)))  # fmt: skip


@bp.post("/enterprises/<int:enterprise_id>/persons/<int:person_id>/retire")
@requires("edit_enterprises")
def retire_person(enterprise_id: int, person_id: int):
    return _changed(enterprise_id, "已登记离任，记录保留", lambda: commands.retire_person(current_user, person_id))


@bp.post("/enterprises/<int:enterprise_id>/risk")
@requires("set_risk_level")
def set_risk_level(enterprise_id: int):
    return _changed(enterprise_id, "风险等级已调整", lambda: commands.set_risk_level(
        current_user, enterprise_id, **schemas.RiskForm().load(request.form)))  # fmt: skip


add_pages(bp, "/enterprises/imports", Desk(
    imports.ENTERPRISES, ("enterprises.list_enterprises", "企业"), "用信用代码认企业，重复导入不会重复建档",
    "最多 20 万行、64 MB。表头写“单位名称”“信用代码”等常见叫法也认得。",
    {"created": "新建", "updated": "更新", "unchanged": "没变动"}, tables.template,
))  # fmt: skip
