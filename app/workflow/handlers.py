"""What a registered handler gets to know and may change: the context of a service task or of a completed form."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, literal, null, select

from app.core.clock import local, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.identity import queries as identity
from app.workflow import engine, judging, requirements
from app.workflow.definitions import Element, definition
from app.workflow.models import Consultation, Instance, Submission, WorkItem, WorkItemSignature
from app.workflow.registry import FORESEEN, HANDLERS, PREFILL


@dataclass
class Context:
    """Handed to handlers, prefills and fact builders.

    actor: who acts; instance: the row; data: a copy of the process data;
    answers: in a `complete` listener, the submission being made; work_item: its task;
    noted: what a listener wants said beside 「办结…」 in the readable history
    """

    actor: object
    instance: Instance
    step: Element
    data: dict
    answers: dict = field(default_factory=dict)
    work_item: WorkItem | None = None
    noted: str = ""

    @property
    def element(self) -> str:
        return self.step.id

    @property
    def properties(self) -> dict[str, str]:
        """The `camunda:properties` of the element."""
        return self.step.properties

    @property
    def subject(self) -> tuple[str | None, str | None]:
        return self.instance.subject_kind, self.instance.subject_id

    def set_subject(self, row_or_kind, subject_id=None, label: str = "") -> None:
        """Say what this instance is about; its tasks from now on carry it.

        Args: row_or_kind: a row, or the name of its table together with `subject_id`; label: how lists name it
        """
        if not isinstance(row_or_kind, str):
            row_or_kind, subject_id = row_or_kind.__tablename__, row_or_kind.id
        self.instance.subject_kind, self.instance.subject_id = row_or_kind, str(subject_id)
        self.instance.label = label or self.instance.label

    def submission(self, element: str) -> dict:
        """The latest answers given at that element, in this instance or those above it.

        Raises: RuleBroken("no_submission")
        """
        answers = self.submission_or_none(element)
        if answers is None:
            raise RuleBroken("no_submission", f"还没有“{element}”这一步填写的内容，请先办理这一步")
        return answers

    def submission_or_none(self, element: str) -> dict | None:
        return submission(self.instance, element)

    def said(self, element: str) -> dict:
        """As `submission`, but for drafts too: what is being answered now counts, and nothing yet is {}."""
        if element == self.element and self.answers:
            return self.answers
        return self.submission_or_none(element) or {}

    def opinions(self, *elements: str) -> list[dict]:
        """The opinions given at these elements, for the approval columns of papers; those not given yet are left out.

        Returns: [{"role": title of the step, "opinion", "name", "signed_on": ISO date}]
        """
        found = []
        for element in elements:
            given = submission_row(self.instance, element)
            if element == self.element and self.answers:
                found.append(_opinion(self.step.title, self.answers, self.actor.name, today()))
            elif given is not None:
                title = db.session.scalar(select(WorkItem.title).where(WorkItem.id == given.work_item_id)) or element
                signed_on = local(given.submitted_at).date()
                found.append(_opinion(title, given.answers, name_of(given), signed_on))
        return found

    def officers_facts(self, user_ids: list[int]) -> list[dict]:
        """[{"name", "badge_no"}] of officers, for papers."""
        certified = [(person, person.certificate()) for person in identity.officers(user_ids)]
        return [{"name": person.name, "badge_no": badge.number if badge else ""} for person, badge in certified]

    def opened_on(self, element: str) -> date | None:
        """The day that task last came up in this instance."""
        query = select(WorkItem.opened_at).where(WorkItem.instance_id == self.instance.id, WorkItem.element == element)
        moment = db.session.scalar(query.order_by(WorkItem.opened_at.desc()).limit(1))
        return local(moment).date() if moment else None

    def performers(self, element: str) -> list[int]:
        """Ids of everyone who completed or signed that element anywhere in the tree, the first first."""
        return performers(self.instance.root_id, [element])


def context_of(user, item: WorkItem, answers: dict | None = None) -> Context:
    """The context of a task for reading: prefilling its form, previewing its papers with the answers typed so far."""
    row, known = item.instance, definition(item.instance.release_id)
    if row.status in ("finished", "failed") or row.state is None:
        data = dict(row.outcome)
    else:
        data = engine.data_at(engine.load(known.specs, row.state), item.id)
    return Context(user, row, known.element(item.element), data, answers or {}, item)


def submission(instance: Instance, element: str) -> dict | None:
    """The latest answers at an element that still count, nearest instance first."""
    row = submission_row(instance, element)
    return None if row is None else row.answers


def submission_row(instance: Instance, element: str) -> Submission | None:
    """The latest submission at an element that still counts, nearest instance first."""
    query = select(Submission).where(Submission.element == element, Submission.withdrawn_at.is_(None))
    for instance_id in requirements.line_of(instance):
        latest = query.where(Submission.instance_id == instance_id).order_by(Submission.id.desc()).limit(1)
        if (found := db.session.scalars(latest).first()) is not None:
            return found
    return None


def name_of(given: Submission) -> str:
    """Who gave these answers, as papers and pages name them: 「张三（代李四）」 for a substitute."""
    who = identity.user(given.user_id).name if given.user_id else "系统"
    return in_place_of(who, given.on_behalf_of)


def in_place_of(name: str, principal_id: int | None) -> str:
    return f"{name}（代{identity.user(principal_id).name}）" if principal_id else name


def _opinion(role: str, answers: dict, name: str, signed_on: date) -> dict:
    return {"role": role, "opinion": answers.get("opinion", ""), "name": name, "signed_on": signed_on.isoformat()}


_root_id, _elements = bindparam("root_id"), bindparam("elements", expanding=True)
_COMPLETED = select(literal(1), Submission.id, Submission.submitted_at, Submission.user_id).where(
    Submission.root_id == _root_id, Submission.element.in_(_elements),
    Submission.withdrawn_at.is_(None), Submission.user_id.is_not(None),
)  # fmt: skip
_SIGNED = (
    select(literal(2), literal(0), WorkItemSignature.signed_at, WorkItemSignature.user_id)
    .join(WorkItem, WorkItem.id == WorkItemSignature.work_item_id)
    .where(WorkItem.root_id == _root_id, WorkItem.element.in_(_elements), WorkItem.status != "cancelled")
)
_PERFORMERS = _COMPLETED.union_all(_SIGNED)


def performers(root_id: str, elements: list[str]) -> list[int]:
    """Ids of all who completed or signed one of these elements in the whole tree of instances."""
    found = db.session.execute(_PERFORMERS, {"root_id": root_id, "elements": elements})
    return list(dict.fromkeys(user_id for *_, user_id in sorted(found)))


_WHO_SUBMITTED = (
    select(Submission.user_id, Submission.on_behalf_of, WorkItem.title)
    .join(WorkItem, WorkItem.id == Submission.work_item_id)
    .where(Submission.root_id == _root_id, Submission.element.in_(_elements), Submission.withdrawn_at.is_(None))
)
_WHO_SIGNED = (
    select(WorkItemSignature.user_id, WorkItemSignature.on_behalf_of, WorkItem.title)
    .join(WorkItem, WorkItem.id == WorkItemSignature.work_item_id)
    .where(WorkItem.root_id == _root_id, WorkItem.element.in_(_elements), WorkItem.status != "cancelled")
)
_WHO_COSIGNED = (
    select(Consultation.asked_id, null(), WorkItem.title)
    .join(WorkItem, WorkItem.id == Consultation.work_item_id)
    .where(
        WorkItem.root_id == _root_id, WorkItem.element.in_(_elements), WorkItem.status != "cancelled",
        Consultation.kind == "signature", Consultation.answered_at.is_not(None),
    )
)  # fmt: skip
_PARTICIPANTS = _WHO_SUBMITTED.union_all(_WHO_SIGNED, _WHO_COSIGNED)


def participants(root_id: str, elements: list[str]) -> list[tuple[int, str]]:
    """[(person, title of the task)] of all who completed or signed one of these tasks anywhere in the tree, and of
    those in whose place a substitute did."""
    found = db.session.execute(_PARTICIPANTS, {"root_id": root_id, "elements": elements}).all()
    return [(each, title) for *people, title in found for each in people if each is not None]


def run(unit, row: Instance, task) -> dict:
    """Run the service or business rule task the token has reached; its result becomes process data."""
    element = unit.definition(row).element(task.task_spec.bpmn_id)
    requirements.require(unit, row, element)
    context = Context(unit.actor, row, element, dict(task.data))
    if element.judgement:
        result, said = judging.judge(context, element.judgement)
        unit.note(row, "decision", element.title, element.id, said)
        return engine.require_flat(result)
    result = call(element.handler, context)
    unit.note(row, "service", element.title, element.id)
    return result


def call(name: str, context: Context) -> dict:
    """Call a registered handler.

    Raises: RuleBroken("unknown_handler"); whatever the handler raises
    """
    if name not in HANDLERS:
        raise RuleBroken("unknown_handler", f"自动步骤“{name}”没有登记，请联系管理员")
    return engine.require_flat(HANDLERS[name](context) or {})


def foreseen(form_key: str | None, context: Context) -> dict:
    """What the steps after a form will find out of its answers; {} where nobody can say."""
    return FORESEEN[form_key](context) if form_key in FORESEEN else {}


def prefilled(form_key: str | None, context: Context) -> dict:
    """What the office already knows when a form opens; {} for forms nobody prefills."""
    return PREFILL[form_key](context) if form_key in PREFILL else {}
