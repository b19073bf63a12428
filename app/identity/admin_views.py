"""Pages of the administrator and the auditor: people, organisations, the audit chain."""

from datetime import date

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import ValidationError

from app.core import audit, audit_queries
from app.core.clock import now, today
from app.core.errors import AnliuError, RuleBroken
from app.core.paging import page_number
from app.identity import audit_words, commands, leaving, passwords, people_import, queries, rules, schemas
from app.identity.permissions import ROLES
from app.identity.sessions import requires
from app.identity.views import bp

EXPIRY_WARNING_DAYS = 90
MOST_BYTES = 5 * 1024 * 1024
ROSTER_SIZE = 5000
STATES = {"active": "在用", "closed": "已停用"}
CERTIFICATES = {"expired": "已过期", "30": "30 天内到期", "90": "90 天内到期", "valid": "有效", "none": "没有执法证"}


@bp.get("/admin/people")
@requires("manage_people")
def list_people():
    expiring = queries.expiring_certificates(today(), EXPIRY_WARNING_DAYS)
    return render_template("identity/people.html", page=queries.people(_wanted(), page_number()), expiring=expiring,
                           states=STATES, certificates=CERTIFICATES, bureaus=_bureaus(), **_words())  # fmt: skip


def _wanted() -> queries.Wanted:
    """What the address says; what it does not know narrows nothing."""
    asked = request.args
    return queries.Wanted(
        asked.get("q", ""), asked.get("bureau") or None, asked.get("role") or None,
        asked.get("state", "") if asked.get("state") in STATES else "",
        asked.get("certificate", "") if asked.get("certificate") in CERTIFICATES else "",
    )  # fmt: skip


def _words() -> dict:
    return {"roles": ROLES, "on": today()}


def _bureaus() -> list[tuple[str, str]]:
    """Bureaus somebody holds a post in."""
    held = queries.bureaus_with_people()
    return [(row.id, row.name) for row in queries.organisations() if row.id in held]


@bp.get("/admin/people/roster")
@requires("manage_people")
def roster():
    """The same people on paper: by bureau, with posts and certificates."""
    page = queries.people(_wanted(), size=ROSTER_SIZE)
    return render_template("identity/roster.html", people=page.items, now=now(), **_words())


@bp.route("/admin/people/import", methods=["GET", "POST"])
@requires("manage_people")
def import_people():
    """A table of people: tried out first (试导入), then all or nothing; the first passwords are shown this once."""
    if request.method == "GET":
        return render_template("identity/people_import.html")
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise RuleBroken("import_file", "还没有选文件")
        name, content = sent.filename, sent.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise RuleBroken("import_size", "文件超过 5 MB，请分成几个文件")
        if request.form.get("act") != "import":
            return render_template("identity/people_import.html", check=people_import.check(name, content), name=name)
        check, accounts = people_import.import_people(current_user, name, content)
    except RuleBroken as refused:
        return render_template("identity/people_import.html", refused=refused), 422
    return render_template("identity/people_import.html", check=check, accounts=accounts, done=True)


@bp.get("/admin/people/template")
@requires("manage_people")
def people_template():
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = "attachment; filename=anliu-people.xlsx"
    return Response(people_import.template(), mimetype=kind, headers={"Content-Disposition": name})


@bp.route("/admin/people/new", methods=["GET", "POST"])
@requires("manage_people")
def create_person():
    if request.method == "GET":
        return render_template("identity/person_new.html", messages={})
    try:
        sent = schemas.PersonForm().load(request.form)
        rules.require_strong_password(first := sent.pop("password"), sent["username"])
        person = commands.create_user(current_user, password_hash=passwords.hash_password(first), **sent)
    except (ValidationError, RuleBroken) as refused:
        return render_template("identity/person_new.html", messages=refused.messages), 422
    flash(f"已建账号 {person.username}，首次登录须改密码；接着登记任职")
    return redirect(url_for("identity.person", user_id=person.id))


@bp.get("/admin/people/<int:user_id>")
@requires("manage_people")
def person(user_id: int):
    return _person_page(user_id)


def _person_page(user_id: int, messages=None):
    person = queries.user(user_id)
    return render_template("identity/person.html", person=person, held=leaving.held_by(person), roles=ROLES, on=today(),
                           colleagues=[each for each in queries.colleagues(person.bureau_id) if each.id != user_id],
                           organisations=_choices(queries.organisations()), areas=_choices(queries.areas()),
                           messages=messages or {})  # fmt: skip


def _choices(rows) -> list[tuple[str, str]]:
    return [(row.id, row.name) for row in rows]


def _changed(user_id: int, said: str, schema, command):
    """Load the form, run the one command, show the person again; a refusal keeps what was typed."""
    try:
        command(**schema().load(request.form))
    except (ValidationError, RuleBroken) as refused:
        return _person_page(user_id, refused.messages), 422
    flash(said)
    return redirect(url_for("identity.person", user_id=user_id))


@bp.post("/admin/people/<int:user_id>/posts")
@requires("manage_people")
def appoint(user_id: int):
    return _changed(user_id, "任职已登记", schemas.PostForm,
                    lambda **sent: commands.appoint(current_user, user_id, **sent))  # fmt: skip


@bp.post("/admin/people/<int:user_id>/posts/<int:post_id>/end")
@requires("manage_people")
def end_post(user_id: int, post_id: int):
    return _changed(user_id, "任职已结束，记录保留", schemas.DayForm,
                    lambda on: commands.end_post(current_user, post_id, on))  # fmt: skip


@bp.post("/admin/people/<int:user_id>/certificates")
@requires("manage_people")
def grant_certificate(user_id: int):
    return _changed(user_id, "执法证已登记", schemas.CertificateForm,
                    lambda **sent: commands.grant_certificate(current_user, user_id, **sent))  # fmt: skip


@bp.post("/admin/people/<int:user_id>/certificates/<int:certificate_id>/revoke")
@requires("manage_people")
def revoke_certificate(user_id: int, certificate_id: int):
    return _changed(user_id, "执法证已注销，此前办的事不受影响", schemas.DayForm,
                    lambda on: commands.revoke_certificate(current_user, certificate_id, on))  # fmt: skip


@bp.post("/admin/people/<int:user_id>/contact")
@requires("manage_people")
def change_contact(user_id: int):
    return _changed(user_id, "联系方式已保存", schemas.ContactForm,
                    lambda **sent: commands.change_contact(current_user, user_id, **sent))  # fmt: skip


@bp.post("/admin/people/<int:user_id>/account")
@requires("manage_people")
def change_account(user_id: int):
    """Disable, enable, or give a new first password."""
    try:
        match request.form.get("act"):
            case "disable":
                commands.disable_user(current_user, user_id)
                flash("账号已停用，正在使用的登录已退出")
            case "enable":
                commands.enable_user(current_user, user_id)
                flash("账号已启用")
            case "reset":
                password = request.form.get("password", "")
                rules.require_strong_password(password, queries.user(user_id).username)
                commands.reset_password(current_user, user_id, passwords.hash_password(password))
                flash("初始密码已重置，下次登录须修改")
    except RuleBroken as refused:
        return _person_page(user_id, refused.messages), 422
    return redirect(url_for("identity.person", user_id=user_id))


@bp.get("/admin/organisations")
@requires("manage_organisations")
def list_organisations():
    return _organisations_page()


def _organisations_page(messages=None):
    return render_template("identity/organisations.html", tree=queries.organisation_tree(), areas=_choices(queries.areas()),
                           messages=messages or {})  # fmt: skip


@bp.post("/admin/organisations")
@requires("manage_organisations")
def create_organisation():
    try:
        created = commands.create_organisation(current_user, **schemas.OrganisationForm().load(request.form))
    except (ValidationError, AnliuError) as refused:
        return _organisations_page(refused.messages), 422
    flash(f"已增加 {created.name}")
    return redirect(url_for("identity.list_organisations") + f"#{created.id}")


@bp.get("/audit")
@requires("read_audit")
def audit_log():
    asked = {key: request.args.get(key, "").strip() for key in ("actor", "act", "subject")}
    days = {key: _day(request.args.get(key, "")) for key in ("first", "last")}
    page = audit_queries.entries(**asked, **days, page=page_number())
    verdict = audit.verify() if request.args.get("verify") else None
    return render_template("identity/audit.html", page=page, asked=asked, days=days, verdict=verdict, words=audit_words)


@bp.get("/audit/anchor")
@requires("read_audit")
def anchor():
    """The head of the chain as a file to keep elsewhere; `./anliu audit verify --anchor FILE` compares with it."""
    content = json.dumps({**audit.head(), "at": now().isoformat()}, ensure_ascii=False)
    name = f"attachment; filename=anliu-anchor-{now():%Y%m%d-%H%M}.json"
    return Response(content, mimetype="application/json", headers={"Content-Disposition": name})


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
