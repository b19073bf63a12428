"""The page of accidents (事故): what happened, its grade, and where the interviews stand."""

from flask import render_template
from flask_login import current_user

from app.identity.sessions import requires
from app.law.penalty_rules import GRADES
from app.supervision import accident_queries as queries
from app.supervision import accident_rules, rules
from app.supervision.views import bp
from app.workflow import queries as workflow


@bp.get("/accidents")
@requires("read_supervision")
def list_accidents():
    """The accidents this person's bureau and those below it registered, each with its interviews."""
    return render_template(
        "supervision/accidents.html", accidents=queries.accidents(current_user), grades=GRADES, rules=rules,
        process=accident_rules.PROCESS, may_start=workflow.may_start(current_user, accident_rules.PROCESS),
    )  # fmt: skip
