"""Pages of the decision tables: those in force, and one as people read it with its versions and a try-out."""

from dataclasses import dataclass

from flask import Response, render_template, request

from app.core.clock import today
from app.core.errors import RuleBroken
from app.core.headers import saved_as
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
    """The tables in force; the search lives in the address. They are changed at the designers' desk."""
    words = request.args.get("q", "").strip()[:60]
    rows = [row for row in queries.newest_versions() if words in f"{row.name}{row.key}{row.note}"]
    return render_template("law/tables.html", q=words, notice=load_articles().notice, rows=rows, today_on=today())


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
    return Response(row.content, mimetype="application/xml", headers=saved_as(f"{row.key}.dmn"))
