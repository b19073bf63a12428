"""Who may do a task: candidates and their substitutes, separated duties, the head alone, recusal, certified officers.

Checked every time, never by permission alone. A substitute (代理) does the tasks of the principal's roles in an own name;
whatever bars the principal or the substitute bars both, and what only the head may decide is never passed on.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.clock import local, today
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.identity import queries as identity
from app.workflow import handlers
from app.workflow.definitions import Definition, Element, definition, in_force
from app.workflow.models import Exclusion, Instance, WorkItem
from app.workflow.registry import DUTY_GROUPS


class Bar(NamedTuple):
    """Why the law keeps a person from a task: a stable code and a Chinese sentence."""

    code: str
    words: str


def why_not(user, item: WorkItem, element: Element) -> str | None:
    """Why this person may not do the task now (Chinese), or None."""
    if recused := _recused(user, item, element):  # before "not yours": it is the reason why it no longer is
        return recused.words
    principal = principal_of(user, item, element)
    if reason := _not_theirs(user, item, element, principal):
        return reason
    bar = _bar(user, principal, item, element)
    return bar.words if bar else _signed_already(principal, user, item)


def require_may_act(user, item: WorkItem, element: Element):
    """Refuse whoever may not do the task, for themselves or as a substitute.

    Returns: the principal (被代理人) in whose place the person acts, or None
    Raises:  NotAllowed("not_yours"); RuleBroken("separate_duty" | "certificate" | "head_only" | "recused" |
             "signed_for_principal")
    """
    principal = principal_of(user, item, element)
    if reason := _not_theirs(user, item, element, principal):
        raise NotAllowed("not_yours", reason)
    if bar := _bar(user, principal, item, element):
        raise RuleBroken(*bar)
    if principal is not None and _place_taken(principal, user, item):
        raise RuleBroken("signed_for_principal", _signed_already(principal, user, item))
    return principal


def require_candidate(user, item: WorkItem, element: Element) -> None:
    """A task may be given only to someone who could have claimed it, and whom no duty keeps from it.

    Raises: RuleBroken("not_candidate" | "separate_duty" | "certificate" | "head_only" | "recused")
    """
    if not is_candidate(user, item):
        raise RuleBroken("not_candidate", f"{user.name}没有办理“{item.title}”的岗位，请另选人员")
    if bar := _bar(user, None, item, element):
        raise RuleBroken(*bar)


def is_lawful(user, item: WorkItem, element: Element) -> bool:
    return _bar(user, None, item, element) is None


def bar_to(user, item: WorkItem, element: Element) -> Bar | None:
    """What keeps this person from the task in their own right, or None."""
    return _bar(user, None, item, element)


def is_candidate(user, item: WorkItem) -> bool:
    """Whether the person holds a role of the task's bureau that may do it, or is named for it."""
    if not item.candidates:
        return user.bureau_id == item.organisation_id or item.organisation_id is None
    return any(
        candidate.role == f"user:{user.id}" or user.has_role(candidate.role, candidate.organisation_id)
        for candidate in item.candidates
    )


def principal_of(user, item: WorkItem, element: Element):
    """In whose place (代) the person would do this task: None for themselves, or for nobody.

    What lies on the principal's desk, or what only the principal could claim. A substitute of a substitute gets nothing.
    """
    if item.assignee_id == user.id:
        return None
    if item.assignee_id is not None and item.signatures_needed == 1:
        return next((each for each in _principals(user, item, element) if each.id == item.assignee_id), None)
    if is_candidate(user, item):
        return None
    return next((each for each in _principals(user, item, element) if item.candidates and is_candidate(each, item)), None)


def _principals(user, item: WorkItem, element: Element) -> Iterable:
    """Who has named this person for a role that may do the task and is still held."""
    for row in identity.standing_in(user):
        person = row.principal
        bureau = item.organisation_id or person.bureau_id
        covered = [role for role in row.roles if (not element.roles or role in element.roles) and person.has_role(role, bureau)]
        if covered and any(post.bureau_id == bureau for post in user.held_posts()):
            yield person


def _not_theirs(user, item: WorkItem, element: Element, principal) -> str | None:
    if principal is not None or item.assignee_id == user.id:
        return None
    if element.head_only and user.head_post(item.organisation_id) is None:
        return _head_only_words(user, None, item)
    if lapsed := _lapsed(user, item):
        return lapsed
    if item.assignee_id is not None and item.signatures_needed == 1:
        return f"这件任务由{identity.user(item.assignee_id).name}办理；如需代办，请其移交或由负责人改派"
    if not item.candidates:
        return "这件任务没有办理人，请负责人指派"
    return None if is_candidate(user, item) else "这件任务不属于您的岗位；如需办理，请联系负责人指派"


def _lapsed(user, item: WorkItem) -> str | None:
    """The person was named to do this task in somebody's place, and is fit for it no longer."""
    if is_candidate(user, item) and item.assignee_id is None:
        return None
    for person, why in identity.no_longer_standing_in(user):
        if person.id == item.assignee_id or (item.assignee_id is None and item.candidates and is_candidate(person, item)):
            return f"您代{person.name}办理已不再有效：{why}。请{person.name}本人办理或者另行委托"
    return None


def _bar(user, principal, item: WorkItem, element: Element) -> Bar | None:
    """Every ban of the person and, for a substitute, of the principal."""
    if element.head_only and (principal is not None or user.head_post(item.organisation_id) is None):
        return Bar("head_only", _head_only_words(user, principal, item))
    for person in [each for each in (user, principal) if each is not None]:
        whose = f"您代{principal.name}办理，而" if person is principal else ""
        for check in (_recused, _conflict, _uncertified):
            if found := check(person, item, element):
                return Bar(found.code, whose + found.words)
    return None


def _head_only_words(user, principal, item: WorkItem) -> str:
    who = f"{principal.name}委托代理的" if principal is not None else user.name
    law = item.basis or "行政执法机关移送涉嫌犯罪案件的规定第5条"
    return (
        f"“{item.title}”只能由正职负责人或者经任命主持工作的负责人本人办理，不能委托或者代理，{who}不能办理（{law}）；"
        "请正职办理，或者由管理员凭任命文件登记主持工作"
    )


def require_not_recused(user, root_id: str) -> None:
    """Whoever was recused has no act left in the matter, on any road.

    Raises: RuleBroken("recused")
    Source: 行政处罚法 (2021) art. 43
    """
    if user.id is not None and user.id in excluded(root_id):
        raise RuleBroken("recused", _recused_words(user.name))


def require_none_recused(user_ids: list, root_id: str, field: str) -> None:
    """Nobody who was recused is named for anything in the matter either.

    Raises: RuleBroken("recused")
    """
    gone = [identity.user(user_id).name for user_id in user_ids if user_id in excluded(root_id)]
    if gone:
        words = _recused_words("、".join(gone))
        raise RuleBroken("recused", words, {field: words})


def excluded(root_id: str) -> dict[int, int | None]:
    """{recused person: who takes their place in this matter, or None}"""
    root = db.session.get(Instance, root_id)  # kept by the unit, and its exclusions with it: asked once
    return {each.user_id: each.successor_id for each in root.exclusions} if root else {}


def beside(root_id: str) -> set[str]:
    """The roots of the other matters that hang together with this one: what it arose from, and what arose from those.

    A case, its inspection, and the measures, reliefs, corrections and extensions begun from either are one matter to
    whoever has an interest in it (行政处罚法 (2021) art. 43).
    """
    found, fresh = {root_id}, {root_id}
    origin = aliased(Instance)
    while fresh:
        above = select(origin.root_id).join(Instance, Instance.origin_id == origin.id).where(Instance.root_id.in_(fresh))
        below = select(Instance.root_id).join(origin, Instance.origin_id == origin.id).where(origin.root_id.in_(fresh))
        fresh = {*db.session.scalars(above), *db.session.scalars(below)} - found
        found |= fresh
    return found - {root_id}


def inherit(row: Instance, origin: Instance) -> None:
    """A matter that arises from another begins with whoever was recused there."""
    root = db.session.get_one(Instance, origin.root_id)
    row.exclusions = [
        Exclusion(user_id=each.user_id, successor_id=each.successor_id, reason=each.reason, since=each.since,
                  decided_by=each.decided_by) for each in root.exclusions
    ]  # fmt: skip


def _recused(user, item: WorkItem, _element: Element) -> Bar | None:
    return Bar("recused", _recused_words(user.name)) if user.id in excluded(item.root_id) else None


def _recused_words(name: str) -> str:
    return f"{name}在本案中已决定回避，不能再办理本案的任何事项（行政处罚法（2021）第43条）；请由其他人员办理"


def _conflict(user, item: WorkItem, element: Element) -> Bar | None:
    """行政处罚法 (2021) arts. 58, 64: who investigated neither reviews nor presides; declared once, true both ways."""
    did = involvement(item.root_id, separated(item, element)).get(user.id)
    if did is None:
        return None
    words = f"{user.name}{did}，依职责分离不能再办理“{item.title}”{_under(item.basis)}；请由其他人员办理"
    return Bar("separate_duty", words)


REMARK = re.compile(r"（[^（）]*待核[^（）]*）")  # about a figure of the step, not about the duty


def _under(basis: str) -> str:
    return f"（{REMARK.sub('', basis)}）" if basis else ""


def separated(item: WorkItem, element: Element) -> set[str]:
    """The tasks and groups of this matter this task must be done apart from, whichever of the two declares it."""
    return set(element.many("duty.separate_from")) | _declared_by_others(item.root_id, element.id)


def _declared_by_others(root_id: str, name: str) -> set[str]:
    """The tasks of the whole tree that declare to be separate from this one."""
    return set().union(*(each.diagram.separated_from.get(name, ()) for each in _procedures(root_id)))


def _procedures(root_id: str) -> list[Definition]:
    """The procedure of the matter and all it calls, in the releases it started with; no statement once they are known."""
    root = db.session.get_one(Instance, root_id)
    found, waiting = {}, [definition(root.release_id)]
    while waiting:
        known = waiting.pop()
        found[known.key] = known
        fresh = known.diagram.called - found.keys()
        waiting += [definition(known.pins.get(key) or in_force(key).id) for key in fresh]
    return list(found.values())


def involvement(root_id: str, names: Iterable[str]) -> dict[int, str]:
    """{person: what they did (Chinese)}: who did one of these tasks in the matter, for themselves or through a
    substitute, or belongs to one of these groups."""
    found: dict[int, str] = {}
    tasks = [name for name in names if name not in DUTY_GROUPS]
    if tasks:
        found = {user_id: f"办理过本案“{title}”" for user_id, title in handlers.participants(root_id, tasks)}
    for name in set(names) & DUTY_GROUPS.keys():
        words, members = DUTY_GROUPS[name]
        found |= {user_id: words for user_id in members(root_id) if user_id not in found}
    return found


def apart_from(root_id: str, task: str) -> set[str]:
    """What a task of this matter must be done apart from, whichever of the two declares it."""
    steps = [step for each in _procedures(root_id) if (step := each.diagram.elements.get(task))]
    return _declared_by_others(root_id, task).union(*(step.many("duty.separate_from") for step in steps))


def separated_from_group(root_id: str, group: str) -> dict[int, str]:
    """{person: what they did}: who has done a task of the matter that must be separate from the members of a group."""
    return involvement(root_id, _declared_by_others(root_id, group))


def _uncertified(user, item: WorkItem, element: Element) -> Bar | None:
    """行政处罚法 (2021) art. 42: officers hold an enforcement certificate valid on the day."""
    if element.officers_needed > 1 and user.certificate(today()) is None:
        words = f"“{element.title}”须由持有效执法证的执法人员办理，{user.name}今天没有有效的执法证（行政处罚法（2021）第42条）"
        return Bar("certificate", words)
    return None


def signature_counts(signature) -> bool:
    """Whether the signer held, as the office knows today, a certificate valid on the day of signing.

    One that expires or is revoked later takes nothing back; one revoked as of an earlier day does.
    Source: 行政处罚法 (2021) art. 42
    """
    return identity.user(signature.user_id).certificate(local(signature.signed_at).date()) is not None


def place_of(signature) -> int:
    """In whose place a signature stands: two officers are two persons in two places."""
    return signature.on_behalf_of or signature.user_id


def _place_taken(principal, user, item: WorkItem) -> bool:
    """Whether the principal, or another substitute, has signed already."""
    return any(place_of(each) == principal.id and each.user_id != user.id for each in item.signatures)


def _signed_already(principal, user, item: WorkItem) -> str | None:
    if item.signatures_needed < 2:
        return None
    missing = item.signatures_needed - len(item.signatures)
    if principal is not None and _place_taken(principal, user, item):
        return f"{principal.name}的一份已经签署，不能再代签一次；还须另外 {missing} 名执法人员签署"
    if any(each.user_id == user.id for each in item.signatures):
        return f"您已签署，还须另外 {missing} 名执法人员用自己的账号签署"
    return None
