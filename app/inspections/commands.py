"""Changing inspections. Each act of the diagram is one command."""

from datetime import date, datetime

from sqlalchemy import func, select

from app.core.clock import local, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.enterprises import queries as enterprises
from app.hazards import commands as hazards
from app.hazards import orders
from app.hazards import queries as hazard_queries
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.inspections import frequency, library, power_queries, queries, rules
from app.inspections.models import (
    ChecklistItem,
    Finding,
    Inspection,
    InspectionOfficer,
    OnSiteMeasure,
    RectificationOrder,
    RectificationReview,
)  # fmt: skip
from app.inspections.power_rules import require_supply_restored
from app.law.tables.commands import decide as decide_by_table
from app.workflow.models import Instance


@command(permission="import_checklists")
def import_checklists(actor, data: dict) -> int:
    """Load checklists: {"items": [{"id", "sector", "item", "kind", "hazard_when", …}]}; repeatable, ids stay.

    Returns: how many items are now in use
    Raises:  RuleBroken("checklist_format") naming the item
    """
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or not items:
        raise RuleBroken("checklist_format", "清单文件应当含有 items 列表")
    known, before = {row.id: row for row in db.session.scalars(select(ChecklistItem))}, library.stand()
    for position, raw in enumerate(items):
        if not isinstance(raw, dict) or not all(raw.get(key) for key in ("id", "sector", "item", "hazard_when")):
            raise RuleBroken("checklist_format", f"第 {position + 1} 项缺少 id、sector、item 或者 hazard_when")
        row = known.pop(raw["id"], None) or ChecklistItem(id=raw["id"])
        row.sector, row.text, row.kind = raw["sector"], raw["item"], raw.get("kind") or ""
        row.hazard_when, row.severity_hint = raw["hazard_when"], raw.get("severity_hint")
        row.basis = raw.get("severity_basis") or raw.get("section") or ""
        row.position, row.retired = position, False
        db.session.add(row)
    for row in known.values():
        row.retired = True
    library.keep_edition(actor, before)
    return len(items)


@command(permission="start_inspection")
def open_inspection(actor, enterprise_id, trigger, clue, officers, planned_on, organisation_id, instance_id, separate_reason=""):
    """Register an inspection (登记检查) and take its number; how the enterprise stood to the yearly limit is kept with it.

    Args:   officers: user ids, at least two, certificates valid on `planned_on`; separate_reason: why it is not made one
            with another of that day
    Raises: RuleBroken("two_officers" | "clue_missing" | "file_incomplete" | "frequency" | "same_day")
    Source: 行政处罚法 (2021) art. 42; 国办发〔2024〕54号
    """
    enterprise = enterprises.enterprise(enterprise_id)
    rules.require_complete_file(enterprise.address, enterprise.legal_representative)
    rules.require_clue(trigger, clue)
    people = identity.officers(officers)
    rules.require_two_certified_officers([p for p in people if p.certificate(planned_on)], planned_on, len(officers))
    standing = frequency.standings([enterprise], planned_on)[enterprise.id]
    rules.require_within_frequency(trigger, standing.is_reached, standing.words, standing.reason, standing.article)
    other = frequency.same_day(enterprise_id, planned_on)
    rules.require_merged(other and other.number, separate_reason)
    inspection = Inspection(
        number=_next_number(), enterprise_id=enterprise_id, trigger=trigger, clue=clue or "", planned_on=planned_on,
        organisation_id=organisation_id, instance_id=instance_id, status="planned",
        officers=[InspectionOfficer(user_id=person.id) for person in people], separate_reason=separate_reason,
        yearly_count=standing.count + (trigger not in rules.CASE_TRIGGERS), yearly_limit=standing.limit,
    )  # fmt: skip
    db.session.add(inspection)
    db.session.flush()  # callers need the id
    decide_by_table(actor, frequency.TABLE, frequency.inputs(enterprise), planned_on, ("inspection", inspection.id), instance_id)
    return inspection


def _next_number() -> str:
    prefix = f"检〔{today().year}〕"
    count = db.session.scalar(select(func.count()).where(Inspection.number.like(f"{prefix}%")))
    return f"{prefix}{count + 1}号"


@command()
def draft_plan(actor, inspection: Inspection, reason: str, sector: str, basis: str, begin: date, end: date):
    """Write the inspection plan (检查方案). Raises: RuleBroken("sector" | "order")"""
    rules.require_known_sector(sector, queries.checklist_sectors())
    rules.require_order(begin, end, "inspect_to_on", "结束日期")
    inspection.reason, inspection.sector, inspection.basis, inspection.planned_on = reason, sector, basis, begin
    return inspection


@command()
def decide_plan(actor, inspection: Inspection, approved: bool, frequency: str):
    """Approve or return the plan (审批检查方案)."""
    inspection.status = "approved" if approved else "planned"
    inspection.frequency_note = frequency or ""
    return inspection


@command()
def record_inspection(actor, inspection: Inspection, answers: dict):
    """Record what was done and found on site (现场检查记录).

    Args:   answers: the form `conduct_inspection`
    Raises: RuleBroken("items_missing" | "note_missing" | "order" | "two_officers")
    Source: 安全生产法 (2021) arts. 65, 67, 68
    """
    items = queries.checklist(inspection.sector)
    checked = answers.get("checklist") or {}
    rules.require_every_item_answered(items, checked)
    begin, end = (local(datetime.fromisoformat(answers[key])) for key in ("started_at", "ended_at"))
    rules.require_order(begin, end, "ended_at", "结束时间")
    people = [row.user for row in inspection.officers]
    rules.require_two_certified_officers([p for p in people if p.certificate(begin.date())], begin.date(), len(people))
    inspection.findings = [
        Finding(
            item_id=item.id, text=item.text, answer=checked[item.id]["answer"], note=checked[item.id].get("note") or "",
            article="", photos=checked[item.id].get("photos") or [],
        )
        for item in items
    ] + [
        Finding(text=row["problem"], answer="violate", note=row["problem"], article=row.get("article") or "")
        for row in answers.get("problems") or []
    ]  # fmt: skip
    inspection.started_at, inspection.ended_at = begin, end
    inspection.place, inspection.present_person = answers["place"], answers["present_person"]
    inspection.findings_text, inspection.refusal_note = answers["findings"], answers.get("refusal_note") or ""
    inspection.status = "inspected"
    return inspection


@command()
def decide_outcome(
    actor, inspection: Inspection, needs: list[str], reason: str, suspected_violation: str, sector: str | None = None, hazards=()
):
    """Propose what follows from an inspection (处理意见), with what the grade of each problem depends on.

    Args:   needs: any of queries.OUTCOMES; empty = nothing to do
            sector: whose standard of major hazards counts, None where the form did not ask; hazards: of the problems
            that may be major [{"finding" (its id as text), "listed", "standard_item", "must_suspend", "beyond_unit"}]
    Raises: RuleBroken("no_finding" | "no_outcome" | "hazard_twice")
    Source: 安全生产法 (2021) arts. 65, 118
    """
    problems = len(inspection.problems)
    rules.require_a_problem_to_act_on(needs, problems)
    rules.require_reason_for_doing_nothing(needs, problems)
    inspection.outcome, inspection.outcome_reason = needs, reason
    inspection.suspected_violation = suspected_violation or ""
    rules.require_each_hazard_once([row["finding"] for row in hazards])
    _note_hazards(inspection, sector, {row["finding"]: row for row in hazards})
    inspection.status = "following_up"
    return inspection


def _note_hazards(inspection: Inspection, sector: str | None, told: dict) -> None:
    """A problem nobody names is a general hazard: none of the facts holds of it."""
    for finding in inspection.problems if sector else []:
        row = told.get(str(finding.id), {})
        facts = {name: bool(row.get(name)) for name in ("listed", "must_suspend", "beyond_unit")}
        finding.hazard = {"sector": sector, "standard_item": row.get("standard_item") or "", **facts}


@command()
def register_hazards(actor, inspection: Inspection, matter: Instance) -> list[Hazard]:
    """Enter each problem found in the ledger of hidden dangers and let its procedure begin (登记隐患); nothing is typed again.

    Source: 安全生产法 (2021) art. 41(2); 三年行动方案 (2024) 主方案 11③: 各渠道全量汇入
    """
    officers = [row.user for row in inspection.officers]
    return [
        hazards.begin_hazard(
            actor, matter, grading=finding.hazard, enterprise_id=inspection.enterprise_id, source="inspection_finding",
            found_on=inspection.started_at.date(), description=f"{finding.words.rstrip('。')}。",
            place=rules.hazard_place(inspection.place, inspection.enterprise.address),
            found_by="、".join(person.name for person in officers), finders=[person.id for person in officers],
            photos=finding.photos, article=finding.article, origin=("finding", finding.id),
        )
        for finding in inspection.problems if not hazard_queries.hazards_of_origin("finding", finding.id)
    ]  # fmt: skip


@command()
def draft_rectification(actor, inspection: Inspection, problems: list[dict], request: str) -> RectificationOrder:
    """Draft an order to rectify; a returned draft is rewritten, not doubled. Raises: RuleBroken("deadline_past")"""
    due_on = rules.require_future_deadlines(problems, today())
    order = next((row for row in inspection.orders if row.status == "drafted"), None)
    order = order or RectificationOrder(inspection_id=inspection.id, status="drafted")
    order.problems, order.request, order.due_on = problems, request or "", due_on
    db.session.add(order)
    db.session.flush()  # the handler hands the day on
    return order


@command()
def decide_rectification(actor, order: RectificationOrder, approved: bool):
    """Approve or return the order (审批整改指令); the hazards found have its last days from then on."""
    order.status = "approved" if approved else "drafted"
    if approved:
        _follow(actor, order)
    return order


def _follow(actor, order: RectificationOrder, until: date | None = None) -> None:
    """The last days of the hazards found are those of the order. Args: until: where all were extended to it"""
    problems = queries.inspection(order.inspection_id).problems
    days = rules.ordered_days([each.words for each in problems], [] if until else order.problems, until or order.due_on)
    for finding, due_on in zip(problems, days, strict=True):
        for row in hazard_queries.hazards_of_origin("finding", finding.id):
            orders.follow_order(actor, row, due_on)


@command()
def review_rectification(actor, order: RectificationOrder, answers: dict, by: list[int]) -> RectificationReview:
    """Record a re-inspection (整改复查) or the enterprise's request for more time; done again after a return, the same row.

    What it found stands with the hazards it is about, too.

    Args: answers: the form `review_rectification`; by: ids of those who signed
    """
    result = answers["review_result"]
    until = answers.get("extension_until")
    if until and date.fromisoformat(until) <= order.due_on:
        raise RuleBroken("extension", "延期的日子应当晚于原期限", {"extension_until": f"应当晚于 {order.due_on}"})
    review = order.reviews[-1] if order.reviews and not order.reviews[-1].extension_answer else RectificationReview()
    review.order_id, review.result = order.id, result
    review.reviewed_on = date.fromisoformat(answers["reviewed_on"]) if answers.get("reviewed_on") else None
    review.extension_until = date.fromisoformat(until) if until else None
    review.results = answers.get("results") or []
    for name in ("conclusion", "next_step", "extension_ground", "protective_measures"):
        setattr(review, name, answers.get(name) or "")
    db.session.add(review)
    if result != "extension":
        order.status = result
        _tell_hazards(actor, order, review, by, answers.get("review_photos") or [])
    return review


def _tell_hazards(actor, order: RectificationOrder, review: RectificationReview, by: list[int], photos: list[int]) -> None:
    """What the re-inspection found of each problem, to the hazard it became."""
    inspection = queries.inspection(order.inspection_id)
    found = rules.reinspected([each.words for each in inspection.problems], review.results, review.result == "rectified")
    for finding, (passed, note) in zip(inspection.problems, found, strict=True):
        for row in hazard_queries.hazards_of_origin("finding", finding.id):
            seen = orders.Reinspection(review.reviewed_on, passed, note or review.conclusion, by, photos, inspection.number)
            orders.record_reinspection(actor, row, seen)


@command()
def answer_extension(actor, order: RectificationOrder, granted: bool, until: date | None, opinion: str):
    """Answer a request for more time (整改延期答复).

    Raises: RuleBroken("no_request" | "extension")
    Source: 安全生产违法行为行政处罚办法 (2015) art. 16, superseded text of 2026 待核
    """
    request = next((row for row in reversed(order.reviews) if row.result == "extension"), None)
    if request is None:
        raise RuleBroken("no_request", "没有待答复的延期申请")
    if granted and until <= order.due_on:
        raise RuleBroken("extension", "延至的日子应当晚于原期限", {"extended_until": f"应当晚于 {order.due_on}"})
    request.extension_answer, request.extension_opinion = ("grant" if granted else "refuse"), opinion
    if granted:
        order.due_on = until
        _follow(actor, order, until)
    return order


@command()
def propose_measure(actor, inspection: Inspection, answers: dict) -> OnSiteMeasure:
    """Propose measures on site (现场处理措施). Args: form `propose_on_site_measure`. Source: 安全生产法 art. 65"""
    measure = next((row for row in inspection.measures if row.status == "proposed"), None)
    measure = measure or OnSiteMeasure(inspection_id=inspection.id, status="proposed")
    measure.hazards = [row["hazard"] for row in answers["hazards"]]
    measure.kinds, measure.scope, measure.period = answers["measures"], answers["measure_scope"], answers["measure_period"]
    measure.resume_condition, measure.urgent = answers["resume_condition"], bool(answers.get("urgent"))
    db.session.add(measure)
    return measure


@command()
def decide_measure(actor, measure: OnSiteMeasure, approved: bool):
    """Approve or return the measures; the person in charge decides. Source: 安全生产法 art. 65"""
    measure.status = "approved" if approved else "proposed"
    return measure


@command()
def review_resumption(actor, measure: OnSiteMeasure, result: str, note: str, reviewed_on: date):
    """Agree that work resumes (审查恢复), wholly or in part; what was cut off is given back first.

    Raises: RuleBroken("cutoff_in_force")
    Source: 安全生产法 (2021) arts. 65, 70
    """
    require_supply_restored([row.label for row in power_queries.in_force(measure.inspection_id)])
    measure.status, measure.lifted_on = "lifted", reviewed_on
    measure.resumption_result, measure.resumption_note = result, note
    return measure


@command()
def close_inspection(actor, inspection: Inspection):
    """Close an inspection whose every branch is finished (检查办结)."""
    inspection.status, inspection.closed_on = "closed", today()
    return inspection
