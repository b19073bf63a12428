"""What `workflows/period_extension.bpmn` calls (期限延长): its steps, its forms' beginnings, its papers."""

from app.cases import extensions, queries
from app.cases.handlers import case_of
from app.cases.models import METHODS
from app.cases.papers import officers
from app.cases.preservation_rules import KINDS
from app.documents import queries as documents
from app.law import queries as law
from app.law.articles import citation, parts
from app.workflow.registry import answer_rule, document_facts, handler, prefill

ROLES = {"apply_extension": "承办人意见", "approve_extension": "负责人意见", "record_superior": "上一级意见"}
CONCLUSIONS = {"approve": "同意延长", "refuse": "不同意延长"}


def period_of(context):
    """The period to be prolonged; after that the one it was."""
    return law.period(context.data["period_id"])


@prefill("apply_extension")
def prefill_application(context) -> dict:
    return {"extension_of": extensions.words(period_of(context))}


@answer_rule("apply_extension")
def check_application(context):
    """Raises: RuleBroken, as extensions.require_possible"""
    extensions.require_possible(period_of(context))


@handler("cases.apply_extension")
def apply_extension(context):
    """申请延长期限"""
    extensions.require_possible(period_of(context))


@handler("cases.record_superior")
def record_superior(context):
    """登记上一级的批准"""
    extensions.require_possible(period_of(context))


@handler("cases.extend_period")
def extend_period(context):
    """延长期限"""
    said, above = context.submission("apply_extension"), context.submission_or_none("record_superior") or {}
    approval = above.get("superior_number") or ""
    extensions.extend(context.actor, case_of(context), context.data["period_id"], said["extension_reason"], approval)


@document_facts("period_extension_approval")
def approval(context) -> dict:
    """期限延长审批表"""
    case, running, said = case_of(context), period_of(context), context.said("apply_extension")
    above, rule = context.said("record_superior"), law.rule_of(running)
    decided = context.said("approve_extension").get("extension_result")
    if above.get("superior_result") == "refused":
        decided = "refuse"
    return {
        "case_number": case.number, "cause": case.cause, "parties": "、".join(party.name for party in case.parties),
        "period": rule.name_zh, "length": unspaced(rule.amount), "basis": full_citation(str(rule.basis)),
        "started_on": running.start_on[:10], "last_day": running.last_day and running.last_day.isoformat(), "on_lapse": rule.on_lapse,
        "longer_until": extensions.longer_last_day(running), "longer": unspaced(extensions.longer_words(running)),
        "by_whom": rule.extension.by_whom, "reason": said.get("extension_reason"), "done": said.get("done_so_far"),
        "superior": above.get("superior_number"), "officers": officers(context, case),
        "opinions": [
            given | {"role": role} for step, role in ROLES.items() for given in context.opinions(step) if given["opinion"]
        ],
        "conclusion": CONCLUSIONS.get(decided),
    }  # fmt: skip


def unspaced(words: str) -> str:
    """As a paper prints them: 「30 日」 of a page is 「30日」."""
    return words.replace(" ", "")


def full_citation(basis: str) -> str:
    """「行政强制法（2011）第25条」 → 「《中华人民共和国行政强制法》第二十五条」; an unregistered article stays as it is."""
    found = [article.id for _words, article in parts(basis) if article]
    return citation(found) or basis


@document_facts("seizure_extension")
def seizure_extension(context) -> dict | None:
    """查封（扣押）延期决定书"""
    running, case = period_of(context), case_of(context)
    if running.subject_kind != "preservation":
        return None
    row = queries.preservation(int(running.subject_id))
    return {
        "case_number": case.number, "cause": case.cause, "addressee": row.holder, "party_kind": row.holder_kind,
        "method": METHODS[row.method], "notice_number": documents.latest(KINDS[row.kind].notice, "preservation", row.id).number,
        "preserved_on": row.started_on.isoformat(), "last_day": running.last_day.isoformat(),
        "longer_until": extensions.longer_last_day(running), "items": row.items,
        "reason": context.said("apply_extension").get("extension_reason"), "officers": officers(context, case),
    }  # fmt: skip
