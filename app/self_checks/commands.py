"""Setting the plan, letting its checks begin, carrying them out, signing and filing them; what was not done is noted."""

from datetime import date, datetime

from app.core import files
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.enterprises import queries as enterprises
from app.hazards import commands as hazards
from app.hazards import queries as hazard_queries
from app.hazards.models import Hazard
from app.inspections import queries as inspections
from app.inspections import rules as inspection_rules
from app.law.queries import holiday_table
from app.notices.rules import WORK_STARTS
from app.notices.telling import tell
from app.self_checks import queries, rules
from app.self_checks.models import SelfCheck, SelfCheckFinding, SelfCheckPlan
from app.workflow import commands as workflow
from app.workflow.models import Instance

# --- the plan -------------------------------------------------------------------------------------------------------


@command(permission="work_tasks")
def set_plan(actor, enterprise_id: int, begins_on: date, content: str, kinds: list[dict]) -> list[SelfCheckPlan]:
    """Say which checks an enterprise makes from when on, and who answers for each (自查计划); those not named end.

    Args:   begins_on: for the kinds it did not have; content: sector of the checklist;
            kinds: [{"kind", "responsible", "department", "method"}]
    Raises: NotFound("enterprise"); NotAllowed("other_enterprise"); RuleBroken("no_account" | "no_kind" | "no_responsible" |
            "begins_on" | "sector")
    Source: 三年行动方案 (2024) 主方案8③: 日管控、周排查、月调度
    """
    firm = enterprises.enterprise(enterprise_id)
    queries.require_may_plan(actor, firm)
    rules.require_plan(kinds, bool(enterprises.account_holders(firm.id)))
    inspection_rules.require_known_sector(content, inspections.checklist_sectors())
    known = {row.kind: row for row in queries.plans(firm.id)}
    for said in kinds:
        row = known.pop(said["kind"], None) or SelfCheckPlan(enterprise_id=firm.id, kind=said["kind"])
        if not row.is_in_use:
            rules.require_begins(begins_on, today())
            row.begins_on = begins_on
            row.next_on = rules.period_from(row.kind, max(begins_on, queries.free_from(firm.id, row.kind)), _is_working_day()).begins_on
        row.organisation_id = row.organisation_id or actor.bureau_id
        row.content, row.method, row.responsible = content, said["method"], said["responsible"].strip()
        row.department, row.set_by, row.set_at = said["department"].strip(), actor.id, now()
        db.session.add(row)
    for row in known.values():
        row.next_on = None
    db.session.flush()  # the page asks for them
    return queries.plans(firm.id)


def _is_working_day() -> rules.IsWorkingDay:
    return holiday_table().estimated.is_working_day


# --- beginning and missing ------------------------------------------------------------------------------------------


@command()
def begin_due(actor, plan_id: int, on: date) -> list[SelfCheck]:
    """Let the check of the running period begin, once; the periods nobody was asked for (the worker stood still) are missed.

    Returns: the checks noted, the last of them begun if its period still runs
    Source:  三年行动方案 (2024) 主方案8③
    """
    plan = db.session.get(SelfCheckPlan, plan_id)
    if plan.next_on is None or plan.next_on > on:
        return []  # another worker was faster
    if not plan.enterprise.active:
        plan.next_on = None
        return []
    is_working_day = _is_working_day()
    periods = rules.due_periods(plan.kind, plan.next_on, on, is_working_day)
    made = [_checked(actor, plan, period, on) for period in periods]
    last = periods[-1] if periods else None
    after = rules.following(plan.kind, last, is_working_day) if last else rules.period_from(plan.kind, plan.next_on, is_working_day)
    plan.next_on = after.begins_on
    return made


def _checked(actor, plan: SelfCheckPlan, period: rules.Period, on: date) -> SelfCheck:
    row = SelfCheck(
        enterprise_id=plan.enterprise_id, organisation_id=plan.organisation_id, kind=plan.kind, begins_on=period.begins_on,
        due_on=period.due_on, content=plan.content, method=plan.method, responsible=plan.responsible, department=plan.department,
        status="open",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the process is about it
    desk = enterprises.account_holders(plan.enterprise_id)
    if period.due_on < on or not desk:
        row.status, row.missed_on = "missed", on
        return row
    data = {"enterprise_desk": desk, "due_on": period.due_on.isoformat(), "lapse_at": lapse_at(period.due_on)}
    label = f"{plan.enterprise.name} · {row.number}"
    begun = workflow.start_process(
        actor, rules.PROCESS, data=data, subject=("self_check", row.id, label), organisation_id=plan.organisation_id
    )
    row.instance_id = begun.id
    return row


def lapse_at(due_on: date) -> str:
    """When a check not yet made is missed: as work starts on the working day after its last one."""
    return datetime.combine(hazards.overdue_from(due_on, _is_working_day()), WORK_STARTS).isoformat()


@command()
def mark_missed(actor, row: SelfCheck) -> SelfCheck:
    """Its time is over and nobody made it (缺做); the enterprise is told."""
    row.status, row.missed_on = "missed", today()
    words = f"{row.number}没有在 {row.due_on} 前完成，已记为缺做"
    _tell(row, "missed", f"自查缺做：{row.number}", words)
    return row


@command()
def remind_signing(actor, row: SelfCheck) -> SelfCheck:
    """It was made in time but is not signed: whoever has to is told, once for each period."""
    _tell(row, "unsigned", f"自查逾期没有签字：{row.number}", "自查已经做了，负责人还没有签字，档案不完整")
    return row


def _tell(row: SelfCheck, mark: str, title: str, detail: str) -> None:
    people = enterprises.account_holders(row.enterprise_id)
    tell(people, "self_check", f"self_check:{row.id}", title, f"/self-checks/{row.id}", detail, mark)


# --- carrying out, signing, filing ----------------------------------------------------------------------------------


def require_carried_out(row: SelfCheck, checked_on: date, participants: list[dict], checklist: dict) -> None:
    """Raises: RuleBroken("checked_on" | "participants" | "items_missing" | "note_missing")"""
    rules.require_checked_on(checked_on, row.begins_on, today())
    rules.require_participants(participants)
    inspection_rules.require_every_item_answered(inspections.checklist(row.content), checklist)


@command()
def carry_out(actor, row: SelfCheck, checked_on: date, place: str, led_by_principal: bool, participants: list[dict],
              checklist: dict, problems: list[dict], process_note: str, result: str) -> SelfCheck:  # fmt: skip
    """Write down what was checked and found (开展自查); done again after a return, it replaces what was written.

    Args:   participants: [{"name", "kind"}]; checklist: {item: {"answer", "note", "photos"}}; problems: beside the list
            [{"place", "problem"}]
    Raises: as `require_carried_out`
    Source: 安全生产法 (2021) art. 41(2): 如实记录; 三年行动方案 (2024) 主方案8③, 9①
    """
    require_carried_out(row, checked_on, participants, checklist)
    items = inspections.checklist(row.content)
    row.status, row.checked_on, row.place, row.led_by_principal = "carried_out", checked_on, place, led_by_principal
    row.participants, row.process_note, row.result, row.carried_out_by = participants, process_note, result, actor.id
    row.items = [
        {"id": item.id, "text": item.text, "answer": checklist[item.id]["answer"], "note": checklist[item.id].get("note") or ""}
        for item in items
    ]
    row.findings = [_finding(place, item, checklist[item.id]) for item in items if checklist[item.id]["answer"] == "violate"]
    row.findings += [SelfCheckFinding(place=each["place"], text=each["problem"]) for each in problems]
    _keep(actor, row, [photo for each in row.findings for photo in each.photos or []])
    return row


def _finding(place: str, item, said: dict) -> SelfCheckFinding:
    """A violation of the list, in the words of an inspection's finding."""
    return SelfCheckFinding(
        item_id=item.id, place=place, photos=said.get("photos") or [],
        text=f"{item.text.rstrip('。；')}：{said['note'].rstrip('。；')}",
    )  # fmt: skip


def _keep(actor, row: SelfCheck, attachments: list[int]) -> None:
    own_only = actor.id if actor.id and actor.has_role("enterprise_user") else None  # no opening of others' files by their number
    files.belong_to(attachments, "self_check", row.id, own_only)


@command()
def sign(actor, row: SelfCheck, result: str, signer: str, signature: int | None, opinion: str) -> SelfCheck:
    """The person in charge signs the check, or sends it back to be made good (负责人签字).

    Args:   result: sign | return; signature: attachment
    Raises: RuleBroken("signature" | "opinion")
    Source: 三年行动方案 (2024) 主方案8③: 签字、归档
    """
    rules.require_signable(result, signature, opinion)
    row.returned_reason = opinion if result == "return" else ""
    if result == "return":
        row.status = "open"
    else:
        row.signer, row.signature, row.signed_by = signer, signature, actor.id
        _keep(actor, row, [signature])
    return row


@command()
def file(actor, row: SelfCheck) -> SelfCheck:
    """Into the file (归档): from now on it cannot be changed."""
    row.status, row.filed_on = "filed", today()
    return row


@command()
def register_hazards(actor, row: SelfCheck, matter: Instance) -> list[Hazard]:
    """Each thing found begins its own procedure (自查自报) with what the check has said of it; nothing is typed again.

    Source: 安全生产法 (2021) art. 41(2); 三年行动方案 (2024): 企业自查自报纳入同一台账
    """
    names = "、".join(each["name"] for each in row.participants)
    return [
        hazards.begin_hazard(
            actor, matter, enterprise_id=row.enterprise_id, source="self_check", found_on=row.checked_on, place=finding.place,
            description=f"{finding.text.rstrip('。')}。", found_by=names[:120], photos=finding.photos or [],
            origin=("self_check_finding", finding.id),
        )
        for finding in row.findings if not hazard_queries.hazards_of_origin("self_check_finding", finding.id)
    ]  # fmt: skip


@command()
def note_export(actor, enterprise_id: int, month: str, number: int) -> None:
    """Who took which enterprise's checks out stands in the audit log (导出留痕)."""
