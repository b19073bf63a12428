"""The designers' desk for decision tables: drafts, the checker beside them, a second person brings them into force."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest

from app.core.clock import today
from app.core.command import SYSTEM
from app.core.database import db
from app.designer import commands, queries, tables
from app.designer.dmn_versions import for_editor
from app.identity.queries import user_by_name
from app.law.tables import queries as in_force
from app.law.tables.commands import decide
from tests.tables import dmn, table

TABLE = table("cold_storage", "people:number", "tier:string(A|B)", '< 3 ; "A"', '>= 3 ; "B"', name="冷库阶次")
OVERLAPPING = table("cold_storage", "people:number", "tier:string(A|B)", '<= 3 ; "A"', '>= 3 ; "B"', name="冷库阶次")


@pytest.fixture
def designer(login):
    return login("liucheng")


def upload(client, content: bytes):
    return client.post("/tables/upload", data={"file": (BytesIO(content), "冷库.dmn")}, follow_redirects=True)


def text(answer) -> str:
    return unescape(answer.get_data(as_text=True))


def the_draft(key="cold_storage"):
    db.session.rollback()
    return queries.live_draft("table", key)


def save(client, draft, content: str, revision=None):
    """Save as the editor does, then what the page shows beside it."""
    sent = {"content": content, "revision": revision or draft.file("dmn", draft.key).revision}
    answer = client.put(f"/drafts/{draft.id}/files/dmn/{draft.key}", json=sent)
    return answer, client.get(f"/drafts/{draft.id}/table/parts").json


def approve(draft, days=0):
    """Submitted by the one, approved by the other designer."""
    author, second = user_by_name("liucheng"), user_by_name("liucheng2")
    sent = commands.submit_draft(author, draft.id, today() + timedelta(days=days), "数额提高")
    return commands.approve_draft(second, draft.id, sent.submissions)


def test_a_table_in_force_is_changed_and_a_second_person_puts_it_into_force(designer, login):
    designer.post("/tables/hearing_right/edit")
    draft = the_draft("hearing_right")
    changed = draft.file("dmn", "hearing_right").content.replace("<text>50000</text>", "<text>80000</text>", 1)
    answer, parts = save(designer, draft, changed)
    assert answer.status_code == 200 and answer.json["revision"] == 2
    assert "罚款达到（元）由“50,000”改为“80,000”" in parts["changes"]
    approve(the_draft("hearing_right"))
    facts = {"region": "", "party_kind": "entity", "kinds": [], "fine_yuan": 60000, "gain_yuan": 0}
    decided = decide(SYSTEM, "hearing_right", facts, today())
    assert (decided.table.version, decided.value["due"]) == (2, False)  # the first version asked for a hearing
    page = text(login("fazhi").get("/law/tables/hearing_right"))
    assert "第 2 版和第 1 版相比" in page and "由“50,000”改为“80,000”" in page


def test_an_uploaded_file_becomes_a_draft_and_only_approval_brings_it_into_force(designer):
    assert "冷库阶次" in text(upload(designer, dmn(TABLE)))
    assert in_force.find_newest("cold_storage") is None
    approve(the_draft(), days=3)
    row = in_force.find_newest("cold_storage")
    assert (row.version, row.effective_from) == (1, today() + timedelta(days=3))


@pytest.mark.parametrize("key", ["two words", "a/b", "x" * 81])
def test_a_table_that_could_never_be_found_again_is_not_taken(designer, key):
    said = text(upload(designer, dmn(TABLE.replace('<decision id="cold_storage"', f'<decision id="{key}"'))))
    assert "最终决策没有编号（id）" in said
    assert not queries.live_drafts()


def test_a_table_with_a_chinese_key_can_be_downloaded(designer):
    upload(designer, dmn(TABLE.replace('<decision id="cold_storage"', '<decision id="冷库"')))
    [draft] = queries.live_drafts()
    answer = designer.get(f"/drafts/{draft.id}/files/dmn/冷库?download")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E5%86%B7%E5%BA%93.dmn"


def test_uploading_again_goes_into_the_open_draft(designer):
    upload(designer, dmn(TABLE))
    upload(designer, dmn(TABLE.replace("&quot;A&quot;", "&quot;B&quot;").replace("冷库阶次", "冷库档次")))
    draft = the_draft()
    assert "冷库档次" in draft.file("dmn", "cold_storage").content and draft.file("dmn", "cold_storage").revision == 2


def test_findings_stand_beside_the_draft_with_their_rows_and_an_example(designer):
    upload(designer, dmn(OVERLAPPING))
    page = text(designer.get(f"/drafts/{the_draft().id}/table"))
    assert 'data-rules="cold_storage_1 cold_storage_2"' in page and "看第 1、2 行" in page
    assert 'data-example="{"people": 3}"' in page
    with pytest.raises(Exception, match="重叠|同时"):
        approve(the_draft())


def test_the_draft_is_tried_out_and_says_which_rows_decided(designer):
    upload(designer, dmn(TABLE))
    url = f"/drafts/{the_draft().id}/table/try"
    assert designer.post(url, json={"people": "5"}).json["fired"] == ["cold_storage_2"]
    assert "B" in designer.post(url, json={"people": "5"}).json["html"]
    assert "应填数字" in designer.post(url, json={"people": "很多"}).json["html"]


def test_a_draft_somebody_else_saved_meanwhile_is_not_overwritten(designer, login):
    upload(designer, dmn(TABLE))
    draft = the_draft()
    assert save(designer, draft, dmn(OVERLAPPING).decode(), 1)[0].status_code == 200
    answer, _ = save(login("liucheng2"), the_draft(), dmn(TABLE).decode(), 1)
    assert answer.status_code == 409 and "叶知秋" in answer.json["message"]


def test_a_broken_draft_is_kept_and_the_page_says_what_is_wrong(designer):
    upload(designer, dmn(TABLE))
    _, parts = save(designer, the_draft(), dmn(TABLE.replace("people</text>", "peo ple(</text>")).decode())
    assert "错误" in parts["findings"] and "改好后才能试" in parts["tryout"] and "无法对照" in parts["changes"]
    assert designer.get(f"/drafts/{the_draft().id}/table").status_code == 200
    save(designer, the_draft(), "<kein xml")
    assert designer.get(f"/drafts/{the_draft().id}/table").status_code == 200


def test_the_key_of_a_table_stays(designer):
    upload(designer, dmn(TABLE))
    _, parts = save(designer, the_draft(), dmn(TABLE.replace('"cold_storage"', '"warm_storage"')).decode())
    assert "编号变了就成了另一张表" in parts["findings"]


def test_what_the_editor_would_lose_is_named(designer):
    upload(designer, dmn(TABLE))
    draft = the_draft()
    url, content = f"/drafts/{draft.id}/table/same", draft.file("dmn", "cold_storage").content
    assert designer.post(url, json={"content": content, "saved": content.replace("><", ">\n  <")}).json == {
        "same": True
    }
    answer = designer.post(url, json={"content": content, "saved": content.replace("&gt;= 3", "&gt; 3")})
    assert answer.status_code == 422 and "决策“冷库阶次”" in answer.json["message"]


@pytest.mark.parametrize(
    "version",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    ],
)
def test_files_of_other_versions_of_the_standard_open_as_the_editors_own(version):
    other = dmn(TABLE).decode().replace("https://www.omg.org/spec/DMN/20191111/MODEL/", version)
    assert 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"' in for_editor(other)
    assert tables.lost_by(other, for_editor(other)) == []


def test_a_new_table_starts_complete(designer):
    answer = designer.post("/tables", data={"name": "夜间作业", "key": "night_work"}, follow_redirects=True)
    assert "没有发现问题" in text(answer)
    assert "编号“hearing_right”已有一张决策表" in text(
        designer.post("/tables", data={"name": "听证", "key": "hearing_right"})
    )
    assert designer.post("/tables", data={"name": "夜间", "key": "夜间"}).status_code == 422


@pytest.mark.parametrize(
    "content", [b"", b"<a/>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe\x00"]
)
def test_a_file_that_is_no_table_is_refused_by_name(designer, content):
    answer = upload(designer, content)
    assert answer.status_code == 422 and "没有收下" in text(answer)


def test_only_designers_change_tables(login):
    assert login("zhifa1").post("/tables/hearing_right/edit").status_code == 403
    assert login("zhifa1").get("/tables").status_code == 403
    assert login("admin").get("/tables").status_code == 200
