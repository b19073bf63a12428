"""会签、加签: the holder of a task asks colleagues before completing it; it waits until all have answered."""

from app.core.clock import now
from app.core.command import command
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.identity import queries as identity
from app.workflow import duties
from app.workflow.commands.tasks import open_item, root_of
from app.workflow.consultations import consultations_of
from app.workflow.models import Consultation, WorkItem
from app.workflow.registry import CONSULTATION_LISTENERS
from app.workflow.unit import work_on

KINDS = {"signature": "会签", "opinion": "征求意见"}
ASKED = {"signature": "请{}会签", "opinion": "向{}征求意见"}
ANSWERS = {"agree": "同意", "disagree": "不同意"}


@command(permission="share_tasks")
def ask_colleague(actor, work_item_id: str, user_id: int, kind: str, question: str) -> Consultation:
    """Ask a colleague to sign with one (会签) or for an opinion (征求意见); the task waits for the answer.

    Whoever is asked to sign must be free of every duty that would bar them from the task itself.

    Raises: NotAllowed("not_yours"); RuleBroken("consultation_kind" | "question" | "own_consultation" |
            "other_bureau" | "asked_already" | "separate_duty" | "recused" | …); Conflict("task_closed")
    Source: office practice (M); the duties of 行政处罚法 (2021) arts. 42, 43, 58 hold for a co-signature, too
    """
    if kind not in KINDS:
        raise RuleBroken("consultation_kind", "请选会签或者征求意见", {"kind": "请选择"})
    if not question.strip():
        raise RuleBroken("question", "请写明请对方看什么、签什么", {"question": "还没填"})
    with work_on(actor, root_of(work_item_id)) as unit:
        item = open_item(work_item_id)
        element = unit.definition(unit.row(item.instance_id)).element(item.element)
        unit.principal = duties.require_may_act(actor, item, element)
        person = identity.user(user_id)
        _require_free(unit, actor, person, item, element, kind)
        row = Consultation(work_item_id=item.id, root_id=item.root_id, kind=kind, asker_id=actor.id, asked_id=person.id,
                           question=question.strip(), answer="", words="", asked_at=now())  # fmt: skip
        db.session.add(row)
        item.awaiting = (item.awaiting or 0) + 1
        db.session.flush()  # callers and listeners need the id
        unit.note(unit.row(item.instance_id), "remark", f"{ASKED[kind].format(person.name)}：{item.title}",
                  item.element, row.question)  # fmt: skip
        _tell(row)
    return row


def _require_free(unit, actor, person, item: WorkItem, element, kind: str) -> None:
    """No self-sign, nobody twice, nobody from elsewhere; who signs is bound by the duties of the task."""
    if person.id in (actor.id, unit.principal and unit.principal.id, item.assignee_id):
        raise RuleBroken("own_consultation", "不能请自己或者办理人本人会签，请另选", {"user_id": "请另选"})
    if person not in identity.colleagues(item.organisation_id or actor.bureau_id):
        raise RuleBroken("other_bureau", f"{person.name}不是本单位在任的办案人员，请另选", {"user_id": "请另选"})
    if any(row.is_open and row.asked_id == person.id for row in consultations_of(item.id)):
        raise RuleBroken("asked_already", f"已请{person.name}会签，还没有答复，不用再请", {"user_id": "已请，未答复"})
    duties.require_none_recused([person.id], item.root_id, "user_id")
    if kind == "signature" and (bar := duties.bar_to(person, item, element)):
        raise RuleBroken(bar.code, bar.words, {"user_id": bar.words})


@command(permission="work_tasks")
def answer_colleague(actor, consultation_id: int, answer: str, words: str = "") -> Consultation:
    """Answer: agree or disagree with a co-signature, or give an opinion in words; duties are looked at once more.

    Raises: NotAllowed("not_yours"); RuleBroken("answer" | "words" | "separate_duty" | "recused" | …);
            Conflict("consultation_closed" | "task_closed")
    """
    row = one(consultation_id)
    with work_on(actor, row.root_id) as unit:
        item = open_item(row.work_item_id)
        _require_open(row)
        if actor.id != row.asked_id:
            raise NotAllowed("not_yours", f"这是请{identity.user(row.asked_id).name}答复的，您不能代答")
        _require_answer(row, answer, words)
        element = unit.definition(unit.row(item.instance_id)).element(item.element)
        if row.kind == "signature" and (bar := duties.bar_to(actor, item, element)):
            raise RuleBroken(*bar)
        row.answer, row.words, row.answered_at = answer if row.kind == "signature" else "", words.strip(), now()
        item.awaiting -= 1
        said = ANSWERS.get(row.answer, "提出意见")
        unit.note(unit.row(item.instance_id), "signed" if row.kind == "signature" else "remark",
                  f"{KINDS[row.kind]}{item.title}：{said}", item.element, row.words)  # fmt: skip
        _tell(row)
    return row


def _require_answer(row: Consultation, answer: str, words: str) -> None:
    if row.kind == "signature" and answer not in ANSWERS:
        raise RuleBroken("answer", "请选同意或者不同意", {"answer": "还没选"})
    if not words.strip() and (row.kind == "opinion" or answer == "disagree"):
        message = "不同意要写明理由" if answer == "disagree" else "请写明您的意见"
        raise RuleBroken("words", message, {"words": message})


@command(permission="work_tasks")
def withdraw_question(actor, consultation_id: int) -> Consultation:
    """Take a question back, by whoever asked it or now does the task; then the task no longer waits for it.

    Raises: NotAllowed("not_yours"); Conflict("consultation_closed" | "task_closed")
    """
    row = one(consultation_id)
    with work_on(actor, row.root_id) as unit:
        item = open_item(row.work_item_id)
        _require_open(row)
        element = unit.definition(unit.row(item.instance_id)).element(item.element)
        if actor.id != row.asker_id:
            unit.principal = duties.require_may_act(actor, item, element)
        row.withdrawn_at = now()
        item.awaiting -= 1
        asked = ASKED[row.kind].format(identity.user(row.asked_id).name)
        unit.note(unit.row(item.instance_id), "remark", f"不再{asked}：{item.title}", item.element)
    return row


def one(consultation_id: int) -> Consultation:
    """Raises: NotFound("consultation")"""
    row = db.session.get(Consultation, consultation_id)
    if row is None:
        raise NotFound("consultation", "没有这份会签，可能已随任务撤销")
    return row


def _require_open(row: Consultation) -> None:
    db.session.refresh(row)
    if not row.is_open:
        raise Conflict("consultation_closed", "这份会签已经答复或者撤回，不用再办")


def _tell(row: Consultation) -> None:
    for listener in CONSULTATION_LISTENERS:
        listener(row)
