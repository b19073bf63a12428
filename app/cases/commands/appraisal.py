"""Appraisals (检测、检验、检疫、技术鉴定): commissioned, told, awaited, entered as evidence; what stands still meanwhile."""

from datetime import date
from decimal import Decimal

from app.cases import appraisal_queries as appraisals
from app.cases import appraisal_rules as rules
from app.cases.appraisal_models import Appraisal
from app.cases.commands.investigation import add_evidence
from app.cases.models import Case, Preservation
from app.core.clock import today
from app.core.command import command
from app.core.database import db
from app.law import commands as law_commands
from app.law import queries as law
from app.workflow import commands as workflow
from app.workflow.models import Instance

TERM = "appraisal_term"


@command(permission="record_evidence")
def begin_appraisal(actor, case: Case, kept: Preservation | None = None) -> Instance:
    """Begin to have something appraised, beside the investigation.

    Args:   kept: what is sealed or seized and to be appraised; its thirty days do not count meanwhile
    Raises: RuleBroken, as appraisal_queries.require_possible
    Source: 行政强制法 (2011) art. 25(3)
    """
    appraisals.require_possible(case, kept)
    data = {"case_id": case.id, "case_officers": case.officer_ids, "preservation_id": kept.id if kept else None}
    subject = ("case", case.id, f"{case.title} · {kept.label if kept else '鉴定'}")
    return workflow.start_process(actor, appraisals.PROCESS, data=data, subject=subject, origin=case.root_id)


@command(permission="record_evidence")
def propose_appraisal(actor, case: Case, kept: Preservation | None, root_id: str, **said) -> Appraisal:
    """Propose whom to ask what, and how long it takes; after a return the same row is filled anew.

    Args:   said: kind, holder, holder_kind, objects, matters, institution, qualification, materials, from_on, to_on
    Raises: RuleBroken, as `require_proposal`
    Source: 行政强制法 (2011) art. 25(3)
    """
    former = appraisals.of_process(root_id)
    require_proposal(case, kept, former, **said)
    if former is None or former.status == "redone":
        row = Appraisal(case_id=case.id, root_id=root_id, status="proposed", preservation_id=kept and kept.id,
                        follows_id=former and former.id, told=[], proposed_by=actor.id)  # fmt: skip
        db.session.add(row)
    else:
        row = former
    for name, value in said.items():
        setattr(row, name, value)
    db.session.flush()  # it becomes the subject of its process
    return row


def require_proposal(case: Case, kept: Preservation | None, former: Appraisal | None, **said) -> None:
    """Raises: RuleBroken("appraisal_term" | "appraisal_objects" | "appraisal_late" | "same_institution")"""
    rules.require_term(said["from_on"], said["to_on"], today())
    rules.require_objects(said["objects"], [item["name"] for item in kept.items] if kept else None)
    for running in appraisals.stoppable(case.id, kept.id) if kept else []:
        rules.require_within(said["from_on"], running.last_day)
    rules.require_another_institution(said["institution"], institution_before(former))


def institution_before(former: Appraisal | None) -> str | None:
    """Whose opinion was objected to."""
    if former is not None and former.status != "redone":
        former = db.session.get(Appraisal, former.follows_id) if former.follows_id else None
    return former and former.institution


@command()
def refuse_appraisal(actor, row: Appraisal) -> Appraisal:
    """The person in charge did not approve it."""
    row.status = "refused"
    return row


@command()
def start_appraisal(actor, row: Appraisal, instance_id: str, number: str, told_on: date) -> Appraisal:
    """The party was told the time: it runs, and those days do not count for what is kept.

    Args:   number: of the paper that told it; told_on: day it was served
    Source: 行政强制法 (2011) art. 25(3)
    """
    days = rules.excluded_days(row.from_on, row.to_on, told_on, row.told)
    term = law_commands.start_period(
        actor, TERM, "appraisal", row.id, max(row.from_on, told_on) if row.told else row.from_on, instance_id
    )
    law_commands.grant_until(actor, term.id, row.to_on, "鉴定期间告知书载明的末日", number)
    for running in appraisals.stoppable(row.case_id, row.preservation_id) if days else []:
        if running.open_suspension is None and not (running.last_day and days[0] > running.last_day):
            law_commands.suspend_period(actor, running.id, rules.GROUND, rules.article_of(number), *days)
    first, last = (day.isoformat() for day in days) if days else (None, None)
    row.told = [*row.told, {"number": number, "on": told_on.isoformat(), "from_on": first, "to_on": last}]
    row.status, row.late_on = "running", None
    return row


@command()
def note_appraisal_late(actor, row: Appraisal) -> Appraisal:
    """The institution gave no opinion in its time: from here on the days count again."""
    row.late_on = today()
    return row


@command(permission="record_evidence")
def record_appraisal_opinion(
    actor, row: Appraisal, number: str, conclusion: str, opined_on: date, received_on: date, cost_yuan: Decimal | None,
    files: list[int],
) -> Appraisal:
    """The opinion came: it is evidence of the case, and the days count again from the day after its date.

    Raises: RuleBroken("opinion_days" | "file_missing")
    Source: 行政处罚法 (2021) art. 46(1)7; 行政强制法 (2011) art. 25(3)
    """
    rules.require_opinion_days(row.from_on, opined_on, received_on, today())
    [item] = add_evidence(actor, row.case, [{
        "kind": "appraisal", "name": f"{row.kind_words}意见（{number}）", "proves": conclusion, "obtained_on": received_on,
        "place": "", "provider": row.institution, "files": files,
    }])  # fmt: skip
    row.opinion_number, row.conclusion, row.cost_yuan = number, conclusion, cost_yuan
    row.opined_on, row.received_on, row.evidence_id, row.status = opined_on, received_on, item.id, "opined"
    _count_again(actor, row, opined_on)
    return row


@command()
def prolong_appraisal(actor, row: Appraisal, to_on: date, reason: str) -> Appraisal:
    """A longer time is approved; it counts once the party is told.

    Raises: RuleBroken("appraisal_term")
    """
    rules.require_longer_term(row.to_on, to_on, today())
    row.to_on, row.term_reason = to_on, reason
    return row


@command()
def end_appraisal(actor, row: Appraisal, reason: str) -> Appraisal:
    """It ends without an opinion (终止鉴定)."""
    row.status, row.ended_reason = "ended", reason
    _count_again(actor, row, today())
    return row


@command(permission="record_evidence")
def record_appraisal_objection(actor, row: Appraisal, objected_on: date, objection: str, told_on: date) -> Appraisal:
    """The party objects to the opinion and asks for another one.

    Raises: RuleBroken("objection_days")
    Source: 行政处罚法 (2021) art. 45
    """
    rules.require_objection_in_time(objected_on, told_on, appraisals.objection_last_day(row), today())
    row.status, row.objected_on, row.objection = "objected", objected_on, objection
    return row


@command()
def decide_reappraisal(actor, row: Appraisal, granted: bool, answer: str) -> Appraisal:
    """Whether another institution is asked (重新鉴定), and why."""
    row.objection_answer, row.status = answer, "redone" if granted else "settled"
    return row


@command()
def settle_appraisal(actor, row: Appraisal) -> Appraisal:
    """Nobody objected in time, or the objection was answered: the opinion stands as evidence."""
    row.status = "settled"
    return row


def _count_again(actor, row: Appraisal, last: date) -> None:
    """What stood still for this appraisal goes on from the day after."""
    articles = {rules.article_of(each["number"]) for each in row.told}
    matters = [("case", row.case_id)] + ([("preservation", row.preservation_id)] if row.preservation_id else [])
    for kind, subject_id in matters:
        for running in law.periods_of(kind, subject_id):
            for article in articles & {pause.article for pause in running.suspensions}:
                law_commands.shorten_suspension(actor, running.id, article, last)
