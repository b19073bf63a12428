"""Enterprises (企业): one enterprise, one file: profile, persons in charge, risk colour, history, import."""

from app.enterprises import api, queries  # noqa: F401  (queries fills in the file's own events)


def init_app(app):
    app.register_blueprint(api.bp)
