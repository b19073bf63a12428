"""Rows of operations: the sign of life of the background process."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import db


class WorkerBeat(db.Model):
    """When the background process (后台) of one machine was last seen; one row for each machine."""

    __tablename__ = "worker_beat"

    host: Mapped[str] = mapped_column(String(120), primary_key=True)
    pid: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
