"""`./anliu run`: bring the database up to date, load the demo day into an empty one, serve pages and the worker.

One supervisor starts gunicorn (2 processes × 4 threads) and one worker, and ends both when either ends.
The worker's queue is rows: papers waiting to be rendered, timers that are due. Nothing is lost when it dies.
"""

import argparse
import ipaddress
import logging
import os
import signal
import subprocess
import sys
import threading
import time

from flask_migrate import upgrade

from app import create_app
from app.core.command import SYSTEM
from app.core.settings import Settings
from app.demo import is_empty, load_demo
from app.documents.commands import render_pending
from app.enterprises.imports import continue_imports
from app.installation import install
from app.workflow.commands import fire_due_timers

IDLE_SECONDS = 0.5
log = logging.getLogger("anliu")


def run_main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./anliu run")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="不要演示数据和演示账号")
    options = parser.parse_args(argv)
    demo = not options.no_demo
    if demo and not is_loopback(options.host):
        print("演示账号的密码是公开的，演示模式只能用本机地址。请加 --no-demo，或去掉 --host", file=sys.stderr)
        return 1
    os.environ["ANLIU_DEMO"] = "1" if demo else ""
    prepare(demo)
    return supervise(options.host, options.port)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def prepare(demo: bool) -> None:
    """Migrate; in demo mode fill an empty database; load what every database starts with."""
    app = create_app()
    with app.app_context():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        upgrade()
        if demo and is_empty():
            begun = time.monotonic()
            print("正在办理演示案件……", flush=True)
            load_demo()
            print(f"演示数据已就绪（{time.monotonic() - begun:.0f} 秒）", flush=True)
        install(SYSTEM)


def supervise(host: str, port: int) -> int:
    home = Settings().home
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-b", f"{host}:{port}", "-w", "2", "--threads", "4", "--preload",
             "--no-control-socket", "--log-level", "warning", "--worker-tmp-dir", str(home), "app.server:web()"]
        ),
        subprocess.Popen([sys.executable, "-m", "app.cli", "worker"]),
    ]  # fmt: skip
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"案流已启动：http://{host}:{port}   （Ctrl-C 停止）", flush=True)
    while not stop.is_set() and all(child.poll() is None for child in children):
        stop.wait(0.3)
    ended_early = not stop.is_set()
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if ended_early else 0


def web():
    """The WSGI application for gunicorn."""
    return create_app()


def worker_main(argv: list[str]) -> int:
    argparse.ArgumentParser(prog="./anliu worker").parse_args(argv)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = create_app()
    while not stop.is_set():
        with app.app_context():
            if not work_once():
                stop.wait(IDLE_SECONDS)
    return 0


def work_once() -> int:
    """Render waiting papers, fire due timers, import one batch; a failure of one kind never stops the other."""
    done = 0
    for job in (fire_due_timers, render_pending, continue_imports):
        try:
            done += job(20) or 0
        except Exception:  # the worker must live; each row also keeps its own failure
            log.exception("后台任务 %s 失败", job.__name__)
            time.sleep(IDLE_SECONDS)
    return done
