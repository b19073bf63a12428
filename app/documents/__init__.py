"""Legal documents: number, issue, render, deliver, archive."""

from app.documents import handlers, models  # noqa: F401  (registers what diagrams call)
from app.documents.views import bp


def init_app(app):
    app.register_blueprint(bp)
