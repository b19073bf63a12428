"""The pages of an import, the same for every kind of table: choose and check a file, import it, follow how far it got."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.errors import NotAllowed, RuleBroken
from app.core.headers import saved_as
from app.core.table_file import XLSX
from app.enterprises import imports, queries
from app.enterprises.models import ImportJob
from app.identity.sessions import requires


@dataclass(frozen=True)
class Desk:
    """What the pages of one kind say.

    Args: kind: key of imports.KINDS; home: (endpoint, words) of the list it leads to; hint: under the heading; outcomes: what
          became of a row, in words; template: the .xlsx to fill in; warned: heading of what is told of rows that came in;
          fields: template of what is asked beside the file;
          options: what the form says of them; context: what `fields` shows beside
    """

    kind: str
    home: tuple[str, str]
    hint: str
    columns: str
    outcomes: Mapping[str, str]
    template: Callable[[], bytes]
    warned: str = "没有导入的格子"
    fields: str = ""
    options: Callable[[Mapping], dict] = lambda form: {}
    context: Callable[[], dict] = dict

    @property
    def words(self) -> str:
        return imports.KINDS[self.kind].words


def add_pages(bp: Blueprint, prefix: str, desk: Desk) -> None:
    """Give a blueprint the six addresses below `prefix`."""
    guarded = requires(imports.KINDS[desk.kind].permission)

    def shown(found=None, name="", error=""):
        jobs = [job for job in queries.import_jobs(desk.kind) if imports.KINDS[desk.kind].may_see(current_user, job)]
        return render_template(
            "enterprises/imports.html", desk=desk, jobs=jobs, found=found, name=name, error=error, **desk.context()
        )

    def job_for(job_id: int) -> ImportJob:
        job = queries.import_job(job_id)
        if job.kind != desk.kind or not imports.KINDS[job.kind].may_see(current_user, job):
            raise NotAllowed("import_job", "这次导入不是您所在机关办的，您不能查看")
        return job

    @bp.get(prefix, endpoint="imports")
    @guarded
    def imports_page():
        return shown()

    @bp.post(prefix)
    @guarded
    def start_import():
        """Check the table only (act=check), or register it; the worker imports it batch by batch."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return shown(error="还没有选文件"), 422
        content = sent.read()
        try:
            options = desk.options(request.form)
            if request.form.get("act") == "check":
                return shown(imports.check(sent.filename, content, desk.kind, current_user, options), sent.filename)
            job = imports.start_import(current_user, sent.filename, content, desk.kind, options)
        except RuleBroken as refused:
            return shown(name=sent.filename, error=refused.message), 422
        return redirect(url_for(".import_job", job_id=job.id))

    @bp.get(f"{prefix}/<int:job_id>")
    @guarded
    def import_job(job_id: int):
        return render_template("enterprises/import_job.html", desk=desk, job=job_for(job_id))

    @bp.post(f"{prefix}/<int:job_id>/stop")
    @guarded
    def stop_import(job_id: int):
        imports.stop_import(current_user, job_for(job_id).id)
        flash("已停止，做完的行都保留；可以接着导入")
        return redirect(url_for(".import_job", job_id=job_id))

    @bp.post(f"{prefix}/<int:job_id>/resume")
    @guarded
    def resume_import(job_id: int):
        imports.resume_import(current_user, job_for(job_id).id)
        return redirect(url_for(".import_job", job_id=job_id))

    @bp.get(f"{prefix}/template.xlsx")
    @guarded
    def import_template():
        return Response(desk.template(), mimetype=XLSX, headers=saved_as(f"{desk.words}导入模板.xlsx"))
