"""The one act the case page offers on prolonging a period: to ask for it; its steps are tasks."""

from flask import flash, redirect, url_for
from flask_login import current_user

from app.cases import extensions, queries
from app.cases.views import bp
from app.core.errors import NotAllowed
from app.identity.sessions import requires
from app.workflow import queries as workflow


@bp.post("/<int:case_id>/periods/<int:period_id>/extension")
@requires("record_evidence")
def begin_extension(case_id, period_id):
    """Begin to ask for a longer period (申请延长期限); on to its first task."""
    case = queries.case(case_id)
    if not queries.may_see(current_user, case):
        raise NotAllowed("other_bureau", "这个案件由其他机关办理，您不能查看；如确需查看，请联系承办人")
    begun = extensions.begin(current_user, case, period_id)
    flash("请写明延长的理由")
    [item] = workflow.open_items(begun.id)
    return redirect(url_for("inbox.show_task", task_id=item.id))
