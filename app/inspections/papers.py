"""The facts of the papers of an inspection, and what its forms open with."""

from app.core.clock import today
from app.documents import queries as documents
from app.inspections import queries
from app.inspections.handlers import subject
from app.workflow.registry import document_facts, prefill

METHODS = {"on_site": "现场查看", "documents": "查阅资料", "questions": "询问人员", "sampling": "抽样检测"}
RESULTS = {"done": "已整改", "partly": "部分整改", "not_done": "未整改"}
BASIS = "《中华人民共和国安全生产法》第六十二条、第六十五条"


def inspected(inspection) -> dict:
    enterprise = inspection.enterprise
    return {
        "inspected_name": enterprise.name, "inspected_address": enterprise.address,
        "inspected_legal_representative": enterprise.legal_representative, "inspected_phone": enterprise.phone,
    }  # fmt: skip


def officers(context, inspection) -> list[dict]:
    return context.officers_facts([row.user_id for row in inspection.officers])


@document_facts("inspection_plan")
def inspection_plan(context) -> dict:
    """现场检查方案"""
    inspection, plan = subject(context), context.said("draft_inspection_plan")
    return inspected(inspection) | {
        "plan_reason": plan.get("plan_reason"), "inspect_from_on": plan.get("inspect_from_on"),
        "inspect_to_on": plan.get("inspect_to_on"), "basis": plan.get("plan_basis"),
        "inspection_items": [item.text for item in queries.checklist(plan.get("checklist_sector", ""))],
        "method": "、".join(METHODS[code] for code in plan.get("methods") or []),
        "safety_note": plan.get("safety_note"), "officers": officers(context, inspection),
        "opinions": [entry | {"role": "负责人意见"} for entry in context.opinions("approve_inspection_plan")],
    }  # fmt: skip


@document_facts("inspection_record")
def inspection_record(context) -> dict:
    """现场检查记录"""
    inspection, said = subject(context), context.said("conduct_inspection")
    return inspected(inspection) | {
        "started_at": said.get("started_at"), "ended_at": said.get("ended_at"), "place": said.get("place"),
        "present_person": said.get("present_person"), "present_position": said.get("present_position"),
        "findings": said.get("findings"), "refusal_note": said.get("refusal_note"),
        "problems": [{"problem": row.words, "article": row.article} for row in inspection.problems],
        "officers": officers(context, inspection),
    }  # fmt: skip


@document_facts("rectification_order")
def rectification_order(context) -> dict:
    """责令限期整改指令书"""
    inspection, said = subject(context), context.said("draft_rectification_order")
    return inspected(inspection) | {
        "inspected_on": inspected_on(inspection), "problems": said.get("problems"),
        "request": said.get("rectification_request"),
        "officers": officers(context, inspection),
    }  # fmt: skip


def inspected_on(inspection) -> str:
    return (inspection.started_at.date() if inspection.started_at else inspection.planned_on).isoformat()


@document_facts("rectification_review")
def rectification_review(context) -> dict:
    """整改复查意见书"""
    inspection, said = subject(context), context.said("review_rectification")
    order = documents.latest("rectification_order", "inspection", inspection.id)
    return inspected(inspection) | {
        "order_number": order.number, "ordered_on": order.issued_on.isoformat(),
        "reviewed_on": said.get("reviewed_on"), "conclusion": said.get("conclusion"),
        "next_step": said.get("next_step"),
        "results": [{**row, "result": RESULTS.get(row.get("result"))} for row in said.get("results") or []],
        "officers": officers(context, inspection),
    }  # fmt: skip


@document_facts("on_site_measure")
def on_site_measure(context) -> dict:
    """现场处理措施决定书"""
    inspection, said = subject(context), context.said("propose_on_site_measure")
    scope = said.get("measure_scope") or ""
    return inspected(inspection) | {
        "inspected_on": inspected_on(inspection), "basis": "《中华人民共和国安全生产法》第六十五条第一款第（三）项",
        "hazards": [row["hazard"] for row in said.get("hazards") or []],
        "measures": [f"{queries.MEASURES[code]}（{scope}）" for code in said.get("measures") or []],
        "measure_period": said.get("measure_period"), "resume_condition": said.get("resume_condition"),
        "officers": officers(context, inspection),
    }  # fmt: skip


@prefill("draft_inspection_plan")
def prefill_plan(context) -> dict:
    """The enterprise's own sector list when there is one, else the general one; the day as planned."""
    inspection, sectors = subject(context), queries.checklist_sectors()
    sector = inspection.enterprise.sector if inspection.enterprise.sector in sectors else queries.GENERAL
    return {
        "checklist_sectors": [{"label": name, "value": name} for name in sectors], "checklist_sector": sector,
        "inspect_from_on": inspection.planned_on.isoformat(), "inspect_to_on": inspection.planned_on.isoformat(),
        "plan_reason": f"{queries.TRIGGERS[inspection.trigger]}{'：' + inspection.clue if inspection.clue else ''}",
        "plan_basis": BASIS, "methods": ["on_site", "documents", "questions"],
    }  # fmt: skip


@prefill("conduct_inspection")
def prefill_inspection(context) -> dict:
    """The approved checklist, item by item."""
    inspection = subject(context)
    items = [
        {"id": row.id, "text": row.text, "kind": row.kind, "severity": row.severity_hint, "basis": row.basis}
        for row in queries.checklist(inspection.sector)
    ]
    return {"checklist_items": items, "place": inspection.place or inspection.enterprise.address}


SECTORS = {"工贸": "industry", "危险化学品": "chemical", "化工": "chemical", "矿山": "mine", "烟花爆竹": "fireworks"}


@prefill("decide_inspection_outcome")
def prefill_outcome(context) -> dict:
    """The problems to choose from, and the standard of the enterprise's sector."""
    inspection = subject(context)
    sector = inspection.enterprise.sector or ""
    standard = next((code for words, code in SECTORS.items() if words in sector), "other")
    return {"finding_options": [{"label": row.words, "value": str(row.id)} for row in inspection.problems],
            "hazard_sector": standard}  # fmt: skip


@prefill("draft_rectification_order")
def prefill_order(context) -> dict:
    """Each problem found, ready to be given its article and its day."""
    return {"problems": [{"problem": row.words, "article": row.article} for row in subject(context).problems]}


@prefill("propose_on_site_measure")
def prefill_measure(context) -> dict:
    return {"hazards": [{"hazard": row.words} for row in subject(context).problems],
            "measure_period": "自本决定送达之日起，至隐患排除并经审查同意之日止"}  # fmt: skip


@prefill("review_rectification")
def prefill_review(context) -> dict:
    order = queries.current_order(subject(context).id)
    return {"results": [{"problem": row["problem"]} for row in order.problems], "reviewed_on": today().isoformat()}
