"""The page on which several major hazards are listed in one go (成批挂牌), and the page of each batch."""

from flask import redirect, render_template, request, send_file, url_for
from flask_login import current_user

from app.core.clock import now, today
from app.core.errors import RuleBroken
from app.core.table_file import XLSX
from app.hazards import queries as hazards
from app.identity.sessions import requires
from app.supervision import listing_batch_commands as commands
from app.supervision import listing_batch_handlers as summary
from app.supervision import listing_batch_queries as batches
from app.supervision import rules
from app.supervision.views import bp, course_of, other_bureau
from app.workflow import queries as workflow


@bp.get("/batch")
@requires("read_supervision")
def choose_batch():
    """The open major hazards that are not listed, with what the table of triggers says of each."""
    return _choices(200, {})


def _choices(status: int, errors: dict, chosen: set = frozenset(), reason: str = ""):
    page = render_template(
        "supervision/batch_new.html", candidates=batches.candidates(current_user), batches=batches.batches(current_user),
        may_start=workflow.may_start(current_user, batches.LISTING), errors=errors, chosen=chosen, reason=reason, today_on=today(),
    )  # fmt: skip
    return page, status


@bp.post("/batch")
@requires("read_supervision")
def start_batch():
    """Begin the listing of every hazard chosen that fits."""
    ids = list(dict.fromkeys(request.form.getlist("hazard", type=int)))[: batches.MOST]
    rows = [_own(hazard_id) for hazard_id in ids]
    try:
        made = commands.propose_together(current_user, rows, request.form.get("reason", ""))
    except RuleBroken as refused:
        return _choices(422, refused.messages, set(ids), request.form.get("reason", ""))
    return redirect(url_for(".show_batch", batch_id=made.id))


def _own(hazard_id: int):
    """Raises: NotFound("hazard"); NotAllowed("other_bureau"), kept in the audit"""
    row = hazards.hazard(hazard_id)
    if not hazards.may_see(current_user, row):
        raise other_bureau(hazard_id)
    return row


@bp.get("/batches/<int:batch_id>")
@requires("read_supervision")
def show_batch(batch_id):
    """One batch: what is listed, what is not and why; the head decides it here."""
    return _batch(batch_id, [])


def _batch(batch_id: int, results: list):
    row = _seen(batch_id)
    waiting = batches.waiting(current_user, row)
    return render_template(
        "supervision/batch.html", batch=row, rules=rules, left_out=summary.left_out, is_listed=summary.is_listed,
        waiting={int(item.subject_id): item for item in waiting}, results=results, today_on=today(),
        prefill=workflow.prefill_of(current_user, waiting[0]) if waiting else {}, **course_of(row.instance_id),
    )  # fmt: skip


def _seen(batch_id: int):
    row = batches.batch(batch_id)
    if not batches.visible(current_user, row):
        raise other_bureau(next((item.hazard_id for item in row.items), None))
    return row


@bp.post("/batches/<int:batch_id>/decide")
@requires("approve")
def decide_batch(batch_id):
    """The head decides the listings chosen, each a task of its own."""
    said = {key: request.form.get(key, "").strip() for key in ("listing_result", "listing_due_on", "listing_requirement", "opinion")}
    said = {key: value for key, value in said.items() if value}
    results = commands.decide_together(current_user, _seen(batch_id), request.form.getlist("task"), said)
    return _batch(batch_id, results)


@bp.post("/batches/<int:batch_id>/export")
@requires("read_supervision")
def export_batch(batch_id):
    """The summary table as a file."""
    row = _seen(batch_id)
    commands.note_export(current_user, row)
    name = f"挂牌督办汇总表_{row.number}_{now():%Y%m%d}.xlsx"
    return send_file(summary.workbook(row, current_user.name), mimetype=XLSX, as_attachment=True, download_name=name)
