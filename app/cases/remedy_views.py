"""The one act the case page offers on reviews and suits: to register a notice; its steps are tasks."""

from flask import flash, redirect, url_for
from flask_login import current_user

from app.cases import commands
from app.cases.relief_views import party_seen
from app.cases.views import bp
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.post("/<int:case_id>/parties/<int:party_id>/remedies")
@requires("record_statement")
def begin_remedy(case_id, party_id):
    """A notice came that a review or suit was taken up (收到受理、应诉通知); on to its first task."""
    party = party_seen(case_id, party_id)
    begun = commands.begin_remedy(current_user, party)
    flash(f"请登记{party.name}的受理、应诉通知")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))
