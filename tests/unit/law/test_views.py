"""The holiday page: who may upload, what is told, what stays when it is refused."""

import io

from app.core.command import SYSTEM
from app.law import commands, queries

LINES = """日期,类型,名称
2027-01-01,放假,元旦
2027-02-05,放假,春节
2027-02-06,放假,春节
2027-01-30,补班,春节
2027-04-05,放假,清明
2027-05-01,放假,劳动节
2027-05-02,放假,劳动节
2027-06-09,放假,端午
2027-09-15,放假,中秋
2027-10-01,放假,国庆节
2027-10-02,放假,国庆节
2027-10-03,放假,国庆节
"""


def upload(browser, text, name="2027.csv"):
    return browser.post("/admin/holidays", data={"notice": (io.BytesIO(text.encode()), name)}, follow_redirects=True)


def test_the_administrator_uploads_a_notice_and_the_waiting_periods_move(app, login):
    period = commands.start_period(SYSTEM, "hearing_application", "party", 1, "2026-12-28")
    browser = login("admin")
    page = browser.get("/admin/holidays").get_data(as_text=True)
    assert "有 1 段期间在等放假安排" in page and "2027 年" in page and "待公布" in page
    page = upload(browser, LINES).get_data(as_text=True)
    assert "已导入 2027 年放假表，1 段期间的末日重新算过" in page and "1月30日" in page
    assert queries.period(period.id).status == "ok"


def test_a_bad_file_is_explained_and_changes_nothing(app, login):
    answer = upload(login("admin"), LINES.replace("2027-06-09,放假,端午\n", "2027-06-39,放假,端午\n"))
    assert answer.status_code == 422
    assert "第 9 行" in answer.get_data(as_text=True) and "原来的假期表没有动" in answer.get_data(as_text=True)
    answer = upload(login("admin"), LINES.replace("2027-06-09,放假,端午\n", ""))
    assert answer.status_code == 422 and "2027 年缺少端午" in answer.get_data(as_text=True)
    assert login("admin").post("/admin/holidays").status_code == 422
    assert 2027 not in queries.holiday_table().years


def test_an_officer_reads_the_table_but_cannot_upload(app, login):
    page = login("zhifa1").get("/admin/holidays")
    assert page.status_code == 200 and "假期表由管理员导入" in page.get_data(as_text=True)
    assert upload(login("zhifa1"), LINES).status_code == 403


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get("/admin/holidays").status_code in (302, 401)
