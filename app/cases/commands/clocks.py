"""Periods that stand beside the tasks of a case: the ninety days, the three months of the court, the time to answer a review.

No single task carries them from end to end; `app.notices.standing` tells whoever has a task of the matter in hand.
"""

from datetime import date

from app.cases import queries
from app.cases.models import Case, Party
from app.cases.relief_queries import deferred_to
from app.cases.remedy_queries import open_one, route
from app.cases.remedy_rules import LAST_PERIODS
from app.law import queries as law
from app.law.commands import close_period, recount_from, start_period, when_period_changes
from app.law.models import Period
from app.penalties import queries as penalties

WINDOW = "court_application_window"


def decided(actor, case: Case) -> None:
    """The ninety days are kept once every party is decided on or its proceeding is over.

    Source: 行政处罚法 (2021) art. 60
    """
    clock = queries.clocks([case.id]).get(case.id)
    if clock and clock.is_open and all(not party.is_open or penalties.decision(party.id) for party in case.parties):
        close_period(actor, clock.id, "met")


def follow_court_window(actor, party: Party) -> None:
    """Let the three months stand beside an overdue fine; they begin anew where the last day to sue has moved, and are unknown
    while a review or a suit runs.

    Source: 行政强制法 (2011) art. 53; 行政处罚法 (2021) art. 72(2)
    """
    ended, deferred = queries.suing_ended_on(party), deferred_to(party.id)
    if ended is None or open_one(party.id) or all(row.kind != "overdue" for row in queries.reminders(party.id)):
        return
    start, running = max(ended, deferred or ended), standing(WINDOW, party)
    if running is None:
        start_period(actor, WINDOW, "party", party.id, start)
    elif running.start_on[:10] != start.isoformat():
        recount_from(actor, running.id, start)


def standing(rule_id: str, party: Party) -> Period | None:
    """The running period of this rule that belongs to the party, not to a task."""
    rows = law.periods_of("party", party.id, open_only=True)
    return next((row for row in rows if row.rule_id == rule_id and row.instance_id is None), None)


def stands_no_more(actor, rule_id: str, party: Party, on: date, outcome: str = "met") -> None:
    """What the period was for was done on this day, or fell away (`cancelled`)."""
    if running := standing(rule_id, party):
        close_period(actor, running.id, outcome, on)


@when_period_changes
def suing_moved(actor, running: Period) -> None:
    """The last day to contest is known now, or another one: so are the three months of a fine that is overdue."""
    if running.rule_id in LAST_PERIODS and running.subject_kind == "party" and running.is_open:
        party = queries.party(int(running.subject_id))
        if running.rule_id == route(party).last:
            follow_court_window(actor, party)
