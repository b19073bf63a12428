"""What bounds the last day of a hidden danger: how often it is extended, and the last day of its listing (挂牌督办)."""

import json
from datetime import date

import pytest

from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from app.hazards import thread
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.notices.models import Notice
from app.supervision.queries import ladders_of
from app.workflow.commands import fire_due_timers
from app.workflow.queries import instance as instance_of
from app.workflow.queries import prefill_of
from tests.workflow.walk import answer, forget, only, until
from tests.workflows import hazard_answers as hazard
from tests.workflows import supervision_answers as say
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import listed, listing, the_listing

MONDAY = date(2026, 9, 7)
LISTED_UNTIL = date(2026, 11, 21)


@pytest.fixture(scope="module")
def database_template(listed_template):
    return listed_template


def matter(row):
    found = instance_of(row.instance_id)
    forget()
    return found


def asked(until_on: date):
    return answer(matter(the_hazard()), "apply_extension", hazard.extension(until_on=until_on.isoformat()), "quqiye")


def granted(until_on: date) -> None:
    asked(until_on)
    answer(matter(the_hazard()), "decide_extension", {"extension_result": "grant", "opinion": "同意。"}, "qufenguan")


def test_a_hazard_is_extended_no_more_often_than_the_parameter_says_and_then_becomes_overdue_and_climbs(app, clock):
    granted(date(2026, 11, 1))
    answer(matter(the_hazard()), "apply_extension", hazard.extension(until_on="2026-11-10"), "quqiye")
    refused = {"extension_result": "refuse", "opinion": "理由不充分。"}
    answer(matter(the_hazard()), "decide_extension", refused, "qufenguan")  # what was refused does not count
    granted(date(2026, 11, 10))
    with pytest.raises(RuleBroken, match="已延期 2 次，最多 2 次（待核）"):
        asked(date(2026, 11, 20))
    forget()
    clock(days=(date(2026, 11, 11) - today()).days)
    fire_due_timers()
    assert the_hazard().overdue_on == date(2026, 11, 11)
    assert [row.rung for row in ladders_of(the_hazard().id)] == ["reminder"]


def test_while_it_is_listed_the_listing_is_extended_first(app, clock):
    with pytest.raises(RuleBroken, match="请先申请督办延期") as refusal:
        asked(date(2026, 12, 15))
    assert the_listing().number in str(refusal.value) and "until_on" in refusal.value.fields
    forget()
    answer(matter(the_listing()), "apply_listing_extension",
           {"until_on": "2026-12-20", "ground": "设备到货晚。", "protection": "继续停用。"}, "quqiye")  # fmt: skip
    answer(matter(the_listing()), "decide_listing_extension", {"extension_result": "grant", "opinion": "同意。"}, "qujuzhang")
    granted(date(2026, 12, 15))
    assert the_hazard().due_on == date(2026, 12, 15)


def test_what_was_asked_for_before_it_was_listed_is_not_granted_beyond_the_listing(app, clock):
    asked(LISTED_UNTIL)
    row = the_listing()
    row.due_on = date(2026, 11, 2)
    db.session.commit()
    forget()
    with pytest.raises(RuleBroken, match="督办期限"):
        answer(matter(the_hazard()), "decide_extension", {"extension_result": "grant", "opinion": "同意。"}, "qufenguan")


def test_whoever_decides_more_time_sees_the_hazard_its_days_and_its_listing(app, clock, login):
    granted(date(2026, 11, 1))
    asked(date(2026, 11, 10))
    page = login("qufenguan").get(f"/tasks/{only(matter(the_hazard()), 'decide_extension').id}").text
    for words in ("抛光二车间3号除尘系统", "2026-11-01", "已延期 1 次，最多 2 次（待核）", "第 2 次申请"):
        assert words in page
    assert the_listing().number in page and "督办至 2026-11-21" in page
    shown = login("qufenguan").get(f"/hazards/{the_hazard().id}").text
    assert "已被延期取代" in shown and "先到，督办期限" in shown


def test_whoever_lists_a_hazard_sees_it(app, clock, login):
    answer(matter(the_listing()), "apply_listing_extension",
           {"until_on": "2026-12-20", "ground": "设备到货晚。", "protection": "继续停用。"}, "quqiye")  # fmt: skip
    page = login("qujuzhang").get(f"/tasks/{only(matter(the_listing()), 'decide_listing_extension').id}").text
    for words in ("抛光二车间3号除尘系统", "铝粉尘除尘采用正压吹送", f'href="/hazards/{the_hazard().id}"', "2026-10-17", "改为负压吸送"):
        assert words in page
    assert say.the_listing().status == "extension_pending"


def test_supervision_begins_from_the_page_of_the_hazard_with_its_number_filled_in(app, clock, login):
    office, number = login("quanban"), the_hazard().number
    shown = office.get(f"/hazards/{the_hazard().id}").text
    assert f'href="/start/supervision_letter?hazard_number={number}&amp;target_kind=enterprise&amp;enterprise_id=' in shown
    assert f'href="/start/escalation_ladder?hazard_number={number}"' in shown
    assert f"已经区级挂牌或者正在审批（{the_listing().number}）" in shown and "/start/listed_supervision?" not in shown
    assert number in office.get(f"/start/escalation_ladder?hazard_number={number}").text
    assert "/start/" not in login("quqiye").get(f"/hazards/{the_hazard().id}").text
    row = the_listing()
    row.status = "refused"
    db.session.commit()
    forget()
    page = office.get("/supervision/").text
    assert "还没有督办的重大隐患" in page and f'href="/start/listed_supervision?hazard_number={number}"' in page


# --- the days of the tasks ------------------------------------------------------------------------------------------------


def due_of(element: str) -> date | None:
    return only(matter(the_hazard()), element).due_on


def test_tasks_of_the_hazard_are_due_when_it_is_and_the_next_record_within_a_week(app, clock, login):
    assert (due_of("report_completion"), due_of("record_monitoring")) == (date(2026, 10, 17), date(2026, 9, 14))
    clock(days=3)
    answer(matter(the_hazard()), "record_monitoring", hazard.WATCHED, "quqiye")
    assert due_of("record_monitoring") == date(2026, 9, 17)
    granted(date(2026, 11, 1))
    assert due_of("report_completion") == date(2026, 11, 1)
    assert due_of("apply_extension") is None  # nobody has to ask for more time
    page = login("quqiye").get(f"/tasks/{only(matter(the_hazard()), 'report_completion').id}").text
    assert "11月1日（周日）" in page and f"隐患 {the_hazard().number}（抛光二车间3号除尘系统）" in page and "无法定期限" not in page
    clock(days=60)
    page = login("quqiye").get(f"/tasks/{only(matter(the_hazard()), 'report_completion').id}").text
    assert "本应在" in page and "due--over" in page
    fire_due_timers()
    assert db.session.query(Notice).filter(Notice.kind.in_(("task_soon", "task_overdue"))).count() == 0  # the diagram reminds


# --- the thread and the ladder --------------------------------------------------------------------------------------------


def test_a_listing_and_a_letter_begun_by_the_office_itself_hang_on_the_thread_from_both_ends(app, clock, login):
    say.letter()
    forget()
    row, listed_row, letter_row = the_hazard(), the_listing(), say.the_letter()
    page = login("quanban").get(f"/hazards/{row.id}").text
    assert "一条线" in page and f'href="/supervision/listings/{listed_row.id}"' in page
    assert f"<small>挂牌 {listed_row.number}</small>" in page and f"<small>提醒敦促函 {letter_row.number}</small>" in page
    for path in (f"/supervision/listings/{listed_row.id}", f"/supervision/letters/{letter_row.id}"):
        shown = login("quanban").get(path).text
        assert "一条线" in shown and f'href="/hazards/{row.id}"' in shown and "2026-09-07" in shown
    with app.test_request_context():
        own = thread.of(row.instance_id, user_by_name("quqiye"))
    assert [node.title for level in own for node in level] == ["事故隐患治理", "重大隐患挂牌督办"]


def test_the_ladder_tells_service_and_lapse_with_their_own_days(app, clock, login):
    begun = say.letter()
    until(app, begun, say.letters(), "record_letter_reply")
    assert only(begun, "record_letter_reply").due_on == say.the_letter().reply_by
    for _ in range(15):
        clock(days=1)
        fire_due_timers()
    letter_row = say.the_letter()
    assert letter_row.status == "silent"
    page = login("quanban").get(f"/hazards/{the_hazard().id}").text
    assert f"2026-09-07 送达，回复期限 {letter_row.reply_by}" in page and "届满未回复" in page


def test_only_a_major_grade_confirmed_and_signed_is_listed_and_not_until_before_the_hazard_is_due(app, clock, login):
    begun = hazard.begin("quzhifa1", place="熔炼车间")
    until(app, begun, hazard.usual(), "confirm_major")
    number = db.session.get(Hazard, 2).number
    with pytest.raises(RuleBroken, match="签批") as refusal:
        listing(hazard_number=number)
    assert "hazard_number" in refusal.value.fields
    forget()
    assert "签批以后才能挂牌" in login("quanban").get("/hazards/2").text
    until(app, begun, hazard.usual(), "record_monitoring")
    proposed = listing(hazard_number=number)
    said_of = listed()["approve_listing"](None)
    with pytest.raises(RuleBroken, match="督办期限不能早于整改期限 2026-10-17"):
        answer(proposed, "approve_listing", said_of | {"listing_due_on": "2026-09-08"})
    forget()
    assert prefill_of(user_by_name("qujuzhang"), only(proposed, "approve_listing"))["listing_due_on"] == "2026-11-06"
    answer(proposed, "approve_listing", said_of)
    assert the_listing().status == "approved"


def test_a_new_last_day_after_a_failed_check_keeps_to_the_listing_too(app, clock):
    begun = matter(the_hazard())
    until(app, begun, hazard.usual(), "check_district")
    with pytest.raises(RuleBroken, match="督办期限"):
        answer(begun, "check_district", hazard.checked("fail", new_due_on="2026-11-22"))
    forget()
    answer(begun, "check_district", hazard.checked("fail", new_due_on="2026-11-21"))
    assert the_hazard().due_on == LISTED_UNTIL


def test_the_ledger_carries_how_a_hazard_is_supervised_extended_and_checked(app, clock, login):
    granted(date(2026, 11, 1))
    office = login("quanban")
    assert "区级挂牌" in office.get("/hazards").text
    [row] = json.loads(office.post("/hazards/export/json").data)["hazards"]
    assert (row["listing_number"], row["listing_level"], row["listing_due_on"]) == (the_listing().number, "区级", "2026-11-21")
    assert (row["extensions"], row["plan_deadline"], row["checked_district"]) == (1, "2026-10-07", "")
    until(app, matter(the_hazard()), hazard.usual(), "check_city")
    [row] = json.loads(office.post("/hazards/export/json").data)["hazards"]
    assert row["checked_district"].startswith("2026-09-07 ") and row["checked_city"] == ""


def test_what_would_be_refused_anyway_stands_on_the_task_before_anything_is_filled_in(app, clock, login):
    apply_page = f"/tasks/{only(matter(the_hazard()), 'apply_extension').id}"
    assert "不能再延期" not in login("quqiye").get(apply_page).text
    granted(date(2026, 11, 1))
    granted(date(2026, 11, 10))
    apply_page = f"/tasks/{only(matter(the_hazard()), 'apply_extension').id}"
    assert "已延期 2 次，最多 2 次（待核），不能再延期" in login("quqiye").get(apply_page).text
    clock(days=70)
    assert "届满以后不能再申请延期" in login("quqiye").get(apply_page).text
    answer(matter(the_hazard()), "record_monitoring", hazard.WATCHED, "quqiye")
    until(app, matter(the_hazard()), hazard.usual(), "approve_closure")
    page = login("qufenguan").get(f"/tasks/{only(matter(the_hazard()), 'approve_closure').id}").text
    assert f"还在区级挂牌督办（{the_listing().number}），须先摘牌才能销号" in page
