"""What the forms of a hazard ask while a person types: hazards of the ledger that look the same, criteria of a sector."""

from flask import jsonify, request, url_for
from flask_login import current_user

from app.core.clock import today
from app.enterprises import queries as enterprises
from app.hazards import criteria, rules, similar
from app.hazards.views import bp
from app.identity.sessions import requires

MOST = 12  # criteria listed at once


@bp.get("/similar")
@requires("read_hazards")
def find_similar():
    """{"rows": [{"value": number, "label", "url"}], "may_merge"}; of an account of an enterprise only its own.

    Asked: enterprise: id; place, article: as far as they are written.
    """
    own = enterprises.enterprise_of(current_user.id)
    said = {name: request.args.get(name, "").strip()[:300] for name in ("enterprise", "place", "article")}
    enterprise_id = own.id if own else int(said["enterprise"]) if said["enterprise"].isdecimal() else 0
    rows = similar.seen(current_user, enterprise_id, said["place"], said["article"])
    return jsonify(may_merge=own is None, rows=[
        {"value": row.number, "label": f"{row.place}：{row.description[:60]}（{rules.STATUSES[row.status]}）",
         "url": url_for("hazards.show_hazard", hazard_id=row.id)} for row in rows])  # fmt: skip


@bp.get("/criteria.json")
@requires("read_law")
def find_criteria():
    """{"rows": [{"value": item, "label", "warning"}], "words"}: of a sector, those that have the words asked, all where none has.

    Asked: sector: as the assessment asks it; q: what is written so far.
    """
    sector = request.args.get("sector", "")
    standard = criteria.standards().get(sector)
    if standard is None:
        return jsonify(rows=[], words="")
    every = criteria.in_force(sector, today())
    found = criteria.in_force(sector, today(), request.args.get("q", "").strip()[:200]) or every
    return jsonify(words=_told(standard, len(every)), rows=[
        {"value": row.item, "label": row.text[:80], "warning": "" if row.checked_on else criteria.UNCHECKED} for row in found[:MOST]
    ])  # fmt: skip


def _told(standard: criteria.Standard, number: int) -> str:
    if number:
        return f"{standard.title or standard.words}，已录入 {number} 条；没有列出的照公布的文本写明"
    asked = f"请对照{standard.title}" if standard.name else "请按本行业的标准"
    return f"{standard.words}还没有录入判定标准的条款，{asked}写明条、款、项（安全生产法第118条第2款）；条款在“判定标准和检查事项”页录入"
