"""`workflows/accident_interview.bpmn`: an accident is graded by its numbers, and its interviews begin by themselves (R043)."""

from datetime import date

import pytest
from marshmallow import ValidationError

from app.core.clock import moving
from app.core.database import db
from app.core.errors import NotAllowed, RuleBroken
from app.identity.seeding import DEMO_BUREAU
from app.supervision.accident_models import Accident
from app.supervision.models import Instrument
from app.workflow.models import Instance
from app.workflow.queries import prefill_of
from tests.workflow.walk import forget, only, person, start, until
from tests.workflows import hazard_answers as hazard
from tests.workflows.supervision_answers import letters

MONDAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def firm(app):
    with moving(MONDAY):
        yield hazard.firm()


def accident(who: str = "anweiban", **changed) -> Instance:
    said = {
        "enterprise_id": hazard.firm_id(), "happened_at": "2026-09-06T22:30", "place": "熔炼车间", "brief": "铝水遇湿爆炸。", "deaths": 1,
        "injuries": 2, "loss_yuan": "900000.00", "local_organisation_id": "b-yj-ec", "department_ids": ["b-zj"], **changed,
    }  # fmt: skip
    begun = start(who, "accident_interview", said)
    forget()
    return begun


@pytest.mark.parametrize(("numbers", "grade"), [
    ((0, 0, "0"), "general"), ((2, 9, "9999999.99"), "general"), ((3, 0, "0"), "larger"), ((0, 50, "0"), "major"),
    ((1, 0, "100000000"), "extraordinary"),
])  # fmt: skip
def test_the_highest_of_three_numbers_gives_the_grade(app, numbers, grade):
    accident(**dict(zip(("deaths", "injuries", "loss_yuan"), numbers, strict=True)))
    row = db.session.query(Accident).one()
    assert (row.grade, row.number) == (grade, "SG-2026-00001")


def test_local_leaders_and_heads_of_departments_are_interviewed_by_letters_of_their_own(app, login):
    begun = accident("quanban")
    assert db.session.get(Instance, begun.id).status == "finished"
    found = db.session.query(Instrument).order_by(Instrument.id).all()
    assert [(each.kind, each.target_organisation_id, each.organisation_id) for each in found] == [
        ("interview", "b-yj-ec", DEMO_BUREAU), ("interview", "b-zj", DEMO_BUREAU)]  # fmt: skip
    first = db.session.get(Instance, found[0].instance_id)
    opened = prefill_of(person("anweiban"), only(first, "draft_letter"))
    assert "发生一般事故（SG-2026-00001），死亡1人，重伤2人。铝水遇湿爆炸。" in opened["facts"] and opened["is_interview"]
    until(app, first, letters(), "deliver_letter")
    for who in ("quanban", "anweiban"):
        page = login(who).get("/supervision/accidents").text
        assert "SG-2026-00001" in page and "一般事故" in page and page.count("起草中") == 1 and page.count("已签发") == 1
    assert login("quqiye").get("/supervision/accidents").status_code == 403


def test_what_cannot_be_is_refused(app):
    for changed, why in (
        ({"happened_at": "2026-09-08T08:00"}, "不能晚于现在"), ({"department_ids": ["b-yj-ec"]}, "都要约谈"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken, match=why):
            accident(**changed)
        forget()
    with pytest.raises(ValidationError):
        accident(deaths=-1)
    forget()
    with pytest.raises(NotAllowed):
        accident("quzhifa1")
    forget()
    assert db.session.query(Accident).count() == db.session.query(Instrument).count() == 0
