"""Fixtures: a fresh database for each test, copied from a template made once, under one application for all of them."""

import os

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from xdist.scheduler import LoadFileScheduling

from app import create_app
from app.core.command import SYSTEM
from app.core.database import db
from app.identity import queries
from app.identity.seeding import seed_demo_people
from app.installation import install
from tests import postgres
from tests.applications import make_application, opened

SKIPS_FAIL = os.environ.get("ANLIU_SKIPS_FAIL") == "1"  # where nothing may be missing, a skipped test hides a hole


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """With ANLIU_SKIPS_FAIL=1 a skipped test is a failed one and says why it was skipped."""
    report = (yield).get_result()
    if SKIPS_FAIL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"没有测到（ANLIU_SKIPS_FAIL=1）：{reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    """The same for a whole file that skips itself."""
    report = (yield).get_result()
    if SKIPS_FAIL and report.skipped:
        report.outcome, report.longrepr = (
            "failed",
            f"{collector.nodeid} 没有测到（ANLIU_SKIPS_FAIL=1）：{report.longrepr}",
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Several processes share the tests by file, whatever `--dist` says: the tests of a journey continue each other,
    and `xdist_group` is not heard by pytest-xdist 3.8 under pytest 9.2 (it renames items where pytest no longer looks)."""
    return LoadFileScheduling(config, log)


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A database with all tables, the organisation tree, demo people and the shipped releases."""
    home = tmp_path_factory.mktemp("template")
    application = create_app(home=home, testing=True, demo=True)
    with application.app_context():
        db.create_all()
        seed(application)
        db.session.remove()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture(scope="session")
def database_template(installed):
    """What the tests of a file begin with; a file may bring it further, once, with `applications.standing`."""
    return installed


def seed(application):
    """What every test may rely on: what each database starts with, and the demo accounts."""
    install(SYSTEM)
    seed_demo_people(SYSTEM)


@event.listens_for(Engine, "connect")
def _no_fsync(connection, _record):
    """A test's database need not survive a power cut; `tests/workflow/test_kill.py` kills processes of their own."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def shared_application(tmp_path_factory):
    """One for all tests: its address map and its compiled statements are dear, its state is all in the database."""
    return make_application(tmp_path_factory.mktemp("home"))


@pytest.fixture
def app(database_template, shared_application):
    with opened(shared_application, database_template) as application:
        yield application


@pytest.fixture
def own_app(database_template, tmp_path):
    """For a test that changes the application itself."""
    with opened(make_application(tmp_path), database_template) as application:
        yield application


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    if not postgres.available():  # only where set-up may not install it; with ANLIU_SKIPS_FAIL=1 that is a failure
        pytest.skip("没有 PostgreSQL：apt-get install postgresql")
    with postgres.server(tmp_path_factory.mktemp("pg")) as address:
        yield address


@pytest.fixture
def postgres_address(postgres_server):
    """The address of a PostgreSQL database with nothing in it."""
    engine = create_engine(postgres_server)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()
    return postgres_server


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def login(app):
    """`login("zhifa1")` gives a client whose session is that person's; the password road is tested in tests/web."""

    def enter(username):
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = queries.user_by_name(username).get_id()
            session["_fresh"] = True
        return browser

    return enter
