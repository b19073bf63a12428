"""When somebody is reminded: marks before a last day, marks before a certificate ends, the day an urging counts for. Pure."""

from datetime import date, time, timedelta

from app.law.calendar import ONE_DAY, HolidayTable
from app.law.period_rules import PeriodRule, Unit
from app.law.remaining import SOON_WORKING_DAYS

WORK_STARTS = time(8, 30)  # the round of the day and the daily mail; office practice [M]
DIAGRAM_REMINDS = ("hazard_rectification", "hazard_monitoring", "letter_reply")  # law.steps the diagram itself reminds of
EARLY = 10  # working days before the last day of a long period
LONG = {Unit.WORKING_DAY: 20, Unit.CALENDAR_DAY: 30, Unit.MONTH: 1, Unit.YEAR: 1}  # from this length on it is long
CERTIFICATE_MARKS = (90, 30, 0)  # days a certificate is still valid; office practice [M]
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440)  # after so many failed attempts in turn; then a mail is given up


def marks(rule: PeriodRule | None) -> tuple[int, ...]:
    """On how many working days before the last day its holder is reminded: soon, on the day itself, and early for long ones."""
    if rule is not None and rule.unit is Unit.HOUR:
        return (0,)
    is_long = rule is not None and rule.length is not None and rule.length >= LONG[rule.unit]
    return (EARLY, SOON_WORKING_DAYS, 0) if is_long else (SOON_WORKING_DAYS, 0)


def mark_day(last_day: date, before: int, table: HolidayTable) -> date:
    """The working day that lies so many working days before the last day; before 0: the day itself, or the last working
    day before it.

    Args: table: one that guesses unknown years
    """
    day = last_day
    while not table.is_working_day(day):
        day -= ONE_DAY
    for _ in range(before):
        day -= ONE_DAY
        while not table.is_working_day(day):
            day -= ONE_DAY
    return day


def reached(today: date, last_day: date, opened_on: date, before: tuple[int, ...], table: HolidayTable) -> int | None:
    """The closest mark a task has come to by today, None for none; whoever got the task that very day knows already."""
    for mark in sorted(before):
        day = mark_day(last_day, mark, table)
        if day <= today <= last_day:
            return None if opened_on >= day else mark
    return None


def horizon(today: date, table: HolidayTable) -> date:
    """The latest last day a mark can be reached for today."""
    day, left = today, EARLY
    while left:
        day += ONE_DAY
        left -= table.is_working_day(day)
    while not table.is_working_day(day + ONE_DAY):
        day += ONE_DAY
    return day


def certificate_mark(days_left: int) -> int | None:
    """The closest of the marks 90, 30, 0 a certificate has come to; an expired one stands at 0."""
    return min((mark for mark in CERTIFICATE_MARKS if days_left <= mark), default=None)


def counts_for(day: date, table: HolidayTable) -> date:
    """The working day an urging on this day counts for: the day itself, or the last working day before it."""
    return mark_day(day, 0, table)


def next_attempt(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None: give up."""
    return timedelta(minutes=RETRY_MINUTES[attempts - 1]) if attempts <= len(RETRY_MINUTES) else None
