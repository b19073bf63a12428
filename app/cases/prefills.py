"""What the forms of a case open with: what the office already knows."""

from decimal import Decimal

from app.cases import filing_facts, further, queries, relief_queries, simple_queries
from app.cases.execution_papers import remedy_words
from app.cases.from_hazards import from_hazard
from app.cases.handlers import case_of
from app.cases.party_handlers import party_of
from app.core.clock import today
from app.documents.rendering import day
from app.hazards import queries as hazards
from app.inspections import queries as inspections
from app.law.articles import articles, cited
from app.penalties import queries as penalties
from app.penalties.breaches import needs
from app.workflow.registry import prefill

POINTS = {
    "subject": "执法主体合法，承办人持证且不少于二人", "authority": "属于本机关职权", "procedure": "程序合法",
    "facts": "事实清楚，证据充分", "basis": "适用法律准确", "discretion": "裁量适当", "papers": "文书完备、规范",
    "crime": "不涉嫌犯罪",
}  # fmt: skip


FILING = "xzcff-2021-54-2"  # whatever meets the standard must be filed


@prefill("apply_filing")
def apply_filing(context) -> dict:
    """The report of the case's source, or the inspection it arose from; and of which conduct the limitation is near its end."""
    days = {f"{rule}_until": filing_facts.pressing_until(rule).isoformat() for rule in ("limitation_general", "limitation_serious")}
    return days | source_of(context)


def source_of(context) -> dict:
    kind, subject_id = context.subject
    if kind == "inspection":
        return from_inspection(inspections.inspection(int(subject_id)))
    if kind == "hazard":
        return from_hazard(hazards.hazard(int(subject_id)))
    if kind == "simple_penalty":
        return from_simple(simple_queries.simple_penalty(int(subject_id)))
    said = context.submission_or_none("start") or {}
    known = {name: said[name] for name in ("enterprise_id", "source", "discovered_on") if name in said}
    return known | {"facts": said.get("summary", ""), "basis": [FILING], "entity_party": True, "officers": [context.actor.id]}


@prefill("review_filing")
@prefill("approve_filing")
def approve_filing(context) -> dict:
    """The limitation, where it is near its end or over (罚法第36条)."""
    found = filing_facts.of_case(case_of(context))
    return {"limitation": found.words} if found and found.is_pressing else {}


def from_inspection(row) -> dict:
    day_found = row.started_at.date() if row.started_at else row.planned_on
    found_on = day_found.isoformat()
    problems = [finding.words for finding in row.problems]
    return {
        "enterprise_id": row.enterprise_id, "source": "inspection", "discovered_on": found_on, "conduct_on": found_on,
        "cause": row.suspected_violation, "entity_party": True, "officers": [each.user_id for each in row.officers],
        "facts": f"{day(found_on)}，本机关对{row.enterprise.name}检查时发现：{'；'.join(problems)}。" if problems else "",
        "basis": [FILING, *(article.id for article in cited("；".join(one.article for one in row.problems), day_found))],
    }  # fmt: skip


def from_simple(row) -> dict:
    """What was told on the spot, of a penalty too heavy to be decided there."""
    party, found_on = row.party, row.found_at.date().isoformat()
    persons = [{"person": party["enterprise_person_id"], "capacity": party["capacity"], "address": party["address"]}]
    return {
        "enterprise_id": row.enterprise_id, "source": "inspection" if row.inspection_id else "other", "discovered_on": found_on,
        "conduct_on": found_on, "cause": row.cause, "facts": row.facts, "officers": row.officers,
        "entity_party": party["kind"] == "entity", "persons": persons if party["kind"] == "person" else [],
        "basis": [FILING, *row.violated_articles],
    }  # fmt: skip


@prefill("issue_inquiry_notice")
def issue_inquiry_notice(context) -> dict:
    case = case_of(context)
    return {"inquired_employer": employer(case), "materials": [{"name": "身份证件"}, {"name": "任职文件"}]}


def employer(case) -> str:
    return next((party.name if party.kind == "entity" else party.employer_name for party in case.parties), "")


@prefill("record_inquiry")
def record_inquiry(context) -> dict:
    """The person last called and not yet heard; both officers in charge."""
    case = case_of(context)
    called = next((row for row in reversed(queries.inquiries(case.id)) if not row.held_on), None)
    known = {"officers": case.officer_ids, "inquired_employer": employer(case)}
    if called is None:
        return known
    person = next((party for party in case.parties if party.name == called.name), None)
    if person is not None:
        known |= {"inquired_id_no": person.id_no, "inquired_position": person.position, "inquired_phone": person.phone,
                  "inquired_address": person.address, "inquired_as": "party_statement"}  # fmt: skip
    return known | {"inquired_name": called.name, "place": called.notice["place"]}


@prefill("name_party")
def name_party(context) -> dict:
    """Whose persons may be chosen."""
    return {"enterprise_id": case_of(context).enterprise_id}


@prefill("conclude_investigation")
def conclude_investigation(context) -> dict:
    case = case_of(context)
    return {"facts": case.facts, "basis": case.basis_articles, "conduct_on": case.conduct_on.isoformat(),
            "proposals": [{"party_name": party.name, "proposal": ""} for party in case.parties]}  # fmt: skip


@prefill("propose_penalty")
def propose_penalty(context) -> dict:
    """The last proposal, else what the investigation concluded. What is no field feeds the pickers and the conditions:
    the party, the day of the conduct, the evidence, which facts a rule needs, whether the party was notified."""
    party = party_of(context)
    feed = {
        "party_id": party.id, "conduct_on": party.case.conduct_on.isoformat(), **needs(),
        "notified": penalties.notified(party.id) is not None,
        "evidence_options": [{"label": each, "value": each} for each in queries.evidence_labels(party.case)],
    }  # fmt: skip
    known = penalties.proposals(party.id)
    if known:
        return feed | further.proposed_before(known[-1])
    if party.round_kind:
        return feed | further.opening(party)
    said = party.case.conclusion
    duties = [article.id for article in articles(party.case.basis_articles) if article.kind == "duty"]
    return feed | {"facts": said.get("facts"), "basis": said.get("basis_articles") or [], "violated": duties,
                   "breaches": [{"conduct_on": party.case.conduct_on.isoformat(), "breached": duties}]}  # fmt: skip


@prefill("draft_notice")
def draft_notice(context) -> dict:
    return {"statement_period": "五个工作日", "contact": case_of(context).officer_ids[0]}


@prefill("record_statement")
def record_statement(context) -> dict:
    party = party_of(context)
    name = party.name if party.kind == "person" else party.legal_representative
    return {"received_on": today().isoformat(), "officers": party.case.officer_ids, "declarant_name": name,
            "declarant_capacity": "当事人本人" if party.kind == "person" else "法定代表人"}  # fmt: skip


@prefill("record_hearing_application")
def record_hearing_application(context) -> dict:
    return {"received_on": today().isoformat()}


@prefill("legal_review")
def legal_review(context) -> dict:
    """The usual words of each point; the conclusion stays the reviewer's."""
    return {f"note_{key}": words for key, words in POINTS.items()}


@prefill("deliberate")
def deliberate(context) -> dict:
    return {"reported_by": queries.officer_names(case_of(context)), "summary": penalties.proposal(party_of(context).id).facts}


@prefill("record_payment")
def record_payment(context) -> dict:
    decision = penalties.decision(party_of(context).id)
    return {"amount_yuan": str(due_now(decision)), "paid_on": today().isoformat(), **plan_of(decision)}


def due_now(decision) -> Decimal:
    """The part of the plan to be paid next, else all that is unpaid."""
    return relief_queries.next_yuan(decision) or decision.unpaid_yuan


def plan_of(decision) -> dict:
    """The plan granted, as the forms of payment show it; {} where there is none."""
    words = relief_queries.plan_words(decision)
    return {"plan": words} if words else {}


@prefill("apply_court")
def apply_court(context) -> dict:
    """As an overdue fine is followed; and how the registered review or suit ended, in the words of the application."""
    return follow_up_overdue(context) | {"registered_remedy": remedy_words({}, party_of(context))}


@prefill("record_court_execution")
@prefill("follow_up_overdue")
def follow_up_overdue(context) -> dict:
    """What is still unpaid, and the late-payment penalty as it stands today."""
    decision = penalties.decision(party_of(context).id)
    late = penalties.late_payment_yuan(decision, today())
    return {"amount_yuan": str(due_now(decision)), "late_yuan": str(late), "paid_on": today().isoformat(), **plan_of(decision)}


@prefill("submit_to_court")
def submit_to_court(context) -> dict:
    return {"submitted_on": today().isoformat()}
