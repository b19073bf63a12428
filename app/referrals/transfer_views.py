"""The one act the case page offers on handing a matter to another department: to begin it; its steps are tasks."""

from flask import Blueprint
from flask_login import current_user

from app.cases import queries as cases
from app.identity.sessions import requires
from app.referrals import transfer_commands as commands
from app.workflow.views import to_first_task

bp = Blueprint("referrals", __name__, url_prefix="/referrals")


@bp.post("/cases/<int:case_id>/transfer")
@requires("refer_case")
def begin_transfer(case_id):
    """Begin to hand matters of a case to another department (移送其他部门)."""
    begun = commands.begin_transfer(current_user, cases.case(case_id))
    return to_first_task(begun, "已开始移送其他部门，请写明接受移送的部门和事项")
