"""One command is one transaction: all of it or nothing, checked and audited."""

import threading

import pytest
from sqlalchemy import select

from app.core.command import SYSTEM, after_commit, command
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.files import read, store_attachment
from app.core.models import Attachment, AuditEntry


class Visitor:
    id, name = None, "来访者"

    def may(self, permission):
        return permission == "look"

    def reload(self):
        return self


@command(permission="write")
def write(actor, name, fail=False):
    attachment = store_attachment(actor, name, b"content")
    if fail:
        raise RuleBroken("refused", "不行")
    return attachment


def acts():
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())))


def test_a_refused_command_leaves_nothing(app):
    before = len(acts())
    with pytest.raises(RuleBroken):
        write(SYSTEM, "a.txt", fail=True)
    assert db.session.scalar(select(Attachment)) is None
    assert len(acts()) == before


def test_inner_commands_join_and_each_leaves_an_entry(app):
    before = len(acts())
    write(SYSTEM, "a.txt")
    entries = acts()
    assert entries[0].act == "core.store_attachment"
    assert len(entries) == before + 2


def test_the_outermost_command_checks_the_permission(app):
    with pytest.raises(NotAllowed):
        write(Visitor(), "a.txt")
    assert db.session.scalar(select(Attachment)) is None


def test_callbacks_run_after_the_commit_and_never_after_a_refusal(app):
    seen = []

    @command()
    def act(actor, fail):
        after_commit(lambda: seen.append(db.session().in_transaction()))
        if fail:
            raise RuleBroken("refused", "不行")

    with pytest.raises(RuleBroken):
        act(SYSTEM, True)
    act(SYSTEM, False)
    assert seen == [False]


def test_secrets_do_not_enter_the_audit_log(app):
    store_attachment(SYSTEM, "a.txt", content=b"very secret")
    assert "content" not in acts()[0].detail


def test_two_writers_take_turns(app):
    """BEGIN IMMEDIATE: the second waits; without it both would read the same state and one would fail at once."""
    errors = []

    def work(number):
        try:
            with app.app_context():
                for turn in range(5):
                    store_attachment(SYSTEM, f"{number}-{turn}.txt", f"{number}-{turn}".encode())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    numbers = list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name, content, code", [("a.exe", b"x", "file_type"), ("a.pdf", b"", "file_empty")])
def test_unsuitable_uploads_are_refused(app, name, content, code):
    with pytest.raises(RuleBroken) as refused:
        store_attachment(SYSTEM, name, content)
    assert refused.value.code == code


def test_a_damaged_file_is_noticed(app):
    from app.core.files import path_of

    attachment = store_attachment(SYSTEM, "a.txt", b"content")
    assert read(attachment.sha256) == b"content"
    path_of(attachment.sha256).write_bytes(b"changed")
    with pytest.raises(RuleBroken):
        read(attachment.sha256)
