"""Is everything alive, what waits, what went wrong: each checked point in words an operator without programming reads.

No check names a person, a matter, a path or a secret: the same findings go to monitors without a login.
"""

import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from app.core.clock import local, now, today
from app.core.database import db
from app.core.models import Attachment, AuditEntry
from app.core.settings import ROOT, settings
from app.documents.models import Document
from app.law import queries as law
from app.notices import queries as notices
from app.notices.models import ReminderRound
from app.notices.rules import WORK_STARTS
from app.operations.heartbeat import SILENT
from app.operations.models import WorkerBeat
from app.workflow.models import Incident, Timer

LATE = timedelta(minutes=5)  # what the worker should long have done
BACKUP_EVERY = timedelta(hours=26)
LOW_BYTES, FULL_BYTES = 5 * 1024**3, 1024**3
PRODUCT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
NEXT_NOTICE = (12, 1)  # by then the State Council has published next year's holidays [M]


@dataclass(frozen=True)
class Finding:
    """One checked point. state: ok | warn (will want attention) | bad (does harm now); mend: what to do, "" when ok."""

    key: str
    name: str
    state: str
    found: str
    mend: str = ""


def findings() -> list[Finding]:
    return [check() for check in CHECKS]


def is_well(found: list[Finding]) -> bool:
    return all(each.state != "bad" for each in found)


def version() -> Finding:
    return Finding("version", "版本", "ok", f"案流 {PRODUCT}")


def database() -> Finding:
    """The schema must be that of the program; the size is told."""
    known = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    connection = db.session.connection()
    stands = None
    if inspect(connection).has_table("alembic_version"):
        stands = connection.scalar(text("select version_num from alembic_version"))
    product = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.dialect.name]
    size = f"{product}，{_mega(_database_bytes(connection))}，结构版本 {stands or '没有登记'}"
    if stands == known:
        return Finding("database", "数据库", "ok", size)
    return Finding("database", "数据库", "bad", size, f"程序要的结构版本是 {known}，请停止后重新启动案流，会自动升级")


def _database_bytes(connection) -> int:
    if connection.dialect.name == "postgresql":
        return connection.scalar(text("select pg_database_size(current_database())"))
    return connection.scalar(text("pragma page_count")) * connection.scalar(text("pragma page_size"))


def worker() -> Finding:
    beats = list(db.session.scalars(select(WorkerBeat).order_by(WorkerBeat.beat_at.desc())))
    alive = [row for row in beats if local(row.beat_at) > now() - SILENT]
    if alive:
        since = min(local(row.started_at) for row in alive)
        return Finding("worker", "后台", "ok", f"{len(alive)} 台机器在运行，最早 {since:%m-%d %H:%M} 启动")
    seen = f"最后一次运行 {local(beats[0].beat_at):%m-%d %H:%M}" if beats else "还没有运行过"
    return Finding("worker", "后台", "bad", seen, "到期处理、文书、提醒都停了。请运行 ./anliu run，或单独运行 ./anliu worker")


def timers() -> Finding:
    late = select(func.count()).select_from(Timer).where(Timer.due_at < now() - LATE, Timer.failed.is_(False))
    number = db.session.scalar(late)
    if not number:
        return Finding("timers", "到期处理", "ok", "没有积压")
    return Finding("timers", "到期处理", "bad", f"{number} 个到期 5 分钟以上还没处理", "请看“后台”是否在运行；在运行的，请看运行异常")


def incidents() -> Finding:
    number, first = db.session.execute(
        select(func.count(), func.min(Incident.opened_at)).where(Incident.resolved_at.is_(None))
    ).one()
    if not number:
        return Finding("incidents", "运行异常", "ok", "没有")
    return Finding("incidents", "运行异常", "bad", f"{number} 条，最早 {local(first):%m-%d %H:%M}", "请到运行异常逐条看原因，排除后重试")


def papers() -> Finding:
    waiting = select(func.count()).where(Document.status == "pending", Document.issued_at < now() - LATE)
    failed = db.session.scalar(select(func.count()).where(Document.status == "failed"))
    late = db.session.scalar(waiting)
    if not failed and not late:
        return Finding("papers", "文书制作", "ok", "没有失败和积压")
    found = f"失败 {failed} 份，等了 5 分钟以上 {late} 份"
    if failed:
        return Finding("papers", "文书制作", "bad", found, "请看下面每份的原因，排除后重新制作")
    return Finding("papers", "文书制作", "warn", found, "后台正在补做，稍后再看；一直不减少的，请看“后台”是否在运行")


def mails() -> Finding:
    if not settings().sends_mail:
        found = "没有设置邮件服务器，提醒只在系统内"
        return Finding("mails", "邮件", "ok", found)
    counts = notices.mail_counts()
    found = f"待发 {counts.get('waiting', 0)} 封，已发 {counts.get('sent', 0)} 封，停发 {counts.get('failed', 0)} 封"
    failing = notices.failing_mails(1)
    if not failing:
        return Finding("mails", "邮件", "ok", found)
    return Finding("mails", "邮件", "bad" if counts.get("failed") else "warn", found, "请看下面每封的原因，改好设置或邮箱后重试")


def reminders() -> Finding:
    """Whether the day's round over the deadlines was held."""
    table, at = law.holiday_table().estimated, now()
    if not table.is_working_day(at.date()) or at.time() < WORK_STARTS:
        return Finding("reminders", "每日提醒", "ok", "今天还不到时候")
    row = db.session.get(ReminderRound, at.date())
    if row is not None and row.ended_at:
        return Finding("reminders", "每日提醒", "ok", f"今天 {local(row.ended_at):%H:%M} 做完，提醒 {row.told} 人次")
    if at - datetime.combine(at.date(), WORK_STARTS, at.tzinfo) < timedelta(hours=1):
        return Finding("reminders", "每日提醒", "ok", "正在做")
    return Finding("reminders", "每日提醒", "bad", "今天还没有做完", "请看“后台”是否在运行")


def backups() -> Finding:
    """By the audit chain, in which every backup leaves an entry."""
    made = select(AuditEntry).where(AuditEntry.act == "backup.note_backup")
    last = db.session.scalar(made.order_by(AuditEntry.id.desc()).limit(1))
    if last is None:
        return Finding("backup", "备份", "warn", "还没有备份过", "请安排每天运行 ./anliu backup 文件，见运行手册")
    at, size = datetime.fromisoformat(last.at), last.detail.get("size_bytes", 0)
    found = f"最近一次 {at:%m-%d %H:%M}，{_mega(size)}"
    if last.detail.get("faults"):
        return Finding("backup", "备份", "bad", f"{found}，有 {last.detail['faults']} 个文件缺失或损坏", "请从更早的备份找回，见运行手册")
    if now() - at > BACKUP_EVERY:
        return Finding("backup", "备份", "warn", found, "超过一天没有备份，请看定时任务")
    return Finding("backup", "备份", "ok", found)


def disk() -> Finding:
    usage = shutil.disk_usage(settings().home)
    found = f"剩余 {usage.free / 1024**3:.1f} GB，共 {usage.total / 1024**3:.0f} GB"
    if usage.free > LOW_BYTES:
        return Finding("disk", "磁盘", "ok", found)
    return Finding("disk", "磁盘", "bad" if usage.free < FULL_BYTES else "warn", found, "请清理或者扩容；写满后不能办案")


def stored() -> Finding:
    number, size = db.session.execute(select(func.count(), func.sum(Attachment.size))).one()
    printed = db.session.scalar(select(func.count()).where(Document.pdf_sha256.is_not(None)))
    return Finding("files", "文件", "ok", f"附件 {number} 个，{_mega(size or 0)}；文书 {printed} 份")


def holidays() -> Finding:
    """Next year's notice, without which last days stay estimates."""
    known, waiting = max(law.holiday_table().years), law.waiting_count()
    found = f"放假表到 {known} 年；{waiting} 个期限待公布" if waiting else f"放假表到 {known} 年"
    if known > today().year or (known == today().year and today() < date(known, *NEXT_NOTICE)) and not waiting:
        return Finding("holidays", "假期表", "ok", found)
    return Finding("holidays", "假期表", "warn", found, f"国务院公布 {known + 1} 年放假安排后，请在假期表导入")


def _mega(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"


CHECKS: tuple[Callable[[], Finding], ...] = (
    worker, database, timers, incidents, papers, mails, reminders, backups, disk, stored, holidays, version,
)  # fmt: skip
