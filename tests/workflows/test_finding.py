"""The top search and the search of the inbox lead to hazards, listings and letters by their numbers; to nobody who may not see them."""

from datetime import date

import pytest

from app.core.clock import frozen
from app.documents.queries import documents_of
from tests.applications import standing
from tests.workflow.walk import until
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import letter, letters, listed, listing, the_letter, the_listing

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(shared_application, rectifying_template):
    """A major hazard that is listed, and a letter about it that is still being drafted."""
    with standing(shared_application, rectifying_template) as (application, saved), frozen(MONDAY):
        until(application, listing(), listed(), "deliver_listing_notice")
        until(application, letter(), letters(), "draft_letter")
    return saved


@pytest.fixture(autouse=True)
def clock():
    with frozen(MONDAY):
        yield


def pages() -> dict[str, str]:
    notice = documents_of(the_listing().instance_id)[0]
    return {
        the_hazard().number: f"/hazards/{the_hazard().id}", the_listing().number: f"/supervision/listings/{the_listing().id}",
        the_letter().number: f"/supervision/letters/{the_letter().id}", notice.number: f"/documents/{notice.id}",
    }  # fmt: skip


def test_the_top_search_leads_to_what_has_that_number(app, login):
    officer = login("quzhifa1")
    assert '<form class="find" role="search" action="/find">' in officer.get("/").text
    for number, page in pages().items():
        for typed in (number, f" {number.lower()} "):
            assert officer.get("/find", query_string={"q": typed}).location == page
    assert officer.get("/find?q=云泽").location.startswith("/cases/?q=")


def test_beyond_ones_reach_it_is_as_if_there_were_none(app, login):
    numbers = list(pages())
    for number in numbers:
        found = login("hrzhifa1").get("/find", query_string={"q": number})
        assert found.status_code == 302 and found.location.startswith(("/cases/?q=", "/hazards?q=")), number
    enterprise = login("quqiye")
    found = [enterprise.get("/find", query_string={"q": number}).location for number in numbers]
    assert found[0] == f"/hazards/{the_hazard().id}"  # its own
    assert all(page.startswith("/hazards?q=") for page in found[1:])  # not served yet


def test_the_inbox_finds_tasks_by_the_number_of_hazard_listing_and_letter(app, login):
    for who, number in (("quanban", the_letter().number), ("quzhifa1", the_listing().number), ("quqiye", the_hazard().number)):
        page = login(who).get("/", query_string={"q": number}).text
        assert "没有符合条件的任务" not in page and number in page.partition("<main")[2], who
