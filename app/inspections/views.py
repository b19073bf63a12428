"""Pages of inspections: the list and one inspection."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.core.errors import NotAllowed
from app.documents import queries as documents
from app.identity import queries as identity
from app.inspections import queries
from app.workflow import queries as workflow

bp = Blueprint("inspections", __name__, url_prefix="/inspections")


@bp.get("/")
def list_inspections():
    """The bureau's inspections with search and state."""
    page = max(request.args.get("page", 1, type=int), 1)
    text, status = request.args.get("q", "").strip(), request.args.get("status", "")
    rows, total = queries.inspections(identity.bureaus_seen_by(current_user), text, status, page)
    return render_template(
        "inspections/list.html", inspections=rows, total=total, page=page, pages=-(-total // queries.PAGE), q=text,
        status=status, labels=queries.STATUS, triggers=queries.TRIGGERS,
    )  # fmt: skip


@bp.get("/<int:inspection_id>")
def show_inspection(inspection_id):
    """One inspection: what was found, what was ordered, its papers and its course."""
    inspection = queries.inspection(inspection_id)
    if inspection.organisation_id not in identity.bureaus_seen_by(current_user):
        raise NotAllowed("other_bureau", "这次检查由其他机关办理，您不能查看")
    return render_template(
        "inspections/show.html", inspection=inspection, labels=queries, problems=inspection.problems,
        documents=documents.documents_of(inspection.instance_id), history=workflow.history(inspection.instance_id),
        open_items=workflow.open_items(inspection.instance_id), following=workflow.arisen_from(inspection.instance_id),
    )  # fmt: skip
