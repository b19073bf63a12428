"""The administrative-penalty case from filing to archive: case, parties, evidence, hearing, review, decision."""

from app.cases import (  # noqa: F401  (registers what the diagrams call)
    execution_handlers,
    execution_papers,
    handlers,
    papers,
    party_handlers,
    prefills,
    prerequisites,
    queries,
)
from app.cases.models import CASE_STATUSES
from app.cases.views import bp
from app.enterprises import timeline


def init_app(app):
    app.register_blueprint(bp)


@timeline.register
def cases_of(enterprise_id: int) -> list[dict]:
    """What happened to an enterprise: the cases against it and its people."""
    return [
        {"on": row.filed_on or row.applied_on, "title": f"案件 {row.number or '（待立案）'}", "url": f"/cases/{row.id}",
         "detail": f"{row.cause}，{CASE_STATUSES[row.status]}"}
        for row in queries.of_enterprise(enterprise_id)
    ]  # fmt: skip
