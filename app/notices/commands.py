"""Reading notices, copying a matter to colleagues (抄送), urging the holder of a task (催办)."""

from sqlalchemy import select, update

from app.core.clock import now, today
from app.core.command import command
from app.core.database import db
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.identity import queries as identity
from app.law.queries import holiday_table
from app.notices import rules
from app.notices.models import CHOICES, CarbonCopy, MailChoice, Notice, Urging
from app.notices.telling import holders, tell
from app.workflow import duties
from app.workflow import queries as workflow
from app.workflow.commands import remark
from app.workflow.commands.tasks import open_item
from app.workflow.models import Instance, WorkItem

MOST_AT_ONCE = 30


# --- the own list ---------------------------------------------------------------------------------------------------


@command()
def read_notice(actor, notice_id: int) -> Notice:
    """Raises: NotFound("notice"): there is none of this person"""
    row = db.session.get(Notice, notice_id)
    if row is None or row.user_id != actor.id:
        raise NotFound("notice", "没有这条提醒，可能已随演示数据移除")
    row.read_at = row.read_at or now()
    return row


@command()
def read_all_notices(actor) -> int:
    """Mark everything as read. Returns: how many were not"""
    mine = update(Notice).where(Notice.user_id == actor.id, Notice.read_at.is_(None)).values(read_at=now())
    return db.session.execute(mine).rowcount


@command()
def choose_mail(actor, choice: str) -> MailChoice:
    """How this person wants reminders by mail. Raises: RuleBroken("mail_choice")"""
    if choice not in CHOICES:
        raise RuleBroken("mail_choice", f"请从这些里选：{'、'.join(CHOICES.values())}", {"choice": "请选择"})
    row = db.session.get(MailChoice, actor.id)
    if row is None:
        db.session.add(row := MailChoice(user_id=actor.id))
    row.choice = choice
    return row


# --- copies ---------------------------------------------------------------------------------------------------------


@command()
def send_copy(actor, root_id: str, to_ids: list[int], note: str = "", work_item_id: str | None = None) -> Instance:
    """Copy a matter, or one of its tasks, to colleagues for reading (抄送): whoever sees it, to whoever may see it.

    Raises: NotAllowed("other_bureau"); RuleBroken("copy_to" | "copy_hidden" | "recused")
    """
    root = workflow.instance(root_id)
    _require_sees(actor, root)
    people = [identity.user(user_id) for user_id in dict.fromkeys(to_ids) if user_id != actor.id]
    if not people or len(people) > MOST_AT_ONCE:
        message = f"请选 1 到 {MOST_AT_ONCE} 名同事；不用抄送给自己"
        raise RuleBroken("copy_to", message, {"to": message})
    hidden = [each.name for each in people if not each.active or not sees(each, root)]
    if hidden:
        message = f"{'、'.join(hidden)}按岗位不能看这件事，没有抄送；确需其办理的，请按程序转交或者移送"
        raise RuleBroken("copy_hidden", message, {"to": message})
    duties.require_none_recused([each.id for each in people], root.root_id, "to")
    for person in people:
        _copy(actor, root, person, note.strip(), work_item_id)
    names = "、".join(each.name for each in people)
    remark(actor, root.root_id, f"抄送{names}"[:300], note.strip())
    return root


def _copy(actor, root: Instance, person, note: str, work_item_id: str | None) -> None:
    row = CarbonCopy(root_id=root.root_id, work_item_id=work_item_id, to_id=person.id, by_id=actor.id, note=note[:300], at=now())
    db.session.add(row)
    db.session.flush()  # the notice names it
    subject = root.label or root.release.name
    tell([person.id], "copied", f"carbon_copy:{row.id}", f"抄送给您：{root.release.name}", f"/copies/{row.id}",
         f"{actor.name}：{note or subject}")  # fmt: skip


def sees(user, root: Instance) -> bool:
    """Whether the matter lies within what this person may see by post, or they take part in it."""
    if root.organisation_id is None or root.organisation_id in identity.bureaus_seen_by(user):
        return True
    return root.started_by == user.id


def _require_sees(actor, root: Instance) -> None:
    takes_part = select(WorkItem.id).where(WorkItem.root_id == root.root_id, WorkItem.assignee_id == actor.id).limit(1)
    if not sees(actor, root) and db.session.scalar(takes_part) is None:
        raise NotAllowed("other_bureau", "这件事由其他机关办理，您不能抄送")


@command()
def read_copy(actor, copy_id: int) -> CarbonCopy:
    """Raises: NotFound("copy"): it was not sent to this person"""
    row = db.session.get(CarbonCopy, copy_id)
    if row is None or row.to_id != actor.id:
        raise NotFound("copy", "没有这份抄送，可能不是抄送给您的")
    row.read_at = row.read_at or now()
    return row


# --- urging ---------------------------------------------------------------------------------------------------------


@command(permission="urge_tasks")
def urge(actor, work_item_id: str, words: str = "") -> Urging:
    """Urge whoever holds a task (催办), once for each working day; on a rest day it counts for the working day before.

    Raises: NotAllowed("other_bureau"); RuleBroken("own_task" | "urged"); Conflict("task_closed")
    """
    item = open_item(work_item_id)
    if item.organisation_id and item.organisation_id not in identity.bureaus_seen_by(actor):
        raise NotAllowed("other_bureau", "这件任务由其他机关办理，您不能催办")
    if item.assignee_id == actor.id:
        raise RuleBroken("own_task", "这件任务在您自己手上，不用催办")
    day = rules.counts_for(today(), holiday_table().estimated)
    mine = select(Urging).where(Urging.work_item_id == item.id, Urging.by_id == actor.id, Urging.day == day)
    if db.session.scalar(mine):
        raise RuleBroken("urged", f"您今天已经催办过“{item.title}”，同一件任务一个工作日催一次；急办的可以改派")
    row = Urging(work_item_id=item.id, by_id=actor.id, day=day, words=words.strip()[:300], at=now())
    db.session.add(row)
    db.session.flush()  # the notice names it
    people = holders(item) - {actor.id}
    detail = f"{actor.name}：{row.words or '请抓紧办理'}（{item.subject_label}）"
    tell(people, "task_urged", f"urging:{row.id}", f"催办：{item.title}", f"/tasks/{item.id}", detail)
    remark(actor, item.root_id, f"催办{item.title}", row.words)
    return row
