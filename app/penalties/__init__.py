"""Proposed and decided penalties of one party: sanctions, thresholds, fines, payment, late-payment penalty."""


def init_app(app):
    from app.penalties import models  # noqa: F401  (the tables must be known before they are created)
