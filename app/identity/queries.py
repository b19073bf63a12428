"""Reading people, posts, certificates, the organisation tree, and who may see what."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.identity.models import Area, Certificate, Organisation, Post, Substitution, User
from app.identity.permissions import REACH, SUBSTITUTABLE
from app.identity.rules import BUREAU_KINDS, Matter, Scope, may_see, substitute_bar


def user(user_id: int) -> User:
    """Raises: NotFound("user")"""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound("user", "没有这个人员，可能已被删除；请从人员列表重新选择")
    return found


def user_by_name(username: str) -> User | None:
    return db.session.scalar(select(User).where(User.username == username.strip()))


def organisation(organisation_id: str) -> Organisation:
    """Raises: NotFound("organisation")"""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound("organisation", f"没有编号为“{organisation_id}”的机构")
    return found


def _holding(on: date):
    return Post.from_on <= on, or_(Post.to_on.is_(None), Post.to_on >= on)


def has_organisation(organisation_id: str) -> bool:
    return db.session.get(Organisation, organisation_id) is not None


def superior_bureau(bureau_id: str | None) -> str | None:
    """The bureau above (上一级机关), as the city's over a district's; one that stands under no bureau is its own."""
    above = bureau_id and organisation(bureau_id).parent_id
    while above:
        found = organisation(above)
        if found.kind in BUREAU_KINDS:
            return found.id
        above = found.parent_id
    return bureau_id


def district_bureau(bureau_id: str, area_id: str | None) -> str | None:
    """The district's bureau (区级) for what the bureau has in charge: itself where another stands above it, else the one below it
    in that area; None where none is registered."""
    if superior_bureau(bureau_id) != bureau_id:
        return bureau_id
    below = bureaus_below({bureau_id})
    return next((each for each in sorted(below) if organisation(each).area_id == area_id), None) if area_id else None


def bureaus_below(bureaus: set[str]) -> set[str]:
    """The bureaus whose bureau above is one of these."""
    rows = {row.id: row for row in organisations()}

    def above(row):
        while row.parent_id:
            row = rows[row.parent_id]
            if row.kind in BUREAU_KINDS:
                return row.id
        return None

    return {row.id for row in rows.values() if row.kind in BUREAU_KINDS and above(row) in bureaus}


def users_with_role(role: str, bureau_id: str | None = None, on: date | None = None) -> list[User]:
    """Active people who hold the role that day (default today), in that bureau or anywhere."""
    query = select(User).join(Post).where(User.active, Post.role == role, *_holding(on or today()))
    if bureau_id:
        query = query.where(Post.bureau_id == bureau_id)
    return list(db.session.scalars(query.distinct().order_by(User.id)))


_on = bindparam("on")
_HOLDERS = select(Post.user_id).join(User).where(
    User.active, Post.role.in_(bindparam("roles", expanding=True)), Post.from_on <= _on,
    or_(Post.to_on.is_(None), Post.to_on >= _on),
)  # fmt: skip
_HOLDERS_THERE = _HOLDERS.where(Post.bureau_id == bindparam("bureau_id"))  # asked of every task that opens


def holders(roles: list[str], bureau_id: str | None) -> set[int]:
    """Ids of the active people who hold one of these roles today, in that bureau or (None) anywhere."""
    asked = {"roles": roles, "on": today()}
    if bureau_id is None:
        return set(db.session.scalars(_HOLDERS, asked))
    return set(db.session.scalars(_HOLDERS_THERE, asked | {"bureau_id": bureau_id}))


def active(ids: set[int]) -> set[int]:
    """Those of them whose account is in use."""
    return set(db.session.scalars(select(User.id).where(User.active, User.id.in_(ids)))) if ids else set()


def certified(ids: set[int]) -> set[int]:
    """Those of them who hold an enforcement certificate valid today."""
    on = today()
    query = select(Certificate.user_id).where(
        Certificate.user_id.in_(ids), Certificate.valid_from <= on, Certificate.valid_to >= on,
        or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > on),
    )  # fmt: skip
    return set(db.session.scalars(query)) if ids else set()


def colleagues(bureau_id: str | None) -> list[User]:
    """Active people who handle matters in that bureau today (no enterprise, auditor, administrator), by name."""
    works_there = Post.bureau_id == bureau_id, Post.role.in_(SUBSTITUTABLE)
    query = select(User).join(Post).where(User.active, *works_there, *_holding(today()))
    return list(db.session.scalars(query.distinct().order_by(User.name, User.id)))


def head_in(bureau_id: str, from_on: date, to_on: date | None, other_than: int) -> User | None:
    """The head proper (正职) of a bureau at some day of that time, unless it is this person."""
    query = select(User).join(Post).where(
        User.active, User.id != other_than, Post.bureau_id == bureau_id, Post.role == "head",
        Post.acting_document == "", or_(Post.to_on.is_(None), Post.to_on >= from_on),
    )  # fmt: skip
    return db.session.scalar(query.where(Post.from_on <= to_on if to_on else True).limit(1))


def substitutions(user) -> list[Substitution]:
    """In which this person is principal or substitute, the newest first."""
    mine = or_(Substitution.principal_id == user.id, Substitution.substitute_id == user.id)
    return list(db.session.scalars(select(Substitution).where(mine).order_by(Substitution.id.desc())))


@dataclass(frozen=True)
class StandIn:
    """Whose tasks a substitute does (代理). roles: those it was named for and is still fit for."""

    id: int
    principal: User
    roles: list[str]


def standing_in(user, on: date | None = None) -> list[StandIn]:
    """In whose place this person acts that day (default today), judged anew each time: see rules.substitute_bar."""
    on = on or today()
    found = [(row, [role for role in row.roles if bar_of(row, role, on) is None]) for row in _named(user, on)]
    return [StandIn(row.id, row.principal, roles) for row, roles in found if roles]


def bar_of(row: Substitution, role: str, on: date | None = None) -> str | None:
    """Why a substitution does not count for a role (Chinese), or None."""
    return substitute_bar(row.principal, row.substitute, role, on or today())


def no_longer_standing_in(user) -> list[tuple[User, str]]:
    """[(principal, why)] of the substitutions of today this person is no longer fit for, wholly or in part."""
    bars = [(row.principal, bar_of(row, role)) for row in _named(user, today()) for role in row.roles]
    return [(principal, why) for principal, why in bars if why]


def _named(user, on: date) -> list[Substitution]:
    query = select(Substitution).where(Substitution.substitute_id == user.id, Substitution.from_on <= on,
                                       Substitution.to_on >= on)  # fmt: skip
    return [row for row in db.session.scalars(query.order_by(Substitution.id)) if row.stands(on)]


def stand_ins_of(ids: set[int], on: date | None = None) -> list[tuple[int, list[str]]]:
    """[(substitute, roles)] who act in the place of these principals that day (default today)."""
    on = on or today()
    query = select(Substitution).where(Substitution.principal_id.in_(ids), Substitution.from_on <= on,
                                       Substitution.to_on >= on)  # fmt: skip
    standing = [row for row in db.session.scalars(query) if row.stands(on)] if ids else []
    found = [(row.substitute_id, [role for role in row.roles if bar_of(row, role, on) is None]) for row in standing]
    return [(user_id, roles) for user_id, roles in found if roles]


def names(ids: set[int]) -> dict[int, str]:
    """{id: name} of these people."""
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all()) if ids else {}


def officers(ids: list[int]) -> list[User]:
    """The people with these ids, in the order given.

    Raises: NotFound("user")
    """
    return [user(user_id) for user_id in ids]


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to. state: active | closed; certificate: valid | none | 90 | 30 | expired, by the
    latest one that was not revoked; bureau and role of posts held today."""

    search: str = ""
    bureau_id: str | None = None
    role: str | None = None
    state: str = ""
    certificate: str = ""


def people(wanted: Wanted, page: int = 1, size: int = 50) -> Page:
    """People by part of name or account, or by certificate number, and further narrowed."""
    return page_of(_people(wanted).order_by(User.active.desc(), User.id), page, size)


def _people(wanted: Wanted):
    query, search, bureau_id, role = select(User), wanted.search, wanted.bureau_id, wanted.role
    if wanted.state:
        query = query.where(User.active.is_(wanted.state == "active"))
    if wanted.certificate:
        query = query.where(_certificate_is(wanted.certificate))
    if words := search.strip():
        certified = select(Certificate.user_id).where(Certificate.number == words)
        query = query.where(or_(User.name.contains(words, autoescape=True),
                                User.username.contains(words, autoescape=True), User.id.in_(certified)))  # fmt: skip
    if bureau_id or role:
        posts = select(Post.user_id).where(*_holding(today()))
        posts = posts.where(Post.bureau_id == bureau_id) if bureau_id else posts
        query = query.where(User.id.in_(posts.where(Post.role == role) if role else posts))
    return query


def _certificate_is(state: str):
    mine = select(func.max(Certificate.valid_to)).where(Certificate.user_id == User.id, Certificate.revoked_on.is_(None))
    last, on = mine.correlate(User).scalar_subquery(), today()
    if state == "none":
        return last.is_(None)
    if state == "expired":
        return last < on
    return last >= on if state == "valid" else last.between(on, on + timedelta(days=int(state)))


def absences(bureau_id: str | None, on: date | None = None) -> list[Substitution]:
    """Who of a bureau is away and who stands in, the latest beginning first; what is long over is left to the audit."""
    since = (on or today()) - timedelta(days=366)
    members = select(Post.user_id).where(Post.bureau_id == bureau_id)
    query = select(Substitution).where(Substitution.principal_id.in_(members), Substitution.to_on >= since)
    query = query.options(joinedload(Substitution.principal), joinedload(Substitution.substitute),
                          joinedload(Substitution.superior))  # fmt: skip
    return list(db.session.scalars(query.order_by(Substitution.from_on.desc(), Substitution.id.desc())).unique())


def certified_officers(search: str = "", bureau_id: str | None = None, limit: int = 20) -> list[User]:
    """Active officers and team leaders by part of name or certificate number, for pickers; expired ones included."""
    query = select(User).join(Post).where(User.active, Post.role.in_(("officer", "team_leader")), *_holding(today()))
    if bureau_id:
        query = query.where(Post.bureau_id == bureau_id)
    if words := search.strip():
        numbered = select(Certificate.user_id).where(Certificate.number.startswith(words, autoescape=True))
        query = query.where(or_(User.name.contains(words, autoescape=True), User.id.in_(numbered)))
    return list(db.session.scalars(query.distinct().order_by(User.id).limit(limit)))


def bureaus_with_people() -> set[str]:
    """Ids of the bureaus in which anybody holds a post today."""
    return set(db.session.scalars(select(Post.bureau_id).where(*_holding(today())).distinct()))


def areas() -> list[Area]:
    return list(db.session.scalars(select(Area).order_by(Area.parent_id.is_not(None), Area.id)))


def area_with_inner(area_id: str | None) -> frozenset[str]:
    """The area and every area inside it."""
    if area_id is None:
        return frozenset()
    inner: dict[str | None, list[str]] = {}
    for row_id, parent in db.session.execute(select(Area.id, Area.parent_id)):
        inner.setdefault(parent, []).append(row_id)
    found, waiting = set(), [area_id]
    while waiting:
        found.add(current := waiting.pop())
        waiting += inner.get(current, [])
    return frozenset(found)


def organisations() -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).order_by(Organisation.position, Organisation.id)))


def organisation_tree() -> list[tuple[int, Organisation]]:
    """[(depth, organisation)] from the top down, as a page prints it."""
    below: dict[str | None, list[Organisation]] = {}
    for row in organisations():
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent, depth):
        for row in below.get(parent, []):
            yield depth, row
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))


def scopes(user) -> list[Scope]:
    """What each post held today covers."""
    return [
        Scope(post.role, post.bureau_id, area_with_inner(post.area_id or post.organisation.area_id), post.sector,
              narrowed=post.area_id is not None)
        for post in user.held_posts()
    ]  # fmt: skip


def may_see_matter(user, bureau_id: str, area_id=None, sector=None, people=()) -> bool:
    """Access to one matter by role × area × sector × relation; `people`: ids of those who take part in it."""
    owner = db.session.get(Organisation, bureau_id)
    matter = Matter(bureau_id, owner.area_id if owner else None, area_id, sector, frozenset(people))
    return may_see(user.id, scopes(user), matter)


def may_see_bureau(user, organisation_id: str) -> bool:
    """Does this person see matters of that bureau (or of the unit's bureau) at all?"""
    return organisation(organisation_id).bureau_id in bureaus_seen_by(user)


def bureaus_seen_by(user) -> set[str]:
    """Ids of the bureaus whose matters this person may list; for the `where` of lists."""
    found = set()
    for scope in scopes(user):
        if REACH[scope.role] == "none":
            continue
        found.add(scope.bureau_id)
        if REACH[scope.role] == "area":
            found |= set(db.session.scalars(
                select(Organisation.bureau_id).where(Organisation.area_id.in_(scope.areas)).distinct()))  # fmt: skip
    return found


def expiring_certificates(on: date, within_days: int = 60) -> list[Certificate]:
    """The latest certificate of each active person, where it ends within so many days or has ended."""
    latest: dict[int, Certificate] = {}
    query = select(Certificate).join(User).where(User.active, Certificate.revoked_on.is_(None))
    for row in db.session.scalars(query.order_by(Certificate.valid_to)):
        latest[row.user_id] = row
    return [row for row in latest.values() if row.days_left(on) <= within_days]
