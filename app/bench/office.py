"""An office of its own for measuring: a database in a temporary folder, demo people, browsers that log in."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from app.core.command import SYSTEM
from app.core.database import db
from app.identity.models import User
from app.identity.seeding import DEMO_PASSWORD, seed_demo_people, seed_organisations
from app.workflow.commands.releases import deploy

DATA = Path(__file__).parent / "data"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@contextmanager
def office() -> Iterator[Flask]:
    """An application with organisations, people and the two small procedures; gone afterwards.

    Settings that would lead to the user's own data (ANLIU_HOME, ANLIU_DATABASE_URL) are not asked.
    """
    with tempfile.TemporaryDirectory(prefix="anliu-bench-") as home:
        app = empty(Path(home))
        with app.app_context():
            seed_organisations(SYSTEM)
            seed_demo_people(SYSTEM)
            deploy(SYSTEM, {path.name: path.read_bytes() for path in sorted(DATA.iterdir())})
        yield app
        close(app)


def empty(home: Path) -> Flask:
    """An application on a new database that has the tables and nothing else."""
    app = create_app(home=home, database_url="", demo=True)
    with app.app_context():
        db.create_all()
    return app


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Person:
    """A browser with the login session of one person; every request carries the session and the CSRF token."""

    def __init__(self, app: Flask, username: str):
        self.client = app.test_client()
        page = self.client.get("/login").text
        sent = {"username": username, "password": DEMO_PASSWORD, "csrf_token": TOKEN.search(page).group(1)}
        answer = self.client.post("/login", data=sent)
        if answer.status_code != 302:
            raise RuntimeError(f"{username} 登录失败：{answer.status_code}")
        self.token = TOKEN.search(self.client.get("/me").text).group(1)
        with app.app_context():
            self.id = db.session.scalar(db.select(User.id).where(User.username == username))

    def get(self, url: str):
        return self._expect(self.client.get(url), 200)

    def post(self, url: str, body: dict):
        """Send JSON as the task form does."""
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self._expect(self.client.post(url, json=body, headers=headers), 200, 201, 302)

    def _expect(self, answer, *allowed: int):
        if answer.status_code not in allowed:
            raise RuntimeError(f"{answer.request.path} 回答 {answer.status_code}：{answer.text[:300]}")
        return answer
