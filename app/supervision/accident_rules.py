"""A production-safety accident as it is registered (事故登记), as pure functions.

Source: 生产安全事故报告和调查处理条例 (2007) art. 3: grades;
        三年行动方案 (2024) 主方案 三(三)4: an accident is followed by interviews (待核)
"""

from datetime import datetime
from decimal import Decimal

from app.core.errors import RuleBroken
from app.law.penalty_amounts import accident_grade
from app.law.penalty_rules import Counts, PenaltyBook

PROCESS = "accident_interview"


def grade_of(book: PenaltyBook, deaths: int, injuries: int, loss_yuan: Decimal) -> str:
    """The highest grade any of the three reaches; key of law's GRADES. Args: injuries: serious ones, acute poisoning included"""
    return accident_grade(book, Counts(deaths, injuries, loss_yuan))


def require_happened(happened_at: datetime, now: datetime) -> None:
    """Raises: RuleBroken("happened_at")"""
    if happened_at > now:
        text = "事故发生的时间不能晚于现在"
        raise RuleBroken("happened_at", text, {"happened_at": text})


def require_both(local_id: str, departments: list[str]) -> None:
    """Local leaders and heads of departments: both are interviewed, each by a letter of its own. Raises: RuleBroken("departments")"""
    if not departments or local_id in departments:
        text = "属地和市直部门都要约谈：请在属地以外至少选一个市直部门（三年行动方案三(三)4，待核）"
        raise RuleBroken("departments", text, {"department_ids": text})
