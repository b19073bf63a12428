"""Who sees which paper, what the page shows, what is refused."""

from datetime import date
from io import BytesIO

import pytest

from app.core.clock import frozen
from app.documents import catalogue, commands, queries
from app.identity.queries import user_by_name


@pytest.fixture(autouse=True)
def november(app):
    with frozen(date(2026, 11, 12)):
        yield


@pytest.fixture
def paper(app):
    sample = catalogue.template("penalty_decision_entity").sample()
    return commands.issue(user_by_name("zhifa1"), "penalty_decision_entity", sample, "party", 1)


def test_list_finds_a_paper_by_addressee(paper, login):
    page = login("zhifa1").get("/documents/?q=沛然").get_data(as_text=True)
    assert paper.number in page and "正在制作" in page
    assert "没有符合条件的文书" in login("zhifa1").get("/documents/?q=无此人").get_data(as_text=True)


def test_a_paper_page_shows_preview_number_and_state(paper, login):
    page = login("fazhi").get(f"/documents/{paper.id}").get_data(as_text=True)
    assert paper.number in page and "捌万陆仟元整" in page and "还没有送达" in page and '<article class="paper' in page
    assert "style=" not in page


def test_the_pdf_comes_once_it_is_printed(paper, login):
    browser = login("zhifa1")
    assert browser.get(f"/documents/{paper.id}/pdf").status_code == 404
    commands.render_pending()
    answer = browser.get(f"/documents/{paper.id}/pdf")
    assert answer.data.startswith(b"%PDF") and answer.mimetype == "application/pdf"


def test_an_enterprise_does_not_read_the_bureaus_papers(paper, login):
    browser = login("qiye")
    assert browser.get("/documents/").status_code == 403
    assert browser.get(f"/documents/{paper.id}").status_code == 403
    assert browser.get(f"/documents/{paper.id}/pdf").status_code == 403


def test_without_login_nothing_is_shown(paper, client):
    assert client.get(f"/documents/{paper.id}").status_code in (302, 401)


def test_a_signed_scan_can_be_uploaded(paper, login):
    browser = login("zhifa1")
    sent = {"file": (BytesIO(b"%PDF-1.4 signed"), "签字页.pdf")}
    assert browser.post(f"/documents/{paper.id}/scans", data=sent).status_code == 302
    assert "签字页.pdf" in browser.get(f"/documents/{paper.id}").get_data(as_text=True)
    (scan,) = queries.document(paper.id).scans
    assert browser.get(f"/attachments/{scan.attachment_id}").status_code == 200
    assert login("qiye").get(f"/attachments/{scan.attachment_id}").status_code == 403
    assert browser.post(f"/documents/{paper.id}/scans", data={}).status_code == 422


def test_a_failed_print_can_be_retried_from_the_page(paper, login):
    commands.mark_failed(user_by_name("zhifa1"), paper.id, "字体里没有这个字")
    browser = login("zhifa1")
    assert "字体里没有这个字" in browser.get(f"/documents/{paper.id}").get_data(as_text=True)
    assert browser.post(f"/documents/{paper.id}/retry").status_code == 302
    assert queries.document(paper.id).status == "pending"
    assert browser.post(f"/documents/{paper.id}/retry").status_code == 409


def test_the_style_sheet_of_the_papers_is_served(login):
    answer = login("zhifa1").get("/documents/paper.css")
    assert answer.mimetype == "text/css" and "28.98pt" in answer.get_data(as_text=True)
