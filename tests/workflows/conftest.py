"""A case, a hazard brought somewhere once, for the files that go on from there."""

from datetime import date

import pytest

from app.cases.models import Case
from app.core.clock import frozen, moving
from app.core.database import db
from app.enterprises.models import Enterprise
from app.identity.queries import user_by_name
from app.law.commands import upload_holiday_table
from app.workflow.models import Instance
from tests.applications import standing
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import until
from tests.workflows import hazard_answers as hazard
from tests.workflows import penalty_answers as said
from tests.workflows import supervision_answers as supervising

SERVED = date(2026, 8, 3)
MONDAY = date(2026, 9, 7)  # a hazard is found


@pytest.fixture(scope="session")
def fined_template(installed, shared_application):
    """A fine of 86,000 yuan served on 2026-08-03, to be paid until 2026-08-18."""
    with standing(shared_application, installed) as (application, saved), frozen(SERVED):
        upload_holiday_table(user_by_name("admin"), NOTICE_2027)
        firm, *_ = said.enterprise()
        until(application, said.start_case(firm), said.answers(firm), "record_payment")
    return saved


@pytest.fixture
def served(app):
    """(case process, firm, clock) of the only case, on the day the decision was served."""
    with moving(SERVED) as advance:
        [case] = db.session.query(Case).all()
        instance, firm = db.session.get(Instance, case.root_id), db.session.get(Enterprise, case.enterprise_id)
        db.session.expunge_all()  # a walk forgets what it holds; these stay readable
        yield instance, firm, advance


@pytest.fixture(scope="session")
def rectifying_template(installed, shared_application):
    """A major hazard that is being put right, its last day 2026-10-17, a Saturday."""
    with standing(shared_application, installed) as (application, saved), frozen(MONDAY):
        hazard.firm()
        until(application, hazard.begin(), hazard.usual(), "record_monitoring")
    return saved


@pytest.fixture(scope="session")
def listed_template(rectifying_template, shared_application):
    """The same, listed by the district until 2026-11-21."""
    with standing(shared_application, rectifying_template) as (application, saved), frozen(MONDAY):
        until(application, supervising.listing(), supervising.listed(), "request_delisting")
    return saved


@pytest.fixture
def clock(app):
    """The Monday on which the hazard was found; `clock(days=1)` moves on."""
    with moving(MONDAY) as advance:
        yield advance
