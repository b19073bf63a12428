"""How many SQL statements a page or an act may cost: one more query for each row or step would break these."""

from uuid import uuid4

import pytest
from sqlalchemy import event

from app.bench import tasks
from app.bench.office import DATA
from app.core.clock import now, today
from app.core.command import SYSTEM
from app.core.database import db
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.law.commands import start_period
from app.workflow.commands import start_process
from app.workflow.commands.releases import deploy
from app.workflow.models import WorkItem, WorkItemCandidate
from app.workflow.queries import open_items

COMPLETING = {"bench_write": 24, "bench_check": 22, "bench_approve": 25}  # the last begins a period, the first ends it
STARTING = 18
INBOX = 14


@pytest.fixture
def statements(app):
    """A function that runs something and returns the statements it sent, the beginnings of transactions included."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    def of(act) -> list[str]:
        sent.clear()
        act()
        return list(sent)

    event.listen(db.engine, "before_cursor_execute", note)
    yield of
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def bench_case(app):
    deploy(SYSTEM, {path.name: path.read_bytes() for path in sorted(DATA.iterdir())})
    return start_process(user_by_name("zhifa1"), "bench_case", subject=("bench", 1, "某金属制品有限公司"))


def complete(browsers, item: WorkItem) -> None:
    answers = tasks.WRITTEN if item.element == "bench_write" else {"outcome": "again", "opinion": tasks.OPINION}
    answer = browsers[item.element].post(f"/tasks/{item.id}", json={"answers": answers})
    assert answer.status_code == 200


def test_completing_a_task_costs_the_same_few_statements_in_every_round(bench_case, login, statements):
    browsers = {element: login(username) for element, username in tasks.WHO.items()}
    for number in range(12):
        (item,) = open_items(bench_case.root_id)
        db.session.remove()  # a request of its own, as in the office
        sent = statements(lambda item=item: complete(browsers, item))
        if number >= 3:  # the first round reads forms and diagrams once
            assert len(sent) <= COMPLETING[item.element], (item.element, *sent)


def test_starting_an_instance_costs_few_statements(bench_case, statements):
    officer = user_by_name("zhifa1")
    sent = statements(lambda: start_process(officer, "bench_case", subject=("bench", 2, "另一公司")))
    assert len(sent) <= STARTING, sent


def test_the_inbox_costs_the_same_few_statements_for_one_task_and_for_many(bench_case, login, statements):
    browser = login("fazhi")
    fill(bench_case, 1)
    browser.get("/")  # the first page of a process reads what the following have at hand
    few, many = read(browser, statements), fill(bench_case, 30) and read(browser, statements)
    assert len(few) == len(many) <= INBOX, many


def read(browser, statements) -> list[str]:
    db.session.remove()  # a request of its own
    return statements(lambda: browser.get("/"))


def fill(instance, number: int) -> int:
    """Open tasks of the legal reviewer, each with a period of its own."""
    for _ in range(number):
        task_id = str(uuid4())
        period = start_period(SYSTEM, "penalty_decision", "bench", task_id, today())
        db.session.add(WorkItem(
            id=task_id, instance_id=instance.id, root_id=instance.id, process_key="bench_case", element="bench_check",
            title="法制审核", status="open", organisation_id=DEMO_BUREAU, opened_at=now(), due_on=period.last_day,
            period_id=period.id, candidates=[WorkItemCandidate(role="legal_reviewer", organisation_id=DEMO_BUREAU)],
        ))  # fmt: skip
    db.session.commit()
    db.session.remove()
    return number
