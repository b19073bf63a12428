"""Rows of identity: the organisation tree, people, their posts and enforcement certificates."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, Index, String, bindparam, select
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotAllowed
from app.identity.permissions import PERMISSIONS


class Area(db.Model):
    """A place with a government (行政区域)."""

    __tablename__ = "area"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)


class Organisation(db.Model):
    """A government body, committee, department or unit (机构). `bureau_id`: itself or the nearest bureau above."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)  # among its neighbours, as the plan lists them
    aliases: Mapped[list] = mapped_column(JSON, default=list)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    bureau_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    area: Mapped[Area | None] = relationship()


class Post(db.Model):
    """A person's post (任职): role in an organisation from a day, to a day; area and sector narrow what it covers."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_bureau_role", "bureau_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    bureau_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"))  # None: the whole area of the organisation
    sector: Mapped[str | None] = mapped_column(String(40))  # None: every sector
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    acting_document: Mapped[str] = mapped_column(String(120), default="")  # 文号 that lets a deputy act as head (主持工作)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    user: Mapped["User"] = relationship(back_populates="posts")

    def is_held(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


class Certificate(db.Model):
    """An enforcement certificate (行政执法证). Valid from `valid_from` to `valid_to`, both included."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    issued_by: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    revoked_on: Mapped[date | None]

    user: Mapped["User"] = relationship(back_populates="certificates")

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to and (self.revoked_on is None or on < self.revoked_on)

    def days_left(self, on: date) -> int:
        """Days after `on` on which it is still valid; negative when it has expired."""
        return (self.valid_to - on).days


class User(db.Model, UserMixin):
    """A person with an account (人员). The actor of commands."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)  # raised to end every session of this person
    created_at: Mapped[datetime]

    posts: Mapped[list[Post]] = relationship(back_populates="user", lazy="selectin", order_by=Post.id)
    certificates: Mapped[list[Certificate]] = relationship(back_populates="user", order_by=Certificate.valid_to.desc())

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What the session cookie holds; a new password raises the version and so ends the other sessions."""
        return f"{self.id}.{self.session_version}"

    @classmethod
    def with_posts(cls, user_id: int, populate_existing: bool = False) -> "User | None":
        """The person and their posts in one query: every request begins with it, every command repeats it."""
        query = _WITH_POSTS.execution_options(populate_existing=populate_existing)
        return db.session.scalars(query, {"user_id": user_id}).unique().one_or_none()

    def reload(self) -> "User":
        """The person as the database knows them now.

        Raises: NotAllowed("disabled")
        """
        user = User.with_posts(inspect_row(self).identity[0], populate_existing=True)
        if user is None or not user.active:
            raise NotAllowed("disabled", "您的账号已停用，请联系本单位管理员")
        return user

    def held_posts(self, on: date | None = None) -> list[Post]:
        return [post for post in self.posts if post.is_held(on or today())]

    def roles(self, on: date | None = None) -> set[tuple[str, str]]:
        """{(role, bureau_id)} held on that day (default today)."""
        return {(post.role, post.bureau_id) for post in self.held_posts(on)}

    def has_role(self, role: str, bureau_id: str | None = None) -> bool:
        return any(held == role and bureau_id in (None, bureau) for held, bureau in self.roles())

    def may(self, permission: str) -> bool:
        return any(permission in PERMISSIONS[role] for role, _ in self.roles())

    def head_post(self, bureau_id: str | None = None) -> Post | None:
        """The own post of head (正职) or of acting head (主持工作) held today; a substitute has none."""
        held = [post for post in self.held_posts() if post.role == "head" and bureau_id in (None, post.bureau_id)]
        return next(iter(held), None)

    def certificate(self, on: date | None = None) -> Certificate | None:
        """The certificate valid on that day, the one that lasts longest."""
        return next((row for row in self.certificates if row.is_valid(on or today())), None)

    @property
    def bureau_id(self) -> str | None:
        """The bureau of the first post held today."""
        return next((post.bureau_id for post in self.held_posts()), None)


_WITH_POSTS = select(User).options(joinedload(User.posts)).where(User.id == bindparam("user_id"))


class Substitution(db.Model):
    """A person names a substitute (代理) for some of their roles, from a day to a day, both included."""

    __tablename__ = "substitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    roles: Mapped[list] = mapped_column(JSON)  # role codes of the principal's posts
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    named_at: Mapped[datetime]
    named_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # a superior; NULL: the principal
    ended_on: Mapped[date | None]  # ended early: no longer stands on that day

    principal: Mapped[User] = relationship(foreign_keys=[principal_id])
    superior: Mapped[User | None] = relationship(foreign_keys=[named_by])
    substitute: Mapped[User] = relationship(foreign_keys=[substitute_id])

    def stands(self, on: date) -> bool:
        return self.from_on <= on <= self.to_on and (self.ended_on is None or on < self.ended_on)


class LoginAttempt(db.Model):
    """One try to log in; written before the password is looked at, so that parallel tries are counted too."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_who", "username", "address", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    succeeded: Mapped[bool] = mapped_column(default=False)
