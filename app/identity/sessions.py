"""Who is asking: the login session, and the rule that every page asks for a login unless it is listed public."""

from datetime import timedelta
from functools import wraps

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_login import LoginManager, current_user

from app.core.clock import now
from app.core.errors import NotAllowed
from app.core.pages import refusal, wants_json
from app.core.settings import settings
from app.identity.models import User
from app.identity.permissions import PUBLIC_ENDPOINTS

IDLE = timedelta(hours=2)
RENEWAL = timedelta(minutes=15)
OPEN_BEFORE_PASSWORD_CHANGE = PUBLIC_ENDPOINTS | {"identity.me", "identity.change_password", "identity.logout"}
manager = LoginManager()
manager.session_protection = "basic"


@manager.user_loader
def _load(cookie: str) -> User | None:
    """The person of the cookie "id.session_version", unless the session was ended or the account may not be used."""
    user_id, _, version = cookie.partition(".")
    person = User.with_posts(int(user_id)) if user_id.isdigit() else None
    return person if person and person.get_id() == f"{user_id}.{version}" and may_enter(person) else None


def may_enter(person: User) -> bool:
    """Closed accounts never; demo accounts only where the demonstration runs."""
    return person.active and (settings().demo or not person.demo)


def local_path(target: str | None) -> str | None:
    """The path to go on to after login, when it is one of our own; never another host."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return None


def requires(permission: str):
    """A view only for people with this permission; commands check theirs again."""

    def decorate(view):
        @wraps(view)
        def run(*args, **kwargs):
            if not current_user.may(permission):
                raise NotAllowed("permission", "您的岗位没有这项权限；如确需办理，请联系管理员调整岗位")
            return view(*args, **kwargs)

        run.permission = permission
        return run

    return decorate


def may_open(path: str) -> bool:
    """Whether the person's permissions reach the page of our own at this path; a link to another is only words."""
    endpoint, _ = current_app.url_map.bind("").match(path)
    permission = getattr(current_app.view_functions[endpoint], "permission", None)
    return permission is None or current_user.may(permission)


def _require_login():
    if request.endpoint in PUBLIC_ENDPOINTS:  # an unknown address asks for a login too, so that nobody can probe
        return None
    if not current_user.is_authenticated:
        if wants_json() or request.headers.get("HX-Request"):
            return refusal("login_required", "您还没有登录或登录已到期；登录后接着办，草稿还在", 401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("identity.login", next=target if target != "/" else None))
    if current_user.must_change_password and request.endpoint not in OPEN_BEFORE_PASSWORD_CHANGE:
        if wants_json():
            return refusal("must_change_password", "请先把初始密码改成自己的密码", 403)
        flash("请先把初始密码改成自己的密码，再办其他事")
        return redirect(url_for("identity.me"))
    return None


def _renew_session():
    """The idle time starts again, but not with every answer: a late one (a draft, the diagram) would bring back the
    session as it was when it was asked for, and lose the message of the act in between."""
    if current_user.is_authenticated and now().timestamp() - session.get("renewed", 0) > RENEWAL.total_seconds():
        session["renewed"] = int(now().timestamp())


def init_sessions(app: Flask) -> None:
    app.config.update(PERMANENT_SESSION_LIFETIME=IDLE, SESSION_REFRESH_EACH_REQUEST=False, REMEMBER_COOKIE_HTTPONLY=True)
    manager.init_app(app)
    app.before_request(_renew_session)
    app.before_request(_require_login)
