"""The PostgreSQL database through its own programs: pg_dump takes one consistent snapshot, pg_restore brings it back."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url, text

from app.core.errors import RuleBroken


def dump(address: str, target: Path) -> Path:
    """Raises: RuleBroken("pg_dump")"""
    _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--file={target}")
    return target


def load(address: str, source: Path) -> None:
    """Into a database whose schema `public` is not there; all or nothing. Raises: RuleBroken("pg_restore")"""
    _run("pg_restore", address, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))


def _run(program: str, address: str, *arguments: str) -> None:
    """The address goes through the environment: the list of processes shows arguments to everybody."""
    if shutil.which(program) is None:
        raise RuleBroken(program, f"这台机器没有 {program}，请安装 postgresql-client（版本不低于服务器）后再试")
    url = make_url(address)
    host = url.host or url.query.get("host")
    given = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    database = url.database or "postgres"
    done = subprocess.run(
        [program, f"--dbname={database}", *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        said = next(iter(reversed(done.stderr.strip().splitlines())), "")
        raise RuleBroken(program, f"{program} 没有做成：{said[:300]}")


def is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not inspect(connection).get_table_names(schema="public")


@contextmanager
def moved_aside(engine: Engine, kept_as: str | None) -> Iterator[None]:
    """No schema `public` meanwhile. What was there goes on as `kept_as` (None: it was empty); if what happens inside
    fails, everything is as before."""
    with engine.begin() as connection:
        change = f'alter schema public rename to "{kept_as}"' if kept_as else "drop schema public"
        connection.execute(text(change))
    try:
        yield
    except BaseException:
        engine.dispose()
        with engine.begin() as connection:
            connection.execute(text("drop schema if exists public cascade"))
            connection.execute(
                text(f'alter schema "{kept_as}" rename to public' if kept_as else "create schema public")
            )
        raise
