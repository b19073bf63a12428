"""The calendar of deadlines: which day what ends, for whom it is shown, and what is only an estimate."""

from datetime import date, timedelta
from html import unescape

import pytest
from flask import current_app

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.identity.models import Organisation, Post
from app.identity.queries import user_by_name
from app.inbox.month import month
from app.law.commands import start_period, suspend_period
from app.law.queries import latest_period
from app.workflow.models import Instance, WorkItem
from app.workflow.queries import performers_of
from tests.web.test_cases import filed  # noqa: F401 - a fixture

AUGUST = date(2026, 8, 1)


def page(client, address="/deadlines") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


def shown_to(user: str, first: date):
    with current_app.test_request_context():  # matters have addresses
        return month(user_by_name(user), first)


def entries(user: str, first: date) -> list:
    shown = shown_to(user, first)
    return [entry for week in shown.weeks for day in week for entry in day.entries]


@pytest.fixture
def case(filed):  # noqa: F811
    return filed[0]


def clock(case):
    return latest_period("penalty_decision", "case", case.id)


def test_the_clock_of_a_case_stands_on_its_last_day_once_and_leads_to_the_case(login, case):
    last = clock(case).last_day
    shown = [entry for entry in entries("tingzheng", last.replace(day=1)) if entry.title == "作出行政处罚决定"]
    assert [(entry.day, entry.number, entry.url, entry.who) for entry in shown] == [
        (last, case.number, f"/cases/{case.id}", "本机关")
    ]
    listed = page(login("tingzheng"), f"/deadlines?day={last}").split('id="day"')[1]
    assert f'href="/cases/{case.id}"' in listed and "1 件" in listed and "本机关的期间" in listed


def test_a_clock_of_a_party_stands_once_however_many_procedures_are_about_it(case):
    party, [root] = case.parties[0], db.session.scalars(db.select(Instance).where(Instance.id == case.root_id))
    begun = start_period(SYSTEM, "review_application", "party", party.id, date(2026, 8, 3))
    for number in ("one", "two"):
        db.session.add(Instance(
            id=f"beside-{number}", root_id=f"beside-{number}", process_key=root.process_key, release_id=root.release_id, status="running",
            subject_kind="party", subject_id=str(party.id), label=party.name, organisation_id=root.organisation_id,
            started_at=root.started_at, origin_id=root.id, outcome={}, state_format=root.state_format))  # fmt: skip
    db.session.flush()
    shown = [entry for entry in entries("zhifa1", begun.last_day.replace(day=1)) if entry.title == "申请行政复议"]
    assert [(entry.day, entry.matter) for entry in shown] == [(begun.last_day, party.label)]


def test_the_time_to_sue_stands_there_without_a_procedure_beside_and_is_never_overdue(case):
    """Only the part of the case that deals with the party is about it; after the last day the office goes on."""
    party = case.parties[0]
    begun = start_period(SYSTEM, "review_application", "party", party.id, date(2026, 3, 2))
    owed = start_period(SYSTEM, "fine_payment", "party", party.id, date(2026, 3, 2))
    [shown] = [one for one in entries("zhifa1", begun.last_day.replace(day=1)) if one.title == "申请行政复议"]
    assert (shown.day, shown.left.state, shown.left.words) == (begun.last_day, "done", "期满，可以办理下一步")
    [fine] = [one for one in entries("zhifa1", owed.last_day.replace(day=1)) if one.title == "缴纳罚款"]
    assert fine.left.state == "over"  # what is owed is late


def test_a_task_of_mine_is_shown_as_a_task_and_its_period_not_again(login, case):
    item = db.session.scalars(db.select(WorkItem).where(WorkItem.status == "open", WorkItem.root_id == case.root_id)).first()
    period = start_period(SYSTEM, "fine_payment", "case", case.id, "2026-08-03", instance_id=item.instance_id)
    before = [entry.kind for entry in entries("tingzheng", AUGUST) if entry.title == "缴纳罚款"]
    item.period_id, item.due_on = period.id, period.last_day
    db.session.commit()
    [performer, *_] = performers_of(item)
    mine = [entry for entry in entries(performer.username, AUGUST) if entry.title in (item.title, "缴纳罚款")]
    assert before == ["period"] and [(entry.kind, entry.url) for entry in mine] == [("task", f"/tasks/{item.id}")]
    assert f"/tasks/{item.id}" in page(login(performer.username), f"/deadlines?day={item.due_on}")
    assert not [entry for entry in entries("tingzheng", item.due_on.replace(day=1)) if entry.kind == "task"]


def test_matters_of_another_bureau_and_of_others_are_not_shown(app, case):
    last = clock(case).last_day.replace(day=1)
    assert entries("qiye", last) == []
    other = db.session.scalars(db.select(Organisation).where(Organisation.bureau_id != case.organisation_id)).first()
    for post in db.session.scalars(db.select(Post).where(Post.user_id == user_by_name("tingzheng").id)):
        post.organisation_id = post.bureau_id = other.bureau_id
    db.session.commit()
    db.session.expire_all()
    assert entries("tingzheng", last) == []


def test_a_day_beyond_the_holiday_table_is_an_estimate_and_says_so(login, case):
    root = db.session.get_one(Instance, case.root_id)
    period = start_period(SYSTEM, "hearing_application", "case", case.id, "2026-12-28", instance_id=root.id)
    assert period.last_day is None and period.estimate
    [entry] = [one for one in entries("tingzheng", period.estimate.replace(day=1)) if one.title == "申请听证"]
    assert entry.is_estimate and entry.day == period.estimate and entry.who == "当事人"
    shown = page(login("tingzheng"), f"/deadlines?day={period.estimate}")
    assert "暂估 申请听证" in shown and "待公布 <b>2027</b> 年假期" in shown


def test_a_suspended_period_has_no_day_and_is_counted_apart(login, case):
    root = db.session.get_one(Instance, case.root_id)
    before = shown_to("tingzheng", AUGUST).dayless
    period = start_period(SYSTEM, "sealing", "case", case.id, "2026-08-03", instance_id=root.id)
    assert "查封、扣押期限" in [entry.title for entry in entries("tingzheng", period.last_day.replace(day=1))]
    suspend_period(SYSTEM, period.id, "appraisal", "行政强制法第25条", date(2026, 8, 5))
    assert shown_to("tingzheng", AUGUST).dayless == before + 1
    assert f"另有 {before + 1} 段没有末日" in page(login("tingzheng"), "/deadlines?month=2026-08")


def test_late_ones_say_so_and_days_off_are_named(login, case):
    last = clock(case).last_day
    with frozen(last + timedelta(days=3)):
        assert "逾期 作出行政处罚决定" in page(login("tingzheng"), f"/deadlines?day={last}")
    assert "国庆节" in page(login("tingzheng"), "/deadlines?month=2026-10")


BROKEN = ["?month=2026-13", "?month=x&day=y", "?day=9999-12-31", "?month=0001-01", "?month=2026-02&day=2026-03-01"]


@pytest.mark.parametrize("address", BROKEN)
def test_a_broken_address_shows_a_month(login, app, address):
    assert "期限日历" in page(login("zhifa1"), f"/deadlines{address}")


def test_everyone_with_matters_finds_the_calendar_and_the_law_in_the_bar(login, app):
    for username in ("zhifa1", "duizhang", "fazhi", "fenguan", "juzhang", "tingzheng"):
        shown = page(login(username))
        assert 'href="/deadlines" aria-current="page">期限' in shown and '<a href="/law">法规' in shown, username
