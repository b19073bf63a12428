"""The engine on its own: only the packages it may import, so that nothing above can make its tests pass or fail."""

import shutil
from datetime import date

import pytest

import app as application_package
from app.core.clock import moving
from app.core.command import SYSTEM
from app.core.database import db
from app.identity.seeding import seed_demo_people, seed_organisations
from app.workflow import registry

START = date(2026, 3, 2)
BELOW = ("core", "law", "identity", "workflow")


def make_app(home, **settings):
    packages, application_package.PACKAGES = application_package.PACKAGES, BELOW
    try:
        return application_package.create_app(home=home, testing=True, demo=True, **settings)
    finally:
        application_package.PACKAGES = packages


def create_tables():
    mappers = db.Model.registry.mappers
    own = [each.local_table for each in mappers if each.class_.__module__.split(".")[1] in BELOW]
    db.metadata.create_all(db.engine, tables=own)


def fill():
    create_tables()
    with moving(date(2026, 1, 5)):
        seed_organisations(SYSTEM)
        seed_demo_people(SYSTEM)
    db.session.remove()


@pytest.fixture(scope="session")
def engine_template(tmp_path_factory):
    home = tmp_path_factory.mktemp("engine")
    with make_app(home).app_context():
        fill()
        db.engine.dispose()
    return home / "anliu.db"


@pytest.fixture
def app(engine_template, tmp_path):
    shutil.copy(engine_template, tmp_path / "anliu.db")
    application = make_app(tmp_path)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def nothing_registered_from_above():
    """Other tests import packages above the engine; what those registered asks tables that are not here."""
    registries = (registry.REQUIREMENTS, registry.PERIOD_STARTS, registry.PREFILL, registry.RETURN_BARRIERS, registry.WITHDRAWAL_BARRIERS)
    kept = [each.copy() for each in registries]
    for each in registries:
        each.clear()
    yield
    for each, content in zip(registries, kept, strict=True):
        each.clear()
        each.extend(content) if isinstance(each, list) else each.update(content)


@pytest.fixture
def clock():
    """Monday 2 March 2026, 09:00; `clock(days=1)` moves on."""
    with moving(START) as advance:
        yield advance
