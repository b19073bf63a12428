"""Pages of the enterprise's own checks: who has a plan, the file of one enterprise by month, its plan, one check."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user

from app.core.clock import now, today
from app.core.errors import RuleBroken
from app.core.paging import page_number
from app.core.table_file import XLSX
from app.core.views import attachment_reader
from app.enterprises import queries as enterprises
from app.hazards import queries as hazards
from app.hazards import rules as hazard_rules
from app.hazards import thread as threads
from app.identity.sessions import requires
from app.inspections import queries as inspections
from app.self_checks import commands, export, leading, queries, rules
from app.workflow import queries as workflow
from app.workflow.forms.fields import ANSWERS

bp = Blueprint("self_checks", __name__, url_prefix="/self-checks")


@bp.app_context_processor
def standing_words() -> dict:
    """For the pages of enterprises, which know nothing of this package."""
    return {"lead_warnings": lead_warnings}


def lead_warnings(firms) -> dict[int, str]:
    """{enterprise: what of the principal's checks was missed last} of those that missed any."""
    return {key: each.warning for key, each in leading.standings(firms, today()).items() if each.warning}


def firm_for(enterprise_id: int):
    """Raises: NotFound("enterprise"); NotAllowed("other_enterprise")"""
    firm = enterprises.enterprise(enterprise_id)
    queries.require_may_see(current_user, firm)
    return firm


@attachment_reader
def reads_photos(user, attachment):
    """Whoever may see the check may open its photographs and its signature."""
    if attachment.subject_kind != "self_check":
        return None
    return queries.may_see(user, queries.self_check(int(attachment.subject_id)).enterprise)


@bp.get("")
@requires("read_hazards")
def list_plans():
    """The enterprises with a plan this person may see; an enterprise goes to its own file."""
    if current_user.has_role("enterprise_user"):
        own = enterprises.enterprise_of(current_user.id)
        return redirect(url_for(".show_file", enterprise_id=own.id) if own else url_for("inbox.enterprise_home"))
    text = request.args.get("q", "").strip()
    first, last = queries.month_bounds("")
    page = queries.planned_enterprises(current_user, text, page_number())
    return render_template(
        "self_checks/list.html", page=page, q=text, month=first,
        standings=queries.standings([firm.id for firm in page.items], first, last), leads=leading.standings(page.items, today()),
    )  # fmt: skip


@bp.get("/enterprises/<int:enterprise_id>")
@requires("read_hazards")
def show_file(enterprise_id):
    """The file of one enterprise (自查档案) for one month: what was due, done, missed; red where something is missing."""
    firm = firm_for(enterprise_id)
    first, last = queries.month_bounds(request.args.get("month", ""))
    rows = queries.checks(firm.id, first, last)
    return render_template(
        "self_checks/file.html", firm=firm, rows=rows, counts=queries.counts(rows), month=first, rules=rules, today_on=today(),
        earlier=first - rules.ONE_DAY, later=last + rules.ONE_DAY if last < today() else None,
        plans=[row for row in queries.plans(firm.id) if row.is_in_use], lead=leading.standings([firm], today()).get(firm.id),
        may_plan=queries.may_plan(current_user, firm),
    )  # fmt: skip


@bp.post("/enterprises/<int:enterprise_id>/export")
@requires("read_hazards")
def export_file(enterprise_id):
    """The file of one month as a table file."""
    firm = firm_for(enterprise_id)
    first, last = queries.month_bounds(request.args.get("month", ""))
    rows = queries.checks(firm.id, first, last)
    commands.note_export(current_user, firm.id, f"{first:%Y-%m}", len(rows))
    name = f"自查档案_{first:%Y%m}_{now():%Y%m%d_%H%M}.xlsx"
    made = export.workbook(rows, current_user.name, f"{firm.name}，{rules.period_words('monthly', first)}")
    return send_file(made, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/enterprises/<int:enterprise_id>/plan", methods=["GET", "POST"])
@requires("work_tasks")
def edit_plan(enterprise_id):
    """Which checks, from when on, who answers for each."""
    firm = firm_for(enterprise_id)
    queries.require_may_plan(current_user, firm)
    if request.method == "GET":
        return _plan_form(firm, {})
    try:
        commands.set_plan(current_user, firm.id, *_said())
    except RuleBroken as refusal:
        return _plan_form(firm, refusal.messages), 422
    flash("自查计划已订立，到时由系统派发到企业账号")
    return redirect(url_for(".show_file", enterprise_id=firm.id))


def _said() -> tuple[date, str, list[dict]]:
    """The form as `set_plan` takes it. Raises: RuleBroken("begins_on")"""
    try:
        begins_on = date.fromisoformat(request.form.get("begins_on", ""))
    except ValueError as wrong:
        raise RuleBroken("begins_on", "请选择开始日期", {"begins_on": "请选择日期"}) from wrong
    kinds = [
        {"kind": kind, "method": _method(request.form.get(f"{kind}_method", "")),
         **{name: request.form.get(f"{kind}_{name}", "")[:80] for name in ("responsible", "department")}}
        for kind in rules.KINDS if kind in request.form.getlist("kinds")
    ]  # fmt: skip
    return begins_on, request.form.get("content", ""), kinds


def _method(given: str) -> str:
    return given if given in rules.METHODS else "on_site"


def _plan_form(firm, messages):
    in_use = {row.kind: row for row in queries.plans(firm.id) if row.is_in_use}
    sectors = inspections.checklist_sectors()
    usual = next((row.content for row in in_use.values()), firm.sector if firm.sector in sectors else inspections.GENERAL)
    in_charge = enterprises.person_in_charge(firm.id)
    return render_template(
        "self_checks/plan.html", firm=firm, in_use=in_use, messages=messages, rules=rules, sectors=sectors,
        content=request.form.get("content", usual), begins_on=request.form.get("begins_on", today().isoformat()),
        in_charge=in_charge.name if in_charge else firm.legal_representative,
    )  # fmt: skip


@bp.get("/<int:self_check_id>")
@requires("read_hazards")
def show_check(self_check_id):
    """One check: what it says, what it found, what became of that."""
    row = queries.self_check(self_check_id)
    queries.require_may_see(current_user, row.enterprise)
    return render_template(
        "self_checks/show.html", check=row, rules=rules, today_on=today(), answers=ANSWERS,
        hazards={each.id: hazards.hazards_of_origin("self_check_finding", each.id) for each in row.findings},
        hazard_statuses=hazard_rules.STATUSES, open_items=workflow.open_items(row.instance_id) if row.instance_id else [],
        thread=threads.of(row.instance_id, current_user),
    )  # fmt: skip
