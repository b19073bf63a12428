"""Supervision (督办): letters with their replies, the ladder of a hazard that stays, listings by city and district."""

from app.supervision import (  # noqa: F401  (registers what the diagrams call)
    accident_handlers,
    accident_views,
    accountability_handlers,
    accountability_views,
    circular_handlers,
    circular_views,
    ladder_handlers,
    letter_handlers,
    listing_batch_handlers,
    listing_batch_views,
    listing_handlers,
    measure_views,
    papers,
    progress_views,
    queries,
)
from app.supervision.views import bp


def init_app(app):
    app.register_blueprint(bp)
