"""What the law says that we rely on (articles, periods with a calculator), and the office's holiday table."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import RuleBroken
from app.law import commands, queries
from app.law.articles import KINDS, find_articles, load_articles
from app.law.holiday_file import read_holiday_file
from app.law.period_rules import BINDS, find_periods
from app.law.periods import PeriodResult, compute, parse_start

bp = Blueprint("law", __name__)


@bp.get("/law")
def articles():
    """The articles by statute, or the periods by procedure; the search lives in the address, and so does a calculation."""
    words = request.args.get("q", "").strip()[:60]
    shown = {"q": words, "notice": load_articles().notice, "count": len(load_articles().by_id)}
    if request.args.get("part") != "periods":
        return render_template("law/articles.html", **shown, statutes=_by_statute(words), kinds=KINDS)
    rule, start = request.args.get("rule", ""), request.args.get("start", "")
    result, fault = _reckoned(rule, start) if rule and start else (None, "")
    return render_template("law/periods.html", **shown, procedures=_by_procedure(words), binds=BINDS, rule=rule, start=start,
                           result=result, fault=fault)  # fmt: skip


def _by_statute(words: str) -> dict:
    """{statute: its articles found, in the order of the law}"""
    found: dict = {}
    for article in sorted(find_articles(words), key=lambda article: article.numbers):
        found.setdefault(article.statute, []).append(article)
    return {statute: found[statute] for statute in load_articles().statutes if statute in found}


def _by_procedure(words: str) -> dict:
    """{procedure: [versions of one period, the newest first]}"""
    found: dict = {}
    for versions in find_periods(words):
        found.setdefault(versions[-1].procedure.partition(" ")[2], []).append(versions[::-1])
    return found


def _reckoned(rule: str, start: str) -> tuple[PeriodResult | None, str]:
    """The reckoning that was asked for, or why there is none."""
    try:
        result = compute(rule, parse_start(start), table=queries.holiday_table())
    except ValueError as fault:
        return None, str(fault)
    return (result, "") if result.rule and not (result.reason and result.status == "refused") else (None, result.reason)


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
