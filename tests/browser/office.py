"""An office with an own database, whose clock stands until the test moves it: the web server and the worker share it."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app import create_app
from app.core.clock import ZONE, frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.demo import load_demo
from app.documents.commands import render_pending
from app.identity.seeding import seed_demo_people
from app.installation import install
from app.workflow.commands import fire_due_timers
from tests.builders import make_enterprise, make_person

MONDAY = datetime(2026, 8, 3, 9, 0, tzinfo=ZONE)  # its working days are published
PICTURES = os.environ.get("ANLIU_SCREENSHOTS")  # a folder
FIRM, HEAD = "云泽朗润铸造有限公司", "秦望舒"


class Office:
    """Args: application: what is served; now: the moment all its requests happen at."""

    def __init__(self, application, now: datetime):
        self.application, self.now = application, now
        self.people, self.troubles, self.broken = {}, [], ""

    def wsgi(self, app):
        """Every request happens at the office's moment; the answer is read before the clock is left."""

        def at_this_moment(environ, start_response):
            with frozen(self.now):
                return [b"".join(app(environ, start_response))]

        return at_this_moment

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, hours: float = 0) -> datetime:
        return self.now + timedelta(hours=hours)

    def moves_to(self, day: date, hour: int = 9) -> None:
        """The clock goes on; what fell due meanwhile happens, and waiting papers are printed."""
        self.now = datetime.combine(day, time(hour), tzinfo=ZONE)
        self.works()

    def moves(self, days: int) -> None:
        self.moves_to(self.today + timedelta(days=days))

    def works(self) -> None:
        """What the worker does between two requests."""
        with self.application.app_context(), frozen(self.now):
            while fire_due_timers(50) or render_pending(50):
                pass
            db.session.remove()

    def close(self) -> None:
        for person in self.people.values():
            person.page.context.close()


def furnish(home: Path, now: datetime = MONDAY) -> None:
    """An office's folder: its database with procedures, people and one firm; may be copied."""
    application = create_app(home=home, demo=True)
    with application.app_context():
        db.create_all()
        with frozen(now if PICTURES else now - timedelta(days=30)):
            people_the_office()
        with frozen(now):
            firm = make_enterprise(
                9, name=FIRM, sector="工贸", address="云泽市临江区朗润路 18 号", legal_representative=HEAD, phone="027-00001109"
            )
            make_person(firm, HEAD, id_no="420700197001010015", position="总经理")
        db.session.remove()
        db.engine.dispose()


def open_office(home: Path, now: datetime = MONDAY) -> Office:
    """Open a furnished office at a moment."""
    application = create_app(home=home, demo=True)
    office = Office(application, now)
    application.wsgi_app = office.wsgi(application.wsgi_app)
    return office


def people_the_office() -> None:
    """Procedures and people; for pictures a whole demonstration day around the test's own matter."""
    if PICTURES:
        load_demo()
    else:
        install(SYSTEM)
        seed_demo_people(SYSTEM)


def screenshot(page, name: str, **options) -> None:
    """A picture for the tour in README, when ANLIU_SCREENSHOTS names a folder."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled", **options)
