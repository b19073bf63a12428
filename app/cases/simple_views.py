"""Pages of penalties on the spot (当场处罚): the list, and one with its paper, its money and its course."""

from flask import render_template, request
from flask_login import current_user

from app.cases import queries as cases
from app.cases import simple_queries as queries
from app.cases.simple_models import COLLECTION, STATUSES, SimplePenalty
from app.cases.views import bp
from app.core.clock import today
from app.core.errors import NotAllowed
from app.core.paging import page_number
from app.documents import queries as documents
from app.identity import queries as identity
from app.identity.sessions import requires
from app.law.tables import queries as tables
from app.penalties.breaches import measure_words
from app.workflow import queries as workflow


def imposed(row: SimplePenalty) -> str:
    """What was decided, else what the party was told of; empty where it went to the ordinary procedure at once."""
    chosen = row.measure if row.decided_on else row.told
    codes = [{"code": code} for code in ("warning", "fine") if code in chosen.kinds]
    return measure_words(codes, chosen.fine_yuan, None)


@bp.get("/on-the-spot")
@requires("read_cases")
def list_simple():
    """The bureau's penalties on the spot, with search and state."""
    text, status = request.args.get("q", "").strip()[:60], request.args.get("status", "")
    status = status if status in STATUSES else ""
    page = queries.listed(identity.bureaus_seen_by(current_user), text, status, page_number())
    return render_template(
        "cases/simple_list.html", page=page, q=text, status=status, labels=STATUSES, ways=COLLECTION, imposed=imposed,
        may_start=workflow.may_start(current_user, queries.PROCESS),
    )  # fmt: skip


@bp.get("/on-the-spot/<int:row_id>")
@requires("read_cases")
def show_simple(row_id):
    """One penalty on the spot. Raises: NotFound; NotAllowed("other_bureau")"""
    row = queries.simple_penalty(row_id)
    if not queries.may_see(current_user, row):
        raise NotAllowed("other_bureau", "这件当场处罚由其他机关办理，您不能查看；如确需查看，请联系执法人员")
    return render_template(
        "cases/simple.html", row=row, labels=STATUSES, ways=COLLECTION, imposed=imposed(row), following=workflow.arisen_from(row.root_id),
        officers=identity.officers(row.officers), case=cases.by_root(row.root_id),
        decision=queries.decision(row), due_on=queries.due_on(row), late=queries.late_yuan(row, today()),
        papers=[documents.listed(paper) for paper in documents.documents_of(row.root_id)],
        items=workflow.open_items(row.root_id), course=workflow.course(row.root_id), judged=tables.told([row.root_id]),
    )  # fmt: skip
