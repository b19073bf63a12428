"""The facts of the papers of a referral, and what its forms open with."""

from app.cases import papers as case_papers
from app.cases import queries as cases
from app.core.clock import now
from app.core.settings import settings
from app.identity import queries as identity
from app.referrals.handlers import referral_of
from app.workflow.registry import document_facts, prefill

BASIS = "《中华人民共和国行政处罚法》第二十七条第一款、《行政执法机关移送涉嫌犯罪案件的规定》第三条"


@document_facts("referral_approval")
def referral_approval(context) -> dict:
    """案件移送审批表"""
    referral = referral_of(context)
    report, decision = context.said("write_referral_report"), context.said("decide_referral")
    head = identity.user(referral.decided_by) if referral.decided_by else context.actor
    moment = referral.reported_at or now()
    return case_papers.party_facts(referral.party) | {
        "suspected_crime": referral.suspected_crime, "facts": report.get("crime_facts"),
        "evidence": evidence_lines(report), "police_name": settings().organ_of(context.instance.organisation_id).police,
        "officers": context.officers_facts(referral.group), "reported_at": moment.isoformat(timespec="minutes"),
        "opinion": report.get("group_opinion"), "head_name": head.name, "head_post": post_of(head),
        "is_approved": decision.get("referral_result") == "approve", "head_opinion": decision.get("head_opinion"),
        "decided_at": (referral.decided_at or now()).isoformat(timespec="minutes"),
    }  # fmt: skip


def evidence_lines(report: dict) -> list[str]:
    return [
        f"{row['name']}（证明{row['proves']}）" if row.get("proves") else row["name"]
        for row in report.get("crime_evidence") or []
    ]


def post_of(person) -> str:
    return next((post.title for post in person.held_posts() if post.role in ("head", "deputy_head")), "负责人")


@document_facts("referral_letter")
def referral_letter(context) -> dict:
    """案件移送书（涉嫌犯罪）"""
    referral = referral_of(context)
    report, organ = context.said("write_referral_report"), settings().organ_of(context.instance.organisation_id)
    return case_papers.party_facts(referral.party) | {
        "police_name": organ.police, "procuratorate_name": organ.procuratorate,
        "suspected_crime": referral.suspected_crime, "facts": referral.facts, "basis": referral.basis,
        "approved_at": (referral.decided_at or now()).isoformat(timespec="minutes"),
        "materials": report.get("materials"), "property": report.get("property"),
        "organ_contact": identity.user(referral.group[0]).name,
    }  # fmt: skip


@prefill("write_referral_report")
def prefill_report(context) -> dict:
    """The case's facts and evidence, ready to be checked against the crime."""
    referral = referral_of(context)
    case = referral.party.case
    return {
        "crime_facts": case.facts, "crime_evidence": [{"name": line} for line in cases.evidence_lines(case)],
        "referral_basis": BASIS,
        "materials": [{"name": "涉嫌犯罪案件的调查报告", "copies": "1"}, {"name": "证据材料", "copies": "1"}],
    }  # fmt: skip
