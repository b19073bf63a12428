"""Restoring: everything is checked beside the data folder first; only what passed is put in its place."""

import logging
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import create_engine

from app import create_app
from app.backup import archive, postgres
from app.backup.making import NEEDED, revision
from app.core import audit
from app.core.clock import now
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.settings import ROOT, Settings
from app.operations.heartbeat import is_running

LIVING = ("anliu.db", "anliu.db-wal", "anliu.db-shm", "files", archive.ORGAN)


def restore(source: Path, replace: bool = False) -> dict:
    """Bring a backup back into the data folder and database of the settings.

    Args:    replace: move what is there aside instead of refusing; a running installation is refused all the same
    Returns: {"ok", "made_at", "files", "entries", "missing", "revision": [from, to], "kept": where what was there lies,
             "message"}
    Raises:  RuleBroken("living" | "running" | "space" | "backup_…" | "other_database" | "newer" | "chain" | …); then
             nothing has changed
    """
    configured = Settings()
    configured.home.mkdir(parents=True, exist_ok=True)
    is_living = _require_free(configured, replace)
    _require_space(source, configured.home)
    with tempfile.TemporaryDirectory(dir=configured.home, prefix=".restore-") as folder:
        staging = Path(folder)
        manifest = archive.unpack(source, staging)
        _require_fitting(manifest, configured)
        kept = f"replaced_{now():%Y%m%d_%H%M%S}" if is_living else None
        if configured.database.startswith("postgresql"):
            report = _into_postgres(configured, staging, manifest, kept)
        else:
            report = _checked(Settings(home=staging, database_url=f"sqlite:///{staging / archive.SQLITE}"), manifest)
            _into_one_file(staging / archive.SQLITE)
        _put_in_place(configured.home, staging, kept)
    return report | {"kept": kept, "message": _words(report, kept)}


def _require_free(configured: Settings, replace: bool) -> bool:
    """Whether there is anything that would be moved aside. Raises: RuleBroken("living" | "running")"""
    if configured.database.startswith("postgresql"):
        engine = create_engine(configured.database)
        is_living = not postgres.is_empty(engine)
        engine.dispose()
    else:
        is_living = (configured.home / "anliu.db").exists()
    is_living = is_living or any((configured.home / name).exists() for name in LIVING)
    if is_living and not replace:
        message = (
            f"数据目录 {configured.home} 或者数据库里已有案流的数据，没有恢复。恢复到空目录，或者停止案流后加 --replace"
        )
        raise RuleBroken("living", message)
    if is_living and is_running(configured):
        raise RuleBroken("running", "案流正在运行，没有恢复。请先停止案流，1 分钟后再试")
    return is_living


def _require_space(source: Path, home: Path) -> None:
    if source.is_file() and shutil.disk_usage(home).free < source.stat().st_size * 1.2:
        raise RuleBroken("space", f"{home} 所在磁盘剩余空间不够展开这个备份，没有恢复；请清理后再试")


def _require_fitting(manifest: dict, configured: Settings) -> None:
    """Raises: RuleBroken("other_database" | "newer")"""
    kind = "postgresql" if configured.database.startswith("postgresql") else "sqlite"
    if manifest["database"] != kind:
        message = (
            f"这是 {manifest['database']} 数据库的备份，现在设置的是 {kind}，没有恢复；请改 ANLIU_DATABASE_URL 后再试"
        )
        raise RuleBroken("other_database", message)
    known = {script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()}
    if manifest["revision"] not in known:
        message = (
            f"备份的数据库版本 {manifest['revision'] or '（没有登记）'} 本程序不认识，没有恢复；请用做备份的版本恢复"
        )
        raise RuleBroken("newer", message)


def _checked(at: Settings, manifest: dict) -> dict:
    """Bring the database to this version and prove the audit chain. Raises: RuleBroken("chain" | "backup_damaged")"""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if at.database.startswith("sqlite"):
        _require_sound(at.home / archive.SQLITE)
    with create_app(home=at.home, database_url=at.database).app_context():
        try:
            _migrate()
            verdict = audit.verify(manifest["audit"])
            if not verdict["ok"]:
                message = (
                    f"备份里的审计链第 {verdict['broken_at']} 条有问题：{verdict['reason']}；没有恢复，请换一个备份文件"
                )
                raise RuleBroken("chain", message)
            stored = {Path(name).name for name in manifest["members"] if name.startswith("files/")}
            missing = sorted(set(db.session.scalars(NEEDED)) - stored)
            note_restore(SYSTEM, manifest["made_at"], len(missing))
            db.session.rollback()
            return {
                "ok": True, "made_at": manifest["made_at"], "files": len(stored), "entries": verdict["entries"],
                "missing": missing, "revision": [manifest["revision"], revision()],
            }  # fmt: skip
        finally:
            db.session.remove()
            db.engine.dispose()


def _migrate() -> None:
    """Raises: RuleBroken("migration")"""
    try:
        upgrade()
    except SystemExit as failed:  # how flask_migrate ends after it has logged why
        raise RuleBroken("migration", "备份的数据库没有升级成功，没有恢复；原因见上面的记录") from failed


@command()
def note_restore(actor, made_at: str, missing: int) -> str:
    """Leave in the audit chain that it goes on from a backup of that moment."""
    return made_at


def _require_sound(path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        said = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as damaged:
        said = str(damaged)
    finally:
        connection.close()
    if said != "ok":
        raise RuleBroken("backup_damaged", f"备份里的数据库已损坏（{said[:100]}），没有恢复；请换一个备份文件")


def _into_one_file(path: Path) -> None:
    """Nothing may stay in a journal beside the database, which is moved alone."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _into_postgres(configured: Settings, staging: Path, manifest: dict, kept: str | None) -> dict:
    engine = create_engine(configured.database)
    aside = None if postgres.is_empty(engine) else kept
    try:
        with postgres.moved_aside(engine, aside):
            postgres.load(configured.database, staging / archive.POSTGRES)
            return _checked(Settings(home=staging, database_url=configured.database), manifest)
    finally:
        engine.dispose()


def _put_in_place(home: Path, staging: Path, kept: str | None) -> None:
    """Renames within one folder; if one fails, those before it are taken back."""
    with _undone_on_failure() as rename:
        for name in LIVING if kept else ():
            if (home / name).exists():
                (home / kept).mkdir(exist_ok=True)
                rename(home / name, home / kept / name)
        for came, name in ((archive.SQLITE, "anliu.db"), ("files", "files"), (archive.ORGAN, archive.ORGAN)):
            if (staging / came).exists():
                rename(staging / came, home / name)


@contextmanager
def _undone_on_failure():
    done = []

    def rename(source: Path, target: Path) -> None:
        source.rename(target)
        done.append((source, target))

    try:
        yield rename
    except OSError:
        for source, target in reversed(done):
            target.rename(source)
        raise


def _words(report: dict, kept: str | None) -> str:
    before, after = report["revision"]
    words = f"已恢复 {report['made_at']} 的备份：文件 {report['files']} 个，审计 {report['entries']} 条核验无误"
    words += f"，数据库从 {before} 升级到 {after}" if before != after else ""
    words += f"。原有数据移到 {kept}" if kept else ""
    if report["missing"]:
        words += f"。备份时已缺 {len(report['missing'])} 个文件，请从更早的备份找回"
    return words + "。所有人须重新登录"
