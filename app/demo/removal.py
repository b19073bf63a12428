"""Taking the demo data out again: every row that hangs from an enterprise or a person marked `demo`."""

from sqlalchemy import delete, or_, select

from app.core import search
from app.core.command import command
from app.core.database import db
from app.documents.models import Document, DocumentNumber

KEPT = {"audit_entry", "release", "release_file", "organisation", "area", "checklist_item", "holiday_day", "search_entry"}
SUBJECTS = (
    "inspection", "case", "party", "simple_penalty", "hazard", "listing", "instrument", "circular", "self_check", "enterprise",
)  # fmt: skip


@command(permission="remove_demo")
def remove_demo(actor) -> int:
    """Delete demo enterprises, demo people and everything that came of them; the audit chain stays whole.

    Rows are followed along the foreign keys, children first; work done by real people on a demo enterprise goes too.

    Returns: how many rows were removed
    """
    tables = db.metadata.tables
    doomed = {name: ids_marked(tables[name]) for name in ("enterprise", "user")}
    grown = True
    while grown:
        grown = False
        for table in db.metadata.sorted_tables:
            if table.name in KEPT:
                continue
            found = ids_hanging(table, doomed)
            if found - doomed.get(table.name, set()):
                doomed[table.name] = doomed.get(table.name, set()) | found
                grown = True
    removed = sum(remove(table, doomed.get(table.name, set())) for table in reversed(db.metadata.sorted_tables))
    search.rebuild()
    return removed + begin_numbers_anew()


def begin_numbers_anew() -> int:
    """Forget the number ledgers of which no paper is left, so that the first real paper is number 1."""
    used = select(Document.series, Document.kind, Document.year).distinct()
    kept = {tuple(row) for row in db.session.execute(used)}
    empty = [row for row in db.session.scalars(select(DocumentNumber)) if (row.series, row.kind, row.year) not in kept]
    for row in empty:
        db.session.delete(row)
    return len(empty)


def key_of(table):
    return next(iter(table.primary_key.columns))


def ids_marked(table) -> set:
    return set(db.session.scalars(select(key_of(table)).where(table.c.demo)))


def ids_hanging(table, doomed: dict) -> set:
    """Keys of the rows whose foreign keys, or whose root or subject, lead to a doomed row."""
    found = set()
    for column in table.columns:
        for foreign in column.foreign_keys:
            if targets := doomed.get(foreign.column.table.name):
                found |= matching(table, column, targets)
    if "root_id" in table.c and (roots := doomed.get("instance")):
        found |= matching(table, table.c.root_id, roots)
    if "subject_kind" in table.c:
        for kind in SUBJECTS:
            if targets := doomed.get(kind):
                found |= matching(table, table.c.subject_id, {str(key) for key in targets}, table.c.subject_kind == kind)
    return found


def matching(table, column, targets: set, *conditions) -> set:
    found, ordered = set(), sorted(targets)
    for begin in range(0, len(ordered), 500):
        chosen = or_(column.in_(ordered[begin : begin + 500]))
        found |= set(db.session.scalars(select(key_of(table)).where(chosen, *conditions)))
    return found


def remove(table, keys: set) -> int:
    ordered = sorted(keys)
    for begin in range(0, len(ordered), 500):
        db.session.execute(delete(table).where(key_of(table).in_(ordered[begin : begin + 500])))
    return len(ordered)
