"""What form fields look up while a person types: enterprises, their persons, officers, people by role. JSON lists."""

from flask import jsonify, request
from flask_login import current_user

from app.core.clock import today
from app.enterprises import queries
from app.enterprises.rules import CAPACITIES
from app.enterprises.views import bp
from app.identity import queries as identity
from app.identity.sessions import requires


@bp.get("/api/enterprises")
@requires("read_enterprises")
def find_enterprises():
    """[{"id", "name", "uscc"}], at most 20."""
    found = queries.suggestions(request.args.get("q", ""))
    return jsonify([{"id": row.id, "name": row.name, "uscc": row.uscc} for row in found])


@bp.get("/api/enterprises/<int:enterprise_id>/persons")
@requires("read_enterprises")
def find_persons(enterprise_id: int):
    """[{"id", "name", "position", "capacity", "capacity_name"}] in office."""
    queries.enterprise(enterprise_id)
    return jsonify([
        {"id": row.id, "name": row.name, "position": row.position, "capacity": row.capacity,
         "capacity_name": CAPACITIES[row.capacity]}
        for row in queries.persons(enterprise_id)
    ])  # fmt: skip


@bp.get("/api/officers")
@requires("work_tasks")
def find_officers():
    """[{"id", "name", "badge_no", "valid"}] of the own bureau; valid: holds a certificate in force today."""
    found = identity.certified_officers(request.args.get("q", ""), current_user.bureau_id)
    return jsonify([_officer(person) for person in found])


def _officer(person) -> dict:
    valid = person.certificate(today())
    shown = valid or next(iter(person.certificates), None)
    return {"id": person.id, "name": person.name, "badge_no": shown.number if shown else "", "valid": valid is not None}


@bp.get("/api/users")
@requires("work_tasks")
def find_users():
    """[{"id", "name", "title"}] of the own bureau who hold the role today."""
    found = identity.users_with_role(request.args.get("role", ""), current_user.bureau_id)
    words = request.args.get("q", "").strip()
    return jsonify([
        {"id": person.id, "name": person.name, "title": "、".join(post.title for post in person.held_posts())}
        for person in found if words in person.name
    ])  # fmt: skip
