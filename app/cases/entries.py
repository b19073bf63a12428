"""What a case is found by (检索): its numbers and those of its papers, cause, parties and their codes, people; its marks."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.cases.models import Case, CaseOfficer, Party
from app.core import search
from app.core.database import db
from app.core.search import Entry, day_marks, mark, touches
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.identity.models import User
from app.law.models import Period
from app.workflow.models import Instance

KIND = "case"
FIELDS = {
    "number": "案号", "cause": "案由", "party": "当事人", "code": "信用代码", "person": "法定代表人", "officer": "承办人", "paper": "文号",
}  # fmt: skip
SHOWN = ("number", "enterprise_id", "root_id", "organisation_id", "source", "cause", "status", "applied_on", "filed_on")
NAMED = ("name", "id_no", "legal_representative", "stage", "closed_on")
CLOCK = "penalty_decision"  # the 90 days of the case


def _case_of(row) -> str | None:
    """The case a written row belongs to, where it changes how that case is found."""
    if isinstance(row, Case):
        return str(row.id) if touches(row, *SHOWN) else None
    if isinstance(row, (Party, CaseOfficer)):
        return str(row.case_id) if isinstance(row, CaseOfficer) or touches(row, *NAMED) else None
    if isinstance(row, Period):
        is_clock = row.rule_id == CLOCK and row.subject_kind == "case" and row.instance_id is None
        return row.subject_id if is_clock and touches(row, "last_day", "outcome") else None
    if isinstance(row, Document) and row.root_instance_id and touches(row, "number", "root_instance_id"):
        found = db.session.scalar(select(Case.id).where(Case.root_id == row.root_instance_id))
        return found and str(found)
    return None


@search.source(KIND, concerned=_case_of, every=lambda: map(str, db.session.scalars(select(Case.id).order_by(Case.id))))
def entries(refs: list[str]) -> list[Entry]:
    """A few queries, whatever the number of cases."""
    query = select(Case).where(Case.id.in_([int(ref) for ref in refs])).order_by(Case.id)
    query = query.options(selectinload(Case.parties), selectinload(Case.officers)).execution_options(populate_existing=True)
    cases = list(db.session.scalars(query))  # as written: a party may have come or gone beside the collection at hand
    if not cases:
        return []
    roots = [case.root_id for case in cases if case.root_id]
    papers = _by_first(select(Document.root_instance_id, Document.number).where(Document.root_instance_id.in_(roots)))
    procedures = _by_first(select(Instance.id, Instance.process_key).where(Instance.id.in_(roots)))
    people = {user_id for case in cases for user_id in case.officer_ids}
    names = dict(map(tuple, db.session.execute(select(User.id, User.name).where(User.id.in_(people)))))
    firms = {row.id: row for row in db.session.scalars(
        select(Enterprise).where(Enterprise.id.in_({case.enterprise_id for case in cases})))}  # fmt: skip
    clocks = _by_first(select(Period.subject_id, Period.last_day).where(
        Period.subject_kind == "case", Period.rule_id == CLOCK, Period.instance_id.is_(None), Period.outcome == "open",
        Period.subject_id.in_(refs)))  # fmt: skip
    return [
        _entry(case, firms[case.enterprise_id], [names.get(user_id, "") for user_id in case.officer_ids],
               papers.get(case.root_id, []), procedures.get(case.root_id, []), clocks.get(str(case.id), []))
        for case in cases
    ]  # fmt: skip


def _by_first(query) -> dict:
    found: dict = {}
    for key, value in db.session.execute(query):
        found.setdefault(key, []).append(value)
    return found


def _entry(case: Case, firm: Enterprise, officers: list[str], papers: list[str], procedures: list[str], clock: list) -> Entry:
    words = [("number", case.number or ""), ("cause", case.cause), *_parties(case, firm)]
    words += [("officer", name) for name in officers] + [("paper", number) for number in papers if number != case.number]
    day = min((last_day for last_day in clock if last_day), default=None)
    return Entry(str(case.id), words, [*_marks(case, firm, procedures), *([mark("clock", "running")] if clock else [])], day)


def _parties(case: Case, firm: Enterprise) -> list[tuple[str, str]]:
    """Names as at the filing and the firm as it is called today; of natural persons no identity number."""
    entities = [party for party in case.parties if party.kind == "entity"]
    found = [("party", party.name) for party in case.parties] + [("party", firm.name), ("code", firm.uscc)]
    found += [("code", party.id_no) for party in entities]
    found += [("person", name) for name in (firm.legal_representative, *(party.legal_representative for party in entities))]
    return list(dict.fromkeys(found))


def _marks(case: Case, firm: Enterprise, procedures: list[str]) -> list[str]:
    began = case.filed_on or case.applied_on
    stages = {party.stage for party in case.parties if party.stage and party.is_open}
    return [
        mark("bureau", case.organisation_id), mark("status", case.status), mark("source", case.source),
        mark("area", firm.area_id), *(mark("stage", stage) for stage in sorted(stages)),
        *(mark("procedure", key) for key in procedures), *(mark("officer", user_id) for user_id in case.officer_ids),
        *(mark("parties", kind) for kind in (["dual"] if case.is_dual else [])), *day_marks("began", began),
    ]  # fmt: skip
