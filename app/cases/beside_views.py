"""The acts a case's and a paper's page offer beside its main road: each begins a procedure whose steps are tasks."""

from flask import request
from flask_login import current_user

from app.cases import commands, extensions, queries
from app.cases.views import bp
from app.core.errors import NotFound, RuleBroken
from app.documents import queries as documents
from app.identity.sessions import requires
from app.workflow.views import to_first_task


def party_seen(case_id: int, party_id: int):
    """A party of a case this person may see. Raises: NotFound; NotAllowed("other_bureau")"""
    party = next((each for each in queries.case_for(current_user, case_id).parties if each.id == party_id), None)
    if party is None:
        raise NotFound("party", "本案没有这名当事人，请刷新后再看")
    return party


@bp.post("/<int:case_id>/parties/<int:party_id>/relief")
@requires("record_payment")
def begin_relief(case_id, party_id):
    """Deal with an application to pay later or in parts (申请延期、分期缴纳)."""
    party = party_seen(case_id, party_id)
    return to_first_task(commands.begin_relief(current_user, party), f"已开始为{party.name}办理延期、分期缴纳，请登记书面申请")


@bp.post("/<int:case_id>/parties/<int:party_id>/remedies")
@requires("record_statement")
def begin_remedy(case_id, party_id):
    """A notice came that a review or suit was taken up (收到受理、应诉通知)."""
    party = party_seen(case_id, party_id)
    return to_first_task(commands.begin_remedy(current_user, party), f"请登记{party.name}的受理、应诉通知")


@bp.post("/<int:case_id>/parties/<int:party_id>/daily-penalty")
@requires("propose_penalty")
def begin_daily_penalty(case_id, party_id):
    """Ordered to correct, fined, and still refusing (按日连续处罚)."""
    party = party_seen(case_id, party_id)
    return to_first_task(commands.begin_daily_penalty(current_user, party), f"请写明{party.name}拒不改正的复查情况")


@bp.post("/<int:case_id>/parties/<int:party_id>/agreement")
@requires("record_payment")
def begin_agreement(case_id, party_id):
    """The party offers to put things right and to pay (执行协议)."""
    party = party_seen(case_id, party_id)
    return to_first_task(commands.begin_agreement(current_user, party), f"请写明与{party.name}的执行协议")


@bp.post("/<int:case_id>/periods/<int:period_id>/extension")
@requires("record_evidence")
def begin_extension(case_id, period_id):
    """Ask for a longer period (申请延长期限)."""
    return to_first_task(extensions.begin(current_user, queries.case_for(current_user, case_id), period_id), "请写明延长的理由")


@bp.post("/<int:case_id>/appraisals")
@requires("record_evidence")
def begin_appraisal(case_id):
    """Have something appraised (委托鉴定); `kept`: id of what is sealed or seized."""
    case, kept_id = queries.case_for(current_user, case_id), request.form.get("kept", type=int)
    kept = next((row for row in queries.preservations(case.id) if row.id == kept_id), None)
    if kept_id and kept is None:
        raise NotFound("preservation", "本案没有这次查封、扣押，请刷新后再看")
    return to_first_task(commands.begin_appraisal(current_user, case, kept), "请写明委托哪家机构、鉴定什么、到哪天为止")


@bp.post("/papers/<int:document_id>/corrections")
@requires("propose_penalty")
def begin_correction(document_id):
    """Correct or revoke an issued paper (更正、撤销).

    Raises: RuleBroken("internal_paper"): a paper of the file only is made anew by its own step
    """
    paper = documents.document_for(current_user, document_id)
    if not paper.template.delivery:
        raise RuleBroken("internal_paper", "内部文书不送达，不用更正通知书；有误的，退回该环节重新办理")
    return to_first_task(commands.begin_correction(current_user, paper), f"请写明《{paper.title}》怎样更正，或者为什么撤销")
