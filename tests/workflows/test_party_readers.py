"""The enterprise reads of what is done about it only what it was served: no draft, no letter before its day, no filing decision."""

from datetime import date

import pytest

from app.core.clock import moving
from app.documents.queries import documents_of
from app.workflow.queries import instance as instance_of
from tests.workflow.walk import answer, forget, only, until
from tests.workflows import hazard_answers as hazard
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import letter, letters, listed, listing, served, the_letter, the_listing

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(rectifying_template):
    return rectifying_template


@pytest.fixture(autouse=True)
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


def statuses(browser, *paths: str) -> list[int]:
    return [browser.get(path).status_code for path in paths]


def the_paper(begun) -> str:
    [paper] = documents_of(begun.id)
    return f"/documents/{paper.id}"


def test_a_letter_and_its_paper_are_read_once_served_and_not_before(app, login):
    begun, enterprise = letter(), login("quqiye")
    until(app, begun, letters(), "approve_letter")
    page = f"/supervision/letters/{the_letter().id}"
    assert statuses(enterprise, page) == [403] and statuses(login("quzhifa1"), page) == [200]
    until(app, begun, letters(), "deliver_letter")
    paper = the_paper(begun)
    drafts = (page, paper, f"{paper}/pdf")
    assert statuses(enterprise, *drafts) == [403, 403, 403]
    assert "提醒敦促函" not in enterprise.get(f"/hazards/{the_hazard().id}").text
    item = only(begun, "deliver_letter")
    answer(begun, "deliver_letter", served(item), "quzhifa1")
    assert statuses(enterprise, *drafts[:2]) == [200, 200]
    shown = enterprise.get(page).text
    assert paper in shown and "/instances/" not in shown and "record_letter_reply" not in shown
    assert "提醒敦促函" in enterprise.get(f"/hazards/{the_hazard().id}").text


def test_a_listing_is_read_once_its_notice_is_served(app, login):
    begun, enterprise = listing(), login("quqiye")
    page, hazard_page = f"/supervision/listings/{the_listing().id}", f"/hazards/{the_hazard().id}"
    until(app, begun, listed(), "deliver_listing_notice")
    notice = the_paper(begun)
    assert statuses(enterprise, page, notice) == [403, 403]
    assert the_listing().number not in enterprise.get(hazard_page).text
    assert the_listing().number in login("quzhifa1").get(hazard_page).text
    until(app, begun, listed(), "request_delisting")
    assert statuses(enterprise, page, notice) == [200, 200]
    assert the_listing().number in enterprise.get(hazard_page).text


def test_a_notice_of_a_hazard_is_neither_read_nor_counted_as_read_before_it_is_served(app, login):
    other = hazard.begin(place="熔炼车间1号炉")
    until(app, other, hazard.usual(), "deliver_to_principal")
    told = f"/documents/{min(each.id for each in documents_of(other.id))}"
    enterprise, page = login("quqiye"), f"/hazards/{instance_of(other.id).subject_id}"
    assert statuses(enterprise, page, told) == [200, 403]
    assert told not in enterprise.get(page).text
    answer(other, "deliver_to_principal", hazard.served(only(other, "deliver_to_principal")), "quzhifa1")
    assert statuses(enterprise, told) == [200]
    forget()
