"""Importing people with posts and certificates: checked as a whole first, then all or nothing; again changes nothing."""

import io
import secrets
from dataclasses import dataclass

from openpyxl import Workbook

from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import commands, passwords, queries
from app.identity.models import Certificate, Organisation, User
from app.identity.people_file import COLUMNS, Row, read_people

EXAMPLE = ("zhangsan", "（示例，请删去）", "b-yj", "科员", "执法人员", "2026-01-01", "", "", "", "", "", "")


@dataclass
class Check:
    """What a dry run found. created, known: accounts; posts, certificates: to be added; errors: {row, column, reason}."""

    total: int
    created: int
    known: int
    posts: int
    certificates: int
    errors: list[dict]

    @property
    def ok(self) -> bool:
        return not self.errors


def check(name: str, content: bytes) -> Check:
    """Read the whole table and compare with what is known; changes nothing.

    Raises: RuleBroken("import_file" | "import_heading" | "import_size")
    """
    return _check(_placed(name, content))


def _check(rows: list[Row]) -> Check:
    accounts = {row.fields["username"] for row in rows if row.fields.get("username")}
    known = {name for name in accounts if queries.user_by_name(name)}
    good = [row for row in rows if not row.errors]
    return Check(
        len(rows), len(accounts - known), len(known), sum(not _holds(row) for row in good),
        len({row.fields["number"] for row in good if row.fields.get("number") and not _certificate(row)}),
        [error for row in rows for error in row.errors],
    )  # fmt: skip


def _placed(name: str, content: bytes) -> list[Row]:
    """The rows with organisations found, compared with each other and with the people already known."""
    rows, seen, cards = read_people(name, content), {}, {}
    bodies = _bodies()
    for row in rows:
        fields = row.fields
        fields["organisation_id"] = _body(row, bodies)
        first = seen.setdefault(fields.get("username"), row)
        person = queries.user_by_name(fields.get("username") or "")
        if first.fields.get("name") != fields.get("name"):
            row.refuse("name", f"和第 {first.number} 行是同一个账号，姓名却不一样")
        elif person and person.name != fields.get("name"):
            row.refuse("username", f"这个账号已是{person.name}的，请换一个账号")
        if number := fields.get("number"):
            _check_card(row, number, person, cards)
    return rows


def _bodies() -> dict[str, list[str]]:
    """{id, name or alias: ids of the organisations so called}"""
    found: dict[str, list[str]] = {}
    for body in queries.organisations():
        for words in {body.id, body.name, *body.aliases}:
            found.setdefault(words, []).append(body.id)
    return found


def _body(row: Row, bodies: dict[str, list[str]]) -> str:
    words = row.fields.get("organisation", "")
    found = bodies.get(words, [])
    if words and len(found) != 1:
        row.refuse("organisation", "有几个单位同名，请写机构编号" if found else "没有这个单位，请写机构页上的全称或者编号")
    return found[0] if len(found) == 1 else ""


def _check_card(row: Row, number: str, person: User | None, cards: dict) -> None:
    owner = db.session.scalar(db.select(Certificate.user_id).where(Certificate.number == number))
    if owner and (person is None or owner != person.id) or cards.setdefault(number, row.fields["username"]) != row.fields["username"]:
        row.refuse("number", "这个证号已登记在他人名下")


def _holds(row: Row) -> bool:
    """Whether the person holds that post today already."""
    person = queries.user_by_name(row.fields["username"])
    wanted = (row.fields["role"], row.fields["organisation_id"])
    return person is not None and any((post.role, post.organisation_id) == wanted for post in person.held_posts())


def _certificate(row: Row) -> bool:
    return db.session.scalar(db.select(Certificate.id).where(Certificate.number == row.fields["number"])) is not None


def import_people(actor, name: str, content: bytes) -> tuple[Check, list[dict]]:
    """Import the whole table, or nothing of it where one row is wrong.

    Returns: (what was found, [{"username", "name", "password"}] of the new accounts: told once and kept nowhere)
    Raises:  RuleBroken("import_rows"): rows are wrong; what `check` raises
    """
    found = check(name, content)
    if not found.ok:
        raise RuleBroken("import_rows", f"有 {len(found.errors)} 处要改，一个人也没有导入；请改好表格再导入")
    rows = _placed(name, content)
    fresh = {row.fields["username"]: row.fields["name"] for row in rows if not queries.user_by_name(row.fields["username"])}
    first = {username: secrets.token_urlsafe(9) for username in fresh}
    hashes = {username: passwords.hash_password(password) for username, password in first.items()}  # slow: outside
    add_people(actor, rows, hashes)
    return found, [{"username": username, "name": fresh[username], "password": first[username]} for username in fresh]


@command(permission="manage_people")
def add_people(actor, rows: list[Row], hashes: dict[str, str]) -> int:
    """Open accounts, give posts, record certificates, each through its own command. Returns: how many rows"""
    for row in rows:
        fields = row.fields
        person = queries.user_by_name(fields["username"])
        contact = {key: fields.get(key, "") for key in ("phone", "email")}
        if person is None:
            person = commands.create_user(actor, fields["username"], fields["name"], hashes[fields["username"]], **contact)
        for key, words in contact.items():
            setattr(person, key, words or getattr(person, key))
        if not _holds(row):
            title = fields.get("title") or db.session.get_one(Organisation, fields["organisation_id"]).name
            commands.appoint(actor, person.id, fields["organisation_id"], title[:80], fields["role"], fields["from_on"] or today())
        if fields.get("number") and not _certificate(row):
            commands.grant_certificate(actor, person.id, fields["number"], fields["issued_by"], fields["valid_from"], fields["valid_to"])
    return len(rows)


def template() -> bytes:
    """An empty table with our headings, and a line that shows how each is filled."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "人员"
    sheet.append([own for own, _, _ in COLUMNS.values()])
    sheet.append(EXAMPLE)
    for cells in sheet.iter_cols():
        sheet.column_dimensions[cells[0].column_letter].width = 18
    book.save(content)
    return content.getvalue()
