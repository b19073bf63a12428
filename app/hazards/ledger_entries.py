"""What a hazard is found by in the ledger (隐患台账): number, enterprise, place, what it is, people; its marks."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import search
from app.core.database import db
from app.core.search import Entry, day_marks, mark, touches
from app.hazards import rules
from app.hazards.models import Hazard

KIND = "hazard"
FIELDS = {
    "number": "编号", "enterprise": "单位", "code": "信用代码", "place": "部位", "description": "情形", "person": "责任人",
    "finder": "排查人", "item": "判定条款",
}  # fmt: skip
SHOWN = (
    "number", "enterprise_id", "organisation_id", "area_id", "sector", "source", "grade", "status", "found_on", "found_by", "finders",
    "place", "description", "standard_item", "responsible_person", "actual_controller", "due_on", "recurrence", "transferred_to",
    "transfer_received_on", "raised_from_id", "unread_on",
)  # fmt: skip


def _hazard_of(row) -> str | None:
    return str(row.id) if isinstance(row, Hazard) and touches(row, *SHOWN) else None


@search.source(KIND, concerned=_hazard_of, every=lambda: map(str, db.session.scalars(select(Hazard.id).order_by(Hazard.id))))
def entries(refs: list[str]) -> list[Entry]:
    """One query, whatever the number of hazards."""
    query = select(Hazard).where(Hazard.id.in_([int(ref) for ref in refs])).order_by(Hazard.id)
    query = query.options(joinedload(Hazard.enterprise), joinedload(Hazard.organisation))
    return [Entry(str(row.id), words_of(row), marks_of(row), row.due_on if runs(row) else None) for row in db.session.scalars(query)]


def runs(row: Hazard) -> bool:
    """Its last day counts: it is open, and not yet reported as removed."""
    return row.due_on is not None and row.status in rules.RUNNING


def words_of(row: Hazard) -> list[tuple[str, str]]:
    firm = row.enterprise
    words = [("number", row.number), ("enterprise", firm.name), ("code", firm.uscc), ("place", row.place), ("description", row.description)]
    words += [("person", name) for name in dict.fromkeys((row.responsible_person, row.actual_controller))]
    return [*words, ("finder", row.told_finder), ("item", row.standard_item)]  # who reports is found by nobody


def marks_of(row: Hazard) -> list[str]:
    said = {
        "bureau": row.organisation_id, "area": row.area_id, "sector": row.sector, "source": row.source, "grade": row.grade or "none",
        "status": row.status, "enterprise": row.enterprise_id, "told": row.is_told and row.enterprise_id,
    }  # fmt: skip
    return [
        *(mark(name, value) for name, value in said.items() if value), *reach_marks(row),
        *(mark("finder", one) for one in row.finders or []),
        *day_marks("found", row.found_on), *(mark("is", name) for name, holds in states(row).items() if holds),
    ]  # fmt: skip


def reach_marks(row: Hazard) -> list[str]:
    """What a post may cover: the bureau, the bureau in an area, an area; each also by sector (see `ledger_queries.seen_by`)."""
    bureau, area = row.organisation_id, row.area_id or (row.organisation.area_id if row.organisation else None)
    tails = ("", f"={row.sector}")
    places = [place for each in (bureau, row.raised_from_id) if each for place in (each, f"{each}:{row.area_id or ''}")]
    return [mark("within", f"{place}{tail}") for place in (*places, f"any:{area}") for tail in tails]


def states(row: Hazard) -> dict[str, bool]:
    """What the list is narrowed to with one press."""
    return {
        "open": row.status in rules.OPEN, "running": runs(row),
        "unsigned": rules.waits_for_receipt(row.transferred_to, row.transfer_received_on),
        "unread": row.unread_on is not None and row.status in rules.OPEN,
        "repeated": row.recurrence >= rules.REPEATED and row.status not in rules.ENDS,
    }  # fmt: skip
