"""Recusal (回避): asking for it and deciding on it."""

from datetime import date

from app.cases import recusals, rules
from app.cases.models import Case, CaseOfficer
from app.cases.recusals import ENDED, GROUNDS, RESULTS, Recusal
from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, RuleBroken
from app.identity import queries as identity
from app.notices.telling import tell
from app.workflow import duties
from app.workflow.commands import exclude_person, remark


@command(permission="request_recusal")
def request_recusal(
    actor, case: Case, user_id: int, applicant: str, ground: str, reason: str, party_id: int | None = None
):
    """Ask that somebody stand aside in this case; until the decision the investigation goes on.

    Args:    applicant: key of recusals.APPLICANTS, `party_id` names the party; ground: key of recusals.GROUNDS
    Returns: the undecided Recusal
    Raises:  RuleBroken("case_closed" | "recused_already" | "applicant" | "ground" | "other_bureau"); Conflict("asked_already")
    Source:  行政处罚法 (2021) art. 43
    """
    person = identity.user(user_id)
    _require_open(case, person)
    if ground not in GROUNDS or not reason.strip():
        raise RuleBroken("ground", "请选择回避的事由并写明情况（罚法第43条）", {"reason": "请写明情况"})
    if person not in identity.colleagues(case.organisation_id):
        raise RuleBroken("other_bureau", f"{person.name}不是办理本案的机关的人员，请另选", {"user_id": "请另选"})
    party = next((each for each in case.parties if each.id == party_id), None)
    recusals.require_applicant(applicant, actor.id == person.id, party is not None)
    if any(each.is_open and each.user_id == person.id for each in recusals.of_case(case.id)):
        raise Conflict("asked_already", f"请求{person.name}回避的申请还没有决定，不需要再提")
    row = Recusal(case_id=case.id, user_id=person.id, applicant=applicant, ground=ground, reason=reason.strip(),
                  party_id=party.id if applicant == "party" else None, requested_on=today(), recorded_by=actor.id,
                  recorded_at=now())  # fmt: skip
    db.session.add(row)
    db.session.flush()  # callers need the id
    said = f"{row.party.name}申请" if row.party else recusals.APPLICANTS[applicant]
    remark(actor, case.root_id, f"{said}{person.name}回避", f"{GROUNDS[ground]}：{row.reason}")
    deciders = {each.id for each in identity.colleagues(case.organisation_id) if each.may("decide_recusal")}
    _tell(deciders - {actor.id, person.id}, row, "有一件回避申请待您决定", f"{said}{person.name}回避（{case.title}）")
    return row


def _tell(people: set[int], row: Recusal, title: str, detail: str) -> None:
    """No task carries a request: whoever decides, and who asked or stands aside, is told where to look."""
    tell(people, "recusal", f"recusal:{row.id}", title, f"/cases/{row.case_id}#recusals", detail, row.result or "")


@command(permission="decide_recusal")
def decide_recusal(actor, row: Recusal, case: Case, result: str, reason: str, successor_id: int | None = None,
                   held_on: date | None = None, attendees: list[str] = ()) -> Recusal:  # fmt: skip
    """Decide on a request. Granted, the person has no act left in the whole matter; what they did before stays.

    Args:   result: granted | refused; successor_id: takes over as officer in charge or presider;
            held_on, attendees: day and names of the collective deliberation on the head's own recusal
    Raises: Conflict("recusal_decided"); RuleBroken("own_recusal" | "collective" | "head_decides" | "successor" |
            "two_officers" | "no_certificate" | "separate_duty" | "presider_investigated" | "decision_reason")
    Source: 行政处罚法 (2021) arts. 42, 43, 64
    """
    if not row.is_open:
        raise Conflict("recusal_decided", "这件回避申请已经决定，请刷新后再看")
    person = row.person
    _require_open(case, person)
    if result not in RESULTS or not reason.strip():
        raise RuleBroken("decision_reason", "请选择决定并写明理由", {"decision_reason": "请写明理由"})
    bureau, named = case.organisation_id, [name for name in attendees if name != person.name]
    recusals.require_decider(actor.id == person.id, recusals.is_head(person, case), person.has_role("deputy_head", bureau),
                             actor.head_post(bureau) is not None, named if held_on else [])  # fmt: skip
    row.result, row.decision_reason, row.decided_on, row.decided_by = result, reason.strip(), today(), actor.id
    row.collective = {"held_on": held_on.isoformat(), "attendees": named} if held_on else {}
    concerned = {person.id, row.recorded_by, successor_id} - {actor.id, None}
    _tell(concerned, row, f"回避申请：{RESULTS[result]}", f"{person.name}：{RESULTS[result]}（{case.title}）")
    if result == "refused":
        remark(actor, case.root_id, f"驳回请求{person.name}回避的申请", row.decision_reason)
        return row
    row.successor_id = successor_id
    _replace(case, person, identity.user(successor_id) if successor_id else None)
    exclude_person(actor, case.root_id, person.id, row.decision_reason, successor_id)
    return row


def _require_open(case: Case, person) -> None:
    if case.status in ENDED:
        raise RuleBroken("case_closed", "案件已经办结，不再办理回避")
    if person.id in duties.excluded(case.root_id):
        raise RuleBroken("recused_already", f"{person.name}在本案中已经回避")


def _replace(case: Case, person, successor) -> None:
    """Put the successor in charge, or in the chair of a hearing still to come."""
    in_charge = person.id in case.officer_ids
    hearings = recusals.hearings_to_come(case, person.id)
    needed = f"{person.name}是本案承办人" if in_charge else f"{person.name}是已安排的听证的主持人" if hearings else ""
    recusals.require_successor(needed, successor is not None)
    if successor and successor not in identity.colleagues(case.organisation_id):
        raise RuleBroken("successor", "接替人员须是本机关在任人员，请另选", {"successor_id": "请另选"})
    if in_charge:
        _put_in_charge(case, person, successor)
    for hearing in hearings:
        investigators = duties.involvement(case.root_id, duties.apart_from(case.root_id, "hold_hearing"))
        rules.require_presider_apart(successor.id, investigators)
        hearing.presider_id = successor.id


def _put_in_charge(case: Case, person, successor) -> None:
    """The successor is an officer whom no task already done in this case keeps from investigating."""
    others = identity.officers([user_id for user_id in case.officer_ids if user_id != person.id])
    rules.require_two_certified_officers([*others, successor], on=today())
    if did := duties.separated_from_group(case.root_id, "case_officers").get(successor.id):
        message = f"{successor.name}{did}，依职责分离不能接替承办本案；请另选"
        raise RuleBroken("separate_duty", message, {"successor_id": message})
    place = next(each for each in case.officers if each.user_id == person.id)
    badge, position = successor.certificate(today()).number, place.position
    case.officers.remove(place)
    db.session.flush()  # one place in the order is free again
    if successor.id not in case.officer_ids:
        case.officers.append(CaseOfficer(user_id=successor.id, position=position, badge_no=badge))
