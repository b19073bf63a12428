"""What is asked on every sweep, completion and page walks an index, however many rows there are."""

import pytest
from sqlalchemy import event

from app.core.command import SYSTEM
from app.core.database import db
from app.identity.queries import user_by_name
from app.inbox import queries
from app.law.models import Period
from app.workflow import projection
from app.workflow.commands import fire_due_timers


@pytest.fixture
def plans(app):
    """A function that runs something and returns SQLite's plan of each of its queries."""
    asked = []

    def note(connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    def explain(act) -> str:
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        with engine.connect() as connection:
            rows = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in asked]
            return "\n".join(row[3] for each in rows for row in each)

    return explain


def test_the_sweep_begins_with_the_timers_that_are_due(plans):
    plan = plans(fire_due_timers)
    assert plan.startswith("SEARCH timer USING INDEX ix_timer_due_at (due_at<?)")


def test_tasks_and_timers_of_a_period_are_found_by_it(plans):
    plan = plans(
        lambda: projection.follow_period(SYSTEM, Period(id=1, rule_id="penalty_decision", start_on="2026-01-05", outcome="open"))
    )
    assert "SEARCH work_item USING INDEX ix_work_item_period_id" in plan
    assert "SEARCH timer USING INDEX ix_timer_period_id" in plan


def test_a_page_of_the_inbox_scans_no_table(plans):
    reader = user_by_name("zhifa1")
    plan = plans(lambda: queries.page(reader, queries.Filter()))
    assert "ix_work_item_assignee" in plan and "ix_candidate_role" in plan
    assert not {line for line in plan.splitlines() if line.startswith("SCAN work_item")}
