"""Enterprises (企业): one enterprise, one file: profile, persons in charge, risk colour, history, import."""

from app.enterprises import (  # noqa: F401  (checks of form fields; enterprises as a kind of table; the events of the file itself)
    checks,
    enterprise_import,
    queries,
    views,
)


def init_app(app):
    app.register_blueprint(views.bp)
