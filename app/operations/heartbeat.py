"""The sign of life of the background process: a row it renews, outside commands, for it changes nothing an audit asks for."""

import os
import socket
from datetime import timedelta

from sqlalchemy import create_engine, insert, inspect, select, update

from app.core.clock import local, now
from app.core.database import db
from app.core.settings import Settings
from app.operations.models import WorkerBeat

EVERY = timedelta(seconds=15)
SILENT = timedelta(seconds=60)  # after that long without a sign the process counts as stopped
_beats = WorkerBeat.__table__


class Heart:
    """Renews the row of this machine, at most every 15 seconds."""

    def __init__(self):
        self.host, self.started_at, self.last = socket.gethostname()[:120], now(), None

    def beat(self) -> None:
        at = now()
        if self.last and at - self.last < EVERY:
            return
        said = {"pid": os.getpid(), "started_at": self.started_at, "beat_at": at}
        with db.engine.begin() as connection:
            renewed = connection.execute(update(_beats).where(_beats.c.host == self.host).values(**said))
            if not renewed.rowcount:
                connection.execute(insert(_beats).values(host=self.host, **said))
        self.last = at


def is_running(configured: Settings) -> bool:
    """Whether a background process shows life in the database of these settings; asked without an application."""
    engine = create_engine(configured.database)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(_beats.name):
                return False
            beats = connection.scalars(select(_beats.c.beat_at))
            return any(local(at) > now() - SILENT for at in beats)
    finally:
        engine.dispose()
