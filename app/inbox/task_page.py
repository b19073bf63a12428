"""The task page's content: the duty line, the matter at a glance, the papers with drafts, the course."""

from dataclasses import dataclass
from datetime import date

from app.cases import queries as cases
from app.core.clock import local, today
from app.core.errors import AnliuError
from app.documents import catalogue
from app.documents import queries as documents
from app.enterprises import queries as enterprises
from app.inbox import answers as given_answers
from app.inbox.subjects import Subject, without
from app.law.derivation import words as full_day
from app.law.tables import queries as tables
from app.workflow import handlers
from app.workflow import queries as workflow


@dataclass(frozen=True)
class Duty:
    """One sentence in the second person. parts: [(words, emphasised)]"""

    parts: list[tuple[str, bool]]
    is_over: bool
    about: str


def duty(view, left, subject: Subject) -> Duty:
    """What must be done, by when, about whom and what."""
    item, name = view.item, without(view.item.subject_label, subject.number)
    about = [("对", False), (name, True)] if name else []
    if about and subject.matter:
        about += [("的", False), (subject.matter, True)]
    if item.status != "open":
        closed = {"done": "已经办结", "suspended": "暂停办理", "cancelled": "已撤回或取消"}[item.status]
        return Duty([*about, (f"{'的' if about else ''}“{item.title}”{closed}", False)], False, name)
    what = (f"办理“{item.title}”", False)
    day = item.due_on or item.due_estimate
    if day is None:
        return Duty([("请", False), *about, what], False, name)
    when = spoken(day)
    if item.due_at:
        when += f" {local(item.due_at):%H:%M}"
    if left and left.state == "over":
        return Duty([("请尽快", False), *about, what, ("，本应在", False), (when, True), ("前办结", False)], True, name)
    before = [("请在", False), (when, True), ("前", False), *([("，", False), *about] if about else [])]
    return Duty([*before, what], False, name)


def spoken(day: date) -> str:
    """「11月26日（周四）」; another year is named."""
    words = full_day(day)
    return words.removeprefix(f"{day.year}年") if day.year == today().year else words


def of_enterprise(user) -> bool:
    """Whether an account of an enterprise reads: it sees what it wrote itself and what it was served, not how the office decides."""
    return user.has_role("enterprise_user")


def papers(user, view) -> list[dict]:
    """Issued papers of this matter in dossier order; of several parties, only this one's and the shared ones."""
    item = view.item
    found = documents.documents_of(item.root_id)
    if of_enterprise(user):
        found = [paper for paper in found if documents.may_see(user, paper)]
    if item.subject_kind == "party":
        found = [paper for paper in found if paper.party_id in (None, int(item.subject_id))]
    return [documents.listed(paper) for paper in found]


def drafts(user, item, answers: dict) -> list[dict]:
    """The papers this task leads to, as they would read with these answers; costs nothing, takes no number."""
    context = handlers.context_of(user, item, answers)
    try:
        found = documents.drafts(context)
    except (AnliuError, LookupError, TypeError, ValueError):  # half a form is not enough facts for half a paper
        return []
    return [{"name": one.template.name, "html": str(one.html), "missing": one.missing} for one in found]


def judged(user, view) -> list[tables.Told]:
    """What decision tables said in this procedure and in the one that called it, the last result of each."""
    row = view.instance
    if of_enterprise(user):
        return []
    return tables.told(each for each in (row.parent_id, row.id) if each)


def course(user, view) -> list:
    """What happened so far, with the opinions of those who decided."""
    root_id = view.item.root_id
    return [] if of_enterprise(user) else workflow.course(root_id, cases.parts(root_id))


def draft_names(view) -> list[str]:
    known = catalogue.catalogue()
    return [known[template].name for template in view.documents if template in known]


def facts(user, view) -> list[dict]:
    """What was filled in before, the latest step first; an enterprise reads what its own accounts wrote."""
    firm = enterprises.enterprise_of(user.id) if of_enterprise(user) else None
    own = {user.id, *(enterprises.account_holders(firm.id) if firm else ())}
    return [
        {"title": one.title, "who": one.user_name, "at": one.submitted_at, "lines": given_answers.lines(one.form, one.answers)}
        for one in reversed(view.submissions) if one.element != view.item.element or view.item.status == "open"
        if not of_enterprise(user) or one.user_id in own
    ]  # fmt: skip


def own_answers(view) -> dict:
    """What the form opens with: prefill, then what a fellow officer has signed."""
    return {**view.prefill, **(view.signed_answers or {})}


def performers_of_diagram(history) -> dict[str, str]:
    """{element: who did it last} for the boxes of the diagram."""
    return {e.element: e.actor_name for e in history if e.kind == "completed" and e.element and e.actor_id}
