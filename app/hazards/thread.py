"""One thread (一条线): the inspection that found a hazard, the hazard, its listing, letters and cases, seen from every end.

Nothing is kept for it: each matter knows the one it arose from (`Instance.origin_id`).
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import or_, select

from app.core.clock import local
from app.core.database import db
from app.documents import queries as documents
from app.hazards.models import Hazard
from app.hazards.rules import PROCESS
from app.identity import queries as identity
from app.workflow.models import Instance

PAGES = {  # kind of the subject: (page, its argument, permission)
    "inspection": ("inspections.show_inspection", "inspection_id", "read_inspections"),
    "hazard": ("hazards.show_hazard", "hazard_id", "read_hazards"),
    "self_check": ("self_checks.show_check", "self_check_id", "read_hazards"),
    "listing": ("supervision.show_listing", "listing_id", "read_hazards"),
    "instrument": ("supervision.show_letter", "instrument_id", "read_hazards"),
    "circular": ("supervision.show_circular", "circular_id", "read_supervision"),
    "case": ("cases.show_case", "case_id", "read_cases"),
    "simple_penalty": ("cases.show_simple", "row_id", "read_cases"),
}
QUIET = ("notice_reading",)  # only waits for a day: no matter of its own
OWN = (PROCESS, "self_check")  # procedures whose matters are the enterprise's, too
CALLED = ("listing", "instrument")  # matters of their own that another procedure calls
STATES = {"finished": "已办结", "cancelled": "已终止"}
MOST = 200  # matters of one thread that are drawn


@dataclass(frozen=True)
class Node:
    """One matter. depth: how many matters lead to it; url: None where this person may not open it."""

    depth: int
    title: str
    label: str
    state: str
    began_at: datetime
    ended_at: datetime | None
    url: str | None
    is_here: bool


def of(instance_id: str | None, user) -> list[list[Node]]:
    """The thread a matter hangs on, level by level from the matter everything arose from; [] where it stands alone.

    Args: instance_id: of the matter whose page is shown
    """
    levels = list(_levels(_beginning(instance_id))) if instance_id else []
    if sum(map(len, levels)) < 2:
        return []
    rows = [row for level in levels for row in level]
    numbers = _numbers(rows)
    seen = identity.bureaus_seen_by(user)
    seen |= identity.bureaus_below(seen)
    drawn = [[_node(row, depth, instance_id, user, seen, numbers) for row in level if _is_shown(row, user)]
             for depth, level in enumerate(levels)]  # fmt: skip
    return [level for level in drawn if level] if sum(map(len, drawn)) > 1 else []


def events(levels: list[list[Node]]) -> list[tuple[datetime, Node, str]]:
    """Beginnings and ends, the newest first: [(moment, node, 启动 or state)]."""
    nodes = [node for level in levels for node in level]
    found = [(local(node.began_at), node, "开始") for node in nodes]
    found += [(local(node.ended_at), node, node.state) for node in nodes if node.ended_at]
    return sorted(found, key=lambda event: event[0], reverse=True)


def _beginning(instance_id: str) -> str:
    """The root of the matter everything arose from."""
    passed, origin = set(), instance_id
    while origin and origin not in passed:
        passed.add(origin)
        found = db.session.scalar(select(Instance.root_id).where(Instance.id == origin))
        origin = db.session.scalar(select(Instance.origin_id).where(Instance.id == found))
    return found


def _levels(root_id: str):
    level, number = list(db.session.scalars(select(Instance).where(Instance.id == root_id))), 0
    while level and number < MOST:
        number += len(level)
        yield level
        within = select(Instance.id).where(Instance.root_id.in_([row.id for row in level]))
        arisen = or_(Instance.origin_id.in_(within) & Instance.process_key.not_in(QUIET),
                     Instance.parent_id.in_(within) & Instance.subject_kind.in_(CALLED))  # fmt: skip
        level = list(db.session.scalars(select(Instance).where(arisen).order_by(Instance.started_at, Instance.id).limit(MOST)))


def _numbers(rows: list[Instance]) -> dict[str, Hazard]:
    ids = [int(row.subject_id) for row in rows if row.subject_kind == "hazard"]
    return {str(row.id): row for row in db.session.scalars(select(Hazard).where(Hazard.id.in_(ids)))} if ids else {}


def _is_shown(row: Instance, user) -> bool:
    """An enterprise sees its hazards and that they are listed, nothing that is still being prepared against it."""
    if not user.has_role("enterprise_user"):
        return True
    return row.process_key in OWN or (row.subject_kind == "listing" and documents.served_on("listing_notice", row) is not None)


def _node(row: Instance, depth: int, here: str, user, seen: set[str], hazards: dict[str, Hazard]) -> Node:
    hazard = hazards.get(row.subject_id) if row.subject_kind == "hazard" else None
    may_open = row.organisation_id in seen or (row.process_key in OWN and user.has_role("enterprise_user"))
    label = f"{hazard.number} {hazard.place}" if hazard else row.label.split(" · ")[-1]  # whose it is the page says
    return Node(
        depth=depth, title=row.release.name, label=label if may_open else "由其他机关办理", state=STATES.get(row.status, "办理中"),
        began_at=row.started_at, ended_at=row.ended_at, url=_page(row, user) if may_open else None, is_here=row.id == here,
    )  # fmt: skip


def _page(row: Instance, user) -> str | None:
    """The page of the matter, or of its procedure where it has none of its own."""
    endpoint, argument, permission = PAGES.get(row.subject_kind, ("inbox.show_instance", "", "work_tasks"))
    if endpoint not in current_app.view_functions or not user.may(permission):
        return None
    anchor = "ladder" if row.process_key == "escalation_ladder" else None
    return url_for(endpoint, **({argument: row.subject_id} if argument else {"instance_id": row.id}), _anchor=anchor)
