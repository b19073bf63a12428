"""Pages of inspections: the list and one inspection."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.core.errors import NotAllowed
from app.core.paging import page_number
from app.documents import queries as documents
from app.hazards import thread as threads
from app.hazards.rules import PROCESS as HAZARD
from app.identity import queries as identity
from app.identity.sessions import requires
from app.inspections import power_queries as powers
from app.inspections import queries
from app.inspections.power_rules import STATUSES
from app.inspections.rules import CASE_TRIGGERS
from app.law.tables import queries as tables
from app.workflow import queries as workflow

bp = Blueprint("inspections", __name__, url_prefix="/inspections")


@bp.get("")
@requires("read_inspections")
def list_inspections():
    """The bureau's inspections with search and state."""
    text, status = request.args.get("q", "").strip(), request.args.get("status", "")
    page = queries.inspections(identity.bureaus_seen_by(current_user), text, status, page_number())
    return render_template(
        "inspections/list.html", page=page, q=text, status=status, labels=queries.STATUS, triggers=queries.TRIGGERS,
        may_start=workflow.may_start(current_user, "inspection"),
    )  # fmt: skip


@bp.get("/<int:inspection_id>")
@requires("read_inspections")
def show_inspection(inspection_id):
    """One inspection: what was found, what was ordered, its papers and its course."""
    inspection = queries.inspection(inspection_id)
    people = [officer.user_id for officer in inspection.officers]
    enterprise = inspection.enterprise
    if not identity.may_see_matter(
        current_user, inspection.organisation_id, enterprise.area_id, enterprise.sector, people
    ):
        raise NotAllowed("other_bureau", "这次检查由其他机关办理，您不能查看")
    root_id = inspection.instance_id
    return render_template(
        "inspections/show.html", inspection=inspection, labels=queries, problems=inspection.problems,
        papers=[documents.listed(paper) for paper in documents.documents_of(root_id)],
        course=workflow.course(root_id),
        graded={int(one.row.subject_id): one for one in tables.told([root_id]) if one.row.subject_kind == "finding"},
        open_items=[*workflow.open_items(root_id), *powers.open_items(inspection)],
        following=[row for row in workflow.arisen_from(root_id) if row.process_key not in (powers.PROCESS, HAZARD)],
        cutoffs=powers.shown(inspection), cutoff_refused=powers.why_not(inspection), cutoff_statuses=STATUSES,
        case_triggers=CASE_TRIGGERS, thread=threads.of(root_id, current_user),
    )  # fmt: skip
