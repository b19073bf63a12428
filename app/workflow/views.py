"""Pages of the process designer and of those who answer for running matters: procedures, deployment, incidents."""

from datetime import date
from pathlib import PurePosixPath

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError, RuleBroken
from app.core.paging import page_number
from app.identity.queries import bureaus_seen_by
from app.identity.sessions import requires
from app.workflow import overview
from app.workflow.checks import check_by_file
from app.workflow.commands import retry_incident as retry
from app.workflow.commands.releases import deploy
from app.workflow.problems import Refused, errors
from app.workflow.releases import diagram_of, known_deployed
from app.workflow.xml import LIMIT_BYTES

bp = Blueprint("workflow", __name__)


@bp.get("/processes")
@requires("read_processes")
def list_releases():
    return _procedures_page()


def _procedures_page(**said):
    said = {"found": None, "prospects": [], "refused": None, "effective_on": ""} | said
    return render_template("workflow/list.html", procedures=overview.procedures(), today_on=today(),
                           may_deploy=current_user.may("deploy_process"), errors=errors, **said)  # fmt: skip


@bp.get("/processes/<key>")
@requires("read_processes")
def show_release(key: str):
    """One version of a procedure: the diagram, who does what by when, its forms, all versions."""
    release = _asked(key)
    human, automatic = overview.steps(diagram_of(release))
    return render_template("workflow/show.html", release=release, human=human, automatic=automatic,
                           forms=overview.forms(release), versions=overview.versions(key), today_on=today(),
                           in_force=overview.release(key))  # fmt: skip


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


@bp.post("/processes/check")
@requires("deploy_process")
def check_files():
    """Say what is wrong with the files chosen, and what deploying them would do; changes nothing."""
    asked = request.form.get("effective_on", "")
    try:
        files = _uploaded()
    except RuleBroken as refused:
        return _procedures_page(refused=refused, effective_on=asked), 422
    found = check_by_file(files, known_deployed())
    status = 422 if any(errors(problems) for problems in found.values()) else 200
    prospects = overview.would_become(files, found)
    return _procedures_page(found=found, prospects=prospects, effective_on=asked), status


@bp.post("/processes/deploy")
@requires("deploy_process")
def deploy_files():
    """Deploy the files chosen (部署), all or none; refused files are listed with what to do."""
    asked = request.form.get("effective_on", "")
    try:
        done = deploy(current_user, _uploaded(), _day(asked))
    except Refused as refused:
        return _procedures_page(found={"": refused.problems}, effective_on=asked), 422
    except AnliuError as refused:
        return _procedures_page(refused=refused, effective_on=asked), refused.status
    for release in done:
        flash(f"{release.name} 第 {release.version} 版自 {release.effective_on:%Y-%m-%d} 起施行")
    return redirect(url_for("workflow.show_release", key=done[0].key, version=done[0].version)
                    if len(done) == 1 else url_for("workflow.list_releases"))  # fmt: skip


def _uploaded() -> dict[str, bytes]:
    """{file name: content}, read no further than one byte beyond what is allowed.

    Raises: RuleBroken("no_files" | "file_twice")
    """
    files = {}
    for sent in request.files.getlist("files"):
        if not (name := PurePosixPath((sent.filename or "").replace("\\", "/")).name):
            continue
        if name in files:
            raise RuleBroken("file_twice", f"选了两个都叫 {name} 的文件，请只留一个", {"files": "文件名重复"})
        files[name] = sent.read(LIMIT_BYTES + 1)
    if not files:
        raise RuleBroken("no_files", "还没有选文件，请选流程图（.bpmn）和它的表单（.json）", {"files": "还没有选文件"})
    return files


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        message = "施行日期应写成 2026-12-01 的样子"
        raise RuleBroken("effective_on", message, {"effective_on": message}) from error


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
