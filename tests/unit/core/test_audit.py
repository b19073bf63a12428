"""The audit chain: what a command leaves behind, and that no tampering goes unseen."""

import pytest
from sqlalchemy import text

from app.core import audit
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.identity import commands, queries
from tests.builders import make_enterprise, make_person


def tamper(statement: str, **values):
    """Change the database behind the application's back."""
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.execute(text(statement), values)
        connection.commit()


def last_entry() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()


def open_account(name="someone"):
    return commands.create_user(SYSTEM, name, "某人", "$argon2id$not-a-real-hash")


def test_an_untouched_chain_is_verified(app):
    open_account()
    verdict = audit.verify()
    assert verdict["ok"]
    assert verdict["entries"] == last_entry().id
    assert verdict["hash"] == last_entry().hash


def test_an_entry_names_actor_act_and_subject_and_keeps_secrets_out(app):
    admin = queries.user_by_name("admin")
    created = commands.create_user(admin, "newcomer", "新来的", "$argon2id$secret-hash")
    entry = last_entry()
    assert entry.after_digest
    assert (entry.actor_name, entry.act, entry.subject) == ("林若谷", "identity.create_user", f"user:{created.id}")
    assert entry.detail["username"] == "newcomer"
    assert "secret-hash" not in str(entry.detail)
    enterprise = make_enterprise(1)
    make_person(enterprise, id_no="11010519491231002X")
    assert "11010519491231002X" not in str(last_entry().detail), "an identity number does not belong into a log"


def test_a_changed_entry_is_found(app):
    open_account()
    middle = last_entry().id - 3
    tamper("update audit_entry set actor_name = '别人' where id = :id", id=middle)
    verdict = audit.verify()
    assert not verdict["ok"]
    assert verdict["broken_at"] == middle


def test_a_changed_entry_with_a_matching_hash_breaks_the_next_one(app):
    open_account()
    middle = last_entry().id - 3
    row = dict(db.session.execute(db.select(AuditEntry.__table__).where(AuditEntry.id == middle)).one()._mapping)
    forged = audit.entry_hash(row | {"actor_name": "别人"})
    tamper("update audit_entry set actor_name = '别人', hash = :hash where id = :id", id=middle, hash=forged)
    assert audit.verify()["broken_at"] == middle + 1


def test_a_deleted_entry_is_found(app):
    open_account()
    middle = last_entry().id - 3
    tamper("delete from audit_entry where id = :id", id=middle)
    verdict = audit.verify()
    assert (verdict["ok"], verdict["broken_at"], verdict["reason"]) == (False, middle, "缺少这一条记录")


def test_a_truncated_end_is_seen_only_with_the_anchor(app):
    open_account()
    anchor = audit.head()
    tamper("delete from audit_entry where id > :id", id=anchor["entries"] - 2)
    assert audit.verify()["ok"], "without an anchor a shorter chain is still a chain"
    verdict = audit.verify(anchor)
    assert not verdict["ok"]
    assert "末尾被删除" in verdict["reason"]


def test_a_rewritten_chain_is_seen_with_the_anchor(app):
    open_account()
    anchor = audit.head()
    rows = [dict(row._mapping) for row in db.session.execute(db.select(AuditEntry.__table__).order_by(AuditEntry.id))]
    previous = audit.GENESIS
    for row in rows:
        forged = row | {"previous_hash": previous, "actor_name": "别人"}
        previous = audit.entry_hash(forged)
        tamper("update audit_entry set actor_name = '别人', previous_hash = :p, hash = :h where id = :id",
               p=forged["previous_hash"], h=previous, id=row["id"])  # fmt: skip
    assert audit.verify()["ok"]
    assert audit.verify(anchor)["broken_at"] == anchor["entries"]


def test_the_anchor_still_holds_when_the_chain_has_grown(app):
    anchor = audit.head()
    open_account()
    assert audit.verify(anchor)["ok"]


def test_a_refused_command_leaves_neither_rows_nor_an_entry(app):
    before = audit.head()
    with pytest.raises(RuleBroken):
        open_account("admin")
    with pytest.raises(NotAllowed):
        commands.create_user(queries.user_by_name("zhifa1"), "intruder", "不速之客", "$argon2id$x")
    assert audit.head() == before
    assert queries.user_by_name("intruder") is None
