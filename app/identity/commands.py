"""Changing people, posts, certificates, organisations, and the record of logins."""

from datetime import date, timedelta

from sqlalchemy import func, select

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity import leaving, queries, rules
from app.identity.models import Area, Certificate, LoginAttempt, Organisation, Post, Substitution, User

ATTEMPTS = 5
WINDOW = timedelta(minutes=15)


@command(permission="manage_organisations")
def load_organisations(actor, data: dict) -> int:
    """Bring areas and organisations to what `data` says; running it again changes nothing.

    Args:    data: {"areas": [{id, name, kind, parent}], "organisations": [{id, name, kind, level, parent, area?,
             aliases?, departments?: [name]}]}, in any order; `type` is understood for `kind`
    Returns: the number of organisations in the data, departments included
    Raises:  RuleBroken("organisation_format") naming the row
    """
    areas, organisations = rules.organisation_rows(data)
    for row in areas:
        db.session.merge(Area(id=row["id"], name=row["name"], kind=row["kind"], parent_id=row["parent"]))
    rows = [flat for row in organisations for flat in (row, *_departments(row))]
    known = {}
    for position, row in enumerate(rows, 1):
        parent = known.get(row["parent"])
        area = row.get("area") or (parent.area_id if parent else None)
        known[row["id"]] = db.session.merge(Organisation(
            id=row["id"], name=row["name"], kind=row["kind"], level=row["level"], position=position,
            aliases=row.get("aliases", []),
            parent_id=row["parent"], area_id=area, bureau_id=_bureau(row["id"], row["kind"], parent),
        ))  # fmt: skip
    return len(rows)


def _departments(row: dict) -> list[dict]:
    names = enumerate(row.get("departments", []), 1)
    unit = {"kind": "内设机构", "level": row["level"], "parent": row["id"]}
    return [{"id": f"{row['id']}.{number}", "name": name, **unit} for number, name in names]


def _bureau(organisation_id: str, kind: str, parent: Organisation | None) -> str:
    """A unit belongs to the nearest bureau above it; what stands under no bureau stands for itself."""
    if kind in rules.BUREAU_KINDS or parent is None or parent.kind not in rules.BUREAU_KINDS and parent.bureau_id == parent.id:
        return organisation_id
    return parent.bureau_id


@command(permission="manage_organisations")
def create_organisation(actor, organisation_id: str, name: str, kind: str, parent_id: str, area_id=None):
    """Add a body or unit below another.

    Raises: RuleBroken("organisation_exists"), NotFound("organisation")
    """
    parent = queries.organisation(parent_id)
    if db.session.get(Organisation, organisation_id):
        raise RuleBroken("organisation_exists", f"编号“{organisation_id}”已经用了，请换一个")
    created = Organisation(
        id=organisation_id, name=name.strip(), kind=kind, level=parent.level, aliases=[], parent_id=parent.id,
        position=1 + db.session.scalar(select(func.max(Organisation.position))),
        area_id=area_id or parent.area_id, bureau_id=_bureau(organisation_id, kind, parent),
    )  # fmt: skip
    db.session.add(created)
    return created


@command(permission="manage_people")
def create_user(actor, username: str, name: str, password_hash: str, phone="", email="", must_change=True, demo=False):
    """Open an account.

    Args:   password_hash: of `passwords.hash_password`, made before the command
    Raises: RuleBroken("username_taken" | "username" | "name")
    """
    username, name = username.strip(), name.strip()
    if not (username.isascii() and username.replace("_", "").isalnum() and 2 <= len(username) <= 40):
        raise RuleBroken("username", "账号用 2 至 40 个字母、数字或下划线", {"username": "只用字母、数字、下划线"})
    if not name:
        raise RuleBroken("name", "请填写姓名", {"name": "还没填姓名"})
    if queries.user_by_name(username):
        raise RuleBroken("username_taken", f"账号“{username}”已有人使用，请换一个", {"username": "已有人使用"})
    created = User(username=username, name=name, password_hash=password_hash, phone=phone, email=email,
                   must_change_password=must_change, demo=demo, created_at=now())  # fmt: skip
    db.session.add(created)
    db.session.flush()  # callers need the id
    return created


@command(permission="manage_people")
def appoint(actor, user_id: int, organisation_id: str, title: str, role: str, from_on: date, to_on: date | None = None,
            area_id: str | None = None, sector: str | None = None, acting_document: str = "") -> Post:  # fmt: skip
    """Give a person a post (任职) from a day, to a day when known.

    Args:   area_id, sector: what the post covers when it is less than the whole organisation's;
            acting_document: number of the paper by which someone acts as head (主持工作), with role `head`
    Raises: RuleBroken("unknown_role" | "dates" | "post_overlaps" | "own_post" | "acting_document" | "second_head"),
            NotFound("user" | "organisation")
    """
    rules.require_known_role(role)
    rules.require_dates_in_order(from_on, to_on, "to_on")
    if actor.id == user_id:
        raise RuleBroken("own_post", "不能给自己任职，请由另一名管理员办理")
    person, body = queries.user(user_id), queries.organisation(organisation_id)
    meanwhile = [post for post in person.posts
                 if (to_on is None or post.from_on <= to_on) and (post.to_on is None or from_on <= post.to_on)]  # fmt: skip
    if any((post.role, post.organisation_id) == (role, body.id) for post in meanwhile):
        raise RuleBroken("post_overlaps", f"{person.name}在这段时间已担任这个岗位，请先结束原任职")
    is_deputy = any((post.role, post.bureau_id) == ("deputy_head", body.bureau_id) for post in meanwhile)
    head = queries.head_in(body.bureau_id, from_on, to_on, other_than=person.id)
    rules.require_head_appointed(role, acting_document.strip(), is_deputy, head and head.name)
    post = Post(organisation=body, bureau_id=body.bureau_id, title=title.strip(), role=role, area_id=area_id,
                sector=sector, from_on=from_on, to_on=to_on, acting_document=acting_document.strip())  # fmt: skip
    person.posts.append(post)
    db.session.flush()  # callers need the id
    return post


@command(permission="manage_people")
def end_post(actor, post_id: int, to_on: date) -> Post:
    """The person holds the post until `to_on`, that day included; the record stays."""
    post = _one(Post, post_id, "没有这条任职记录，请刷新后再看")
    rules.require_dates_in_order(post.from_on, to_on, "to_on")
    post.to_on = to_on
    return post


@command(permission="work_tasks")
def name_substitute(actor, substitute_id: int, roles: list[str], from_on: date, to_on: date, reason: str,
                    principal_id: int | None = None) -> Substitution:  # fmt: skip
    """Let a colleague do the tasks of one's own roles during an absence (请假代理), in the colleague's own name.

    Args:   roles: role codes of the principal's own posts; from_on, to_on: first and last day; principal_id: who is
            absent, where a superior sets it for them (None: the actor)
    Raises: RuleBroken("own_substitute" | "other_bureau" | "substituted_roles" | "substitute_unfit" | "dates" | "past");
            NotAllowed("not_superior")
    Source: office practice (M); what the law reserves to a person stays reserved, see `app.workflow.duties`
    """
    rules.require_dates_in_order(from_on, to_on, "to_on")
    if to_on < today():
        raise RuleBroken("past", "代理期间已经过去，请重新填写", {"to_on": "不能早于今天"})
    person, principal = queries.user(substitute_id), queries.user(principal_id or actor.id)
    for_other = principal.id != actor.id
    if for_other:
        rules.require_superior(_roles_beside(actor, principal), _own_roles(principal), person.id == actor.id)
    is_colleague = person in queries.colleagues(principal.bureau_id)
    rules.require_substitution(roles, _own_roles(principal), person.id == principal.id, is_colleague)
    rules.require_fit([rules.substitute_bar(principal, person, role, max(from_on, today())) for role in roles])
    row = Substitution(principal_id=principal.id, substitute_id=person.id, roles=sorted(set(roles)), from_on=from_on,
                       to_on=to_on, reason=reason.strip(), named_at=now(), named_by=actor.id if for_other else None)  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need the id
    return row


def _own_roles(person: User) -> set[str]:
    return {post.role for post in person.held_posts() if post.bureau_id == person.bureau_id}


def _roles_beside(actor, principal: User) -> set[str]:
    """The roles the actor holds in the principal's bureau."""
    return {role for role, bureau in actor.roles() if bureau == principal.bureau_id}


@command(permission="work_tasks")
def end_substitution(actor, substitution_id: int) -> Substitution:
    """End a substitution today, by either of the two or a superior; what was done stays.

    Raises: NotAllowed("not_yours")
    """
    row = _one(Substitution, substitution_id, "没有这条代理记录，请刷新后再看")
    is_superior = rules.rank(_roles_beside(actor, row.principal)) > rules.rank(_own_roles(row.principal))
    if actor.id not in (row.principal_id, row.substitute_id) and not is_superior:
        raise NotAllowed("not_yours", "只能由委托人、代理人或者委托人的上级结束代理")
    row.ended_on = min(row.ended_on or today(), today())
    return row


@command(permission="manage_people")
def grant_certificate(actor, user_id: int, number: str, issued_by: str, valid_from: date, valid_to: date):
    """Record an enforcement certificate (行政执法证).

    Raises: RuleBroken("certificate_number" | "dates")
    Source: 行政处罚法 (2021) art. 42: officers must hold an enforcement qualification
    """
    rules.require_dates_in_order(valid_from, valid_to, "valid_to")
    number = number.strip()
    if not number or db.session.scalar(select(Certificate.id).where(Certificate.number == number)):
        raise RuleBroken("certificate_number", "执法证号没填或已登记在他人名下，请核对", {"number": "没填或已登记"})
    person = queries.user(user_id)  # held: the session alone would forget the row before it hears of the new one
    certificate = Certificate(number=number, issued_by=issued_by.strip(), valid_from=valid_from, valid_to=valid_to)
    person.certificates.append(certificate)
    db.session.flush()  # callers need the id
    return certificate


@command(permission="manage_people")
def revoke_certificate(actor, certificate_id: int, revoked_on: date) -> Certificate:
    """From `revoked_on` on the certificate no longer counts; acts done before stay as they are."""
    certificate = _one(Certificate, certificate_id, "没有这张执法证，请刷新后再看")
    certificate.revoked_on = revoked_on
    return certificate


@command(permission="manage_people")
def disable_user(actor, user_id: int) -> User:
    """Close an account; its sessions end at once, its records stay. What lies on its desk is handed over first.

    Raises: RuleBroken("own_account" | "open_tasks")
    """
    person = queries.user(user_id)
    if actor.id == person.id:
        raise RuleBroken("own_account", "不能停用自己的账号，请由另一名管理员办理")
    if held := leaving.held_by(person):
        shown = "、".join(f"“{each.title}”" for each in held[:5])
        message = f"{person.name}手上还有 {len(held)} 件任务：{shown}，请先转交。急着不让其登录的，可以先重置密码"
        raise RuleBroken("open_tasks", message)
    person.active = False
    person.session_version += 1
    return person


@command(permission="manage_people")
def change_contact(actor, user_id: int, phone: str, email: str) -> User:
    """Where a person is reached; reminders go to the e-mail address."""
    person = queries.user(user_id)
    person.phone, person.email = phone.strip(), email.strip()
    return person


@command(permission="manage_people")
def enable_user(actor, user_id: int) -> User:
    person = queries.user(user_id)
    person.active = True
    return person


@command(permission="manage_people")
def reset_password(actor, user_id: int, password_hash: str) -> User:
    """Set a first password again; the person must change it at the next login."""
    person = queries.user(user_id)
    person.password_hash, person.must_change_password = password_hash, True
    person.session_version += 1
    return person


@command()
def change_password(actor, password_hash: str) -> User:
    """Set the own password; every other session of this person ends."""
    actor.password_hash, actor.must_change_password = password_hash, False
    actor.session_version += 1
    return actor


@command()
def attempt_login(actor, username: str, address: str) -> LoginAttempt:
    """Count one try of this account from this address before the password is looked at (actor: SYSTEM).

    Raises: RuleBroken("login_locked"): five wrong ones within 15 minutes
    """
    if tries_left(username, address) <= 0:
        raise RuleBroken("login_locked", "连续输错 5 次，请 15 分钟后再试；忘记密码请找本单位管理员重置")
    attempt = LoginAttempt(username=username[:40], address=address[:60], at=now())
    db.session.add(attempt)
    db.session.flush()  # the caller needs the id
    return attempt


@command()
def log_in(actor, attempt_id: int) -> User:
    """Record that this person (the actor) came in with the password of that attempt."""
    _one(LoginAttempt, attempt_id, "登录记录不在了，请重新登录").succeeded = True
    return actor


def tries_left(username: str, address: str) -> int:
    """How many wrong passwords this account may still give from this address; a right one starts anew."""
    mine = (LoginAttempt.username == username[:40], LoginAttempt.address == address[:60])
    since = select(func.max(LoginAttempt.id)).where(*mine, LoginAttempt.succeeded).scalar_subquery()
    wrong = select(func.count()).where(*mine, ~LoginAttempt.succeeded, LoginAttempt.at > now() - WINDOW,
                                       LoginAttempt.id > func.coalesce(since, 0))  # fmt: skip
    return ATTEMPTS - db.session.scalar(wrong)


def _one(model, row_id: int, missing: str):
    row = db.session.get(model, row_id)
    if row is None:
        raise NotFound(model.__tablename__, missing)
    return row
