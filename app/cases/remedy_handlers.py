"""What `workflows/review_or_suit.bpmn` calls (行政复议、行政诉讼): its steps, what its forms open with, its papers."""

from app.cases import commands, queries
from app.cases import remedy_queries as remedies
from app.cases.execution_papers import decision_paper
from app.cases.handlers import day
from app.cases.papers import officers, party_facts
from app.cases.party_handlers import party_of
from app.cases.remedy_rules import RESULTS
from app.cases.rules import money
from app.core.clock import today
from app.core.errors import RuleBroken
from app.penalties import commands as penalty_commands
from app.penalties import queries as penalties
from app.workflow.registry import document_facts, handler, prefill, requirement


def row_of(context):
    """The review or suit this process follows; None until it is registered."""
    return remedies.of_process(context.instance.root_id)


@handler("cases.register_remedy")
def register_remedy(context) -> dict:
    """登记受理、应诉通知"""
    said = context.answers
    row = commands.register_remedy(
        context.actor, party_of(context), context.instance.root_id, kind=said["remedy_kind"],
        simplified=said.get("review_track") == "simplified", authority=said["authority"], number=said["notice_number"],
        accepted_on=day(said["accepted_on"]), copy_received_on=day(said["copy_received_on"]), claims=said["claims"],
        notice=said["notice"],
    )  # fmt: skip
    track = "simplified" if row.simplified else row.kind
    return {"remedy_track": track, "copy_received_on": row.copy_received_on.isoformat()}


@handler("cases.answer_remedy")
def answer_remedy(context):
    """拟答复书、答辩状"""
    said = context.answers
    commands.answer_remedy(context.actor, row_of(context), said["reasons"], said["request"], handed_in(said))


def handed_in(said: dict) -> list[dict]:
    return [
        {name: each.get(name) for name in ("name", "obtained_on", "proves")} for each in said.get("handed_in") or []
    ]


@handler("cases.note_answer_late")
def note_answer_late(context):
    """记明逾期未答复"""
    commands.note_answer_late(context.actor, row_of(context))


@handler("cases.submit_answer")
def submit_answer(context):
    """提交答复（答辩）和证据"""
    commands.submit_answer(context.actor, row_of(context), day(context.answers["answered_on"]))


@handler("cases.follow_remedy")
def follow_remedy(context):
    """跟进审理: an event, or the result"""
    said, row = context.answers, row_of(context)
    if said["remedy_step"] == "result":
        _end(context, row, said, said["review_result"] if row.kind == "review" else said["suit_result"])
    elif said["remedy_step"] == "judgment":
        return _judge(context, row, said)
    else:
        _event(context, row, said["remedy_step"], said)
    return None


def _event(context, row, step: str, said: dict) -> None:
    commands.record_event(
        context.actor, row, step, day(said["event_on"]), said["event_note"], said.get("head_attends") != "no",
        said.get("absence_reason") or "", said.get("ruling_number") or "",
    )  # fmt: skip


def _judge(context, row, said: dict) -> dict:
    """The first instance, from which the time to appeal counts."""
    commands.record_judgment(
        context.actor, row, said["judgment_kind"], said.get("suit_result") or "", day(said["judgment_served_on"]), said["result_number"],
        **_changes(said),
    )  # fmt: skip
    return {"judgment_kind": said["judgment_kind"], "judgment_served_on": day(said["judgment_served_on"]).isoformat()}


def _changes(said: dict) -> dict:
    return {"changed_yuan": money(said.get("changed_yuan")), "redo": said.get("redo") or "none"}


@handler("cases.record_appeal")
def record_appeal(context):
    """登记上诉"""
    said, judged = context.answers, context.submission("follow_remedy")
    who = {"party": "当事人", "organ": "本机关", "both": "双方"}[said["appellant"]]
    commands.record_appeal(
        context.actor, row_of(context), judged["judgment_kind"], day(judged["judgment_served_on"]), day(said["appealed_on"]),
        f"{who}向{said['appeal_court']}上诉：{said['appeal_claims']}",
    )  # fmt: skip


@handler("cases.note_judgment_effective")
def note_judgment_effective(context):
    """记明一审裁判生效"""
    judged = context.submission("follow_remedy")
    commands.let_judgment_stand(
        context.actor, row_of(context), judged["judgment_kind"], day(judged["judgment_served_on"]), judged["suit_result"],
        judged["result_number"], judged["result_note"], **_changes(judged),
    )  # fmt: skip


@handler("cases.follow_appeal")
def follow_appeal(context):
    """跟进二审: an event, or what the court of appeal decided, which is final"""
    said, row = context.answers, row_of(context)
    if said["appeal_step"] != "final":
        _event(context, row, said["appeal_step"], said)
    elif said["appeal_result"] == "revised":
        _end(context, row, said, said["suit_result"])
    else:
        judged = context.submission("follow_remedy")
        _end(context, row, said | {name: judged.get(name) for name in ("changed_yuan", "redo")}, judged["suit_result"])


def _end(context, row, said: dict, result: str) -> None:
    commands.end_remedy(
        context.actor, row, result, day(said["ended_on"]), said["result_number"], said["result_note"],
        opinion_received_on=day(said.get("opinion_received_on")), **_changes(said),
    )  # fmt: skip


@handler("cases.settle_remedy")
def settle_remedy(context) -> dict:
    """核对结果: what is left to do after it"""
    row = row_of(context)
    decision = penalties.decision(row.party_id)
    received = row.opinion_received_on
    return {
        "refund_due": bool(decision.refund_yuan) and decision.refunded_on is None, "opinion_due": received is not None,
        "opinion_received_on": received and received.isoformat(),
    }  # fmt: skip


@handler("cases.record_refund")
def record_refund(context):
    """退还罚款"""
    penalty_commands.record_refund(
        context.actor, penalties.decision(party_of(context).id), day(context.answers["refunded_on"])
    )


@handler("cases.report_correction")
def report_correction(context):
    """报送纠正情况"""
    commands.report_correction(context.actor, row_of(context), day(context.answers["corrected_on"]))


@requirement("remedy")
def contestable(_name, instance) -> str | None:
    """`law.requires="remedy:possible"`: there is a decision on this party that was served and stands."""
    try:
        remedies.require_contestable(queries.party(int(instance.subject_id)))
    except RuleBroken as refused:
        return refused.message
    return None


@prefill("register_remedy")
def prefill_register(context) -> dict:
    """The organ and the court the decision named."""
    return {"copy_received_on": today().isoformat(), **decision_words(party_of(context))}


def decision_words(party) -> dict:
    decision, paper = penalties.decision(party.id), decision_paper(party)
    return {"decision": f"{paper.number}，{decision.decided_on} 作出，{decision.delivered_on} 送达"}


@prefill("answer_remedy")
def prefill_answer(context) -> dict:
    """What was drafted before, else the evidence of the case collected before the decision."""
    row, party = row_of(context), party_of(context)
    shown = {"claims": row.claims, "due": row.answer_due_on and row.answer_due_on.isoformat(), **decision_words(party)}
    if row.answer:
        return shown | row.answer
    decision = penalties.decision(party.id)
    own = [each for each in party.case.evidence if each.obtained_on <= decision.decided_on]
    return shown | {
        "request": f"请求{'维持原处罚决定' if row.kind == 'review' else '判决驳回原告的诉讼请求'}",
        "handed_in": [
            {"name": each.name, "obtained_on": each.obtained_on.isoformat(), "proves": each.proves} for each in own
        ],
    }


@prefill("submit_answer")
def prefill_submit(context) -> dict:
    due_on = row_of(context).answer_due_on
    return {"answered_on": today().isoformat(), "due": due_on and due_on.isoformat()}


@prefill("follow_remedy")
def prefill_follow(context) -> dict:
    """Which results there are, and how many fell so far on record."""
    row = row_of(context)
    decision = penalties.decision(row.party_id)
    return {"kind": row.kind, "event_on": today().isoformat(), "fine": f"{decision.fine_yuan or 0:,.2f}"}


@prefill("record_appeal")
@prefill("follow_appeal")
def prefill_appeal(context) -> dict:
    """What the first instance decided, and until when it may be appealed."""
    judged, decision = context.submission("follow_remedy"), penalties.decision(party_of(context).id)
    served_on = day(judged["judgment_served_on"])
    last_day = remedies.appeal_last_day(judged["judgment_kind"], served_on)
    return {
        "judgment": f"{RESULTS['suit'][judged['suit_result']]}（{judged['result_number']}），{served_on} 送达",
        "last_day": last_day.isoformat() if last_day else "待放假安排公布", "fine": f"{decision.fine_yuan or 0:,.2f}",
    }  # fmt: skip


@prefill("record_refund")
def prefill_refund(context) -> dict:
    return {
        "refund": f"{penalties.decision(party_of(context).id).refund_yuan:,.2f}",
        "refunded_on": today().isoformat(),
    }


def answer_facts(context, kind: str) -> dict | None:
    """What the answer and its list say; None where the remedy is of the other kind."""
    row, party = row_of(context), party_of(context)
    if row is None or row.kind != kind:
        return None
    said = context.said(context.element) if context.element.startswith("answer_") else row.answer
    paper = decision_paper(party)
    decision = penalties.decision(party.id)
    return party_facts(party) | {
        "authority": row.authority, "notice_number": row.number, "copy_received_on": row.copy_received_on.isoformat(),
        "claims": row.claims, "decision_number": paper.number, "decided_on": decision.decided_on.isoformat(),
        "facts": decision.proposal.facts, "violated": decision.proposal.violated, "basis": decision.proposal.basis,
        "reasons": said.get("reasons"), "request": said.get("request"), "handed_in": handed_in(said),
        "head_name": signer(context), "organ_contact": officers(context, party.case)[0]["name"],
    }  # fmt: skip


def signer(context) -> str | None:
    """Who stands for the organ: whoever approved the answer."""
    given = context.opinions("approve_answer")
    return given[-1]["name"] if given else None


@document_facts("review_reply")
def review_reply(context) -> dict | None:
    """行政复议答复书"""
    return answer_facts(context, "review")


@document_facts("suit_defence")
def suit_defence(context) -> dict | None:
    """行政诉讼答辩状"""
    return answer_facts(context, "suit")


@document_facts("evidence_list")
def evidence_list(context) -> dict | None:
    """证据、依据清单"""
    row = row_of(context)
    facts = answer_facts(context, row.kind) if row else None
    return facts and facts | {"remedy_name": row.label}
