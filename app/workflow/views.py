"""Pages of the process designer and of those who answer for running matters: procedures, incidents."""

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError
from app.core.paging import page_number
from app.identity.queries import bureaus_seen_by
from app.identity.sessions import requires
from app.workflow import overview
from app.workflow.commands import retry_incident as retry
from app.workflow.problems import errors
from app.workflow.releases import diagram_of

bp = Blueprint("workflow", __name__)


@bp.get("/processes")
@requires("read_processes")
def list_releases():
    """Every procedure; a designer may begin a draft here (`designer.process_views`)."""
    return render_template("workflow/list.html", procedures=overview.procedures(), today_on=today(), errors=errors,
                           may_design=current_user.may("deploy_process"))  # fmt: skip


@bp.get("/processes/<key>")
@requires("read_processes")
def show_release(key: str):
    """One version of a procedure: the diagram, who does what by when, its forms, all versions."""
    release = _asked(key)
    human, automatic = overview.steps(diagram_of(release))
    return render_template("workflow/show.html", release=release, human=human, automatic=automatic,
                           forms=overview.forms(release), versions=overview.versions(key), today_on=today(),
                           in_force=overview.release(key), running_at=overview.running_at(release),
                           may_design=current_user.may("deploy_process"))  # fmt: skip


def _asked(key: str):
    return overview.release(key, request.args.get("version", type=int))


@bp.get("/processes/<key>/diagram")
@requires("read_processes")
def diagram(key: str):
    """What the diagram viewer draws; nothing is marked as done."""
    return jsonify(xml=diagram_of(_asked(key)), done=[], current=[], returned={}, who={})


@bp.get("/processes/<key>/bpmn")
@requires("read_processes")
def download_diagram(key: str):
    release = _asked(key)
    return _saved(diagram_of(release), "application/xml", f"{release.key}.bpmn")


@bp.get("/processes/<key>/forms/<name>")
@requires("read_processes")
def download_form(key: str, name: str):
    return _saved(overview.file_of(_asked(key), "form", name), "application/json", f"{name}.json")


def _saved(content: str, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/incidents")
@requires("manage_instances")
def list_incidents():
    return _incidents_page()


def _incidents_page(refused=None, incident_id=None):
    resolved = request.args.get("resolved") == "1"
    page, happened = overview.incidents(current_user, resolved, page_number())
    return render_template("workflow/incidents.html", page=page, happened=happened, resolved=resolved,
                           refused=refused, refused_id=incident_id, link=_link_to_matter(),
                           may_read=current_user.may("read_processes"))  # fmt: skip


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
    overview.require_answers_for(current_user, incident_id)
    try:
        retry(current_user, incident_id)
    except AnliuError as refused:
        return _incidents_page(refused, incident_id), refused.status
    flash("已重试，流程接着往下走了")
    return redirect(url_for("workflow.list_incidents"))
