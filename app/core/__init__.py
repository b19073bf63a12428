"""Database, settings, clock, errors, the @command decorator, the append-only audit log and the file store."""

from app.core import headers, pages, views


def init_app(app):
    headers.init_headers(app)
    pages.init_pages(app)
    app.register_blueprint(views.bp)
