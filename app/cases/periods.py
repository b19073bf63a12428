"""The periods of a case: its own, those of its parties, those of what is registered; who may do what with them."""

from dataclasses import dataclass

from app.cases import appraisal_queries, queries
from app.cases.appraisal_rules import GROUND as APPRAISAL
from app.cases.models import Case
from app.cases.relief_rules import GROUND
from app.core.clock import today
from app.core.command import command
from app.core.errors import NotFound, RuleBroken
from app.law import commands as law_commands
from app.law import queries as law
from app.law.models import Period
from app.law.period_rules import PeriodRule, load_rules
from app.law.periods import PeriodResult
from app.law.remaining import Remaining

OWN = (GROUND, APPRAISAL)  # stopped by their own procedures, never by hand
OUTCOMES = {"met": "已办结", "lapsed": "已届满", "cancelled": "不再计算", "extended": "已延长"}


@dataclass(frozen=True)
class Listed:
    """One period as the case page lists it. grounds: {code: words} that may stop it; by_whom: who may prolong it."""

    row: Period
    rule: PeriodRule
    whose: str
    left: Remaining
    reckoning: PeriodResult
    outcome: str
    grounds: dict
    by_whom: str
    since: Period | None  # the one it prolongs


def of_case(case: Case) -> list[Listed]:
    """Of each rule and subject the last one begun; those still running first, the nearest last day first."""
    subjects = [("case", case.id, "本案")]
    subjects += [("party", party.id, party.name) for party in case.parties]
    subjects += [("preservation", row.id, row.label) for row in queries.preservations(case.id)]
    subjects += [("appraisal", row.id, row.label) for row in appraisal_queries.of_case(case.id)]
    found = [_listed(row, whose) for kind, subject_id, whose in subjects for row in _latest(kind, subject_id)]
    whole = {(one.row.rule_id, one.row.start_on) for one in found if one.row.instance_id is None}
    found = [one for one in found if one.row.instance_id is None or (one.row.rule_id, one.row.start_on) not in whole]
    return sorted(found, key=lambda one: (not one.row.is_open, one.row.last_day is None, one.row.last_day or today()))


def _latest(kind: str, subject_id: int) -> list[Period]:
    """The running ones; of a rule that runs no more the last one, if it was not prolonged."""
    rows = sorted(law.periods_of(kind, subject_id), key=lambda row: row.id)
    last = {row.rule_id: row for row in rows if row.outcome != "extended"}
    running = {row.rule_id: row for row in rows if row.is_open and row.instance_id is None}
    return list((last | running).values())


def _listed(row: Period, whose: str) -> Listed:
    rule, known = law.rule_of(row), load_rules().grounds
    return Listed(
        row=row, rule=rule, whose=whose, left=law.remaining(row), reckoning=law.result_of(row),
        outcome=OUTCOMES.get(row.outcome, ""), grounds={code: known[code] for code in rule.suspended_by if code not in OWN},
        by_whom=rule.extension.by_whom if rule.extension and rule.extension.rule else "",
        since=law.period(row.extends_id) if row.extends_id else None,
    )  # fmt: skip


def same_clock(case: Case, period_id: int) -> list[Period]:
    """The period and those that count the same days for a task of it: what stops one stops all.

    Raises: NotFound("period"): not one of this case
    """
    chosen = next((one.row for one in of_case(case) if one.row.id == period_id), None)
    if chosen is None:
        raise NotFound("period", "本案没有这段期间，可能刚刚了结；请刷新后再看")
    rows = law.periods_of(chosen.subject_kind, chosen.subject_id, open_only=True)
    return [row for row in rows if (row.rule_id, row.start_on) == (chosen.rule_id, chosen.start_on)]


@command(permission="manage_periods")
def suspend(actor, case: Case, period_id: int, ground: str, article: str, from_on, to_on=None) -> list[Period]:
    """Days of a period of this case do not count (中止); see law.commands.suspend_period.

    Raises: RuleBroken("by_relief"): a deferral or instalments are granted by their own procedure;
            RuleBroken("by_appraisal"): the time of an appraisal counts out only as it was told in writing
    """
    if ground == APPRAISAL:
        text = "鉴定期间要明确并书面告知当事人才能扣除（强法第25条）。请在案件页“鉴定”或者查封扣押旁委托鉴定，告知书送达后自动扣除"
        raise RuleBroken("by_appraisal", text, {"ground": text})
    if ground == GROUND:
        text = "延期、分期缴纳经负责人按申请批准后自动停止计算（罚法第66条）。请在案件页“延期、分期缴纳”办理"
        raise RuleBroken("by_relief", text, {"ground": text})
    return [
        law_commands.suspend_period(actor, row.id, ground, article, from_on, to_on) for row in same_clock(case, period_id)
    ]


@command(permission="manage_periods")
def resume(actor, case: Case, period_id: int, to_on) -> list[Period]:
    """The period counts again from the day after `to_on` (恢复).

    Raises: RuleBroken("by_relief"): it stands still for a plan, which ends by being kept or broken
    """
    rows = same_clock(case, period_id)
    if any(row.open_suspension and row.open_suspension.ground == GROUND for row in rows):
        text = "按批准的延期、分期停止计算的，到期没有缴清自动恢复（罚法第66条、第72条），不在这里恢复"
        raise RuleBroken("by_relief", text, {"to_on": text})
    return [law_commands.resume_period(actor, row.id, to_on) for row in rows]
