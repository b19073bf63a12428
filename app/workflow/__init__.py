"""The engine adapter: releases, instances, human tasks, timers, incidents. The only importer of SpiffWorkflow."""

from app.law.commands import when_period_changes
from app.workflow import commands, projection, views

__all__ = ["commands"]  # importing the commands registers the handlers this package itself offers


def init_app(app) -> None:
    when_period_changes(projection.follow_period)
    app.register_blueprint(views.bp)
