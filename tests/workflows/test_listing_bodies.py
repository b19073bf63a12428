"""Four kinds of bodies list (挂牌主体): each the hazards it answers for, each takes off only its own; a leader may be named."""

from datetime import date, timedelta

import pytest
from marshmallow import ValidationError

from app.core.clock import frozen, moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.documents.queries import documents_of
from app.enterprises.rules import SECTORS
from app.hazards.models import Hazard
from app.identity import queries as identity
from app.identity.commands import appoint, create_user, grant_certificate
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU
from app.notices.models import Notice
from app.supervision import listing_bodies, listing_commands
from app.workflow.commands import fire_due_timers
from app.workflow.queries import instance as instance_of
from app.workflow.queries import prefill_of
from tests.applications import standing
from tests.builders import make_enterprise
from tests.workflow.walk import answer, forget, only, start, until
from tests.workflows import supervision_answers as say
from tests.workflows.supervision_answers import listed, the_listing
from tests.workflows.test_listing_batch import MONDAY, add

COMMITTEE, COOPERATIVE = "zwh-wh", "b-gx"
PEOPLE = {  # account: (organisation, role)
    "weiban": (COMMITTEE, "safety_office"), "weizhuren": (COMMITTEE, "head"), "wei1": (COMMITTEE, "officer"),
    "wei2": (COMMITTEE, "officer"), "sheban": (COOPERATIVE, "safety_office"), "shezhuren": (COOPERATIVE, "head"),
}  # fmt: skip


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """A committee and a department with their people; a hazard of chemicals, one of the cooperative, one of another sector."""
    with standing(shared_application, database_template) as (_, saved), frozen(MONDAY):
        for username, (body, role) in PEOPLE.items():
            person = create_user(SYSTEM, username, f"人员{username}", "x", must_change=False)
            appoint(SYSTEM, person.id, body, "主任" if role == "head" else "专员", role, date(2024, 1, 1))
            if role == "officer":
                grant_certificate(SYSTEM, person.id, f"证{username}", "市政府", date(2024, 1, 1), date(2029, 12, 31))
        add(1, make_enterprise(71, sector="危险化学品"), sector="危险化学品")
        add(2, make_enterprise(72, sector="供销社"), sector="供销社", found_on=date(2023, 6, 1))
        add(3, make_enterprise(73))
    return saved


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


def begin(who: str, number: int):
    begun = start(who, "listed_supervision", {"hazard_number": f"YH-2026-{number:05d}", "listing_reason": "集中治理。"})
    forget()
    return begun


def approve(begun, who: str, **changed):
    said = {"listing_result": "approve", "listing_due_on": (MONDAY + timedelta(days=30)).isoformat(), "listing_requirement": "停用。",
            "listing_acceptance": "验收。", "opinion": "同意。"} | changed  # fmt: skip
    answer(begun, "approve_listing", said, who)
    forget()


@pytest.mark.parametrize(
    ("organisation", "level"),
    [("b-yj", "city"), ("ez-awb", "city"), ("b-yj-ec", "district"), ("qu-awb", "district"), ("zwh-wh", "committee"),
     ("zwh-fmks-qu", "committee"), ("b-zj", "sector"), ("b-gx", "sector")],
)  # fmt: skip
def test_the_kind_of_a_body_says_at_which_level_it_lists(app, organisation, level):
    body = identity.organisation(organisation)
    assert listing_bodies.level_of(body.name, body.kind, body.level) == level


def test_every_body_the_data_name_exists_and_every_sector_is_known(app):
    for body, sectors in listing_bodies.bodies()["sectors"].items():
        assert identity.has_organisation(body) and set(sectors) <= set(SECTORS), body


def test_a_committee_lists_its_own_sector_only_and_only_it_takes_its_listing_off(app, clock):
    with pytest.raises(RuleBroken, match="只对本行业的隐患挂牌"):
        begin("weiban", 3)
    forget()
    begun = begin("weiban", 1)
    approve(begun, "weizhuren")
    row = the_listing()
    assert (row.level, row.organisation_id, row.status) == ("committee", COMMITTEE, "approved")
    [notice] = documents_of(begun.id)
    assert (notice.facts["level"], notice.facts["organ_name"]) == ("专委会", "云泽市危险化学品安全生产专业委员会")
    for who in ("qujuzhang", "juzhang"):
        with pytest.raises(NotAllowed, match="专委会挂牌"):
            listing_commands.delist(user_by_name(who), the_listing(), True)
        forget()


def test_what_a_committee_listed_becomes_the_citys_when_its_day_is_over(app, clock, login):
    begun = begin("weiban", 1)
    approve(begun, "weizhuren")
    until(app, begun, listed(deliver_listing_notice=lambda item: say.served(item) | {
        "deliverers": [user_by_name("wei1").id, user_by_name("wei2").id]}), "request_delisting")  # fmt: skip
    for _ in range(32):
        clock(days=1)
        fire_due_timers()
    row = the_listing()
    assert (row.level, row.raised_from, row.organisation_id) == ("city", "专委会", DEMO_BUREAU)
    assert row.number in login("quanban").get("/supervision/").text  # the district goes on to see what it has to put right
    raised = [paper.facts for paper in documents_of(begun.id) if paper.template_id == "listing_notice"][-1]
    assert raised["raised"] and raised["raised_from"] == "专委会" and raised["organ_name"] == "云泽市安全生产委员会办公室"
    with pytest.raises(NotAllowed, match="市级挂牌"):
        listing_commands.delist(user_by_name("weizhuren"), the_listing(), True)


def test_a_department_lists_within_its_sector_whatever_the_age_and_lists_nothing_of_others(app, clock, login):
    approve(begin("sheban", 2), "shezhuren")
    row = the_listing()
    assert (row.level, row.trigger["reason"]) == ("sector", "本行业的重大隐患，由行业内部挂牌督办")
    page = login("sheban").get("/supervision/batch").text
    assert "没有可以挂牌的" in page or "只对本行业" in page
    assert "行业内部" in login("sheban").get("/supervision/?level=sector").text
    chosen = db.session.query(Hazard.id).filter_by(number="YH-2026-00001").scalar()
    login("sheban").post("/supervision/batch", data={"hazard": [chosen], "reason": "集中治理。"})
    assert the_listing().hazard.sector == "供销社"


def test_a_leaders_post_is_named_on_the_notice_and_the_leader_is_reminded(app, clock, login):
    begun = begin("quanban", 3)
    item = only(begun, "approve_listing")
    options = prefill_of(user_by_name("qujuzhang"), item)["leader_options"]
    assert [each["label"] for each in options] == ["局长季云舟", "副局长温如海"]
    with pytest.raises(ValidationError, match="请从选项中选择"):
        approve(begun, "qujuzhang", leader_post="999999")
    forget()
    approve(instance_of(begun.id), "qujuzhang", leader_post=options[1]["value"])
    row = the_listing()
    assert row.leader == "副局长温如海" and "督办领导：副局长温如海" in documents_of(begun.id)[0].html
    assert "副局长温如海" in login("quanban").get(f"/supervision/listings/{the_listing().id}").text
    listing_commands.remind(SYSTEM, the_listing(), "soon")
    told = db.session.query(Notice).filter_by(kind="supervision", user_id=user_by_name("qufenguan").id)
    assert told.count() == 1
