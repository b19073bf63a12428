"""What is asked before a case is filed (立案标准、追责时效、适用程序), as the case keeps it and as the tables want it.

`Case.filing`: met (codes of MET found), reason (why it is filed although something is wanting), continuing (the conduct
goes on), facts_clear, only_warning_or_fine, expected_fine_yuan (exact text); {} where the form did not ask for it.
"""

from dataclasses import dataclass
from datetime import date

from app.cases import rules
from app.cases.models import Case
from app.core.clock import today
from app.documents.rendering import day
from app.law import queries as law
from app.law.periods import compute
from app.law.tables import queries as tables

STANDARD, PROCEDURE = "filing_standard", "procedure_kind"
MET = ("evidence", "subject", "jurisdiction", "no_crime", "not_fined")


def of_answers(said: dict) -> dict:
    """The part of the form `apply_filing` that is kept as `Case.filing`."""
    if "filing_met" not in said:  # a release of the form that did not ask
        return {}
    return {
        "met": said["filing_met"] or [], "reason": said.get("filing_reason") or "",
        "advises_refusal": bool(said.get("advises_refusal")),
        "continuing": bool(said.get("continuing")), "facts_clear": bool(said.get("facts_clear")),
        "only_warning_or_fine": bool(said.get("only_warning_or_fine")),
        "expected_fine_yuan": said.get("expected_fine_yuan") or "0",
    }  # fmt: skip


def limitation_last_day(conduct_on: date, harmful: bool, filing: dict) -> date | None:
    """The last day on which the conduct may be found; None: it goes on, the time has not begun to run.

    Source: 行政处罚法 (2021) art. 36
    """
    if filing.get("continuing"):
        return None
    rule = "limitation_serious" if harmful else "limitation_general"
    period = compute(rule, conduct_on, table=law.holiday_table())
    if period.last_day is None:  # five years exist only since 2021-07-15; older conduct has two
        period = compute("limitation_general", conduct_on, table=law.holiday_table())
    return period.last_day


@dataclass(frozen=True)
class Limitation:
    """The limitation period of a case: its last day, when the lead came, and from when the office is to be warned."""

    last_day: date
    found_on: date
    warned_from: date | None

    @property
    def was_found_in_time(self) -> bool:
        return self.found_on <= self.last_day

    @property
    def words(self) -> str:
        """「2028年7月31日届满」, with what to do about it where it ends soon or has ended."""
        ends = f"{day(self.last_day.isoformat())}届满"
        if today() > self.last_day:
            return f"{ends}，线索在届满前（{day(self.found_on.isoformat())}）发现，附线索登记为凭"
        return f"{ends}，还有 {(self.last_day - today()).days} 日，请尽快立案" if self.is_pressing else ends

    @property
    def is_pressing(self) -> bool:
        """The last day is near or over."""
        return today() > self.last_day or (self.warned_from is not None and today() >= self.warned_from)


def limitation_of(conduct_on: date, harmful: bool, found_on: date, filing: dict) -> Limitation | None:
    """None: the conduct goes on, the time has not begun to run."""
    last_day = limitation_last_day(conduct_on, harmful, filing)
    if last_day is None:
        return None
    return Limitation(last_day, found_on, compute("limitation_warning", last_day).last_day)


def pressing_until(rule: str) -> date:
    """Of conduct on this day or before it the limitation is near its end, or over. Args: rule: limitation_general | limitation_serious"""
    now = today()
    years = compute(rule, now, table=law.holiday_table()).last_day.year - now.year
    warned_from = compute("limitation_warning", now).last_day
    ahead = now + (now - warned_from) if warned_from else now
    return ahead.replace(year=ahead.year - years, day=28 if (ahead.month, ahead.day) == (2, 29) else ahead.day)


def of_case(case: Case) -> Limitation | None:
    """As `limitation_of`, of a case on file."""
    return limitation_of(case.conduct_on, case.harmful, case.discovered_on, case.filing)


def standard(filing: dict, within_limitation: bool) -> dict:
    """What the table `filing_standard` is asked."""
    met = set(filing.get("met", ()))
    return {
        "has_evidence": "evidence" in met, "subject_known": "subject" in met, "own_jurisdiction": "jurisdiction" in met,
        "crime_suspected": "no_crime" not in met, "already_fined": "not_fined" not in met,
        "within_limitation": within_limitation,
    }  # fmt: skip


def procedure(case: Case) -> dict:
    """What the table `procedure_kind` is asked; with a person among the parties the lower amount counts."""
    filing = case.filing
    return {
        "facts_clear": filing.get("facts_clear", False), "only_warning_or_fine": filing.get("only_warning_or_fine", False),
        "party_kind": "person" if any(party.kind == "person" for party in case.parties) else "entity",
        "fine_yuan": filing.get("expected_fine_yuan", "0"),
    }  # fmt: skip


def require_standard(filing: dict) -> None:
    """Raises: RuleBroken("filing_standard"), see rules; the limitation is a refusal of its own"""
    if filing and not filing.get("advises_refusal"):
        found = tables.evaluate(tables.in_force(STANDARD, today()), standard(filing, within_limitation=True)).value
        rules.require_filing_standard(found["outcome"], found["reason"], found["article"], filing["reason"])
