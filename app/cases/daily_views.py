"""What the case page offers on an unpaid fine: to begin a daily penalty, or an execution agreement; their steps are tasks."""

from flask import flash, redirect, url_for
from flask_login import current_user

from app.cases import commands
from app.cases.relief_views import party_seen
from app.cases.views import bp
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.post("/<int:case_id>/parties/<int:party_id>/daily-penalty")
@requires("propose_penalty")
def begin_daily_penalty(case_id, party_id):
    """Ordered to correct, fined, and still refusing (按日连续处罚); on to its first task."""
    party = party_seen(case_id, party_id)
    begun = commands.begin_daily_penalty(current_user, party)
    flash(f"请写明{party.name}拒不改正的复查情况")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))


@bp.post("/<int:case_id>/parties/<int:party_id>/agreement")
@requires("record_payment")
def begin_agreement(case_id, party_id):
    """The party offers to put things right and to pay (执行协议); on to its first task."""
    party = party_seen(case_id, party_id)
    begun = commands.begin_agreement(current_user, party)
    flash(f"请写明与{party.name}的执行协议")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))
