"""The library of criteria and checklists: by sector, with version and day, entered by one and compared by another, in the assessment."""

import json
from datetime import date

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.settings import ROOT
from app.decisions import read_model
from app.hazards import criteria
from app.hazards.cli import import_criteria_main
from app.hazards.criteria_models import Criterion
from app.identity.queries import user_by_name
from app.inspections import library
from app.inspections.commands import import_checklists

ON = date(2026, 8, 3)
STANDARD = criteria.standards()["industry"].title
SAID = {"sector": "industry", "standard": STANDARD, "item": "第十一条第（四）项", "text": "（测试）除尘系统采用正压吹送",
        "source": "公布的文本（测试）"}  # fmt: skip


@pytest.fixture(autouse=True)
def clock(app):
    with frozen(ON):
        yield


def enter(who="fazhi", on=date(2026, 1, 1), **changed) -> Criterion:
    return criteria.enter(user_by_name(who), effective_on=on, **SAID | changed)


def test_every_standard_the_table_of_grades_cites_has_its_name_here():
    said = (ROOT / "workflows/hazard_grade.dmn").read_text("utf-8")
    assert read_model(said.encode()).decisions
    for sector, one in criteria.standards().items():
        assert f'"{sector}"' in said
        assert one.name in said
        assert one.number in said


def test_what_one_enters_another_compares_and_until_then_it_is_unchecked(login):
    row = enter()
    with pytest.raises(RuleBroken) as refused:
        criteria.check(user_by_name("fazhi"), row.id)
    assert refused.value.code == "same_person"
    page = login("zhifa1").get("/inspections/library?sector=industry").text
    assert "除尘系统采用正压吹送" in page
    assert "待核" in page
    assert login("anweiban").post(f"/inspections/library/criteria/{row.id}/check").status_code == 302
    assert "已核对" in login("zhifa1").get("/inspections/library?sector=industry").text
    with pytest.raises(RuleBroken):
        criteria.check(user_by_name("anweiban"), row.id)


def test_a_new_version_ends_the_one_before_and_both_stay():
    first = enter()
    second = enter(on=date(2026, 9, 1), text="（测试）新的写法")
    assert (first.ended_on, second.version, second.replaces_id, second.checked_by) == (date(2026, 8, 31), 2, first.id, None)
    assert [row.text for row in criteria.in_force("industry", ON)] == [first.text]
    assert [row.text for row in criteria.in_force("industry", date(2026, 9, 1))] == [second.text]
    assert criteria.history(first) == [second, first]
    with pytest.raises(RuleBroken) as refused:
        enter(on=date(2026, 9, 1))
    assert refused.value.code == "effective_on"


def test_one_that_no_longer_holds_is_found_only_on_its_days():
    row = criteria.end(user_by_name("fazhi"), enter().id, date(2026, 7, 31))
    assert criteria.in_force("industry", ON) == []
    assert criteria.in_force("industry", date(2026, 7, 31)) == [row]
    with pytest.raises(RuleBroken):
        criteria.end(user_by_name("fazhi"), row.id, date(2026, 8, 31))


def test_the_desk_enters_says_what_is_missing_and_is_for_those_in_charge_of_it(login):
    desk = login("fazhi")
    wrong = desk.post("/inspections/library/criteria", data=SAID | {"text": "", "effective_on": "2026-01-01"})
    assert wrong.status_code == 422
    assert "请填写情形" in wrong.text
    assert STANDARD in wrong.text
    assert "请填写施行日期" in desk.post("/inspections/library/criteria", data=SAID).text
    made = desk.post("/inspections/library/criteria", data=SAID | {"effective_on": "2026-10-01"})
    assert "除尘系统" in desk.get(made.location).text  # shown on the day it begins
    row = db.session.query(Criterion).one()
    assert "第 1 版" in desk.get(f"/inspections/library?of={row.id}").text
    assert login("zhifa1").post("/inspections/library/criteria", data=SAID).status_code == 403
    assert "录入一条" not in login("zhifa1").get("/inspections/library").text


def test_the_assessment_chooses_from_the_sector_s_list_and_a_sector_without_says_so(login):
    enter()
    enter(item="第三条第（一）项", text="（测试）另一情形")
    browser = login("zhifa1")
    told = browser.get("/hazards/criteria.json?sector=industry&q=正压").json
    assert [(row["value"], row["warning"]) for row in told["rows"]] == [("第十一条第（四）项", "待核")]
    assert "已录入 2 条" in told["words"]
    assert len(browser.get("/hazards/criteria.json?sector=industry&q=第九十条").json["rows"]) == 2
    none = browser.get("/hazards/criteria.json?sector=mine").json
    assert none["rows"] == []
    assert "还没有录入判定标准的条款，请对照《金属非金属矿山重大事故隐患判定标准》矿安〔2022〕88号写明" in none["words"]
    assert "安全生产法第118条第2款" in browser.get("/hazards/criteria.json?sector=other").json["words"]
    [part] = [each for each in json.loads((ROOT / "forms/assess_hazard.json").read_text("utf-8"))["components"]
              if each.get("key") == "standard_item"]  # fmt: skip
    assert part["type"] == "anliu-criterion"


def test_a_file_of_criteria_is_loaded_again_without_doubles(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("app.hazards.cli.create_app", lambda: app)
    file = tmp_path / "criteria.json"
    rows = [SAID | {"effective_on": "2026-01-01"}, SAID | {"item": "第二项", "effective_on": "2026-01-01"}]
    file.write_text(json.dumps({"criteria": rows}), "utf-8")
    assert import_criteria_main([str(file), "--json"]) == import_criteria_main([str(file), "--json"]) == 0
    assert db.session.query(Criterion).count() == 2
    file.write_text(json.dumps({"criteria": [rows[0] | {"text": "（测试）改了", "effective_on": "2026-05-01"}]}), "utf-8")
    assert import_criteria_main([str(file)]) == 0
    db.session.rollback()  # what another session wrote
    assert [row.version for row in criteria.history(db.session.get(Criterion, 1))] == [2, 1]
    file.write_text(json.dumps({"criteria": [rows[0] | {"effective_on": "五月"}]}), "utf-8")
    assert import_criteria_main([str(file)]) == 1
    assert "effective_on" in capsys.readouterr().out


def test_checklists_are_searched_by_sector_and_each_edition_says_what_it_changed(login):
    browser = login("zhifa1")
    assert "第 1 版" in browser.get("/inspections/library").text
    page = browser.get("/inspections/library?q=日管控").text
    assert "日管控、周排查、月调度" in page
    assert "通用（全行业）" in page
    stood = library.stand()
    items = json.loads((ROOT / "app/inspections/data/checklists.json").read_text("utf-8"))["items"]
    import_checklists(SYSTEM, {"items": items})
    assert len(library.editions()) == 1  # nothing differs
    import_checklists(SYSTEM, {"items": [items[0] | {"item": "（测试）换了问法"}, *items[2:]]})
    [second, first] = library.editions()
    assert (second.number, second.items, first.items) == (2, len(stood) - 1, len(stood))
    assert [(each["before"] != "", each["after"]) for each in second.changes] == [(True, "（测试）换了问法"), (True, "")]
    history = browser.get("/inspections/library").text
    assert "→ （测试）换了问法" in history
    assert f"停用：{items[1]['item']}" in history
