"""Who may do a task: candidates, separated duties, certified officers. Checked every time, never by permission alone."""

from app.core.clock import today
from app.core.errors import NotAllowed, RuleBroken
from app.identity import queries as identity
from app.workflow.definitions import Element
from app.workflow.handlers import performers
from app.workflow.models import WorkItem


def why_not(user, item: WorkItem, element: Element) -> str | None:
    """Why this person may not do the task now (Chinese), or None."""
    return _not_theirs(user, item) or _not_lawful(user, item, element)


def require_may_act(user, item: WorkItem, element: Element) -> None:
    """Raises: NotAllowed("not_yours"); RuleBroken("separate_duty", "certificate")"""
    if reason := _not_theirs(user, item):
        raise NotAllowed("not_yours", reason)
    require_lawful(user, item, element)


def require_lawful(user, item: WorkItem, element: Element) -> None:
    """Refuse a performer the law excludes, however the task reached them: claimed, assigned, handed over.

    Raises: RuleBroken("separate_duty"): performed a task this one must be separate from; RuleBroken("certificate")
    """
    if reason := _conflict(user, item, element):
        raise RuleBroken("separate_duty", reason)
    if reason := _uncertified(user, element):
        raise RuleBroken("certificate", reason)


def require_candidate(user, item: WorkItem, element: Element) -> None:
    """A task may be given only to someone who could have claimed it.

    Raises: RuleBroken("not_candidate", "separate_duty", "certificate")
    """
    if not is_candidate(user, item):
        raise RuleBroken("not_candidate", f"{user.name}没有办理“{item.title}”的岗位，请另选人员")
    require_lawful(user, item, element)


def is_lawful(user, item: WorkItem, element: Element) -> bool:
    return _conflict(user, item, element) is None and _uncertified(user, element) is None


def is_candidate(user, item: WorkItem) -> bool:
    """Whether the person holds a role of the task's bureau that may do it, or is named for it."""
    if not item.candidates:
        return user.bureau_id == item.organisation_id or item.organisation_id is None
    return any(
        candidate.role == f"user:{user.id}" or user.has_role(candidate.role, candidate.organisation_id)
        for candidate in item.candidates
    )


def _not_theirs(user, item: WorkItem) -> str | None:
    if item.assignee_id == user.id:
        return None
    if item.assignee_id is not None and item.signatures_needed == 1:
        return f"这件任务由{identity.user(item.assignee_id).name}办理；如需代办，请其移交或由负责人改派"
    if not item.candidates:
        return "这件任务没有办理人，请负责人指派"
    return None if is_candidate(user, item) else "这件任务不属于您的岗位；如需办理，请联系负责人指派"


def _not_lawful(user, item: WorkItem, element: Element) -> str | None:
    return _conflict(user, item, element) or _uncertified(user, element) or _signed_already(user, item)


def _conflict(user, item: WorkItem, element: Element) -> str | None:
    separate = element.many("duty.separate_from")
    if separate and user.id in performers(item.root_id, separate):
        return f"{user.name}办理过本案前面的步骤，依职责分离不能再办理“{item.title}”；请由其他人员办理"
    return None


def _uncertified(user, element: Element) -> str | None:
    """行政处罚法 (2021) art. 42: officers hold an enforcement certificate valid on the day."""
    if element.officers_needed > 1 and user.certificate(today()) is None:
        return f"“{element.title}”须由持有效执法证的执法人员办理，{user.name}今天没有有效的执法证"
    return None


def _signed_already(user, item: WorkItem) -> str | None:
    if item.signatures_needed > 1 and any(signature.user_id == user.id for signature in item.signatures):
        return f"您已签署，还须另外 {item.signatures_needed - len(item.signatures)} 名执法人员用自己的账号签署"
    return None
