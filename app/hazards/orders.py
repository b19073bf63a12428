"""A hazard found by an inspection and the inspection's order (责令限期整改): one last day, one re-inspection, nothing entered twice.

Source: 安全生产法 (2021) art. 65; 安全生产违法行为行政处罚办法 (2015) art. 16, superseded text of 2026 待核
"""

from dataclasses import dataclass
from datetime import date

from app.core.command import command
from app.hazards import rules
from app.hazards.commands import plain, record
from app.hazards.models import Hazard, HazardCheck
from app.identity import queries as identity
from app.workflow import commands as workflow
from app.workflow import queries as instances

ORDER_MOVED, REINSPECTED = "hazard_order_moved", "hazard_reinspected"  # messages of workflows/hazard.bpmn


@dataclass(frozen=True)
class Reinspection:
    """What a re-inspection (整改复查) found of one problem. by: ids of those who signed; source: number of the inspection"""

    on: date
    passed: bool
    note: str
    by: list[int]
    photos: list[int]
    source: str


@command()
def follow_order(actor, row: Hazard, due_on: date) -> Hazard:
    """The last day of the order, or the one it was extended to, is the hazard's; reminders follow it."""
    if row.status not in rules.RUNNING:
        return row
    row.order_due_on, moved = due_on, row.due_on != due_on
    if moved:
        row.due_on = due_on
        record(actor, row, "rectification", f"责令限期整改指令书的期限为 {due_on}，本条整改期限与它一致")
        _send(actor, ORDER_MOVED, row)
    return row


@command()
def record_reinspection(actor, row: Hazard, found: Reinspection) -> Hazard:
    """Keep what the re-inspection found; of a general hazard it is the district's check where it passed (see `counts`)."""
    if not row.is_open:
        return row
    names = "、".join(identity.user(each).name for each in found.by)
    row.order_due_on = None  # the order is dealt with: what is left follows the hazard's own procedure
    row.reinspection = {"on": found.on.isoformat(), "passed": found.passed, "note": found.note, "by": found.by, "names": names,
                        "photos": found.photos, "source": found.source}  # fmt: skip
    words = f"{found.source}整改复查：{'已整改' if found.passed else '没有整改到位'}。{found.note}"
    record(actor, row, "rectification", words, found.photos, names)
    if counts(row):
        _send(actor, REINSPECTED, row)
    return row


def counts(row: Hazard) -> bool:
    """Whether the last re-inspection takes the place of the district's check: a general hazard, removed, with photographs.

    A major one is always checked at both levels by others than those who found it.
    """
    seen = row.reinspection
    return row.grade == "general" and bool(seen) and seen["passed"] and bool(seen["photos"])


@command()
def count_reinspection(actor, row: Hazard) -> HazardCheck:
    """The re-inspection is the district's check (整改复查计为验收); links without a record point to it, nothing is asked again."""
    seen = row.reinspection
    on, words = date.fromisoformat(seen["on"]), f"{seen['source']}整改复查：{plain(seen['note'])}"
    if not any(each.link == "monitoring" for each in row.records):
        record(actor, row, "monitoring", f"没有另行登记监控，以复查时现场核对为准。{words}", seen["photos"], seen["names"])
    made = HazardCheck(level="district", result="pass", by=seen["by"], names=seen["names"], on=on, note=words, photos=seen["photos"])
    row.checks.append(made)
    row.status, row.rectified_on, row.rectified_note = "acceptance_pending", row.rectified_on or on, row.rectified_note or words
    row.after_photos = row.after_photos or seen["photos"]
    record(actor, row, "closure", f"区级验收通过，以整改复查计。{words}", seen["photos"], seen["names"])
    return made


def _send(actor, message: str, row: Hazard) -> None:
    if instances.is_awaited(message, "hazard", row.id):
        workflow.deliver_message(actor, message, "hazard", row.id)
