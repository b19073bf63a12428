"""Investigation (调查取证): questioning, evidence, the final report."""

from datetime import datetime

from app.cases import appraisal_queries, queries, rules
from app.cases.appraisal_rules import require_none_waiting
from app.cases.models import EVIDENCE_KINDS, Case, Evidence, Inquiry
from app.cases.preservation_rules import require_settled
from app.core import files as stored
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.models import Attachment
from app.law.articles import articles
from app.law.rules import require_articles_in_force


@command(permission="conduct_inquiry")
def plan_investigation(actor, case: Case, next_step: str, plan: str) -> Case:
    """Note what the officers do next and why."""
    case.next_step, case.plan = next_step, plan
    return case


@command(permission="conduct_inquiry")
def summon_inquiry(actor, case: Case, name: str, employer: str, appear_at: datetime, place: str, materials: list) -> Inquiry:
    """Call a person to a questioning (询问通知). Source: 行政处罚法 (2021) art. 55"""
    row = Inquiry(case_id=case.id, name=name, employer=employer, appear_at=appear_at,
                  notice={"place": place, "materials": materials})  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the paper quotes it
    return row


@command(permission="conduct_inquiry")
def record_inquiry(actor, case: Case, inquiry: Inquiry | None, kind: str, officers: list, **record) -> Inquiry:
    """Record a questioning (询问笔录); it is evidence at once.

    Args:   inquiry: the one the person was called to, None without a notice; kind: party_statement | testimony
            record: name, sex, age, id_no, employer, position, address, phone, started_at, ended_at (ISO), place,
            recorder_name, questions [{"question", "answer"}], refusal_note
    Raises: RuleBroken("two_officers" | "no_certificate" | "inquiry_times")
    Source: 行政处罚法 (2021) arts. 42, 46, 55
    """
    started = datetime.fromisoformat(record["started_at"])
    rules.require_two_certified_officers(officers, on=started.date())
    if record["ended_at"] <= record["started_at"]:
        raise RuleBroken("inquiry_times", "询问结束时间应晚于开始时间", {"ended_at": "应晚于开始时间"})
    if inquiry is None:
        inquiry = Inquiry(case_id=case.id, name=record["name"])
        db.session.add(inquiry)
    inquiry.name, inquiry.employer = record["name"], record.get("employer") or ""
    inquiry.record = {**record, "officer_ids": [officer.id for officer in officers]}
    inquiry.held_on = started.date()
    inquiry.session_no = 1 + queries.inquiries_held(case.id, record["name"], other_than=inquiry)
    add_evidence(actor, case, [{
        "kind": kind, "name": f"对{record['name']}的询问笔录", "proves": record["proves"],
        "obtained_on": inquiry.held_on, "place": record["place"], "provider": record["name"], "files": [],
    }])  # fmt: skip
    return inquiry


@command(permission="record_evidence")
def add_evidence(actor, case: Case, items: list[dict]) -> list[Evidence]:
    """Put evidence on the file (收集证据).

    Args:   items: [{"kind" (of the eight), "name", "proves", "obtained_on", "place", "provider", "files": [attachment ids]}]
    Raises: RuleBroken("evidence_kind" | "no_evidence" | "file_missing")
    Source: 行政处罚法 (2021) art. 46
    """
    if not items:
        raise RuleBroken("no_evidence", "还没有填写证据", {"items": "至少填写一件"})
    number = len(case.evidence)
    rows = []
    for offset, item in enumerate(items, 1):
        if item["kind"] not in EVIDENCE_KINDS:
            raise RuleBroken("evidence_kind", "证据应属于法定的八类（罚法第46条）", {"items": "请选择证据种类"})
        files = [_file(attachment_id, case) for attachment_id in item.get("files") or []]
        rows.append(Evidence(**{**item, "files": files}, case_id=case.id, number=number + offset,
                             recorded_by=actor.id, recorded_at=now()))  # fmt: skip
    case.evidence.extend(rows)
    db.session.flush()  # the next call numbers on
    return rows


@command(permission="conduct_inquiry")
def conclude_investigation(actor, case: Case, **conclusion) -> Case:
    """Report the investigation as complete (调查终结报告).

    Args:   conclusion: course, facts, nature, basis, basis_articles (ids), discretion_note, crime_opinion,
            proposals [{"party_name", "proposal"}], review_grounds (any of public_interest, complicated, listed)
    Raises: RuleBroken("no_evidence"): nothing was collected; RuleBroken("preservation_open" | "appraisal_open" |
            "article_not_in_force")
    Source: 行政处罚法 (2021) arts. 40, 54, 56, 57
    """
    require_settled([row.label for row in queries.open_preservations(case.id)])
    require_none_waiting(appraisal_queries.waiting(case.id))
    if not case.evidence:
        raise RuleBroken("no_evidence", "卷里还没有证据，不能终结调查（罚法第40条）。请先收集证据")
    require_articles_in_force(articles(conclusion.get("basis_articles", ())), case.conduct_on, today(), "basis")
    case.conclusion = conclusion
    case.facts = conclusion["facts"]
    return case


@command()
def start_handling(actor, case: Case) -> Case:
    """The report is approved: from here each party is handled on its own (一案双罚)."""
    case.status, case.concluded_on = "handling", today()
    return case


@command(permission="conduct_inquiry")
def propose_withdrawal(actor, case: Case, ground: str, reason: str) -> Case:
    """Propose to withdraw the whole case (撤案), on one of the lawful grounds.

    Raises: RuleBroken("withdrawal_ground")
    Source: 行政处罚法 (2021) arts. 30, 36, 57(1)2-3
    """
    if ground not in rules.WITHDRAWAL_GROUNDS:
        raise RuleBroken("withdrawal_ground", "请选择撤案的法定理由", {"ground": "请选择"})
    case.withdrawal_ground = f"{rules.WITHDRAWAL_GROUNDS[ground]}：{reason}"
    return case


def _file(attachment_id: int, case: Case) -> dict:
    """The upload becomes part of the case: whoever may see the case may open it. One of another matter stays there, too."""
    found = db.session.get(Attachment, attachment_id)
    if found is None:
        raise RuleBroken("file_missing", "有一个附件没有上传成功，请重新上传", {"items": "附件缺失"})
    found = stored.filed_with(found, "case", case.id)
    return {"attachment_id": found.id, "name": found.name, "sha256": found.sha256}

