"""What `workflows/payment_relief.bpmn` calls (延期、分期缴纳罚款): its steps, what its form opens with, its papers."""

from datetime import date
from decimal import Decimal

from app.cases import commands, queries
from app.cases import relief_queries as reliefs
from app.cases import relief_rules as rules
from app.cases.execution_papers import owed_facts
from app.cases.handlers import day
from app.cases.papers import officers, opinions, party_facts
from app.cases.party_handlers import party_of
from app.cases.rules import money
from app.core.clock import today
from app.law.calendar import ONE_DAY
from app.penalties import queries as penalties
from app.workflow.registry import document_facts, handler, prefill, requirement

PARTS = ("due_on", "amount_yuan")


def row_of(context):
    """The application this process is about; None until it is recorded."""
    return reliefs.of_process(context.instance.root_id)


def plan_of(rows: list[dict] | None) -> list[tuple[date, Decimal]]:
    return [(day(row["due_on"]), money(row["amount_yuan"])) for row in rows or []]


@handler("cases.apply_relief")
def apply_relief(context):
    """登记延期、分期缴纳申请"""
    said = context.answers
    commands.apply_relief(
        context.actor, party_of(context), context.instance.root_id, plan_of(said.get("advised")),
        kind=said["relief_kind"], received_on=day(said["received_on"]), difficulty=said["difficulty"],
        requested=plan_of(said["instalments"]), application=said["application"], proofs=said.get("proofs") or [],
        late_reason=said.get("late_reason") or "", advice=said["relief_advice"], opinion=said["opinion"],
    )  # fmt: skip


@handler("cases.withdraw_relief")
def withdraw_relief(context):
    """记明申请撤回"""
    commands.withdraw_relief(context.actor, row_of(context))


@handler("cases.refuse_relief")
def refuse_relief(context):
    """不予批准"""
    commands.refuse_relief(context.actor, row_of(context))


@handler("cases.grant_relief")
def grant_relief(context):
    """批准延期、分期"""
    commands.grant_relief(context.actor, row_of(context))


@handler("cases.find_instalment")
def find_instalment(context) -> dict:
    """核对各期缴款: whether the plan is kept, and until when the next part is awaited."""
    row = row_of(context)
    commands.settle_relief(context.actor, row.party)
    if row.status != "granted":
        return {"relief_standing": "breached" if row.status == "breached" else "fulfilled"}
    due_on = rules.next_due_on(reliefs.parts_of(row, penalties.decision(row.party_id)))
    return {"relief_standing": "kept", "instalment_over_on": (due_on + ONE_DAY).isoformat()}


@requirement("relief")
def relief_open(_name, instance) -> str | None:
    """`law.requires="relief:open"`: the decision is served, the fine is unpaid, and the court was not asked."""
    try:
        reliefs.require_possible(queries.party(int(instance.subject_id)))
    except rules.RuleBroken as refused:
        return refused.message
    return None


@prefill("apply_relief")
def prefill_relief(context) -> dict:
    """What was recorded before, else the whole sum as one part."""
    row, decision = row_of(context), penalties.decision(party_of(context).id)
    owed = {
        "owed": f"{decision.unpaid_yuan:,.2f}",
        "due": decision.payment_due_on and decision.payment_due_on.isoformat(),
    }
    if row is None:
        return owed | {"received_on": today().isoformat(), "instalments": [{"amount_yuan": str(decision.unpaid_yuan)}]}
    kept = {name: getattr(row, name) for name in ("difficulty", "application", "proofs", "late_reason", "opinion")}
    return owed | kept | {
        "relief_kind": row.kind, "received_on": row.received_on.isoformat(), "instalments": row.requested,
        "relief_advice": row.advice, "advised": part_rows(row.plan) if row.advice == "adjust" else [],
    }  # fmt: skip


def part_rows(plan: list[tuple[date, Decimal]]) -> list[dict]:
    return [{"due_on": due_on.isoformat(), "amount_yuan": str(yuan)} for due_on, yuan in plan]


def application_facts(context) -> dict:
    """What all three papers say: the decision, the application, the plan; while it is written, what the form says."""
    party, row = party_of(context), row_of(context)
    said = context.said("apply_relief")
    written = row is None or context.element == "apply_relief"
    plan = said.get("advised") if said.get("relief_advice") == "adjust" else said.get("instalments")
    return party_facts(party) | owed_facts(party) | {
        "relief_kind": rules.KINDS.get(said.get("relief_kind")), "received_on": said.get("received_on"),
        "difficulty": said.get("difficulty"), "late_reason": said.get("late_reason"),
        "advice": rules.ADVICE.get(said.get("relief_advice")),
        "instalments": [part for part in plan or [] if all(part.get(name) for name in PARTS)] if written else part_rows(row.plan),
    }  # fmt: skip


@document_facts("relief_approval")
def relief_approval(context) -> dict:
    """延期（分期）缴纳罚款审批表"""
    party = party_of(context)
    said = context.said("approve_relief")
    return application_facts(context) | {
        "conclusion": {"approve": "批准", "refuse": "不予批准"}.get(said.get("relief_result")),
        "officers": officers(context, party.case),
        "opinions": opinions(context, party.case, "apply_relief", "review_relief", "approve_relief"),
    }  # fmt: skip


@document_facts("relief_grant")
def relief_grant(context) -> dict:
    """延期（分期）缴纳罚款批准书"""
    return application_facts(context) | {"organ_contact": officers(context, party_of(context).case)[0]["name"]}


@document_facts("relief_refusal")
def relief_refusal(context) -> dict:
    """延期（分期）缴纳罚款不批准书"""
    return application_facts(context) | {
        "refusal_reason": context.said("approve_relief").get("opinion"),
        "organ_contact": officers(context, party_of(context).case)[0]["name"],
    }  # fmt: skip
