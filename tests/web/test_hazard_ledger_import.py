"""Sub-databases of sectors taken into the ledger (行业子库并入): checked first, once each, from the first task on, history as history."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from app.core.clock import frozen
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.settings import ROOT
from app.enterprises import imports
from app.enterprises.models import ImportJob
from app.enterprises.queries import enterprise_by_uscc, import_jobs
from app.hazards import data_standard, queries, rules, sub_import, sub_table
from app.hazards.cli import import_main
from app.hazards.data_standard import BY_KEY, FIELDS, TAKEN
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT
from app.workflow.queries import open_items
from tests.applications import standing
from tests.builders import make_enterprise, uscc
from tests.web.test_hazard_ledger import add

ON = date(2026, 8, 3)
LABEL = {field.key: field.label for field in TAKEN}
GOOD = {
    "sub_number": "ZJ-001", "enterprise": "云泽建筑有限公司", "uscc": uscc(1), "source": "部门抽查", "found_on": "2026/7/20",
    "place": "3号楼塔吊", "description": "塔吊附着装置螺栓松动", "grade": "重大", "due_on": "2026年9月1日", "status": "整改中",
}  # fmt: skip
OPTIONS = {"sub_database": "住建", "bureau": DEMO_BUREAU, "doubles": "skip"}


def table(*rows: dict, heading=tuple(LABEL.values())) -> bytes:
    """A table by the template. rows: changes of GOOD, by keys of the standard"""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["住建局隐患子库"])
    book.active.append(heading)
    for row in rows:
        book.active.append([(GOOD | row).get(key) for key in LABEL])
    book.save(content)
    return content.getvalue()


def leader():
    return user_by_name("duizhang")


def brought_in(content: bytes, **options) -> ImportJob:
    return imports.run(
        leader(), imports.start_import(leader(), "住建.xlsx", content, sub_import.KIND, OPTIONS | options)
    )


def hazards() -> list[Hazard]:
    return list(db.session.scalars(db.select(Hazard).order_by(Hazard.id)))


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """One unit on file."""
    with standing(shared_application, database_template) as (_, saved), frozen(ON):
        make_enterprise(
            1, name="云泽建筑有限公司", sector="建筑施工", area_id="ar-echeng", legal_representative="杜若衡"
        )
    return saved


@pytest.fixture(autouse=True)
def clock(app):
    with frozen(ON):
        yield


def test_an_open_row_begins_at_the_first_task_with_source_and_origin_kept():
    job = brought_in(table({}, {"sub_number": "ZJ-002", "source": "群众举报", "place": "配电箱"}))
    assert (job.status, job.created, job.failed_rows) == ("done", 2, 0)
    first, second = hazards()
    assert (first.source, first.origin_kind, first.origin_id, first.organisation_id) == (
        "spot_check",
        "import",
        job.id,
        DEMO_BUREAU,
    )
    assert [item.element for item in open_items(first.instance_id)] == ["assess_hazard"]
    assert [item.element for item in open_items(second.instance_id)] == [
        "accept_report"
    ]  # not found by the bureau: accepted first
    assert (first.status, first.grade, first.due_on, first.finders) == ("assessing", None, None, [])
    [*_, told] = first.records
    assert "“住建”子库并入，子库编号 ZJ-001" in told.note
    assert "判级重大" in told.note
    assert "整改时限2026-09-01" in told.note


def test_what_was_over_elsewhere_is_history_and_no_removal_of_this_ledger(login):
    closed = {"status": "已销号", "closed_on": "2026-07-30", "rectified_on": "2026-07-28"}
    brought_in(table(closed, {"sub_number": "ZJ-002", "place": "基坑"}))
    row, other = hazards()
    assert (row.status, row.closed_on, row.instance_id, row.is_open) == ("archived", None, None, False)
    assert {each.link for each in row.records} == {"discovery", "registration"}
    assert "不作为销号依据" in row.records[-1].note
    with pytest.raises(RuleBroken) as refused:
        queries.require_closable(row)
    assert refused.value.code == "links_missing"
    browser = login("duizhang")
    assert "子库历史记录" in browser.get(f"/hazards/{row.id}").text
    assert row.number not in browser.get("/hazards?open=1").text
    assert other.number in browser.get("/hazards?open=1").text
    assert row.number in browser.get("/hazards?status=archived").text
    figures = browser.get("/hazards/statistics").text
    assert "子库历史记录" in figures


def test_the_same_table_again_adds_nothing_and_a_longer_one_only_what_is_new():
    content = table({}, {"sub_number": "ZJ-002", "place": "基坑"})
    brought_in(content)
    again = brought_in(content)
    assert (again.created, again.unchanged, len(hazards())) == (0, 2, 2)
    longer = brought_in(
        table({}, {"sub_number": "ZJ-002", "place": "基坑"}, {"sub_number": "ZJ-003", "place": "脚手架"})
    )
    assert (longer.created, longer.unchanged, len(hazards())) == (1, 2, 3)


def test_an_interrupted_import_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setitem(imports.KINDS, sub_import.KIND, replace(imports.KINDS[sub_import.KIND], batch=2))
    content = table(*({"sub_number": f"ZJ-{number}", "place": f"{number}号楼"} for number in range(5)))
    job = imports.start_import(leader(), "住建.xlsx", content, sub_import.KIND, OPTIONS)
    assert (imports.continue_imports(), len(hazards())) == (1, 2)
    imports._parsed.cache_clear()  # the process died; another one goes on
    again = imports.start_import(leader(), "住建.xlsx", content, sub_import.KIND, OPTIONS)
    assert (again.id, again.done_rows) == (job.id, 2)
    assert (imports.run(leader(), again).created, len(hazards())) == (5, 5)


WRONG = [
    ({"uscc": uscc(7)}, "统一社会信用代码", "先导入企业"),
    ({"uscc": "123"}, "统一社会信用代码", "18"),
    ({"enterprise": "别家公司"}, "责任单位", "档案上是“云泽建筑有限公司”"),
    ({"source": "上级交办"}, "来源", "可写：企业自查、部门抽查"),
    ({"source": None}, "来源", "还没填"),
    ({"found_on": "去年"}, "发现日期", "不是日期"),
    ({"found_on": "2026-08-04"}, "发现日期", "不能晚于今天"),
    ({"sub_number": None}, "子库编号", "还没填"),
    ({"place": "楼" * 201}, "部位", "最多 200 个字"),
    ({"status": "差不多了"}, "状态", "不认识"),
    ({"status": "已销号"}, "销号日期", "请填销号日期"),
    ({"closed_on": "2026-07-30"}, "状态", "核对改成一致"),
    ({"status": "已销号", "closed_on": "2026-07-01"}, "销号日期", "不能早于发现日期"),
]  # fmt: skip


def test_a_wrong_cell_is_named_before_anything_is_written_and_keeps_only_its_row_out():
    rows = [{"sub_number": f"ZJ-{number}"} | change for number, (change, _, _) in enumerate(WRONG)]
    found = imports.check("住建.xlsx", table(*rows, {"sub_number": "ZJ-good"}), sub_import.KIND, leader(), OPTIONS)
    assert [(each["row"], each["column"]) for each in found.errors] == [(3 + at, column) for at, (_, column, _) in enumerate(WRONG)]
    for each, (_, _, said) in zip(found.errors, WRONG, strict=True):
        assert said in each["reason"]
    assert (found.total, found.good, found.created, hazards()) == (len(WRONG) + 1, 1, 1, [])


def test_two_rows_of_one_number_are_refused():
    found = imports.check("住建.xlsx", table({}, {"place": "别处"}), sub_import.KIND, leader(), OPTIONS)
    assert "和第 3 行编号相同" in found.errors[0]["reason"]


@pytest.mark.parametrize(("choice", "counts", "statuses"), [
    ("skip", (0, 0, 1), ["rectifying"]), ("merge", (0, 1, 0), ["rectifying", "merged"]),
    ("register", (1, 0, 0), ["rectifying", "assessing"]),
])  # fmt: skip
def test_what_looks_like_an_open_hazard_is_shown_and_skipped_merged_or_registered(choice, counts, statuses):
    known = add(1, enterprise_by_uscc(uscc(1)), organisation_id=DEMO_BUREAU, place="3号楼 塔吊")
    found = imports.check("住建.xlsx", table({}), sub_import.KIND, leader(), OPTIONS)
    assert known.number in found.doubles[0]["reason"]
    job = brought_in(table({}), doubles=choice)
    assert (job.created, job.updated, job.unchanged) == counts
    assert [row.status for row in hazards()] == statuses
    if choice == "skip":
        assert "没有登记" in job.warnings[0]["reason"]
    if choice == "merge":
        assert hazards()[1].merged_into_id == known.id


def test_rows_of_one_sub_database_are_no_doubles_of_each_other():
    job = brought_in(table({}, {"sub_number": "ZJ-002", "description": "塔吊限位失灵"}))
    assert (job.created, job.warnings) == (2, [])


def test_who_may_not_import_and_who_left_the_bureau_is_refused():
    with pytest.raises(NotAllowed):
        imports.start_import(user_by_name("zhifa1"), "住建.xlsx", table({}), sub_import.KIND, OPTIONS)
    job = imports.start_import(leader(), "住建.xlsx", table({}), sub_import.KIND, OPTIONS | {"bureau": DEMO_DISTRICT})
    imports.continue_imports()
    db.session.expire_all()
    assert job.status == "stopped"
    assert "已不在开始导入时的机关" in job.errors[0]["reason"]
    assert hazards() == []


def test_the_pages_check_import_and_follow(login):
    browser = login("duizhang")

    def send(act, **said):
        file = (io.BytesIO(table({}, {"sub_number": "ZJ-002", "source": "?"})), "住建.xlsx")
        return browser.post(
            "/hazards/imports", data={"act": act, "file": file, "sub_database": "住建", "doubles": "skip"} | said
        )

    assert "行业子库" in browser.get("/hazards").text
    assert send("check", sub_database=" ").status_code == 422
    checked = send("check").text
    assert "登记 1，已有 0" in checked
    assert "不认识“?”" in checked
    assert import_jobs(sub_import.KIND) == []
    started = send("import")
    assert imports.continue_imports() == 1
    done = browser.get(started.location).text
    assert "已导入 2 / 2 行" in done
    assert "登记 1" in done
    book = load_workbook(io.BytesIO(browser.get("/hazards/imports/template.xlsx").data))
    assert [cell.value for cell in book.worksheets[0][1]] == [field.label for field in TAKEN]
    assert login("quzhifa1").get("/hazards/imports").status_code == 403
    elsewhere = login("quduizhang")
    assert "住建.xlsx" not in elsewhere.get("/hazards/imports").text
    assert elsewhere.get(started.location).status_code == 403
    assert login("admin").get("/enterprises/imports/1").status_code == 403  # another kind's


def test_the_command_line_imports_in_somebodys_name(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("app.enterprises.cli.create_app", lambda: app)
    file = tmp_path / "住建.xlsx"
    file.write_bytes(table({}))
    asked = [str(file), "--as", "duizhang", "--sub-database", "住建", "--json"]
    assert import_main([*asked, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 1
    assert import_main(asked) == 0
    assert (json.loads(capsys.readouterr().out)["created"], len(hazards())) == (1, 1)
    assert import_main([str(file), "--as", "zhifa1", "--sub-database", "住建", "--json"]) == 1
    assert "不能导入" in json.loads(capsys.readouterr().out)["reason"]


def test_an_export_of_another_office_is_read_by_its_own_headings():
    heading = [field.label for field in FIELDS]
    book, content = Workbook(), io.BytesIO()
    book.active.append(heading)
    said = {BY_KEY[key].label: words for key, words in GOOD.items() if key != "sub_number"} | {
        "隐患编号": "YH-2025-00007",
        "子库编号": "",
    }
    book.active.append([said.get(label) for label in heading])
    book.save(content)
    [row] = sub_table.read_rows("台账.xlsx", content.getvalue())
    assert (row.errors, row.fields["sub_number"], row.fields["source"]) == ([], "YH-2025-00007", "spot_check")


def test_the_dictionary_agrees_with_forms_page_and_interface(login):
    for field in FIELDS:
        if field.form:
            form, key = field.form
            parts = json.loads((ROOT / "forms" / f"{form}.json").read_text("utf-8"))["components"]
            [part] = [each for each in parts if each.get("key") == key]
            assert field.label == (part.get("label") or part.get("dateLabel")).removesuffix("（单位主要负责人）"), key
            if field.key == "source":
                assert {each["value"] for each in part["values"]} < set(rules.SOURCES)
    browser = login("duizhang")
    page, said = browser.get("/hazards/standard").text, browser.get("/hazards/standard.json").json
    assert f"版本 {data_standard.VERSION}" in page
    exported = json.loads(browser.post("/hazards/export/json").get_data(as_text=True))
    assert exported["version"] == said["version"] == data_standard.VERSION
    for field in ("key", "label", "kind"):
        assert [each[field] for each in exported["fields"]] == [each[field] for each in said["fields"]]
    book = load_workbook(io.BytesIO(browser.get("/hazards/standard.xlsx").data))
    assert [row[1].value for row in list(book.worksheets[0].rows)[1:]] == [field.label for field in FIELDS]
