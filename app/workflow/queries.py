"""Reading instances, tasks, history and diagrams: rows. The state is opened only to prefill a form from its data."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFound
from app.identity import queries as identity
from app.identity.models import User
from app.workflow import duties, handlers
from app.workflow.commands.returning import return_targets, why_not_withdraw
from app.workflow.commands.starting import require_starter
from app.workflow.consultations import consultations_of  # noqa: F401  (a query of this package like those below)
from app.workflow.definitions import Definition, definition, in_force
from app.workflow.forms import GENERIC_OPINION
from app.workflow.models import Draft, History, Incident, Instance, MessageWait, Release, Submission, WorkItem
from app.workflow.registry import PREFILL
from app.workflow.requirements import line_of

BACK = ("returned", "withdrawn", "jumped", "cancelled", "incident")
STRONG = ("completed", "signed", "started", "finished")
AUTOMATIC = ("service", "child")  # what the diagram does by itself; its papers stand in their own list
DONE_KINDS = ("completed", "service", "decision", "timer", "message", "child")


def work_item(work_item_id: str) -> WorkItem:
    """Raises: NotFound("task")"""
    found = db.session.get(WorkItem, str(work_item_id))
    if found is None:
        raise NotFound("task", "没有这件任务，可能已随流程撤销")
    return found


def instance(instance_id: str) -> Instance:
    """Raises: NotFound("instance")"""
    found = db.session.get(Instance, str(instance_id))
    if found is None:
        raise NotFound("instance", "没有这个流程实例，可能已随演示数据移除")
    return found


@dataclass(frozen=True)
class Given:
    """Answers given earlier in this matter, as the task page shows them."""

    element: str
    title: str
    answers: dict
    form: dict  # form-js schema they were given under
    user_id: int | None
    user_name: str
    submitted_at: object


@dataclass(frozen=True)
class Progress:
    """The live diagram: what is done, where the instance stands, how often a step came back."""

    xml: str
    done: list[str]
    current: list[str]
    returned: dict[str, int]

    def __iter__(self):
        return iter((self.xml, self.done, self.current, self.returned))


@dataclass
class TaskView:
    """Everything the task page needs about one task, for one reader.

    form: form-js schema; why_not: why this person may not complete it, None = may; next_steps: titles
    """

    item: WorkItem
    instance: Instance
    process_name: str
    form: dict
    draft: dict | None
    prefill: dict
    submissions: list[Given]
    progress: Progress
    history: list[History]
    return_targets: list[tuple[str, str]]  # (element id, title)
    why_not: str | None
    next_steps: list[str]
    documents: list[str] = field(default_factory=list)  # template ids of `law.document`, for the preview
    signers: list[tuple[str, object]] = field(default_factory=list)  # (name, when) of the signatures given so far
    signed_answers: dict | None = None  # what the officer before has signed; the next one signs the same
    may_withdraw: bool = False
    stands_in_for: str | None = None  # the name of the person in whose place (代) this reader would act
    holds: bool = False  # whether the task lies on the reader's desk, or on that of the person stood in for
    shortage: str | None = None  # why nobody in the office may do it

    @property
    def may_act(self) -> bool:
        return self.why_not is None


def task_view(user, work_item_id: str) -> TaskView:
    """Raises: NotFound("task")"""
    item = work_item(work_item_id)
    row, known = item.instance, definition(item.instance.release_id)
    element = known.element(item.element)
    draft = db.session.get(Draft, (item.id, user.id))
    signatures = sorted(item.signatures, key=lambda each: each.signed_at)
    is_open = item.status == "open"
    principal = duties.principal_of(user, item, element) if is_open else None
    return TaskView(
        item=item, instance=row, process_name=known.name, form=form_json(known, item.form_key),
        draft=draft and draft.answers, prefill=prefill_of(user, item) if is_open else {},
        submissions=given(row), progress=progress(row.id), history=history(row.root_id),
        return_targets=[(each.element, each.title) for each in return_targets(row, known)
                        if is_open and each.element != item.element],
        why_not=duties.why_not(user, item, element) if is_open else closed_words(item),
        next_steps=list(dict.fromkeys(step.title if step.kind != "endEvent" else "办结"
                                      for step in known.diagram.next_steps(element.id))),  # fmt: skip
        documents=element.many("law.document"),
        signers=[(handlers.in_place_of(identity.user(each.user_id).name, each.on_behalf_of), each.signed_at)
                 for each in signatures],
        signed_answers=signatures[-1].answers if signatures and is_open else None,
        may_withdraw=may_withdraw(user, item), stands_in_for=principal and principal.name,
        holds=item.assignee_id is not None and item.assignee_id in (user.id, principal and principal.id),
        shortage=next((each.message for each in incidents_of(row.root_id) if each.token == item.id), None),
    )  # fmt: skip


def holds(user, item: WorkItem) -> bool:
    """Whether an open task lies on this person's desk, or on that of somebody they stand in for (代理)."""
    if item.assignee_id in (None, user.id):
        return item.assignee_id is not None
    principal = duties.principal_of(user, item, definition(item.instance.release_id).element(item.element))
    return principal is not None and principal.id == item.assignee_id


def prefill_of(user, item: WorkItem) -> dict:
    """What the task's form opens with."""
    return handlers.prefilled(item.form_key, handlers.context_of(user, item)) if item.form_key in PREFILL else {}


def form_json(known: Definition, form_key: str | None) -> dict:
    return (known.form(form_key) or GENERIC_OPINION).json


def closed_words(item: WorkItem) -> str:
    """Why a task that is no longer open cannot be done, for the person who comes late."""
    if item.status == "suspended":
        return "流程已暂停，恢复后才能办理"
    if item.status == "done":
        who = identity.user(item.closed_by).name if item.closed_by else "系统"
        return f"该任务已由{who}办理"
    return "该任务已撤回或取消，不需要再办"


def may_withdraw(user, item: WorkItem) -> bool:
    """Whether this person may still take back (撤回) the task just completed."""
    return item.status == "done" and item.closed_by == user.id and why_not_withdraw(item.instance, item) is None


def performers_of(item: WorkItem) -> list[User]:
    """The people a task may be given to: they hold a role that may do it and no duty keeps them from it."""
    element = definition(item.instance.release_id).element(item.element)
    found: dict[int, User] = {}
    for candidate in item.candidates:
        kind, _, user_id = candidate.role.partition(":")
        people = [identity.user(int(user_id))] if kind == "user" and user_id else identity.users_with_role(
            candidate.role, candidate.organisation_id)  # fmt: skip
        found |= {person.id: person for person in people}
    return [person for person in found.values() if duties.is_lawful(person, item, element)]


def given(row: Instance) -> list[Given]:
    """What was filled in so far in this instance and those above it, the latest answers of each step, oldest first."""
    query = select(Submission).where(Submission.instance_id.in_(line_of(row)), Submission.withdrawn_at.is_(None))
    latest = {(each.instance_id, each.element): each for each in db.session.scalars(query.order_by(Submission.id))}
    return [_given(each) for each in latest.values()]


def _given(submission: Submission) -> Given:
    known = definition(instance(submission.instance_id).release_id)
    return Given(
        submission.element, known.element(submission.element).title, submission.answers,
        form_json(known, submission.form_key), submission.user_id,
        handlers.name_of(submission), submission.submitted_at,
    )  # fmt: skip


def instance_tree(root_id: str) -> list[tuple[int, Instance]]:
    """[(depth, instance)] of a matter: each instance followed by what it called, in the order they started."""
    query = select(Instance).where(Instance.root_id == root_id).order_by(Instance.started_at, Instance.id)
    below: dict[str | None, list[Instance]] = {}
    for row in db.session.scalars(query):
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent_id, depth):
        for row in below.get(parent_id, []):
            yield depth, row
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))


def arisen_from(instance_id: str) -> list[Instance]:
    """The independent matters a matter gave rise to, e.g. the cases filed after an inspection."""
    return list(
        db.session.scalars(select(Instance).where(Instance.origin_id == instance_id).order_by(Instance.started_at))
    )


def is_awaited(name: str, subject_kind: str, subject_id) -> bool:
    """Whether a running instance about this subject waits for a message of that name."""
    waits = select(MessageWait.id).join(Instance, Instance.id == MessageWait.instance_id).where(
        MessageWait.name == name, MessageWait.subject_kind == subject_kind, MessageWait.subject_id == str(subject_id),
        Instance.status == "open",
    )  # fmt: skip
    return db.session.scalar(waits.limit(1)) is not None


def open_items(root_id: str) -> list[WorkItem]:
    """The open tasks of a whole matter, the most urgent first."""
    query = select(WorkItem).where(WorkItem.root_id == root_id, WorkItem.status.in_(("open", "suspended")))
    return list(db.session.scalars(query.order_by(WorkItem.sort_on, WorkItem.opened_at, WorkItem.id)))


def history(root_id: str) -> list[History]:
    """What happened in a matter (办理经过), oldest first."""
    return list(db.session.scalars(select(History).where(History.root_id == root_id).order_by(History.id)))


def course(root_id: str, owners: dict[str, str] | None = None) -> list[dict]:
    """What people and deadlines did, as timelines draw it, newest first.

    Args:    owners: {instance id: whose part of the matter it is}
    Returns: [{"at", "who", "text", "note", "kind": back | act | ""}]
    """
    return [
        {"at": entry.at, "who": entry.actor_name if entry.actor_id and entry.kind != "decision" else "",
         "text": f"办结 {entry.title}" if entry.kind == "completed" else entry.title,
         "note": " · ".join(filter(None, ((owners or {}).get(entry.instance_id, ""), entry.detail))),
         "kind": "back" if entry.kind in BACK else "act" if entry.kind in STRONG else ""}
        for entry in reversed(history(root_id)) if entry.kind not in AUTOMATIC
    ]  # fmt: skip


def progress(instance_id: str) -> Progress:
    """The diagram of one instance with what is done and where it stands."""
    row = instance(instance_id)
    known = definition(row.release_id)
    done = select(History.element).where(History.instance_id == row.id, History.kind.in_(DONE_KINDS))
    passed = [
        known.diagram.start.id,
        *(element for element in db.session.scalars(done.order_by(History.id)) if element),
    ]
    items = db.session.execute(
        select(WorkItem.element, WorkItem.status, WorkItem.returned_count).where(WorkItem.instance_id == row.id)
    ).all()
    current = [element for element, status, _ in items if status in ("open", "suspended")]
    current += _waiting_at(row)
    returned = Counter()
    for element, _, count in items:
        returned[element] = max(returned[element], count)
    finished = [step.id for step in known.diagram.elements.values() if step.kind == "endEvent" and step.top]
    if row.status == "finished" and len(finished) == 1:
        passed += finished
    return Progress(known.xml, list(dict.fromkeys(passed)), list(dict.fromkeys(current)), dict(+returned))


def _waiting_at(row: Instance) -> list[str]:
    """The call activities and message events this instance waits at."""
    calls = select(Instance.element).where(Instance.parent_id == row.id, Instance.token.is_not(None),
                                           Instance.status.in_(("open", "planned", "error", "suspended")))  # fmt: skip
    waits = select(MessageWait.element).where(MessageWait.instance_id == row.id)
    return [*db.session.scalars(calls), *db.session.scalars(waits)]


def diagram(instance_id: str) -> Progress:
    """(xml, done ids, current ids, {id: times it came back}) of one instance."""
    return progress(instance_id)


def startable(user) -> list[Release]:
    """The procedures this person may start today, by name."""
    from_today = {release.key: release for release in _in_force()}
    roles = {role for role, _ in user.roles()}
    may = [release for release in from_today.values() if roles & set(release.starter_roles.split(","))]
    return sorted(may, key=lambda release: release.name)


def may_start(user, key: str) -> bool:
    """Whether this person may start that procedure today."""
    return any(release.key == key for release in startable(user))


def _in_force() -> list[Release]:
    """The releases that new instances start with today, the one in force last for each key."""
    from_old_to_new = select(Release).where(Release.effective_on <= today())
    return list(db.session.scalars(from_old_to_new.order_by(Release.effective_on, Release.version)))


@dataclass(frozen=True)
class StartView:
    """The form a procedure starts with. form: form-js schema, None = starts without one; words: of the button, 「登记隐患」"""

    release: Release
    words: str
    form: dict | None
    prefill: dict


def start_view(user, key: str) -> StartView:
    """Raises: NotFound("process"); NotAllowed("not_starter")"""
    release = in_force(key)
    require_starter(user, release)
    known = definition(release.id)
    begin = known.diagram.start
    blank = Instance(subject_kind=None, subject_id=None, label="", organisation_id=user.bureau_id, parent_id=None)
    context = handlers.Context(user, blank, begin, {})
    form = form_json(known, begin.form_key) if begin.form_key else None
    words = begin.properties.get("office.verb") or f"发起{release.name}"
    return StartView(release, words, form, handlers.prefilled(begin.form_key, context))


def open_incidents() -> list[Incident]:
    """What went wrong and waits for someone (异常), the newest first."""
    query = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id.desc())
    return list(db.session.scalars(query))


def incidents_of(root_id: str) -> list[Incident]:
    """What went wrong in one matter and waits for someone (异常), the oldest first."""
    query = select(Incident).where(Incident.root_id == root_id, Incident.resolved_at.is_(None))
    return list(db.session.scalars(query.order_by(Incident.id)))


def parked(instance_id: str) -> list[Instance]:
    """Children a jump has set aside and no call has picked up again; shown after a jump."""
    query = select(Instance).where(Instance.parent_id == instance_id, Instance.token.is_(None),
                                   Instance.status.in_(("open", "planned", "error", "suspended")))  # fmt: skip
    return list(db.session.scalars(query.options(selectinload(Instance.release))))
