"""The engine adapter: releases, instances, human tasks, timers, incidents. The only importer of SpiffWorkflow."""

from app.law.commands import when_period_changes
from app.workflow.projection import follow_period


def init_app(_app) -> None:
    when_period_changes(follow_period)
