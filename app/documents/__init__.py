"""Legal documents: number, issue, render, deliver, archive."""

from app.documents import handlers, models, notice_handlers  # noqa: F401  (registers what diagrams call)
from app.documents.notice_views import GLOBALS
from app.documents.template_views import bp as templates
from app.documents.views import bp


def init_app(app):
    app.register_blueprint(bp)
    app.register_blueprint(templates)
    app.jinja_env.globals.update(GLOBALS)
