"""How many SQL statements a page or an act may cost: one more query for each row or step would break these."""

from uuid import uuid4

import pytest

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
from tests.statements import counted

# The last begins a period, the first ends it; three of each keep the search index.
COMPLETING = {"bench_write": 27, "bench_check": 25, "bench_approve": 29}
STARTING = 19
INBOX = 16
TASK_PAGE = 52


@pytest.fixture
def bench_case(app):
    deploy(SYSTEM, {path.name: path.read_bytes() for path in sorted(DATA.iterdir())})
    return start_process(user_by_name("zhifa1"), "bench_case", subject=("bench", 1, "某金属制品有限公司"))


def complete(browsers, item: WorkItem) -> None:
    answers = tasks.WRITTEN if item.element == "bench_write" else {"outcome": "again", "opinion": tasks.OPINION}
    answer = browsers[item.element].post(f"/tasks/{item.id}", json={"answers": answers})
    assert answer.status_code == 200


def test_completing_a_task_costs_the_same_few_statements_in_every_round(bench_case, login):
    browsers = {element: login(username) for element, username in tasks.WHO.items()}
    for number in range(12):
        (item,) = open_items(bench_case.root_id)
        sent = counted(lambda item=item: complete(browsers, item))
        if number >= 3:  # the first round reads forms and diagrams once
            assert len(sent) <= COMPLETING[item.element], (item.element, *sent)


def test_starting_an_instance_costs_few_statements(bench_case):
    officer = user_by_name("zhifa1")
    sent = counted(lambda: start_process(officer, "bench_case", subject=("bench", 2, "另一公司")))
    assert len(sent) <= STARTING, sent


def test_the_inbox_costs_the_same_few_statements_for_one_task_and_for_many(bench_case, login):
    browser = login("fazhi")
    fill(bench_case, 1)
    browser.get("/")  # the first page of a process reads what the following have at hand
    few, many = read(browser), fill(bench_case, 30) and read(browser)
    assert len(few) == len(many) <= INBOX, many


def read(browser) -> list[str]:
    return counted(lambda: browser.get("/"))


def test_the_task_page_costs_the_same_few_statements_in_a_long_matter(bench_case, login):
    browsers = {element: login(username) for element, username in tasks.WHO.items()}
    costs = []
    for _ in range(12):
        (item,) = open_items(bench_case.root_id)
        costs.append((item.element, len(counted(lambda item=item: browsers[item.element].get(f"/tasks/{item.id}")))))
        complete(browsers, item)
    later = costs[6:]
    assert set(costs[9:]) == set(later[:3]) and max(number for _, number in later) <= TASK_PAGE, costs


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
