"""Pages of cases: the list and one case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import ValidationError

from app.cases import commands, overview, parties, periods, queries, recusals
from app.cases.appraisal_rules import STATUSES as APPRAISAL_STATUSES
from app.cases.models import CAPACITIES, CASE_STATUSES, EVIDENCE_KINDS, ROUNDS, SOURCES
from app.cases.preservation_rules import KINDS, STATUSES
from app.cases.recusals import RESULTS
from app.cases.relief_rules import GROUND, STANDINGS
from app.cases.remedy_rules import EVENTS
from app.cases.schemas import (
    PERSONAL,
    NewParty,
    PeriodResumption,
    PeriodSuspension,
    RecusalDecision,
    RecusalRequest,
)
from app.core.errors import NotFound, RuleBroken
from app.core.views import attachment_reader
from app.enterprises import queries as enterprises
from app.hazards import thread as threads
from app.identity.sessions import requires
from app.penalties.models import VOID_GROUNDS
from app.penalties.rules import LATE_WHY

PERIOD_ACTS = {
    "suspend": (PeriodSuspension, periods.suspend, "已登记中止"), "resume": (PeriodResumption, periods.resume, "已登记恢复"),
}  # fmt: skip

bp = Blueprint("cases", __name__, url_prefix="/cases")


@bp.get("/<int:case_id>")
@requires("read_cases")
def show_case(case_id):
    """One case: its parties side by side, what they share, its clock, papers, course and diagrams."""
    return _page(queries.case_for(current_user, case_id))


@bp.post("/<int:case_id>/parties")
@requires("manage_parties")
def add_party(case_id):
    """Name one more party; its proceeding starts at once where the others are already under way."""
    case = queries.case_for(current_user, case_id)
    said = NewParty().load({key: value for key, value in request.form.items() if value})
    persons = [{**said, "person": said["person"]}] if said["person"] else []
    rows = parties.rows(case.enterprise_id, not persons, persons)
    [party] = commands.add_party(current_user, case, rows)
    flash(f"已追加当事人：{party.name}")
    return redirect(url_for(".show_case", case_id=case_id))


@bp.post("/<int:case_id>/recusals")
@requires("request_recusal")
def request_recusal(case_id):
    """Ask that somebody stand aside (申请回避); what was typed stays where it is refused."""
    case = queries.case_for(current_user, case_id)
    try:
        sent = RecusalRequest().load(request.form)
        applicant, _, party_id = sent.pop("applicant").partition(":")
        row = commands.request_recusal(current_user, case, applicant=applicant, party_id=party_id and int(party_id), **sent)
    except (ValidationError, RuleBroken) as refused:
        return _page(case, "ask-recusal", refused), 422
    flash(f"已登记请求{row.person.name}回避的申请，决定之前不停止调查")
    return redirect(url_for(".show_case", case_id=case_id) + "#recusals")


@bp.post("/<int:case_id>/recusals/<int:recusal_id>")
@requires("decide_recusal")
def decide_recusal(case_id, recusal_id):
    """Decide on a request (决定回避)."""
    case = queries.case_for(current_user, case_id)
    row = next((each for each in recusals.of_case(case.id) if each.id == recusal_id), None)
    if row is None:
        raise NotFound("recusal", "本案没有这件回避申请，请刷新后再看")
    try:
        sent = RecusalDecision().load(request.form)
        names = sent.pop("attendees").replace("、", " ").replace("，", " ").split()
        row = commands.decide_recusal(current_user, row, case, attendees=names, **sent)
    except (ValidationError, RuleBroken) as refused:
        return _page(case, f"decide-recusal-{recusal_id}", refused), 422
    flash(f"{row.person.name}：{RESULTS[row.result]}")
    return redirect(url_for(".show_case", case_id=case_id) + "#recusals")


@bp.post("/<int:case_id>/periods/<int:period_id>/<act>")
@requires("manage_periods")
def change_period(case_id, period_id, act):
    """Stop (中止) or let go on (恢复) a period of the case; what was typed stays where it is refused."""
    case = queries.case_for(current_user, case_id)
    if act not in PERIOD_ACTS:
        raise NotFound("period_act", "没有这种办理，请从案件页操作")
    schema, change, words = PERIOD_ACTS[act]
    try:
        changed = change(current_user, case, period_id, **schema().load(request.form))
    except (ValidationError, RuleBroken) as refused:
        return _page(case, f"{act}-period-{period_id}", refused), 422
    last_day = changed[0].last_day
    flash(f"{words}，末日{f'改为 {last_day}' if last_day else changed[0].status}")
    return redirect(url_for(".show_case", case_id=case_id) + "#periods")


def _page(case, asked: str = "", refused=None):
    """Args: asked: id of the dialog whose answers were refused; it opens again with what was typed"""
    view = overview.case_view(case)
    known = {party.enterprise_person_id for party in case.parties}
    return render_template(
        "cases/show.html", view=view, case=case, statuses=CASE_STATUSES, sources=SOURCES, kinds=EVIDENCE_KINDS,
        enterprise=enterprises.enterprise(case.enterprise_id),
        others=[person for person in enterprises.persons(case.enterprise_id) if person.id not in known],
        capacities={code: CAPACITIES[code] for code in PERSONAL},
        may_add=case.status in ("investigating", "handling") and current_user.may("manage_parties"),
        may_ask=case.status not in recusals.ENDED and current_user.may("request_recusal"),
        may_decide=current_user.may("decide_recusal"), may_extend=current_user.may("record_evidence"),
        may_manage_periods=current_user.may("manage_periods"),
        rounds=ROUNDS, void_grounds=VOID_GROUNDS,
        late_why=LATE_WHY, remedy_events=EVENTS, kept_statuses=STATUSES, kept_kinds=KINDS,
        appraisal_statuses=APPRAISAL_STATUSES, standings=STANDINGS, by_relief=GROUND,
        colleagues=recusals.may_stand_aside(case), grounds=recusals.GROUNDS,
        thread=threads.of(case.root_id, current_user),
        results=RESULTS, asked=asked, messages=refused.messages if refused else {}, head_of=recusals.is_head,
    )  # fmt: skip


@attachment_reader
def reads_evidence(user, attachment):
    """Whoever may see the case may open its evidence."""
    if attachment.subject_kind != "case":
        return None
    return queries.may_see(user, queries.case(int(attachment.subject_id)))
