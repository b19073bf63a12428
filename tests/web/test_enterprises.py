"""Pages of enterprises and the lookups of form fields."""

import io
from datetime import date

import pytest

from app.cases.models import Case
from app.core.database import db
from app.enterprises import imports, queries
from app.identity.seeding import DEMO_BUREAU
from tests.builders import make_enterprise, make_person, uscc


def test_who_reads_enterprises(login):
    make_enterprise(1)
    for username in ("zhifa1", "fazhi", "juzhang", "anweiban", "shenji", "admin"):
        assert login(username).get("/enterprises/1").status_code == 200, username
    for username in ("qiye", "liucheng"):
        assert login(username).get("/enterprises").status_code == 403, username
        assert login(username).get("/lookup/enterprises").status_code == 403, username


def test_the_list_searches_filters_and_turns_pages(login):
    for number in range(1, 61):
        make_enterprise(number, sector="工贸" if number % 2 else "燃气")
    client = login("zhifa1")
    assert "共 60 家" in client.get("/enterprises").text
    second = client.get("/enterprises?page=2").text
    assert "第 51–60 家" in second
    assert "page=1" in second
    assert "找到 30 家" in client.get("/enterprises?sector=燃气").text
    assert "没有这样的企业" in client.get("/enterprises?q=查无此厂").text
    found = client.get(f"/enterprises?q={uscc(7)}").text
    assert "云泽第7机械" in found
    assert "云泽第8机械" not in found


def test_a_file_is_opened_corrected_and_tells_its_story(login):
    client = login("zhifa1")
    facts = {
        "name": "云泽恒煦气体有限公司",
        "uscc": uscc(1),
        "area_id": "ar-echeng",
        "sector": "危险化学品",
        "scale": "小型",
    }
    answer = client.post("/enterprises/new", data=facts)
    assert answer.status_code == 302
    page = answer.location
    version = queries.enterprise(1).version
    changed = facts | {"address": "新址", "version": version}
    assert client.post(f"{page}/edit", data=changed).status_code == 302
    person = {"name": "周砚秋", "capacity": "main_responsible_person", "id_no": "11010519491231002X"}
    assert client.post(f"{page}/persons", data=person).status_code == 302
    assert client.post(f"{page}/risk", data={"level": "red", "reason": "重大隐患"}).status_code == 302
    shown = client.get(page).text
    for words in (
        "建档",
        "地址：空 → 新址",
        "登记人员：周砚秋",
        "风险等级：未评定 → 红 重大",
        "110105********002X",
        "陆知行",
    ):
        assert words in shown
    assert "11010519491231002X" not in shown


def test_a_stale_edit_keeps_what_was_typed(login):
    make_enterprise(1)
    client = login("zhifa1")
    facts = {"name": "甲公司", "uscc": uscc(1), "address": "我填的地址", "version": 99}
    answer = client.post("/enterprises/1/edit", data=facts)
    assert answer.status_code == 409
    assert "我填的地址" in answer.text
    assert queries.enterprise(1).address == ""


def test_a_wrong_code_is_marked_at_its_field(login):
    answer = login("zhifa1").post("/enterprises/new", data={"name": "甲公司", "uscc": "91350100M000100Y44"})
    assert answer.status_code == 422
    assert "校验位对不上" in answer.text
    assert 'value="甲公司"' in answer.text


def test_a_person_retires_and_stays_in_the_file(login):
    person = make_person(make_enterprise(1))
    client = login("zhifa1")
    assert client.post(f"/enterprises/1/persons/{person.id}/retire").status_code == 302
    shown = client.get("/enterprises/1").text
    assert "已离任" in shown
    assert client.get("/lookup/persons?enterprise=1").json == []


def sheet() -> bytes:
    return f"统一社会信用代码,企业名称\n{uscc(1)},甲公司\n{uscc(2)},\n".encode()


def test_an_import_is_checked_started_followed_and_finished(login):
    client = login("admin")
    checked = client.post("/enterprises/imports", data={"act": "check", "file": (io.BytesIO(sheet()), "企业.csv")})
    assert "可导入 <b>1</b> 行" in checked.text
    assert "还没填" in checked.text
    assert queries.import_jobs() == []
    started = client.post("/enterprises/imports", data={"act": "import", "file": (io.BytesIO(sheet()), "企业.csv")})
    running = client.get(started.location).text
    assert "进行中" in running
    assert 'http-equiv="refresh"' in running
    imports.continue_imports()
    db.session.rollback()
    done = client.get(started.location).text
    assert "已完成" in done
    assert "http-equiv" not in done
    assert "新建 1" in done
    assert "已导入 2 / 2 行" in done


def test_an_import_is_refused_in_words(login):
    client = login("admin")
    assert "还没有选文件" in client.post("/enterprises/imports", data={}).text
    answer = client.post("/enterprises/imports", data={"file": (io.BytesIO(b"x"), "企业.xls")})
    assert answer.status_code == 422
    assert "另存为 .xlsx" in answer.text
    assert login("zhifa1").get("/enterprises/imports").status_code == 403
    assert client.get("/enterprises/imports/template.xlsx").data[:2] == b"PK"


def test_lookups_of_form_fields(login):
    make_person(make_enterprise(1), position="总经理")
    make_enterprise(2, name="另一家工厂")
    client = login("zhifa1")
    found = {"value": 1, "label": "云泽第1机械有限公司", "detail": f"{uscc(1)} 鄂城区 今年计划内检查 0 次，上限 2 次"}
    assert client.get("/lookup/enterprises?q=机械").json == [found]
    persons = client.get("/lookup/persons?enterprise=1").json
    assert persons == [{"value": 1, "label": "周砚秋", "detail": "主要负责人 总经理"}]
    assert [row["label"] for row in client.get("/lookup/officers?q=演示000002").json] == ["方以衡"]
    officers = client.get("/lookup/officers").json
    assert {row["label"] for row in officers} == {"陆知行", "方以衡", "江知夏", "许怀瑾", "苏景行"}
    assert all(row["detail"].startswith("执法证") and "blocked" not in row for row in officers)
    assert [row["label"] for row in client.get("/lookup/users?role=head").json] == ["韩秉义"]
    assert client.get("/lookup/persons?enterprise=99").json == []


@pytest.mark.parametrize("words", ["%", "_", "'; drop table enterprise; --", "\\"])
def test_strange_searches_find_nothing_and_break_nothing(login, words):
    make_enterprise(1)
    assert login("zhifa1").get("/lookup/enterprises", query_string={"q": words}).json == []


def test_the_file_links_only_to_pages_the_reader_may_open(login):
    enterprise = make_enterprise(1)
    day = date(2026, 8, 3)
    case = Case(enterprise_id=enterprise.id, applied_on=day, discovered_on=day, conduct_on=day, cause="未建台账",
                facts="", basis="", source="inspection", status="proposed", organisation_id=DEMO_BUREAU)  # fmt: skip
    db.session.add(case)
    db.session.commit()
    for username, linked in (("zhifa1", True), ("admin", False)):
        text = login(username).get(f"/enterprises/{enterprise.id}").text
        assert "未建台账" in text and (f'href="/cases/{case.id}"' in text) is linked, username
