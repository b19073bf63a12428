"""Hearings in the calendar; the subscription: what it shows, to whom, until when; one hearing as a file."""

from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from app.cases.models import Hearing, Party
from app.core.clock import ZONE, frozen
from app.core.database import db
from app.identity.queries import user_by_name
from app.inbox.feeds import CalendarFeed
from app.inbox.ics import Dated, calendar
from app.law.commands import close_period, start_period
from tests.web.test_case_list import ON, add_case, firm  # noqa: F401
from tests.web.test_inbox import begin, rows

AT = datetime(2026, 8, 20, 9, 30, tzinfo=ZONE)
PLACE = "滨湖路 1 号三楼；听证室,东"


@pytest.fixture
def hearing(firm):  # noqa: F811
    with frozen(ON):
        case = add_case(128, firm)
        row = Hearing(party_id=case.parties[0].id, applied_on=ON, hearing_at=AT, place=PLACE, presider_id=user_by_name("tingzheng").id,
                      recorder_name="陆知行")  # fmt: skip
        db.session.add(row)
        db.session.commit()
        yield row


def subscribed(browser) -> str:
    """The path of a new subscription, as its page shows it this once."""
    page = browser.post("/deadlines/feed").text
    return page.partition('id="feed-address" readonly value="http://localhost')[2].partition('"')[0]


def events(browser, path: str) -> dict:
    answer = browser.get(path)
    assert answer.status_code == 200 and answer.content_type == "text/calendar; charset=utf-8"
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_a_hearing_stands_in_the_calendar_with_its_hour_and_place(hearing, login):
    page = login("zhifa1").get("/deadlines?day=2026-08-20").text
    assert "09:30 听证" in page and PLACE in page and f"/hearings/{hearing.id}.ics" in page
    hearing.result = "adjourned"
    db.session.commit()
    assert "09:30" not in login("zhifa1").get("/deadlines?day=2026-08-20").text


def test_the_week_goes_over_the_end_of_a_month(hearing, login):
    hearing.hearing_at = datetime(2026, 9, 2, 9, 30, tzinfo=ZONE)
    db.session.commit()
    week = login("zhifa1").get("/deadlines?day=2026-08-31").text.partition('class="week only-s"')[2].partition("</section>")[0]
    assert "9月2日" in week and "09:30 听证" in week


def test_the_subscription_shows_tasks_and_hearings_without_a_login_and_without_names(hearing, login, client, firm):  # noqa: F811
    path = subscribed(login("tingzheng"))
    found = events(client, path)
    event = found[f"hearing-{hearing.id}@anliu"]
    assert event["dtstart"].dt == AT and str(event["location"]) == PLACE and "128号" in str(event["summary"])
    text = client.get(path).text
    assert firm.name not in text and "沈亦宁" not in text
    assert f"hearing-{hearing.id}@anliu" not in events(client, subscribed(login("fazhi")))  # neither presides nor is in charge


def test_a_new_address_or_withdrawing_ends_the_old_one_and_a_leaver_has_none(hearing, login, client):
    browser = login("tingzheng")
    first = subscribed(browser)
    second = subscribed(browser)
    assert first != second and client.get(first).status_code == 404 and client.get(second).status_code == 200
    assert second.split("/")[-1].removesuffix(".ics") not in str(db.session.scalars(db.select(CalendarFeed.secret_hash)).all())
    assert second not in browser.get("/deadlines").text  # shown once only
    browser.post("/deadlines/feed/withdraw")
    assert client.get(second).status_code == 404
    third = subscribed(browser)
    user_by_name("tingzheng").active = False
    db.session.commit()
    assert client.get(third).status_code == 404


def test_one_hearing_is_a_file_for_those_who_may_see_the_case(hearing, login, client):
    answer = login("zhifa1").get(f"/hearings/{hearing.id}.ics")
    assert list(events(login("zhifa1"), f"/hearings/{hearing.id}.ics")) == [f"hearing-{hearing.id}@anliu"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert login("qiye").get(f"/hearings/{hearing.id}.ics").status_code == 403
    assert client.get(f"/hearings/{hearing.id}.ics").status_code == 302  # to the login
    assert login("zhifa1").get("/hearings/99.ics").status_code == 404


def case_address(browser, case_id: int) -> str:
    page = browser.get(f"/deadlines?case={case_id}").text
    return page.partition('id="case-address" readonly value="http://localhost')[2].partition('"')[0]


def test_one_case_is_a_file_of_its_running_periods_and_hearings_without_names(hearing, login, firm):  # noqa: F811
    case, officer = db.session.get(Party, hearing.party_id).case, user_by_name("zhifa1")
    running = start_period(officer, "penalty_decision", "case", case.id, ON)
    ended = start_period(officer, "statement_defense", "party", hearing.party_id, ON)
    close_period(officer, ended.id, "met")
    browser = login("zhifa1")
    found = events(browser, f"/cases/{case.id}.ics")
    assert set(found) == {f"period-{running.id}@anliu", f"hearing-{hearing.id}@anliu"}
    event = found[f"period-{running.id}@anliu"]
    assert event["dtstart"].dt == running.last_day and "128号" in str(event["summary"]) and str(event["url"]).endswith("#periods")
    answer = browser.get(f"/cases/{case.id}.ics")
    assert "attachment" in answer.headers["Content-Disposition"] and firm.name not in answer.text
    assert login("qiye").get(f"/cases/{case.id}.ics").status_code == 403 and browser.get("/cases/999.ics").status_code == 404


def test_one_case_is_subscribed_to_and_ends_with_the_subscription_or_the_right_to_see_it(hearing, login, client):
    case_id, browser = db.session.get(Party, hearing.party_id).case.id, login("zhifa1")
    assert case_address(browser, case_id) == "" and "先在下面生成我的订阅地址" in browser.get(f"/deadlines?case={case_id}").text
    subscribed(browser)
    path = case_address(browser, case_id)
    assert f"hearing-{hearing.id}@anliu" in events(client, path)
    assert client.get(path.replace(f"/cases/{case_id}/", f"/cases/{case_id + 1}/")).status_code == 404  # sealed for one case
    assert client.get(f"{path[:-10]}000000.ics").status_code == 404 and client.get(f"{path[:-10]}密.ics").status_code == 404
    officer = user_by_name("zhifa1")
    assert client.get(path.replace(f"/{officer.id}/", f"/{user_by_name('zhifa2').id}/")).status_code == 404
    subscribed(browser)  # a new address ends the old one
    assert client.get(path).status_code == 404 and case_address(browser, case_id) != path
    path = case_address(browser, case_id)
    officer.active = False
    db.session.commit()
    assert client.get(path).status_code == 404
    assert login("qiye").get(f"/deadlines?case={case_id}").status_code == 403


def test_the_day_leads_to_the_calendar_of_each_case(hearing, login):
    case_id = db.session.get(Party, hearing.party_id).case.id
    assert f"/deadlines?case={case_id}#case-feed" in login("zhifa1").get("/deadlines?day=2026-08-20").text


def test_the_file_keeps_to_the_standard():
    """RFC 5545: CRLF, lines of at most 75 octets, escaped commas, an end after the beginning, UTC stamps."""
    entries = [Dated("task-1", "办理，审核;呈批" * 12, date(2026, 8, 20), note="行政处罚法\n第58条", is_estimate=True),
               Dated("hearing-1", "听证", AT, PLACE)]
    data = calendar("案流", entries, AT)
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and b"\n" not in data.replace(b"\r\n", b"") and max(map(len, lines)) <= 75
    assert b"DTSTART;VALUE=DATE:20260820" in lines and b"DTEND;VALUE=DATE:20260821" in lines and b"STATUS:TENTATIVE" in lines
    assert b"DTSTAMP:20260820T013000Z" in lines and b"BEGIN:VTIMEZONE" in lines
    [day, hour] = Calendar.from_ical(data).walk("VEVENT")
    assert str(day["description"]) == "行政处罚法\n第58条" and hour["dtend"].dt - hour["dtstart"].dt == timedelta(hours=2)


def test_the_work_list_has_what_is_late_what_falls_due_and_the_hearings(hearing, login, firm):  # noqa: F811
    person = user_by_name("fazhi")
    item = begin(firm)
    made = {days: rows(item.instance_id, 1, due=AT.date() + timedelta(days=days), subject_label=f"第{days}天")[0] for days in (-9, 0, 2, 9)}
    hearing.presider_id = person.id
    db.session.commit()
    with frozen(AT.date()):  # a Thursday
        browser = login("fazhi")
        today, week = browser.get("/worklist").text, browser.get("/worklist?span=week").text
    assert [made[days] in today for days in made] == [True, True, False, False] and "09:30" in today and PLACE in today
    assert [made[days] in week for days in made] == [True, True, True, False] and today.index("期限已过") < today.index("第0天")
    assert "没有到期的事" in login("juzhang").get("/worklist").text
