"""Pages of the decision tables: those in force, one as people read it with a try-out, and putting a new one into force."""

from dataclasses import dataclass
from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.core.errors import AnliuError, NotAllowed, RuleBroken
from app.core.xml import LIMIT_BYTES
from app.decisions import Outcome
from app.law.articles import load_articles
from app.law.catalogue import places
from app.law.tables import commands, queries, reading
from app.law.tables.models import TableVersion
from app.law.views import bp


@dataclass(frozen=True)
class Tried:
    """A try-out: what was filled in, and the outcome or why there is none."""

    given: dict
    outcome: Outcome | None = None
    fault: str = ""

    @property
    def fired(self) -> set[str]:
        return {row for rows in self.outcome.fired.values() for row in rows} if self.outcome else set()


@bp.get("/law/tables")
def list_tables():
    """The tables in force; the search lives in the address."""
    return _list()


def _list(**said) -> str:
    words = request.args.get("q", "").strip()[:60]
    rows = [row for row in queries.newest_versions() if words in f"{row.name}{row.key}{row.note}"]
    said = {"found": None, "file": "", "refused": None, "since": ""} | said
    return render_template(
        "law/tables.html", q=words, notice=load_articles().notice, rows=rows, today_on=today(),
        may_deploy=current_user.may("deploy_process"), faults=[*filter(commands.is_error, said["found"] or [])], **said,
    )  # fmt: skip


@bp.post("/law/tables/check")
def check_table():
    """Say what is wrong with the file chosen; changes nothing."""
    _require_designer()
    try:
        name, content = _uploaded()
    except RuleBroken as refused:
        return _list(refused=refused, since=request.form.get("since", "")), 422
    _, found = commands.findings_of(content)
    status = 422 if any(map(commands.is_error, found)) else 200
    return _list(found=found, file=name, since=request.form.get("since", "")), status


@bp.post("/law/tables")
def put_in_force():
    """Put the file chosen into force from a day (施行); a refused one is shown with every finding."""
    _require_designer()
    since = request.form.get("since", "")
    try:
        name, content = _uploaded()
        rows = commands.put_in_force(current_user, content, _day(since))
    except commands.TableRefused as refused:
        return _list(found=refused.findings, file=name, since=since), 422
    except AnliuError as refused:
        return _list(refused=refused, since=since), refused.status
    for row in rows:
        flash(f"决策表“{row.name}”第 {row.version} 版自 {row.effective_from} 起施行")
    return redirect(url_for("law.show_table", key=rows[0].key, version=rows[0].version))


def _require_designer() -> None:
    if not current_user.may("deploy_process"):
        raise NotAllowed("permission", "决策表由流程设计人员施行；如确需办理，请联系管理员调整岗位")


def _uploaded() -> tuple[str, bytes]:
    """Raises: RuleBroken("no_file")"""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("no_file", "还没有选文件，请选一个决策表文件（.dmn）", {"file": "还没有选文件"})
    return sent.filename, sent.read(LIMIT_BYTES + 1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        message = "请填写施行日期：从哪天起的事用这一版"
        raise RuleBroken("effective_from", message, {"since": message}) from wrong


@bp.get("/law/tables/<key>")
def show_table(key: str):
    """One version of a table; with `try` in the address the facts beside it are judged, nothing is recorded.

    Raises: NotFound("table")
    """
    row = queries.version(key, request.args.get("version", type=int))
    model = queries.model_of(row)
    wanted, known = reading.asked(model, key), reading.labels(model)
    _, found = commands.findings_of(row.content)
    return render_template(
        "law/table.html", row=row, line=reading.line_of(model, key), told=reading.about(row.content).descriptions,
        asked=wanted, tried=_tried(row, wanted), versions=queries.versions(key), used=queries.used(key), today_on=today(),
        in_force=queries.find_in_force(key, today()), gaps=[each for each in found if each.code == "null_gap"],
        findings=[each for each in found if each.code != "null_gap"], cell=lambda text: reading.cell(text, known), shown=reading.shown,
        words=reading.WORDS, policies=reading.HIT_POLICIES, sentence=lambda value: reading.sentence(model, key, value),
        places=places(key), changed=queries.changes(row),
    )  # fmt: skip


def _tried(row: TableVersion, wanted: list[reading.Asked]) -> Tried:
    if "try" not in request.args:
        return Tried({})
    given = {each.name: _given(each) for each in wanted}
    if empty := [each.label for each in wanted if given[each.name] == "" and not each.is_many]:
        return Tried(given, fault=f"还没有填：{'、'.join(empty)}。每一项都要填，没有罚款、没有违法所得的填 0")
    try:
        return Tried(given, queries.evaluate(row, given))
    except RuleBroken as refused:
        return Tried(given, fault=refused.message)


def _given(asked: reading.Asked):
    return request.args.getlist(asked.name) if asked.is_many else request.args.get(asked.name, "").strip()


@bp.get("/law/tables/<key>/dmn")
def download_table(key: str):
    """The file as it was put into force, for a modeler."""
    row = queries.version(key, request.args.get("version", type=int))
    headers = {"Content-Disposition": f'attachment; filename="{row.key}.dmn"'}
    return Response(row.content, mimetype="application/xml", headers=headers)
