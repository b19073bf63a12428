"""What the operator's page lists: papers that could not be printed, mails that do not go out."""

from sqlalchemy import select

from app.core.database import db
from app.documents.models import Document


def failed_papers(limit: int = 50) -> list[Document]:
    """Papers whose PDF could not be made, the longest waiting first; they keep their numbers."""
    return list(db.session.scalars(select(Document).where(Document.status == "failed").order_by(Document.id).limit(limit)))
