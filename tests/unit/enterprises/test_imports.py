"""Importing: dry run, batches, repetition, interruption."""

import io
import json

import pytest
from openpyxl import Workbook

from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.enterprises import imports, queries
from app.enterprises.cli import import_main
from app.enterprises.models import Enterprise, EnterpriseChange, ImportJob
from app.identity import commands as identity_commands
from app.identity import queries as identity
from tests.builders import make_enterprise, uscc

HEADING = ["统一社会信用代码", "企业名称", "辖区", "风险等级", "主要负责人", "地址"]


def table(count=3, first=1, **columns) -> bytes:
    """A .xlsx of `count` enterprises; columns: the same words in each row."""
    book = Workbook()
    book.active.append(HEADING)
    for number in range(first, first + count):
        facts = {"统一社会信用代码": uscc(number), "企业名称": f"云泽第{number}厂", "辖区": "鄂城区"} | columns
        book.active.append([facts.get(name) for name in HEADING])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def count(model=Enterprise) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def imported(content: bytes, actor=SYSTEM) -> ImportJob:
    return imports.run(actor, imports.start_import(actor, "企业.xlsx", content))


def test_a_dry_run_tells_everything_and_changes_nothing(app):
    make_enterprise(1)
    found = imports.check("企业.xlsx", table(3, 辖区="火星区"))
    assert (found.total, found.good, found.created, found.known) == (3, 3, 2, 1)
    assert [(problem["row"], problem["column"]) for problem in found.warnings] == [
        (2, "辖区"),
        (3, "辖区"),
        (4, "辖区"),
    ]
    assert (count(), count(ImportJob)) == (1, 0)


def test_a_table_opens_files_with_area_risk_and_person(app):
    job = imported(table(2, 辖区="鄂州市鄂城区", 风险等级="重大风险", 主要负责人="张三"))
    assert (job.status, job.created, job.updated, job.failed_rows) == ("done", 2, 0, 0)
    enterprise = queries.enterprise_by_uscc(uscc(1))
    assert (enterprise.area_id, enterprise.risk_level) == ("ar-echeng", "red")
    assert [(person.name, person.capacity) for person in enterprise.persons] == [("张三", "main_responsible_person")]


def test_importing_again_doubles_nothing_and_changes_nothing(app):
    imported(table(5, 主要负责人="张三"))
    lines = count(EnterpriseChange)
    job = imported(table(5, 主要负责人="张三"))
    assert (job.created, job.updated, job.unchanged) == (0, 0, 5)
    assert (count(), count(EnterpriseChange)) == (5, lines)


def test_a_changed_table_updates_and_empty_cells_erase_nothing(app):
    imported(table(2, 地址="旧址"))
    job = imported(table(2, 地址="新址", 辖区=None))
    assert (job.created, job.updated) == (0, 2)
    enterprise = queries.enterprise_by_uscc(uscc(1))
    assert (enterprise.address, enterprise.area_id) == ("新址", "ar-echeng")


def test_rows_with_errors_stay_out_and_the_others_go_in(app):
    job = imported(_with_errors())
    assert (job.status, job.created, job.failed_rows) == ("done", 2, 1)
    assert job.errors == [{"row": 3, "column": "企业名称", "reason": "还没填"}]


def _with_errors() -> bytes:
    book = Workbook()
    for row in (HEADING, [uscc(1), "甲"], [uscc(2), ""], [uscc(3), "丙"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_interrupted_import_goes_on_where_it_stopped(app):
    content = table(450)
    job = imports.start_import(SYSTEM, "企业.xlsx", content)
    imports.import_batch(SYSTEM, job.id, 0)
    assert count() == 200
    imports._parsed.cache_clear()  # the process died; another one goes on
    again = imports.start_import(SYSTEM, "企业.xlsx", content)
    assert (again.id, again.done_rows) == (job.id, 200)
    done = imports.run(SYSTEM, again)
    assert (done.created, done.unchanged, count()) == (450, 0, 450)


def test_two_runners_never_import_the_same_batch(app):
    job = imports.start_import(SYSTEM, "企业.xlsx", table(250))
    imports.import_batch(SYSTEM, job.id, 0)
    with pytest.raises(Conflict):
        imports.import_batch(SYSTEM, job.id, 0)
    assert count() == 200


def test_the_worker_does_one_batch_each_round_in_the_name_of_the_person(app):
    admin = identity.user_by_name("admin")
    job = imports.start_import(admin, "企业.xlsx", table(250))
    assert (imports.continue_imports(), count()) == (1, 200)
    assert (imports.continue_imports(), count()) == (1, 250)
    assert imports.continue_imports() == 0
    assert queries.import_job(job.id).status == "done"
    assert queries.changes(queries.enterprise_by_uscc(uscc(250)).id)[0]["who"] == "林若谷"


def test_an_import_whose_person_left_stops_with_a_reason(app):
    admin = identity.user_by_name("admin")
    job = imports.start_import(admin, "企业.xlsx", table(2))
    identity_commands.disable_user(SYSTEM, admin.id)
    imports.continue_imports()
    job = queries.import_job(job.id)
    assert job.status == "stopped"
    assert "停用" in job.errors[0]["reason"]
    assert imports.continue_imports() == 0


def test_a_stopped_import_can_be_resumed(app):
    job = imports.start_import(SYSTEM, "企业.xlsx", table(250))
    imports.continue_imports()
    imports.stop_import(SYSTEM, job.id)
    assert imports.continue_imports() == 0
    imports.resume_import(SYSTEM, job.id)
    while imports.continue_imports():
        pass
    assert count() == 250
    with pytest.raises(RuleBroken):
        imports.stop_import(SYSTEM, job.id)


def test_only_who_may_imports(app):
    with pytest.raises(NotAllowed):
        imports.start_import(identity.user_by_name("zhifa1"), "企业.xlsx", table(1))


def test_the_command_line_checks_imports_and_answers_json(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ANLIU_HOME", str(app.config["ANLIU"].home))
    file = tmp_path / "企业.xlsx"
    file.write_bytes(table(3))
    assert import_main([str(file), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 3
    assert count() == 0
    assert import_main([str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["created"], answer["failed"], answer["status"]) == (3, 0, "done")
    assert import_main([str(file)]) == 0
    assert "已有 3" in capsys.readouterr().out
    assert import_main([str(tmp_path / "none.xlsx")]) == 2
    file.write_bytes(b"broken")
    assert import_main([str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "import_file"
