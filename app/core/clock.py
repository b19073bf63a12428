"""The one clock: aware datetimes and local dates in Asia/Shanghai. Tests and the demo loader freeze it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in the office's time zone."""
    return _frozen.get() or datetime.now(ZONE)


def today() -> date:
    return now().date()


def day(text: str | None) -> date | None:
    """The day a form says in ISO (with or without a time), None where it says none."""
    return date.fromisoformat(text[:10]) if text else None


@contextmanager
def frozen(moment: datetime | date):
    """Stand still at `moment` (a date means 09:00 that day) until the block ends."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, 0)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    token = _frozen.set(moment.astimezone(ZONE))
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def moving(start: datetime | date):
    """Like `frozen`, but yields a function `advance(**timedelta_arguments)` that moves the clock on."""
    with frozen(start):

        def advance(**delta):
            _frozen.set(now() + timedelta(**delta))

        yield advance


def local(moment: datetime | None) -> datetime | None:
    """Give a datetime read from the database its zone back (SQLite drops it)."""
    if moment is None:
        return None
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
