"""Search and filters of the to-do list through the index: the same tasks as by walking the list, and at a bounded cost."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.database import db
from app.core.search import SearchEntry
from app.identity.queries import user_by_name
from app.inbox import queries
from app.inbox.filters import Filter
from app.workflow import commands
from app.workflow.models import WorkItem, WorkItemCandidate
from tests.statements import counted
from tests.web.test_inbox import TODAY, begin, clock, page_text, rows, shipped, task  # noqa: F401


@pytest.fixture
def sixty(task):  # noqa: F811
    """Tasks of the legal reviewer: two kinds of firms, three steps, due from ten days ago on; and some of others."""
    made = [rows(task.instance_id, 1, due=TODAY + timedelta(days=n - 10), law_step=("notice", "legal_review", "delivery")[n % 3],
                 opened_at=now() + timedelta(minutes=n), subject_label=f"鄂州第{n}{'化工' if n % 2 else '金属制品'}有限公司")[0]
            for n in range(60)]  # fmt: skip
    rows(task.instance_id, 5, role="head", subject_label="鄂州第99化工有限公司")
    return made


NARROWED = [{"q": "化工"}, {"q": "化工 审核"}, {"step": "notice"}, {"q": "金属", "span": "over"}, {"q": "第7化工"},
            {"q": "有限", "step": "delivery"}, {"q": "化工", "view": "pool"}, {"q": "化工", "view": "mine"},
            {"process": "inspection", "span": "later"}, {"q": "没有"}]  # fmt: skip


def test_few_put_in_order_and_many_walked_give_the_same_pages_and_counts(sixty, monkeypatch):
    person = user_by_name("fazhi")

    def walked(narrowed, sort):
        chosen, seen = Filter(sort=sort, **narrowed), []
        while True:
            page = queries.page(person, chosen)
            seen += [item.id for item in page.items]
            if not page.after:
                return seen, queries.neighbours(person, db.session.get(WorkItem, sixty[31]), chosen)
            chosen = Filter(sort=sort, after=page.after, number=page.last, **narrowed)

    def everything():
        pages = [[walked(narrowed, sort) for sort in ("due", "new", "subject")] for narrowed in NARROWED]
        spans = [queries.span_counts(person, Filter(**narrowed)) for narrowed in NARROWED]
        return pages, [{span: count.value for span, count in numbers.items()} for numbers in spans]

    found = everything()
    assert [len(each[0][0]) for each in found[0]] == [30, 30, 20, 5, 1, 20, 30, 0, 43, 0]
    monkeypatch.setattr(queries, "_near", lambda *_: None)
    assert found == everything()


def test_more_than_can_be_put_in_order_are_counted_as_at_least(sixty, monkeypatch):
    monkeypatch.setattr(queries, "NEAR", 10)
    person = user_by_name("fazhi")
    page = queries.page(person, Filter(q="化工"))
    assert len(page.items) == 20 and page.total_words == "10 件以上"
    spans = queries.span_counts(person, Filter(q="化工"))
    assert sum(count.value for count in spans.values()) == 10 and spans["over"].words.endswith("+")


def test_the_index_follows_a_task_from_hand_to_hand_until_it_is_closed(login, task):  # noqa: F811
    [offered] = rows(task.instance_id, 1, element="approve_inspection_plan", subject_label="云泽化工有限公司")
    mine, colleague = user_by_name("fazhi"), user_by_name("fazhi2")

    def found(person) -> list[str]:
        return [item.id for item in queries.page(person, Filter(q="云泽化工")).items]

    assert found(mine) == found(colleague) == [offered] and found(user_by_name("juzhang")) == []
    commands.claim(mine, offered)
    assert (found(mine), found(colleague)) == ([offered], [])
    commands.release_task(mine, offered)
    assert found(colleague) == [offered]
    item = db.session.get(WorkItem, offered)
    [candidate] = item.candidates
    item.candidates = [WorkItemCandidate(role="head", organisation_id=candidate.organisation_id)]
    db.session.commit()
    assert found(colleague) == [] and found(user_by_name("juzhang")) == [offered]
    item = db.session.get(WorkItem, offered)
    item.status = "done"
    db.session.commit()
    assert found(mine) == [] and not db.session.scalars(db.select(SearchEntry).where(SearchEntry.ref == offered)).all()


def test_a_moved_last_day_moves_the_task_in_the_narrowed_list(sixty):
    person, item = user_by_name("fazhi"), db.session.get(WorkItem, sixty[59])
    item.due_on = TODAY - timedelta(days=40)
    db.session.commit()
    assert queries.page(person, Filter(q="化工")).items[0].id == sixty[59]


def test_a_narrowed_list_costs_the_same_few_statements_whatever_there_is(sixty, login):
    browser = login("fazhi")
    page_text(browser, "/?q=化工&step=notice")
    few = counted(lambda: page_text(browser, "/?q=化工&step=notice"))
    rows(db.session.get(WorkItem, sixty[0]).instance_id, 30, law_step="notice", subject_label="鄂州第3化工有限公司")
    many = counted(lambda: page_text(browser, "/?q=化工&step=notice"))
    assert len(few) == len(many) <= 12, many
