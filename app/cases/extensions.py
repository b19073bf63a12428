"""Prolonging a statutory period of a case (期限延长): asked for, approved, counted by its rule, told where the law says so."""

from app.cases import periods
from app.cases.models import Case
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.law import commands as law_commands
from app.law import queries as law
from app.law.models import Period
from app.law.period_rules import PeriodRule, load_rules
from app.law.periods import compute_version, day_of, parse_start
from app.law.rules import OWN_HEAD, require_extensible, require_open
from app.workflow import commands as workflow
from app.workflow.models import Instance

PROCESS = "period_extension"


@command(permission="record_evidence")
def begin(actor, case: Case, period_id: int) -> Instance:
    """Begin to ask for a longer period, beside what it counts for.

    Raises: NotFound("period"); RuleBroken("extension_open"), as `require_possible`
    Source: 行政强制法 (2011) art. 25(2); 行政处罚法 (2021) art. 60
    """
    running = periods.same_clock(case, period_id)[0]
    require_possible(running)
    require_none_open(case, running)
    rule = law.rule_of(running)
    data = {
        "case_id": case.id, "case_officers": case.officer_ids, "period_id": running.id,
        "by_superior": rule.extension.by_whom != OWN_HEAD, "must_notify": running.subject_kind == "preservation",
        "extension_closes_at": running.runs_out_at.isoformat(),
    }  # fmt: skip
    subject = ("case", case.id, f"{case.title} · {rule.name_zh}")
    return workflow.start_process(actor, PROCESS, data=data, subject=subject, origin=case.root_id)


def require_possible(running: Period) -> None:
    """What refuses an extension before anybody decides: it is over, its article knows none, the length is unverified.

    Raises: RuleBroken("period_closed" | "extension_none" | "extension_unknown" | "extension_late")
    """
    require_open(running)
    require_extensible(law.rule_of(running), longer_rule(running), running, "待填", "待填", today())


def require_none_open(case: Case, running: Period) -> None:
    """Raises: RuleBroken("extension_open")"""
    label = f"{case.title} · {law.rule_of(running).name_zh}"
    query = db.select(Instance.id).filter_by(process_key=PROCESS, origin_id=case.root_id, status="open", label=label)
    if db.session.scalar(query.limit(1)):
        raise RuleBroken("extension_open", "这段期限的延长已在办理，请在待办里接着办")


@command()
def extend(actor, case: Case, period_id: int, reason: str, approval: str = "") -> list[Period]:
    """Prolong it and whatever counts the same days, as approved; see law.commands.extend_period."""
    return [law_commands.extend_period(actor, row.id, reason, approval) for row in periods.same_clock(case, period_id)]


def longer_rule(running: Period) -> PeriodRule | None:
    """The version an extension is counted by; None: its article allows none."""
    extension = law.rule_of(running).extension
    if extension is None or extension.rule is None:
        return None
    return load_rules().version_on(extension.rule, day_of(parse_start(running.start_on)))


def longer_last_day(running: Period) -> str | None:
    """The last day it would have (ISO), None while the length is unverified."""
    longer = longer_rule(running)
    if longer is None or running.last_day is None:
        return None
    counted_on = longer.start_event != law.rule_of(running).start_event
    start = running.last_day if counted_on else parse_start(running.start_on)
    last = compute_version(longer, start, table=law.holiday_table()).last_day
    return last and day_of(last).isoformat()


def longer_words(running: Period) -> str:
    """「最多延长 30 日，一次」"""
    extension = law.rule_of(running).extension
    times = f"，{extension.times} 次" if extension.times else ""
    return f"最多延长 {extension.length} 日{times}" if extension.length else f"按批准的期限{times}"


def words(running: Period) -> str:
    """「查封、扣押期限 30 日，2026-08-03 起，到 2026-09-02；最多延长 30 日，1 次，由本机关负责人批准」"""
    rule = law.rule_of(running)
    return (
        f"{rule.name_zh} {rule.amount}，{running.start_on[:10]} 起，到 {running.last_day}；{longer_words(running)}，由"
        f"{rule.extension.by_whom}批准。逾期：{rule.on_lapse}"
    )
