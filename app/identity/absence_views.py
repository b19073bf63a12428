"""Absences (请假与代理) of the own bureau: who is away, who stands in, since when; set by oneself or by a superior."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import ValidationError

from app.core.clock import today
from app.core.errors import AnliuError
from app.identity import commands, queries, rules, schemas
from app.identity.permissions import ROLES, SUBSTITUTABLE
from app.identity.sessions import requires
from app.identity.views import bp


@bp.get("/absences")
@requires("work_tasks")
def list_absences():
    return _page()


def _page(messages=None):
    return render_template(
        "identity/absences.html", rows=queries.absences(current_user.bureau_id), roles=ROLES, on=today(),
        people=_below(), colleagues=queries.colleagues(current_user.bureau_id), messages=messages or {},
        may_end=_may_end,
    )  # fmt: skip


def _own_rank() -> int:
    return rules.rank({role for role, bureau in current_user.roles() if bureau == current_user.bureau_id})


def _rank(person) -> int:
    return rules.rank({post.role for post in person.held_posts() if post.bureau_id == person.bureau_id})


def _below() -> list[tuple[int, str, list[str]]]:
    """[(id, name, roles that can be passed on)] of those for whom this person may set an absence, themselves first."""
    colleagues = queries.colleagues(current_user.bureau_id)
    mine = [person for person in colleagues if person.id == current_user.id]
    others = [person for person in colleagues if person not in mine and _rank(person) < _own_rank()]
    allowed = mine + (others if current_user.may("assign_tasks") else [])
    return [(person.id, person.name, _passed_on(person)) for person in allowed]


def _passed_on(person) -> list[str]:
    return [role for role in ROLES if role in SUBSTITUTABLE and person.has_role(role, person.bureau_id)]


def _may_end(row) -> bool:
    takes_part = current_user.id in (row.principal_id, row.substitute_id)
    return takes_part or _rank(row.principal) < _own_rank() and current_user.may("assign_tasks")


@bp.post("/absences")
@requires("work_tasks")
def set_absence():
    """Set absence and substitute for oneself or, as a superior, for somebody else; all their posts are passed on."""
    try:
        sent = schemas.AbsenceForm().load(request.form)
        roles = _passed_on(queries.user(sent["principal_id"]))
        row = commands.name_substitute(current_user, roles=roles, **sent)
    except (ValidationError, AnliuError) as refused:
        return _page(refused.messages), 422
    flash(f"已登记：{row.principal.name}请假，由{row.substitute.name}代办，{row.from_on:%Y-%m-%d} 至 {row.to_on:%Y-%m-%d}")
    return redirect(url_for(".list_absences"))


@bp.post("/absences/<int:substitution_id>/end")
@requires("work_tasks")
def end_absence(substitution_id: int):
    row = commands.end_substitution(current_user, substitution_id)
    flash(f"{row.principal.name}的代理已结束，已办的不受影响")
    return redirect(url_for(".list_absences"))
