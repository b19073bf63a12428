"""The page of figures of the measures (督促措施统计), and the same as a table file."""

from datetime import date

from flask import render_template, request, send_file
from flask_login import current_user

from app.core.clock import now, today
from app.core.search_pages import day
from app.core.table_file import XLSX
from app.identity.sessions import requires
from app.supervision import measure_statistics as statistics
from app.supervision.views import bp


def asked_for() -> tuple[date, date, str]:
    """The days the address asks for, this year where it does not say, and both in words."""
    since = day(request.values.get("since", "")) or today().replace(month=1, day=1)
    until = day(request.values.get("until", "")) or today()
    return since, until, f"{since} 至 {until}"


@bp.get("/measures")
@requires("read_supervision")
def show_measures():
    """Letters, listings, circulars by area, with what came of them."""
    since, until, words = asked_for()
    lines, total = statistics.of(current_user, since, until)
    return render_template(
        "supervision/measures.html",
        lines=lines,
        total=total,
        results=statistics.RESULTS,
        since=since,
        until=until,
        words=words,
    )


@bp.post("/measures/export")
@requires("read_supervision")
def export_measures():
    """The table taken away."""
    since, until, words = asked_for()
    lines, total = statistics.of(current_user, since, until)
    statistics.note_export(current_user, words, len(lines))
    name = f"督促措施统计_{now():%Y%m%d_%H%M}.xlsx"
    file = statistics.workbook(lines, total, current_user.name, words)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
