"""Login, logout, the own page."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from marshmallow import ValidationError

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.errors import AnliuError, RuleBroken
from app.core.settings import settings
from app.identity import commands, passwords, queries, rules, schemas
from app.identity.permissions import ROLES, SUBSTITUTABLE
from app.identity.seeding import DEMO_PASSWORD, DEMO_STAFF
from app.identity.sessions import local_path, may_enter

bp = Blueprint("identity", __name__)


@bp.get("/login")
def login():
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or home_of(current_user))
    return _login_page(target, request.args.get("account", ""))


def _login_page(target, username="", error=""):
    accounts = _demo_accounts() if settings().demo else {}
    known = not error and any(username == name for people in accounts.values() for name, _ in people)
    return render_template("identity/login.html", next=target or "", username=username, error=error, accounts=accounts,
                           password=DEMO_PASSWORD if known else "")  # fmt: skip


def _demo_accounts() -> dict:
    """{bureau's name: [(account, role's word)]}"""
    return {queries.organisation(bureau).name: [(name, ROLES[role]) for name, _, _, role, _ in people]
            for bureau, people in DEMO_STAFF.items() if queries.has_organisation(bureau)}  # fmt: skip


@bp.post("/login")
def log_in():
    """Let a person in; every try is counted and recorded before the password is looked at."""
    username, target = request.form.get("username", "").strip(), local_path(request.form.get("next"))
    try:
        person = _person_behind(username, request.form.get("password", ""))
    except AnliuError as refused:
        return _login_page(target, username, refused.message), refused.status
    session.clear()  # a session made before login must not live on
    session.permanent = True
    login_user(person)
    return redirect(target or home_of(person))


def home_of(person) -> str:
    """Where a person's day begins: an enterprise's with its own affairs, the office's with its tasks."""
    return url_for("inbox.enterprise_home") if person.has_role("enterprise_user") else "/"


def _person_behind(username: str, password: str):
    address = request.remote_addr or ""
    attempt = commands.attempt_login(SYSTEM, username, address)
    person = queries.user_by_name(username)
    allowed = person is not None and may_enter(person)
    if not passwords.matches(password, person.password_hash if allowed else None):
        left = commands.tries_left(username, address)
        advice = f"还可以再试 {left} 次" if left > 0 else "请 15 分钟后再试"
        raise RuleBroken("password", f"账号或密码不对，{advice}。忘记密码请找本单位管理员重置。")
    return commands.log_in(person, attempt.id)


@bp.post("/logout")
def logout():
    logout_user()
    session.clear()
    return redirect(url_for("identity.login"))


@bp.get("/me")
def me():
    return _own_page()


def _own_page(fields=None, error="", messages=None):
    own_roles = [role for role in ROLES if role in SUBSTITUTABLE and current_user.has_role(role, current_user.bureau_id)]
    posts = sorted(current_user.posts, key=lambda post: (post.to_on is not None, post.from_on))
    named = queries.substitutions(current_user)
    lapsed = {row.id: [(role, why) for role in row.roles if (why := queries.bar_of(row, role))] for row in named}
    return render_template("identity/me.html", posts=posts, certificates=current_user.certificates, roles=ROLES,
                           on=today(), fields=fields or {}, error=error, messages=messages or {}, own_roles=own_roles,
                           substitutions=named, lapsed=lapsed, colleagues=_colleagues())  # fmt: skip


def _colleagues() -> list[tuple[str, str]]:
    found = queries.colleagues(current_user.bureau_id)
    return [(str(person.id), person.name) for person in found if person.id != current_user.id]


@bp.post("/me/substitutes")
def name_substitute():
    """Ask a colleague to do one's tasks for a time (代理)."""
    try:
        sent = schemas.SubstitutionForm().load(request.form)
        row = commands.name_substitute(current_user, roles=request.form.getlist("roles"), **sent)
    except (ValidationError, RuleBroken) as refused:
        return _own_page(messages=refused.messages), 422
    flash(f"已请{row.substitute.name}代理，{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d}")
    return redirect(url_for("identity.me") + "#substitutes")


@bp.post("/me/substitutes/<int:substitution_id>/end")
def end_substitution(substitution_id: int):
    commands.end_substitution(current_user, substitution_id)
    flash("代理已结束，已办的不受影响")
    return redirect(url_for("identity.me") + "#substitutes")


@bp.route("/me/password", methods=["GET", "POST"])
def change_password():
    """Set the own password; other sessions of this person end."""
    if request.method == "GET":
        return _own_page()
    form = request.form
    try:
        _check_new_password(form)
    except RuleBroken as refused:
        return _own_page(refused.fields, refused.message), 422
    person = commands.change_password(current_user, passwords.hash_password(form["new_password"]))
    login_user(person)  # this session goes on under the new version
    flash("密码已改，其他地方的登录都已退出")
    return redirect(url_for("identity.me"))


def _check_new_password(form) -> None:
    if not passwords.matches(form.get("old_password", ""), current_user.password_hash):
        raise RuleBroken("password", "原密码不对，新密码没有保存", {"old_password": "原密码不对"})
    rules.require_strong_password(form.get("new_password", ""), current_user.username)
    if form["new_password"] != form.get("again"):
        raise RuleBroken("password_differs", "两次填的新密码不一样", {"again": "和上面的不一样"})
