"""The papers of an enterprise (本单位文书): of its hazards, listings and letters, what it was served, made or signed."""

from flask import render_template
from flask_login import current_user
from sqlalchemy import String, and_, cast, or_, select

from app.core.database import db
from app.core.errors import NotAllowed
from app.documents import queries as documents
from app.documents.models import Document
from app.enterprises import queries as enterprises
from app.hazards.models import Hazard
from app.inbox.views import bp
from app.supervision.models import Instrument, Listing

MOST = 300


@bp.get("/own/papers")
def own_papers():
    """The newest first."""
    firm = enterprises.enterprise_of(current_user.id)
    if firm is None:
        raise NotAllowed("no_enterprise", "这一页给企业账号用，您的账号没有绑定企业；机关的文书在“文书”里")
    return render_template("inbox/own_papers.html", papers=papers_of(current_user, firm.id))


def papers_of(user, enterprise_id: int) -> list[Document]:
    """Those this account may open, as each page of a paper asks anew."""
    matters = {
        "hazard": select(Hazard.id).where(Hazard.enterprise_id == enterprise_id),
        "listing": select(Listing.id).join(Hazard, Hazard.id == Listing.hazard_id).where(Hazard.enterprise_id == enterprise_id),
        "instrument": select(Instrument.id).where(Instrument.enterprise_id == enterprise_id),
    }  # fmt: skip
    of_these = (and_(Document.subject_kind == kind, Document.subject_id.in_(select(cast(ids.subquery().c.id, String))))
                for kind, ids in matters.items())  # fmt: skip
    found = db.session.scalars(select(Document).where(or_(*of_these)).order_by(Document.id.desc()).limit(MOST))
    return [paper for paper in found if documents.may_see(user, paper)]
