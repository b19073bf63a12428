"""Figures of the measures (督促措施统计): each kind, area by area, with what came of it (R049)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from app.core import table_file
from app.core.clock import ZONE
from app.core.command import command
from app.core.database import db
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.identity.models import Organisation
from app.supervision import circular_rules, queries, rules
from app.supervision.circular_models import Circular, CircularEntry
from app.supervision.models import Instrument, Ladder, Listing

MEASURES = {**rules.KINDS, "listing": "挂牌督办", **circular_rules.KINDS}
RESULTS = {
    "total": "件数",
    "answered": "已回复",
    "silent": "到期未回复、逾期",
    "removed": "隐患已整改",
    "filed": "转执法",
    "running": "在办",
}
SENT = ("waiting", "replied", "accepted", "rejected", "silent", "ended")
OTHER_AREA = "没有填地区"


@dataclass
class Count:
    """Of one measure in one area; the results may overlap: who has not replied may have removed the hazard."""

    total: int = 0
    answered: int = 0
    silent: int = 0
    removed: int = 0
    filed: int = 0
    running: int = 0

    def add(self, found: set[str]) -> None:
        for name in ("total", *found):
            setattr(self, name, getattr(self, name) + 1)

    def plus(self, other: "Count") -> "Count":
        return Count(**{name: number + getattr(other, name) for name, number in asdict(self).items()})


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    area: str
    measure: str
    count: Count


def of(user, since: date, until: date) -> tuple[list[Line], Count]:
    """What this person's bureau and those below it did between two days, both included; the areas in their order.

    Returns: (lines without the empty ones, the total of all)
    Source: 三年行动方案 (2024) 主方案 10④ (待核)
    """
    areas = {row.id: row.name for row in identity.areas()}
    found: dict[tuple[str, str], Count] = defaultdict(Count)
    for area_id, measure, results in _measures(user, since, until):
        found[areas.get(area_id, OTHER_AREA), measure].add(results)
    order = [*areas.values(), OTHER_AREA]
    lines = [
        Line(area, words, found[area, measure])
        for area in order
        for measure, words in MEASURES.items()
        if (area, measure) in found
    ]
    total = Count()
    for line in lines:
        total = total.plus(line.count)
    return lines, total


def _measures(user, since: date, until: date) -> Iterator[tuple[str | None, str, set[str]]]:
    """(area, measure, names of its results) of each."""
    filed = set(db.session.scalars(select(Ladder.hazard_id).where(Ladder.case_instance_id.is_not(None))))
    yield from _letters(user, since, until, filed)
    yield from _listings(user, since, until, filed)
    yield from _named(user, since, until, filed)


def _letters(user, since: date, until: date, filed: set[int]):
    area = func.coalesce(Hazard.area_id, Enterprise.area_id, Organisation.area_id)
    begins, ends = (datetime.combine(each, time.min, ZONE) for each in (since, until + timedelta(days=1)))
    query = (
        select(Instrument.kind, Instrument.status, Instrument.replied_on, Instrument.hazard_id, Hazard.status, area)
        .outerjoin(Hazard, Hazard.id == Instrument.hazard_id).outerjoin(Enterprise, Enterprise.id == Instrument.enterprise_id)
        .outerjoin(Organisation, Organisation.id == Instrument.target_organisation_id)
        .where(queries.within(user, Instrument), Instrument.status.in_(SENT))
        .where(Instrument.created_at >= begins, Instrument.created_at < ends)
    )  # fmt: skip
    for kind, status, replied_on, hazard_id, hazard_status, area_id in db.session.execute(query):
        found = {"answered"} if replied_on else set()
        found |= {"silent"} if status == "silent" else {"running"} if status in ("waiting", "replied") else set()
        yield area_id, kind, found | _of_hazard(hazard_id, hazard_status, filed)


def _listings(user, since: date, until: date, filed: set[int]):
    query = (
        select(Listing.status, Listing.overdue_on, Listing.hazard_id, Hazard.status, Hazard.area_id)
        .join(Hazard, Hazard.id == Listing.hazard_id)
        .where(queries.within(user, Listing), Listing.listed_on >= since, Listing.listed_on <= until)
    )
    for status, overdue_on, hazard_id, hazard_status, area_id in db.session.execute(query):
        found = {"silent"} if overdue_on else set()
        found |= {"running"} if status in rules.STANDING else set()
        yield area_id, "listing", found | _of_hazard(hazard_id, hazard_status, filed)


def _named(user, since: date, until: date, filed: set[int]):
    """Everybody a published circular names counts once."""
    query = (
        select(Circular.kind, Circular.status, CircularEntry.hazard_id, Hazard.status, func.coalesce(Hazard.area_id, Enterprise.area_id))
        .join(Circular, Circular.id == CircularEntry.circular_id)
        .outerjoin(Hazard, Hazard.id == CircularEntry.hazard_id).outerjoin(Enterprise, Enterprise.id == CircularEntry.enterprise_id)
        .where(queries.within(user, Circular), Circular.published_on >= since, Circular.published_on <= until)
    )  # fmt: skip
    for kind, status, hazard_id, hazard_status, area_id in db.session.execute(query):
        found = set() if status in circular_rules.ENDED else {"running"}
        yield area_id, kind, found | _of_hazard(hazard_id, hazard_status, filed)


def _of_hazard(hazard_id: int | None, status: str | None, filed: set[int]) -> set[str]:
    return ({"removed"} if status == "closed" else set()) | ({"filed"} if hazard_id in filed else set())


@command(permission="read_supervision")
def note_export(actor, narrowed: str, number: int) -> None:
    """Who took the figures out stands in the audit log (导出留痕)."""


def workbook(lines: list[Line], total: Count, who: str, narrowed: str):
    """The table as a file. Returns: an open file"""
    book = table_file.begun()
    columns = {"地区": 18, "督促措施": 18} | dict.fromkeys(RESULTS.values(), 14)
    rows = [(line.area, line.measure, *asdict(line.count).values()) for line in lines]
    table_file.add_sheet(book, "督促措施统计", columns, [*rows, ("合计", "", *asdict(total).values())])
    table_file.explain(book, narrowed, who, len(rows))
    return table_file.opened(book)
