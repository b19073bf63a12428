"""Finding things among a million (检索): one row of words for each matter, and an inverted index over them.

A row holds what a matter is found by (`text`), when it is due (`day`) and its words: those of the text, and its *marks*
such as `status=closed` or `officer=12`, so that a filter is one more word. The index is SQLite's FTS5 or PostgreSQL's
GIN over the same words. Rows are derived: packages say with `@source` how to make them, and whatever unit of work
changes a matter writes its row anew before it commits.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import (
    DDL,
    ColumnElement,
    Index,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    column,
    event,
    false,
    func,
    or_,
    select,
    table,
)
from sqlalchemy import delete as deletion
from sqlalchemy import inspect as inspect_row
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import db
from app.core.words import Asked, plain, words_of

INDEX = "search_words"  # the FTS5 table; with its parts and the GIN index no model describes it
_SPACE = re.compile(r"\s")


class SearchEntry(db.Model):
    """What one matter is found by. kind: of its source; ref: its id there; text: lines of `field<TAB>words`."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "ref"), Index("ix_search_entry_day", "kind", "day", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(36))
    day: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
        words, content='search_entry', content_rowid='id', detail=none, columnsize=0, tokenize="ascii tokenchars '_-=.:'")""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF words ON search_entry WHEN old.words <> new.words BEGIN
        INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END""",
)
POSTGRESQL_INDEX = ("CREATE INDEX search_words ON search_entry USING gin (string_to_array(words, ' '))",)


def _attach(entries: Table) -> None:
    for dialect, statements in (("sqlite", SQLITE_INDEX), ("postgresql", POSTGRESQL_INDEX)):
        for statement in statements:
            event.listen(entries, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))
    event.listen(entries, "before_drop", DDL(f"DROP TABLE IF EXISTS {INDEX}").execute_if(dialect="sqlite"))


_attach(SearchEntry.__table__)


def is_described(name: str | None, kind: str, _parents) -> bool:
    """For Alembic: whether a model should describe this table or index."""
    return kind not in ("table", "index") or not (name or "").startswith(INDEX)


# --- looking --------------------------------------------------------------------------------------------------------


NEAR = 300  # so many found entries are put in order by day; of more, walking along the days finds a page soon
COUNTED = 1000  # counting stops there
_fts = table(INDEX, column("rowid"), column(INDEX))


@dataclass(frozen=True)
class Wanted:
    """What is looked for among the entries of one kind.

    Args: marks: all must hold; choices: of each tuple of marks one must hold (an empty one: nothing can);
          asked: the words typed; first, last: bounds of the day, both included
    """

    kind: str
    marks: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    asked: Asked = Asked()
    first: date | None = None
    last: date | None = None


class Hit(NamedTuple):
    """An entry that was found; `id` grows with the time it was first written."""

    id: int
    ref: str
    day: date | None


def mark(name: str, value) -> str:
    """A filter as a word of the index: `status=closed`."""
    return f"{name}={_SPACE.sub('_', str(value)).lower()}"


def day_marks(name: str, on: date) -> list[str]:
    """The year, the month and the day as marks of that name."""
    return [mark(name, part) for part in (f"{on:%Y}", f"{on:%Y-%m}", f"{on:%Y-%m-%d}")]


def marks_between(name: str, first: date, last: date) -> tuple[str, ...]:
    """Marks of the whole years, whole months and single days that make up these days."""
    found, day = [], first
    while day <= last:
        year_end, month_end = date(day.year, 12, 31), day.replace(day=monthrange(day.year, day.month)[1])
        whole = [("%Y", year_end)] * (day.month == day.day == 1) + [("%Y-%m", month_end)] * (day.day == 1)
        form, end = next(((form, end) for form, end in whole if end <= last), ("%Y-%m-%d", day))
        found.append(mark(name, day.strftime(form)))
        day = end + timedelta(days=1)
    return tuple(found)


def newest(wanted: Wanted, number: int, beyond: int | None = None, oldest_first: bool = False) -> list[Hit]:
    """The last (or first) entries written, those beyond an entry's id; the index itself has this order."""
    found, key = _found(wanted)
    if beyond is not None:
        found = found.where(key > beyond if oldest_first else key < beyond)
    return _hits(found.order_by(key if oldest_first else key.desc()).limit(number))


def nearest(wanted: Wanted, number: int, beyond: tuple[date, int] | None = None, backward: bool = False) -> list[Hit]:
    """Entries that have a day, by day; those beyond a (day, id).

    Few are taken from the index and put in order. Where there are many, each stretch of the days has some, so walking
    along the days finds a page of them soon.
    """
    wanted = replace(wanted, first=wanted.first or date.min)
    hits, is_all = some(wanted, NEAR)
    if not is_all:
        return _along_days(wanted, number, beyond, backward)
    ordered = sorted(hits, key=lambda hit: (hit.day, hit.id), reverse=backward)
    if beyond:
        ordered = [hit for hit in ordered if (hit.day, hit.id) != beyond and ((hit.day, hit.id) < beyond) == backward]
    return ordered[:number]


def some(wanted: Wanted, most: int) -> tuple[list[Hit], bool]:
    """(what is found, up to `most`; whether that is all)."""
    found, _ = _found(wanted)
    hits = _hits(found.limit(most + 1))
    return hits[:most], len(hits) <= most


def count(wanted: Wanted, most: int = COUNTED) -> int:
    """How many are found; it stops at `most` + 1."""
    return counts([wanted], most)[0]


def counts(several: list[Wanted], most: int = COUNTED) -> list[int]:
    """`count` of several, in one statement."""
    lists = [_keys(each).limit(most + 1).subquery() for each in several]
    return list(db.session.execute(select(*(select(func.count()).select_from(rows).scalar_subquery() for rows in lists))).one())


def refs(wanted: Wanted) -> Select:
    """The refs of all that are found, as a query to be part of another."""
    return _found(wanted)[0].with_only_columns(SearchEntry.ref)


def texts_of(kind: str, refs: list[str]) -> dict[str, str]:
    """{ref: text} of entries."""
    rows = select(SearchEntry.ref, SearchEntry.text).where(SearchEntry.kind == kind, SearchEntry.ref.in_(refs))
    return dict(map(tuple, db.session.execute(rows)))


def _hits(rows) -> list[Hit]:
    return [Hit(*row) for row in db.session.execute(rows)]


def _found(wanted: Wanted) -> tuple[Select, ColumnElement]:
    """(the entries found, the column that orders them by id)."""
    rows = select(SearchEntry.id, SearchEntry.ref, SearchEntry.day).where(*_days(wanted), *_texts(wanted))
    if db.engine.dialect.name != "sqlite":
        return rows.where(_has_words(wanted)), SearchEntry.id
    match = _fts.c[INDEX].match(_fts_words(wanted))
    return rows.select_from(_fts.join(SearchEntry, SearchEntry.id == _fts.c.rowid)).where(match), _fts.c.rowid


def _keys(wanted: Wanted) -> Select:
    """Ids of the entries found; the index alone knows them unless a day or a text is asked for."""
    if db.engine.dialect.name == "sqlite" and not (_days(wanted) or _texts(wanted)):
        return select(_fts.c.rowid).where(_fts.c[INDEX].match(_fts_words(wanted)))
    found, key = _found(wanted)
    return found.with_only_columns(key)


def _along_days(wanted: Wanted, number: int, beyond: tuple[date, int] | None, backward: bool) -> list[Hit]:
    day, key = SearchEntry.day, SearchEntry.id
    rows = select(key, SearchEntry.ref, day).where(SearchEntry.kind == wanted.kind, *_days(wanted), *_texts(wanted))
    if beyond:
        on, last = beyond
        rows = rows.where(day <= on, (day < on) | (key < last)) if backward else rows.where(day >= on, (day > on) | (key > last))
    rows = rows.where(*(_has_any(any_of) for any_of in (*((each,) for each in wanted.marks), *wanted.choices)))
    return _hits(rows.order_by(*((day.desc(), key.desc()) if backward else (day, key))).limit(number))


def _has_any(marks: tuple[str, ...]) -> ColumnElement:
    """Whether one of these marks is among the words of the row, without the index."""
    return or_(false(), *((" " + SearchEntry.words + " ").contains(f" {each} ", autoescape=True) for each in marks))


def _days(wanted: Wanted) -> list:
    first = [SearchEntry.day >= wanted.first] if wanted.first else []
    return first + ([SearchEntry.day <= wanted.last] if wanted.last else [])


def _texts(wanted: Wanted) -> list:
    """The pairs of a piece might stand apart from each other; the text itself decides. SQLite's LIKE knows no case."""
    says = SearchEntry.text.contains if db.engine.dialect.name == "sqlite" else SearchEntry.text.icontains
    return [says(piece, autoescape=True) for piece in wanted.asked.texts]


def _every(wanted: Wanted) -> list[str]:
    return [mark("kind", wanted.kind), *wanted.marks, *wanted.asked.words]


def _has_words(wanted: Wanted) -> ColumnElement:
    words = func.string_to_array(SearchEntry.words, " ", type_=postgresql.ARRAY(Text))
    return and_(words.contains(_every(wanted)), *(words.overlap(list(any_of)) for any_of in wanted.choices))


def _fts_words(wanted: Wanted) -> str:
    """As FTS5 wants it."""
    groups = [f"({' OR '.join(map(_quoted, any_of or ('nothing=',)))})" for any_of in wanted.choices]
    return " AND ".join([*map(_quoted, _every(wanted)), *groups])


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'  # no word of the index holds a quotation mark


# --- keeping the entries --------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """What a source says of one matter. text: [(field, words)]; marks: `mark(…)`"""

    ref: str
    text: list[tuple[str, str]]
    marks: list[str]
    day: date | None = None


class Source(NamedTuple):
    kind: str
    concerned: Callable  # (row that was written) -> ref of the matter it belongs to, or None
    entries: Callable  # (refs) -> [Entry]; a ref that is missing is no longer to be found
    every: Callable  # () -> refs of all matters, for `rebuild`


_sources: list[Source] = []


def source(kind: str, concerned: Callable, every: Callable):
    """Make a function `entries(refs) -> [Entry]` the one that says what matters of this kind are found by."""

    def register(entries: Callable):
        _sources.append(Source(kind, concerned, entries, every))
        return entries

    return register


def touches(row, *columns: str) -> bool:
    """Whether one of these columns of a row differs from what the database held before this flush, or the row is gone."""
    state = inspect_row(row)
    if not state.persistent or row in state.session.deleted:
        return True
    return any(state.attrs[name].history.has_changes() for name in columns)


@event.listens_for(Session, "after_flush")
def _note(session, _context) -> None:
    noted = session.info.setdefault("search", {})
    for row in (*session.new, *session.dirty, *session.deleted):
        for each in _sources:
            if (ref := each.concerned(row)) is not None:
                noted.setdefault(each.kind, {})[ref] = row  # held, so that it is still at hand before the commit


@event.listens_for(Session, "before_commit")
def _write(session) -> None:
    session.flush()
    noted = session.info.pop("search", {})
    for each in _sources:
        if refs := noted.get(each.kind):
            write(each, list(refs))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session, _transaction) -> None:
    session.info.pop("search", None)


def write(of: Source, refs: list[str]) -> None:
    """Make the entries of these matters what they should be now."""
    found = {entry.ref: entry for entry in of.entries(refs)}
    if gone := [ref for ref in refs if ref not in found]:
        db.session.execute(deletion(SearchEntry).where(SearchEntry.kind == of.kind, SearchEntry.ref.in_(gone)))
    if found:
        insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(SearchEntry)
        new = {name: insert.excluded[name] for name in ("day", "text", "words")}
        upsert = insert.on_conflict_do_update(index_elements=["kind", "ref"], set_=new)
        db.session.execute(upsert, [row_of(of.kind, entry) for entry in found.values()])


def row_of(kind: str, entry: Entry) -> dict:
    """The row of `search_entry` as it is inserted."""
    lines = [(field, plain(" ".join(said.split()))) for field, said in entry.text if said]
    words = words_of("\n".join(said for _, said in lines))
    return {
        "kind": kind, "ref": entry.ref, "day": entry.day, "text": "\n".join(f"{field}\t{said}" for field, said in lines),
        "words": " ".join(dict.fromkeys((mark("kind", kind), *entry.marks, *words))),
    }  # fmt: skip


def rebuild() -> int:
    """Write every entry anew, e.g. after an update that brought the index. Returns how many there are. Commits nothing."""
    db.session.execute(deletion(SearchEntry))
    number = 0
    for each in _sources:
        refs = list(each.every())
        number += len(refs)
        for at in range(0, len(refs), 500):
            write(each, refs[at : at + 500])
    return number


def is_missing() -> bool:
    """Whether there are matters, but no entry yet."""
    if db.session.scalar(select(SearchEntry.id).limit(1)):
        return False
    return any(next(iter(each.every()), None) is not None for each in _sources)


def fields(entry_text: str) -> list[tuple[str, str]]:
    """[(field, words)] of an entry."""
    return [tuple(line.split("\t", 1)) for line in entry_text.splitlines()]


def explained(entry_text: str, asked: Asked) -> list[tuple[str, str]]:
    """The lines in which what was looked for stands, each word once."""
    lines = fields(entry_text)
    hits = (next(((field, said) for field, said in lines if piece in said.lower()), None) for piece in asked.texts)
    return list(dict.fromkeys(filter(None, hits)))
