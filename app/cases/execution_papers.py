"""The facts of the papers of an execution: the demand and the application to the court."""

from decimal import Decimal

from app.cases import queries, simple_queries
from app.cases.papers import officers, party_facts
from app.cases.party_handlers import party_of
from app.cases.remedy_queries import last_ended
from app.core.clock import today
from app.documents import queries as documents
from app.documents.rendering import day
from app.penalties import queries as penalties
from app.penalties.rules import LATE_WHY
from app.workflow.registry import document_facts

DECISIONS = {"entity": "penalty_decision_entity", "person": "penalty_decision_person"}


SPOT_DECISION = "spot_penalty_decision"


def decision_paper(party):
    """The paper this party's decision was served with: of a case, or of a penalty on the spot.

    Raises: NotFound, as documents.latest
    """
    spot = None if party.round_kind else simple_queries.of_process(party.case.root_id)
    if spot:
        return documents.latest(SPOT_DECISION, "simple_penalty", spot.id)
    return documents.latest(DECISIONS[party.kind], "party", party.id)


def owed_facts(party) -> dict:
    """What was decided, when it was served and due, and what is still owed today."""
    decision = penalties.decision(party.id)
    paper = decision_paper(party)
    late_yuan = penalties.late_payment_yuan(decision, today())
    return {
        "decision_number": paper.number, "decided_on": decision.decided_on.isoformat(),
        "decision_delivered_on": decision.delivered_on.isoformat(),
        "payment_due_on": decision.payment_due_on and decision.payment_due_on.isoformat(),
        "fine_yuan": str(decision.fine_yuan), "paid_yuan": str(decision.paid_yuan), "unpaid_yuan": str(decision.unpaid_yuan),
        "late_yuan": str(late_yuan), "owed_yuan": str(decision.unpaid_yuan + late_yuan), "reckoned_on": today().isoformat(),
        "late_ledger": late_lines(decision),
    }  # fmt: skip


def late_lines(decision) -> list[str]:
    """How the late-payment penalty came about, one line for days alike, as papers and forms tell it; [] where nothing ran."""
    lines = [span_words(span) for span in penalties.late_ledger(decision, today())]
    if decision.late_waived_yuan:
        lines.append(f"依执行协议减免加处罚款{decision.late_waived_yuan:,.2f}元")
    return lines


def span_words(span) -> str:
    first, last = day(span.first.on.isoformat()), day(span.last.on.isoformat())
    when = f"{first}至{last}（{span.days}日）" if span.days > 1 else first
    if span.first.why != "added":
        return f"{when}：{LATE_WHY[span.first.why]}"
    each = f"未缴{span.first.unpaid_yuan:,.2f}元，每日加处{span.first.added_yuan:,.2f}元"
    return f"{when}：{each}，累计{span.last.total_yuan:,.2f}元"


@document_facts("demand_notice")
def demand_notice(context) -> dict:
    """行政强制执行事先催告书"""
    party = party_of(context)
    return party_facts(party) | owed_facts(party) | {"organ_contact": officers(context, party.case)[0]["name"]}


@document_facts("court_application")
def court_application(context) -> dict:
    """强制执行申请书; while it is drafted, what its form says so far."""
    party, drafted, said = party_of(context), queries.court_application(party_of(context).id), context.said("apply_court")
    demanded, proposal = queries.demand(party.id), penalties.decision(party.id).proposal
    facts = party_facts(party) | owed_facts(party)
    if drafted and context.element != "apply_court":
        sums = {"unpaid_yuan": drafted.amount_yuan, "late_yuan": drafted.late_yuan}
        facts |= sums | {"owed_yuan": str(Decimal(drafted.amount_yuan) + Decimal(drafted.late_yuan))}
    return facts | {
        "facts": proposal.facts, "basis": proposal.basis, "remedy": remedy_words(said, party),
        "demand_number": demanded and demanded.number, "demand_served_on": demanded and demanded.served_on.isoformat(),
        "party_opinion": said.get("party_opinion"), "property_clues": said.get("property_clues"),
        "late_reason": said.get("late_reason"), "head_name": approver(context),
        "organ_contact": officers(context, party.case)[0]["name"],
    }  # fmt: skip


AFTER = {"review": "被申请人于{}收到复议决定，此后没有起诉", "suit": "该裁判于{}生效"}


def remedy_words(said: dict, party=None) -> str | None:
    """Whether the party asked for a review or sued, as the application says it; what is registered goes before."""
    if ended := party and last_ended(party.id):
        words = f"{ended.authority}于{day(ended.accepted_on.isoformat())}受理的{ended.label}以“{ended.status}”（{ended.result_number}）结束"
        return f"{words}，{AFTER[ended.kind].format(day(ended.ended_on.isoformat()))}"
    if said.get("remedy") == "reviewed" and said.get("remedy_on"):
        return f"被申请人申请复议，复议机关维持，于{day(said['remedy_on'])}收到复议决定，此后没有起诉"
    return "被申请人在法定期限内没有申请复议，也没有起诉" if said.get("remedy") else None


def approver(context) -> str | None:
    """Who signs for the office: whoever approved the application, or is about to."""
    given = context.opinions("approve_court_application")
    return given[-1]["name"] if given else None
