"""Which SQL statements something sends, the beginnings of transactions included."""

from sqlalchemy import event

from app.core.database import db


def counted(act) -> list[str]:
    """Run it as a request of its own and return its statements."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sent
