"""Pages of inspections: who sees what."""

from datetime import date

import pytest

from app.core.clock import frozen
from app.workflow import queries as workflow
from tests.builders import make_enterprise
from tests.workflow.walk import person, start


@pytest.fixture
def inspection(app):
    enterprise = make_enterprise(address="临江区一号", legal_representative="周砚秋")
    with frozen(date(2026, 9, 7)):
        begun = start("zhifa1", "inspection", {
            "enterprise_id": enterprise.id, "trigger": "plan", "planned_on": "2026-09-07",
            "officers": [person("zhifa1").id, person("zhifa2").id],
        })  # fmt: skip
    return workflow.instance(begun.id)


def test_the_list_finds_an_inspection_by_part_of_the_name(inspection, login):
    page = login("zhifa2").get("/inspections?q=第1机械").get_data(as_text=True)
    assert "检〔2026〕1号" in page
    assert "检〔2026〕1号" not in login("zhifa2").get("/inspections?q=没有的").get_data(as_text=True)


def test_the_page_shows_what_is_open_and_who_inspects(inspection, login):
    page = login("fenguan").get(f"/inspections/{inspection.subject_id}").get_data(as_text=True)
    assert "编制检查方案" in page
    assert "陆知行" in page


@pytest.mark.parametrize("username, status", [("zhifa3", 200), ("shenji", 200), ("qiye", 403), ("liucheng", 403)])
def test_only_those_who_may_read_inspections_see_them(inspection, login, username, status):
    assert login(username).get(f"/inspections/{inspection.subject_id}").status_code == status


def test_an_unknown_inspection_is_not_found(app, login):
    assert login("zhifa1").get("/inspections/999").status_code == 404
