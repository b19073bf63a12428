"""涉企检查频次 (国办发〔2024〕54号): a limit by risk and year, leads beyond it, one inspection a day."""

from datetime import date

import pytest

from app.core.clock import moving
from app.core.command import SYSTEM
from app.core.database import db
from app.core.errors import RuleBroken
from app.enterprises.commands import set_risk_level
from app.inspections import frequency
from app.inspections.models import Inspection
from app.law.tables import queries as tables
from tests.tables import judged
from tests.workflow.walk import forget, start
from tests.workflows import test_inspection as inspecting


@pytest.fixture
def firm(app):
    with moving(date(2026, 9, 7)):
        yield inspecting.known_enterprise()


def inspect(firm_id: int, day: str, trigger: str = "plan", **more) -> Inspection:
    answers = {"enterprise_id": firm_id, "trigger": trigger, "planned_on": day, "officers": inspecting.officers(), **more}
    start("zhifa1", "inspection", answers)
    row = db.session.query(Inspection).order_by(Inspection.id.desc()).first()
    db.session.refresh(row)
    return row


@pytest.mark.parametrize(("level", "limit"), [("red", 4), ("orange", 3), ("yellow", 2), ("blue", 1), ("none", 2)])
def test_every_colour_has_its_limit_and_the_source(level, limit):
    found = judged("inspection_frequency", risk_level=level)
    assert found["yearly_limit"] == limit and "54号" in found["article"]


def test_beyond_the_limit_only_a_lead_opens_an_inspection_and_is_kept(app, firm):
    set_risk_level(SYSTEM, firm.id, "blue", "年度评定")
    firm_id = firm.id
    first = inspect(firm_id, "2026-09-07")
    assert (first.yearly_count, first.yearly_limit) == (1, 1)
    with pytest.raises(RuleBroken) as over:
        inspect(firm_id, "2026-10-09", "special")
    assert over.value.code == "frequency" and "54号" in over.value.message and "线索" in over.value.message
    forget()
    with pytest.raises(Exception, match="必填|线索"):
        inspect(firm_id, "2026-10-09", "tip")
    forget()
    lead = inspect(firm_id, "2026-10-09", "tip", clue="举报 12350-17")
    assert (lead.yearly_count, lead.yearly_limit, lead.clue) == (1, 1, "举报 12350-17")
    recorded = tables.result("inspection_frequency", "inspection", lead.id)
    assert recorded.inputs == {"risk_level": "blue"} and recorded.value["yearly_limit"] == 1
    inspect(firm_id, "2027-01-05")  # another year


def test_two_on_one_day_are_made_one_unless_a_reason_is_given(app, firm):
    firm_id = firm.id
    first = inspect(firm_id, "2026-09-07")
    with pytest.raises(RuleBroken) as twice:
        inspect(firm_id, "2026-09-07", "tip", clue="举报 3")
    assert twice.value.code == "same_day" and first.number in twice.value.message
    assert list(twice.value.fields) == ["separate_reason"]
    forget()
    second = inspect(firm_id, "2026-09-07", "tip", clue="举报 3", separate_reason="举报须夜间突击检查。")
    assert second.separate_reason == "举报须夜间突击检查。"


def test_the_picker_and_the_page_tell_how_the_enterprise_stands(app, firm, login):
    firm_id, name = firm.id, firm.name
    row = inspect(firm_id, "2026-09-07")
    [found] = login("zhifa1").get("/lookup/enterprises", query_string={"q": name}).json
    assert "今年计划内检查 1 次，上限 2 次" in found["detail"]
    page = login("zhifa1").get(f"/inspections/{row.id}").text
    assert "当年第 1 次计划内检查" in page and "上限 2 次" in page
    assert frequency.same_day(firm_id, date(2026, 9, 7)).id == row.id
