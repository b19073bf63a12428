"""`kill -9` while an office works through HTTP: nothing half done, lost or doubled."""

import http.client
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask_migrate import stamp
from sqlalchemy import func, select

from app import create_app
from app.core.audit import verify
from app.core.clock import today
from app.core.database import db
from app.core.settings import ROOT
from app.documents.models import Document, DocumentNumber
from app.identity.queries import user_by_name
from app.inspections.models import Inspection
from app.inspections.queries import GENERAL
from app.workflow.commands import start_process
from app.workflow.models import History, Instance, Submission, WorkItem
from tests.builders import make_enterprise, make_person
from tests.workflow.engine.test_random_walks import check_rows_agree

SECONDS, MATTERS = 9, 80
PEOPLE = {"draft_inspection_plan": "zhifa1", "approve_inspection_plan": "duizhang"}


def answers(element: str) -> dict:
    if element == "approve_inspection_plan":
        return {"plan_result": "approve", "within_frequency": "yes", "opinion": "同意"}
    until = today() + timedelta(days=1)
    return {
        "plan_reason": "年度监督检查计划", "inspect_from_on": str(today()), "inspect_to_on": str(until),
        "checklist_sector": GENERAL, "methods": ["on_site"], "plan_basis": "安全生产法第六十二条",
    }  # fmt: skip


@pytest.fixture
def home(database_template, tmp_path):
    """A data folder as `./anliu run` finds it, with inspections waiting for their plan."""
    shutil.copy(database_template, tmp_path / "anliu.db")
    with create_app(home=tmp_path, testing=True, demo=True).app_context():
        stamp()
        enterprise = make_enterprise(address="临江区一号", legal_representative="周砚秋", phone="000")
        make_person(enterprise)
        officers = [user_by_name(name).id for name in ("zhifa1", "zhifa2")]
        for _ in range(MATTERS):
            form = {"enterprise_id": enterprise.id, "trigger": "tip", "clue": "举报", "planned_on": str(today()),
                    "officers": officers, "separate_reason": "测试"}
            start_process(user_by_name("zhifa1"), "inspection", form)
        db.session.remove()
        db.engine.dispose()
    return tmp_path


class Office:
    """`./anliu run` in a process group of its own."""

    def __init__(self, home):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home, self.kills = home, 0
        self.start()

    def start(self):
        with (self.home / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "run", "--port", str(self.port)], stdout=log, stderr=log,
                env={**os.environ, "ANLIU_HOME": str(self.home)}, cwd=ROOT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < until, (self.home / "run.log").read_text()
            time.sleep(0.05)

    def answers(self) -> bool:
        """The pages, not what stands there while the database is being prepared."""
        try:
            return request(self.port, "/login", {})[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def offspring(self) -> list[int]:
        """Everything below the supervisor: gunicorn, its workers, the background worker."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "-s", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split() if int(pid) != self.process.pid]

    def kill_one(self, dice):
        if pids := self.offspring():
            self.kill(os.kill, dice.choice(pids))

    def kill_all(self):
        self.kill(os.killpg, self.process.pid)
        self.process.wait()

    def kill(self, how, pid):
        try:
            how(pid, signal.SIGKILL)
            self.kills += 1
        except ProcessLookupError:
            pass


def work(port: int, home, seed: int, sessions: dict, done) -> None:
    """One browser: does whatever is open, goes on when the server was killed meanwhile."""
    dice = random.Random(seed)
    rows = sqlite3.connect(f"file:{home}/anliu.db?mode=ro", uri=True, timeout=5)
    while True:
        wanted = "select id, element from work_item where status = 'open' and element in (?, ?)"
        tasks = rows.execute(wanted, tuple(PEOPLE)).fetchall()
        if not tasks:
            time.sleep(0.05)
            continue
        task_id, element = dice.choice(tasks[:3])  # few to choose from: several want the same
        try:
            session = dict(sessions[element])
            status, body = request(port, f"/tasks/{task_id}", session, json.dumps({"answers": answers(element)}))
            done.put((task_id, status, json.loads(body).get("message")))
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)


def log_in(port: int, name: str) -> dict:
    """The headers of a session."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    token = _token(port, headers, "/login")
    request(port, "/login", headers, urlencode({"username": name, "password": "anliu-demo", "csrf_token": token}))
    token = _token(port, headers, "/me")
    return {"Cookie": headers["Cookie"], "Content-Type": "application/json", "X-CSRFToken": token}


def _token(port, headers, path) -> str:
    return re.search(r'name="csrf-token" content="([^"]+)"', request(port, path, headers)[1])[1]


def request(port: int, path: str, headers: dict, body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        if cookie := answer.headers.get("Set-Cookie"):
            headers["Cookie"] = cookie.split(";")[0]
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def rush(office: Office, home) -> list[tuple]:
    """People work in processes of their own while the server is killed piece by piece, and once as a whole."""
    forks, dice = multiprocessing.get_context("fork"), random.Random(1)
    done = forks.SimpleQueue()
    sessions = {element: log_in(office.port, name) for element, name in PEOPLE.items()}
    people = [forks.Process(target=work, args=(office.port, home, n, sessions, done), daemon=True) for n in range(3)]
    for person in people:
        person.start()
    told, until, is_whole = [], time.monotonic() + SECONDS, True
    while (left := until - time.monotonic()) > 0:
        time.sleep(dice.uniform(0.5, 1.2))
        if is_whole and left < SECONDS / 2:
            is_whole = False
            office.kill_all()
            office.start()
        else:
            office.kill_one(dice)
        while not done.empty():
            told.append(done.get())
    office.kill_all()
    for person in people:
        person.kill()
    return told


def test_killing_the_server_again_and_again_leaves_rows_states_numbers_and_chain_whole(home):
    office = Office(home)
    try:
        told = rush(office, home)
    finally:
        office.kill_all()
    with create_app(home=home, testing=True, demo=True).app_context():
        finished = set(db.session.scalars(select(WorkItem.id).where(WorkItem.status == "done")))
        acknowledged = {task for task, status, _ in told if status == 200}
        assert office.kills > 4 and len(acknowledged) > 5, (office.kills, len(acknowledged))
        assert acknowledged <= finished, "told that it is done, and it is not"
        assert {words for _, status, words in told if status == 409} <= {"该任务已由他人办理"}
        assert {status for _, status, _ in told} <= {200, 409}
        require_whole(finished)
        db.session.remove()
        db.engine.dispose()


def require_whole(finished: set[str]) -> None:
    """Every closed task has one submission and one line of history; states, rows, papers and numbers agree."""
    submitted = select(Submission.work_item_id).where(Submission.work_item_id.is_not(None))  # not start forms
    assert sorted(db.session.scalars(submitted)) == sorted(finished)
    completed = select(func.count()).select_from(History).where(History.kind == "completed")
    assert db.session.scalar(completed) == len(finished)
    for root_id in db.session.scalars(select(Instance.id).where(Instance.parent_id.is_(None))).all():
        check_rows_agree(root_id)
    approved = select(func.count()).where(WorkItem.id.in_(finished), WorkItem.element == "approve_inspection_plan")
    serials = sorted(int(serial) for serial in db.session.scalars(select(Document.serial)))
    assert serials == list(range(1, db.session.scalar(approved) + 1)), (
        "one paper for each approval, no number lost or twice"
    )
    assert list(db.session.scalars(select(DocumentNumber.last))) == serials[-1:]
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == MATTERS
    assert verify()["ok"]
