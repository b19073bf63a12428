"""The ledger of hidden dangers: the list, its figures, what is taken out of it, and merging what was reported twice."""

from dataclasses import replace
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, send_file, stream_with_context, url_for
from flask_login import current_user

from app.core import list_pages, saved_filters, search
from app.core.clock import now, today
from app.core.errors import NotFound
from app.core.table_file import MOST, XLSX
from app.enterprises import queries as enterprises
from app.hazards import commands, ledger_export, ledger_statistics, rules, tellings
from app.hazards import ledger_queries as ledger
from app.hazards import queries as hazards
from app.hazards.ledger_queries import Filter
from app.hazards.views import bp, hazard_for
from app.identity.sessions import requires
from app.workflow import queries as workflow


def asked_for() -> tuple[Filter, tuple[str, ...], search.Wanted]:
    """What the address narrows the ledger to, what this person may see of it, and both as the index is asked."""
    chosen, seen = Filter.from_args(request.args), ledger.seen_by(current_user)
    if current_user.has_role("enterprise_user"):
        chosen = replace(chosen, source="")  # which of its hazards were reported is not told by counting, either
    return chosen, seen, ledger.wanted(chosen, seen)


def unit_of(chosen: Filter):
    """The unit whose list this is (照单销号), or None."""
    own = enterprises.enterprise_of(current_user.id) if current_user.has_role("enterprise_user") else None
    return own or (enterprises.enterprise(int(chosen.enterprise)) if chosen.enterprise else None)


@bp.get("")
@requires("read_hazards")
def list_hazards():
    """The hazards this person may see: search, filters, order and place live in the address."""
    chosen, seen, what = asked_for()
    page = ledger.page(chosen, what)
    list_pages.lead_on(page, chosen, ".list_hazards", ledger.PAGE)
    return render_template(
        "hazards/list.html", page=page, chosen=chosen, rules=rules, today_on=today(), unit=unit_of(chosen),
        left=hazards.lefts(page.items), told=tellings.tellings(page.items), reasons=ledger.reasons(page.items, chosen),
        chips=ledger.CHIPS, counts=ledger.chip_counts(chosen, seen), choices=ledger.choices(current_user),
        sorts=ledger.SORTS, kept=saved_filters.of(current_user, "hazards"), may_start=workflow.may_start(current_user, rules.PROCESS),
    )  # fmt: skip


@bp.get("/statistics")
@requires("read_hazards")
def show_statistics():
    """Figures of what the filter finds, in every dimension; who is slow; in which sectors units keep a ledger."""
    chosen, _, what = asked_for()
    figures = ledger_statistics.Figures(what, chosen)
    own = current_user.has_role("enterprise_user")
    return render_template(
        "hazards/statistics.html", chosen=chosen, total=figures.total, narrowed=ledger.words_of(chosen, current_user),
        dimensions=[one for one in figures.dimensions if not own or one.name != "source"],
        cross=None if own else figures.cross(*crossed()), names=ledger_statistics.NAMES,
        slow=[] if own else ledger_statistics.slow(what), slow_below=ledger_statistics.SLOW_BELOW,
        kept_ledgers=[] if own else ledger_statistics.kept_ledgers(what), share=ledger_statistics.share,
    )  # fmt: skip


def crossed() -> tuple[str, str]:
    """The two dimensions the address sets against each other; 地区 and 状态 where it names none or the same twice."""
    asked = (request.args.get("rows", ""), request.args.get("columns", ""))
    known = asked[0] != asked[1] and all(name in ledger_statistics.NAMES for name in asked)
    return asked if known else ("area", "status")


@bp.post("/export/<kind>")
@requires("read_hazards")
def export_hazards(kind):
    """The hazards of the list, as it is narrowed: a table file, JSON, or the three lists."""
    if kind not in ledger_export.NAMES:
        raise NotFound("export_kind", "没有这种导出，请从台账页导出")
    chosen, _, what = asked_for()
    narrowed = ledger.words_of(chosen, current_user)
    ledger_export.note_export(current_user, kind, min(search.count(what, MOST), MOST), narrowed)
    name = f"{ledger_export.NAMES[kind]}_{now():%Y%m%d_%H%M}.{'json' if kind == 'json' else 'xlsx'}"
    if kind == "json":
        answer = Response(stream_with_context(ledger_export.as_json(chosen, what, current_user, narrowed)), mimetype="application/json")
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return answer
    make = ledger_export.three_lists if kind == "lists" else ledger_export.workbook
    return send_file(make(chosen, what, current_user, narrowed), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.post("/views")
@requires("read_hazards")
def list_hazards_keep():
    """Keep the ledger as the address narrows it, under a name (存为我的视图)."""
    return list_pages.keep_view("hazards", ".list_hazards", Filter.from_args(request.args).args())


@bp.post("/views/<int:filter_id>/forget")
@requires("read_hazards")
def list_hazards_forget(filter_id):
    """Forget a view of one's own."""
    return list_pages.forget_view(filter_id, ".list_hazards")


@bp.post("/<int:hazard_id>/merge")
@requires("work_tasks")
def merge_hazard(hazard_id):
    """Merge what was reported twice (合并) into the one that leads on."""
    row = hazard_for(hazard_id)
    commands.merge(current_user, row, request.form.get("same_as", ""), request.form.get("reason", ""))
    flash(f"已并入 {request.form['same_as']}")
    return redirect(url_for(".show_hazard", hazard_id=row.merged_into_id))
