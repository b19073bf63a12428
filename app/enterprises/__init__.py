"""Enterprises (企业): one enterprise, one file: profile, persons in charge, risk colour, history, import."""

from app.enterprises import api, checks, queries  # noqa: F401  (checks of form fields; the events of the file itself)


def init_app(app):
    app.register_blueprint(api.bp)
