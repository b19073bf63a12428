"""What the worker does for the enterprises' own checks: each period begins once, on its first working day, as work starts."""

from app.core.clock import now
from app.core.command import SYSTEM
from app.law.queries import holiday_table
from app.notices.rules import WORK_STARTS
from app.self_checks import queries
from app.self_checks.commands import begin_due

BATCH = 20  # plans of one turn: each begins one instance


def begin_self_checks(limit: int = BATCH) -> int:
    """One turn of the worker. Returns: how many plans were looked at"""
    at = now()
    if at.time() < WORK_STARTS:
        return 0
    due = queries.due_plans(at.date(), limit)
    if not due or not holiday_table().estimated.is_working_day(at.date()):
        return 0
    for plan_id in due:
        begin_due(SYSTEM, plan_id, at.date())
    return len(due)
