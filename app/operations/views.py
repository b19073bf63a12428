"""The operator's page, and the same findings as JSON for monitors."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.errors import Conflict
from app.identity import queries as identity
from app.identity.sessions import requires
from app.notices.mail import retry_mail
from app.notices.queries import failing_mails
from app.operations import checks, commands, queries

bp = Blueprint("operations", __name__)


@bp.get("/operations")
@requires("operate_system")
def show():
    """Is everything alive, what waits, what went wrong, what to do."""
    return render_template("operations/show.html", findings=checks.findings(), papers=queries.failed_papers(),
                           mails=failing_mails())  # fmt: skip


@bp.get("/health/checks")
def health():
    """For monitors, without a login and without anything secret: 200 when well, 503 when something does harm.

    Returns: {"ok", "checks": [{"key", "name", "state": ok | warn | bad, "found"}]}
    """
    found = checks.findings()
    told = [{"key": each.key, "name": each.name, "state": each.state, "found": each.found} for each in found]
    well = checks.is_well(found)
    return jsonify(ok=well, checks=told), 200 if well else 503


@bp.post("/operations/papers/<int:document_id>/retry")
@requires("operate_system")
def retry_paper(document_id: int):
    return _again(lambda: commands.retry_paper(current_user, document_id), "已重新制作，稍后刷新看结果")


@bp.post("/operations/mails/<int:mail_id>/retry")
@requires("operate_system")
def retry_failed_mail(mail_id: int):
    return _again(lambda: retry_mail(current_user, mail_id), "已排队重发，稍后刷新看结果")


@bp.post("/admin/people/<int:user_id>/hand-over")
@requires("manage_people")
def hand_over(user_id: int):
    """Everything on a person's desk to one colleague, before the account is closed."""
    person, to_id = identity.user(user_id), request.form.get("to", type=int)
    if not to_id:
        flash("还没有选转交给谁，任务没有转交", "error")
    else:
        done = commands.hand_over_all(current_user, person, to_id)
        stayed = [f"“{title}”：{why}" for title, why in done if why]
        if len(stayed) < len(done):
            flash(f"已转交 {len(done) - len(stayed)} 件给{identity.user(to_id).name}")
        if stayed:
            flash(f"{len(stayed)} 件没有转交。{'；'.join(stayed[:5])}", "error")
    return redirect(url_for("identity.person", user_id=user_id))


def _again(act, said: str):
    try:
        act()
        flash(said)
    except Conflict as refused:
        flash(refused.message, "error")
    return redirect(url_for(".show"))
