"""`workflows/public_circular.bpmn`: every road, saved and loaded at every step; nothing is published unapproved (R045, R046)."""

from datetime import date

import pytest

from app.core.clock import frozen, moving, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.core.models import AuditEntry
from app.documents import queries as documents
from app.hazards.models import Hazard
from app.identity.commands import appoint, create_user
from app.notices.models import Notice
from app.supervision import circular_commands, circular_queries
from app.supervision.models import Listing, ListingProgress
from app.workflow.commands import fire_due_timers
from tests.applications import standing
from tests.workflow.walk import answer, forget, items, only, person, until, walk
from tests.workflows import circular_answers as say
from tests.workflows import hazard_answers as hazard
from tests.workflows.circular_answers import circular, circulars, the_circular
from tests.workflows.supervision_answers import letter, letters

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 15)


@pytest.fixture(scope="module")
def database_template(shared_application, rectifying_template):
    """A major hazard whose enterprise has left a reminder unanswered since 2026-09-15."""
    with standing(shared_application, rectifying_template) as (application, saved):
        with frozen(MONDAY):
            until(application, letter(), letters(), "record_letter_reply")
        with frozen(TUESDAY):
            fire_due_timers()
    return saved


@pytest.fixture
def clock(app):
    with moving(TUESDAY) as advance:
        yield advance


def papers(begun) -> list[str]:
    return [paper.template_id for paper in documents.documents_of(begun.id)]


def test_a_silent_unit_is_a_candidate_is_named_and_published_only_after_the_head_has_approved(app, clock):
    begun = circular()
    [candidate] = circular_queries.candidates(person("quanban"))
    assert (candidate.key, candidate.hazard_id) == ("letter:1", 1) and "到期没有回复" in candidate.facts
    until(app, begun, circulars(draft_circular=say.drafted(candidates=["letter:1"], hazard_numbers="")), "approve_circular")
    row = the_circular()
    assert (row.number, row.status, [each.hazard_id for each in row.entries]) == ("TB-2026-00001", "approval", [1])
    with pytest.raises(RuleBroken, match="还没有批准"):
        circular_commands.publish(person("quanban"), row, TUESDAY, "网站", [])
    forget()
    assert papers(begun) == [] and [each.element for each in items(begun)] == ["approve_circular"]
    until(app, begun, circulars(), "publish_circular")
    assert (the_circular().status, papers(begun)) == ("approved", ["circular_notice"])
    with pytest.raises(RuleBroken, match="发布日期"):
        answer(begun, "publish_circular", say.published(published_on="2026-09-14"), "quanban")
    forget()
    until(app, begun, circulars(), "follow_circular")
    row = the_circular()
    assert (row.status, row.published_on, row.published_where) == ("published", TUESDAY, "区政府网站曝光台")
    assert row.publication_files and circular_queries.circulars_of(1) == [row]
    assert circular_queries.candidates(person("quanban")) == []  # named once for it
    assert documents.documents_of(begun.id)[0].html.count("到期没有回复") == 1


def test_areas_and_units_that_are_slow_and_reports_false_twice_are_candidates(app, clock, login):
    row = hazard.the_hazard()
    for number, due_on in enumerate((date(2026, 7, 20), date(2026, 8, 20)), 2):
        db.session.add(Hazard(
            number=f"YH-2026-{number:05d}", enterprise_id=row.enterprise_id, organisation_id=row.organisation_id, area_id=row.area_id,
            source="spot_check", found_on=MONDAY, found_by="秦以南", finders=[], place="", description="", status="rectifying",
            due_on=due_on, created_at=now()))  # fmt: skip
    months = [ListingProgress(month=month, due_on=MONDAY, reported_on=MONDAY, percent=90, note="已完成") for month in (1, 2, 3)]
    db.session.add(Listing(
        number="GP-1", hazard_id=1, level="district", organisation_id=row.organisation_id, status="supervising", proposed_on=MONDAY,
        listed_on=MONDAY, due_on=date(2026, 12, 1), instance_id=row.instance_id, progress=months))  # fmt: skip
    db.session.commit()
    found = {each.key: each.facts for each in circular_queries.candidates(person("quanban"))}
    assert set(found) == {"letter:1", f"slow:{row.enterprise.name}:2026-08", "slow:鄂城区:2026-08"}
    assert "7月到期1条、按期整改0条，8月到期1条、按期整改0条" in found[f"slow:{row.enterprise.name}:2026-08"]
    browser, path = login("quanban"), "/supervision/listings/1/progress/{}/return"
    assert "退回" in browser.get("/supervision/listings/1").text
    assert browser.post(path.format(1), data={"reason": "现场没有施工。"}).status_code == 302
    assert "false:1:2" not in {each.key for each in circular_queries.candidates(person("quanban"))}
    assert browser.post(path.format(2), data={"reason": "照片是去年的。"}).status_code == 302
    for month, words in ((1, "又退"), (9, "没有"), (3, " ")):
        assert browser.post(path.format(month), data={"reason": words}).status_code == 422
    assert login("quqiye").post(path.format(3), data={"reason": "不实"}).status_code == 403
    [false] = [each for each in circular_queries.candidates(person("quanban")) if each.key.startswith("false:")]
    assert "第1、2个月的进展报告不实，被退回2次" in false.facts
    assert db.session.query(Notice).filter_by(user_id=hazard.user("quqiye"), about="listing:1").count() == 2


def test_what_is_published_names_no_person_and_carries_nobodys_number(app, clock):
    begun = circular("exposure")
    for field, words, why in (
        ("body", "主要负责人杜若衡没有整改。", "姓名“杜若衡”"), ("requirements", "请拨13812345678。", "手机号码"),
        ("circular_title", "霍承宇的企业", "姓名“霍承宇”"), ("body", "身份证号42070419800101123X。", "身份证号"),
        ("units", [{"enterprise_id": hazard.firm_id(), "unit_facts": "杜若衡拒不整改。"}], "姓名“杜若衡”"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=why):
            answer(begun, "draft_circular", say.exposed(**{field: words}), "quanban")
        forget()
    with pytest.raises(RuleBroken, match="名单"):
        answer(begun, "draft_circular", say.exposed(hazard_numbers=""), "quanban")
    forget()
    with pytest.raises(RuleBroken, match="没有编号"):
        answer(begun, "draft_circular", say.exposed(hazard_numbers="YH-2020-00009"), "quanban")
    forget()
    answer(begun, "draft_circular", say.exposed(), "quanban")
    assert the_circular().status == "review"


def test_it_is_followed_until_what_it_names_is_removed(app, clock):
    begun = circular("exposure")
    until(app, begun, circulars(draft_circular=say.exposed()), "follow_circular")
    assert papers(begun) == ["exposure_notice"] and only(begun, "follow_circular").due_on == date(2026, 10, 15)
    answer(begun, "follow_circular", say.followed(), "quanban")
    with pytest.raises(RuleBroken, match="YH-2026-00001 还没有销号"):
        answer(begun, "follow_circular", say.followed("done"), "quanban")
    forget()
    row = hazard.the_hazard()
    row.status = "closed"
    db.session.commit()
    assert walk(app, begun, circulars(follow_circular=say.followed("done"))) == ["follow_circular"]
    row = the_circular()
    assert (row.status, [each.result for each in row.follow_ups]) == ("followed", ["continue", "done"])
    assert [each.states for each in row.follow_ups] == [
        [{"number": "YH-2026-00001", "status": "rectifying"}], [{"number": "YH-2026-00001", "status": "closed"}]]  # fmt: skip


def test_what_is_wrong_is_corrected_by_approval_and_what_should_not_have_been_is_withdrawn(app, clock):
    begun = circular("exposure")
    until(app, begun, circulars(draft_circular=say.exposed()), "follow_circular")
    with pytest.raises(RuleBroken, match="杜若衡"):
        answer(begun, "follow_circular", say.followed("correct", corrected_text="应为杜若衡。"), "quanban")
    forget()
    answer(begun, "follow_circular", say.followed("correct"), "quanban")
    answer(begun, "approve_circular_correction", {"correction_result": "refuse", "opinion": "原文无误。"}, "qujuzhang")
    assert the_circular().status == "published" and papers(begun) == ["exposure_notice"]
    answer(begun, "follow_circular", say.followed("correct"), "quanban")
    until(app, begun, circulars(), "follow_circular")
    assert (the_circular().status, papers(begun)) == ("published", ["exposure_notice", "circular_correction"])
    walk(app, begun, circulars(follow_circular=say.followed("withdraw")))
    row = the_circular()
    assert (row.status, row.ended_on) == ("withdrawn", TUESDAY)
    exposure = documents.latest("exposure_notice", "circular", row.id)
    assert [note["words"] for note in documents.notes(exposure)] == ["更正：部位写错。", "撤回：部位写错。"]
    assert "现予撤回" in documents.latest("circular_correction", "circular", row.id).html


def test_it_is_sent_back_twice_and_refused_and_nobody_approves_an_own_draft(app, clock):
    begun = circular()
    plan = circulars(
        review_circular=[{"circular_review": "return", "opinion": "核实。"}, {"circular_review": "agree", "opinion": "好。"}],
        approve_circular=[
            {"circular_result": "return", "opinion": "写明期限。"}, {"circular_result": "refuse", "opinion": "已经整改。"}],
    )  # fmt: skip
    path = walk(app, begun, plan)
    assert path == ["draft_circular", "review_circular"] * 2 + ["approve_circular", "draft_circular", "review_circular", "approve_circular"]
    assert (the_circular().status, papers(begun)) == ("refused", [])
    assert circular_queries.candidates(person("quanban"))  # refused, it has named nobody
    with pytest.raises(NotAllowed):
        circular(who="quzhifa1")


def test_pages_show_it_to_the_bureau_above_and_a_stranger_is_refused_and_in_the_audit(app, clock, login):
    begun = circular()
    until(app, begun, circulars(), "follow_circular")
    for who in ("quanban", "anweiban"):
        page = login(who).get("/supervision/circulars/1").text
        assert "YH-2026-00001" in page and "区政府网站曝光台" in page and "整改中" in page
        assert "TB-2026-00001" in login(who).get("/supervision/circulars").text
    assert '/supervision/circulars/1">重大事故隐患逾期没有消除' in login("quanban").get("/hazards/1").text
    own = login("quqiye")
    assert "重大事故隐患逾期没有消除" in own.get("/hazards/1").text and "/supervision/circulars/1" not in own.get("/hazards/1").text
    assert own.get("/supervision/circulars/1").status_code == 403  # no page of theirs
    made = create_user(SYSTEM, "elsewhere", "外区人", "long enough 1")
    appoint(SYSTEM, made.id, "b-zj", "科员", "safety_office", date(2026, 1, 1), area_id="ar-huarong")
    made.must_change_password = False
    db.session.commit()
    assert login("elsewhere").get("/supervision/circulars/1").status_code == 403
    kept = db.session.scalars(db.select(AuditEntry).where(AuditEntry.actor_name == "外区人"))
    assert any("note_refusal" in entry.act for entry in kept)
