"""The search of the top bar: the number of a matter leads to it, everything else to the list the person works with."""

from collections.abc import Callable
from typing import NamedTuple

from flask import redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select

from app.core.database import db
from app.core.words import plain
from app.documents import queries as documents
from app.documents.models import Document
from app.hazards import queries as hazards
from app.hazards.models import Hazard
from app.inbox.views import bp
from app.supervision import circular_queries as circulars
from app.supervision import queries as supervision
from app.supervision.circular_models import Circular
from app.supervision.models import Instrument, Listing


class Kind(NamedTuple):
    """may_see: f(user, row) -> bool, as its page asks; page, argument: of the matter"""

    model: type
    may_see: Callable
    permission: str
    page: str
    argument: str


KINDS = (
    Kind(Hazard, hazards.may_see, "read_hazards", "hazards.show_hazard", "hazard_id"),
    Kind(Listing, supervision.visible, "read_hazards", "supervision.show_listing", "listing_id"),
    Kind(Instrument, supervision.visible, "read_hazards", "supervision.show_letter", "instrument_id"),
    Kind(Circular, circulars.may_see, "read_supervision", "supervision.show_circular", "circular_id"),
    Kind(Document, documents.may_see, "work_tasks", "documents.show_document", "document_id"),
)


@bp.get("/find")
def find():
    """YH-, GP-, DC-, the number of a circular or of a paper: its page. Beyond a person's reach it is as if there were none."""
    asked = request.args.get("q", "").strip()
    return redirect(page_of(current_user, asked) or list_of(current_user, asked))


def page_of(user, number: str) -> str | None:
    """The page of what has exactly this number, whatever its letters are typed in."""
    typed = {plain(number), plain(number).upper()}
    for kind in KINDS if number else ():
        if not user.may(kind.permission):
            continue
        row = db.session.scalar(select(kind.model).where(kind.model.number.in_(typed)).limit(1))
        if row is not None and kind.may_see(user, row):
            return url_for(kind.page, **{kind.argument: row.id})
    return None


def list_of(user, asked: str) -> str:
    """Cases for those who read them, the ledger of hazards for everybody else who may, one's tasks for the rest."""
    if user.may("read_cases") and not asked.upper().startswith("YH"):
        return url_for("cases.list_cases", q=asked)
    return url_for("hazards.list_hazards" if user.may("read_hazards") else "inbox.list_tasks", q=asked)
