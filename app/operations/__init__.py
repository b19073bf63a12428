"""The operator's page (运行): is everything alive, what waits, what went wrong; and the same as JSON for monitors."""

from app.operations import models  # noqa: F401  (the table of heartbeats)
