"""The law pages: articles and periods found, a period reckoned without a case; the lookup forms pick from."""

from html import unescape

import pytest

from app.law.articles import load_articles
from app.law.period_rules import load_rules
from tests.web.test_cases import filed  # noqa: F401 - a fixture


@pytest.fixture
def reviewer(login):
    return login("fazhi")


def text(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.get_data(as_text=True))


def test_the_entry_leads_to_every_article_and_says_it_is_not_the_text(reviewer):
    assert '<a href="/law" aria-current="page">法规</a>' in text(reviewer, "/law")
    page = text(reviewer, "/law")
    assert all(f'id="{id_}"' in page for id_ in load_articles().by_id)
    assert "以公布的法律文本为准" in page and "2014-12-01 至 2021-08-31 施行" in page and "待核" in page


def test_articles_are_searched_by_number_and_by_words(reviewer):
    for asked in ("第四十一条第二款", "隐患排查治理制度"):
        page = text(reviewer, f"/law?q={asked}")
        assert 'id="aqscf-2021-41-2"' in page and 'id="aqscf-2021-36-2"' not in page
    page = text(reviewer, "/law?q=没有这样的话")
    assert "没有找到“没有这样的话”" in page


def test_every_period_is_listed_with_its_law_and_what_lapses(reviewer):
    page = text(reviewer, "/law?part=periods")
    for versions in load_rules().versions.values():
        assert f'id="period-{versions[-1].id}"' in page and versions[-1].on_lapse in page
    found = text(reviewer, "/law?part=periods&q=申请听证")
    assert 'id="period-hearing_application"' in found and 'id="period-fine_payment"' not in found
    assert "以前的版本" in found and "3 日" in found


def test_a_period_is_reckoned_without_a_case(reviewer):
    page = text(reviewer, "/law?part=periods&rule=hearing_application&start=2026-09-28")
    assert "2026年10月10日（周六）" in page and "<ol class=\"reckon\">" in page and 'class="ruler"' in page
    assert page.count('role="status"') >= 1 and '<details class="fold period" id="period-hearing_application" open>' in page


@pytest.mark.parametrize(
    ("rule", "start", "words"),
    [
        ("hearing_application", "昨天", "读不懂"),
        ("hearing_application", "1990-01-01", "任何版本"),
        ("police_transfer", "2026-09-28", "小时"),
    ],
)
def test_what_cannot_be_reckoned_says_why(reviewer, rule, start, words):
    rule = rule if rule in load_rules().versions else next(
        versions[-1].id for versions in load_rules().versions.values() if versions[-1].unit == "hour"
    )  # fmt: skip
    assert words in text(reviewer, f"/law?part=periods&rule={rule}&start={start}").split('class="note note--bad"')[1]


def test_an_unknown_rule_is_no_error(reviewer):
    assert "算到哪天" in text(reviewer, "/law?part=periods&rule=nothing&start=2026-09-28")


def test_the_lookup_finds_by_number_and_words_and_names_ids(login):
    officer = login("zhifa1")
    found = officer.get("/lookup/articles?q=41").get_json()
    assert found[0]["value"] == "aqscf-2021-41" and found[0]["label"] == "安法 第41条"
    assert "隐患排查" in officer.get("/lookup/articles?q=隐患排查").get_json()[0]["detail"]
    named = officer.get("/lookup/articles?ids=xzcff-2021-60,aqscf-2021-41-2,nothing").get_json()
    assert [one["label"] for one in named] == ["罚法 第60条", "安法 第41条第2款"]
    assert len(officer.get("/lookup/articles").get_json()) == 20
    assert login("qiye").get("/lookup/articles").status_code == 403


def test_the_lookup_bars_duties_that_were_not_in_force(login):
    officer = login("zhifa1")
    found = {one["value"]: one for one in officer.get("/lookup/articles?q=安法 隐患&on=2020-05-01").get_json()}
    assert "blocked" not in found["aqscf-2014-38"] and "没有施行" in found["aqscf-2021-41-2"]["blocked"]
    assert "blocked" not in officer.get("/lookup/articles?q=隐患&on=nonsense").get_json()[0]


def test_pages_of_a_case_open_its_articles_and_its_clock(login, filed):  # noqa: F811
    case, _ = filed
    officer = login("zhifa1")
    page = text(officer, f"/cases/{case.id}")
    assert "《中华人民共和国安全生产法》第三十六条第二款</button>" in page and "第九十九条第（三）项" in page
    assert 'class="due due--ok due--open"' in page and "办案期限" in page
    ids = [piece.split('"')[0] for piece in page.split('popovertarget="')[1:] if not piece.startswith("person-menu")]
    assert len(ids) == len(set(ids)) and all(f'id="{one}"' in page for one in ids)
