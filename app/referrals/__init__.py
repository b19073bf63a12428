"""Referral of one party to the judiciary (行刑衔接), and matters handed to other departments (移送其他部门)."""

from app.referrals import (  # noqa: F401  (registers what the diagrams call)
    handlers,
    papers,
    transfer_handlers,
    transfer_views,
)
from app.referrals.transfer_views import bp


def init_app(app):
    app.register_blueprint(bp)
