"""Enterprises (企业): one enterprise, one file: profile, persons in charge, risk colour, history, import."""

from app.enterprises import checks, queries, views  # noqa: F401  (checks of form fields; the events of the file itself)


def init_app(app):
    app.register_blueprint(views.bp)
