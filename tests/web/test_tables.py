"""The pages of decision tables: those in force, one as people read it with a try-out, putting a new one into force."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.law.tables import queries
from app.law.tables.commands import decide, put_in_force
from app.law.tables.models import DecisionResult
from tests.tables import dmn, table

SIMPLE = table(
    "cold_storage", "people:number", "tier:string(A|B)", '< 3 ; "A"', '>= 3 ; "B"', name="冷库阶次", note="待核：数值"
)


def text(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def designer(login):
    return login("liucheng")


def test_every_shipped_table_is_listed_with_its_mark_and_links_to_its_page(login):
    page = text(login("fazhi"), "/law/tables")
    rows = queries.newest_versions()
    assert len(rows) == len(queries.shipped_decisions()) > 12
    for row in rows:
        assert f'href="/law/tables/{row.key}"' in page and row.name in page
    assert page.count(">待核<") >= sum(not row.is_verified for row in rows)
    assert 'href="/law/tables"' in text(login("fazhi"), "/law") and "施行这张表" not in page


def test_tables_are_searched_by_name_and_by_what_they_cite(login):
    client = login("fazhi")
    assert "exemption" in text(client, "/law/tables?q=第33条") and "procedure_kind" not in text(
        client, "/law/tables?q=第33条"
    )
    assert "没有找到“没有这样的话”" in text(client, "/law/tables?q=没有这样的话")
    assert client.get("/law?part=tables&q=听证").headers["Location"].startswith("/law/tables?q=")


@pytest.mark.parametrize("key", list(queries.shipped_decisions()))
def test_a_table_is_shown_in_words_row_by_row(login, key):
    page = text(login("zhifa1"), f"/law/tables/{key}")
    row = queries.version(key, None)
    for decision in queries.model_of(row).decisions.values():
        assert decision.name in page
        for number, rule in enumerate(decision.logic.rules, 1):
            assert f'id="{rule.id}"' in page, number
    shown = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert "list contains" not in shown and '"entity"' not in shown
    assert "没有发现问题" in shown or "可以合成一行" in shown


def test_trying_a_table_marks_the_row_and_records_nothing(login):
    client = login("zhifa1")
    asked = "facts_clear=true&only_warning_or_fine=true&party_kind=entity&fine_yuan=3,000"
    page = text(client, f"/law/tables/procedure_kind?try=1&{asked}")
    assert "简易程序" in page and "对单位处警告或者 3000 元以下罚款" in page
    assert '<tr id="procedure_kind_2" class="is-cur"' in page and page.count('<tr id="procedure_kind') == 6
    assert page.count('aria-current="true"') == 2  # the row, and the version shown
    assert db.session.query(DecisionResult).count() == 0


def test_a_drd_marks_the_rows_of_every_table_it_asked(login):
    asked = "region=ar-ez&party_kind=entity&fine_yuan=50000&gain_yuan=0&kinds=fine&kinds=suspend_business"
    page = text(login("zhifa1"), f"/law/tables/hearing_right?try=1&{asked}")
    for rule in ("hearing_threshold_2", "hearing_grounds_1", "hearing_grounds_8", "hearing_right_1"):
        assert f'<tr id="{rule}" class="is-cur"' in page, rule
    assert "罚款 50000 元，达到 50000 元" in page and 'value="suspend_business" checked' in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [("facts_clear=true", "还没有填：只有警告或者罚款、当事人、罚款（元）"),
     ("facts_clear=maybe&only_warning_or_fine=true&party_kind=entity&fine_yuan=1", "应填是或否"),
     ("facts_clear=true&only_warning_or_fine=true&party_kind=entity&fine_yuan=很多", "应填数字"),
     ("facts_clear=true&only_warning_or_fine=true&party_kind=dog&fine_yuan=1", "不在允许范围")],
)  # fmt: skip
def test_a_try_with_missing_or_strange_facts_says_what_to_fill_in(login, asked, words):
    assert words in text(login("zhifa1"), f"/law/tables/procedure_kind?try=1&{asked}")


def test_a_table_put_into_force_is_read_as_it_was_written(designer):
    tomorrow = today() + timedelta(days=1)
    put_in_force(SYSTEM, dmn(SIMPLE), tomorrow)
    page = text(designer, "/law/tables/cold_storage")
    assert "冷库阶次" in page and "尚未施行" in page and ">待核<" in page
    assert 'action="/tables/cold_storage/edit"' in page
    saved = designer.get("/law/tables/cold_storage/dmn?version=1")
    assert saved.data == dmn(SIMPLE) and "cold_storage.dmn" in saved.headers["Content-Disposition"]


def test_a_procedure_names_the_tables_that_judge_in_it(designer):
    page = text(designer, "/processes/party_proceeding")
    assert 'href="/law/tables/hearing_right"' in page and 'href="/law/tables/deliberation_due"' in page


def test_nobody_puts_a_table_into_force_alone(login):
    assert login("liucheng").post("/law/tables").status_code == 405  # drafts and a second person: tests/web/test_table_desk.py
    page = text(login("zhifa1"), "/law/tables/hearing_right")
    assert "/tables/hearing_right/edit" not in page


def test_the_course_of_versions_is_shown_and_an_old_one_can_be_tried(login):
    put_in_force(SYSTEM, dmn(SIMPLE), date(2024, 1, 1))
    put_in_force(SYSTEM, dmn(SIMPLE.replace("3", "5")), date(2025, 7, 1))
    decide(SYSTEM, "cold_storage", {"people": 1}, date(2024, 5, 1))
    client = login("fazhi")
    page = text(client, "/law/tables/cold_storage")
    assert "2024-01-01 至 2025-06-30" in page and "2025-07-01 起" in page
    assert re.findall(r"(\d+) 次", page) == ["0", "1"]
    assert '<tr id="cold_storage_2" class="is-cur"' in text(client, "/law/tables/cold_storage?version=1&try=1&people=4")
    assert '<tr id="cold_storage_1" class="is-cur"' in text(client, "/law/tables/cold_storage?version=2&try=1&people=4")
    for nothing in ("/law/tables/nothing", "/law/tables/cold_storage?version=9"):
        assert client.get(nothing).status_code == 404
