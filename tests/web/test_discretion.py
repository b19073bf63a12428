"""The panel beside a breach: the law's range, a suggestion, comparable cases of this office; rules found by article or words."""

import json
from datetime import date

import pytest

from app.cases.models import Case
from app.core.clock import frozen
from app.core.database import db
from app.penalties import queries as penalties
from tests.applications import standing
from tests.workflow.walk import until, walk
from tests.workflows import penalty_answers as said


def closed_case(app, firm, fine: str, **more):
    instance = said.start_case(firm)
    plan = said.answers(firm, propose_penalty=said.penalty(breaches=[said.breach(fine, **more)]))
    walk(app, instance, plan)


TODAY = date(2026, 8, 3)


@pytest.fixture(scope="module")
def database_template(database_template, shared_application):
    """Two decided cases of the same kind, and one being proposed."""
    with standing(shared_application, database_template) as (application, saved), frozen(TODAY):
        firm = said.enterprise()[0]
        for fine in ("60000.00", "90000.00"):
            closed_case(application, firm, fine)
        until(application, said.start_case(firm), said.answers(firm), "propose_penalty")
    return saved


@pytest.fixture
def office(app):
    """(the two decided cases, the party of the third)"""
    with frozen(TODAY):
        *decided, open_case = db.session.scalars(db.select(Case).order_by(Case.id))
        yield decided, open_case.parties[0]


def ask(browser, party, **said_so):
    row = {"party": party.id, "rule": "AQ99:3", "tier": "overdue", "conduct_on": "2026-07-31", **said_so}
    return browser.get("/lookup/penalty-range", query_string=row).json


def test_the_panel_tells_range_suggestion_and_comparable_cases(office, login):
    decided, party = office
    found = ask(login("zhifa1"), party)
    assert found["allowed"] and found["range"] == "50,000元以上200,000元以下" and "第99条" in found["basis"]
    assert found["suggestion"].startswith("95,000元至155,000元（一般")
    alike = found["alike"]
    assert (alike["count"], alike["min"], alike["median"], alike["max"]) == (2, "60000.00", "75000.00", "90000.00")
    assert [(one["number"], one["url"]) for one in alike["last"]] == [(case.number, f"/cases/{case.id}") for case in decided[::-1]]
    assert login("zhifa1").get(alike["last"][0]["url"]).status_code == 200
    assert any("本案没有处罚" in words for words in found["warnings"])
    assert ask(login("zhifa1"), party, tier="first")["alike"] == {"count": 0}


def test_circumstances_move_the_suggestion_and_a_wrong_party_is_told_the_way_on(office, login):
    _, party = office
    browser = login("zhifa1")
    assert ask(browser, party, circumstances="L1")["suggestion"].startswith("50,000元至95,000元（从轻")
    assert ask(browser, party, circumstances="A2")["suggestion"].startswith("155,000元至200,000元（从重")
    assert "轻与从重情节并存" in ask(browser, party, circumstances="L1,A2")["suggestion"]
    mitigated = ask(browser, party, circumstances="L1", mitigated="true")
    assert "减轻，低于法定下限" in mitigated["suggestion"]
    refused = ask(browser, party, rule="AQ94:5", tier="first")
    assert not refused["allowed"] and "main_responsible" not in refused["range"] and "第94条" in refused["reason"]
    assert ask(browser, party, rule="AQ114-1", tier="accident", deaths=3)["range"] == "1,000,000元以上1,200,000元以下"


def test_the_benchmark_in_force_stands_beside_the_range(office, login):
    _, party = office
    tiers = ask(login("zhifa1"), party, rule="AQ97:7", tier="overdue")["benchmark"]
    assert tiers[0].startswith("A 阶次，100,000元以上130,000元以下：") and "须查明" in tiers[0]
    assert ask(login("zhifa1"), party)["benchmark"] == []  # no table for this violation


def test_the_table_places_a_breach_once_its_facts_are_told(office, login):
    _, party = office
    browser = login("zhifa1")
    wanted = browser.get("/lookup/tier-facts", query_string={"rule": "AQ97:7", "on": "2026-07-31"}).json
    assert [each["name"] for each in wanted] == ["uncertified", "major_hazard", "repeated"]
    assert [each["type"] for each in wanted] == ["number", "boolean", "number"]
    assert browser.get("/lookup/tier-facts", query_string={"rule": "AQ99:3", "on": "2026-07-31"}).json == []
    assert browser.get("/lookup/tier-facts", query_string={"rule": "AQ97:7", "on": "x"}).json == []
    kinds = browser.get("/lookup/tier-facts", query_string={"rule": "AQ101:5", "on": "2026-07-31"}).json[0]["options"]
    assert kinds[0] == {"value": "no_system", "label": "没有建立制度"}
    told = ask(browser, party, rule="AQ97:7", tier_facts=json.dumps({"uncertified": 3, "major_hazard": False, "repeated": 0}))
    assert "B 阶次：2 人至 4 人无证上岗，对应130,000元以上160,000元以下" in told["tier"]
    assert told["suggestion"] == "130,000元至160,000元（B 阶次，幅度的30%至60%；数值待核）"
    half = ask(browser, party, rule="AQ97:7", tier_facts=json.dumps({"uncertified": 3}))
    assert not half["tier"] and half["allowed"]
    assert not ask(browser, party, rule="AQ97:7", tier_facts="[1")["tier"]


def test_three_decisions_in_half_a_year_ask_about_closure(office, login):
    """Two were decided before; this one would be the third (article 113 item 1)."""
    _, party = office
    [warned] = [words for words in ask(login("zhifa1"), party)["warnings"] if "关闭" in words]
    assert "180 日内受到 3 次" in warned and "重大事故隐患" in warned and "县级以上人民政府" in warned
    assert not [words for words in ask(login("zhifa1"), party, rule="YH16-26", tier="standing")["warnings"] if "提请关闭" in words]


def test_which_law_is_lighter_is_shown_where_it_cannot_be_told(office, login):
    _, party = office
    found = ask(login("zhifa1"), party, rule="AQ114-1", tier="accident", conduct_on="2023-06-01", deaths=1, injuries=0, loss_yuan="0")
    assert len(found["laws"]) == 2 and "500,000 元至 700,000 元" in found["laws"][1] and "penalties.yaml" not in str(found)


def test_half_an_answer_gives_no_panel_and_others_see_none(office, login):
    _, party = office
    assert ask(login("zhifa1"), party, rule="") is None and ask(login("zhifa1"), party, tier="none") is None
    assert ask(login("zhifa1"), party, conduct_on="2026-99-01") is None
    assert ask(login("zhifa1"), party, loss_yuan="三万", gain_yuan="x")["allowed"]
    assert login("qiye").get("/lookup/penalty-range", query_string={"party": party.id}).status_code == 403


def test_rules_are_found_by_article_and_words_those_for_this_party_first(office, login):
    _, party = office
    browser = login("zhifa1")

    def find(words):
        return browser.get("/lookup/penalty-rules", query_string={"q": words, "party": party.id, "on": "2026-07-31"}).json

    assert {row["value"] for row in find("97 特种作业")} == {"AQ97:7"}
    assert "逾期未改正" in find("97 特种作业")[0]["detail"]
    assert find("106")[-1]["warning"] == "这一条不处罚这类当事人"
    assert find("没有这样的行为") == []
    named = browser.get("/lookup/penalty-rules", query_string={"ids": "AQ97:7,AQ0,AQ97:99"}).json
    assert [row["value"] for row in named] == ["AQ97:7"]


def test_the_case_page_lists_each_breach_and_the_answered_warnings(office, login):
    decided, _ = office
    page = login("zhifa1").get(f"/cases/{decided[0].id}").text
    assert "安全设备未经常维护保养、定期检测，逾期未改正：罚款 60,000.00 元" in page and "50,000元以上200,000元以下" in page
    assert "本案没有处罚" in page and "责任人员另行处理。" in page
    assert penalties.proposal(decided[0].parties[0].id).warnings
