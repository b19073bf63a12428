"""The law pages: articles and periods found, a period reckoned without a case; the lookup forms pick from."""

from html import unescape

import pytest

from app.law.articles import load_articles
from app.law.catalogue import penalties
from app.law.penalty_file import load_penalties
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


def answer(page: str) -> str:
    """The part of a calculator's page that answers."""
    return page.split('id="answer"')[1].split("</section>")[0]


def test_a_period_is_reckoned_without_a_case_and_day_by_day(reviewer):
    page = answer(text(reviewer, "/law/periods/hearing_application?start=2026-09-28"))
    assert "2026年10月10日（周六）" in page and '<ol class="reckon">' in page and 'class="ruler"' in page
    lines = page.split('<caption class="vh">逐日计算')[1].split("<tr")[2:]
    assert len(lines) == 12 and "第 1 个工作日" in lines[0] and "不计" in lines[2] and "国庆节" in lines[2]
    assert "第 5 个工作日" in lines[-1] and "国庆节补班" in lines[-1] and "末日" in lines[-1]


def test_a_period_page_tells_its_versions_its_law_and_where_it_is_used(reviewer):
    page = text(reviewer, "/law/periods/hearing_application")
    assert "2021-07-15 起：5 个工作日" in page and "1996-10-01 至 2021-07-14：3 日" in page and "待核" in page
    assert "当事人处理：期满未申请、登记听证申请" in page and "这里就有末日和算法" in answer(page)
    assert "视为放弃听证" in page and "test_law.py" not in page


def test_days_are_excluded_only_where_the_article_allows_it(reviewer):
    rule = "/law/periods/sealing?start=2026-01-05"
    plain = answer(text(reviewer, rule))
    paused = answer(text(reviewer, f"{rule}&from=2026-01-10&to=2026-01-19&ground=appraisal"))
    assert "2026年2月4日" in plain and "2026年2月14日" in paused
    assert "扣除2026年1月10日" in paused and "期间内共 10 日" in paused and "扣除，不计入" in paused
    assert "还没有末日" in answer(text(reviewer, f"{rule}&from=2026-01-10&to=&ground=appraisal"))
    assert "缺起日" in answer(text(reviewer, f"{rule}&from=&to=2026-01-10&ground=appraisal"))
    assert "早于起日" in answer(text(reviewer, f"{rule}&from=2026-01-12&to=2026-01-10&ground=appraisal"))
    refused = answer(text(reviewer, "/law/periods/penalty_decision?start=2026-01-05&from=2026-02-02&to=2026-02-11&ground=x"))
    assert "不得扣除任何一天" in refused and 'role="alert"' in refused


@pytest.mark.parametrize(
    ("rule", "start", "words"),
    [
        ("hearing_application", "昨天", "读不懂"),
        ("hearing_application", "1990-01-01", "任何版本"),
        ("referral_transfer", "2026-09-28", "按小时计算"),
    ],
)
def test_what_cannot_be_reckoned_says_why(reviewer, rule, start, words):
    page = text(reviewer, f"/law/periods/{rule}?start={start}")
    assert words in page.split('class="note note--bad"')[1] and f'value="{start}"' in page


def test_a_period_of_years_is_reckoned_without_a_ruler(reviewer):
    page = answer(text(reviewer, "/law/periods/limitation_general?start=2025-01-05"))
    assert "2027年1月5日" in page and 'class="ruler"' not in page and "逐日看" not in page


def test_an_unknown_rule_is_not_found(reviewer):
    assert reviewer.get("/law/periods/nothing").status_code == 404


def test_an_article_leads_to_the_rules_written_there(reviewer):
    row = text(reviewer, "/law?q=罚法 64").split('id="xzcff-2021-64"')[1].split("</tr>")[0]
    assert "/law/periods/hearing_application" in row


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


def test_breaches_are_found_by_article_conduct_and_party(reviewer):
    found = text(reviewer, "/law?part=penalties&q=特种作业")
    assert "/law/penalties/AQ97?item=7" in found and "/law/penalties/AQ109" not in found
    assert "/law/penalties/AQ102" in text(reviewer, "/law?part=penalties&q=第102条")
    assert "/law/penalties/CF15-45" in text(reviewer, "/law?part=penalties") and "已失效" in text(reviewer, "/law?part=penalties")
    assert "没有找到“放火”" in text(reviewer, "/law?part=penalties&q=放火")


def test_a_penalty_is_answered_without_a_case(reviewer):
    page = text(reviewer, "/law/penalties/AQ97?item=7&tier=overdue&subject=entity&on=2026-05-01&decided_on=2026-09-01")
    told = answer(page)
    assert "罚款 100,000 元以上 200,000 元以下" in told and "应当处罚款" in told and "责令停产停业整顿" in told
    assert "第97条第7项" in told and "2021-09-01 起施行的规定" in told
    assert "subject=direct_responsible" in told and "本条同一档也处罚" in told  # who else
    assert "送达回证和写明未改正的复查意见书" in page  # what proves the tier


def test_a_fine_is_tried_and_the_reason_is_told(reviewer):
    rule = "/law/penalties/AQ94?tier=first&subject=main_responsible&on=2026-05-01"
    assert "<b>可以</b>" in answer(text(reviewer, f"{rule}&fine=4.8万"))
    refused = answer(text(reviewer, f"{rule}&fine=10,000元"))
    assert "<b>不可以</b>" in refused and "20,000 元" in refused
    lenient = f"{rule}&fine=10000&mitigated=1&circumstance=L1"
    assert "<b>可以</b>" in answer(text(reviewer, lenient)) and "第32条" in answer(text(reviewer, lenient))
    assert "读不懂" in answer(text(reviewer, f"{rule}&fine=很多"))


def test_where_in_the_range_to_look_first_follows_the_circumstances(reviewer):
    rule = "/law/penalties/AQ94?tier=first&subject=main_responsible&on=2026-05-01"
    assert "29,000 元至 41,000 元" in answer(text(reviewer, rule))
    assert "20,000 元至 29,000 元" in answer(text(reviewer, f"{rule}&circumstance=L1"))
    assert "41,000 元至 50,000 元" in answer(text(reviewer, f"{rule}&circumstance=A1"))
    both = answer(text(reviewer, f"{rule}&circumstance=L1&circumstance=A1"))
    assert "先看" not in both and 'class="gauge"' not in both
    outside = answer(text(reviewer, f"{rule}&fine=60000"))
    assert 'class="ge"' in outside and 'class="gm"' in answer(text(reviewer, f"{rule}&fine=30000"))
    fixed = answer(text(reviewer, "/law/penalties/AQ95?grade=larger&income=30万"))
    assert "先看" not in fixed  # a fixed share leaves nothing to choose


def test_who_may_not_be_punished_at_this_tier_is_told_the_way_in_words(reviewer):
    refused = answer(text(reviewer, "/law/penalties/AQ97?tier=first&subject=direct_responsible"))
    assert "不能罚" in refused and "直接负责的主管人员" in refused and "/law/penalties/AQ94?" in refused
    shown = refused.replace('href="', "<").split(">")  # codes belong into addresses only
    assert not any("direct_responsible（" in piece or "AQ94、" in piece for piece in shown)


def test_only_the_facts_the_rule_needs_are_asked(reviewer):
    first = text(reviewer, "/law/penalties/AQ97")
    assert 'name="income"' not in first and 'name="deaths"' not in first and 'name="gain"' not in first
    accident = text(reviewer, "/law/penalties/AQ95")
    assert 'name="income"' in accident and 'name="grade"' in accident and "还不能回答" in answer(accident)
    told = answer(text(reviewer, "/law/penalties/AQ95?deaths=3&income=30万"))
    assert "罚款 180,000 元" in told and "较大事故" in told and "上一年年收入的 60%" in told
    assert 'name="gain"' in text(reviewer, "/law/penalties/AQ103-1") and 'name="days"' in text(reviewer, "/law/penalties/AQ112")


def test_the_older_and_the_newer_law_are_compared(reviewer):
    told = answer(text(reviewer, "/law/penalties/AQ97?tier=first&subject=entity&on=2021-08-20&decided_on=2021-10-08"))
    assert "罚款 50,000 元以下" in told and "从旧兼从轻" in told and "待核" in told


def test_every_penalty_page_answers_every_choice_it_offers(reviewer):
    for entry in penalties():
        for tier, parties in load_penalties().rules[entry.id][-1].tiers.items():
            for subject in parties:
                asked = f"tier={tier}&subject={subject}&on=2026-01-20&grade=larger&income=30万&original_fine=120万&days=3"
                told = answer(text(reviewer, f"/law/penalties/{entry.id}?{asked}"))
                assert "不能罚" not in told and "还不能回答" not in told, (entry.id, tier, subject)
                assert "penalties.yaml" not in told, "where a figure is kept is for maintainers"
    assert "没有罚款权" in answer(text(reviewer, "/law/penalties/AQ107"))


def test_nonsense_in_the_address_is_no_error(reviewer):
    for args in ("tier=x&subject=y", "on=gestern", "decided_on=1", "deaths=-1&tier=accident", "fine=1e9", "item=99", "circumstance=Z9"):
        assert reviewer.get(f"/law/penalties/AQ95?{args}").status_code == 200
    assert reviewer.get("/law/penalties/AQ1").status_code == 404


def test_a_table_says_where_it_is_used(reviewer):
    assert "当事人处理：判定听证权" in text(reviewer, "/law/tables/hearing_right").split('id="used"')[1]


def test_a_penalty_rule_says_in_which_form_it_is_picked(reviewer):
    assert "案件处理呈批" in text(reviewer, "/law/penalties/AQ97").split('id="used"')[1]


def test_an_amount_typed_comes_back_in_threes(reviewer):
    page = text(reviewer, "/law/penalties/AQ97?item=7&tier=overdue&subject=entity&on=2026-05-01&fine=15万")
    assert 'value="150,000"' in page
    assert 'value="150,000"' in text(reviewer, "/law/penalties/AQ97?item=7&tier=overdue&subject=entity&on=2026-05-01&fine=150,000")
