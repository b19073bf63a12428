"""The operator's page and its findings: what stands still is said, with what to do; monitors hear the same."""

from datetime import timedelta

import pytest
from flask_migrate import stamp

from app.backup.making import note_backup
from app.core.clock import frozen, now
from app.core.command import SYSTEM
from app.core.database import db
from app.documents.models import Document
from app.identity.queries import user_by_name
from app.notices.models import Mail
from app.operations import checks
from app.operations.heartbeat import Heart, is_running
from app.workflow.models import Incident, Timer
from tests.unit.notices.test_sweep import line
from tests.workflow.diagrams import user


@pytest.fixture
def office(app):
    stamp()
    return app


def found() -> dict[str, checks.Finding]:
    db.session.rollback()
    return {each.key: each for each in checks.findings()}


def state(key: str) -> tuple[str, str]:
    each = found()[key]
    return each.state, each.found + each.mend


def put(*rows):
    db.session.rollback()
    with db.engine.begin() as connection:
        for row in rows:
            values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
            given = {key: value for key, value in values.items() if value is not None}
            connection.execute(row.__table__.insert().values(**given))
    db.session.expire_all()


def test_the_worker_shows_life_and_its_silence_is_seen(office):
    assert state("worker") == ("bad", "还没有运行过到期处理、文书、提醒都停了。请运行 ./anliu run，或单独运行 ./anliu worker")
    Heart().beat()
    assert state("worker")[0] == "ok" and is_running(office.config["ANLIU"])
    with frozen(now() + timedelta(seconds=61)):
        assert state("worker")[0] == "bad" and not is_running(office.config["ANLIU"])


def test_what_is_late_or_failed_is_counted_with_the_way_on(office, login):
    instance = line("held", user("look", "officer"))
    earlier = now() - timedelta(minutes=6)
    assert [state(key)[0] for key in ("timers", "incidents", "papers", "mails", "database")] == ["ok"] * 5
    put(
        Timer(id="t1", instance_id=instance.id, root_id=instance.id, element="look", due_at=earlier, failed=False),
        Incident(instance_id=instance.id, root_id=instance.id, kind="timer", message="下游系统没有应答", opened_at=earlier,
                 technical=""),
        Document(template_id="filing_approval", template_hash="x", title="立案审批表", number="测〔2026〕1号", organ="测",
                 series="立", kind="x", year=2026, serial=1, subject_kind="x", subject_id="1", facts={}, html="<p>", demo=False,
                 issued_on=earlier.date(), issued_at=earlier, status="failed", failure="字体缺字", addressee=""),
    )  # fmt: skip
    for key, words in (("timers", "1 个到期"), ("incidents", "1 条"), ("papers", "失败 1 份")):
        assert state(key)[0] == "bad" and words in state(key)[1]
    page = login("admin").get("/operations").text
    assert "字体缺字" in page and "重新制作" in page and "4 项要马上处理" in page
    paper = db.session.query(Document).one()
    assert login("zhifa1").post(f"/operations/papers/{paper.id}/retry").status_code == 403
    assert login("admin").post(f"/operations/papers/{paper.id}/retry").status_code == 302
    db.session.expire_all()
    assert paper.status == "pending" and paper.failure == ""
    assert "没有制作失败" in login("admin").post(f"/operations/papers/{paper.id}/retry", follow_redirects=True).text


def test_mails_that_do_not_go_are_listed_with_the_reason(office, login):
    for name, value in {"smtp_host": "x", "mail_from": "a@b.cn", "address": "https://x"}.items():
        object.__setattr__(office.config["ANLIU"], name, value)
    mail = {"user_id": user_by_name("zhifa1").id, "address": "a@b.cn", "subject": "案流", "body": "x", "attempts": 8,
            "created_at": now(), "next_at": now()}  # fmt: skip
    put(Mail(id=1, status="failed", error="邮件服务器不收这个地址", **mail))
    assert state("mails")[0] == "bad"
    admin = login("admin")
    assert "邮件服务器不收这个地址" in admin.get("/operations").text
    admin.post("/operations/mails/1/retry")
    db.session.rollback()
    assert (db.session.get(Mail, 1).status, state("mails")[0]) == ("waiting", "warn")


def test_the_last_backup_is_known_from_the_audit_chain(office):
    assert state("backup")[0] == "warn"
    note_backup(SYSTEM, "a.tar", 5 * 1024**2, 0)
    assert state("backup")[0] == "ok" and "5.0 MB" in state("backup")[1]
    with frozen(now() + timedelta(hours=27)):
        assert state("backup")[0] == "warn"
    note_backup(SYSTEM, "b.tar", 1, 2)
    assert state("backup")[0] == "bad"


def test_monitors_are_told_the_same_without_a_login_and_nothing_secret(office, client):
    answer = client.get("/health/checks")
    assert answer.status_code == 503 and answer.json["ok"] is False  # no worker runs here
    assert {each["key"] for each in answer.json["checks"]} == set(found())
    for secret in (str(office.config["ANLIU"].home), "陆知行", office.config["ANLIU"].secret_key):
        assert secret not in answer.text
    db.session.rollback()
    Heart().beat()
    assert client.get("/health/checks").status_code == 200


def test_only_the_administrator_sees_the_operators_page(login):
    assert login("admin").get("/operations").status_code == 200
    for username in ("zhifa1", "juzhang", "shenji", "qiye"):
        assert login(username).get("/operations").status_code == 403
        assert "/operations" not in login(username).get("/me").text
