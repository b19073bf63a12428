"""A migration down and up again loses no running case."""

from datetime import date

from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import func, select

from app.core.clock import frozen
from app.core.database import db
from app.workflow.models import Timer, WorkItem
from app.workflow.queries import open_items
from tests.workflow.walk import until
from tests.workflows import penalty_answers as said


def test_a_running_case_survives_down_and_up(app):
    with frozen(date(2026, 8, 3)):
        firm = said.enterprise()[0]
        instance = said.start_case(firm)
        until(app, instance, said.answers(firm), "legal_review")  # a task whose period runs
        before = [item.id for item in open_items(instance.id)], _rows()
        db.session.remove()
        stamp()
        downgrade(revision="0001")
        upgrade()
        assert ([item.id for item in open_items(instance.id)], _rows()) == before


def _rows() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in (WorkItem, Timer)]
