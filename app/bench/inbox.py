"""The inbox page while very many tasks are open: rows inserted in bulk, read through HTTP by an officer."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from flask import Flask, url_for

from app.bench.figures import Figure, repeated
from app.bench.office import Person
from app.core import search
from app.core.clock import now, today
from app.core.database import db
from app.core.search import SearchEntry
from app.identity.models import User
from app.identity.seeding import DEMO_BUREAU
from app.workflow import entries
from app.workflow.models import Instance, Release, WorkItem, WorkItemCandidate

READER = "zhifa1"
BATCH = 20_000
STEPS = ("notice", "statement", "legal_review", "decision", "delivery", "investigation", "filing", "payment")
ROLES = ("officer",) * 6 + ("team_leader", "legal_reviewer", "deputy_head", "head")
TITLES = {
    "officer": "送达告知书",
    "team_leader": "审核呈批",
    "legal_reviewer": "法制审核",
    "deputy_head": "审批",
    "head": "决定",
}


class Filler:
    """Adds tasks to one bureau: the reader's own, so that every one of them might be on the page.

    Six in ten are for officers; of those one in five hundred is the reader's, one in ten someone else's; two in a
    hundred have no last day; the others spread over 30 days before and 90 after today. Closed ones are history.
    """

    def __init__(self, app: Flask):
        self.app, self.random, self.number = app, random.Random(20260101), 0
        with app.app_context():
            self.release = db.session.scalars(db.select(Release.id).where(Release.key == "bench_case")).one()
            people = dict(db.session.execute(db.select(User.username, User.id)).all())
        self.reader = people.pop(READER)
        self.others = list(people.values())

    def add(self, count: int, is_open: bool = True) -> None:
        """Insert tasks with their candidates; five tasks to an instance."""
        tasks = (self._task(is_open) for _ in range(count))
        while batch := list(islice(tasks, BATCH)):
            self._insert(batch)

    def _insert(self, batch: list[tuple[dict, dict]]) -> None:
        instances = [self._instance(item) for item, _ in batch if item["id"] == item["instance_id"]]
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(db.insert(Instance), instances)
            connection.execute(db.insert(WorkItem), [item for item, _ in batch])
            connection.execute(db.insert(WorkItemCandidate), [candidate for _, candidate in batch])
            if found := [_entry(item, candidate) for item, candidate in batch if item["status"] == "open"]:
                connection.execute(db.insert(SearchEntry), found)

    def _uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _task(self, is_open: bool) -> tuple[dict, dict]:
        draw, role = self.random.random, self.random.choice(ROLES)
        self.number += 1
        task_id = self._uuid()
        if self.number % 5 == 1:
            self.instance = task_id  # the instance takes the id of its first task
        due = None if draw() < 0.02 else today() + timedelta(days=self.random.randrange(-30, 90))
        assignee = self.reader if draw() < 0.002 else self.random.choice(self.others) if draw() < 0.1 else None
        closed = (
            {}
            if is_open
            else {"closed_at": now() - timedelta(minutes=self.number), "closed_by": assignee or self.reader}
        )
        item = {
            "id": task_id, "instance_id": self.instance, "root_id": self.instance, "process_key": "bench_case",
            "element": "bench_write", "title": TITLES[role], "form_key": "bench_write",
            "status": "open" if is_open else "done", "subject_kind": "case", "subject_id": str(self.number // 5),
            "subject_label": f"鄂州第{self.number // 5}金属制品有限公司未对除尘系统进行维护保养案",
            "organisation_id": DEMO_BUREAU, "assignee_id": assignee, "due_on": due, "sort_on": due or date.max,
            "basis": "行政处罚法第57条", "law_step": self.random.choice(STEPS), "opened_at": now(),
            "closed_at": None, "closed_by": None,
        } | closed  # fmt: skip
        place = item["sort_on"] if is_open and assignee is None else None
        return item, {"work_item_id": task_id, "role": role, "organisation_id": DEMO_BUREAU, "open_on": place}

    def _instance(self, first: dict) -> dict:
        is_open = first["status"] == "open"
        return {
            "id": first["id"], "root_id": first["id"], "process_key": "bench_case", "release_id": self.release,
            "status": "open" if is_open else "finished", "outcome": {}, "revision": 1, "label": first["subject_label"],
            "state": self.random.randbytes(1500) if is_open else None, "state_format": "",
            "organisation_id": DEMO_BUREAU, "started_by": self.reader, "started_at": now(),
        }  # fmt: skip


def _entry(item: dict, candidate: dict) -> dict:
    """The row by which the search index finds it."""
    marks = [search.mark("step", item["law_step"]), search.mark("process", item["process_key"])]
    marks.append(entries.assigned(item["assignee_id"]) if item["assignee_id"] else
                 entries.offered(candidate["role"], candidate["organisation_id"]))  # fmt: skip
    text = [("subject", item["subject_label"]), ("title", item["title"])]
    return search.row_of(entries.KIND, search.Entry(item["id"], text, marks, item["sort_on"]))


def pages(app: Flask, name: str, label: str, times: int) -> list[Figure]:
    """The first page as the reader opens it, one step filtered, a search that finds many and one that finds few."""
    reader = Person(app, READER)
    with app.test_request_context():
        first = url_for("inbox.list_tasks")
        many = url_for("inbox.list_tasks", q="金属制品")
        rare = url_for("inbox.list_tasks", q="鄂州第77金属")
        step = url_for("inbox.list_tasks", step="legal_review")
    _require_full(reader.get(first).text)
    return [
        Figure(f"inbox_{name}", f"待办页，{label}", _read(reader, first, times), budget=30),
        Figure(f"inbox_{name}_step", f"待办页，{label}，按环节筛选", _read(reader, step, times), budget=50),
        Figure(f"inbox_{name}_search", f"待办页，{label}，搜索企业，很多件", _read(reader, many, times), budget=50),
        Figure(f"inbox_{name}_rare", f"待办页，{label}，搜索企业，几件", _read(reader, rare, times), budget=50),
    ]


def _read(reader: Person, url: str, times: int) -> tuple[float, ...]:
    acts: Iterable = [lambda: reader.get(url)] * (times + 3)
    return repeated(acts)


def _require_full(page: str) -> None:
    if "金属制品有限公司" not in page:
        raise RuntimeError("待办页上没有任务，测量没有意义")
