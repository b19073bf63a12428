"""The engine adapter: releases, instances, human tasks, timers, incidents. The only importer of SpiffWorkflow."""

from app.law.commands import when_period_changes
from app.workflow import commands, desks, entries, incident_views, projection

__all__ = ["commands", "desks", "entries"]  # importing them registers the handlers this package itself offers, and how tasks are found


def init_app(app) -> None:
    when_period_changes(projection.follow_period)
    app.register_blueprint(incident_views.bp)
