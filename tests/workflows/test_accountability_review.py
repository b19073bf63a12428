"""`workflows/accountability_review.bpmn` (倒查追责) and the list of major hazards that count as accidents (视同事故)."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from app.core.clock import frozen, moving
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.documents.queries import documents_of
from app.hazards.models import Hazard
from app.identity.seeding import DEMO_DISTRICT
from app.supervision.ladder_commands import note_follow_up
from app.supervision.models import AccountabilityReview, FollowUp
from app.workflow.queries import instance as instance_of
from app.workflow.queries import prefill_of
from tests.applications import standing
from tests.builders import make_enterprise
from tests.workflow.walk import answer, forget, only, person, start, until, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows.hazard_answers import photo, the_hazard
from tests.workflows.supervision_answers import last
from tests.workflows.test_listing_batch import add

MONDAY = date(2026, 9, 7)
LATE = date(2026, 10, 27)  # ten days after the last day of the hazard


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A major hazard found by inspection papers of its own, due on 2026-10-17; another sector's, due later; another district's."""
    with standing(shared_application, database_template) as (application, saved), frozen(MONDAY):
        hazard.firm()
        until(application, hazard.begin(), hazard.usual(), "record_monitoring")
        add(101, make_enterprise(81, sector="危险化学品"), sector="危险化学品", due_on=LATE - timedelta(days=40))
        add(102, make_enterprise(82), due_on=LATE + timedelta(days=1))
        add(103, make_enterprise(83, area_id="ar-huarong"), organisation_id="b-yj-hr", due_on=MONDAY)
    return saved


@pytest.fixture
def clock(app):
    with moving(LATE) as advance:
        yield advance


def review() -> AccountabilityReview:
    return last(AccountabilityReview)


def number(text: str) -> int:
    found = db.session.query(Hazard.id).filter_by(number=text).scalar()
    forget()
    return found


SAID = {
    "verify_accountability": lambda item: {
        "enterprise_facts": "没有落实资金。", "office_facts": "按期督促，履职到位。", "accountability_proposal": "问责主要负责人。",
        "accountability_files": [photo("quanban")]},
    "conclude_accountability": {"conclusion": "hold", "transfer_to": "区国资办", "opinion": "同意移交。"},
    "record_accountability_transfer": lambda item: {
        "transferred_on": LATE.isoformat(), "transfer_receiver": "区国资办收发室", "transfer_receipts": [photo("quanban")]},
}  # fmt: skip


def test_one_click_begins_it_with_the_original_records_and_it_ends_handed_over(app, clock, login):
    about = number(the_hazard().number)
    note_follow_up(person("quanban"), the_hazard(), "区级挂牌到期没有消除", DEMO_DISTRICT)
    page = login("quanban").get("/supervision/").text
    assert "视同事故" in page and "<b>2</b> 条" in page
    answered = login("quanban").post(f"/supervision/hazards/{about}/accountability")
    assert answered.headers["Location"].endswith(f"/supervision/accountability/{review().id}")
    row = review()
    assert (row.number, row.ground, row.reason) == ("DCZZ-2026-00001", "as_accident", "整改期限 2026-10-17 届满，逾期 10 天没有消除。")
    assert row.records[0]["words"].startswith("2026-09-07飞行检查发现，排查人秦以南") and row.records[0]["words"].endswith("照片 1 件")
    assert sum("《重大隐患告知书" in each["words"] for each in row.records) == 2
    begun = instance_of(row.instance_id)
    forget()
    shown = prefill_of(person("quanban"), only(begun, "verify_accountability"))["original_records"]
    assert "飞行检查发现" in shown
    with pytest.raises(RuleBroken, match="正在倒查"):
        start("quanban", "accountability_review", {"hazard_number": the_hazard().number, "accountability_ground": "refused",
                                                   "accountability_reason": "拒不整改。"})  # fmt: skip
    forget()
    path = walk(app, begun, SAID)
    assert path == ["verify_accountability", "conclude_accountability", "record_accountability_transfer"]
    row = review()
    assert (row.status, row.transfer_to, row.closed_on) == ("transferred", "区国资办", LATE)
    [paper] = documents_of(begun.id)
    assert (paper.facts["conclusion"], paper.facts["transfer_to"]) == ("应当追究责任", "区国资办") and "飞行检查发现" in paper.html
    settled = db.session.query(FollowUp).one()
    assert settled.outcome == "倒查追责（DCZZ-2026-00001）：应当追究责任，已移交区国资办" and settled.closed_on == LATE
    page = login("quanban").get(f"/supervision/accountability/{review().id}").text
    assert "区国资办收发室签收" in page and "没有落实资金" in page and "重大隐患告知书" in page


def test_it_is_sent_back_then_settled_and_who_verified_does_not_conclude(app, clock):
    asked = {"hazard_number": the_hazard().number, "accountability_ground": "refused", "accountability_reason": "检查后拒不整改。"}
    begun = start("quanban", "accountability_review", asked)
    forget()
    back = {"conclusion": "return", "opinion": "补充监管责任。"}
    answer(begun, "verify_accountability", SAID["verify_accountability"](None), "quanban")
    with pytest.raises(NotAllowed):
        answer(begun, "conclude_accountability", back, "qufenguan")
    forget()
    answer(begun, "conclude_accountability", back, "qujuzhang")
    assert (review().status, review().conclusion) == ("verifying", "")
    assert prefill_of(person("quanban"), only(begun, "verify_accountability"))["office_facts"] == "按期督促，履职到位。"
    path = walk(app, begun, SAID | {"conclude_accountability": {"conclusion": "settle", "opinion": "履职到位，不予追究。"}})
    assert path == ["verify_accountability", "conclude_accountability"]
    assert (review().status, review().transferred_on) == ("settled", None)
    assert [paper.facts["conclusion"] for paper in documents_of(begun.id)] == ["不予追究责任"]


def test_what_is_not_overdue_does_not_count_as_an_accident_and_no_transfer_is_dated_before_its_conclusion(app, clock):
    asked = {"hazard_number": "YH-2026-00102", "accountability_ground": "as_accident", "accountability_reason": "拖延。"}
    with pytest.raises(RuleBroken, match="视同事故的是逾期"):
        start("quanban", "accountability_review", asked)
    forget()
    begun = start("quanban", "accountability_review", asked | {"accountability_ground": "not_inspected"})
    forget()
    until(app, begun, SAID, "record_accountability_transfer")
    early = SAID["record_accountability_transfer"](None) | {"transferred_on": MONDAY.isoformat()}
    with pytest.raises(RuleBroken, match="移交日期"):
        answer(begun, "record_accountability_transfer", early, "quanban")


def test_the_list_is_narrowed_taken_out_and_shows_nothing_of_another_district(app, clock, login):
    mine = the_hazard().number
    browser = login("quanban")
    page = browser.get("/supervision/as-accidents").text
    assert mine in page and "YH-2026-00101" in page and page.index("YH-2026-00101") < page.index(mine)
    assert "YH-2026-00102" not in page and "YH-2026-00103" not in page and "发起倒查追责" in page
    assert "YH-2026-00101" not in browser.get("/supervision/as-accidents?sector=工贸").text
    assert mine not in browser.get("/supervision/as-accidents?days=30").text
    assert "没有符合条件的隐患" in browser.get("/supervision/as-accidents?listed=yes").text
    book = load_workbook(io.BytesIO(browser.post("/supervision/as-accidents/export?days=30").data))
    lines = list(book["视同事故清单"].iter_rows(min_row=2, values_only=True))
    assert [(line[0], line[6], line[9], line[10]) for line in lines] == [("YH-2026-00101", 40, "没有挂牌", "没有发起")]
    assert db.session.query(AuditEntry).filter_by(act="supervision.note_list_export").count() == 1
    other = number("YH-2026-00103")
    assert browser.post(f"/supervision/hazards/{other}/accountability").status_code == 403
    forget()
    assert [entry.detail["code"] for entry in db.session.query(AuditEntry).filter_by(act="core.note_refusal")] == ["other_bureau"]
    assert login("quzhifa1").post(f"/supervision/hazards/{number(mine)}/accountability").status_code == 403
    assert db.session.query(AccountabilityReview).count() == 0
