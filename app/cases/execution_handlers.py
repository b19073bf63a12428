"""What `workflows/execution.bpmn` calls: one fine from the delivery of its decision to the end of its execution."""

from app.cases import commands, queries
from app.cases.commands.remedy import hold_wait_that_begins
from app.cases.execution_rules import require_court_window
from app.cases.handlers import day
from app.cases.party_handlers import party_of
from app.cases.remedy_queries import require_enforceable
from app.cases.rules import money
from app.core.clock import today
from app.core.errors import RuleBroken
from app.documents import queries as documents
from app.penalties import queries as penalties
from app.workflow.registry import handler, period_start, requirement


@handler("cases.open_execution")
def open_execution(context):
    """登记执行: from here tasks and papers are about the party, whichever procedure decided on it."""
    party = party_of(context)
    context.set_subject(party, label=party.label)


@handler("cases.start_payment")
def start_payment(context) -> dict:
    """缴款期起算"""
    decision = commands.start_payment(context.actor, party_of(context), day(context.data["deliver_decision_on"]))
    due_on = decision.payment_due_on
    return {"has_fine": bool(decision.fine_yuan), "payment_due_on": due_on and due_on.isoformat()}


def pay(context) -> dict:
    said = context.answers
    party = party_of(context)
    commands.record_payment(
        context.actor, party, money(said["amount_yuan"]), day(said["paid_on"]), said["receipt_no"],
        money(said.get("late_yuan") or "0"),
    )  # fmt: skip
    return {"paid_in_full": penalties.is_settled(penalties.decision(party.id), today())}


@handler("cases.record_payment")
def record_payment(context) -> dict:
    """登记缴款"""
    return pay(context)


@handler("cases.note_overdue")
def note_overdue(context) -> dict:
    """记明逾期，加处罚款起算; a deferral or instalments have moved the day."""
    party = party_of(context)
    commands.note_overdue(context.actor, party)
    due_on = penalties.decision(party.id).payment_due_on
    hold_wait_that_begins(context.actor, party, due_on, context.instance.id)
    return {"payment_due_on": due_on.isoformat()}


@handler("cases.follow_up")
def follow_up(context) -> dict:
    """跟踪逾期罚款"""
    said = context.answers
    if said["follow_up"] == "paid":
        return pay(context)
    commands.follow_up(context.actor, party_of(context), said["follow_up"], said["follow_up_note"], said.get("end_ground"))
    return {"paid_in_full": False}


@handler("cases.start_demand_wait")
def start_demand_wait(context):
    """催告后十个工作日起算"""
    party = party_of(context)
    paper = documents.latest("demand_notice", "party", party.id)
    commands.start_demand_wait(context.actor, party, paper.number, day(context.data["deliver_demand_notice_on"]))


@handler("cases.apply_court")
def apply_court(context) -> dict:
    """申请法院强制执行; or the party paid after all, or execution ends."""
    said, party = context.answers, party_of(context)
    if said["execution"] == "paid":
        return pay(context)
    if said["execution"] == "ended":
        commands.follow_up(context.actor, party, "ended", said["follow_up_note"], said["end_ground"])
        return {"paid_in_full": False}
    commands.apply_court(
        context.actor, party, said["party_opinion"], said["property_clues"], said.get("remedy") or "none", day(said.get("remedy_on")),
        said.get("late_reason") or "",
    )  # fmt: skip
    return {"paid_in_full": False}


@handler("cases.submit_to_court")
def submit_to_court(context) -> dict:
    """向法院提交"""
    row = commands.submit_to_court(context.actor, party_of(context), day(context.answers["submitted_on"]))
    return {"court_submitted_on": row.submitted_on.isoformat()}


@handler("cases.record_court_acceptance")
def record_court_acceptance(context) -> dict:
    """登记法院受理"""
    said = context.answers
    row = commands.record_court_acceptance(
        context.actor, party_of(context), said["court_acceptance"], day(said["accepted_on"]),
        said.get("court_number") or "", said.get("court_reason") or "",
    )  # fmt: skip
    return {"court_accepted_on": row.accepted_on.isoformat()}


@handler("cases.record_court_ruling")
def record_court_ruling(context):
    """登记法院裁定"""
    said = context.answers
    commands.record_court_ruling(
        context.actor, party_of(context), said["court_ruling"], day(said["ruled_on"]), said.get("court_reason") or ""
    )


@handler("cases.record_court_execution")
def record_court_execution(context) -> dict:
    """登记执行结果"""
    said, party = context.answers, party_of(context)
    if said["court_result"] == "collected":
        found = pay(context)
        if found["paid_in_full"]:
            commands.close_court_execution(context.actor, party, "collected")
        return found
    commands.follow_up(context.actor, party, "ended", said["follow_up_note"], "court_terminated")
    commands.close_court_execution(context.actor, party, "terminated")
    return {"paid_in_full": False}


@period_start("suing")
def suing_ended(_name, instance):
    """`law.period_from="suing:ended"`: the day from which the three months count: the time to sue has ended, and a term
    granted for the fine, too. Source: 行政强制法 (2011) art. 53; 行政处罚法 (2021) art. 72(2)"""
    party = queries.party(int(instance.subject_id))
    last = queries.court_application(party.id)
    ended, deferred = queries.suing_ended_on(party, last.remedy_on if last else None), queries.deferred_to(party.id)
    return max(ended, deferred or ended) if ended else None


@requirement("court")
def court_open(_name, instance):
    """`law.requires="court:open"`: today the application drafted last may go to the court."""
    party = queries.party(int(instance.subject_id))
    drafted = queries.court_application(party.id)
    if drafted is None:
        return "还没有拟强制执行申请，请先办理申请法院强制执行（强法第54条）"
    try:
        require_enforceable(party)
        require_court_window(queries.court_window(party, drafted.remedy_on), today(), drafted.late_reason, "execution")
    except RuleBroken as closed:
        return closed.message
    return None
