"""`./anliu run`: bring the database up to date, load the demo day into an empty one, serve pages and the worker.

One supervisor starts gunicorn (2 processes × 4 threads) and one worker, and starts again what is killed.
The worker's queue is rows: papers waiting to be rendered, timers that are due. Nothing is lost when it dies.
"""

import ctypes
import errno
import gc
import ipaddress
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time

from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication

from app import create_app
from app.core.arguments import Parser
from app.core.command import SYSTEM
from app.core.database import db
from app.core.settings import Settings
from app.demo import is_empty, load_demo
from app.demo.history import earlier
from app.documents.commands import render_pending
from app.documents.notice_commands import propose_notices
from app.enterprises.imports import continue_imports
from app.installation import install
from app.notices.mail import mail_at_once, send_waiting
from app.notices.sweep import sweep
from app.operations.heartbeat import Heart
from app.operations.holding_page import holding_page
from app.self_checks.sweep import begin_self_checks
from app.workflow.commands import fire_due_timers, resolve_staffed

IDLE_SECONDS = 0.5
STARTING_SECONDS, MAX_EARLY_ENDS = 10, 5  # a process that ends so early, so often, cannot start
PR_SET_PDEATHSIG = 1
log = logging.getLogger("anliu")
JOBS = (
    fire_due_timers, begin_self_checks, resolve_staffed, render_pending, propose_notices, continue_imports, sweep, mail_at_once,
    send_waiting,
)  # fmt: skip


def run_main(argv: list[str]) -> int:
    parser = Parser(prog="./anliu run")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="不要演示数据和演示账号")
    options = parser.parse_args(argv)
    demo = not options.no_demo
    if demo and not is_loopback(options.host):
        print("演示账号的密码是公开的，演示模式只能用本机地址。请加 --no-demo，或去掉 --host", file=sys.stderr)
        return 1
    if refused := why_not_listen(options.host, options.port):
        print(refused, file=sys.stderr)
        return 1
    os.environ["ANLIU_DEMO"] = "1" if demo else ""
    with holding_page(options.host, options.port) as stage:
        prepare(demo, stage)
    return supervise(options.host, options.port)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def why_not_listen(host: str, port: int) -> str | None:
    """Why nobody can be served there (Chinese), said before anything is prepared; None when it can be done."""
    if not 0 < port < 65536:
        return f"端口 {port} 不对，应在 1 到 65535 之间"
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"端口 {port} 已被占用，案流可能已经在运行：http://{host}:{port}；要再开一个请换端口，如 --port {port + 1}"
        return f"不能在 {host}:{port} 上监听，请检查 --host 和 --port"
    return None


def prepare(demo: bool, stage) -> None:
    """Migrate; in demo mode fill an empty database; load what every database starts with. Args: stage: is told how far it is"""
    app = create_app()
    collect_seldom()
    with app.app_context():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        upgrade()
        if demo and is_empty():
            begun = time.monotonic()
            print("正在办理演示案件，约需两三分钟……", flush=True)
            load_demo(lambda share: stage("正在办理演示案件，只在第一次启动时办……", share), before=earlier())
            print(f"演示数据已就绪（{time.monotonic() - begun:.0f} 秒）", flush=True)
        install(SYSTEM)
        db.engine.dispose()  # what is forked next opens connections of its own


def supervise(host: str, port: int) -> int:
    """Keep pages and worker running until a signal comes; one that dies is started again, unless it cannot start."""
    jobs = {"网页": (serve_pages, (host, port)), "后台": (worker_main, ([],))}
    children = {name: _started(*job) for name, job in jobs.items()}
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"案流已启动：http://{host}:{port}   （Ctrl-C 停止）", flush=True)
    early = dict.fromkeys(jobs, 0)
    while not (stop.wait(0.3) or max(early.values()) > MAX_EARLY_ENDS):
        for name in [name for name, (child, _) in children.items() if not child.is_alive()]:
            early[name] = early[name] + 1 if time.monotonic() - children[name][1] < STARTING_SECONDS else 0
            print(f"{name}进程意外结束，已重新启动", file=sys.stderr, flush=True)
            children[name] = _started(*jobs[name])
    if failed := not stop.is_set():
        print("一再启动不成，已停止；原因见上面的记录", file=sys.stderr)
    for child, _ in children.values():
        child.terminate()
    for child, _ in children.values():
        child.join(10)
        child.kill()
    return int(failed)


def _started(job, arguments) -> tuple:
    """(a process forked from this one, which has imported everything already; when)"""
    child = multiprocessing.get_context("fork").Process(target=_run_job, args=(job, arguments))
    child.start()
    return child, time.monotonic()


def _run_job(job, arguments) -> None:
    if sys.platform == "linux":  # end with the supervisor, even if that is killed: nobody may keep the port
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    sys.exit(job(*arguments))


class Pages(BaseApplication):
    """gunicorn: 2 processes × 4 threads, the application loaded before they part."""

    def __init__(self, host: str, port: int):
        self.options = {
            "bind": f"{host}:{port}", "workers": 2, "threads": 4, "preload_app": True, "loglevel": "warning",
            "control_socket_disable": True, "worker_tmp_dir": str(Settings().home),
        }  # fmt: skip
        super().__init__()

    def load_config(self):
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        app = create_app()
        collect_seldom()
        return app


def collect_seldom() -> None:
    """Keep the garbage collector off the pages: what is loaded stays, what a request makes is mostly freed without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def serve_pages(host: str, port: int) -> None:
    Pages(host, port).run()


def worker_main(argv: list[str]) -> int:
    Parser(prog="./anliu worker").parse_args(argv)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app, heart = create_app(), Heart()
    while not stop.is_set():
        with app.app_context():
            _show_life(heart)
            if not work_once():
                stop.wait(IDLE_SECONDS)
    return 0


def _show_life(heart: Heart) -> None:
    try:
        heart.beat()
    except Exception:  # a busy database: the next round shows it
        log.exception("后台没有写下运行标记")


def work_once() -> int:
    """Fire due timers, render waiting papers, import one batch, tell people, send mails; a failure of one kind never stops the other."""
    done = 0
    for job in JOBS:
        try:
            done += job(20) or 0
        except Exception:  # the worker must live; each row also keeps its own failure
            log.exception("后台任务 %s 失败", job.__name__)
            time.sleep(IDLE_SECONDS)
    return done
