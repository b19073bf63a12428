"""Reading appraisals (检测、检验、检疫、技术鉴定): of a case, of a process, and the periods whose days they leave out."""

from sqlalchemy import select

from app.cases import appraisal_rules as rules
from app.cases import queries
from app.cases.appraisal_models import Appraisal
from app.cases.models import Case, Preservation
from app.core.database import db
from app.core.errors import RuleBroken
from app.law import queries as law
from app.law.models import Period

PROCESS = "appraisal"


def of_case(case_id: int) -> list[Appraisal]:
    """Every appraisal of a case, in the order of the proposals."""
    return list(db.session.scalars(select(Appraisal).filter_by(case_id=case_id).order_by(Appraisal.id)))


def of_process(root_id: str) -> Appraisal | None:
    """The one this process is about now; None until it is proposed."""
    return db.session.scalar(select(Appraisal).filter_by(root_id=root_id).order_by(Appraisal.id.desc()).limit(1))


def waiting(case_id: int) -> list[str]:
    """Names of those without an opinion yet."""
    return [row.label for row in of_case(case_id) if row.status in rules.OPEN]


def stoppable(case_id: int, preservation_id: int | None) -> list[Period]:
    """The running periods whose article leaves the days of an appraisal out: of what is kept, and of the case itself.

    The ninety days of a penalty case know no such exclusion (行政处罚法 (2021) art. 60); the rule of a period says it.
    """
    found = law.periods_of("case", case_id, open_only=True)
    if preservation_id:
        found += law.periods_of("preservation", preservation_id, open_only=True)
    return [row for row in found if rules.GROUND in law.rule_of(row).suspended_by]


def require_possible(case: Case, kept: Preservation | None) -> None:
    """Raises: RuleBroken("case_stage"): not filed yet, or closed; RuleBroken("not_kept"): the seizure is being settled"""
    if case.status not in ("investigating", "handling"):
        raise RuleBroken("case_stage", "立案以后、结案以前才能委托鉴定；现在请在检查或者立案以前的核查中记录")
    if kept is not None and not stoppable(case.id, kept.id):
        words = "已经届满、正在审批处理意见或者不是查封、扣押，鉴定期间不能扣除（强法第25条）"
        raise RuleBroken("not_kept", f"“{kept.label}”{words}；仍需鉴定的，请从案件页“鉴定”发起")


def holder_of(case: Case, kept: Preservation | None) -> dict:
    """Who is told: the holder of what is kept, else the first party."""
    if kept is not None:
        return {"holder": kept.holder, "holder_kind": kept.holder_kind}
    first = next(iter(case.parties), None)
    return {"holder": first.name, "holder_kind": first.kind} if first else {}


def objection_last_day(row: Appraisal):
    """The last day on which the party may object to the opinion; None: not known."""
    running = law.latest_period("appraisal_objection", "appraisal", row.id)
    return running and running.last_day


def may_begin_for(case: Case) -> set[int]:
    """Ids of what is kept whose days an appraisal would leave out."""
    return {row.id for row in queries.open_preservations(case.id) if stoppable(case.id, row.id)}
