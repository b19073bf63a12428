"""What the account of an enterprise is offered: filters of its own steps, its served papers, no act among the office's people."""

import re
from datetime import date

import pytest

from app.core.clock import frozen
from app.documents.queries import documents_of
from tests.applications import standing
from tests.workflow.walk import until
from tests.workflows import hazard_answers as hazard
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import letter, letters, listed, listing, the_letter, the_listing

MONDAY = date(2026, 9, 7)


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A major hazard being put right and listed, a reminder that is served, and one that is not yet."""
    with standing(shared_application, database_template) as (application, saved), frozen(MONDAY):
        hazard.firm()
        until(application, hazard.begin(), hazard.usual(), "record_monitoring")
        until(application, listing(), listed(), "request_delisting")
        until(application, letter(), letters(), "deliver_letter")
    return saved


@pytest.fixture(autouse=True)
def clock():
    with frozen(MONDAY):
        yield


def test_the_inbox_of_an_enterprise_is_narrowed_by_its_own_steps_and_procedures_only(app, login):
    page = login("quqiye").get("/").text
    assert page.partition("全部环节")[2].partition("</select>")[0].count("<option") < 8
    for internal in ("法制审核", "集体讨论", "移送公安", "行政处罚"):
        assert internal not in page, internal
    assert "隐患" in page.partition("全部流程")[2].partition("</select>")[0]
    assert "转办、催办" not in page and "转办、催办" in login("quzhifa1").get("/").text
    assert "法制审核" in login("quzhifa1").get("/").text


def test_its_papers_are_listed_once_served_and_each_can_be_opened(app, login):
    enterprise = login("quqiye")
    assert 'href="/own/papers"' in enterprise.get("/own").text
    page = enterprise.get("/own/papers").text
    [notice, *_] = documents_of(the_listing().instance_id)
    assert notice.number in page and "重大隐患告知书" in page and "隐患治理方案" in page
    [draft] = documents_of(the_letter().instance_id)
    assert draft.number not in page
    opened = set(re.findall(r"/documents/\d+", page))
    assert len(opened) >= 4 and {enterprise.get(path).status_code for path in opened} == {200}
    assert 'href="/own/papers"' in enterprise.get(sorted(opened)[0]).text
    assert login("quzhifa1").get("/own/papers").status_code == 403


def test_no_link_on_its_pages_is_dead(app, login):
    enterprise, instance = login("quqiye"), the_hazard().instance_id
    assert enterprise.get(f"/instances/{instance}").location == f"/hazards/{the_hazard().id}"
    start = ["/own", "/", "/hazards", f"/hazards/{the_hazard().id}", f"/supervision/listings/{the_listing().id}", "/own/papers"]
    tasks = re.findall(r'href="(/tasks/[0-9a-f-]{36})', enterprise.get("/").text)
    links = {link for page in [*start, *tasks[:2]] for link in re.findall(r'href="(/[^"#]*)', enterprise.get(page).text)}
    followed = sorted(link.replace("&amp;", "&") for link in links if not link.startswith(("/static", "/attachments", "/logout")))
    dead = [link for link in followed if enterprise.get(link).status_code not in (200, 302)]
    assert len(followed) > 20 and not dead
