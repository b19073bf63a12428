"""The restore drill: back up while people write, restore elsewhere, prove the chain, go on with a case."""

import json
import shutil
import sqlite3
import tarfile
import threading

import pytest
from flask_migrate import downgrade, stamp, upgrade

from app import cli, create_app
from app.backup.making import backup
from app.core import audit, files
from app.core.command import SYSTEM
from app.core.database import db
from app.identity import queries as identity
from app.operations.heartbeat import Heart
from app.workflow.commands import complete_task, start_process
from app.workflow.models import WorkItem
from tests.workflow.diagrams import diagram, end, put_release, start, user

PICTURE = b"\xff\xd8 a picture"


@pytest.fixture
def home(database_template, tmp_path, monkeypatch):
    """A data folder in use: a matter half way, a file, an own organ."""
    folder = tmp_path / "living"
    folder.mkdir()
    shutil.copy(database_template, folder / "anliu.db")
    (folder / "organ.yaml").write_text("name: 测试局\n", "utf-8")
    monkeypatch.setenv("ANLIU_HOME", str(folder))
    with create_app(home=folder, testing=True, demo=True).app_context():
        stamp()
        put_release(diagram("two", start() + user("one") + user("two") + end(), "s one", "one two", "two e"))
        officer = identity.user_by_name("zhifa1")
        start_process(officer, "two")
        complete_task(officer, open_task(), {"opinion": "同意"})
        files.store_attachment(officer, "现场.jpg", PICTURE)
        closed()
    return folder


def closed():
    db.session.remove()
    db.engine.dispose()


def open_task() -> str:
    return db.session.scalar(db.select(WorkItem.id).where(WorkItem.status == "open"))


@pytest.fixture
def ask(capsys):
    def run(*argv):
        code = cli.main([*map(str, argv), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def into(monkeypatch, folder):
    monkeypatch.setenv("ANLIU_HOME", str(folder))
    return folder


def test_the_drill(home, ask, tmp_path, monkeypatch):
    """Back up while commands write; restore into an empty folder; the chain holds; the case goes on."""
    stop, busy, written = threading.Event(), threading.Event(), []

    def work():
        application = create_app(home=home, testing=True, demo=True)
        while not stop.is_set():
            with application.app_context():
                written.append(start_process(identity.user_by_name("zhifa1"), "two").id)
                db.session.remove()
                busy.set()

    writer = threading.Thread(target=work, daemon=True)
    writer.start()
    assert busy.wait(20)
    code, made = ask("backup", tmp_path / "copy.tar")
    stop.set()
    writer.join()
    assert code == 0 and made["files"] == 1 and made["missing"] == []

    fresh = into(monkeypatch, tmp_path / "fresh")
    code, done = ask("restore", tmp_path / "copy.tar")
    assert code == 0, done
    assert done["entries"] >= made["entries"] and done["revision"][0] == done["revision"][1] and done["kept"] is None
    assert ask("audit", "verify")[1]["ok"]
    assert (fresh / "organ.yaml").read_text("utf-8") == "name: 测试局\n"
    assert not list(fresh.glob(".restore-*"))
    assert (fresh / "secret_key").read_text() != (home / "secret_key").read_text()
    (fresh / "organ.yaml").unlink()  # an invented organ is not a whole one
    with create_app(home=fresh, testing=True, demo=True).app_context():
        assert files.read(files.hashlib.sha256(PICTURE).hexdigest()) == PICTURE
        task = db.session.scalar(db.select(WorkItem).where(WorkItem.status == "open", WorkItem.element == "two"))
        assert (
            complete_task(identity.user_by_name("zhifa2"), task.id, {"opinion": "同意"}).instance.status == "finished"
        )
        assert audit.verify()["ok"]
        acts = list(db.session.scalars(db.select(audit.AuditEntry.act).order_by(audit.AuditEntry.id)))
        assert acts[done["entries"]] == "backup.note_restore"
        closed()


def test_the_archive_lists_the_hash_of_every_member_and_nobody_else_may_read_it(home, ask, tmp_path):
    target = tmp_path / "copy.tar"
    assert ask("backup", target)[0] == 0
    assert target.stat().st_mode & 0o077 == 0
    with tarfile.open(target) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
        for name, said in manifest["members"].items():
            assert files.hashlib.sha256(tar.extractfile(name).read()).hexdigest() == said["sha256"]
        assert {name.split("/")[0] for name in tar.getnames()} == {
            "database.sqlite3", "organ.yaml", "files", "manifest.json",
        }  # fmt: skip
    code, refused = ask("backup", target)
    assert code == 1 and refused["code"] == "backup_exists"
    assert ask("backup", tmp_path / "nowhere/copy.tar")[1]["code"] == "backup_place"


def test_a_backup_says_which_files_are_gone_or_damaged_and_keeps_the_rest(home, ask, tmp_path):
    stored = next((home / "files").glob("*/*"))
    stored.write_bytes(b"something else")
    code, made = ask("backup", tmp_path / "damaged.tar")
    assert code == 1 and made["damaged"] == [stored.name] and "损坏" in made["message"]
    stored.unlink()
    code, made = ask("backup", tmp_path / "missing.tar")
    assert code == 1 and made["missing"] == [stored.name] and (tmp_path / "missing.tar").exists()


def test_a_living_installation_is_not_overwritten_unless_told_and_never_while_it_runs(home, ask, tmp_path):
    archive = tmp_path / "copy.tar"
    ask("backup", archive)
    before = (home / "anliu.db").read_bytes()
    code, refused = ask("restore", archive)
    assert code == 1 and refused["code"] == "living" and "--replace" in refused["message"]
    with create_app(home=home, testing=True, demo=True).app_context():
        Heart().beat()
        closed()
    assert ask("restore", archive, "--replace")[1]["code"] == "running"
    with sqlite3.connect(home / "anliu.db") as connection:
        connection.execute("delete from worker_beat")
    connection.close()
    code, done = ask("restore", archive, "--replace")
    assert code == 0 and (home / done["kept"] / "anliu.db").stat().st_size >= len(before)
    assert ask("audit", "verify")[1]["ok"]


def cut(source, target):
    target.write_bytes(source.read_bytes()[: source.stat().st_size // 2])


def change_a_file(source, target):
    content = source.read_bytes()
    assert content.count(PICTURE) == 1
    target.write_bytes(content.replace(PICTURE, PICTURE[::-1]))


def climb_out(source, target):
    with tarfile.open(target, "w") as tar:
        tar.add(source, "../outside")


def text_file(source, target):
    target.write_text("这不是备份", "utf-8")


@pytest.mark.parametrize(
    ("harm", "code"),
    [(cut, "backup_file"), (change_a_file, "backup_damaged"), (climb_out, "backup_file"), (text_file, "backup_file")],
)
def test_what_is_not_a_whole_backup_is_refused_and_leaves_nothing(home, ask, tmp_path, monkeypatch, harm, code):
    ask("backup", tmp_path / "copy.tar")
    harm(tmp_path / "copy.tar", tmp_path / "harmed.tar")
    fresh = into(monkeypatch, tmp_path / "fresh")
    status, refused = ask("restore", tmp_path / "harmed.tar")
    assert (status, refused["code"]) == (1, code)
    assert list(fresh.iterdir()) == [] and not (tmp_path / "outside").exists()


def test_a_chain_that_was_changed_before_the_backup_is_not_restored(home, ask, tmp_path, monkeypatch):
    with sqlite3.connect(home / "anliu.db") as connection:
        connection.execute("update audit_entry set actor_name = '别人' where id = 2")
    connection.close()
    assert ask("backup", tmp_path / "copy.tar")[0] == 0
    fresh = into(monkeypatch, tmp_path / "fresh")
    status, refused = ask("restore", tmp_path / "copy.tar")
    assert (status, refused["code"]) == (1, "chain") and "第 2 条" in refused["message"]
    assert not (fresh / "anliu.db").exists()


def test_an_older_database_is_migrated_and_a_newer_one_is_refused(ask, tmp_path, monkeypatch):
    old = into(monkeypatch, tmp_path / "old")
    with create_app(home=old, testing=True).app_context():
        upgrade()
        downgrade(revision="0001")
        closed()
    with create_app(home=old, testing=True).app_context():
        backup(tmp_path / "old.tar")
        with db.engine.begin() as connection:
            connection.exec_driver_sql("update alembic_version set version_num = '9999_tomorrow'")
        backup(tmp_path / "new.tar")
        closed()
    into(monkeypatch, tmp_path / "fresh")
    assert ask("restore", tmp_path / "new.tar")[1]["code"] == "newer"
    code, done = ask("restore", tmp_path / "old.tar")
    assert code == 0 and done["revision"][0] == "0001" != done["revision"][1]


@pytest.mark.postgres
def test_postgresql_goes_through_its_own_programs(postgres_address, ask, tmp_path, monkeypatch):
    monkeypatch.setenv("ANLIU_DATABASE_URL", postgres_address)
    home = into(monkeypatch, tmp_path / "home")
    with create_app(home=home, testing=True).app_context():
        upgrade()
        files.store_attachment(SYSTEM, "现场.jpg", PICTURE)
        before = audit.head()
        closed()
    assert ask("backup", tmp_path / "copy.tar")[0] == 0
    assert ask("restore", tmp_path / "copy.tar")[1]["code"] == "living"
    with create_app(home=home, testing=True).app_context():
        files.store_attachment(SYSTEM, "后来.jpg", PICTURE + b"2")
        closed()
    into(monkeypatch, tmp_path / "fresh")
    code, done = ask("restore", tmp_path / "copy.tar", "--replace")
    assert code == 0, done
    with create_app(home=tmp_path / "fresh", testing=True).app_context():
        assert audit.verify(before)["ok"]
        assert files.read(files.hashlib.sha256(PICTURE).hexdigest()) == PICTURE
        kept = db.session.scalar(db.text(f"select count(*) from {done['kept']}.attachment"))
        assert kept == 2 and db.session.scalar(db.text("select count(*) from attachment")) == 1
        closed()
