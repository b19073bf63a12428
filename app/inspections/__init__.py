"""Inspections: plans, on-site records, rectification orders, re-inspections."""

from app.enterprises import timeline
from app.inspections import (  # noqa: F401  (registers what the diagrams call)
    handlers,
    library_views,
    papers,
    power_handlers,
    power_views,
    queries,
)
from app.inspections.views import bp


def init_app(app):
    app.register_blueprint(bp)


@timeline.register
def inspections_of(enterprise_id: int) -> list[dict]:
    """What happened to an enterprise: its inspections."""
    return [
        {"on": row.planned_on, "title": f"检查 {row.number}", "detail": queries.STATUS[row.status],
         "url": f"/inspections/{row.id}"}
        for row in queries.of_enterprise(enterprise_id)
    ]  # fmt: skip
