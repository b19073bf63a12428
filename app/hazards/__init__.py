"""Hidden dangers (事故隐患): from discovery through rectification and checks at two levels to the closing announcement."""

from app.enterprises import timeline
from app.hazards import (  # noqa: F401  (registers what the diagram calls, the pages of the ledger, what hazards are found by)
    disposal_handlers,
    foresight,
    handlers,
    ledger_entries,
    ledger_views,
    lookups,
    order_handlers,
    papers,
    queries,
    raising_handlers,
    reading_handlers,
    rules,
    sub_views,
    transfer_handlers,
)
from app.hazards.views import bp


def init_app(app):
    app.register_blueprint(bp)


@timeline.register
def hazards_of(enterprise_id: int) -> list[dict]:
    """What happened to an enterprise: its hazards."""
    return [
        {"on": row.found_on, "title": f"隐患 {row.number}", "detail": f"{row.place}，{rules.STATUSES[row.status]}",
         "url": f"/hazards/{row.id}"}
        for row in queries.hazards_of_enterprise(enterprise_id)
    ]  # fmt: skip
