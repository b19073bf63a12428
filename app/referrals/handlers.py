"""What `workflows/judicial_referral.bpmn` calls."""

from datetime import date, datetime

from app.cases import queries as cases
from app.referrals import commands, queries
from app.workflow.registry import handler


def referral_of(context):
    return queries.of_instance(context.instance.id)


@handler("referrals.open_referral")
def open_referral(context):
    """登记移送"""
    party = cases.party(context.data["party_id"])
    commands.open_referral(context.actor, party.id, context.instance.id)
    context.set_subject("party", party.id, f"移送 {party.name} · {party.case.cause}")


@handler("referrals.appoint_group")
def appoint_group(context) -> dict:
    """指定专案组"""
    said = context.answers
    commands.appoint_group(context.actor, referral_of(context), said["group"], said["suspected_crime"])
    return {"referral_group": said["group"]}


@handler("referrals.write_report")
def write_report(context):
    """核实并书面报告"""
    said = context.answers
    commands.write_report(
        context.actor, referral_of(context), said["crime_facts"], said["referral_basis"], said["group_opinion"]
    )


@handler("referrals.decide")
def decide(context):
    """决定是否移送"""
    said = context.answers
    approved = said["referral_result"] == "approve"
    commands.decide(context.actor, referral_of(context), approved, said["head_opinion"])


@handler("referrals.transfer")
def transfer(context):
    """移送公安、抄送检察院"""
    said = context.answers
    commands.transfer(
        context.actor, referral_of(context), datetime.fromisoformat(said["transferred_at"]), said["police_receiver"],
        date.fromisoformat(said["copied_on"]), said["procuratorate_receiver"],
    )  # fmt: skip


def step(kind: str, result: str | None, happened: str):
    """A listener that records one step: `result` and `happened` name fields of the form."""

    def record(context):
        said = context.answers
        commands.record_step(
            context.actor, referral_of(context), kind, said[result] if result else "done", said[happened], said
        )

    record.__doc__ = f"Record the step {kind}."
    return record


handler("referrals.record_reply")(step("reply", "police_reply", "replied_at"))
handler("referrals.supplement")(step("supplement", None, "supplemented_at"))
handler("referrals.hand_over")(step("handover", None, "handed_over_on"))
handler("referrals.record_reconsideration")(step("reconsideration", "reconsideration", "reconsidered_on"))
handler("referrals.record_supervision")(step("supervision", "supervision", "supervised_on"))


@handler("referrals.decide_objection")
def decide_objection(context):
    """对不立案提出意见"""
    said = context.answers
    commands.record_step(context.actor, referral_of(context), "objection", said["objection"], None, said)


def close(outcome: str):
    def finish(context) -> dict:
        commands.close_referral(context.actor, referral_of(context), outcome)
        return {"referral_outcome": outcome}

    finish.__doc__ = f"End the referral as {outcome}."
    return finish


for outcome in ("filed", "not_filed", "not_approved"):
    handler(f"referrals.close_{outcome}")(close(outcome))
