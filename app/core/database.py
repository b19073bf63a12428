"""The database session and SQLite's two kinds of transaction.

A command on SQLite begins IMMEDIATE (it takes the write lock at once and waits for it), a query begins deferred;
otherwise two people could complete one task. PostgreSQL locks rows instead, see workflow.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

from app.core.clock import ZONE

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Model, disable_autonaming=True, session_options={"expire_on_commit": False})
migrate = Migrate(db=db, render_as_batch=True)
writing: ContextVar[bool] = ContextVar("writing", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, _record):
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


@contextmanager
def hastily():
    """What is committed inside need not have reached the disk at once: data that can be made again.

    SQLite in WAL mode stays whole whatever happens; after a power failure only the last commits may be missing.
    """
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()  # an engine's own begins a transaction, in which this cannot be changed
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.close()  # goes back to the pool, for the session to take
    try:
        yield
    finally:
        db.engine.dispose()  # who connects next waits for the disk again


@event.listens_for(Engine, "do_connect")
def _prepare_postgresql(dialect, _record, _arguments, options):
    """Moments are stored without zone, as the office's wall clock shows them; the server must convert the same way."""
    if dialect.name == "postgresql":
        options["options"] = f"{options.get('options', '')} -c timezone={ZONE.key}".strip()


@event.listens_for(Engine, "begin")
def _begin(connection):
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
