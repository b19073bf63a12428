"""`workflows/listed_supervision.bpmn` (挂牌督办): every road from proposal to publication, saved and loaded at every step."""

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT
from app.supervision import ladder_commands, listing_commands, queries, rules
from app.supervision.models import FollowUp
from app.workflow.commands import fire_due_timers
from app.workflow.queries import instance as instance_of
from tests.tables import judged
from tests.workflow.walk import answer, do, forget, items, only, until, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows import supervision_answers as say
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import listed, listing, the_listing

MONDAY = date(2026, 9, 7)
WAY = ["approve_listing", "deliver_listing_notice", "request_delisting", "verify_listing", "approve_delisting",
       "deliver_delisting_notice", "publish_listing"]  # fmt: skip


@pytest.fixture(scope="module")
def database_template(listed_template):
    return listed_template


def standing_one():
    found = instance_of(the_listing().instance_id)
    forget()  # what it shows stays readable
    return found


def hazard_matter():
    found = instance_of(the_hazard().instance_id)
    forget()
    return found


def accept(app) -> None:
    """The hazard passes at both levels; only its closing is left."""
    until(app, hazard_matter(), hazard.usual(), "approve_closure")


def later(app, clock, until_on: date) -> list[tuple[str, str]]:
    """Let the days pass with nobody acting. Returns: [(day, kind)] of what the listing was reminded of"""
    known = len(the_listing().reminders)
    while today() < until_on:
        clock(days=1)
        fire_due_timers()
    return [(each["on"], each["kind"]) for each in the_listing().reminders[known:]]


def test_a_major_hazard_is_listed_served_verified_taken_off_and_published(app, clock):
    begun = standing_one()
    accept(app)
    assert walk(app, begun, listed()) == WAY[2:]
    row = the_listing()
    assert (row.number, row.level, row.organisation_id, row.status) == (
        "GP-2026-00001",
        "district",
        DEMO_DISTRICT,
        "published",
    )
    assert (row.listed_on, row.delisted_on, row.published_on, row.published_where) == (
        MONDAY,
        MONDAY,
        MONDAY,
        "市政府网站",
    )
    assert [paper.template_id for paper in documents_of(begun.id)] == [
        "listing_notice", "delivery_receipt", "delisting_notice", "delivery_receipt"]  # fmt: skip
    assert "三年行动期间" in row.trigger["reason"]


def test_nothing_is_taken_off_before_both_levels_have_accepted_nor_closed_before_it_is_taken_off(app, clock):
    begun = standing_one()
    with pytest.raises(RuleBroken, match="区级验收和市级复核"):
        answer(begun, "request_delisting", {"delisting_note": "好了。"}, "quqiye")
    forget()
    with pytest.raises(RuleBroken, match="还没有通过"):
        listing_commands.delist(user_by_name("qujuzhang"), the_listing(), True)
    forget()
    accept(app)
    closing = hazard_matter()
    with pytest.raises(RuleBroken, match="挂牌督办"):
        answer(closing, "approve_closure", {"closure_result": "approve", "opinion": "同意。"}, "qufenguan")
    forget()
    walk(app, begun, listed())
    answer(closing, "approve_closure", {"closure_result": "approve", "opinion": "同意。"}, "qufenguan")
    assert the_hazard().status == "closed"


def test_whoever_listed_or_put_right_does_not_verify_and_what_fails_is_supervised_on(app, clock):
    begun = standing_one()
    accept(app)
    answer(begun, "request_delisting", {"delisting_note": "好了。"}, "quqiye")
    failed = {"listing_check": "fail", "check_note": "联动不正常。", "check_photos": [hazard.photo()]}
    answer(begun, "verify_listing", failed, "quzhifa1", "quzhifa3")
    assert (the_listing().status, the_listing().checks[-1].names) == ("supervising", "秦以南、袁修远")
    path = walk(app, begun, listed(approve_delisting=[{"delisting_result": "return", "opinion": "补照片。"},
                                                      {"delisting_result": "approve", "opinion": "同意。"}]))  # fmt: skip
    assert path == ["request_delisting", "verify_listing", "approve_delisting", *WAY[2:]]
    proposer = user_by_name("quanban").id
    assert proposer in {each for row in queries.listings_of(the_hazard().id) for each in [row.proposed_by]}


def test_each_months_progress_is_asked_for_reminded_of_and_noted_as_missing_by_the_clock(app, clock):
    begun = standing_one()
    told = later(app, clock, date(2026, 10, 14))
    assert told == [
        ("2026-10-10", "progress"),
        ("2026-10-12", "progress_missed"),
    ]  # full on 10-07; 10-08, 10-09 and 10-10 are worked
    row = the_listing()
    assert [(each.month, each.due_on, each.reported_on) for each in row.progress] == [(1, date(2026, 10, 10), None)]
    clock(days=24)
    fire_due_timers()
    item = only(begun, "record_listing_progress")
    assert item.assignee_id == hazard.user("quqiye")
    do(item.id, {"progress_percent": 60, "progress_note": "已安装。"}, "quqiye")
    row = the_listing()
    assert [(each.month, each.percent, each.by) for each in row.progress] == [(1, None, ""), (2, 60, "穆怀谷")]
    assert not [each for each in items(begun) if each.element == "record_listing_progress"]


def test_more_time_twice_at_most_in_time_and_with_protection(app, clock):
    begun = standing_one()
    until_on = date(2026, 12, 1)
    asked = {"until_on": until_on.isoformat(), "ground": "到货晚。", "protection": "停用，巡查。"}
    with pytest.raises(RuleBroken, match="原期限"):
        answer(begun, "apply_listing_extension", asked | {"until_on": "2026-11-01"}, "quqiye")
    forget()
    answer(begun, "apply_listing_extension", asked, "quqiye")
    answer(begun, "decide_listing_extension", {"extension_result": "refuse", "opinion": "理由不足。"})
    for number in (0, 1):
        new = until_on + timedelta(days=10 * number)
        answer(begun, "apply_listing_extension", asked | {"until_on": new.isoformat()}, "quqiye")
        answer(begun, "decide_listing_extension", {"extension_result": "grant", "opinion": "同意。"}, "qujuzhang")
        assert the_listing().due_on == new
    with pytest.raises(RuleBroken, match="最多 2 次"):
        answer(begun, "apply_listing_extension", asked | {"until_on": "2026-12-30"}, "quqiye")
    forget()
    assert [each.result for each in the_listing().extensions] == ["refuse", "grant", "grant"]
    told = later(app, clock, date(2026, 12, 12))
    assert [kind for _, kind in told if kind in ("soon", "last_day", "overdue")] == ["soon", "last_day"]


def test_a_district_listing_that_is_overdue_becomes_the_citys_and_only_the_city_takes_it_off(app, clock):
    begun = standing_one()
    told = [each for each in later(app, clock, date(2026, 11, 24)) if not each[1].startswith("progress")]
    assert told == [
        ("2026-11-17", "soon"),
        ("2026-11-21", "last_day"),
        ("2026-11-23", "overdue"),
        ("2026-11-23", "raised"),
    ]
    row = the_listing()
    assert (row.level, row.organisation_id, row.raised_on, row.due_on) == (
        "city",
        DEMO_BUREAU,
        date(2026, 11, 23),
        date(2026, 12, 23),
    )
    assert db.session.query(FollowUp).one().ground.startswith("区级挂牌")
    city = only(begun, "deliver_raised_notice")
    assert city.organisation_id == DEMO_BUREAU
    do(city.id, say.served(city) | {"deliverers": [hazard.user("zhifa1"), hazard.user("zhifa2")]}, "zhifa1")
    assert [each.facts["raised"] for each in documents_of(begun.id) if each.template_id == "listing_notice"] == [
        False,
        True,
    ]
    later(app, clock, date(2026, 12, 25))
    assert db.session.query(FollowUp).count() == 2 and the_listing().level == "city"  # told once more, and never again
    accept(app)
    until(app, begun, listed(), "approve_delisting")
    item = only(begun, "approve_delisting")
    with pytest.raises(NotAllowed):
        do(item.id, {"delisting_result": "approve", "opinion": "摘牌。"}, "qujuzhang")
    forget()
    with pytest.raises(NotAllowed, match="市级挂牌"):
        listing_commands.delist(user_by_name("qujuzhang"), the_listing(), True)
    forget()
    walk(app, begun, listed())
    assert the_listing().delisted_by == hazard.user("juzhang")


def test_a_proposal_is_refused_by_the_head_or_the_table_and_never_doubled(app, clock):
    with pytest.raises(RuleBroken, match="重复挂牌"):
        listing()
    forget()
    accept(app)
    walk(app, standing_one(), listed())
    again = listing()
    with pytest.raises(NotAllowed):
        answer(again, "approve_listing", listed()["approve_listing"](None), "qufenguan")
    forget()
    with pytest.raises(RuleBroken, match="今天以后"):
        answer(again, "approve_listing", listed()["approve_listing"](None) | {"listing_due_on": MONDAY.isoformat()})
    forget()
    answer(again, "approve_listing", {"listing_result": "refuse", "opinion": "已经治理。"})
    assert the_listing().status == "refused" and items(again) == []
    row = db.session.query(Hazard).one()
    row.sector = "建筑施工"  # the construction part of the plan lists only what is not put right
    db.session.commit()
    assert items(listing()) == [] and the_listing().status == "not_listed"


@pytest.mark.parametrize(
    ("level", "sector", "found_on", "overdue", "grade", "listed_then"),
    [("city", "other", date(2026, 5, 1), 0, "major", True), ("district", "other", date(2023, 5, 1), 0, "major", False),
     ("committee", "other", date(2023, 5, 1), 1, "major", True), ("city", "construction", date(2026, 5, 1), 0, "major", False),
     ("city", "construction", date(2026, 5, 1), 3, "major", True), ("city", "other", date(2026, 5, 1), 9, "general", False),
     ("sector", "construction", date(2023, 5, 1), 0, "major", True), ("sector", "other", date(2026, 5, 1), 0, "general", False)],
)  # fmt: skip
def test_the_texts_disagree_and_the_table_says_which_holds(level, sector, found_on, overdue, grade, listed_then):
    found = judged(
        "listing_trigger", level=level, grade=grade, sector=sector, source="report", found_on=found_on, overdue_days=overdue
    )
    assert found["listed"] is listed_then and "2024" in found["article"] or not listed_then
    assert rules.sector_of("建筑施工") == "construction" and rules.sector_of("工贸") == "other"


def test_the_list_of_double_inquiries_is_closed_with_what_came_of_it(app, clock):
    row = ladder_commands.note_follow_up(user_by_name("quanban"), the_hazard(), "区级挂牌到期没有消除", DEMO_DISTRICT)
    with pytest.raises(RuleBroken, match="查处结果"):
        ladder_commands.close_follow_up(user_by_name("quanban"), queries.follow_up(row.id), " ")
    with pytest.raises(NotAllowed):
        ladder_commands.close_follow_up(user_by_name("quzhifa1"), queries.follow_up(row.id), "已问责")
    ladder_commands.close_follow_up(user_by_name("quanban"), queries.follow_up(row.id), "企业已立案；监管责任已约谈")
    assert queries.follow_up(row.id).closed_on == MONDAY


def test_the_list_shows_number_days_left_and_how_far_each_is(app, clock, login):
    number, listed_number = the_hazard().number, the_listing().number
    page = login("quanban").get("/supervision/").text
    assert number in page and listed_number in page and "剩 <b>75</b> 天" in page and "未满一个月" in page
    later(app, clock, date(2026, 11, 10))
    answer(standing_one(), "record_listing_progress", {"progress_percent": 60, "progress_note": "已安装。"}, "quqiye")
    page = login("quanban").get("/supervision/").text
    assert "60%" in page and "报 1/2 个月" in page and "缺报 1" in page and "剩 <b>11</b> 天" in page
    assert "没有符合条件的挂牌督办" in login("quanban").get("/supervision/?state=ended").text
    assert (rules.left_of(MONDAY, MONDAY).words, rules.left_of(MONDAY, date(2026, 9, 9)).words) == ("今天到期", "逾期 2 天")
