"""The act on a month's progress of a listing: it is not true and sent back."""

from flask import flash, redirect, request, url_for
from flask_login import current_user

from app.identity.sessions import requires
from app.supervision import progress_commands, queries
from app.supervision.views import bp, seen


@bp.post("/listings/<int:listing_id>/progress/<int:month>/return")
@requires("supervise")
def return_progress(listing_id, month):
    """月报虚报，退回"""
    row = seen(queries.listing(listing_id))
    progress_commands.return_progress(current_user, row, month, request.form.get("reason", ""))
    flash(f"第 {month} 个月的进展已退回")
    return redirect(url_for(".show_listing", listing_id=row.id))
