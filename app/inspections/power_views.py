"""The one act the inspection page offers on cutting off a supply: to begin it; its steps are tasks."""

from flask_login import current_user

from app.core.errors import NotAllowed
from app.identity import queries as identity
from app.identity.sessions import requires
from app.inspections import power_commands as commands
from app.inspections import queries
from app.inspections.views import bp
from app.workflow.views import to_first_task


@bp.post("/<int:inspection_id>/cutoff")
@requires("take_measures")
def begin_cutoff(inspection_id):
    """Begin to cut off electricity or explosives (停止供电、停止供应民用爆炸物品)."""
    inspection = queries.inspection(inspection_id)
    people, enterprise = [officer.user_id for officer in inspection.officers], inspection.enterprise
    if not identity.may_see_matter(
        current_user, inspection.organisation_id, enterprise.area_id, enterprise.sector, people
    ):
        raise NotAllowed("other_bureau", "这次检查由其他机关办理，您不能办理；如确需办理，请联系检查人员")
    begun = commands.begin_cutoff(current_user, inspection)
    return to_first_task(begun, "已开始办理停止供电、停止供应民用爆炸物品，请写明事实和证据")
