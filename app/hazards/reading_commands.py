"""Reading the notices of a major hazard (已读记录), and noting that they were not read in time."""

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.documents.models import Document
from app.hazards import queries, tellings
from app.hazards.commands import remind
from app.hazards.models import Hazard, HazardReading


@command()
def record_reading(actor, row: Hazard, papers: list[Document]) -> list[HazardReading]:
    """Keep that an account of the enterprise opened these notices: each account once, never changed.

    Source: 三年行动方案 (2024) 主方案 11②: 留送达、已读记录
    """
    made = [HazardReading(hazard_id=row.id, document_id=paper.id, user_id=actor.id, name=actor.name, read_at=now()) for paper in papers]
    db.session.add_all(made)
    db.session.flush()  # what is still unread is asked of the database
    if row.unread_on and not tellings.unread(row):
        row.unread_on = None
    return made


@command()
def note_unread(actor, row: Hazard) -> Hazard:
    """The days for reading are over: what is served and unread stands in the ledger and is told of once (送达后逾期未读).

    An enterprise without an account cannot open anything here: its signature on the receipt counts.
    """
    if tellings.unread(row) and queries.enterprise_desk(row) and row.is_open:
        row.unread_on = today()
        remind(actor, row, "unread")
    return row
