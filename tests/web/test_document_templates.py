"""文书模板: every paper with its steps, its facts and its sample, for designers and administrators only."""

import re

import pytest

from app.documents import samples
from app.documents.catalogue import catalogue
from app.documents.template_queries import matching, uses


@pytest.mark.parametrize("who, status", [("liucheng", 200), ("admin", 200), ("zhifa1", 403), ("qiye", 403)])
def test_only_designers_and_administrators_see_the_papers(login, who, status):
    client = login(who)
    assert client.get("/documents/templates").status_code == status
    assert client.get("/documents/templates/demand_notice").status_code == status
    if status == 403:
        assert client.get("/documents/templates/demand_notice/sample.pdf").status_code == 403


def test_every_paper_is_issued_by_a_step_and_what_is_served_by_a_person_has_its_receipt(app):
    known = uses()
    assert {name for name, used in known.items() if any(use.act == "issue" for use in used)} == set(catalogue())
    for name, used in known.items():
        assert all(use.people for use in used if use.act != "issue"), name
        if any(use.act == "deliver" for use in used):
            assert catalogue()[name].delivery, name


def test_papers_are_found_by_name_article_and_procedure(app):
    def found(words):
        return {paper.id for paper, _ in matching(words)}

    assert found("") == set(catalogue())
    assert found("催告 行政强制法（2011）第54条") == {"demand_notice"}
    assert "cutoff_warning" in found("通知企业") and found("没有这种文书") == set()


def test_the_list_groups_by_kind_and_an_empty_search_shows_the_way_back(login):
    client = login("liucheng")
    page = client.get("/documents/templates").text
    for paper in catalogue().values():
        assert page.count(f'href="/documents/templates/{paper.id}"') == 1 and paper.category in page
    assert "没有找到“龙”" in (empty := client.get("/documents/templates?q=龙").text) and "看全部文书模板" in empty


def test_each_paper_has_its_page(login):
    client = login("liucheng")
    for name, paper in list(catalogue().items())[::5]:  # letters, records and approvals; all would take their seconds
        page = client.get(f"/documents/templates/{name}").text
        assert paper.title in page and paper.hash[:12] in page and "只能查看" in page
        assert all(re.search(rf">{re.escape(field.label)}</b> <span[^>]*>{field.name}<", page) for field in paper.fields)


def test_the_sample_is_made_on_demand_and_kept_for_the_day(login, monkeypatch):
    client, made = login("liucheng"), []
    samples._sample_pdf.cache_clear()
    monkeypatch.setattr(samples.rendering, "render_pdf", lambda html: made.append(html) or b"%PDF-1.7")
    for _ in range(2):
        answer = client.get("/documents/templates/demand_notice/sample.pdf")
        assert answer.data == b"%PDF-1.7" and answer.mimetype == "application/pdf"
        assert "'none'" in answer.headers["Content-Security-Policy"]
    samples._sample_pdf.cache_clear()
    assert len(made) == 1 and "演示" in made[0]
    assert client.get("/documents/templates/absent/sample.pdf").status_code == 404


def test_a_procedure_names_its_papers_and_leads_to_them(login):
    page = login("liucheng").get("/processes/power_cutoff").text
    assert 'href="/documents/templates/cutoff_warning"' in page
