"""The invented office around its matters: who was told what, who is away, whose certificate ends, who asks whom."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from app.core.clock import ZONE, frozen, local, now, today
from app.core.command import SYSTEM, command
from app.core.database import db
from app.demo import sub_database
from app.identity import commands as identity
from app.identity.models import User
from app.law.queries import holiday_table
from app.notices.commands import send_copy, urge
from app.notices.rules import WORK_STARTS, mark_day
from app.notices.sweep import hold_round, tell_of_new_tasks
from app.workflow import queries as workflow
from app.workflow.commands import ask_colleague
from app.workflow.models import WorkItem

FRESH = timedelta(days=6)


def furnish(people: dict[str, User]) -> None:
    """After the matters stand where they stand. Args: people: the demo accounts by name"""
    certificate_that_ends(people["tingzheng"])
    tell_of_what_is_open()
    reminders_of_the_last_days()
    with frozen(last_working_morning()):
        one_is_away(people)
        asked_and_urged(people)
        sub_database.take_in(people["duizhang"])


def last_working_morning() -> datetime:
    day = mark_day(today(), 0, holiday_table().estimated)
    at = datetime.combine(day, WORK_STARTS, ZONE)
    return min(at + timedelta(hours=1), now())


def certificate_that_ends(person: User) -> None:
    begun = today() - timedelta(days=5 * 365)
    identity.grant_certificate(SYSTEM, person.id, "演示000099", "云泽市人民政府（演示）", begun, today() + timedelta(days=25))


def tell_of_what_is_open() -> None:
    """Open tasks of the last days are told of when they came; what is older was read long since."""
    forget_old_news(SYSTEM)
    news = select(WorkItem.id, WorkItem.news_at).where(WorkItem.news_at.is_not(None)).order_by(WorkItem.news_at)
    for item_id, since in db.session.execute(news).all():
        with frozen(local(since)):
            tell_of_new_tasks(SYSTEM, [(item_id, since)])


@command()
def forget_old_news(actor) -> int:
    """Nobody needs to hear of tasks that were done or have been looked at long since. Returns: how many"""
    old = or_(WorkItem.status != "open", WorkItem.news_at < now() - FRESH)
    gone = update(WorkItem).where(WorkItem.news_at.is_not(None), old).values(news_at=None)
    return db.session.execute(gone, execution_options={"synchronize_session": False}).rowcount


def reminders_of_the_last_days() -> None:
    """The rounds of the last three working days, each held when work started."""
    table, day = holiday_table().estimated, last_working_morning().date()
    days = [mark_day(day, before, table) for before in (2, 1, 0)]
    for each in days:
        at = datetime.combine(each, WORK_STARTS, ZONE)
        with frozen(min(at, now())):
            while hold_round():
                pass


def one_is_away(people: dict[str, User]) -> None:
    """A legal reviewer is in training for some days; the other stands in, as the leader has set it."""
    last = today() + timedelta(days=12)
    identity.name_substitute(people["fenguan"], people["fazhi"].id, ["legal_reviewer"], today(), last, "参加法制培训",
                             principal_id=people["fazhi2"].id)  # fmt: skip


def asked_and_urged(people: dict[str, User]) -> None:
    """An officer asks a colleague to sign with them; the safety office urges what is most overdue; a leader is copied."""
    complex_one = _open(WorkItem.process_key == "penalty_case", WorkItem.element == "conclude_investigation")
    if complex_one:
        asker, *others = workflow.performers_of(complex_one)
        ask_colleague(asker, complex_one.id, others[-1].id, "opinion", "请看事实认定和自由裁量的理由是否充分。")
        send_copy(asker, complex_one.root_id, [people["fenguan"].id], "这件案件情况复杂，请阅。", complex_one.id)
    late = _open(WorkItem.due_on < today())
    if late:
        urge(people["anweiban"], late.id, "已经逾期，请说明原因并抓紧办理。")


def _open(*conditions) -> WorkItem | None:
    query = select(WorkItem).where(WorkItem.status == "open", *conditions)
    return db.session.scalars(query.order_by(WorkItem.due_on, WorkItem.id).limit(1)).first()
