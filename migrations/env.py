"""Alembic environment: run through `flask_migrate` inside the application; SQLite alters tables in batches."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from app.core.search import is_described

database = current_app.extensions["migrate"].db


def run() -> None:
    with database.engine.connect() as connection, copying_allowed(connection):
        context.configure(connection=connection, target_metadata=database.metadata, render_as_batch=True, include_name=is_described)
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def copying_allowed(connection):
    """SQLite alters a table by copying and dropping it: its references are checked when all is done, not on the way.

    Raises: RuntimeError: a row refers to one that is gone
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection  # outside a transaction, where alone the switch is heard
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"migration left references to missing rows: {broken[:5]}")


run()
