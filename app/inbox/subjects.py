"""What a task is about (案件, 当事人, 检查), in words and with the address of its page."""

from dataclasses import dataclass

from flask import current_app, url_for
from sqlalchemy import select

from app.cases.appraisal_models import Appraisal
from app.cases.models import Case, Party, Preservation
from app.cases.simple_models import SimplePenalty
from app.core.database import db
from app.hazards.models import Hazard
from app.inspections.models import Inspection
from app.self_checks.models import SelfCheck
from app.supervision.circular_models import Circular
from app.supervision.models import Instrument, Listing

OF_CASE = {"party": Party, "preservation": Preservation, "appraisal": Appraisal}
MODELS = {"case": Case, "inspection": Inspection, "simple_penalty": SimplePenalty, "hazard": Hazard,
          "instrument": Instrument, "listing": Listing, "circular": Circular, "self_check": SelfCheck, **OF_CASE}  # fmt: skip
PAGES = {
    "case": ("cases.show_case", "case_id"),
    **dict.fromkeys(OF_CASE, ("cases.show_case", "case_id")),
    "inspection": ("inspections.show_inspection", "inspection_id"),
    "simple_penalty": ("cases.show_simple", "row_id"),
    "enterprise": ("enterprises.show", "enterprise_id"),
    "hazard": ("hazards.show_hazard", "hazard_id"),
    "instrument": ("supervision.show_letter", "instrument_id"),
    "listing": ("supervision.show_listing", "listing_id"),
    "circular": ("supervision.show_circular", "circular_id"),
    "self_check": ("self_checks.show_check", "self_check_id"),
}


@dataclass(frozen=True)
class Subject:
    """number: 案号 or 检查编号, empty before there is one; url: page of the matter, None while it has none; case_id: of a case."""

    number: str = ""
    url: str | None = None
    case_id: int | None = None
    matter: str = ""  # which one of the enterprise's, in words: 「隐患 YH-2026-00012（抛光车间）」


NOTHING = Subject()


def subjects(rows) -> dict[tuple, Subject]:
    """{(kind, id): Subject} of work items or instances, with one query for each kind."""
    wanted: dict[str, set] = {}
    for row in rows:
        if row.subject_kind in MODELS:
            wanted.setdefault(row.subject_kind, set()).add(int(row.subject_id))
    found = {}
    for kind, ids in wanted.items():
        model = MODELS[kind]
        for matter in db.session.scalars(select(model).where(model.id.in_(ids))):
            found[kind, str(matter.id)] = _subject(kind, matter)
    return found


def of(row, known: dict | None = None) -> Subject:
    """The subject of one work item or instance."""
    known = subjects([row]) if known is None else known
    return known.get((row.subject_kind, row.subject_id), NOTHING)


def without(label: str, number: str | None) -> str:
    """The label of a matter without its number, where the number stands beside it anyway."""
    return label.replace(number, "").strip(" ·，、") if number else label


def _subject(kind: str, matter) -> Subject:
    owner = matter.case if kind in OF_CASE else matter
    endpoint, argument = PAGES[kind]
    if endpoint not in current_app.view_functions:
        return Subject(owner.number or "")
    case_id = owner.id if isinstance(owner, Case) else None
    return Subject(owner.number or "", url_for(endpoint, **{argument: owner.id}), case_id, _matter(matter))


def _matter(matter) -> str:
    """The hazard a task is about, by its number and place."""
    hazard = matter if isinstance(matter, Hazard) else getattr(matter, "hazard", None)
    return f"隐患 {hazard.number}（{hazard.place}）" if hazard else ""
