"""Deadlines and hearings as iCalendar (RFC 5545), for the calendar of a phone or a desk. Pure: no database, no request.

The file leaves the office: it names task, case number, place and time, but neither parties nor people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

HOST = "anliu"  # second half of the identifiers; they stay the same, whatever address the office is reached at
HEARING_LASTS = timedelta(hours=2)  # an assumption so that the day shows a block; the record says when it ended


@dataclass(frozen=True)
class Dated:
    """One thing of a calendar. key: `task-…`, `hearing-…`; at: an aware moment, or a day for what has no hour."""

    key: str
    title: str
    at: date | datetime
    place: str = ""
    note: str = ""
    url: str = ""
    is_estimate: bool = False


def calendar(name: str, entries: Iterable[Dated], made_at: datetime) -> bytes:
    """The whole file. Args: name: as calendars show it; made_at: aware"""
    found = Calendar()
    for key, value in (("prodid", "-//Anliu//ZH"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"),
                       ("x-wr-calname", name), ("x-wr-timezone", "Asia/Shanghai")):  # fmt: skip
        found.add(key, value)
    for entry in entries:
        found.add_component(_event(entry, made_at))
    found.add_missing_timezones()
    return found.to_ical()


def _event(entry: Dated, made_at: datetime) -> Event:
    found = Event()
    found.add("uid", f"{entry.key}@{HOST}")
    found.add("dtstamp", made_at)
    found.add("summary", f"暂估 {entry.title}" if entry.is_estimate else entry.title)
    found.add("dtstart", entry.at)
    is_hour = isinstance(entry.at, datetime)
    found.add("dtend", entry.at + (HEARING_LASTS if is_hour else timedelta(days=1)))
    found.add("transp", "OPAQUE" if is_hour else "TRANSPARENT")  # a deadline does not fill the day
    found.add("status", "TENTATIVE" if entry.is_estimate else "CONFIRMED")
    for key, value in (("location", entry.place), ("description", entry.note), ("url", entry.url)):
        if value:
            found.add(key, value)
    if is_hour:
        found.add_component(_the_day_before(entry.title))
    return found


def _the_day_before(title: str) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", title)
    found.add("trigger", timedelta(days=-1))
    return found
