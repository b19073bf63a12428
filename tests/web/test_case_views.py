"""Views a person keeps of a list, and the list as a file."""

from io import BytesIO

from openpyxl import load_workbook

from app.core.database import db
from app.core.models import AuditEntry
from app.core.saved_filters import MOST, SavedFilter
from tests.web.test_case_list import cases, firm, listed  # noqa: F401


def test_a_kept_view_is_one_click_away_and_only_ones_own(cases, login):  # noqa: F811
    browser = login("zhifa1")
    answer = browser.post("/cases/views?status=handling&sort=due", data={"name": " 在办 的 "}, follow_redirects=True)
    assert "已存为视图：在办 的" in answer.text and 'href="/cases/?status=handling&amp;sort=due" aria-current="true"' in answer.text
    assert "在办 的" in browser.get("/cases/").text and "在办 的" not in login("fazhi").get("/cases/").text
    browser.post("/cases/views?status=closed", data={"name": "在办 的"})  # the same name: replaced
    [row] = db.session.scalars(db.select(SavedFilter))
    assert row.args == {"status": "closed"}
    assert login("fazhi").post(f"/cases/views/{row.id}/forget").status_code == 404
    assert "已删去视图" in browser.post(f"/cases/views/{row.id}/forget", follow_redirects=True).text
    assert not db.session.scalars(db.select(SavedFilter)).all()


def test_a_view_needs_a_name_and_a_filter_and_there_are_not_too_many(cases, login):  # noqa: F811
    browser = login("zhifa1")
    assert browser.post("/cases/views?status=handling", data={"name": " "}).status_code == 422
    assert browser.post("/cases/views", data={"name": "全部"}).status_code == 422
    for number in range(MOST):
        assert browser.post(f"/cases/views?q=除尘{number}", data={"name": f"第{number}个"}).status_code == 302
    assert browser.post("/cases/views?q=多了", data={"name": "再一个"}).status_code == 422
    assert browser.post("/views?step=notice", data={"name": "告知"}).status_code == 302  # the inbox has its own
    assert 'href="/?step=notice"' in browser.get("/").text


def test_the_file_holds_what_the_list_holds_and_no_formula(cases, login):  # noqa: F811
    dual, closed, _ = cases
    closed.parties[0].name = closed.cause = '=HYPERLINK("http://x","y")'
    db.session.commit()
    answer = login("zhifa1").post("/cases/export?sort=old")
    book = load_workbook(BytesIO(answer.data))
    rows = list(book["案件"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [dual.number, closed.number]
    assert rows[1][1].value == '=HYPERLINK("http://x","y")' and {cell.data_type for row in rows for cell in row} <= {"s", "d", "n"}
    assert all(cell.quotePrefix for cell in rows[1] if cell.data_type == "s")
    assert "演示数据" in {cell.value for row in book["说明"].iter_rows() for cell in row}
    last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last.act == "cases.note_export" and last.detail == {"number": 2, "narrowed": "排列：最早登记在前"}
    narrowed = load_workbook(BytesIO(login("zhifa1").post("/cases/export?q=有限空间作业&status=handling").data))
    assert narrowed["案件"].max_row == 1
    assert "查找：有限空间作业；状态：分别处理" in {cell.value for row in narrowed["说明"].iter_rows() for cell in row}
    assert login("liucheng").post("/cases/export").status_code == 403
