"""Applications of tests, and databases that were brought somewhere once to be copied for each test."""

import shutil
from contextlib import contextmanager
from pathlib import Path

from flask import g
from flask.testing import FlaskClient

from app import create_app
from app.core.database import db


class Browser(FlaskClient):
    """Each request starts with an empty `g`, as outside of tests, although the test holds an application context."""

    def open(self, *args, **kwargs):
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


def make_application(home: Path):
    application = create_app(home=home, testing=True, demo=True)
    application.test_client_class = Browser
    return application


@contextmanager
def opened(application, template: Path):
    """The application on a fresh copy of the template; nothing an earlier test left is there."""
    home = application.config["ANLIU"].home
    for left in home.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copy(template, home / "anliu.db")
    application.extensions.pop("workflow_definitions", None)  # by the number of a release: another database, other releases
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@contextmanager
def standing(application, template: Path):
    """What is done inside is done once; afterwards the template stands where it ended.

    Yields: (application, where the new template will be)
    """
    home = application.config["ANLIU"].home
    saved = Path(f"{template}.{len(list(template.parent.iterdir()))}")
    with opened(application, template):
        yield application, saved
    shutil.copy(home / "anliu.db", saved)
