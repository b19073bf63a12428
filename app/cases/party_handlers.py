"""What `workflows/party_proceeding.bpmn` calls: one party from the proposal to the payment."""

from app.cases import breaches, commands, queries
from app.cases.handlers import case_of, day, evidence_items, law_cited, moment
from app.cases.models import REVIEW_POINTS
from app.documents import queries as documents
from app.penalties import queries as penalties
from app.workflow.registry import answer_rule, handler

NOTICES = {"entity": "penalty_notice_entity", "person": "penalty_notice_person"}
INVESTIGATION = (
    "apply_filing", "issue_inquiry_notice", "record_inquiry", "collect_evidence", "conclude_investigation",
    "propose_penalty", "supplement_investigation",
)  # fmt: skip


def party_of(context):
    """The party this proceeding is about."""
    kind, subject_id = context.subject
    return queries.party(int(subject_id) if kind == "party" else context.data["party_id"])


@handler("cases.open_proceeding")
def open_proceeding(context) -> dict:
    """登记当事人程序: from here tasks and papers are about this party."""
    party = party_of(context)
    context.set_subject(party, label=party.label)
    return {"party_kind": party.kind}


def proposal_of(context, party) -> dict:
    """What the form says, as `commands.propose` wants it."""
    said = context.answers
    terms = {name: said.get(name) or "" for name in ("reason", "education", "dual_reason", "change_note")}
    if said["proposal_outcome"] != "penalty":
        terms |= law_cited(said, "violated", "basis")
    if said["proposal_outcome"] == "no_penalty":
        terms["ground"] = {"code": said["no_penalty_ground"], "conditions": said["ground_conditions"],
                           "evidence": said["ground_evidence"]}  # fmt: skip
    if said["proposal_outcome"] == "penalty" and "ground_conditions" in said:
        terms["ground"] = {"conditions": said["ground_conditions"] or [], "reason": said.get("exemption_reason") or ""}
    return terms | {"outcome": said["proposal_outcome"], "facts": said["facts"], "breaches": breaches.rows(party, said),
                    "uniform": said.get("uniform") or [], "facts_changed": bool(said.get("facts_changed"))}  # fmt: skip


@answer_rule("propose_penalty")
def check_proposal(context):
    """Refused before the first of the two officers signs."""
    party = party_of(context)
    commands.prepared(party, **proposal_of(context, party))


@handler("cases.propose")
def propose(context):
    """案件处理呈批"""
    party = party_of(context)
    commands.propose(context.actor, party, **proposal_of(context, party))


@handler("cases.assess_proposal")
def assess_proposal(context) -> dict:
    """核对听证、讨论和告知: which procedures the approved proposal opens for this party."""
    party = party_of(context)
    proposal = commands.approve_proposal(context.actor, party)
    return {
        "has_hearing_right": bool(proposal.hearing_triggers),
        "needs_deliberation": bool(proposal.deliberation_triggers),
        "notice_needed": proposal.outcome == "penalty" and penalties.needs_notice(party.id),
        "hearing_requested": queries.hearing_owed(party),
    }


@handler("cases.draft_notice")
def draft_notice(context):
    """拟处罚告知书"""
    said = context.answers
    commands.draft_notice(context.actor, party_of(context), said["statement_period"], said["contact"])


@handler("cases.open_window")
def open_window(context):
    """申辩、听证期限起算"""
    party = party_of(context)
    paper = documents.latest(NOTICES[party.kind], "party", party.id)
    commands.open_window(context.actor, party, paper.number, day(context.data["deliver_notice_on"]))


@handler("cases.record_statement")
def record_statement(context):
    """登记陈述申辩"""
    said = context.answers
    commands.record_statement(
        context.actor, party_of(context), said["statement_choice"], day(said["received_on"]), said
    )


@handler("cases.record_application")
def record_application(context):
    """登记听证申请"""
    said = context.answers
    commands.record_application(
        context.actor, party_of(context), said["application_choice"], day(said["received_on"]), said
    )


@handler("cases.lapse_statement")
def lapse_statement(context):
    """记明逾期未申辩"""
    commands.lapse_window(context.actor, party_of(context), "statement")


@handler("cases.lapse_application")
def lapse_application(context):
    """记明逾期未申请听证"""
    commands.lapse_window(context.actor, party_of(context), "hearing")


@handler("cases.settle_window")
def settle_window(context) -> dict:
    """汇总当事人意见"""
    told = penalties.notified(party_of(context).id)
    used = {right: queries.statement(told.id, right) for right in ("statement", "hearing")}
    made = {right: bool(row and row.result == "exercised") for right, row in used.items()}
    applied_on = used["hearing"].received_on.isoformat() if made["hearing"] else None
    return {
        "statement_made": made["statement"], "hearing_requested": made["hearing"], "hearing_applied_on": applied_on,
        "lapse_unchecked": any(row and row.is_lapse_unchecked for row in used.values()),
    }  # fmt: skip


@handler("cases.confirm_lapse")
def confirm_lapse(context):
    """核对期满收件"""
    commands.confirm_lapse(context.actor, party_of(context), context.answers["lapse_note"])


@handler("cases.review_statement")
def review_statement(context):
    """复核陈述申辩"""
    said = context.answers
    commands.review_statement(context.actor, party_of(context), said["adoption"], said["adoption_reason"])


@handler("cases.arrange_hearing")
def arrange_hearing(context) -> dict:
    """安排听证"""
    said = context.answers
    investigators = set(case_of(context).officer_ids).union(*(context.performers(step) for step in INVESTIGATION))
    commands.arrange_hearing(
        context.actor, party_of(context), said["presider"], investigators, moment(said["hearing_at"]),
        applied_on=day(context.data["hearing_applied_on"]), place=said["place"],
        is_public=said["openness"] == "public", closed_reason=said.get("closed_reason") or "",
        members=[member["name"] for member in said.get("members") or []], recorder_name=said["recorder_name"],
    )  # fmt: skip
    return {"presider": said["presider"]}


@handler("cases.check_hearing_notice")
def check_hearing_notice(context) -> dict:
    """核对通知期限"""
    delivered_on = day(context.data["deliver_hearing_notice_on"])
    return {"hearing_notice_in_time": commands.check_hearing_notice(context.actor, party_of(context), delivered_on)}


@handler("cases.hold_hearing")
def hold_hearing(context):
    """举行听证"""
    said = context.answers
    commands.hold_hearing(context.actor, party_of(context), said["hearing_result"], said)


@handler("cases.report_hearing")
def report_hearing(context):
    """报告听证"""
    commands.report_hearing(context.actor, party_of(context), context.answers)


@handler("cases.review")
def review(context):
    """法制审核"""
    said = context.answers
    points = {key: {"conform": said[f"point_{key}"] == "conform", "note": said.get(f"reason_{key}") or said.get(f"note_{key}") or ""}
              for key in REVIEW_POINTS}  # fmt: skip
    commands.review(
        context.actor, party_of(context), points, said["review_result"], said["opinion"], said["legal_head"]
    )


@handler("cases.supplement")
def supplement(context):
    """补充调查"""
    if items := evidence_items(context.answers):
        commands.add_evidence(context.actor, case_of(context), items)
    commands.plan_investigation(context.actor, case_of(context), "supplement", context.answers["supplement_note"])


@handler("cases.deliberate")
def deliberate(context):
    """集体讨论"""
    said = context.answers
    commands.deliberate(context.actor, party_of(context), said["deliberation_result"], said["conclusion"], said)


@handler("cases.decide")
def decide(context) -> dict:
    """作出决定"""
    party = party_of(context)
    step = "approve_decision" if penalties.proposal(party.id).outcome == "penalty" else "approve_no_penalty"
    decision = commands.decide(
        context.actor, party, context.submission(step)["opinion"], context.performers(step)[-1]
    )
    return {"decided_on": decision.decided_on.isoformat()}


def close(outcome: str):
    def finish(context):
        commands.close_party(context.actor, party_of(context), outcome)

    finish.__doc__ = f"This party's proceeding ends as {outcome}."
    return finish


for name in ("penalized", "no_penalty", "withdrawn", "transferred"):
    handler(f"cases.close_{name}")(close(name))
