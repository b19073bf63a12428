"""The pages of 通报 and 曝光: what was published, whom it names, and what became of it; who is a candidate."""

from flask import render_template
from flask_login import current_user

from app.core.errors import NotAllowed
from app.core.views import attachment_reader
from app.documents import queries as documents
from app.hazards import rules as hazard_rules
from app.identity.sessions import requires
from app.supervision import circular_queries as queries
from app.supervision import circular_rules as rules
from app.supervision.views import bp, course_of
from app.workflow import queries as workflow


@bp.get("/circulars")
@requires("read_supervision")
def list_circulars():
    """Every circular with where it stands, and who is a candidate for the next."""
    return render_template(
        "supervision/circulars.html", circulars=queries.circulars(current_user), candidates=queries.candidates(current_user),
        rules=rules, may_start=workflow.may_start(current_user, rules.PROCESS),
    )  # fmt: skip


@bp.get("/circulars/<int:circular_id>")
@requires("read_supervision")
def show_circular(circular_id):
    """One circular: the text as published, its hazards as they stand today, what was followed up, corrected, withdrawn."""
    row = queries.circular(circular_id)
    if not queries.may_see(current_user, row):
        raise NotAllowed("other_bureau", "这份通报不在您的管辖范围内，您不能查看；这次访问已经记入审计")
    return render_template(
        "supervision/circular.html",
        circular=row,
        rules=rules,
        statuses=hazard_rules.STATUSES,
        **course_of(row.instance_id),
    )


@bp.app_context_processor
def circulars_section() -> dict:
    """Where a hazard was named, for its page, which knows nothing of this package."""
    return {"circulars_of": queries.circulars_of}


@attachment_reader
def reads_publication(user, attachment):
    """Whoever may see the circular may open what was kept with it."""
    if attachment.subject_kind != "circular":
        return None
    return user.may("read_supervision") and queries.may_see(user, queries.circular(int(attachment.subject_id)))


@documents.paper_reader
def reads_circular(user, paper) -> bool:
    """Whoever may see the circular may read its papers."""
    if paper.subject_kind != "circular":
        return False
    return user.may("read_supervision") and queries.may_see(user, queries.circular(int(paper.subject_id)))
