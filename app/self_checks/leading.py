"""How often the principal must lead a check (主要负责人带队检查), by the sector's table in force, and how an enterprise stands to it.

Source: 三年行动方案 (2024-2026) 主方案8① and the plans of the sectors; the frequencies are 待核
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core.database import db
from app.enterprises.models import Enterprise
from app.law.tables import queries as tables
from app.self_checks import rules
from app.self_checks.models import SelfCheck, SelfCheckPlan

TABLE = "principal_lead_frequency"
LOOKED_BACK = 4  # periods a page tells of
CYCLES = {"month": "每月", "quarter": "每季度"}


@dataclass(frozen=True)
class Turn:
    """One month or quarter: how many checks the principal has led, how many there must be."""

    words: str
    led: int
    times: int
    is_over: bool

    @property
    def is_missed(self) -> bool:
        return self.is_over and self.led < self.times


@dataclass(frozen=True)
class Standing:
    """turns: the running one first, then those before it since the plan began, `LOOKED_BACK` at most."""

    cycle: str
    times: int
    reason: str
    article: str
    turns: tuple[Turn, ...]

    @property
    def missed(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.is_missed]

    @property
    def warning(self) -> str:
        """For lists: what was missed last, "" for nothing."""
        if not self.missed:
            return ""
        last = self.missed[0]
        return f"{last.words}主要负责人带队检查 {last.led} 次，应不少于 {last.times} 次"


def standings(enterprises: Iterable[Enterprise], on: date) -> dict[int, Standing]:
    """{enterprise: how it stands} of those that have a plan; two queries whatever their number, one answer for each sector."""
    rows = {row.id: row for row in enterprises}
    since = _planned_since(list(rows))
    led = _led(list(since))
    version = tables.in_force(TABLE, on) if since else None
    answers = {sector: tables.evaluate(version, {"sector": sector}).value for sector in {rows[key].sector or "" for key in since}}
    return {key: _standing(answers[rows[key].sector or ""], began, led.get(key, []), on) for key, began in since.items()}


def _standing(answer: dict, began: date, led: list[date], on: date) -> Standing:
    times = int(answer["times"])
    turns = [
        Turn(_words(answer["cycle"], first), sum(first <= day <= last for day in led), times, last < on)
        for first, last in _turns(answer["cycle"], began, on)
    ]
    return Standing(CYCLES[answer["cycle"]], times, answer["reason"], answer["article"], tuple(turns))


def _turns(cycle: str, began: date, on: date) -> list[tuple[date, date]]:
    """The running month or quarter and those before it in which the plan stood from the first day on."""
    found, day = [], on
    while len(found) <= LOOKED_BACK:
        first, last = bounds(cycle, day)
        if found and first < began:
            break
        found.append((first, last))
        day = first - rules.ONE_DAY
    return found


def bounds(cycle: str, on: date) -> tuple[date, date]:
    """First and last day of the month or quarter a day lies in."""
    first, last = rules.bounds("monthly", on)
    if cycle == "month":
        return first, last
    opens = on.replace(month=on.month - (on.month - 1) % 3, day=1)
    return opens, rules.bounds("monthly", opens.replace(month=opens.month + 2))[1]


def _words(cycle: str, first: date) -> str:
    return f"{first.year}年{first.month}月" if cycle == "month" else f"{first.year}年第{(first.month + 2) // 3}季度"


def _planned_since(ids: list[int]) -> dict[int, date]:
    query = select(SelfCheckPlan.enterprise_id, func.min(SelfCheckPlan.begins_on)).where(SelfCheckPlan.enterprise_id.in_(ids))
    query = query.where(SelfCheckPlan.next_on.is_not(None))
    return dict(db.session.execute(query.group_by(SelfCheckPlan.enterprise_id)).all())


def _led(ids: list[int]) -> dict[int, list[date]]:
    query = select(SelfCheck.enterprise_id, SelfCheck.checked_on).where(
        SelfCheck.enterprise_id.in_(ids), SelfCheck.led_by_principal, SelfCheck.status == "filed")  # fmt: skip
    found: dict[int, list[date]] = {}
    for enterprise_id, on in db.session.execute(query):
        found.setdefault(enterprise_id, []).append(on)
    return found
