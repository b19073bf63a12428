"""The page that lists cases and finds one."""

from flask import render_template, request, send_file
from flask_login import current_user

from app.cases import export, listing
from app.cases.listing import Filter
from app.cases.models import CASE_STATUSES
from app.cases.views import bp
from app.core import list_pages, saved_filters, search
from app.core.clock import now
from app.core.table_file import MOST, XLSX
from app.identity import queries as identity
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.get("/")
@requires("read_cases")
def list_cases():
    """The cases this person may see: search, filters, order and place live in the address."""
    chosen = Filter.from_args(request.args)
    seen = identity.bureaus_seen_by(current_user)
    page = listing.page(chosen, listing.wanted(chosen, current_user, seen))
    list_pages.lead_on(page, chosen, ".list_cases", listing.PAGE)
    return render_template(
        "cases/list.html", page=page, chosen=chosen, may_start=workflow.may_start(current_user, "penalty_case"),
        statuses=CASE_STATUSES, left=listing.left(page.items), reasons=listing.reasons(page.items, chosen),
        officers=listing.officer_names(page.items), chips=listing.CHIPS, counts=listing.chip_counts(chosen, current_user, seen),
        choices=listing.choices(chosen, seen), sorts=listing.SORTS, kept=saved_filters.of(current_user, "cases"),
    )  # fmt: skip


@bp.post("/export")
@requires("read_cases")
def export_cases():
    """The cases of the list, as it is narrowed, in a table file (.xlsx)."""
    chosen = Filter.from_args(request.args)
    seen = identity.bureaus_seen_by(current_user)
    what, narrowed = listing.wanted(chosen, current_user, seen), listing.words_of(chosen, seen)
    export.note_export(current_user, min(search.count(what, MOST), MOST), narrowed)
    file = export.workbook(chosen, what, current_user.name, narrowed)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"案件_{now():%Y%m%d_%H%M}.xlsx")


@bp.post("/views")
@requires("read_cases")
def list_cases_keep():
    """Keep the list as the address narrows it, under a name (存为我的视图)."""
    return list_pages.keep_view("cases", ".list_cases", Filter.from_args(request.args).args())


@bp.post("/views/<int:filter_id>/forget")
@requires("read_cases")
def list_cases_forget(filter_id):
    """Forget a view of one's own."""
    return list_pages.forget_view(filter_id, ".list_cases")
