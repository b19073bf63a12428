"""The facts of the papers of a case and its parties."""

from types import SimpleNamespace

from app.cases import breaches, filing_facts, parties, queries
from app.cases.handlers import case_of
from app.cases.models import CAPACITIES, REVIEW_POINTS, SOURCES
from app.cases.party_handlers import party_of
from app.core.clock import today
from app.documents import queries as documents
from app.identity import queries as identity
from app.inspections import queries as inspections
from app.law.articles import citation
from app.penalties import queries as penalties
from app.penalties.breaches import measure_words, totals
from app.penalties.models import VOID_GROUNDS
from app.workflow.registry import document_facts

INQUIRED = tuple(f"inquired_{name}" for name in (
    "name", "sex", "age", "id_no", "employer", "position", "address", "phone"))  # fmt: skip
POINT_ANSWERS = {"conform": "符合", "violate": "不符合"}
RESULTS = {"penalized": "给予行政处罚", "no_penalty": "不予行政处罚", "withdrawn": "撤销立案", "transferred": "移送司法机关"}


def party_facts(party) -> dict:
    """What every paper about one party says of the case and of the party."""
    case = party.case
    facts = {
        "case_number": case.number, "cause": case.cause, "party_kind": party.kind, "party_name": party.name,
        "party_address": party.address or None, "party_phone": party.phone or None,
    }  # fmt: skip
    if party.kind == "entity":
        return facts | {"party_uscc": party.id_no, "party_legal_representative": party.legal_representative}
    return facts | {
        "party_id_no": party.id_no, "party_position": party.position, "party_capacity": CAPACITIES[party.capacity],
        "employer_name": party.employer_name,
    }  # fmt: skip


def case_facts(case) -> dict:
    return {"case_number": case.number, "cause": case.cause, "filed_on": case.filed_on and case.filed_on.isoformat()}


def party_rows(rows: list) -> list[dict]:
    """Columns of a list of parties."""
    return [
        {"kind": "单位" if row.kind == "entity" else "个人", "name": row.name, "identity_no": row.id_no,
         "detail": party_detail(row), "address": row.address, "phone": row.phone}
        for row in rows
    ]  # fmt: skip


def party_detail(row) -> str:
    if row.kind == "entity":
        return f"法定代表人{row.legal_representative}"
    return f"{row.position}，{CAPACITIES[row.capacity]}" if row.position != CAPACITIES[row.capacity] else row.position


def officers(context, case) -> list[dict]:
    return context.officers_facts(case.officer_ids)


def opinions(context, case, *steps: str) -> list[dict]:
    """The approval columns of a paper: 承办人, 科室, 负责人 in the order of `steps`; those not given yet are left out."""
    rows = []
    for role, step in zip(("承办人意见", "科室意见", "负责人意见"), steps, strict=False):
        given = context.opinions(step)
        rows += [entry | {"role": role} for entry in given if entry.get("opinion")]
    if rows and rows[0]["role"] == "承办人意见":
        rows[0]["name"] = queries.officer_names(case)
    return rows


def names(rows: list[dict] | None) -> list[str]:
    """The filled names of a list of a form."""
    return [row["name"] for row in rows or [] if row.get("name")]


@document_facts("filing_approval")
def filing_approval(context) -> dict:
    """立案审批表; before the application is sent, what its form says so far."""
    if context.subject[0] != "case":
        return applied_for(context, context.said("apply_filing"))
    case = case_of(context)
    return {
        "case_source": source_of(case), "source_on": case.discovered_on.isoformat(), "cause": case.cause,
        "parties": party_rows(case.parties), "facts": case.facts, "basis": case.basis,
        "officers": officers(context, case), "limitation": limitation_words(filing_facts.of_case(case)),
        "filing_reason": case.filing.get("reason") or None,
        "opinions": opinions(context, case, "apply_filing", "review_filing", "approve_filing"),
    }  # fmt: skip


def limitation_words(found: filing_facts.Limitation | None) -> str:
    return found.words if found else "行为还没有终了，没有开始计算"


def applied_for(context, said: dict) -> dict:
    """The facts of an application being written, as far as it goes."""
    persons = [{"address": "", **row} for row in said.get("persons") or [] if row.get("person") and row.get("capacity")]
    charged = parties.rows(said["enterprise_id"], said.get("entity_party"), persons) if said.get("enterprise_id") else []
    return {key: said.get(key) for key in ("cause", "facts", "filing_reason")} | {
        "basis": citation(said.get("basis")) or None,
        "case_source": SOURCES.get(said.get("source")), "source_on": said.get("discovered_on"),
        "parties": party_rows([SimpleNamespace(**row) for row in charged]),
        "officers": context.officers_facts(said.get("officers") or []),
    }  # fmt: skip


def source_of(case) -> str:
    if case.inspection_id:
        return f"{SOURCES[case.source]}（{inspections.inspection(case.inspection_id).number}）"
    return SOURCES[case.source]


@document_facts("inquiry_notice")
def inquiry_notice(context) -> dict:
    """询问通知书"""
    case, said = case_of(context), context.said("issue_inquiry_notice")
    return case_facts(case) | {
        "inquired_name": said.get("inquired_name"), "inquired_employer": said.get("inquired_employer"),
        "appear_at": said.get("appear_at"), "place": said.get("place"),
        "materials": names(said.get("materials")), "officers": officers(context, case),
    }  # fmt: skip


@document_facts("inquiry_record")
def inquiry_record(context) -> dict:
    """询问笔录"""
    case, said = case_of(context), context.said("record_inquiry")
    held = queries.inquiries_held(case.id, said.get("inquired_name"))
    kept = ("started_at", "ended_at", "place", "recorder_name", "questions", "refusal_note", *INQUIRED)
    return case_facts(case) | {name: said.get(name) for name in kept} | {
        "session_no": held + (context.element == "record_inquiry"),
        "officers": context.officers_facts(said.get("officers") or []),
    }  # fmt: skip


@document_facts("investigation_report")
def investigation_report(context) -> dict:
    """案件调查终结报告"""
    case, said = case_of(context), context.said("conclude_investigation")
    kept = ("course", "facts", "nature", "discretion_note", "proposals", "crime_opinion")
    return case_facts(case) | {name: said.get(name) for name in kept} | {
        "parties": party_rows(case.parties), "evidence": queries.evidence_lines(case),
        "basis": citation(said.get("basis")) or None,
        "officers": officers(context, case),
        "opinions": opinions(context, case, "conclude_investigation", "approve_conclusion"),
    }  # fmt: skip


@document_facts("case_closure_approval")
def case_closure_approval(context) -> dict:
    """结案审批表"""
    case, said = case_of(context), context.said("apply_closure")
    return case_facts(case) | {
        "outcomes": [outcome_row(party) for party in case.parties], "closure_ground": said.get("closure_ground"),
        "papers_complete": bool(said.get("papers_complete")), "remaining": said.get("remaining"),
        "officers": officers(context, case),
        "opinions": opinions(context, case, "apply_closure", "review_closure", "approve_closure"),
    }  # fmt: skip


def outcome_row(party) -> dict:
    decision = penalties.decision(party.id)
    last = next(reversed(documents.of_party(party.id)), None)
    papers = [paper for paper in documents.of_party(party.id) if "decision" in paper.template_id]
    papers = [paper for paper in papers if paper.template_id != "revocation_decision"]
    paper = papers[-1] if papers else last
    return {
        "party_name": party.name, "document_number": paper.number if paper else "—",
        "outcome": sanction_words(decision.proposal) if decision and decision.outcome == "penalty"
        else RESULTS.get(party.outcome, "未办结"),
        "fulfilment": fulfilment(decision) if decision else "—",
    }  # fmt: skip


def fulfilment(decision) -> str:
    if decision.voided_on:
        given_back = f"，应退还 {decision.refund_yuan:,.2f} 元" if decision.refund_yuan else ""
        return f"{day_words(decision.voided_on)}{VOID_GROUNDS[decision.void_ground]}{given_back}"
    if not decision.fine_yuan:
        return "无须缴款"
    if decision.unpaid_yuan:
        return f"已缴 {decision.paid_yuan:,.2f} 元，尚欠 {decision.unpaid_yuan:,.2f} 元"
    return f"{day_words(decision.payments[-1].paid_on)}缴清" if decision.payments else "无须缴款"


def day_words(on) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


# ── one party ──


def proposal_facts(context) -> dict:
    """The proposal as it is being written, else as it stands."""
    said, party = context.said("propose_penalty"), party_of(context)
    facts = {"facts": said.get("facts"), "evidence": queries.evidence_lines(party.case)}
    found = charged(context, party) if said.get("proposal_outcome") == "penalty" else []
    if found:
        whole = totals(found)
        fine = whole["fine_yuan"]
        return facts | {
            "violated": whole["violated"] or None, "basis": whole["basis"], "discretion_note": whole["discretion_note"],
            "sanctions": whole["sanctions"], "fine_yuan": str(fine) if fine is not None else None,
            "breaches": breaches.paper_rows(found),
        }  # fmt: skip
    return facts | {
        "violated": citation(said.get("violated")) or None, "basis": citation(said.get("basis")) or None,
        "discretion_note": said.get("reason"), "sanctions": [], "fine_yuan": None, "breaches": [],
    }  # fmt: skip


def charged(context, party) -> list:
    """The breaches being written in this very form, else those of the proposal as kept."""
    if context.element == "propose_penalty" and context.answers:
        return breaches.rows(party, context.answers)
    known = penalties.proposals(party.id)
    return known[-1].breaches if known else []


def sanction_words(proposal, in_capitals: bool = False) -> str:
    """The proposed measures in one sentence; see penalties.breaches.measure_words."""
    return measure_words(proposal.sanctions, proposal.fine_yuan, proposal.gain_yuan, in_capitals)


def proposal_words(party, proposal) -> str:
    if proposal.outcome == "penalty":
        return f"拟对{party.name}给予{sanction_words(proposal, in_capitals=True)}的行政处罚。"
    words = {"no_penalty": "不予行政处罚", "withdraw": "撤销立案", "transfer": "移送司法机关"}[proposal.outcome]
    return f"拟对{party.name}{words}。{proposal.reason}"


@document_facts("case_handling_approval")
def case_handling_approval(context) -> dict:
    """案件处理呈批表"""
    party = party_of(context)
    known = penalties.proposals(party.id)
    facts = proposal_facts(context)
    if facts["breaches"]:
        facts |= {"breaches": breaches.discretion_rows(charged(context, party)), "discretion_note": None}
    return party_facts(party) | facts | {
        "dual_reason": context.said("propose_penalty").get("dual_reason") or None,
        "proposal": proposal_words(party, known[-1]) if known else None,
        "officers": officers(context, party.case),
        "opinions": opinions(context, party.case, "propose_penalty", "review_proposal", "approve_proposal"),
    }  # fmt: skip


def notice_facts(context, kind: str) -> dict | None:
    """A notice to an entity or to a person; None when this party is of the other kind."""
    party = party_of(context)
    if party.kind != kind:
        return None
    said = context.said("draft_notice")
    return party_facts(party) | proposal_facts(context) | contact(said) | {
        "statement_period": said.get("statement_period"),
        "has_hearing_right": bool(penalties.proposal(party.id).hearing_triggers),
    }  # fmt: skip


def contact(said: dict) -> dict:
    return {"organ_contact": identity.user(said["contact"]).name} if said.get("contact") else {}


@document_facts("penalty_notice_entity")
def penalty_notice_entity(context) -> dict | None:
    """行政处罚告知书（单位）"""
    return notice_facts(context, "entity")


@document_facts("penalty_notice_person")
def penalty_notice_person(context) -> dict | None:
    """行政处罚告知书（个人）"""
    return notice_facts(context, "person")


@document_facts("hearing_right_notice")
def hearing_right_notice(context) -> dict | None:
    """听证告知书; None where the proposal opens no hearing."""
    party = party_of(context)
    if not penalties.proposal(party.id).hearing_triggers:
        return None
    return party_facts(party) | proposal_facts(context) | contact(context.said("draft_notice"))


@document_facts("statement_record")
def statement_record(context) -> dict:
    """陈述申辩笔录"""
    party, review = party_of(context), context.said("review_statement")
    told = penalties.notified(party.id)
    made = queries.statement(told.id, "statement")
    said = made.record if made else {}
    kept = ("started_at", "ended_at", "place", "declarant_name", "declarant_capacity", "declarant_id_no",
            "recorder_name", "statement")  # fmt: skip
    return party_facts(party) | {name: said.get(name) for name in kept} | {
        "officers": context.officers_facts(said.get("officers") or []),
        "notice_number": told.notice_number,
        "materials": names(said.get("materials")),
        "adoption": review.get("adoption"), "adoption_reason": review.get("adoption_reason"),
    }  # fmt: skip


@document_facts("no_penalty_decision")
def no_penalty_decision(context) -> dict:
    """不予行政处罚决定书"""
    party, said = party_of(context), context.said("propose_penalty")
    return party_facts(party) | proposal_facts(context) | {
        "reason": said.get("reason"), "education": said.get("education"),
    }  # fmt: skip


def decision_facts(context, kind: str) -> dict | None:
    party = party_of(context)
    if party.kind != kind:
        return None
    told = penalties.notified(party.id)
    return party_facts(party) | proposal_facts(context) | {
        "notice_number": told and told.notice_number, "noticed_on": told and told.notified_on.isoformat(),
        "statement_result": statement_result(party, told) if told else None,
    }  # fmt: skip


@document_facts("penalty_decision_entity")
def penalty_decision_entity(context) -> dict | None:
    """行政处罚决定书（单位）"""
    return decision_facts(context, "entity")


@document_facts("penalty_decision_person")
def penalty_decision_person(context) -> dict | None:
    """行政处罚决定书（个人）"""
    return decision_facts(context, "person")


ADOPTIONS = {"adopted": "予以采纳", "partly_adopted": "部分采纳", "not_adopted": "不予采纳"}


def statement_result(party, told) -> str:
    """What the party did with its rights, as the decision tells it."""
    statement, application = (queries.statement(told.id, right) for right in ("statement", "hearing"))
    you = "你单位" if party.kind == "entity" else "你"
    return "".join((_statement_words(you, statement), _hearing_words(you, party, application)))


def _statement_words(you, row) -> str:
    if row is None or row.result == "lapsed":
        return f"{you}在规定的期限内没有陈述申辩。"
    if row.result == "waived":
        return f"{you}书面放弃陈述申辩。"
    words = ADOPTIONS.get(row.adoption, "已经复核")
    return f"{you}于{chinese_day(row.received_on)}提出陈述申辩，本机关复核后{words}：{row.adoption_reason.rstrip('。')}。"


def _hearing_words(you, party, row) -> str:
    if row is None:
        return ""
    if row.result != "exercised":
        return f"{you}放弃听证。" if row.result == "waived" else f"{you}在规定的期限内没有申请听证。"
    hearing = queries.hearing_or_none(party)
    if hearing is None or hearing.result != "held":
        return f"{you}申请听证，但无正当理由没有出席或者中途退场，视为放弃。"
    return f"{you}申请听证，本机关于{chinese_day(hearing.starts_at)}举行听证会，根据听证笔录作出本决定。"


def chinese_day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# ── hearing, review, deliberation ──


@document_facts("hearing_notice")
def hearing_notice(context) -> dict:
    """听证会通知书"""
    party, said = party_of(context), context.said("arrange_hearing")
    application = queries.statement(penalties.notified(party.id).id, "hearing")
    return party_facts(party) | hearing_people(said) | {
        "applied_on": application.received_on.isoformat(), "hearing_at": said.get("hearing_at"),
        "is_public": said.get("openness") == "public", "closed_reason": said.get("closed_reason"),
        "organ_contact": said.get("recorder_name"),
    }  # fmt: skip


def hearing_people(said: dict) -> dict:
    presider = identity.user(said["presider"]) if said.get("presider") else None
    return {
        "place": said.get("place"), "recorder_name": said.get("recorder_name"),
        "presider_name": presider and presider.name, "presider_position": presider and post_of(presider),
        "hearing_members": names(said.get("members")),
    }  # fmt: skip


def post_of(person) -> str | None:
    """The title of the first post held today."""
    return next((post.title for post in person.held_posts()), None)


@document_facts("hearing_record")
def hearing_record(context) -> dict:
    """听证笔录"""
    party, said, arranged = party_of(context), context.said("hold_hearing"), context.said("arrange_hearing")
    kept = ("started_at", "ended_at", "attendees", "statements", "refusal_note")
    return party_facts(party) | hearing_people(arranged) | {name: said.get(name) for name in kept} | {
        "is_public": arranged.get("openness") == "public", "officers": officers(context, party.case),
    }  # fmt: skip


@document_facts("hearing_report")
def hearing_report(context) -> dict:
    """听证会报告书"""
    party, said, arranged = party_of(context), context.said("write_hearing_report"), context.said("arrange_hearing")
    came = context.said("hold_hearing").get("attendees") or []
    return party_facts(party) | hearing_people(arranged) | {
        name: said.get(name) for name in ("officer_view", "party_view", "disputes", "findings")
    } | {
        "hearing_at": arranged.get("hearing_at"), "officers": officers(context, party.case),
        "attendees": [f"{person.get('name')}（{person.get('capacity')}）" for person in came],
        "proposal": said.get("hearing_proposal"),
    }  # fmt: skip


@document_facts("legal_review_opinion")
def legal_review_opinion(context) -> dict:
    """法制审核意见"""
    party, said = party_of(context), context.said("legal_review")
    proposal = penalties.proposal(party.id)
    head = identity.user(said["legal_head"]).name if said.get("legal_head") else None
    submitted = context.opened_on("legal_review") or today()
    return party_facts(party) | {f"review_{key}": point_words(said, key) for key in REVIEW_POINTS} | {
        "submitted_by": department_of(party.case), "submitted_on": submitted.isoformat(),
        "proposal": proposal_words(party, proposal), "conclusion": said.get("review_result"),
        "opinion": said.get("opinion"), "reviewer_name": who_did(context, "legal_review"), "reviewer_signed_on": today().isoformat(),
        "legal_head_name": head, "legal_head_signed_on": today().isoformat(),
    }  # fmt: skip


def who_did(context, element: str) -> str:
    """Who completed this party's task, or is completing it."""
    given = context.opinions(element)
    return given[-1]["name"] if given else context.actor.name


def department_of(case) -> str:
    """Where the officers in charge serve."""
    posts = queries.officers_of(case)[0].held_posts()
    return posts[0].organisation.name if posts else queries.officer_names(case)


def point_words(said: dict, key: str) -> str | None:
    """「符合：程序合法」, 「不符合：…」; a standard note that only repeats the conclusion is dropped."""
    answers = {"conform": "不涉嫌犯罪", "violate": "涉嫌犯罪，应当移送"} if key == "crime" else POINT_ANSWERS
    chosen = said.get(f"point_{key}")
    conclusion, note = answers.get(chosen), said.get(f"reason_{key}" if chosen == "violate" else f"note_{key}")
    return f"{conclusion}：{note}" if conclusion and note and note != conclusion else conclusion


@document_facts("deliberation_record")
def deliberation_record(context) -> dict:
    """集体讨论记录"""
    party, said = party_of(context), context.said("deliberate")
    present = said.get("attendees") or []
    votes = [person.get("vote") for person in present]
    review = queries.review(penalties.proposal(party.id).id)
    kept = ("started_at", "ended_at", "place", "due_count", "recorder_name", "reported_by", "summary", "conclusion")
    return party_facts(party) | {name: said.get(name) for name in kept} | {
        "presider_name": who_did(context, "deliberate"),
        "attended_count": len(present),
        "attendees": [{"name": person.get("name"), "position": person.get("position")} for person in present],
        "observers": names(said.get("observers")),
        "speeches": [{"name": person.get("name"), "opinion": person.get("opinion")} for person in present],
        "review_summary": f"法制审核意见：{review.opinion}" if review else "不属于行政处罚法第58条列举的情形，没有送法制审核",
        "approve_count": votes.count("agree"), "oppose_count": votes.count("oppose"),
        "abstain_count": votes.count("abstain"),
    }  # fmt: skip
