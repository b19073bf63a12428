"""Drive a matter to its end by doing its open tasks as the right people.

    def test_a_case_is_closed(app):
        instance = start("zhifa1", "penalty_case", {...})
        path = walk(app, instance, {
            "apply_filing": {...},                       # the answers whenever the task comes
            "approve_filing": [{"approved": False}, {"approved": True}],  # one after the other
            "legal_review": lambda item: {...},          # worked out when it comes
        })
        assert path[-1] == "archive_case"

Every step loads the engine's state from the database and saves it again: nothing is kept between two steps.
"""

import pytest

from app.core.clock import local, now
from app.core.database import db
from app.identity import queries as identity
from app.workflow import commands, engine, queries
from app.workflow.definitions import definition
from app.workflow.models import Instance, Timer, WorkItem

MAX_STATE = 8 * 1024


def person(username: str):
    return identity.user_by_name(username)


def start(username: str, key: str, answers: dict | None = None, **more) -> Instance:
    """Start a procedure as this person."""
    return commands.start_process(person(username), key, answers, **more)


def walk(app, instance: Instance, choose, limit: int = 400, patience: int = 0) -> list[str]:
    """Complete open tasks of the whole matter, independent matters excluded, until it has ended.

    Args:    choose: {element: answers, or a list of them for one visit after the other, or f(item) -> answers};
                     or one function f(item) -> answers for all; None leaves a task for later;
             patience: how many due timers may be fired when nothing else can be done (the clock must be frozen)
    Returns: the ids of the tasks in the order they were done
    Raises:  AssertionError: it hangs, an incident arose, or the state outgrows 8 KB
    """
    answers_for, path, root_id = _chooser(choose), [], instance.root_id
    while len(path) < limit:
        forget()
        check_states(root_id)
        if all(each.status not in ("open", "planned") for _, each in queries.instance_tree(root_id)):
            return path
        for item in queries.open_items(root_id):
            answers = answers_for(item)
            if answers is not None:
                do(item.id, answers)
                path.append(item.element)
                break
        else:
            assert patience, f"nothing can be done after {path}; open: {[i.element for i in items(instance)]}"
            patience -= 1
            fire_next_timer(instance)
    raise AssertionError(f"no end after {limit} tasks: {path[-20:]}")


def until(app, instance: Instance, plan: dict, element: str) -> None:
    """Do tasks until one of this element is open. Args: plan: as `walk`; lists are used up, so that a walk goes on"""

    class Reached(Exception):
        pass

    def choose(item):
        if any(each.element == element for each in queries.open_items(item.root_id)):
            raise Reached
        planned = plan[item.element]
        if isinstance(planned, list):
            planned = planned.pop(0)
        return planned(item) if callable(planned) else planned

    with pytest.raises(Reached):
        walk(app, instance, choose)


def do(work_item_id: str, answers: dict, *usernames: str) -> WorkItem:
    """Complete a task as the people named, or as whoever may; all signatures it needs."""
    item = queries.work_item(work_item_id)
    people = [person(name) for name in usernames] or performers(item)
    assert people, f"nobody may do {item.element}: {[c.role for c in item.candidates]}, assignee {item.assignee_id}"
    for each in people[: item.signatures_needed]:
        item = commands.complete_task(each, item.id, answers)
    assert item.status == "done", f"{item.element} is still open: {len(item.signatures)} signatures"
    return item


def performers(item: WorkItem) -> list:
    """The assignee, or everyone who may do the task."""
    if item.assignee_id and item.signatures_needed == 1:
        return [identity.user(item.assignee_id)]
    return queries.performers_of(item)


def items(instance: Instance) -> list[WorkItem]:
    return queries.open_items(instance.root_id)


def only(instance: Instance, element: str) -> WorkItem:
    """The one open task of this element in the matter."""
    found = [item for item in items(instance) if item.element == element]
    assert len(found) == 1, f"{element}: {len(found)} open; open are {[item.element for item in items(instance)]}"
    return found[0]


def answer(instance: Instance, element: str, answers: dict | None = None, *usernames: str) -> WorkItem:
    """Do the one open task of this element; without answers the generic opinion is given."""
    return do(only(instance, element).id, {"opinion": "同意"} if answers is None else answers, *usernames)


def outcome(instance: Instance) -> dict:
    """The process data a matter ended with, without who started it."""
    return {name: value for name, value in queries.instance(instance.id).outcome.items() if name != "starter_id"}


def fire_next_timer(instance: Instance) -> None:
    """Let the timer that is due next go off. The clock stands still; only this timer's moment is moved to it."""
    query = db.session.query(Timer).filter(Timer.root_id == instance.root_id, Timer.due_at.is_not(None))
    timer = query.order_by(Timer.due_at).first()
    assert timer is not None, "nothing to do and no timer runs"
    if local(timer.due_at) > now():
        timer.due_at = now()
        db.session.commit()
    assert commands.fire_due_timers() >= 1


def forget() -> None:
    """Drop everything this process remembers, as if another worker took the next request."""
    db.session.expunge_all()  # first, so that rows a test still holds keep what they showed
    db.session.rollback()


def check_states(root_id: str) -> None:
    """The state of each instance is small and survives being loaded and saved again unchanged."""
    for _, row in queries.instance_tree(root_id):
        if row.state is None:
            continue
        assert len(row.state) <= MAX_STATE, f"{row.process_key}: {len(row.state)} bytes of state"
        specs = definition(row.release_id).specs
        workflow = engine.load(specs, row.state)
        again = engine.load(specs, engine.dump(workflow))
        assert shown(workflow) == shown(again)


def shown(workflow) -> tuple:
    """What an instance shows to the outside: its tasks, calls and events, each with its data."""
    groups = engine.human_tasks(workflow), engine.calls(workflow), {t.id: t for t in engine.waiting_events(workflow)}
    return tuple(sorted((str(key), task.task_spec.name, str(sorted(task.data.items())))
                        for group in groups for key, task in group.items()))  # fmt: skip


def _chooser(choose):
    if callable(choose):
        return choose
    visits: dict[str, int] = {}

    def answers_for(item):
        planned = choose.get(item.element)
        if isinstance(planned, list):
            visit = visits.get(item.element, 0)
            visits[item.element] = visit + 1
            return planned[min(visit, len(planned) - 1)]
        return planned(item) if callable(planned) else planned

    return answers_for
