"""The place to set a figure of penalties left open (设定数额): proposed by one person, confirmed by another, dated, audited."""

from datetime import date

from flask import g
from sqlalchemy import select

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import NotFound, RuleBroken
from app.law.lengths import asked_once, require_document
from app.law.models import PenaltyFigure
from app.law.penalty_figures import FIGURES, FigureError, SetFigure, read_figure, with_figures
from app.law.penalty_file import PenaltyDataError, check_grades, figures_from, shipped_penalties


def _read() -> tuple[SetFigure, ...]:
    """What two persons have set, in the order of their confirmation; nothing without an application."""
    return asked_once("penalty_figures", lambda: tuple(map(said, db.session.scalars(
        select(PenaltyFigure).where(PenaltyFigure.confirmed_at.is_not(None))
        .order_by(PenaltyFigure.confirmed_at, PenaltyFigure.id).execution_options(autoflush=False)))))  # fmt: skip


def said(row: PenaltyFigure) -> SetFigure:
    """The row as the pure reckoning takes it."""
    values = tuple((part, tuple(numbers)) for part, numbers in row.values.items())
    return SetFigure(row.name, row.since, values, row.article, row.document)


figures_from(_read)


def waiting() -> dict[str, list[PenaltyFigure]]:
    """{figure: what one person has proposed and nobody has confirmed yet}, the oldest first."""
    found: dict[str, list[PenaltyFigure]] = {}
    for row in db.session.scalars(select(PenaltyFigure).where(PenaltyFigure.confirmed_at.is_(None)).order_by(PenaltyFigure.id)):
        found.setdefault(row.name, []).append(row)
    return found


@command(permission="set_penalty_figures")
def propose_figure(actor, name: str, written: dict, since: date, article: str, document: str) -> PenaltyFigure:
    """Propose a figure from a day on; nothing changes until a second person confirms it.

    Args:    written: {input: text}, see `penalty_figures.read_figure`; article: where it is written; document: with its number
    Raises:  NotFound("penalty_figure"); RuleBroken("figure" | "figure_outside" | "article" | "document")
    """
    if name not in FIGURES:
        raise NotFound("penalty_figure", "没有这一项，请从列表里找")
    try:
        values = read_figure(name, written)
    except FigureError as wrong:
        raise RuleBroken("figure", str(wrong), wrong.messages) from wrong
    if not article.strip():
        raise RuleBroken("article", "请写明条文", {"article": "请写明条文"})
    require_document(document)
    row = PenaltyFigure(name=name, since=since, values=values, article=article.strip(), document=document.strip(),
                        set_by=actor.id, set_at=now())  # fmt: skip
    _require_inside(row)
    db.session.add(row)
    db.session.flush()  # callers need the id
    return row


def _require_inside(row: PenaltyFigure) -> None:
    """Raises: RuleBroken("figure_outside"): it leaves the range the article itself sets"""
    try:
        check_grades(with_figures(shipped_penalties(), (said(row),)))
    except PenaltyDataError as wrong:
        raise RuleBroken("figure_outside", f"{wrong}，请核对条文") from wrong


@command(permission="set_penalty_figures")
def confirm_figure(actor, figure_id: int) -> PenaltyFigure:
    """Let a proposed figure hold (核对确认): proposals reckoned from now on use it from its day.

    Raises: NotFound("penalty_figure"); RuleBroken("same_person"): whoever proposed it; RuleBroken("figure_outside"): the
            law has changed since
    """
    row = _open(figure_id)
    if row.set_by == actor.id:
        raise RuleBroken("same_person", "不能核对自己填的数，请另一位管理员或者法制审核人员对照原文后确认")
    _require_inside(row)
    row.confirmed_by, row.confirmed_at = actor.id, now()
    db.session.flush()  # the next question reads it
    g.pop("penalty_figures", None)
    return row


@command(permission="set_penalty_figures")
def drop_figure(actor, figure_id: int) -> None:
    """Take a proposal away (不采用) before it was confirmed. Raises: NotFound("penalty_figure")"""
    db.session.delete(_open(figure_id))


def _open(figure_id: int) -> PenaltyFigure:
    row = db.session.get(PenaltyFigure, figure_id)
    if row is None or row.confirmed_at is not None:
        raise NotFound("penalty_figure", "这一条已经确认或者不采用，请刷新后再看")
    return row
