"""Whatever people try, on every road and in any order: the duties hold in what was done."""

import random
from datetime import date

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import AnliuError
from app.identity import commands as identity
from app.workflow import commands, handlers, queries
from app.workflow.models import Exclusion, Submission, WorkItem
from tests.workflow.diagrams import call, diagram, end, put_release, start, user
from tests.workflow.walk import person
from tests.workflow.walk import start as begin

EVERYBODY = ("zhifa1", "zhifa2", "zhifa3", "zhifa4", "fazhi", "fazhi2", "juzhang", "fenguan")
INVESTIGATION = ["record", "investigate", "supplement"]
GIVE = {"opinion": "好"}


def matter():
    put_release(diagram("inner", "".join((
        start(), user("review", "legal_reviewer", duty__separate_from="record,investigate,supplement"),
        user("supplement", "officer"), user("decide", "head", duty__head_only="true"), end(),
    )), "s review", "review supplement", "supplement decide", "decide e"))  # fmt: skip
    put_release(diagram("outer", "".join((
        start(), user("record", "officer", duty__officers="2"), user("investigate", "officer"), call("c", "inner"),
        user("close", "officer", duty__separate_from="review"), end(),
    )), "s record", "record investigate", "investigate c", "c close", "close e"))  # fmt: skip
    return begin("zhifa1", "outer")


def attempt(chance: random.Random, root_id: str) -> None:
    """One thing a person might try; what is refused is refused."""
    who, other = person(chance.choice(EVERYBODY)), person(chance.choice(EVERYBODY))
    row = chance.choice(queries.open_items(root_id) or [None])
    done = list(db.session.scalars(db.select(WorkItem).where(WorkItem.root_id == root_id, WorkItem.status == "done")))
    roads = [
        lambda: commands.complete_task(who, row.id, GIVE),
        lambda: commands.complete_task(who, row.id, GIVE),
        lambda: commands.complete_task(who, row.id, GIVE),
        lambda: commands.sign_task(who, row.id),
        lambda: commands.claim(who, row.id),
        lambda: commands.release_task(who, row.id),
        lambda: commands.assign(who, row.id, other.id),
        lambda: commands.hand_over(who, row.id, other.id),
        lambda: commands.return_to(
            who, row.id, chance.choice(["record", "investigate", "review", "supplement"]), "再看"
        ),
        lambda: commands.withdraw(who, chance.choice(done).id) if done else None,
        lambda: identity.name_substitute(
            who, other.id, [post.role for post in who.held_posts()], today(), today(), "外出"
        ),
        lambda: chance.random() < 0.15 and commands.exclude_person(SYSTEM, root_id, who.id, "利害关系"),
    ]
    if row is None:
        return
    try:
        chance.choice(roads)()
    except AnliuError:
        db.session.rollback()


def people_of(root_id: str, *elements: str) -> set[int]:
    return {user_id for user_id, _ in handlers.participants(root_id, list(elements))}


@pytest.mark.parametrize("seed", range(8))
def test_the_duties_hold_in_what_was_done(app, clock, seed):
    for name in ("zhifa1", "zhifa2", "fazhi", "fazhi2"):  # who could do both is who must not
        for role in {"officer", "legal_reviewer"} - {role for role, _ in person(name).roles()}:
            identity.appoint(SYSTEM, person(name).id, "b-yj", "兼任", role, date(2020, 1, 1))
    chance, instance = random.Random(seed), matter()
    for _ in range(90):
        attempt(chance, instance.id)
        clock(seconds=1)
    root_id = instance.id
    reviewers = people_of(root_id, "review")
    assert not reviewers & people_of(root_id, *INVESTIGATION)
    assert not reviewers & people_of(root_id, "close")
    for given in db.session.query(Submission).filter_by(root_id=root_id, element="decide"):
        assert (given.user_id, given.on_behalf_of) == (person("juzhang").id, None)
    for gone in db.session.query(Exclusion).filter_by(root_id=root_id):
        late = db.session.query(Submission).filter(Submission.root_id == root_id, Submission.submitted_at > gone.since)
        assert gone.user_id not in {each for given in late for each in (given.user_id, given.on_behalf_of)}
    for item in db.session.query(WorkItem).filter_by(root_id=root_id, element="record", status="done"):
        assert len({each.user_id for each in item.signatures}) >= 2
        assert len({each.on_behalf_of or each.user_id for each in item.signatures}) >= 2


def test_the_attempts_reach_the_end_often_enough_to_mean_something(app, clock):
    """Otherwise the test above could not fail."""
    reached = set()
    for seed in range(6):
        chance, instance = random.Random(100 + seed), matter()
        for _ in range(90):
            attempt(chance, instance.id)
            clock(seconds=1)
        reached |= {given.element for given in db.session.query(Submission).filter_by(root_id=instance.id)}
    assert {"record", "investigate", "review", "supplement"} <= reached
