"""Several people at once, on SQLite and on PostgreSQL: one wins, one is told, nothing hangs, nothing is half done."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest

from app.core.clock import frozen, local, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import AnliuError, Conflict
from app.identity.seeding import seed_demo_people, seed_organisations
from app.workflow import commands, queries
from app.workflow.models import History, Instance, Submission, Timer, WorkItem
from tests.workflow.diagrams import boundary, call, diagram, end, form, put_release, start, text, timer, user
from tests.workflow.engine.conftest import create_tables, make_app
from tests.workflow.walk import answer, do, forget, only, person
from tests.workflow.walk import start as begin

GIVE = {"opinion": "好"}
KID = diagram("kid", start() + user("k") + end(), "s k", "k e")
TOP = diagram(
    "top", start() + user("a") + call("c", "kid", "ids", "pid") + user("z") + end(), "s a", "a c", "c z", "z e"
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request, engine_template, tmp_path):
    """The application on either database."""
    if request.param == "sqlite":
        shutil.copy(engine_template, tmp_path / "anliu.db")
        application = make_app(tmp_path)
    else:
        application = make_app(tmp_path, database_url=request.getfixturevalue("postgres_address"))
    with application.app_context():
        if request.param == "postgres":
            create_tables()
            seed_organisations(SYSTEM)
            seed_demo_people(SYSTEM)
        yield application
        db.session.remove()
        db.engine.dispose()


def together(application, *acts):
    """Run the acts at the same moment, each in a thread of its own; returns what each answered or raised."""
    answers, ready = [None] * len(acts), threading.Barrier(len(acts))

    def run(number, act):
        with application.app_context():
            ready.wait()
            try:
                answers[number] = act()
            except AnliuError as refused:
                answers[number] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a command hangs"
    forget()
    return answers


def completing(item_id, username):
    return lambda: commands.complete_task(person(username), item_id, GIVE)


def test_four_people_complete_one_task_and_one_does(office):
    put_release(KID)
    for _ in range(8):
        instance = begin("zhifa1", "kid")
        item_id = only(instance, "k").id
        db.session.remove()
        answers = together(office, *(completing(item_id, f"zhifa{n}") for n in range(1, 5)))
        refused = [each for each in answers if isinstance(each, Conflict)]
        assert len(refused) == 3 and {each.message for each in refused} == {"该任务已由他人办理"}
        assert db.session.query(Submission).filter_by(work_item_id=item_id).count() == 1
        assert queries.instance(instance.id).status == "finished"


def test_the_last_two_children_end_at_once_and_the_parent_goes_on_exactly_once(office):
    put_release(KID)
    put_release(TOP)
    for _ in range(10):
        instance = begin("zhifa1", "top", data={"ids": [1, 2]})
        answer(instance, "a")
        ids = [item.id for item in queries.open_items(instance.id)]
        db.session.remove()
        answers = together(office, *(completing(item_id, f"zhifa{n}") for n, item_id in enumerate(ids, 1)))
        assert not any(isinstance(each, Exception) for each in answers)
        assert [item.element for item in queries.open_items(instance.id)] == ["z"]


def test_a_timer_and_a_person_at_once_move_the_token_once(office):
    put_release(diagram("race", start() + user("a") + boundary("t", "a", timer("PT0S")) + user("late") + user("done")
                        + end() + end("e2"), "s a", "a done", "done e", "t late", "late e2").replace("PT0S", "PT1S"))  # fmt: skip
    seen = Counter()
    for _ in range(8):
        instance = begin("zhifa1", "race")
        for waiting in db.session.query(Timer).filter_by(instance_id=instance.id):
            waiting.due_at = waiting.due_at.replace(year=2020)
        db.session.commit()
        item_id = only(instance, "a").id
        db.session.remove()
        together(office, completing(item_id, "zhifa1"), commands.fire_due_timers)
        (item,) = queries.open_items(instance.id)
        seen[item.element] += 1
    assert set(seen) <= {"late", "done"} and sum(seen.values()) == 8


def test_a_storm_of_completions_additions_and_cancellations_leaves_rows_and_tokens_agreeing(office):
    from tests.workflow.engine.test_random_walks import check_rows_agree

    put_release(KID)
    put_release(TOP)
    roots = []
    for _ in range(2):
        roots.append(begin("zhifa1", "top", data={"ids": [1, 2, 3, 4]}).id)
        answer(queries.instance(roots[-1]), "a")
    db.session.remove()
    until = time.monotonic() + 2.5

    def finish(username):
        while time.monotonic() < until:
            items = db.session.query(WorkItem).filter_by(status="open", element="k").limit(3).all()
            for item in items:
                try_it(lambda item=item: commands.complete_task(person(username), item.id, GIVE))
            db.session.remove()

    def add_and_cancel():
        number = 100
        while time.monotonic() < until:
            for root in roots:
                number += 1
                child = try_it(
                    lambda root=root, n=number: commands.add_child(person("duizhang"), root, "c", str(n), {"pid": n})
                )
                if child is not None and number % 3 == 0:
                    try_it(lambda child=child: commands.cancel_instance(person("duizhang"), child.id, "撤销"))
            db.session.remove()

    together(office, lambda: finish("zhifa1"), lambda: finish("zhifa2"), add_and_cancel)
    assert db.session.query(History).filter_by(kind="completed").count() > 8
    for root in roots:
        check_rows_agree(root)
        live = db.session.query(Instance).filter_by(parent_id=root, status="open").count()
        stands = {item.element for item in queries.open_items(root)}
        assert stands == ({"k"} if live else {"z"})


def test_moments_come_back_as_they_went_in(office):
    """Stored without zone: both databases must read the office's wall clock."""
    put_release(diagram("clock", start() + user("a") + boundary("t", "a", timer("PT2H")) + end() + end("e2"),
                        "s a", "a e", "t e2"))  # fmt: skip
    with frozen(datetime(2026, 3, 2, 23, 30)):
        begin("zhifa1", "clock")
        forget()
        assert local(db.session.query(Timer).one().due_at) == now() + timedelta(hours=2)
        assert commands.fire_due_timers() == 0
    with frozen(datetime(2026, 3, 3, 1, 31)):
        assert commands.fire_due_timers() == 1


def try_it(act):
    try:
        return act()
    except AnliuError:
        return None


def test_a_kill_in_the_middle_leaves_the_task_open_or_done_never_half(engine_template, tmp_path):
    """`kill -9` while a process completes tasks: every submission has its closed task and its moved token."""
    shutil.copy(engine_template, tmp_path / "anliu.db")
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.workflow.engine.conftest import make_app\n"
        "from tests.workflow.engine.test_concurrency import put_loop, spin\n"
        "with make_app(Path(sys.argv[1])).app_context():\n"
        "    put_loop(); print('go', flush=True); spin()\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
    assert worker.stdout.readline().strip() == b"go"
    time.sleep(1.2)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    with make_app(tmp_path).app_context():
        done = db.session.query(WorkItem).filter_by(status="done").count()
        assert done > 3 and done == db.session.query(Submission).count()
        assert done == db.session.query(History).filter_by(kind="completed").count()
        (item,) = db.session.query(WorkItem).filter_by(status="open")
        do(item.id, {"note": "还能接着办"})
        db.session.remove()
        db.engine.dispose()


def put_loop():
    put_release(diagram("spin", start() + "<bpmn:exclusiveGateway id='m'/>" + user("k", form="n") + end(),
                        "s m", "m k", "k m"), form("n", text("note")))  # fmt: skip


def spin():
    instance = begin("zhifa1", "spin")
    while True:
        answer(instance, "k", {"note": "一" * 200})
