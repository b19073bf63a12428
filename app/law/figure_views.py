"""The page of the penalty figures the office sets: what holds, what waits for a second person, and the form."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import Schema, ValidationError, fields, validate

from app.core.clock import today
from app.core.errors import RuleBroken
from app.law import figures, penalty_figures
from app.law.articles import load_articles
from app.law.penalty_file import load_penalties
from app.law.views import MISSING, bp


class FigureForm(Schema):
    """The form 设定数额, besides its numbers."""

    class Meta:
        unknown = "exclude"

    since = fields.Date(required=True, error_messages=MISSING)
    article = fields.String(required=True, validate=validate.Length(max=120, error="最多 120 个字"), error_messages=MISSING)
    document = fields.String(required=True, validate=validate.Length(max=200, error="最多 200 个字"), error_messages=MISSING)


@bp.get("/law/figures")
def list_figures():
    """Every figure left open: the rows in force, proposals, the form."""
    return _page()


def _page(asked: str = "", refused=None) -> str:
    book, waiting = load_penalties(), figures.waiting()
    return render_template(
        "law/figures.html", figures=penalty_figures.FIGURES, rows={name: book.parameters[name][::-1] for name in penalty_figures.FIGURES},
        now={name: book.parameter(name, today()) for name in penalty_figures.FIGURES}, waiting=waiting,
        words_of=penalty_figures.words_of,
        shown=lambda row: penalty_figures.words_of(row.name, penalty_figures.row_of(figures.said(row))),
        may_set=current_user.may("set_penalty_figures"), asked=asked, messages=_messages(refused), q="",
        notice=load_articles().notice,
    )  # fmt: skip


def _messages(refused) -> dict[str, list[str]]:
    if refused is None:
        return {}
    found = refused.messages if isinstance(refused, ValidationError) else refused.messages or {"_schema": refused.message}
    return {key: words if isinstance(words, list) else [words] for key, words in found.items()}


@bp.post("/law/figures/<name>")
def propose_figure(name: str):
    """One person writes it down; what was typed stays where it is refused."""
    try:
        figures.propose_figure(current_user, name, written=dict(request.form), **FigureForm().load(request.form))
    except (ValidationError, RuleBroken) as refused:
        return _page(name, refused), 422
    flash("已填好，须另一个人对照原文核对确认以后才用")
    return redirect(url_for(".list_figures") + f"#{name}")


@bp.post("/law/figures/<int:figure_id>/<any(confirm, drop):act>")
def settle_figure(figure_id: int, act: str):
    """A second person confirms it, or it is taken away."""
    try:
        (figures.confirm_figure if act == "confirm" else figures.drop_figure)(current_user, figure_id)
    except RuleBroken as refused:
        return _page("waiting", refused), 422
    flash("已确认，以后的建议按它计算" if act == "confirm" else "没有采用，原来的数不变")
    return redirect(url_for(".list_figures"))
