"""Pages of procedures for whoever designs them or answers for running matters."""

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.headers import saved_as
from app.identity.sessions import requires
from app.workflow import overview, queries
from app.workflow.problems import errors
from app.workflow.releases import diagram_of

bp = Blueprint("workflow", __name__)


def to_first_task(begun, words: str) -> Response:
    """A page has begun a procedure: say so, and on to the one task it opens with."""
    flash(words)
    [item] = queries.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))


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
    return Response(content, mimetype=mimetype, headers=saved_as(name))
