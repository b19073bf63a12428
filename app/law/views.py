"""The office's holiday table: what is known for which year, and the upload of the next notice."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import RuleBroken
from app.law import commands, queries
from app.law.holiday_file import read_holiday_file

bp = Blueprint("law", __name__)


@bp.get("/admin/holidays")
def calendar():
    return _page()


@bp.post("/admin/holidays")
def upload_holidays():
    """Put an uploaded notice into force; every running period is reckoned again."""
    uploaded = request.files.get("notice")
    try:
        if not uploaded or not uploaded.filename:
            raise RuleBroken("holiday_file", "还没有选文件，请选放假表（.xlsx 或 .csv）")
        rows = read_holiday_file(uploaded.filename, uploaded.read())
        changed = commands.upload_holiday_table(current_user, rows, source=uploaded.filename)
    except RuleBroken as refused:
        return _page(refused), 422
    years = "、".join(str(year) for year in sorted({row.year for row in rows}))
    flash(f"已导入 {years} 年放假表，{len(changed)} 段期间的末日重新算过")
    return redirect(url_for("law.calendar"))


def _page(refused: RuleBroken | None = None) -> str:
    return render_template(
        "law/holidays.html",
        summaries=queries.holiday_years(since=today().year - 1),
        waiting=queries.waiting_count(),
        refused=refused,
        may_upload=current_user.may("upload_holidays"),
    )
