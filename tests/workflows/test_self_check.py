"""`workflows/self_check.bpmn` (企业自查): each road, and the worker that lets each period begin once."""

from datetime import date, timedelta

import pytest

from app.core.clock import moving, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.files import store_attachment
from app.enterprises.models import Enterprise
from app.hazards.models import Hazard
from app.identity.commands import disable_user
from app.identity.queries import user_by_name
from app.inspections.queries import checklist
from app.notices.models import Notice
from app.self_checks import commands, leading, queries, rules
from app.self_checks.models import SelfCheck
from app.self_checks.sweep import begin_self_checks
from app.workflow.commands import fire_due_timers
from app.workflow.models import Instance
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.tables import judged
from tests.workflow.walk import answer, do, forget, items, only, walk
from tests.workflows import hazard_answers as hazard

FRIDAY = date(2026, 9, 11)  # full week behind it; 09-25 to 09-27 Mid-Autumn, 10-01 to 10-07 National Day


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A unit of the district, in 工贸, with an account and no plan yet."""
    with standing(shared_application, database_template) as (_, saved), moving(FRIDAY):
        hazard.firm()
    return saved


@pytest.fixture
def clock(app):
    with moving(FRIDAY) as advance:
        yield advance


def firm() -> Enterprise:
    return db.session.query(Enterprise).one()


def plan(*kinds: str, who: str = "quqiye", begins_on: date | None = None, **changed):
    said = [{"kind": kind, "responsible": "穆怀谷", "department": "安全部", "method": "on_site"} | changed for kind in kinds]
    return commands.set_plan(user_by_name(who), firm().id, begins_on or today(), "工贸", said)


def work() -> int:
    """One turn of the worker."""
    fire_due_timers()
    return begin_self_checks()


def later(clock, until_on: date) -> None:
    """Let the days pass with the worker at work and nobody else."""
    while today() < until_on:
        clock(days=1)
        work()


def checks(kind: str = "") -> list[tuple]:
    forget()
    rows = db.session.query(SelfCheck).order_by(SelfCheck.begins_on, SelfCheck.id)
    return [(row.begins_on.isoformat()[5:], row.status) for row in rows if kind in ("", row.kind)]


def the_check() -> SelfCheck:
    forget()
    return db.session.query(SelfCheck).order_by(SelfCheck.id.desc()).first()


def begun() -> Instance:
    found = instance_of(the_check().instance_id)
    forget()
    return found


def done(violated: int = 0, **changed) -> dict:
    """The form as filled in. Args: violated: how many items of the list are not met"""
    said = {item.id: {"answer": "conform"} for item in checklist("工贸")}
    for key in list(said)[:violated]:
        said[key] = {"answer": "violate", "note": "护罩缺失。", "photos": [hazard.photo("quqiye")]}
    return {
        "checked_on": today().isoformat(), "place": "铸造车间", "participants": [
            {"participant_name": "穆怀谷", "participant_kind": "staff"}, {"participant_name": "崔明远", "participant_kind": "retired"}],
        "checklist": said, "process_note": "巡查两小时。", "result": "总体受控。", **changed,
    }  # fmt: skip


def signed() -> dict:
    return {"sign_result": "sign", "signer": "杜若衡", "signature": store_attachment(user_by_name("quqiye"), "签名.png", b"png").id}


RETURNED = {"sign_result": "return", "signer": "杜若衡", "opinion": "补查配电间。"}


# --- the roads ------------------------------------------------------------------------------------------------------


def test_a_check_is_carried_out_signed_and_filed_and_never_changed_again(app, clock):
    plan("daily")
    work()
    matter = begun()
    assert (only(matter, "carry_out").assignee_id, matter.organisation_id) == (hazard.user("quqiye"), user_by_name("quqiye").bureau_id)
    assert walk(app, matter, {"carry_out": done(), "sign": signed()}) == ["carry_out", "sign"]
    row = the_check()
    assert (row.status, row.filed_on, row.signer, row.missing, len(row.items)) == ("filed", FRIDAY, "杜若衡", [], 16)
    assert [each["kind"] for each in row.participants] == ["staff", "retired"]
    assert not db.session.query(Hazard).count()
    with pytest.raises(RuleBroken, match="不能修改"):
        commands.carry_out(user_by_name("quqiye"), the_check(), FRIDAY, "别处", False, [{"name": "甲", "kind": "staff"}],
                           done()["checklist"], [], "改", "改")  # fmt: skip
    forget()
    assert the_check().place == "铸造车间"


def test_what_a_check_found_becomes_a_hazard_each_without_typing_it_again(app, clock):
    plan("daily")
    work()
    more = [{"place": "配电间", "problem": "门锁损坏"}]
    walk(app, begun(), {"carry_out": done(2, problems=more), "sign": signed()})
    found = db.session.query(Hazard).order_by(Hazard.id).all()
    row = the_check()
    assert [each.source for each in found] == ["self_check"] * 3 and {each.status for each in found} == {"registered"}
    assert [(each.origin_kind, each.origin_id) for each in found] == [("self_check_finding", each.id) for each in row.findings]
    assert found[0].place == "铸造车间" and found[0].description.endswith("：护罩缺失。") and len(found[0].photos) == 1
    assert (found[2].place, found[2].description, found[0].found_by) == ("配电间", "门锁损坏。", "穆怀谷、崔明远")
    matter = instance_of(found[0].instance_id)
    assert (matter.origin_id, matter.process_key) == (row.instance_id, "hazard")


def test_a_check_sent_back_is_made_good_with_time_to_do_it(app, clock):
    plan("daily")
    work()
    matter = begun()
    answer(matter, "carry_out", done(1), "quqiye")
    clock(days=3)  # Monday, after the day on which it would have been missed
    answer(matter, "sign", RETURNED, "quqiye")
    fire_due_timers()
    assert (the_check().status, the_check().returned_reason) == ("open", "补查配电间。")
    assert walk(app, matter, {"carry_out": done(), "sign": signed()}) == ["carry_out", "sign"]
    assert the_check().findings == [] and not db.session.query(Hazard).count()  # what was written first is replaced


def test_a_check_nobody_made_is_missed_as_the_next_working_day_begins_and_the_enterprise_is_told_once(app, clock):
    plan("daily")
    work()
    matter = begun()
    clock(days=2)  # Sunday
    work()
    assert the_check().status == "open" and the_check().is_overdue(today())
    clock(hours=23)  # Monday 08:00
    work()
    assert checks() == [("09-11", "open")]
    clock(minutes=30)
    work()
    assert checks() == [("09-11", "missed"), ("09-14", "open")] and not items(matter)
    work()
    told = db.session.query(Notice).filter(Notice.kind == "self_check").all()
    assert [(each.user_id, each.title) for each in told] == [(hazard.user("quqiye"), "自查缺做：日管控 2026-09-11")]


def test_a_check_made_but_not_signed_is_reminded_of_and_can_still_be_signed(app, clock):
    plan("daily")
    work()
    matter = begun()
    answer(matter, "carry_out", done(), "quqiye")
    clock(days=3)
    work()
    assert [each.title for each in db.session.query(Notice).filter(Notice.kind == "self_check")] == ["自查逾期没有签字：日管控 2026-09-11"]
    answer(matter, "sign", signed(), "quqiye")
    fire_due_timers()
    forget()
    assert db.session.get(SelfCheck, 1).status == "filed" and instance_of(matter.id).status == "finished"


def test_an_incomplete_check_is_refused(app, clock):
    plan("daily")
    work()
    matter = begun()
    first = checklist("工贸")[0].id
    for changed, why in (
        ({"checked_on": "2026-09-10"}, "之间"), ({"checked_on": "2026-09-12"}, "之间"), ({"participants": []}, "参加自查的人"),
        ({"checklist": {first: {"answer": "conform"}}}, "没有检查"),
        ({"checklist": done()["checklist"] | {first: {"answer": "violate"}}}, "没写明"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=why):
            answer(matter, "carry_out", done(**changed), "quqiye")
        forget()
    answer(matter, "carry_out", done(), "quqiye")
    with pytest.raises(NotAllowed):
        do(only(matter, "sign").id, signed(), "qiye")


# --- the worker -----------------------------------------------------------------------------------------------------


def test_each_day_week_and_month_begins_one_check_across_weeks_months_and_holidays(app, clock):
    plan("daily", "weekly", "monthly")
    work()
    later(clock, date(2026, 10, 12))
    first, last = date(2026, 9, 11), date(2026, 10, 12)
    table = commands._is_working_day()
    days = [day for day in rules.days_between(first, last) if table(day)]
    assert [on for on, _ in checks("daily")] == [day.isoformat()[5:] for day in days] and len(days) == 18
    assert [on for on, _ in checks("weekly")] == ["09-11", "09-14", "09-21", "09-28", "10-08", "10-12"]
    assert [on for on, _ in checks("monthly")] == ["09-11", "10-08"]
    assert [status for _, status in checks() if status != "missed"] == ["open"] * 3  # one running of each kind
    assert work() == 0
    september = queries.counts(queries.checks(firm().id, *queries.month_bounds("2026-09")))
    assert (september["daily"].due, september["daily"].missed, september["weekly"].due) == (14, 14, 4)


def test_a_worker_that_stood_still_begins_today_only_and_notes_what_was_missed(app, clock):
    plan("daily", "weekly", "monthly")
    clock(days=33)
    work()
    assert db.session.query(Instance).count() == 3
    assert [status for _, status in checks("daily")].count("missed") == 19 and checks("daily")[-1] == ("10-14", "open")
    assert checks("monthly") == [("09-11", "missed"), ("10-08", "open")]
    work()
    assert db.session.query(Instance).count() == 3


def test_nothing_begins_before_work_starts_on_a_rest_day_or_twice(app, clock):
    plan("daily", begins_on=date(2026, 9, 12))
    clock(days=1)
    assert (work(), checks()) == (0, [])
    clock(days=2, hours=-1)
    assert (work(), checks()) == (0, [])  # Monday, 08:00
    clock(hours=1)
    assert (work(), work(), checks()) == (1, 0, [("09-14", "open")])


def test_a_kind_taken_out_of_the_plan_or_an_enterprise_closed_begins_no_more(app, clock):
    plan("daily", "weekly")
    plan("weekly")
    work()
    assert [kind for kind, in db.session.query(SelfCheck.kind)] == ["weekly"]
    firm().active = False
    db.session.commit()
    later(clock, date(2026, 9, 15))
    assert checks() == [("09-11", "missed")] and not any(row.is_in_use for row in queries.plans(firm().id))


def test_a_kind_taken_up_again_makes_no_second_check_of_the_same_period(app, clock):
    plan("daily", "weekly")
    work()
    plan("weekly")
    plan("daily", "weekly")
    assert (work(), checks()) == (0, [("09-11", "open")] * 2)
    later(clock, date(2026, 9, 14))
    assert [on for on, _ in checks("daily")] == [on for on, _ in checks("weekly")] == ["09-11", "09-14"]


def test_a_plan_needs_an_account_somebody_responsible_a_kind_and_a_day_to_come(app, clock):
    for said, code in (
        ({"kinds": []}, "no_kind"), ({"kinds": [{"kind": "daily", "responsible": " ", "department": "", "method": "on_site"}]},
        "no_responsible"), ({"begins_on": date(2026, 9, 10)}, "begins_on"), ({"content": "没有的行业"}, "sector"),
    ):  # fmt: skip
        named = {"kind": "daily", "responsible": "甲", "department": "", "method": "on_site"}
        usual = {"kinds": [named], "begins_on": FRIDAY, "content": "工贸"}
        with pytest.raises(RuleBroken) as refused:
            commands.set_plan(user_by_name("quqiye"), firm().id, **(usual | said))
        assert refused.value.code == code
        forget()
    for who in ("qiye", "fazhi"):
        with pytest.raises(NotAllowed):
            plan("daily", who=who)
        forget()
    assert plan("daily", who="quzhifa1")[0].organisation_id == user_by_name("quzhifa1").bureau_id
    disable_user(SYSTEM, hazard.user("quqiye"))
    with pytest.raises(RuleBroken, match="没有账号"):
        plan("daily", who="quzhifa1")
    forget()
    work()
    assert checks() == [("09-11", "missed")]  # nobody could be asked


# --- the principal --------------------------------------------------------------------------------------------------


def test_how_often_the_principal_leads_follows_the_sector_and_a_month_without_is_warned_of(app, clock):
    plan("daily", begins_on=FRIDAY)
    work()
    walk(app, begun(), {"carry_out": done(led_by_principal=True), "sign": signed()})

    def stands(on: date):
        forget()
        return leading.standings([firm()], on)[firm().id]

    assert (stands(today()).cycle, [(turn.words, turn.led) for turn in stands(today()).turns]) == ("每季度", [("2026年第3季度", 1)])
    assert stands(date(2027, 1, 4)).warning == "2026年第4季度主要负责人带队检查 0 次，应不少于 1 次"
    assert [turn.words for turn in stands(date(2027, 1, 4)).missed] == ["2026年第4季度"]  # the third had not the plan from its first day
    firm().sector = "危险化学品"
    db.session.commit()
    assert (stands(date(2026, 11, 2)).cycle, [turn.words for turn in stands(date(2026, 11, 2)).missed]) == ("每月", ["2026年10月"])


@pytest.mark.parametrize("sector, cycle", [("工贸", "quarter"), ("", "quarter"), ("危险化学品", "month"), ("道路运输", "month"),
                                           ("非煤矿山", "month"), ("体育", "month"), ("水利", "quarter")])  # fmt: skip
def test_the_table_of_sectors(sector, cycle):
    value = judged(leading.TABLE, sector=sector)
    assert (value["cycle"], int(value["times"])) == (cycle, 1) and "三年行动方案" in value["article"]


def test_periods_begin_on_working_days_and_hold_none_where_the_week_is_a_holiday():
    golden = {date(2026, 10, 1) + timedelta(days=number) for number in range(10)}

    def works(day):
        return day.weekday() < 5 and day not in golden

    assert rules.period_from("weekly", date(2026, 10, 5), works) == rules.Period(date(2026, 10, 12), date(2026, 10, 16))
    assert rules.period_from("monthly", date(2026, 10, 3), works) == rules.Period(date(2026, 10, 12), date(2026, 10, 30))
    assert rules.due_periods("daily", date(2026, 10, 12), date(2026, 10, 11), works) == []
    assert rules.missing({"content": "工贸", "kind": "daily", "department": " "}) == ["方式", "责任人", "部门", "过程", "结果"]
