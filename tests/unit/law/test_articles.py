"""Articles as data: the file is whole, a text's references are found, citations read as papers print them."""

import re
from datetime import date

import pytest
import yaml

from app.core.settings import ROOT
from app.core.yaml_file import read_yaml
from app.demo.stories import STORIES
from app.law import articles as law
from app.law.articles import ARTICLES_FILE, ArticleDataError, cited, find_articles, load_articles, parts, read_articles
from app.law.period_rules import load_rules

STATUTE = {
    "id": "demo-2021", "name": "中华人民共和国样例法", "short": "例法", "version": "2021", "effective_from": date(2021, 1, 1),
    "duty": [{"at": "1", "says": "单位须做好样例。"}],
}  # fmt: skip


def text(*statutes) -> str:
    return yaml.safe_dump({"meta": {"notice": "以公布的为准"}, "statutes": list(statutes)}, allow_unicode=True)


def ids(found) -> list[str]:
    return [article.id for article in found]


def test_the_shipped_articles_load_and_say_that_they_are_not_the_law():
    book = load_articles()
    entries = read_yaml(ARTICLES_FILE.read_text(encoding="utf-8"))["statutes"]
    assert len(book.by_id) == sum(len(entry.get(kind, [])) for entry in entries for kind in law.KINDS)
    assert "以公布的法律文本为准" in book.notice
    assert {f"aqscf-2021-{n}" for n in range(92, 115)} <= book.by_id.keys()


def test_every_article_a_diagram_is_based_on_is_known():
    for diagram in (ROOT / "workflows").glob("*.bpmn"):
        for basis in re.findall(r'law\.basis" value="([^"]*)"', diagram.read_text("utf-8")):
            left = "".join(words for words, article in parts(basis) if article is None)
            assert not re.search(r"第\d+条", left), f"{diagram.name}: “{basis}”里有没登记的条款，请写进 articles.yaml"


def test_every_article_in_force_a_period_is_based_on_is_known():
    for versions in load_rules().versions.values():
        basis = str(versions[-1].basis)
        if versions[-1].effective_to is None and re.match(r"(安全生产法|行政处罚法|行政强制法|行政复议法)（", basis):
            assert cited(basis), basis


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["aqscf-2021-41-2"], "《中华人民共和国安全生产法》第四十一条第二款"),
        (["aqscf-2021-36-2", "aqscf-2021-99-0-3"], "《中华人民共和国安全生产法》第三十六条第二款、第九十九条第（三）项"),
        (["xzcff-2021-54-2", "ysgd-2020-3"],
         "《中华人民共和国行政处罚法》第五十四条第二款、《行政执法机关移送涉嫌犯罪案件的规定》第三条"),
        (["aqscf-2021-101-0-5", "xzcff-2021-33-1", "aqscf-2021-114"],
         "《中华人民共和国安全生产法》第一百零一条第（五）项、第一百一十四条、《中华人民共和国行政处罚法》第三十三条第一款"),
        (["xf-2020-134z1-0-2"], "《中华人民共和国刑法》第一百三十四条之一第（二）项"),
        ("《安全生产法》第四十一条", "《安全生产法》第四十一条"),
        ([], ""), (None, ""), (["unknown"], ""),
    ],
)  # fmt: skip
def test_a_citation_reads_as_papers_print_it(chosen, words):
    assert law.citation(chosen) == words


def test_every_citation_is_found_again_in_its_own_text():
    for article in load_articles().by_id.values():
        on = article.statute.effective_from
        assert cited(law.citation([article.id]), on) == [article]
        assert cited(article.short, on) == [article]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("行政处罚法第57条、第63条（数额门槛待核）", ["xzcff-2021-57", "xzcff-2021-63"]),
        ("安全生产法第65条第1款第3项", ["aqscf-2021-65-1-3"]),
        ("行政处罚法第33条、第57条；办案期限第60条", ["xzcff-2021-33", "xzcff-2021-57", "xzcff-2021-60"]),
        ("行政处罚法（2021）第64条、第85条", ["xzcff-2021-64", "xzcff-2021-85"]),
        ("行政处罚法（1996）第42条", ["xzcff-1996-42"]),
        ("《安全生产法》第四十一条第九款", ["aqscf-2021-41"]),
        ("罚法 第60条，罚法第60条", ["xzcff-2021-60"]),
        ("行政执法机关移送涉嫌犯罪案件的规定第5条：24小时内移送", ["ysgd-2020-5"]),
        ("行政复议法（1999/2017）第20条", []),  # a version we do not have is not another one
        ("治安管理处罚法第42条", []),
        ("《工贸企业有限空间作业安全规定》第十四条（待核）", []),
        ("安全生产法第41条，粉尘防爆安全规定第6条", ["aqscf-2021-41"]),
        ("没有条款的话", []),
        ("", []),
    ],
)
def test_a_text_says_which_articles_it_cites(words, found):
    assert ids(cited(words)) == found
    assert "".join(piece for piece, _ in parts(words)) == words


def test_an_undated_name_means_the_version_of_the_day():
    assert ids(cited("安全生产法第38条", date(2020, 5, 1))) == ["aqscf-2014-38"]
    assert ids(cited("安全生产法第38条", date(2026, 5, 1))) == ["aqscf-2021-38"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("41", "aqscf-2021-41"), ("第四十一条第二款", "aqscf-2021-41-2"), ("安法 41 3", "aqscf-2021-41-3"),
        ("隐患排查", "aqscf-2021-41"), ("罚法57", "xzcff-2021-57"), ("99条3项", "aqscf-2021-99-0-3"),
        ("行政强制法 查封", "xzqzf-2011-21"), ("第三十六条 维护", "aqscf-2021-36"),
        ("《中华人民共和国安全生产法》第九十九条第（三）项", "aqscf-2021-99-0-3"),
    ],
)  # fmt: skip
def test_articles_are_found_by_number_and_by_words(words, first):
    assert ids(find_articles(words))[0] == first


def test_a_number_begun_finds_what_it_may_become_after_the_exact_one():
    found = [article.numbers[0] for article in find_articles("安法 9")]
    assert set(found) == {90, 91, 92, 93, 94, 95, 96, 97, 98, 99}
    assert ids(find_articles("没有这样的话")) == []
    assert all(article.statute.covers(date(2020, 1, 1)) for article in find_articles("隐患", date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"duty": [{"at": "1x", "says": "单位须做好样例。"}]}, "at 应写作"),
        ({"duty": [{"at": "1", "says": "两句。不行。"}]}, "一句话"),
        ({"duty": [{"at": "1", "says": "单位须做好样例。", "confidence": "high"}]}, "confidence"),
        ({"duty": [{"at": "1"}]}, "at、says"),
        ({"duty": [{"at": "1", "says": "单位须做好样例。"}] * 2}, "写了两次"),
        ({"id": "demo"}, "id 写作"),
        ({"effective_to": date(2020, 1, 1)}, "止日"),
        ({"unknown": 1}, "读不懂"),
    ],
)
def test_a_wrong_file_is_refused_by_name(change, why):
    assert read_articles(text(STATUTE)).by_id.keys() == {"demo-2021-1"}
    with pytest.raises(ArticleDataError, match=why):
        read_articles(text(STATUTE | change))


def test_versions_of_one_law_do_not_overlap():
    later = STATUTE | {"id": "demo-2024", "effective_from": date(2024, 1, 1)}
    with pytest.raises(ArticleDataError, match="重叠"):
        read_articles(text(STATUTE, later))
    assert len(read_articles(text(STATUTE | {"effective_to": date(2023, 12, 31)}, later)).by_id) == 2


def test_what_the_demo_cites_can_be_picked_to_the_letter():
    for story in STORIES.values():
        for words in (story.violated, story.basis):
            assert law.citation(ids(cited(words))) == words
