"""The acts on a hidden danger (隐患), from its registration to its removal from the list; each writes what its link did."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.core import files
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.enterprises import queries as enterprises
from app.hazards import limits, queries, rules
from app.hazards.models import Hazard, HazardCheck, HazardExtension, HazardPlan, HazardRecord
from app.identity import queries as identity
from app.notices.telling import tell
from app.workflow import commands as workflow
from app.workflow import queries as matters
from app.workflow.models import Instance

EXTENSION_REPLY = "extension_reply"  # procedure that issues and serves the answer to whoever asked for more time

def record(actor, row: Hazard, link: str, note: str, evidence=(), by: str = "", internal: bool = False) -> HazardRecord:
    """Write what was done on one link (环节). Args: by: who, where it is not the actor; internal: an opinion within the office"""
    own_only = actor.id if actor.id and actor.has_role("enterprise_user") else None  # no opening of others' files by their number
    if evidence:
        files.belong_to(list(evidence), "hazard", row.id, own_only)
    made = HazardRecord(link=link, at=now(), actor_id=actor.id, by=by or actor.name, note=note,
                        evidence=list(dict.fromkeys(evidence or [])), internal=internal)  # fmt: skip
    row.records.append(made)
    return made


def plain(words: str) -> str:
    """Words that go on in a sentence."""
    return words.rstrip("。；")


# --- 排查、登记 -------------------------------------------------------------------------------------------------------


@command()
def register(actor, enterprise_id: int, source: str, found_on: date, place: str, description: str, organisation_id: str,
             found_by: str = "", finders=(), photos=(), article: str = "", origin: tuple[str, int] | None = None) -> Hazard:  # fmt: skip
    """Register a hidden danger (登记) and take its number.

    Args:   source: key of rules.SOURCES; finders: ids of users; origin: (kind, id) of the row it came from
    Raises: RuleBroken("found_on"); NotFound("enterprise"); NotAllowed("other_enterprise")
    Source: 安全生产法 (2021) art. 41(2)
    """
    require_own_enterprise(actor, enterprise_id)
    rules.require_found(found_on, today())
    firm = enterprises.enterprise(enterprise_id)
    in_charge = enterprises.person_in_charge(enterprise_id)
    row = Hazard(
        number=_next_number(), enterprise_id=firm.id, organisation_id=organisation_id, area_id=firm.area_id, sector=firm.sector,
        source=source, found_on=found_on, found_by=found_by or actor.name, finders=list(finders) or [actor.id],
        place=place, description=description, photos=list(photos), article=article, created_at=now(),
        origin_kind=origin and origin[0], origin_id=origin and origin[1], status="registered",
        responsible_person=in_charge.name if in_charge else firm.legal_representative,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need its id
    if source not in rules.NAMED_SOURCES:
        files.rename(row.photos, "现场照片")  # what an upload is called may name who reports
    words = f"{row.told_source}：{description}"  # the enterprise reads its records
    record(actor, row, "discovery", words, photos, row.told_finder)
    same = "、".join(each.number for each in queries.suspected_same(row) if each.is_told)  # the enterprise reads its records
    record(actor, row, "registration", f"登记为 {row.number}{'；疑似与 ' + same + ' 重复，请核对' if same else ''}", photos)
    recount(row.enterprise_id)
    return row


def recount(enterprise_id: int) -> None:
    """Say anew of each hazard of an enterprise how many of its kind were there before (复发次数); merged and refused ones do not count."""
    db.session.flush()
    query = select(Hazard.id, Hazard.place, Hazard.standard_item, Hazard.origin_kind, Hazard.found_on, Hazard.recurrence).where(
        Hazard.enterprise_id == enterprise_id, Hazard.status.not_in(rules.ENDS)).order_by(Hazard.id)  # fmt: skip
    rows, site = db.session.execute(query).all(), enterprises.enterprise(enterprise_id).address
    now_is = rules.recurrences([(row.id, rules.spot(row.place, site), row.standard_item,
                                 rules.found_together(row.origin_kind, row.found_on)) for row in rows])  # fmt: skip
    for changed in [row for row in rows if now_is[row.id] != row.recurrence]:
        db.session.get(Hazard, changed.id).recurrence = now_is[changed.id]


def _next_number() -> str:
    """The number after the last one of the year; the row stays locked until the unit of work ends."""
    prefix = f"YH-{today().year}-"
    query = select(Hazard.number).where(Hazard.number.startswith(prefix)).order_by(Hazard.id.desc()).limit(1)
    last = db.session.scalar(query.with_for_update())
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:05d}"


def require_own_enterprise(actor, enterprise_id: int) -> None:
    """An account of an enterprise speaks for that one. Raises: NotAllowed("other_enterprise")"""
    if actor.id is None or not actor.has_role("enterprise_user"):
        return
    own = enterprises.enterprise_of(actor.id)
    if own is None or own.id != enterprise_id:
        raise NotAllowed("other_enterprise", "企业账号只能办理本企业的隐患；账号还没有绑定企业的，请联系监管部门绑定")


@command()
def begin_hazard(actor, matter: Instance, grading: dict | None = None, **facts) -> Hazard:
    """Register what another matter has found and let its own procedure begin, e.g. a finding of an inspection.

    Args:   matter: the instance it arises from, whose bureau is in charge; grading: what is known of its grade already, as
            `assess` takes it, with standard_item; facts: as `register`, without the bureau
    Raises: as `register`
    """
    row = register(actor, organisation_id=matter.organisation_id, **facts)
    if grading:
        row.standard_item = grading.get("standard_item") or ""
        row.grading = {name: value for name, value in grading.items() if name != "standard_item"}
        recount(row.enterprise_id)
    workflow.start_process(actor, rules.PROCESS, subject=("hazard", row.id, label(row)), origin=matter)
    return row


def label(row: Hazard) -> str:
    """How lists name it."""
    return f"{row.enterprise.name} · {row.number}"


@command()
def take_up(actor, row: Hazard, instance_id: str) -> Hazard:
    """Its procedure runs in this instance. What the bureau found itself needs no acceptance."""
    row.instance_id = instance_id
    by_enterprise = actor.id is not None and actor.has_role("enterprise_user")
    row.status = "registered" if rules.needs_acceptance(row.source, by_enterprise) else "assessing"
    return row


@command()
def review_report(actor, row: Hazard, result: str, reason: str = "", transfer_to: str = "", same_as: str = "") -> Hazard:
    """Take a report over, send it back, refuse it, hand it to another department, or merge it with the same one.

    Args:   result: accept | send_back | refuse | transfer | merge; same_as: number of the hazard it is the same as
    Raises: RuleBroken("same_as")
    Source: 三年行动方案 (2024): 企业自查自报纳入同一台账；行业发现不属于本部门的抄告移交
    """
    row.returned_reason = reason
    if result == "merge":
        _merge(actor, row, same_as)
    elif result == "transfer":
        row.transferred_to, row.transferred_on = transfer_to, today()
    else:
        row.status = {"accept": "assessing", "send_back": "sent_back", "refuse": "rejected"}[result]
    words = {"accept": "受理", "send_back": "退回补正", "refuse": "不予受理", "transfer": f"移送{transfer_to}",
             "merge": f"与 {same_as} 重复，合并"}[result]  # fmt: skip
    record(actor, row, "registration", f"{words}。{reason}" if reason else words, internal=row.source not in rules.NAMED_SOURCES)
    recount(row.enterprise_id)
    return row


def _merge(actor, row: Hazard, same_as: str) -> None:
    other = queries.hazard_by_number(same_as)
    leads_on = other is not None and other.is_open and other.id != row.id and other.enterprise_id == row.enterprise_id
    rules.require_mergeable(row.is_open, row.is_major, leads_on, leads_on and other.is_major)
    if (row.grade or other not in queries.suspected_same(row)) and actor.id and not actor.may("approve"):
        raise NotAllowed("leader_decides", "已经定级的、部位和条款都不相同的，是否合并由队长、负责人决定，请报他们办理")
    row.status, row.merged_into_id = "merged", other.id
    record(actor, other, "discovery", f"{row.number}（{row.told_source}）与本条重复，并入本条", row.photos, row.told_finder,
           internal=row.source not in rules.NAMED_SOURCES)  # fmt: skip


@command(permission="work_tasks")
def merge(actor, row: Hazard, same_as: str, reason: str) -> Hazard:
    """Merge a hazard that another way has reported already (合并); its own procedure ends, its records stay.

    Args:   same_as: number of the hazard that leads on
    Raises: RuleBroken("same_as" | "not_open" | "reason" | "supervised"); NotAllowed("other_bureau"): the bureau in charge decides;
            NotAllowed("leader_decides"): it has been graded
    Source: 三年行动方案 (2024) 主方案 11③: 多渠道汇入统一数据库
    """
    if not queries.is_in_charge(actor, row):
        raise NotAllowed("other_bureau", "是否重复由这条隐患的监管部门决定，请联系该部门")
    if not reason.strip():
        raise RuleBroken("reason", "请写明为什么是同一隐患", {"reason": "请写明为什么是同一隐患"})
    begun = matters.arisen_from(row.instance_id) if row.instance_id else []
    if running := next((each for each in begun if each.status == "open"), None):
        raise RuleBroken("supervised", f"由这条隐患产生的“{running.label}”还在办理，不能合并；请先办结")
    _merge(actor, row, same_as)
    record(actor, row, "registration", f"与 {same_as} 重复，合并。{reason.strip()}")
    if row.instance_id:
        workflow.end_instance(actor, row.instance_id, f"与 {same_as} 重复，合并")
    recount(row.enterprise_id)
    return row


@command()
def amend_report(actor, row: Hazard, place: str, description: str, photos: list) -> Hazard:
    """Complete a report that was sent back; what was written before stays in its records.

    Raises: RuleBroken("record_final"): it was not sent back; NotAllowed("other_enterprise")
    """
    require_own_enterprise(actor, row.enterprise_id)
    if row.status != "sent_back":
        raise RuleBroken("record_final", "隐患信息提交以后不能修改；受理部门没有退回，需要更正的请联系受理部门退回补正")
    row.place, row.description, row.photos, row.status = place, description, photos, "registered"
    record(actor, row, "registration", f"补正：{place}，{description}", photos)
    recount(row.enterprise_id)
    return row


# --- 评估、报告 -------------------------------------------------------------------------------------------------------


@command()
def assess(actor, row: Hazard, grading: dict, standard_item: str, sector_grade: str, reason: str, **facts) -> Hazard:
    """Say what it is, for the table to grade (评估).

    Args:   grading: sector, listed, must_suspend, beyond_unit; facts: responsible_person, actual_controller, due_on,
            interim_measures, on_the_spot
    Raises: RuleBroken("on_the_spot" | "standard_item" | "sector_grade" | "due_on")
    Source: 安全生产法 (2021) art. 118
    """
    require_assessable(grading, standard_item, sector_grade, facts["due_on"], facts["on_the_spot"])
    rules.require_as_ordered(facts["due_on"], row.order_due_on, today())
    row.grading = grading | {"on_the_spot": facts.pop("on_the_spot")}
    row.standard_item, row.sector_grade, row.grade_reason = standard_item, sector_grade, reason
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def require_assessable(grading: dict, standard_item: str, sector_grade: str, due_on: date, on_the_spot: bool) -> None:
    """Raises: RuleBroken, as `assess`"""
    rules.require_general_on_spot(on_the_spot, grading["listed"] or grading["must_suspend"] or grading["beyond_unit"])
    rules.require_grounds(grading["listed"], standard_item)
    rules.require_sector_grade(sector_grade, grading["listed"], grading["must_suspend"], grading["beyond_unit"])
    rules.require_deadline(due_on, today())


@command()
def settle_grade(actor, row: Hazard) -> Hazard:
    """Keep the grade the table gave, with its ground, and how it is dealt with (立即、限期、挂账整改)."""
    found = queries.judged(row)
    row.grade, row.standard, row.status = found["grade"], f"{found['reason']}（{found['article']}）", "assessed"
    row.handling = rules.handling(row.grade, row.grading["on_the_spot"])
    item = f"，{row.standard_item}" if row.standard_item else ""
    third = f"，行业等级{rules.SECTOR_GRADES[row.sector_grade][0]}" if row.sector_grade else ""
    words = f"{rules.GRADES[row.grade]}隐患{third}：{row.standard}{item}。{row.grade_reason}"
    record(actor, row, "assessment", words, row.photos)
    recount(row.enterprise_id)
    return row


@command()
def confirm_major(actor, row: Hazard, confirmed: bool, opinion: str) -> Hazard:
    """A second person confirms a major grade, or sends it back to be assessed again."""
    if not confirmed:
        row.grade, row.status, row.handling = None, "assessing", ""
    record(actor, row, "assessment", f"{'确认为重大隐患' if confirmed else '退回重新评估'}。{opinion}", internal=True)
    return row


@command()
def record_report(actor, row: Hazard, words: str, evidence: list) -> Hazard:
    """Those who must know have been told (报告、告知). Source: 安全生产法 (2021) art. 41(2)"""
    row.status = "reported"
    record(actor, row, "report", words, evidence)
    return row


@command()
def sign_major(actor, row: Hazard, opinion: str) -> Hazard:
    """The principal head signs a major hazard (主要负责人签批). Source: 三年行动方案 (2024) 主方案 8②"""
    row.signed_on, row.signed_by = today(), actor.id
    record(actor, row, "report", f"主要负责人签批：{opinion}", internal=True)
    return row


@command()
def remove_on_spot(actor, row: Hazard, note: str, told: str, interim: str, after: list) -> Hazard:
    """A general hazard is removed on the spot (立即整改), with photographs before and after.

    Raises: RuleBroken("photos")
    Source: 三年行动方案 (2024): 一般隐患立行立改，附整改前后照片
    """
    rules.require_photos("after_photos", row.photos, "整改前")
    rules.require_photos("after_photos", after, "整改后")
    row.rectified_on, row.rectified_note, row.after_photos = today(), note, after
    record(actor, row, "report", f"当场告知{told}")
    record(actor, row, "monitoring", interim)
    record(actor, row, "rectification", note, [*row.photos, *after])
    return row


# --- 治理、监控 -------------------------------------------------------------------------------------------------------


@command()
def submit_plan(actor, row: Hazard, responsibility: str, measures: str, funds_yuan: Decimal, deadline: date,
                contingency: str, attachments: list) -> HazardPlan:  # fmt: skip
    """Hand in the plan with the five that must be settled (治理方案、五落实).

    Raises: RuleBroken("five_settled" | "plan_deadline"); NotAllowed("other_enterprise")
    Source: 安全生产事故隐患排查治理暂行规定 (2007) art. 15
    """
    require_own_enterprise(actor, row.enterprise_id)
    rules.require_five(responsibility, measures, funds_yuan, deadline, contingency)
    rules.require_plan_in_time(deadline, row.due_on)
    plan = HazardPlan(responsibility=responsibility, measures=measures, funds_yuan=funds_yuan, deadline=deadline,
                      contingency=contingency, attachments=attachments, submitted_by=actor.id, submitted_on=today())  # fmt: skip
    row.plans.append(plan)
    record(actor, row, "rectification", f"提交治理方案，资金 {funds_yuan} 元，时限 {deadline}", attachments)
    return plan


@command()
def decide_plan(actor, row: Hazard, result: str, opinion: str) -> HazardPlan:
    """Args: result: approve | return"""
    plan = row.plan
    plan.result, plan.opinion, plan.decided_by, plan.decided_on = result, opinion, actor.id, today()
    record(actor, row, "rectification", f"治理方案{'同意' if result == 'approve' else '退回修改'}。{opinion}")
    return plan


@command()
def begin_rectification(actor, row: Hazard) -> Hazard:
    """It is being put right until the last day as it stands now (治理)."""
    row.status, row.overdue_on = "rectifying", None
    return row


@command()
def record_monitoring(actor, row: Hazard, seen: str, measures: str, photos: list) -> Hazard:
    """What was seen and what is kept up until it is removed (监控). Source: 安全生产事故隐患排查治理暂行规定 (2007) art. 16"""
    require_own_enterprise(actor, row.enterprise_id)
    record(actor, row, "monitoring", f"{plain(seen)}；措施：{plain(measures)}", photos)
    return row


def require_monitored(row: Hazard) -> None:
    """Raises: RuleBroken("not_monitored")"""
    if not any(each.link == "monitoring" for each in row.records):
        raise RuleBroken("not_monitored", "治理期间还没有监控记录，请先登记监控，再报告整改完成（隐患暂行规定第16条）")


@command()
def report_completion(actor, row: Hazard, done: str, photos: list) -> Hazard:
    """It is said to be removed (报告整改完成), with photographs.

    Raises: RuleBroken("not_monitored" | "photos"); NotAllowed("other_enterprise")
    """
    require_own_enterprise(actor, row.enterprise_id)
    require_monitored(row)
    rules.require_photos("after_photos", photos, "整改后")
    row.status, row.rectified_on, row.rectified_note, row.after_photos = "acceptance_pending", today(), done, photos
    record(actor, row, "rectification", f"报告整改完成：{done}", photos)
    return row


@command()
def ask_extension(actor, row: Hazard, until_on: date, ground: str, protection: str, evidence: list) -> HazardExtension:
    """Ask for more time before the last day is over (延期).

    Raises: RuleBroken("extension_late" | "extension_until" | "extension_times" | "extension_listed" | "protection");
            NotAllowed("other_enterprise")
    """
    require_own_enterprise(actor, row.enterprise_id)
    require_extensible(row, until_on, ground, protection)
    asked = HazardExtension(asked_on=today(), asked_by=actor.id, from_on=row.due_on, until_on=until_on, ground=ground,
                            protection=protection, evidence=evidence)  # fmt: skip
    row.extensions.append(asked)
    row.status = "extension_pending"
    record(actor, row, "rectification", f"申请延期至 {until_on}：{plain(ground)}；防范措施：{plain(protection)}", evidence)
    return asked


def require_extensible(row: Hazard, until_on: date, ground: str, protection: str) -> None:
    """Raises: RuleBroken, as `ask_extension`"""
    rules.require_not_ordered(row.order_due_on)
    rules.require_protection(ground, protection)
    rules.require_extension_in_time(today(), row.due_on, until_on)
    limits.require_grantable(row, until_on)


@command()
def decide_extension(actor, row: Hazard, result: str, opinion: str, origin: Instance) -> HazardExtension:
    """Decide, and have the answer served on the enterprise (批复), which does not wait for it.

    Args:   result: grant | refuse; origin: the instance of the hazard
    Raises: RuleBroken, as limits.require_grantable: it may have been listed meanwhile
    """
    asked = row.extensions[-1]
    if result == "grant":
        limits.require_grantable(row, asked.until_on)
    asked.result, asked.opinion, asked.decided_by, asked.decided_on = result, opinion, actor.id, today()
    row.status = "rectifying"
    if result == "grant":
        row.due_on = asked.until_on
    record(actor, row, "rectification", f"{'同意延期至 ' + str(asked.until_on) if result == 'grant' else '不同意延期'}。{opinion}")
    workflow.start_process(actor, EXTENSION_REPLY, subject=("hazard", row.id, label(row)), origin=origin)
    return asked


REMINDERS = {"soon": "隐患整改期限将到", "last_day": "隐患整改期限今天届满", "overdue": "隐患逾期没有整改",
             "monitoring": "一周没有监控记录", "transfer": "移送的隐患还没有签收",
             "unread": "重大隐患告知书送达后逾期未读", "feedback": "移送的隐患逾期没有反馈"}  # fmt: skip


@command()
def remind(actor, row: Hazard, kind: str) -> Hazard:
    """Tell the enterprise and the leaders of the bureau; an overdue one is marked. Args: kind: key of REMINDERS"""
    if rules.comes_too_late(kind, row.due_on, today()):
        return row
    row.reminders = [*row.reminders, {"kind": kind, "on": today().isoformat(), "due_on": row.due_on and row.due_on.isoformat()}]
    if kind == "overdue":
        row.overdue_on = today()
    people = {*queries.enterprise_desk(row), *identity.holders(["team_leader", "deputy_head"], row.organisation_id)}
    people |= set(row.finders) if kind == "unread" else set()
    mark = f"{kind}:{today().isoformat()}"
    tell(people, "hazard", f"hazard:{row.id}", REMINDERS[kind], f"/hazards/{row.id}", label(row), mark)
    return row


# --- 验收、销账 -------------------------------------------------------------------------------------------------------


@command()
def check(actor, row: Hazard, level: str, result: str, by: list[int], note: str, photos: list, new_due_on: date | None) -> HazardCheck:
    """Look on site whether it is removed (验收); one that is not is put right anew, by a new last day.

    Args:   level: district | city; result: pass | fail; by: ids of those who checked
    Raises: RuleBroken("photos" | "due_on" | "extension_listed")
    Source: 三年行动方案 (2024) 主方案 10①: 区级初核、市级复核; 安全生产事故隐患排查治理暂行规定 (2007) arts. 18, 23
    """
    require_checkable(result, photos, new_due_on)
    if result == "fail":
        limits.require_anew(row, new_due_on)
    names = "、".join(identity.user(user_id).name for user_id in by)
    made = HazardCheck(level=level, result=result, by=by, names=names, on=today(), note=note, photos=photos)
    row.checks.append(made)
    row.status = "acceptance_pending" if result == "pass" else "rectifying"
    if result == "fail":
        row.reinspection = {}
        row.due_on, row.rectified_on = new_due_on, None  # what was reported did not hold
    words = f"{rules.LEVELS[level]}验收{'通过' if result == 'pass' else f'不通过，限 {new_due_on} 前再整改'}。{note}"
    record(actor, row, "closure", words, photos, names)
    return made


def require_checkable(result: str, photos: list, new_due_on: date | None) -> None:
    """Raises: RuleBroken("photos" | "due_on")"""
    rules.require_photos("check_photos", photos, "验收")
    if result == "fail":
        rules.require_deadline(new_due_on or date.min, today())


@command()
def accept(actor, row: Hazard) -> Hazard:
    """Every level has found it removed; the paper says so."""
    row.status = "accepted"
    return row


@command()
def decide_closure(actor, row: Hazard, result: str, opinion: str) -> Hazard:
    """Args: result: approve | return. Raises: RuleBroken, as rules.require_closable"""
    if result == "approve":
        queries.require_closable(row)
    record(actor, row, "closure", f"{'同意销号' if result == 'approve' else '退回补办'}。{opinion}", internal=True)
    return row


@command()
def close(actor, row: Hazard) -> Hazard:
    """Remove it from the list (销号) and announce it.

    Raises: RuleBroken, as rules.require_closable: a link, a level or the head's signature is missing
    Source: 三年行动方案 (2024) 主方案 10①: 审核把关后销号
    """
    queries.require_closable(row)
    record(actor, row, "closure", "销号")
    row.status, row.closed_on = "closed", today()
    return row


def overdue_from(due_on: date, is_working_day) -> date:
    """The first working day after the last day. Args: is_working_day: f(date) -> bool"""
    day = due_on + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
