"""The ledger of hidden dangers: what search and filters find, who sees what, figures that sum to the list, what is taken out."""

import io
import json
import re
from datetime import date, timedelta
from itertools import permutations

import pytest
from openpyxl import load_workbook

from app.core.clock import frozen, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.models import AuditEntry
from app.core.settings import ROOT
from app.enterprises.commands import tie_account
from app.enterprises.models import Enterprise
from app.hazards import commands, ledger_export, ledger_statistics, rules
from app.hazards import ledger_queries as ledger
from app.hazards.ledger_queries import Filter
from app.hazards.models import Hazard, HazardPlan
from app.identity.commands import appoint, create_user
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT
from tests.applications import standing
from tests.builders import make_enterprise
from tests.statements import counted

ON = date(2026, 8, 3)
OTHER_BUREAU = "b-zj"


def add(number: int, firm, **facts) -> Hazard:
    """A hazard of the district, as it stands in the ledger."""
    row = Hazard(**{
        "number": f"YH-2026-{number:05d}", "enterprise_id": firm.id, "organisation_id": DEMO_DISTRICT, "area_id": firm.area_id,
        "sector": firm.sector, "source": "spot_check", "found_on": date(2026, 6, 1), "found_by": "秦以南", "finders": [],
        "place": f"第{number}车间", "description": "铝粉尘除尘采用正压吹送", "status": "rectifying", "grade": "general",
        "due_on": ON + timedelta(days=20), "responsible_person": "杜若衡", "created_at": now(),
    } | facts)  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """Nine hazards of two units of the district and one of another bureau."""
    with standing(shared_application, database_template) as (_, saved), frozen(ON):
        one = make_enterprise(8, name="鄂州第7金属制品有限公司", sector="工贸", area_id="ar-echeng")
        two = make_enterprise(9, name="鄂州峤石化工有限公司", sector="危险化学品", area_id="ar-huarong")
        tie_account(SYSTEM, user_by_name("quqiye").id, two.id)
        major = add(1, one, grade="major", due_on=ON - timedelta(days=1), place="抛光车间", source="expert",
                    standard_item="第十一条第（四）项")  # fmt: skip
        major.plans.append(HazardPlan(responsibility="杜若衡", measures="拆除正压段", funds_yuan=1260000, deadline=ON,
                                      contingency="粉尘爆炸专项预案", submitted_on=ON))  # fmt: skip
        add(2, one, found_on=date(2023, 12, 31), status="closed", closed_on=ON, rectified_on=ON)
        add(3, one, found_on=date(2024, 1, 1), status="acceptance_pending", due_on=ON - timedelta(days=9))
        add(4, two, source="self_check", status="registered", grade=None, due_on=None)
        add(5, two, source="report", status="registered", grade=None, due_on=None, transferred_to="住建局", transferred_on=ON)
        add(6, two, status="transferred", transferred_to="住建局", transferred_on=ON, transfer_received_on=ON)
        for number in (7, 8, 9):
            add(number, two, unread_on=ON if number == 8 else None, place="罐区 3号泵",
                description="=HYPERLINK(1)" if number == 9 else "渗漏")  # fmt: skip
        commands.recount(two.id)
        db.session.commit()
        add(10, one, organisation_id=OTHER_BUREAU, area_id=None, place="别处")
    return saved


@pytest.fixture(autouse=True)
def clock():
    with frozen(ON):
        yield


def listed(browser, **filters) -> list[int]:
    """The numbers on the page, in order."""
    page = browser.get("/hazards", query_string=filters)
    assert page.status_code == 200
    return [int(number) for number in re.findall(r'<span class="no">YH-2026-(\d+)</span>', page.text.partition("<main")[2])]


def test_filters_narrow_alone_and_together(app, login):
    browser = login("quzhifa1")
    everything = [9, 8, 7, 6, 5, 4, 3, 2, 1]
    for filters, expected in (
        ({}, everything), ({"sort": "old"}, everything[::-1]), ({"sort": "due"}, [1, 7, 8, 9]), ({"grade": "major"}, [1]),
        ({"grade": "none"}, [5, 4]), ({"area": "ar-echeng"}, [3, 2, 1]), ({"sector": "危险化学品"}, [9, 8, 7, 6, 5, 4]),
        ({"source": "self_check"}, [4]), ({"status": "closed"}, [2]), ({"stock": "stock"}, [2]), ({"stock": "new", "grade": "major"}, [1]),
        ({"stock": "stock", "cut": "2024-01-01"}, [3, 2]), ({"overdue": "1"}, [1]), ({"open": "1"}, [9, 8, 7, 5, 4, 3, 1]),
        ({"repeated": "1"}, [9]), ({"unsigned": "1"}, [5]), ({"unread": "1"}, [8]), ({"since": "2024-01-01", "until": "2024-12-31"}, [3]),
        ({"q": "正压 金属"}, [3, 2, 1]), ({"q": "第十一条第（四）项"}, [1]), ({"q": "00007"}, [7]), ({"q": "没有的词"}, []),
        ({"source": "nonsense", "cut": "x", "enterprise": "x"}, everything),
    ):  # fmt: skip
        assert listed(browser, **filters) == expected, filters


def test_a_hazard_is_listed_for_its_bureau_the_bureau_above_and_its_own_enterprise_only(app, login):
    assert 10 not in listed(login("quzhifa1")) and listed(login("zhifa1")) == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert listed(login("quqiye")) == [9, 8, 7, 6, 4]  and listed(login("quqiye"), enterprise="1") == []
    assert listed(login("qiye")) == []  # tied to no enterprise here
    for row in db.session.scalars(db.select(Hazard)):
        for who in ("quzhifa1", "zhifa1", "quqiye", "qiye", "anweiban", "quanban"):
            found = ledger.page(Filter(), ledger.wanted(Filter(), ledger.seen_by(user_by_name(who)))).items
            assert (row in found) == ledger_sees(who, row), (who, row.number)


def test_a_post_of_one_area_or_sector_lists_what_it_may_open_and_nothing_else(app):
    hidden = add(11, db.session.get(Enterprise, 1), sector="", area_id=None, place="未填地区")
    for number, covers in enumerate(({"area_id": "ar-huarong"}, {"sector": "危险化学品"}, {"area_id": "ar-echeng", "sector": "工贸"}), 1):
        made = create_user(SYSTEM, f"narrow{number}", f"窄岗{number}", "long enough 1")
        appoint(SYSTEM, made.id, DEMO_DISTRICT, "执法人员", "officer", date(2026, 1, 1), **covers)
        found = ledger.page(Filter(), ledger.wanted(Filter(), ledger.seen_by(made))).items
        rows = db.session.scalars(db.select(Hazard).order_by(Hazard.id.desc())).all()
        assert found == [row for row in rows if commands.queries.may_see(made, row)] and hidden in found
        assert 0 < len(found) < len(rows) - 1


def ledger_sees(who: str, row: Hazard) -> bool:
    return commands.queries.may_see(user_by_name(who), row)


def test_another_area_s_hazard_by_its_id_is_refused_and_kept_in_the_audit(app, login):
    row = db.session.scalar(db.select(Hazard).where(Hazard.place == "别处"))
    assert login("quqiye").get(f"/hazards/{row.id}").status_code == 403
    kept = db.session.scalars(db.select(AuditEntry).where(AuditEntry.actor_name == user_by_name("quqiye").name)).all()
    assert any("note_refusal" in entry.act for entry in kept)


def test_pages_go_on_from_a_key_and_cost_the_same_few_statements(app, login):
    firm = make_enterprise(20, name="鄂州第20机械厂")
    for number in range(100, 165):
        db.session.add(Hazard(number=f"YH-2026-{number:05d}", enterprise_id=firm.id, organisation_id=DEMO_DISTRICT, source="spot_check",
                              found_on=ON, found_by="秦以南", finders=[], place=f"{number}号", description="情形", status="rectifying",
                              due_on=ON, created_at=now()))  # fmt: skip
    db.session.commit()
    browser = login("quzhifa1")
    found, page = [], browser.get("/hazards", query_string={"enterprise": firm.id}).text
    while True:
        found += [int(number) for number in re.findall(r'<span class="no">YH-2026-(\d+)</span>', page.partition("<main")[2])]
        next_page = re.search(r'href="(/hazards\?[^"]*after=[^"]*)"', page)
        if not next_page:
            break
        page = browser.get(next_page.group(1).replace("&amp;", "&")).text
    assert found == list(range(164, 99, -1))
    few, many = counted(lambda: browser.get("/hazards?source=self_check")), counted(lambda: browser.get("/hazards"))
    assert len(few) <= len(many) <= 21, "\n".join(each[:90].replace("\n", " ") + " … " + each[-90:].replace("\n", " ") for each in many)


def test_every_dimension_sums_to_the_list_and_shares_are_of_what_counts(app, login):
    user, chosen = user_by_name("quzhifa1"), Filter()
    figures = ledger_statistics.Figures(ledger.wanted(chosen, ledger.seen_by(user)), chosen)
    total, dimensions = figures.total, figures.dimensions
    assert (total.total, total.open, total.overdue, total.closed) == (9, 7, 1, 1)
    assert (total.rectified_share, total.overdue_share) == ("12.5%", "14.3%")
    for one in dimensions:
        assert sum(count.total for _, _, count in one.rows) == 9, one.name
        for value, _, count in one.rows:
            if value:
                narrowed = Filter(**{one.name: value})
                page = ledger.page(narrowed, ledger.wanted(narrowed, ledger.seen_by(user)))
                assert page.total == count.total, (one.name, value)
    for rows, columns in permutations(ledger_statistics.NAMES, 2):
        cross = figures.cross(rows, columns)
        for value, _, cells, count in cross.lines:
            assert sum(cell.total for cell in cells.values()) == count.total, (rows, columns, value)
    narrowed = Filter(source="spot_check", area="ar-huarong")
    cell = next(cells["spot_check"] for value, _, cells, _ in figures.cross("area", "source").lines if value == "ar-huarong")
    assert ledger.page(narrowed, ledger.wanted(narrowed, ledger.seen_by(user))).total == cell.total > 0
    shown = login("quzhifa1").get("/hazards/statistics?rows=sector&columns=source").text
    assert "行业 × 来源" in shown and "地区 × 状态" in login("quzhifa1").get("/hazards/statistics?rows=sector&columns=sector").text
    shown = login("quzhifa1").get("/hazards/statistics?grade=major").text
    assert "逾期率" in shown and "重大" in shown and "100.0%" in shown


def test_who_puts_right_too_little_two_months_running_is_a_candidate(app, login):
    firm = make_enterprise(30, name="鄂州慢半拍木业有限公司", sector="工贸", area_id="ar-echeng")
    add(30, firm, due_on=date(2026, 6, 10))
    late = add(31, firm, due_on=date(2026, 7, 10), rectified_on=date(2026, 7, 20))
    page = login("quzhifa1").get("/hazards/statistics").text
    assert "整改进展缓慢" in page and firm.name in page.partition("整改进展缓慢")[2] and "建账率" in page
    late.rectified_on = date(2026, 7, 1)
    db.session.commit()
    assert firm.name not in login("quzhifa1").get("/hazards/statistics").text.partition("整改进展缓慢")[2]


def taken(browser, kind: str, **filters):
    answer = browser.post(f"/hazards/export/{kind}", query_string=filters)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer


def test_the_export_has_every_field_of_every_hazard_listed_and_no_formula(app, login):
    browser = login("quzhifa1")
    book = load_workbook(io.BytesIO(taken(browser, "xlsx").data))
    heading, *lines = book["隐患台账"].iter_rows(values_only=True)
    assert len(lines) == 9
    for wanted in ("责任单位", "责任人", "整改时限", "措施", "状态", "来源", "判级", "部位", "行业"):  # R028
        assert wanted in heading
    first = dict(zip(heading, lines[-1], strict=True))
    assert (first["隐患编号"], first["措施"], first["逾期天数"], first["资金（元）"]) == ("YH-2026-00001", "拆除正压段", 1, 1260000)
    formulas = [cell for row in book["隐患台账"] for cell in row if cell.data_type == "f"]
    assert not formulas and lines[0][heading.index("隐患情况")] == "=HYPERLINK(1)"
    assert dict(book["说明"].iter_rows(values_only=True))["件数"] == "9"
    assert db.session.scalar(db.select(AuditEntry).order_by(AuditEntry.id.desc())).act.endswith("note_export")


def test_the_json_says_the_same_under_the_standard_s_keys(app, login):
    answered = taken(login("quzhifa1"), "json", grade="major")
    said = json.loads(answered.data)
    assert answered.headers["Content-Disposition"].isascii()  # a server sends no other header
    assert said["standard"] == "隐患台账数据标准" and said["filter"] == "等级：重大"
    (row,) = said["hazards"]
    assert list(row) == [field["key"] for field in said["fields"]] == [field.key for field in ledger_export.FIELDS]
    assert (row["number"], row["due_on"], row["funds_yuan"], row["stock"]) == ("YH-2026-00001", "2026-08-02", "1260000.00", "增量")


def test_the_data_standard_is_explained_field_by_field(app):
    said = (ROOT / "docs" / "hazard-ledger.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\w+) \|", said, re.M) == [
        (field.key, field.label, field.kind) for field in ledger_export.FIELDS]  # fmt: skip


def test_the_three_lists_speak_of_the_same_hazards_by_number(app, login):
    book = load_workbook(io.BytesIO(taken(login("quzhifa1"), "lists", area="ar-echeng").data))
    numbers = {name: [row[0] for row in book[name].iter_rows(min_row=2, values_only=True)] for name in ("问题清单", "措施清单", "责任清单")}
    assert numbers["问题清单"] == numbers["措施清单"] == numbers["责任清单"] == ["YH-2026-00003", "YH-2026-00002", "YH-2026-00001"]
    assert login("quzhifa1").post("/hazards/export/other").status_code == 404


def test_a_unit_s_list_tells_what_is_left_and_keeps_its_history(app, login):
    browser = login("quqiye")
    assert "还有 <b>4</b> 条没有办结" in browser.get("/hazards").text
    narrowed = browser.get("/hazards?area=ar-huarong").text
    assert "已全部" not in narrowed and "没有办结" not in narrowed  # of a part nothing is said
    for row in db.session.scalars(db.select(Hazard).where(Hazard.status.in_(rules.OPEN))):
        row.status = "closed"
    db.session.commit()
    page = browser.get("/hazards").text
    assert "已全部办结" in page and "YH-2026-00007" in page


def test_what_was_reported_twice_is_pointed_out_and_merged_by_the_bureau_in_charge(app, login):
    rows = {int(row.number[-5:]): row for row in db.session.scalars(db.select(Hazard))}
    assert login("quzhifa1").post(f"/hazards/{rows[8].id}/merge", data={"same_as": "YH-2026-00007", "reason": "同"}).status_code == 403
    browser = login("quduizhang")
    page = browser.get(f"/hazards/{rows[9].id}").text
    assert "疑似重复" in page and "YH-2026-00007" in page and "第 3 次" in page
    closed, general = 2, 3
    for number, other, reason in ((9, 1, "同一处"), (9, 7, " "), (3, closed, "同一处"), (1, general, "同一处")):
        answer = browser.post(f"/hazards/{rows[number].id}/merge", data={"same_as": rows[other].number, "reason": reason})
        assert (answer.status_code, rows[number].merged_into_id) == (422, None), number
    answer = browser.post(f"/hazards/{rows[8].id}/merge", data={"same_as": "YH-2026-00007", "reason": "同一处渗漏"})
    assert answer.status_code == 302 and answer.location.endswith(f"/hazards/{rows[7].id}")
    db.session.expire_all()
    assert (rows[8].status, rows[8].merged_into_id, rows[9].recurrence) == ("merged", rows[7].id, 1)
    assert "YH-2026-00008" in rows[7].records[-1].note and listed(browser, repeated="1") == []
    with pytest.raises(RuleBroken, match="不能再合并"):
        commands.merge(user_by_name("quduizhang"), rows[8], "YH-2026-00007", "再来一次")
    assert login("quqiye").post(f"/hazards/{rows[7].id}/merge", data={"same_as": "YH-2026-00009", "reason": "同"}).status_code == 403


def test_a_view_is_kept(app, login):
    browser = login("quzhifa1")
    browser.post("/hazards/views", query_string={"grade": "major"}, data={"name": "重大"})
    page = browser.get("/hazards").text
    assert ">重大</a>" in page and "?grade=major" in page


def test_a_unit_where_the_same_kind_comes_back_is_marked_where_an_inspection_is_planned(app, login):
    [found] = login("quzhifa1").get("/lookup/enterprises", query_string={"q": "峤石"}).json
    assert "精准执法对象：1 条隐患屡改屡犯" in found["detail"]
    [other] = login("quzhifa1").get("/lookup/enterprises", query_string={"q": "第7金属"}).json
    assert "精准执法对象" not in other["detail"]
    [told] = login("fazhi").get("/lookup/enterprises", query_string={"q": "峤石"}).json
    assert "精准执法对象" not in told["detail"]


def test_what_the_city_has_in_charge_is_listed_for_the_district_that_checks_it_and_for_the_bureau_that_raised_it(app):
    firm = db.session.get(Enterprise, 1)
    here = add(12, firm, organisation_id=DEMO_BUREAU, place="市局在鄂城区")
    elsewhere = add(13, firm, organisation_id=DEMO_BUREAU, area_id="ar-huarong", place="市局在华容区")
    raised = add(14, firm, organisation_id=DEMO_BUREAU, area_id="ar-huarong", raised_from_id=DEMO_DISTRICT, place="提级的")
    person = user_by_name("quzhifa1")
    found = ledger.page(Filter(), ledger.wanted(Filter(), ledger.seen_by(person))).items
    for row, sees in ((here, True), (elsewhere, False), (raised, True)):
        assert (row in found) == commands.queries.may_see(person, row) == sees, row.place
