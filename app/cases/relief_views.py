"""The one act the case page offers on relief in paying a fine: to begin it; its steps are tasks."""

from flask import flash, redirect, url_for
from flask_login import current_user

from app.cases import commands, queries
from app.cases.views import bp
from app.core.errors import NotAllowed, NotFound
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.post("/<int:case_id>/parties/<int:party_id>/relief")
@requires("record_payment")
def begin_relief(case_id, party_id):
    """Begin to deal with an application to pay later or in parts (申请延期、分期缴纳); on to its first task."""
    party = party_seen(case_id, party_id)
    begun = commands.begin_relief(current_user, party)
    flash(f"已开始为{party.name}办理延期、分期缴纳，请登记书面申请")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))


def party_seen(case_id: int, party_id: int):
    """A party of a case this person may see. Raises: NotFound; NotAllowed("other_bureau")"""
    case = queries.case(case_id)
    if not queries.may_see(current_user, case):
        raise NotAllowed("other_bureau", "这个案件由其他机关办理，您不能查看；如确需查看，请联系承办人")
    party = next((each for each in case.parties if each.id == party_id), None)
    if party is None:
        raise NotFound("party", "本案没有这名当事人，请刷新后再看")
    return party
