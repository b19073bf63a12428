"""Who reports a hidden danger is protected: not by page, paper, list, search, figures or export does the enterprise learn of it."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.core.clock import frozen
from app.core.database import db
from app.core.files import store_attachment
from app.core.models import Attachment
from app.documents.queries import documents_of
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.workflow.walk import answer, only, until
from tests.workflows import hazard_answers as hazard
from tests.workflows.hazard_answers import the_hazard

MONDAY = date(2026, 9, 7)
REPORTER = "李四（本厂职工）"
WORDS = ("李四", "群众举报", "举报")


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """An enterprise with an account, and a report about it that nobody has looked at yet."""
    with standing(shared_application, database_template) as (_, saved), frozen(MONDAY):
        hazard.firm()
        picture = store_attachment(user_by_name("quzhifa1"), "李四本人拍摄.pdf", b"%PDF-1.7 photo").id
        hazard.begin(source="report", found_by=REPORTER, photos=[picture])
    return saved


def matter():
    return instance_of(the_hazard().instance_id)


def exported(client, kind: str) -> str:
    """All that an export says."""
    sent = client.post(f"/hazards/export/{kind}")
    assert sent.status_code == 200
    if kind == "json":
        return sent.text
    book = load_workbook(io.BytesIO(sent.data))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_before_it_is_accepted_the_enterprise_knows_nothing_of_it(app, clock, login):
    enterprise, number = login("quqiye"), the_hazard().number
    assert enterprise.get(f"/hazards/{the_hazard().id}").status_code == 403
    pages = ("/hazards", "/own", f"/hazards?q={number}", "/hazards/similar?place=抛光二车间3号除尘系统")
    assert not [page for page in pages if the_hazard().description in enterprise.get(page).text]
    assert number not in exported(enterprise, "json")
    photo = the_hazard().photos[0]
    assert enterprise.get(f"/attachments/{photo}").status_code == 403
    office = login("quzhifa1").get(f"/hazards/{the_hazard().id}").text
    assert "群众举报" in office and REPORTER in office
    answer(matter(), "accept_report", {"review_result": "refuse", "reason": "李四反映的情况不实。"}, "quanban")
    assert enterprise.get(f"/hazards/{the_hazard().id}").status_code == 403


def test_afterwards_no_page_list_search_figure_or_export_tells_that_it_was_reported(app, clock, login):
    answer(matter(), "accept_report", {"review_result": "accept", "reason": "经向举报人李四核实。"}, "quanban")
    until(app, matter(), hazard.usual(), "submit_plan")
    enterprise, row = login("quqiye"), the_hazard()
    task = only(matter(), "submit_plan")
    pages = [f"/hazards/{row.id}", "/hazards", "/own", "/hazards/statistics", f"/tasks/{task.id}", "/hazards?q=抛光"]
    for page in pages:
        got = enterprise.get(page)
        assert got.status_code == 200 and not [word for word in WORDS if word in got.text], page
    assert "监管部门核查" in enterprise.get(f"/hazards/{row.id}").text
    assert [db.session.get(Attachment, each).name for each in row.photos] == ["现场照片1.pdf"]
    for question in ("q=李四", "q=李四&source=report"):
        assert row.number not in enterprise.get(f"/hazards?{question}").text
    listed = [row.number in enterprise.get(f"/hazards?source={source}").text for source in ("report", "grid_patrol")]
    assert listed == [True, True]  # it does not narrow by what it may not know
    for kind in ("xlsx", "lists", "json"):
        said = exported(enterprise, kind)
        assert row.number in said and not [word for word in WORDS if word in said], kind
    assert REPORTER in exported(login("quzhifa1"), "xlsx")


def test_no_paper_that_reaches_the_enterprise_tells_it(app, clock, login):
    answer(matter(), "accept_report", {"review_result": "accept"}, "quanban")
    until(app, matter(), hazard.usual(), "submit_plan")
    papers = documents_of(matter().id)
    assert {"major_hazard_notice_principal", "major_hazard_notice_controller"} <= {paper.template_id for paper in papers}
    for paper in papers:
        read = login("quzhifa1").get(f"/documents/{paper.id}").text
        assert not [word for word in WORDS if word in read], paper.title
    assert "监管部门核查" in login("quzhifa1").get(f"/documents/{papers[0].id}").text


def test_merging_the_report_into_an_own_finding_tells_nothing_either(app, clock, login):
    number = the_hazard().number
    hazard.begin("quqiye", place="抛光二车间3号除尘系统")  # the same place: its record names no hazard it may not know
    own = db.session.query(Hazard).filter_by(source="self_check").one()
    assert number not in login("quqiye").get(f"/hazards/{own.id}").text
    assert number in login("quzhifa1").get(f"/hazards/{own.id}").text
    answer(matter(), "accept_report", {"review_result": "merge", "same_as": own.number, "reason": "同一处。"}, "quanban")
    page = login("quqiye").get(f"/hazards/{own.id}").text
    assert "并入本条" not in page and not [word for word in WORDS if word in page]
    assert f"{number}（监管部门核查）与本条重复，并入本条" in login("quzhifa1").get(f"/hazards/{own.id}").text
