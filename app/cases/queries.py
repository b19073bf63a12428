"""Reading cases."""

from datetime import date

from sqlalchemy import String, cast, or_, select

from app.cases.execution_rules import CourtWindow
from app.cases.models import (
    Approval,
    Case,
    CourtApplication,
    Deliberation,
    Hearing,
    Inquiry,
    LegalReview,
    Party,
    Preservation,
    Reminder,
    Statement,
)
from app.cases.preservation_rules import KINDS, OPEN
from app.cases.relief_queries import deferred_to
from app.cases.remedy_queries import route as route_of
from app.cases.remedy_queries import suing_ended_on as suing_ended_after_remedy
from app.core.database import db
from app.core.errors import NotAllowed, NotFound
from app.identity import queries as identity
from app.law import queries as law
from app.law.models import Period
from app.law.periods import compute
from app.law.tables import queries as tables
from app.penalties import queries as penalties
from app.workflow.models import Instance


def case(case_id: int) -> Case:
    """Raises: NotFound("case")"""
    found = db.session.get(Case, case_id)
    if found is None:
        raise NotFound("case", "没有这个案件，可能已被删除；请从案件列表重新打开")
    return found


def by_root(root_id: str) -> Case | None:
    """The case a process tree is about."""
    return db.session.scalar(select(Case).where(Case.root_id == root_id))


def party(party_id: int) -> Party:
    """Raises: NotFound("party")"""
    found = db.session.get(Party, party_id)
    if found is None:
        raise NotFound("party", "没有这名当事人；请从案件页重新打开")
    return found


# The 90 days belong to the case, not to a task: their row has no instance, those that give tasks a due date have one.
CLOCK = (Period.subject_kind == "case", Period.rule_id == "penalty_decision", Period.instance_id.is_(None))


PROCEEDINGS = ("party_proceeding", "execution")  # what deals with one party until its decision is carried out


def proceeding(row: Party) -> Instance | None:
    """The outermost running process that deals with this party: its proceeding, or the execution of a penalty on the spot."""
    mine = (Instance.subject_kind == "party") & (Instance.subject_id == str(row.id))
    running = select(Instance).where(Instance.process_key.in_(PROCEEDINGS), mine, Instance.status == "open")
    return db.session.scalars(running.order_by(Instance.started_at, Instance.process_key.desc()).limit(1)).first()


def of_enterprise(enterprise_id: int) -> list[Case]:
    """Cases in which the enterprise, or a person of it, is a party or was suspected."""
    involved = select(Party.case_id).where(Party.enterprise_id == enterprise_id)
    query = select(Case).where(or_(Case.enterprise_id == enterprise_id, Case.id.in_(involved)))
    return list(db.session.scalars(query.order_by(Case.id.desc())))


def clocks(case_ids: list[int]) -> dict[int, Period]:
    """{case id: its 90 days}; cases not yet filed are missing."""
    query = select(Period).where(*CLOCK, Period.subject_id.in_([str(each) for each in case_ids]))
    return {int(row.subject_id): row for row in db.session.scalars(query)}


def parts(root_id: str) -> dict[str, str]:
    """{instance id: name of the party whose part of the matter it is}; {} where there is only one party."""
    is_of = (Instance.subject_kind == "party") & (Instance.subject_id == cast(Party.id, String))
    found = db.session.execute(select(Instance.id, Party.name).join(Party, is_of).where(Instance.root_id == root_id)).all()
    return dict(map(tuple, found)) if len({name for _, name in found}) > 1 else {}


def may_see(user, row: Case) -> bool:
    """Whoever is in charge, or sees matters of the bureau."""
    return user.id in row.officer_ids or row.organisation_id in identity.bureaus_seen_by(user)


def case_for(user, case_id: int) -> Case:
    """A case this person may see. Raises: NotFound; NotAllowed("other_bureau")"""
    found = case(case_id)
    if not may_see(user, found):
        raise NotAllowed("other_bureau", "这个案件由其他机关办理，您不能查看；如确需查看，请联系承办人")
    return found


def officers_of(row: Case) -> list:
    return identity.officers(row.officer_ids)


def officer_names(row: Case) -> str:
    return "、".join(officer.name for officer in officers_of(row))


def statement(proposal_id: int, right: str) -> Statement | None:
    """What the party did with one right after the notice of that proposal."""
    return db.session.scalar(select(Statement).where(Statement.proposal_id == proposal_id, Statement.right == right))


def hearing_or_none(row: Party) -> Hearing | None:
    """The last hearing arranged for this party since its last notice."""
    told = penalties.notified(row.id)
    found = db.session.scalar(select(Hearing).where(Hearing.party_id == row.id).order_by(Hearing.id.desc()).limit(1))
    return found if found and told and found.applied_on >= told.notified_on else None


def hearing_owed(row: Party) -> bool:
    """Whether this party asked for a hearing after its last notice that was not held yet."""
    told = penalties.notified(row.id)
    asked = told and statement(told.id, "hearing")
    held = hearing_or_none(row)
    return bool(asked and asked.result == "exercised" and not (held and held.result in ("held", "absent")))


def hearing(row: Party) -> Hearing:
    """Raises: NotFound("hearing")"""
    found = hearing_or_none(row)
    if found is None:
        raise NotFound("hearing", "还没有安排听证")
    return found


def review(proposal_id: int) -> LegalReview | None:
    """The last legal review of that proposal."""
    return db.session.scalar(
        select(LegalReview).where(LegalReview.proposal_id == proposal_id).order_by(LegalReview.id.desc()).limit(1)
    )


def needs_review(proposal_id: int) -> bool:
    """Whether the proposal goes to legal review: always, unless the table `legal_review_due` has said no of it."""
    found = tables.result("legal_review_due", "proposal", proposal_id)
    return found is None or found.value.get("send", True)


def reviews_of(row: Party) -> list[LegalReview]:
    """Every legal review of a party, the returned ones included, oldest first."""
    query = select(LegalReview).where(LegalReview.party_id == row.id).order_by(LegalReview.id)
    return list(db.session.scalars(query))


def deliberation(proposal_id: int) -> Deliberation | None:
    return db.session.scalar(
        select(Deliberation).where(Deliberation.proposal_id == proposal_id).order_by(Deliberation.id.desc()).limit(1)
    )


def last_approval(party_id: int, step: str) -> Approval | None:
    """The last opinion given on this party at a step of the diagram."""
    given = select(Approval).where(Approval.party_id == party_id, Approval.step == step)
    return db.session.scalar(given.order_by(Approval.id.desc()).limit(1))


def inquiry(inquiry_id: int) -> Inquiry | None:
    return db.session.get(Inquiry, inquiry_id)


def summoned(case_id: int, name: str) -> Inquiry | None:
    """The inquiry this person was called to and which was not held yet."""
    return next((row for row in inquiries(case_id) if row.name == name and not row.held_on), None)


def evidence_lines(row: Case) -> list[str]:
    """The evidence as papers list it."""
    return [item.sentence for item in row.evidence]


def evidence_labels(row: Case) -> list[str]:
    """Each piece of evidence by its number and name, as forms offer it and papers point to it: 「1《安全设备台账》」."""
    return [f"{item.number}《{item.name[:60]}》" for item in row.evidence]


def inquiries(case_id: int) -> list[Inquiry]:
    return list(db.session.scalars(select(Inquiry).where(Inquiry.case_id == case_id).order_by(Inquiry.id)))


def inquiries_held(case_id: int, name: str, other_than: Inquiry | None = None) -> int:
    """How often this person was questioned before."""
    held = [row for row in inquiries(case_id) if row.name == name and row.held_on]
    return len([row for row in held if row is not other_than])


def reminders(party_id: int) -> list[Reminder]:
    return list(db.session.scalars(select(Reminder).where(Reminder.party_id == party_id).order_by(Reminder.id)))


def window_last_day(rule_id: str, row: Party) -> date | None:
    """The last day of statement_defense or hearing_application after the last notice; None: unknown or no notice."""
    told = penalties.notified(row.id)
    return compute(rule_id, told.notified_on, table=law.holiday_table()).last_day if told else None


def demand(party_id: int) -> Reminder | None:
    """The last formal demand (催告书) that was served."""
    served = select(Reminder).where(Reminder.party_id == party_id, Reminder.served_on.is_not(None))
    return db.session.scalar(served.order_by(Reminder.id.desc()).limit(1))


def court_application(party_id: int) -> CourtApplication | None:
    """The last application to the court."""
    query = select(CourtApplication).where(CourtApplication.party_id == party_id)
    return db.session.scalar(query.order_by(CourtApplication.id.desc()).limit(1))


def suing_ended_on(row: Party, remedy_on: date | None = None) -> date | None:
    """The last day on which this party may contest its decision: sue, or, where a review comes first, ask for that review;
    None: nothing served, or not known yet (待公布).

    Args:   remedy_on: day it received the decision of a review that is not registered; fifteen days count from there
    Source: 行政诉讼法 (2017) arts. 45, 46; 行政复议法 (2023) arts. 20, 23
    """
    moved, ended = suing_ended_after_remedy(row)
    if moved:
        return ended
    if remedy_on:
        return compute("litigation_after_review", remedy_on, table=law.holiday_table()).last_day
    running = law.latest_period(route_of(row).last, "party", row.id)
    return running.last_day if running else None


def court_window(row: Party, remedy_on: date | None = None) -> CourtWindow:
    """Between which days the court may be asked to enforce; see execution_rules."""
    demanded, table = demand(row.id), law.holiday_table()
    waited = demanded and compute("exhortation_wait", demanded.served_on, table=table).last_day
    ended = suing_ended_on(row, remedy_on)
    deferred, last_day = deferred_to(row.id), None
    if ended:
        later = deferred and deferred > ended
        months = compute("court_application_after_deferral" if later else "court_application_window",
                         deferred if later else ended, table=table)  # fmt: skip
        last_day = months.last_day or months.counted_to  # the day before it is moved is safe even without the table
    again = remedy_on or suing_ended_after_remedy(row)[0]
    return CourtWindow(demanded and demanded.served_on, waited, ended, last_day, deferred,
                       None if ended else suing_at_least(row, remedy_on), "起诉" if again else route_of(row).way)  # fmt: skip


def suing_at_least(row: Party, remedy_on: date | None = None) -> date | None:
    """The day on which the time to contest would end, were it not moved to a working day; None: nothing served, or a review."""
    last = route_of(row).last
    running = law.latest_period(last, "party", row.id)
    if running is None or remedy_on or suing_ended_after_remedy(row)[0]:
        return None
    return compute(last, date.fromisoformat(running.start_on), table=law.holiday_table()).counted_to


def preservation(preservation_id: int) -> Preservation:
    """Raises: NotFound("preservation")"""
    found = db.session.get(Preservation, preservation_id)
    if found is None:
        raise NotFound("preservation", "没有这次先行登记保存；请从案件页重新打开")
    return found


def preservations(case_id: int) -> list[Preservation]:
    """Every registration of a case, in the order of the proposals."""
    return list(db.session.scalars(select(Preservation).filter_by(case_id=case_id).order_by(Preservation.id)))


def open_preservations(case_id: int) -> list[Preservation]:
    """Those without an end yet."""
    return [row for row in preservations(case_id) if row.status in OPEN]


def preservation_span(kind: str, started_on: date) -> date | None:
    """The last day of a period that begins then; None: not known yet (待公布)."""
    return compute(KINDS[kind].period, started_on, table=law.holiday_table()).last_day


def preservation_last_day(row: Preservation) -> date | None:
    """The last day as it stands: what was suspended or prolonged counts."""
    if row.started_on is None:
        return None
    running = law.latest_period(KINDS[row.kind].period, "preservation", row.id)
    return law.carried_on(running).last_day if running else preservation_span(row.kind, row.started_on)
