"""People as an office keeps them: lists, absences set by superiors, leaving, importing a table, the roster."""

import io
import json
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from app import cli
from app.core.clock import frozen, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.identity import commands, people_import, queries
from app.identity.models import Certificate, Substitution, User
from app.workflow import commands as workflow
from tests.unit.notices.test_sweep import line
from tests.workflow.diagrams import user
from tests.workflow.walk import only, person

HEAD = ["账号", "姓名", "单位", "职务", "角色", "到任日期", "电话", "邮箱", "执法证号", "发证机关", "有效期起", "有效期止"]
WANG = [
    "wang", "王某某", "市应急管理局", "科员", "执法人员", "2026-01-05", "", "wang@example.org", "鄂 B1", "省政府", "2026/1/5",
    "2031-01-04",
]  # fmt: skip
LI = ["li", "李某某", "b-yj", "", "法制审核", "", "", "", "", "", "", ""]


def table(*rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in (["××局人员名单"], HEAD, *rows):
        book.active.append(list(row))
    book.save(content)
    return content.getvalue()


def refused(code: str, act, *arguments, **more):
    with pytest.raises((RuleBroken, NotAllowed)) as found:
        act(*arguments, **more)
    assert found.value.code == code
    return found.value.message


# --- absences -------------------------------------------------------------------------------------------------------


def absence(actor, principal, substitute, *roles):
    until = today() + timedelta(days=4)
    return commands.name_substitute(
        person(actor), person(substitute).id, list(roles), today(), until, "出差", principal_id=person(principal).id
    )


def test_a_superior_sets_absence_for_those_below_and_never_gains_by_it(app):
    row = absence("duizhang", "zhifa1", "zhifa2", "officer")
    assert (row.principal_id, row.named_by) == (person("zhifa1").id, person("duizhang").id)
    refused("not_superior", absence, "zhifa3", "zhifa1", "zhifa2", "officer")
    refused("not_superior", absence, "duizhang", "juzhang", "fenguan", "head")
    refused("own_substitute", absence, "juzhang", "fenguan", "juzhang", "deputy_head")
    refused("substituted_roles", absence, "juzhang", "zhifa1", "zhifa2", "head")
    assert absence("admin", "juzhang", "fenguan", "head").named_by == person("admin").id
    assert row.superior.username == "duizhang"


def test_what_the_substitute_inherits_begins_and_ends_with_the_absence(app):
    item = only(line("inherit", user("look", "legal_reviewer")), "look")
    row = absence("fenguan", "fazhi", "zhifa4", "legal_reviewer")
    assert workflow.claim(person("zhifa4"), item.id).assignee_id == person("fazhi").id
    with pytest.raises(NotAllowed):
        commands.end_substitution(person("zhifa3"), row.id)
    commands.end_substitution(person("duizhang"), row.id)
    refused("not_yours", workflow.complete_task, person("zhifa4"), item.id, {"opinion": "同意"})


def test_the_page_of_absences_is_the_history_of_the_bureau(app, login):
    leader = login("duizhang")
    sent = {"principal_id": person("zhifa1").id, "substitute_id": person("zhifa2").id, "from_on": today().isoformat(),
            "to_on": (today() + timedelta(days=2)).isoformat(), "reason": "培训"}  # fmt: skip
    assert leader.post("/absences", data=sent | {"to_on": ""}).status_code == 422
    assert leader.post("/absences", data=sent).status_code == 302
    shown = login("zhifa3").get("/absences").text
    assert "今天陆知行不在" in shown and "苏景行" in shown and "结束代理" not in shown
    assert login("zhifa3").post("/absences", data=sent).status_code == 422
    row = db.session.query(Substitution).one()
    assert leader.post(f"/absences/{row.id}/end").status_code == 302
    assert "提前结束" in leader.get("/absences").text


# --- leaving --------------------------------------------------------------------------------------------------------


def test_an_account_with_tasks_is_closed_only_after_they_are_handed_over(app, login):
    item = only(line("leaving", user("look", "officer")), "look")
    stuck = line("stuck", user("first", "officer"), user("second", "officer", duty__separate_from="first"))
    workflow.complete_task(person("zhifa2"), only(stuck, "first").id, {"opinion": "同意"})
    for each in (item, only(stuck, "second")):
        workflow.claim(person("zhifa1"), each.id)
    admin, leaver = login("admin"), person("zhifa1")
    page = f"/admin/people/{leaver.id}"
    answer = admin.post(f"{page}/account", data={"act": "disable"})
    assert answer.status_code == 422 and "手上还有 2 件任务" in answer.text and "“look”" in answer.text
    said = admin.post(f"{page}/hand-over", data={"to": person("zhifa2").id}, follow_redirects=True).text
    assert "已转交 1 件给方以衡" in said and "1 件没有转交" in said and "方以衡办理过本案“first”" in said
    admin.post(f"{page}/hand-over", data={"to": person("zhifa3").id})
    assert admin.post(f"{page}/account", data={"act": "disable"}).status_code == 302
    db.session.expire_all()
    assert not leaver.active and only(stuck, "second").assignee_id == person("zhifa3").id
    assert login("duizhang").post(f"{page}/hand-over", data={"to": 1}).status_code == 403


# --- lists ----------------------------------------------------------------------------------------------------------


def test_people_are_listed_by_certificate_and_account(app, login):
    for number, (username, days) in enumerate({"fazhi": -1, "fazhi2": 30, "fenguan": 90, "juzhang": 91}.items()):
        until = today() + timedelta(days=days)
        commands.grant_certificate(SYSTEM, person(username).id, f"证 {number}", "省政府", date(2020, 1, 1), until)
    admin = login("admin")
    names = {"expired": {"沈亦宁"}, "30": {"白予安"}, "90": {"白予安", "梁仲文"}}
    for state, there in names.items():
        shown = admin.get(f"/admin/people?certificate={state}").text.split("<tbody>")[1]
        assert {name for name in ("沈亦宁", "白予安", "梁仲文", "韩秉义") if name in shown} == there
    assert "1 张已过期" in admin.get("/admin/people").text and "1 张 30 天内到期" in admin.get("/admin/people").text
    commands.disable_user(SYSTEM, person("qiye").id)
    assert "周砚秋" in admin.get("/admin/people?state=closed").text
    roster = admin.get("/admin/people/roster?bureau=b-yj&state=active").text
    assert "林若谷打印" in roster and "沈亦宁" in roster and "周砚秋" not in roster
    assert login("zhifa1").get("/admin/people/roster").status_code == 403


# --- importing ------------------------------------------------------------------------------------------------------


def test_a_table_is_tried_then_imported_once_and_again_changes_nothing(app, login):
    admin, content = login("admin"), table(WANG, LI)
    before = db.session.query(User).count()

    def send(act):
        return admin.post("/admin/people/import", data={"act": act, "file": (io.BytesIO(content), "人员.xlsx")})

    assert "新账号 2 个，已有 0 个，新任职 2 条，新执法证 1 张" in send("check").text
    assert db.session.query(User).count() == before
    done = send("import").text
    wang = queries.user_by_name("wang")
    assert wang.roles() == {("officer", "b-yj")} and wang.certificate().number == "鄂 B1" and wang.must_change_password
    assert wang.email == "wang@example.org" and queries.user_by_name("li").posts[0].title == "市应急管理局"
    password = done.split('class="mono">wang</td><td class="mono">')[1].split("<")[0]
    browser = app.test_client()
    assert browser.post("/login", data={"username": "wang", "password": password}).status_code == 302
    assert "新账号 0 个，已有 2 个，新任职 0 条，新执法证 0 张" in send("check").text
    send("import")
    db.session.expire_all()
    assert len(wang.posts) == 1 and db.session.query(Certificate).filter_by(number="鄂 B1").count() == 1


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["zhifa1", "别人", *WANG[2:]], "账号", "已是陆知行的"),
        (["w w", *WANG[1:]], "账号", "字母、数字或下划线"),
        (["wang", "", *WANG[2:]], "姓名", "还没填"),
        ([*WANG[:2], "月球局", *WANG[3:]], "单位", "没有这个单位"),
        ([*WANG[:4], "皇帝", *WANG[5:]], "角色", "没有这个角色"),
        ([*WANG[:5], "去年", *WANG[6:]], "到任日期", "2026-11-22 的样子"),
        ([*WANG[:8], "演示000001", *WANG[9:]], "执法证号", "他人名下"),
        ([*WANG[:9], "", *WANG[10:]], "发证机关", "都要填"),
        ([*WANG[:11], "2020-01-01"], "有效期止", "不能早于"),
    ],
)  # fmt: skip
def test_one_wrong_row_is_named_and_nothing_is_imported(app, row, column, words):
    found = people_import.check("人员.xlsx", table(LI, row))
    assert [each for each in found.errors if each["row"] == 4 and each["column"] == column and words in each["reason"]]
    refused("import_rows", people_import.import_people, person("admin"), "人员.xlsx", table(LI, row))
    assert queries.user_by_name("li") is None


def test_a_file_that_is_no_table_is_refused_in_words(app, login):
    admin = login("admin")
    for name, content in (("a.xlsx", b"no"), ("a.doc", b"no"), ("a.csv", "账号,姓名\na,b".encode())):
        answer = admin.post("/admin/people/import", data={"file": (io.BytesIO(content), name)})
        assert answer.status_code == 422
    assert "还没有选文件" in admin.post("/admin/people/import", data={}).text
    assert people_import.check("模板.xlsx", people_import.template()).errors == []


def test_the_command_line_imports_too(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ANLIU_HOME", str(app.config["ANLIU"].home))
    file = tmp_path / "人员.xlsx"
    file.write_bytes(table(WANG, LI))
    with frozen(date(2026, 9, 7)):
        assert cli.main(["import", "people", str(file), "--dry-run", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["created"] == 2
        assert cli.main(["import", "people", str(file), "--json"]) == 0
        assert {each["username"] for each in json.loads(capsys.readouterr().out)["accounts"]} == {"wang", "li"}
        file.write_bytes(table([*LI[:4], "皇帝", *LI[5:]]))
        assert cli.main(["import", "people", str(file)]) == 1
        assert "第 3 行 角色" in capsys.readouterr().err
