"""The administrator's and the auditor's pages."""

import json
import re

import pytest

from app.core import audit
from app.core.command import ACTS
from app.core.database import db
from app.identity import audit_words, commands, passwords, queries


@pytest.mark.parametrize("path", ["/admin/people", "/admin/people/new", "/admin/people/1", "/admin/organisations"])
def test_only_the_administrator_opens_the_pages_of_people(login, path):
    assert login("admin").get(path).status_code == 200
    for username in ("zhifa1", "juzhang", "shenji"):
        answer = login(username).get(path)
        assert answer.status_code == 403
        assert "没有这项权限" in answer.text


def test_a_person_is_created_appointed_and_certified(login):
    client = login("admin")
    first = {"username": "wang", "name": "王某某", "password": "the-first-word"}
    assert client.post("/admin/people/new", data=first).status_code == 302
    person = queries.user_by_name("wang")
    page = f"/admin/people/{person.id}"
    post = {"organisation_id": "b-yj", "title": "科员", "role": "officer", "from_on": "2026-01-01", "to_on": ""}
    assert client.post(f"{page}/posts", data=post).status_code == 302
    card = {"number": "鄂 A1", "issued_by": "省政府", "valid_from": "2026-01-01", "valid_to": "2036-01-01"}
    assert client.post(f"{page}/certificates", data=card).status_code == 302
    db.session.rollback()
    assert person.roles() == {("officer", "b-yj")}
    assert person.certificate()
    shown = client.get(page).text
    for words in ("科员", "市应急管理局", "鄂 A1", "在任", "有效"):
        assert words in shown


def test_a_refusal_keeps_what_was_typed_and_marks_the_field(login):
    answer = login("admin").post("/admin/people/new", data={"username": "wang wang", "name": "王某某", "password": ""})
    assert answer.status_code == 422
    assert 'value="王某某"' in answer.text
    assert "还没填" in answer.text
    assert queries.user_by_name("wang wang") is None


def test_certificates_that_end_soon_are_shown_above_the_list(login):
    admin, officer = queries.user_by_name("admin"), queries.user_by_name("zhifa1")
    assert "执法证：" not in login("admin").get("/admin/people").text
    commands.revoke_certificate(admin, officer.certificates[0].id, officer.certificates[0].valid_from)
    commands.grant_certificate(
        admin, officer.id, "旧证 1", "省政府", officer.posts[0].from_on, officer.posts[0].from_on
    )
    shown = login("admin").get("/admin/people").text
    assert "1 张已过期" in shown
    assert "旧证 1" in shown


def test_people_are_found_by_name_account_role_and_certificate(login):
    client = login("admin")
    for query, there, absent in [
        ("q=知行", "陆知行", "方以衡"), ("q=zhifa2", "方以衡", "陆知行"), ("q=演示000001", "陆知行", "方以衡"),
        ("role=head", "韩秉义", "陆知行"), ("q=%25", "没有这样的人员", "陆知行"),
    ]:  # fmt: skip
        shown = client.get(f"/admin/people?{query}").text
        assert there in shown
        assert f">{absent}<" not in shown


def test_an_account_is_closed_opened_and_given_a_new_first_password(login):
    client, officer = login("admin"), queries.user_by_name("zhifa1")
    page = f"/admin/people/{officer.id}/account"
    client.post(page, data={"act": "disable"})
    db.session.rollback()
    assert not officer.active
    client.post(page, data={"act": "enable"})
    client.post(page, data={"act": "reset", "password": "the-first-word"})
    db.session.rollback()
    assert officer.active
    assert officer.must_change_password
    assert passwords.matches("the-first-word", officer.password_hash)
    assert client.post(page, data={"act": "reset", "password": "x"}).status_code == 422


def test_a_unit_is_added_to_the_tree(login):
    unit = {"organisation_id": "b-yj.1", "name": "执法一中队", "kind": "内设机构", "parent_id": "b-yj"}
    client = login("admin")
    assert client.post("/admin/organisations", data=unit).status_code == 302
    assert "执法一中队" in client.get("/admin/organisations").text
    assert client.post("/admin/organisations", data=unit).status_code == 422


def test_every_act_is_called_by_a_chinese_word():
    own = [name for name in ACTS if name.partition(".")[0] in audit_words.PACKAGES]  # other tests have commands of their own
    assert [name for name in own if re.search("[A-Za-z]", audit_words.act(name))] == []


def test_the_auditor_reads_filters_and_verifies_the_chain(login):
    client = login("shenji")
    shown = client.get("/audit?act=identity.appoint").text
    assert ">任命岗位</td>" in shown and "identity." not in shown.partition("<tbody>")[2]
    assert ">新增人员</td>" not in shown
    assert "没有这样的记录" in client.get("/audit?actor=查无此人").text
    assert "没有这样的记录" in client.get("/audit?last=2000-01-01").text
    assert "没有发现改动" in client.get("/audit?verify=1").text
    anchor = json.loads(client.get("/audit/anchor").data)
    assert audit.verify(anchor)["ok"]
    assert login("zhifa1").get("/audit").status_code == 403
