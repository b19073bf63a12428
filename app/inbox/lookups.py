"""What form fields ask while a person types. Each answers [{value, label, detail, warning?, blocked?}], at most 20.

`ids=1,2` instead of `q` gives the names of what was chosen before.
"""

from datetime import date

from flask import Blueprint, jsonify, request
from flask_login import current_user
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.models import Attachment
from app.core.views import may_read
from app.enterprises import queries as enterprises
from app.enterprises.models import Enterprise, EnterprisePerson
from app.enterprises.rules import CAPACITIES
from app.hazards import repeated
from app.identity import queries as identity
from app.identity.models import User
from app.identity.sessions import requires
from app.inspections import frequency
from app.law import articles as law

LIMIT = 20

bp = Blueprint("lookup", __name__, url_prefix="/lookup")


def _ids() -> list[int]:
    return [int(one) for one in request.args.get("ids", "").split(",") if one.isdecimal()][:50]


def _named(model):
    return db.session.scalars(select(model).where(model.id.in_(_ids())))


def _words() -> str:
    return request.args.get("q", "").strip()[:60]


@bp.get("/enterprises")
@requires("read_enterprises")
def find_enterprises():
    """With how often they were inspected this year and whether hazards come back there, for whoever may begin an inspection."""
    found = list(_named(Enterprise)) if _ids() else enterprises.suggestions(_words())
    plans = current_user.may("start_inspection")
    inspected = frequency.standings(found, today()) if plans else {}
    aimed = repeated.targets([row.id for row in found]) if plans else {}
    return jsonify([
        {"value": row.id, "label": row.name, "detail": " ".join(filter(None, (
            row.uscc, row.area and row.area.name, inspected[row.id].words if row.id in inspected else "",
            repeated.words(aimed.get(row.id)))))}
        for row in found
    ])  # fmt: skip


@bp.get("/persons")
@requires("read_enterprises")
def find_persons():
    """Persons in office of one enterprise."""
    enterprise = request.args.get("enterprise", "")
    found = (
        _named(EnterprisePerson) if _ids() else enterprises.persons(int(enterprise)) if enterprise.isdecimal() else []
    )
    return jsonify([
        {"value": row.id, "label": row.name, "detail": f"{CAPACITIES.get(row.capacity, '')} {row.position}".strip()}
        for row in found if _words() in f"{row.name}{row.position}"
    ])  # fmt: skip


@bp.get("/officers")
@requires("work_tasks")
def find_officers():
    """Officers of the own bureau; one without a certificate in force today is shown and cannot be chosen."""
    found = _named(User) if _ids() else identity.certified_officers(_words(), current_user.bureau_id)
    return jsonify([_officer(person) for person in found])


def _officer(person: User) -> dict:
    valid = person.certificate(today())
    shown = {"value": person.id, "label": person.name, "detail": f"执法证 {valid.number}" if valid else ""}
    return shown if valid else shown | {"blocked": "执法证不在有效期内，不能承办"}


@bp.get("/users")
@requires("share_tasks")
def find_users():
    """People of the own bureau who hold the role today."""
    role = request.args.get("role", "")
    found = _named(User) if _ids() else identity.users_with_role(role, current_user.bureau_id)
    return jsonify([
        {"value": person.id, "label": person.name, "detail": "、".join(post.title for post in person.held_posts())}
        for person in found if _words() in person.name
    ])  # fmt: skip


@bp.get("/articles")
@requires("read_law")
def find_articles():
    """Articles by number or words; `on=` the day of the conduct bars what was not in force on it."""
    chosen = law.articles(request.args["ids"].split(",")[:50]) if "ids" in request.args else law.find_articles(_words())
    on = request.args.get("on", "", type=_date)
    options = [_article(article, on or None) for article in chosen]
    return jsonify(sorted(options, key=lambda option: "blocked" in option)[:LIMIT])


def _date(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _article(article: law.Article, on: date | None) -> dict:
    """Duties count by the day of the conduct; superseded procedure and liability are offered behind, with a warning."""
    statute = article.statute
    shown = {"value": article.id, "label": article.short, "detail": article.says}
    if on and article.kind == "duty" and not statute.covers(on):
        return shown | {"blocked": f"{statute.in_force}，违法行为发生日没有施行"}
    notes = ["" if article.is_verified else "待核", f"{statute.version} 年版，已由新法取代" if statute.effective_to else ""]
    return shown | ({"warning": "；".join(filter(None, notes))} if any(notes) else {})


@bp.get("/attachments")
def find_attachments():
    """Name, size and checksum of files this person may read."""
    return jsonify([
        {"id": row.id, "name": row.name, "size": row.size, "sha256": row.sha256}
        for row in _named(Attachment) if may_read(row)
    ])  # fmt: skip
