"""The page of steps that went wrong (运行异常): look, retry one, retry all of a kind, note, hand on."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError, RuleBroken
from app.core.paging import page_number
from app.identity.queries import bureaus_seen_by
from app.identity.sessions import requires
from app.workflow import commands, incidents
from app.workflow.views import bp


@bp.get("/incidents")
@requires("manage_instances")
def list_incidents():
    return _page()


def _page(refused=None, incident_id=None, results=None):
    chosen = {"resolved": request.args.get("resolved") == "1", "kind": request.args.get("kind", ""),
              "mine": request.args.get("mine") == "1"}  # fmt: skip
    page, happened = incidents.incidents(current_user, **chosen, number=page_number())
    return render_template(
        "workflow/incidents.html", page=page, happened=happened, **chosen, kinds=incidents.KINDS, on=today(),
        counts=incidents.counts(current_user), names=incidents.people_of(happened), refused=refused, refused_id=incident_id,
        results=results, people=incidents.answerable(current_user), link=_link_to_matter(),
        may_read=current_user.may("read_processes"),
    )  # fmt: skip


def _link_to_matter():
    """f(instance) -> the page of its matter, or None for those who do not see that office's matters."""
    seen = bureaus_seen_by(current_user)
    known = "inbox.show_instance" in current_app.view_functions

    def link(instance) -> str | None:
        if not known or instance.organisation_id not in seen:
            return None
        return url_for("inbox.show_instance", instance_id=instance.id)

    return link


@bp.post("/incidents/<int:incident_id>/retry")
@requires("manage_instances")
def retry_incident(incident_id: int):
    """Try again (重试). What fails again stays open; the reason is told beside it."""
    incidents.require_answers_for(current_user, incident_id)
    try:
        commands.retry_incident(current_user, incident_id)
    except AnliuError as refused:
        return _page(refused, incident_id), refused.status
    flash("已重试，流程接着往下走了")
    return redirect(url_for(".list_incidents"))


@bp.post("/incidents/retry")
@requires("manage_instances")
def retry_kind():
    """Try every open one of a kind again, each by itself; what came of each is told."""
    results = [(incident_id, _retried(incident_id)) for incident_id in incidents.open_ids(current_user, request.form.get("kind", ""))]
    return _page(results=results)


def _retried(incident_id: int) -> str:
    """Why it failed again, "" when it went on."""
    try:
        commands.retry_incident(current_user, incident_id)
    except AnliuError as refused:
        return refused.message
    except Exception as error:  # one that fails in an unforeseen way must not hide what came of the others
        current_app.logger.exception("incident %s failed again", incident_id)
        return f"又出错了（{type(error).__name__}），技术信息在日志里"
    return ""


@bp.post("/incidents/<int:incident_id>/notes")
@requires("manage_instances")
def note_on_incident(incident_id: int):
    incidents.require_answers_for(current_user, incident_id)
    given_to = request.form.get("given_to", type=int)
    try:
        commands.note_on_incident(current_user, incident_id, request.form.get("words", ""), given_to)
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        flash("备注已记下" if not given_to else "已交办，对方在“交给我的”里看到")
    return redirect(url_for(".list_incidents") + f"#incident-{incident_id}")
