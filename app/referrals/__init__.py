"""Referral of one party to the judiciary (行刑衔接): group, report, the head's decision, transfer, police answer."""

from app.referrals import handlers, papers  # noqa: F401  (registers what the diagram calls)
