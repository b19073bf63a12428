"""What the forms of a hazard ask while a person types: hazards of the ledger that look the same."""

from flask import jsonify, request, url_for
from flask_login import current_user

from app.enterprises import queries as enterprises
from app.hazards import rules, similar
from app.hazards.views import bp
from app.identity.sessions import requires


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
