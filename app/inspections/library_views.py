"""判定标准和重点检查事项: the criteria the table of grades cites and the checklists, by sector, with version and day; their desk."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import day, today
from app.core.errors import RuleBroken
from app.core.search_pages import day as sensible_day
from app.hazards import criteria
from app.identity.sessions import requires
from app.inspections import library, queries
from app.inspections.views import bp


@bp.get("/library")
@requires("read_law")
def show_library():
    """Criteria and checklists as the address narrows them; `of`: a criterion whose versions are shown."""
    return _library()


def _library(messages=None):
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("sector", "list", "q", "on", "of")}
    on = sensible_day(asked["on"]) or today()
    words, narrowed = asked["q"], asked["list"] or asked["q"]
    rows = criteria.in_force(asked["sector"] if asked["sector"] in criteria.standards() else "", on, words)
    return render_template(
        "inspections/library.html", asked=asked, on=on, standards=criteria.standards(), groups=criteria.by_standard(rows),
        history=criteria.history(criteria.criterion(int(asked["of"]))) if asked["of"].isdecimal() else [], today_on=today(),
        sectors=queries.checklist_sectors(), items=library.items(asked["list"], words) if narrowed else [], most=library.MOST,
        editions=library.editions(), messages=messages or {}, typed=request.form if messages else {},
        may_maintain=current_user.may("maintain_criteria"),
    )  # fmt: skip


@bp.post("/library/criteria")
@requires("maintain_criteria")
def enter_criterion():
    """Enter one item of a standard, or a new version of one."""
    said = {name: request.form.get(name, "") for name in ("sector", "standard", "item", "text", "source")}
    try:
        row = criteria.enter(current_user, effective_on=_day("effective_on", "施行日期"), **said)
    except RuleBroken as refused:
        return _library(refused.messages), 422
    flash(f"已录入{row.item}，待另一人核对")
    return redirect(url_for(".show_library", sector=row.sector, on=max(row.effective_on, today())))


@bp.post("/library/criteria/<int:criterion_id>/check")
@requires("maintain_criteria")
def check_criterion(criterion_id):
    """A second person has compared it with the published text."""
    row = criteria.check(current_user, criterion_id)
    flash(f"{row.item}已核对")
    return redirect(url_for(".show_library", sector=row.sector, of=row.id))


@bp.post("/library/criteria/<int:criterion_id>/end")
@requires("maintain_criteria")
def end_criterion(criterion_id):
    """It no longer holds after a day."""
    row = criteria.end(current_user, criterion_id, _day("ended_on", "废止日期"))
    flash(f"{row.item}在 {row.ended_on} 以后不再适用")
    return redirect(url_for(".show_library", sector=row.sector, of=row.id))


def _day(name: str, words: str) -> date:
    """Raises: RuleBroken(name)"""
    said = request.form.get(name, "")
    if sensible_day(said) is None:
        raise RuleBroken(name, f"请填写{words}", {name: f"请填写{words}"})
    return day(said)
