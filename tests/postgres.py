"""A PostgreSQL server of its own for a test session: made in about a second, thrown away with it."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


def available() -> bool:
    return bool(PROGRAMS) or shutil.which("initdb") is not None


def _program(name: str) -> str:
    return str(PROGRAMS[-1] / name) if PROGRAMS else shutil.which(name)


@contextmanager
def server(folder: Path):
    """Run a server with its socket in `folder`; yields the SQLAlchemy address of its database.

    Root may not run it: then it runs as the system's user `postgres`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if who:
        shutil.chown(folder, "postgres", "postgres")
        for parent in folder.parents:
            if parent.stat().st_uid == 0 and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)  # so that the other user can walk in
    data = folder / "data"
    subprocess.run([_program("initdb"), "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                    "--no-sync"], check=True, stdout=subprocess.DEVNULL, **who)  # fmt: skip
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([_program("postgres"), "-D", data, *options], stdout=log, stderr=log, **who)
    try:
        _wait_until_ready(folder, process)
        yield f"postgresql+psycopg://app@/postgres?host={folder}"
    finally:
        process.send_signal(signal.SIGQUIT)  # nothing in it is worth a tidy shutdown
        process.wait(30)


def _wait_until_ready(folder: Path, process) -> None:
    until = time.monotonic() + 30
    while subprocess.run([_program("pg_isready"), "-q", "-h", folder], check=False).returncode:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "log").read_text("utf-8"))
        time.sleep(0.05)
