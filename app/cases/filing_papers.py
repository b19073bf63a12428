"""The facts of the papers of a case that is not filed (不予立案) or given up (撤案)."""

from app.cases.handlers import case_of
from app.cases.papers import case_facts, officers, opinions, party_rows, source_of
from app.workflow.registry import document_facts

GROUNDS = {
    "no_violation": "违法事实不能成立", "not_competent": "不属于本机关管辖，依法移交", "limitation": "违法行为超过追责时效",
    "party_gone": "当事人死亡或者终止且无权利义务承受人", "not_proven": "经调查证据不足，不能认定",
}  # fmt: skip


@document_facts("filing_refusal_approval")
def filing_refusal_approval(context) -> dict:
    """不予立案审批表"""
    case, said = case_of(context), context.said("approve_filing")
    return {
        "case_source": source_of(case), "source_on": case.discovered_on.isoformat(), "cause": case.cause,
        "parties": party_rows(case.parties), "facts": case.facts, "reason": said.get("opinion"),
        "officers": officers(context, case),
        "opinions": opinions(context, case, "apply_filing", "review_filing", "approve_filing"),
    }  # fmt: skip


@document_facts("filing_refusal_answer")
def filing_refusal_answer(context) -> dict:
    """不予立案告知书, to whoever reported it by name"""
    case, reported = case_of(context), context.submission_or_none("start") or {}
    return {
        "addressee": reported.get("informant_name"), "reported_on": case.discovered_on.isoformat(),
        "matter": reported.get("summary"), "cause": case.cause, "reason": context.said("approve_filing").get("opinion"),
    }  # fmt: skip


@document_facts("case_withdrawal_approval")
def case_withdrawal_approval(context) -> dict:
    """撤销案件审批表"""
    case, said = case_of(context), context.said("propose_withdrawal")
    return case_facts(case) | {
        "parties": party_rows(case.parties), "facts": case.facts, "ground": GROUNDS.get(said.get("withdrawal_ground")),
        "reason": said.get("withdrawal_reason"), "officers": officers(context, case),
        "opinions": [each | {"role": "负责人意见"} for each in context.opinions("approve_withdrawal")],
    }  # fmt: skip
