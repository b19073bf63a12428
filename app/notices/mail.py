"""Reminders by e-mail: composed as rows, sent by the worker, tried again, given up with the reason in plain words.

A mail holds titles and links, nothing about people or businesses. It may come twice if the machine stops between
sending and noting that; its Message-ID is the same then, so mail programs show one.
"""

import smtplib
import ssl
from collections import defaultdict
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import select

from app.core.clock import now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import Conflict
from app.core.settings import settings
from app.identity.models import User
from app.notices import rules
from app.notices.models import Mail, Notice

TIMEOUT_SECONDS = 10
LINES = 30  # of one mail; the rest is counted


def compose(day: date) -> int:
    """The daily mails: what is unread of each person who wants them; joins the day's round. Returns: how many mails"""
    return _compose("daily", f"{day.month}月{day.day}日")


def mail_at_once(limit: int = 1) -> int:
    """Mails for people who want each reminder at once. Returns: how many"""
    waiting = select(Notice.id).where(Notice.mail == "once").limit(1)
    return compose_at_once(SYSTEM) if db.session.scalar(waiting) else 0


@command()
def compose_at_once(actor) -> int:
    return _compose("once", "")


def _compose(choice: str, day: str) -> int:
    by_person = defaultdict(list)
    for row in db.session.scalars(select(Notice).where(Notice.mail == choice).order_by(Notice.id)):
        row.mail = ""
        if row.read_at is None:
            by_person[row.user_id].append(row)
    for user_id, notices in by_person.items():
        _put(user_id, notices, day)
    return len(by_person)


def _put(user_id: int, notices: list[Notice], day: str) -> None:
    subject = notices[0].title if len(notices) == 1 else f"{len(notices)} 条提醒"
    lines = [f"{number}. {each.title}\n   {settings().address}/notices/{each.id}" for number, each in enumerate(notices[:LINES], 1)]
    if len(notices) > LINES:
        lines.append(f"另有 {len(notices) - LINES} 条，见 {settings().address}/notices")
    footer = f"登录案流办理。要改邮件的发法：{settings().address}/notices"
    row = Mail(
        user_id=user_id, address=db.session.get_one(User, user_id).email, subject=f"案流{day}：{subject}"[:200],
        body="\n".join([*lines, "", footer, ""]), status="waiting", attempts=0, created_at=now(), next_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the notices need its id
    for each in notices:
        each.mail_id = row.id


# --- sending --------------------------------------------------------------------------------------------------------


def send_waiting(limit: int = 20) -> int:
    """Send what waits; called by the worker outside any transaction. Returns: how many were tried"""
    if not settings().sends_mail:
        return 0
    query = select(Mail.id, Mail.address, Mail.subject, Mail.body).where(Mail.status == "waiting", Mail.next_at <= now())
    waiting = db.session.execute(query.order_by(Mail.next_at, Mail.id).limit(limit)).all()
    db.session.rollback()
    if not waiting:
        return 0
    try:
        server = _connected()
    except (OSError, smtplib.SMTPException) as error:
        for row in waiting:
            note_failure(SYSTEM, row.id, reason_of(error), False)
        return len(waiting)
    try:
        for row in waiting:
            _send(server, row)
    finally:
        _leave(server)
    return len(waiting)


def _connected() -> smtplib.SMTP:
    at = settings()
    secured = ssl.create_default_context()
    if at.smtp_security == "tls":
        server = smtplib.SMTP_SSL(at.smtp_host, at.smtp_port, timeout=TIMEOUT_SECONDS, context=secured)
    else:
        server = smtplib.SMTP(at.smtp_host, at.smtp_port, timeout=TIMEOUT_SECONDS)
    try:
        if at.smtp_security == "starttls":
            server.starttls(context=secured)
        if at.smtp_user:
            server.login(at.smtp_user, at.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _send(server: smtplib.SMTP, row) -> None:
    try:
        server.send_message(_message(row))
    except smtplib.SMTPResponseException as error:
        note_failure(SYSTEM, row.id, reason_of(error), error.smtp_code >= 500)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        note_failure(SYSTEM, row.id, reason_of(error), code >= 500)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        note_failure(SYSTEM, row.id, reason_of(error), isinstance(error, UnicodeError))
    else:
        note_sent(SYSTEM, row.id)


def _message(row) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_from, row.address, row.subject
    message["Date"], message["Message-ID"] = format_datetime(now()), f"<{row.id}@{settings().mail_from.split('@')[-1]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body)
    return message


def reason_of(error: Exception) -> str:
    """Why it did not go, for the operator, with what the server said."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        words = "邮件服务器不接受账号或密码，请核对 ANLIU_SMTP_USER 和 ANLIU_SMTP_PASSWORD"
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        words = "邮件服务器不收这个地址，请核对本人登记的邮箱"
    elif isinstance(error, ssl.SSLError):
        words = "加密连接没有建成，请核对 ANLIU_SMTP_SECURITY 和服务器证书"
    elif isinstance(error, (OSError, smtplib.SMTPServerDisconnected)):
        words = "连不上邮件服务器或者连接断了，请核对 ANLIU_SMTP_HOST、ANLIU_SMTP_PORT 和网络"
    else:
        words = "邮件服务器没有收下"
    return f"{words}（{type(error).__name__}: {str(error)[:200]}）"


@command()
def note_sent(actor, mail_id: int) -> Mail:
    row = db.session.get_one(Mail, mail_id)
    row.status, row.error, row.sent_at, row.attempts = "sent", "", now(), row.attempts + 1
    return row


@command()
def note_failure(actor, mail_id: int, reason: str, is_final: bool) -> Mail:
    """Try again later, or give up: after a refusal for good, or after the last attempt."""
    row = db.session.get_one(Mail, mail_id)
    row.attempts += 1
    wait = None if is_final else rules.next_attempt(row.attempts)
    row.error, row.status = reason, "failed" if wait is None else "waiting"
    row.next_at = now() + (wait or timedelta())
    return row


@command(permission="operate_system")
def retry_mail(actor, mail_id: int) -> Mail:
    """Let the worker try a mail again that was given up. Raises: Conflict("not_failed")"""
    row = db.session.get_one(Mail, mail_id)
    if row.status != "failed":
        raise Conflict("not_failed", "这封邮件没有停发，不用重试")
    row.status, row.attempts, row.next_at = "waiting", 0, now()
    return row
