"""`workflows/escalation_ladder.bpmn` (升级阶梯): rung by rung by the clock alone, a case at once beside it, every end."""

from datetime import date

import pytest
from sqlalchemy import func

from app.cases.from_hazards import from_hazard
from app.cases.models import Case
from app.core.clock import local, moving, today
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import Attachment, AuditEntry
from app.documents.queries import documents_of
from app.enterprises.models import EnterprisePerson
from app.hazards.models import Hazard
from app.identity.commands import appoint, create_user
from app.identity.seeding import DEMO_BUREAU
from app.notices.models import Notice
from app.supervision import rules
from app.supervision.models import FollowUp, Instrument, Ladder
from app.workflow.commands import fire_due_timers
from app.workflow.models import Incident, Instance, Timer, WorkItem
from app.workflow.queries import instance as instance_of
from tests.applications import standing
from tests.tables import judged
from tests.workflow.walk import answer, do, forget, items, only, start, until, walk
from tests.workflows import hazard_answers as hazard
from tests.workflows import penalty_answers as said
from tests.workflows import supervision_answers as say
from tests.workflows.hazard_answers import the_hazard
from tests.workflows.supervision_answers import closing, letters, listed, the_ladder, the_letter, the_listing

MONDAY = date(2026, 9, 7)
OVERDUE = date(2026, 10, 19)  # its last day is Saturday 2026-10-17
PLAN = letters() | listed(request_delisting=None) | closing(propose_closure_order=None) | {"look_again": None}


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A major hazard became overdue on 2026-10-19, and nobody has acted since."""
    with standing(shared_application, database_template) as (application, saved), moving(MONDAY) as advance:
        hazard.firm()
        until(application, hazard.begin(), hazard.usual(), "record_monitoring")
        advance(days=(OVERDUE - MONDAY).days)
        while fire_due_timers():
            forget()
    return saved


@pytest.fixture
def clock(app):
    with moving(OVERDUE) as advance:
        yield advance


def matter() -> Instance:
    found = instance_of(the_ladder().instance_id)
    forget()
    return found


def planned(item, plan: dict | None = None):
    found = (plan or PLAN)[item.element]
    return found(item) if callable(found) else found


def pass_on(app, clock, until_on: date) -> list[tuple[str, str]]:
    """The office sends what is due and nobody answers. Returns: [(day, rung or kind)] of the ladder and its letters"""
    seen = []
    while today() < until_on:
        work(matter())
        clock(days=max(1, (next_day() - today()).days))
        fire_due_timers()
        day = today().isoformat()
        row = the_ladder()
        seen += [
            (day, f"{each.kind}:{told['kind']}")
            for each in row.instruments
            for told in each.reminders
            if told["on"] == day
        ]
        seen += [(day, each["rung"]) for each in row.reached if each["on"] == day]
    return seen


def next_day() -> date:
    """The day the next clock of anything strikes."""
    return local(db.session.query(func.min(Timer.due_at)).scalar()).date()


def work(begun: Instance, plan: dict | None = None) -> None:
    while True:
        forget()
        for item in items(begun):
            if (given := planned(item, plan or PLAN)) is not None:
                do(item.id, given)
                break
        else:
            return


def test_an_overdue_major_hazard_climbs_once_and_a_case_is_begun_at_once_beside_it(app, clock):
    row = the_ladder()
    assert (row.rung, row.reached, row.started_on) == ("reminder", [{"rung": "reminder", "on": "2026-10-19"}], OVERDUE)
    assert (row.filing["outcome"], the_hazard().overdue_on) == ("file", OVERDUE)
    case = instance_of(row.case_instance_id)
    assert (case.process_key, case.origin_id, [each.element for each in items(case)]) == (
        "penalty_case",
        row.instance_id,
        ["apply_filing"],
    )
    assert [each.element for each in items(matter())] == ["draft_letter"]
    while fire_due_timers():
        forget()
    assert db.session.query(Ladder).count() == 1 and db.session.query(Incident).count() == 0
    for who in ("quanban", "quduizhang", "qufenguan"):
        assert (
            db.session.query(Notice).filter_by(kind="supervision", user_id=hazard.user(who), mark="reminder").count()
            == 1
        )


def test_what_the_case_is_about_is_carried_over(app, clock, login):
    item = only(instance_of(the_ladder().case_instance_id), "apply_filing")
    page = login("quzhifa1").get(f"/tasks/{item.id}").text
    row = the_hazard()
    assert row.place in page and row.number in page and "未采取措施消除事故隐患" in page
    db.session.query(EnterprisePerson).update({"id_no": "420704198001010018"})
    db.session.commit()
    opened = from_hazard(row)
    filing = said.answers(row.enterprise)["apply_filing"] | opened
    persons = [each | {"address": "临江区峤石路6号"} for each in opened["persons"]]
    do(item.id, filing | {"persons": persons, "officers": [hazard.user("quzhifa1"), hazard.user("quzhifa2")]})
    [case] = db.session.query(Case).all()
    assert [(party.kind, party.name) for party in case.parties] == [("entity", case.parties[0].name), ("person", "杜若衡")]
    assert (case.cause, case.conduct_on, case.enterprise_id) == ("未采取措施消除事故隐患", OVERDUE, the_hazard().enterprise_id)
    assert "正压吹送" in case.facts and "期限届满没有消除" in case.facts


def test_silence_alone_leads_from_rung_to_rung_each_once_and_on_its_working_day(app, clock):
    seen = pass_on(app, clock, date(2026, 11, 30))
    assert seen == [
        ("2026-10-21", "reminder:soon"), ("2026-10-27", "reminder:silent"), ("2026-10-27", "rectification"),
        ("2026-10-29", "rectification:soon"), ("2026-11-04", "rectification:silent"), ("2026-11-04", "interview"),
        ("2026-11-10", "interview:soon"), ("2026-11-16", "interview:silent"), ("2026-11-16", "listing"),
    ]  # fmt: skip
    row = the_ladder()
    assert [each["rung"] for each in row.reached] == ["reminder", "rectification", "interview", "listing"]
    assert [(each.kind, each.status) for each in row.instruments] == [
        ("reminder", "silent"), ("rectification", "silent"), ("interview", "silent")]  # fmt: skip
    listing = the_listing()
    assert (listing.level, listing.status, listing.ladder_id, listing.proposed_by) == (
        "district",
        "supervising",
        row.id,
        None,
    )
    papers = [paper.template_id for paper in documents_of(row.instance_id) if paper.template_id != "delivery_receipt"]
    assert papers == [
        "reminder_letter",
        "supervision_rectification_notice",
        "interview_notice",
        "interview_record",
        "listing_notice",
    ]
    backs = db.session.query(Instance).filter_by(process_key="supervision_look_back").all()
    assert [[item.element for item in items(each)] for each in backs] == [["look_back"]]
    assert db.session.query(Incident).count() == 0


def test_a_worker_that_stood_still_for_ten_days_makes_up_for_it_once(app, clock):
    """From Monday 2026-10-19 to Thursday 10-29: what is silent since 10-27 is silent, the next rung is reached, each once."""
    assert [each["kind"] for each in the_hazard().reminders if each["kind"] not in ("monitoring", "unread")] == ["overdue"]
    work(matter())
    clock(days=10)
    for _ in range(2):
        while fire_due_timers():
            forget()
    row = the_ladder()
    assert row.reached == [{"rung": "reminder", "on": "2026-10-19"}, {"rung": "rectification", "on": "2026-10-29"}]
    assert [say.kinds(each) for each in row.instruments] == [["silent"], []]
    told = db.session.query(Notice).filter_by(kind="supervision", mark="rectification", user_id=hazard.user("quanban"))
    assert told.count() == 1 and db.session.query(Incident).count() == 0


def test_a_neglected_listing_becomes_the_citys_and_then_closing_is_proposed_in_parallel(app, clock):
    pass_on(app, clock, date(2027, 3, 5))
    row = the_ladder()
    assert (row.rung, [each["rung"] for each in row.reached].count("closure")) == ("closure", 1)
    assert (the_listing().level, the_listing().organisation_id) == ("city", DEMO_BUREAU)
    assert db.session.query(FollowUp).count() == 2
    begun = matter()
    assert {"propose_closure_order", "request_delisting"} <= {item.element for item in items(begun)}
    do(only(begun, "propose_closure_order").id, closing()["propose_closure_order"])
    item = only(begun, "approve_closure_order")
    with pytest.raises(NotAllowed):
        do(item.id, {"closure_result": "approve", "opinion": "同意。"}, "qufenguan")
    forget()
    answer(begun, "approve_closure_order", {"closure_result": "approve", "opinion": "同意。"}, "qujuzhang")
    answer(begun, "record_closure_order", closing()["record_closure_order"](None))
    assert the_ladder().closure["decision"] == "close"
    [paper] = [paper for paper in documents_of(begun.id) if paper.template_id == "closure_proposal"]
    assert paper.facts["addressee"] == "鄂城区人民政府"


def test_an_accepted_reply_ends_the_ladder(app, clock):
    begun = matter()
    walk(app, begun, lambda item: say.replied() if item.element == "record_letter_reply" else planned(item))
    row = the_ladder()
    assert (row.outcome, row.ended_on, [each.status for each in row.instruments]) == ("answered", OVERDUE, ["accepted"])


def test_a_reply_that_is_not_accepted_leads_to_the_next_rung_at_once(app, clock):
    begun = matter()
    work(begun)
    answer(begun, "record_letter_reply", say.replied(), "quanban")
    answer(begun, "judge_letter_reply", {"reply_result": "reject", "opinion": "没有落实。"}, "quduizhang")
    assert (the_ladder().rung, the_letter().kind, only(begun, "draft_letter").element) == (
        "rectification",
        "rectification",
        "draft_letter",
    )


def test_the_removal_of_the_hazard_ends_the_ladder_wherever_it_stands(app, clock):
    begun = matter()
    work(begun)
    hazard_matter = instance_of(the_hazard().instance_id)
    forget()
    walk(app, hazard_matter, hazard.usual())
    assert (the_hazard().status, the_letter().status, items(begun)) == ("closed", "ended", [])
    row = the_ladder()
    assert (row.outcome, row.ended_on) == ("removed", OVERDUE)
    assert instance_of(row.instance_id).status == "finished"
    assert db.session.query(WorkItem).filter_by(root_id=row.instance_id, status="open").count() == 0


def test_a_listing_that_is_taken_off_ends_the_ladder_before_the_hazard_is_closed(app, clock):
    pass_on(app, clock, date(2026, 11, 20))
    until(app, instance_of(the_hazard().instance_id), hazard.usual(), "approve_closure")
    plan = PLAN | listed()
    walk(app, matter(), lambda item: plan[item.element](item) if callable(plan[item.element]) else plan[item.element])
    assert (the_ladder().outcome, the_listing().status) == ("removed", "published")
    walk(app, instance_of(the_hazard().instance_id), hazard.usual())
    assert the_hazard().status == "closed"


def test_the_office_begins_a_ladder_for_major_hazards_only_and_never_twice(app, clock):
    asked = {"hazard_number": the_hazard().number, "start_reason": "屡次拖延。"}
    with pytest.raises(RuleBroken, match="已经在升级阶梯"):
        start("quanban", "escalation_ladder", asked)
    forget()
    with pytest.raises(NotAllowed):
        start("quzhifa1", "escalation_ladder", asked)
    forget()
    walk(app, matter(), lambda item: say.replied() if item.element == "record_letter_reply" else planned(item))
    begun = start("quanban", "escalation_ladder", asked)
    forget()
    assert (
        the_ladder().reason == "屡次拖延。" and not the_ladder().case_instance_id
    )  # the case was begun the first time
    assert [item.element for item in items(begun)] == ["draft_letter"]
    with pytest.raises(RuleBroken, match="管辖范围内没有编号"):
        start("quanban", "escalation_ladder", asked | {"hazard_number": "YH-1"})
    forget()
    assert (
        set(rules.RUNGS) == {"reminder", "rectification", "interview", "listing", "closure"}
        and db.session.query(Instrument).count() == 2
    )


REFUSED = {"listing_result": "refuse", "opinion": "先执行处罚。", "look_again_on": "2026-12-14"}


def climb(app, clock, plan: dict, element: str) -> None:
    """The office sends what is due, nobody answers, until a task of this element is open."""
    for _ in range(20):
        work(matter(), plan)
        if any(item.element == element for item in items(matter())):
            return
        clock(days=max(1, (next_day() - today()).days))
        fire_due_timers()
    raise AssertionError(f"{element} never came")


def test_a_head_who_does_not_list_says_why_and_when_it_is_looked_at_again_and_the_ladder_goes_on(app, clock, login):
    climb(app, clock, PLAN | {"approve_listing": None}, "approve_listing")
    with pytest.raises(RuleBroken, match="再看日期"):
        answer(matter(), "approve_listing", REFUSED | {"look_again_on": today().isoformat()}, "qujuzhang")
    forget()
    answer(matter(), "approve_listing", REFUSED, "qujuzhang")
    row = the_ladder()
    assert (row.ended_on, row.pauses[-1]["why"], row.pauses[-1]["until"]) == (None, "refused", "2026-12-14")
    assert row.pauses[-1]["reason"] == f"{the_listing().number}，先执行处罚。" and the_listing().status == "refused"
    page = login("quanban").get(f"/hazards/{the_hazard().id}").text
    assert "负责人不同意挂牌" in page and "2026-12-14 再看" in page and "另行立案" in page and the_letter().number in page
    climb(app, clock, {}, "look_again")
    assert today() == date(2026, 12, 14)
    wait = {"next_step": "wait", "opinion": "正在拆除。", "look_again_on": "2026-12-14"}
    with pytest.raises(RuleBroken, match="今天以后"):
        answer(matter(), "look_again", wait, "quanban")
    forget()
    answer(matter(), "look_again", wait | {"look_again_on": "2026-12-28"}, "quanban")
    climb(app, clock, {}, "look_again")
    assert today() == date(2026, 12, 28) and [each["why"] for each in the_ladder().pauses] == ["refused", "waits"]
    answer(matter(), "look_again", {"next_step": "listing", "opinion": "仍未拆除。"}, "quanban")
    do(only(matter(), "approve_listing").id, listed()["approve_listing"](None), "qujuzhang")
    assert (the_listing().status, the_ladder().rung) == ("approved", "listing")


def test_closing_is_proposed_where_the_head_lists_nothing_and_refused_it_is_looked_at_again(app, clock):
    climb(app, clock, PLAN | {"approve_listing": REFUSED}, "look_again")
    answer(matter(), "look_again", {"next_step": "closure", "opinion": "仍不具备条件。"}, "quanban")
    answer(matter(), "propose_closure_order", closing()["propose_closure_order"])
    no = {"closure_result": "refuse", "opinion": "再给一次机会。"}
    answer(matter(), "approve_closure_order", no | {"look_again_on": "2027-01-11"}, "qujuzhang")
    row = the_ladder()
    assert (row.ended_on, row.pauses[-1]["why"], row.pauses[-1]["until"]) == (None, "closure_refused", "2027-01-11")
    climb(app, clock, {}, "look_again")
    answer(matter(), "look_again", {"next_step": "closure", "opinion": "仍不具备条件。"}, "quanban")
    walk(app, matter(), closing())
    assert (the_ladder().outcome, the_ladder().closure["decision"]) == ("proposed", "close")


def test_a_hazard_listed_already_is_not_listed_twice_the_ladder_waits_for_that_listing(app, clock):
    say.listing()
    do(only(instance_of(the_listing().instance_id), "approve_listing").id, listed()["approve_listing"](None), "qujuzhang")
    number, due_on = the_listing().number, the_listing().due_on
    climb(app, clock, PLAN, "look_again")
    assert the_listing().number == number and today() > due_on
    [waited] = the_ladder().pauses
    assert (waited["why"], waited["listing"]) == ("listed", number)


@pytest.mark.parametrize(("recurrence", "rung", "kind"), [(1, "rectification", "rectification"), (2, "interview", "interview")])
def test_who_neglects_again_and_again_begins_higher_up(app, clock, recurrence, rung, kind):
    walk(app, matter(), lambda item: say.replied() if item.element == "record_letter_reply" else planned(item))
    db.session.get(Hazard, the_hazard().id).recurrence = recurrence
    db.session.commit()
    start("quanban", "escalation_ladder", {"hazard_number": the_hazard().number, "start_reason": "又犯。"})
    row = the_ladder()
    assert ([each["rung"] for each in row.reached], row.neglect["first_rung"], the_letter().kind) == ([rung], rung, kind)


def test_a_listing_of_what_is_neglected_again_and_again_is_the_citys_at_once(app, clock):
    walk(app, matter(), lambda item: say.replied() if item.element == "record_letter_reply" else planned(item))
    db.session.get(Hazard, the_hazard().id).recurrence = 3
    db.session.commit()
    begun = start("quanban", "escalation_ladder", {"hazard_number": the_hazard().number, "start_reason": "又犯。"})
    forget()
    row = the_listing()
    assert (row.level, row.organisation_id, row.raised_from, row.ladder_id) == ("city", DEMO_BUREAU, "区级", the_ladder().id)
    with pytest.raises(NotAllowed):
        answer(begun, "approve_listing", listed()["approve_listing"](None), "qujuzhang")
    forget()
    answer(begun, "approve_listing", listed()["approve_listing"](None), "juzhang")
    assert the_listing().status == "approved"
    judge = [judged("repeated_neglect", recurrence=number)["first_rung"] for number in (0, 1, 2, 3, 9)]
    assert judge == ["reminder", "rectification", "interview", "listing", "listing"]


def test_the_page_of_supervision_is_seen_by_bureau_and_the_one_above_and_refusals_are_kept(app, clock, login):
    work(matter())
    number = the_letter().id
    for who in ("quanban", "anweiban", "juzhang", "shenji"):
        page = login(who).get("/supervision/")
        assert page.status_code == 200 and the_hazard().number in page.text and "DC-2026-00001" in page.text, who
    assert [login(who).get("/supervision/").status_code for who in ("quqiye", "liucheng")] == [403, 403]
    assert [login(who).get(f"/supervision/letters/{number}").status_code for who in ("quqiye", "qiye")] == [200, 403]
    paper = next(paper for paper in documents_of(the_ladder().instance_id) if paper.template_id == "reminder_letter").id
    assert [login(who).get(f"/documents/{paper}").status_code for who in ("quqiye", "anweiban", "qiye")] == [200, 200, 403]
    forget()
    assert [entry.detail["code"] for entry in db.session.query(AuditEntry).filter_by(act="core.note_refusal")] == [
        "permission", "permission", "other_bureau", "other_bureau"]  # fmt: skip


def test_photographs_and_served_papers_of_the_hazard_are_evidence_once_the_case_is_filed(app, clock, login):
    begun = instance_of(the_ladder().case_instance_id)
    filing = said.answers(the_hazard().enterprise)
    carried = from_hazard(the_hazard()) | {"persons": [], "officers": [hazard.user("quzhifa1"), hazard.user("quzhifa2")]}
    until(app, begun, filing | {"apply_filing": filing["apply_filing"] | carried}, "investigate")
    [case] = db.session.query(Case).all()
    [photos, *papers] = case.evidence
    [picture] = the_hazard().photos
    assert (photos.number, photos.kind, photos.files[0]["sha256"]) == (1, "electronic", db.session.get(Attachment, picture).sha256)
    assert [each.name.partition("》")[0] for each in papers] == ["《重大隐患告知书（主要负责人）", "《重大隐患告知书（实际控制人）"]
    assert db.session.get(Attachment, picture).subject_kind == "hazard"  # the hazard keeps its own
    evidence, let_in = photos.files[0]["attachment_id"], 404  # the bytes are not copied with the database
    assert [login("quzhifa1").get(f"/attachments/{number}").status_code for number in (picture, evidence)] == [let_in, let_in]
    assert [login("quqiye").get(f"/attachments/{number}").status_code for number in (picture, evidence)] == [let_in, 403]


def test_the_office_of_another_district_reaches_none_of_it(app, clock, login):
    person = create_user(SYSTEM, "huaban", "卫清扬", "x", must_change=False)
    appoint(SYSTEM, person.id, "b-yj-hr", "科员", "safety_office", date(2024, 1, 1))
    number = the_hazard().number
    letter = {"instrument_kind": "reminder", "target_kind": "enterprise", "enterprise_id": hazard.firm_id()}
    listing, ladder = {"listing_reason": "拖延。"}, {"start_reason": "拖延。"}
    asked = {"escalation_ladder": ladder, "listed_supervision": listing, "supervision_letter": letter}
    for key, more in asked.items():
        with pytest.raises(RuleBroken, match="管辖范围内没有编号"):
            start("huaban", key, {"hazard_number": number} | more)
        forget()
    assert login("huaban").get(f"/supervision/letters/{the_letter().id}").status_code == 403
    assert number not in login("huaban").get("/supervision/").text
