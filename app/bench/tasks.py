"""Completing tasks through HTTP, starting instances, firing timers: what an office does all day."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from flask import Flask, url_for

from app.bench.figures import Figure, repeated, timed
from app.bench.office import Person
from app.core import clock
from app.core.database import db
from app.identity.models import User
from app.workflow.commands import fire_due_timers, start_process
from app.workflow.models import Instance, Timer, WorkItem

ROUNDS = 14  # of three tasks: a path of 42 steps
WRITTEN = {
    "proposal": "penalty",
    "facts": "现场检查发现打磨车间除尘系统没有维护保养记录，泄爆片检测报告已过期五个月，管道积尘明显。" * 4,
    "violated": "《中华人民共和国安全生产法》第三十六条第二款",
    "sanctions": ["warning", "fine"],
    "fine_yuan": "98000.00",
    "investigated_on": "2026-03-02",
    "evidence": [{"name": "现场检查记录", "pages": 3}, {"name": "询问笔录", "pages": 6}, {"name": "照片", "pages": 12}],
}
FIRED = 500  # of the due timers; the rest only wait in the index
OPINION = "事实清楚，证据确凿，程序合法，裁量适当，同意承办人的意见。"
WHO = {"bench_write": "zhifa1", "bench_check": "duizhang", "bench_approve": "fenguan"}


def completions(app: Flask, walks: int, name: str = "complete_task", label: str = "办结任务") -> list[Figure]:
    """Walk the path of 42 tasks several times, each task completed by the person whose turn it is.

    Measured is the whole request: session, CSRF token, permission, candidates, separate duties, form, engine, period,
    history, audit, commit. The first walk only warms the caches.
    """
    people = {username: Person(app, username) for username in WHO.values()}
    walked = [list(_walk(app, people)) for _ in range(walks + 1)][1:]
    early, late = zip(*((walk[:9], walk[-9:]) for walk in walked), strict=True)
    return [
        Figure(name, f"{label}（HTTP，{ROUNDS * 3} 步）", _joined(walked), budget=10),
        Figure(f"{name}_early", f"{label}，前 9 步", _joined(early)),
        Figure(f"{name}_late", f"{label}，后 9 步", _joined(late)),
    ]


def _joined(parts) -> tuple[float, ...]:
    return tuple(value for part in parts for value in part)


def growth(app: Flask, steps: int) -> list[Figure]:
    """One instance that goes round and round: whether its hundredth and its thousandth step cost the same."""
    people = {username: Person(app, username) for username in WHO.values()}
    sizes: list[float] = []
    values = list(_walk(app, people, steps // 3, sizes))
    near = steps // 10
    first, last = tuple(values[near : 2 * near]), tuple(values[-near:])  # the very first steps read forms and diagrams
    ratio = median(last) / median(first)
    return [
        Figure("growth_first", f"一个实例办 {steps} 步，第 {near}–{2 * near} 步", first),
        Figure("growth_last", f"一个实例办 {steps} 步，最后 {near} 步", last),
        Figure("growth_ratio", f"一个实例办 {steps} 步，最后与开头之比", (ratio,), "倍", 1.25, "median"),
        Figure("growth_state", f"一个实例办 {steps} 步，每步的引擎状态", tuple(sizes), "B", 8192, "max"),
    ]


def _walk(app: Flask, people: dict[str, Person], rounds: int = ROUNDS, sizes: list | None = None) -> Iterator[float]:
    """Milliseconds of each completion of one new instance. Args: sizes: takes the bytes of its state after each"""
    instance_id = start(app, "bench_case", officer(app))
    for number in range(rounds * 3):
        task_id, element, url = _next_task(app, instance_id)
        if number == rounds * 3 - 1:
            answers = {"outcome": "approve", "opinion": OPINION}
        else:
            answers = WRITTEN if element == "bench_write" else {"outcome": "again", "opinion": OPINION}
        yield timed(lambda url=url, answers=answers, by=WHO[element]: people[by].post(url, {"answers": answers}))
        _require_done(app, task_id)
        people[WHO[element]].get("/")  # where the page goes on to; it takes the 「已办结」 message out of the session
        if sizes is not None:
            with app.app_context():
                sizes.append(len(db.session.get(Instance, instance_id).state or b""))
    with app.app_context():
        if (status := db.session.get(Instance, instance_id).status) != "finished":
            raise RuntimeError(f"路径没有走完：{status}")


def officer(app: Flask) -> User:
    with app.app_context():
        return db.session.scalars(db.select(User).where(User.username == WHO["bench_write"])).one()


def start(app: Flask, key: str, by: User) -> str:
    """The id of a new instance about a matter with a name of usual length."""
    with app.app_context():
        return start_process(by, key, subject=("bench", 1, "鄂州某金属制品有限公司未对除尘系统进行维护保养案")).id


def _next_task(app: Flask, instance_id: str) -> tuple[str, str, str]:
    """(id, element, address to send the form to) of the only open task."""
    with app.test_request_context():
        query = db.select(WorkItem.id, WorkItem.element).where(WorkItem.instance_id == instance_id)
        task_id, element = db.session.execute(query.where(WorkItem.status == "open")).one()
        return task_id, element, url_for("inbox.complete_task", task_id=task_id)


def _require_done(app: Flask, task_id: str) -> None:
    with app.app_context():
        if (status := db.session.get(WorkItem, task_id).status) != "done":
            raise RuntimeError(f"任务没有办结：{status}")


def starts(app: Flask, times: int) -> Figure:
    """Starting an instance: the command, without a page around it."""
    by = officer(app)
    acts = [lambda: start(app, "bench_case", by)] * (times + 3)
    return Figure("start_instance", "启动流程", repeated(acts), budget=10)


def timers(app: Flask, due: int, waiting: int) -> Figure:
    """Firing timers one by one, each sweep included, while all `due` of them are due and many others are not yet."""
    by = officer(app)
    for _ in range(due + 3):
        start(app, "bench_timer", by)
    with app.app_context():
        _wait_for_later(waiting)
    with clock.frozen(clock.now() + timedelta(days=2)), app.app_context():
        spent = repeated([_fire_one] * (min(due, FIRED) + 3))
    return Figure("fire_timer", f"到期触发（{due} 个到期，另有 {waiting} 个未到期）", spent, budget=10)


def _fire_one() -> None:
    if fire_due_timers(limit=1) != 1:
        raise RuntimeError("没有到期的定时可触发")


def _wait_for_later(number: int) -> None:
    """Timers of a distant day, inserted in bulk beside one that is real."""
    real = db.session.scalars(db.select(Timer).limit(1)).one()
    rows = [
        {"id": f"bench-{index}", "instance_id": real.instance_id, "root_id": real.root_id, "element": real.element,
         "due_at": clock.now() + timedelta(days=30 + index % 300), "failed": False}
        for index in range(number)
    ]  # fmt: skip
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(db.insert(Timer), rows)
