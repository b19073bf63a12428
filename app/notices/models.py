"""Rows of notices: what a person is told, how they want it by mail, the mails that go out, copies and urgings."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import db
from app.identity.models import User
from app.workflow.models import Instance, WorkItem

KINDS = {
    "task_new": "新任务", "task_returned": "退回", "task_soon": "临期", "task_overdue": "逾期", "task_ready": "等待期满",
    "task_urged": "催办", "copied": "抄送", "asked": "会签", "answered": "会签答复", "certificate": "证件到期", "nobody": "无人可办",
    "incident": "运行异常", "hazard": "隐患期限", "self_check": "企业自查", "supervision": "督办", "recusal": "回避",
}  # fmt: skip
CHOICES = {"daily": "每天上班时汇总一封", "once": "有提醒就发", "off": "不发邮件"}
WAITS = text("mail in ('once', 'daily')")


class Notice(db.Model):
    """One thing one person is told once. `title` may go into a mail; `detail` (names, matters) stays inside."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "about", "mark"),
        Index("ix_notice_unread", "user_id", "read_at"),
        Index("ix_notice_about", "about", "kind"),
        Index("ix_notice_mail", "mail", sqlite_where=WAITS, postgresql_where=WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(240))
    detail: Mapped[str] = mapped_column(String(400), default="")
    path: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(60))  # what it is about, e.g. "work_item:<id>"
    mark: Mapped[str] = mapped_column(String(40), default="")  # which occasion, e.g. the last day and the days before it
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail: Mapped[str] = mapped_column(String(8), default="")  # once | daily: waits for a mail; "" none (any more)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))


class MailChoice(db.Model):
    """How a person wants reminders by mail; nobody's row means daily."""

    __tablename__ = "mail_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(8))


class Mail(db.Model):
    """An e-mail on its way. `failed`: given up, with the reason; the operator may try again."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_waiting", "status", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting | sent | failed
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class ReminderRound(db.Model):
    """The round of one working day over the deadlines: how far it is (last day, task), and when it was done."""

    __tablename__ = "reminder_round"

    day: Mapped[date] = mapped_column(primary_key=True)
    at_day: Mapped[date | None]
    at_task: Mapped[str] = mapped_column(String(36), default="")
    told: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class CarbonCopy(db.Model):
    """A matter or a task copied to a colleague for reading (抄送)."""

    __tablename__ = "carbon_copy"
    __table_args__ = (Index("ix_carbon_copy_to", "to_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), index=True)
    work_item_id: Mapped[str | None] = mapped_column(ForeignKey("work_item.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    root: Mapped[Instance] = relationship()
    work_item: Mapped[WorkItem | None] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    to: Mapped[User] = relationship(foreign_keys=[to_id])

    @property
    def path(self) -> str:
        return f"/tasks/{self.work_item_id}" if self.work_item_id else f"/instances/{self.root_id}"


class Urging(db.Model):
    """Somebody urges whoever holds a task (催办); `day`: the working day it counts for."""

    __tablename__ = "urging"
    __table_args__ = (UniqueConstraint("work_item_id", "by_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[str] = mapped_column(ForeignKey("work_item.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    by: Mapped[User] = relationship()
