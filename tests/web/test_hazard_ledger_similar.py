"""What looks the same while a hazard is written down (疑似重复), and another area's hazard named by its number: refused and kept."""

from datetime import date

import pytest

from app.core.clock import frozen
from app.core.command import SYSTEM
from app.core.database import db
from app.core.files import store_attachment
from app.core.models import AuditEntry
from app.enterprises.commands import tie_account
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_DISTRICT
from app.workflow.models import Instance
from app.workflow.queries import open_items
from tests.applications import standing
from tests.builders import make_enterprise
from tests.web.test_hazard_ledger import OTHER_BUREAU, add

ON = date(2026, 8, 3)
PLACE = "抛光二车间3号除尘系统"


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """Of one unit: an open hazard, a closed one of the same place, one of another place; one of a bureau out of reach."""
    with standing(shared_application, database_template) as (_, saved), frozen(ON):
        firm = make_enterprise(1, area_id="ar-echeng")
        tie_account(SYSTEM, user_by_name("quqiye").id, firm.id)
        add(1, firm, place=PLACE, article="工贸企业重大事故隐患判定标准第十一条第四项")
        add(2, firm, place=PLACE, status="closed", closed_on=ON)
        add(3, firm, place="熔炼车间")
        add(4, firm, place=PLACE, organisation_id=OTHER_BUREAU, area_id=None, grade="major")
    return saved


@pytest.fixture(autouse=True)
def clock(app):
    with frozen(ON):
        yield


def numbers(browser, **asked) -> list[str]:
    return [row["value"][-1] for row in browser.get("/hazards/similar", query_string={"enterprise": 1} | asked).json["rows"]]


def started(browser, key="hazard", **said):
    photo = store_attachment(user_by_name("quzhifa1"), "现场.pdf", b"%PDF-1.7 photo").id
    filled = {"enterprise_id": 1, "source": "flying_inspection", "found_on": "2026-08-03", "place": PLACE, "description": "正压吹送。",
              "photos": [photo]} if key == "hazard" else {}  # fmt: skip
    return browser.post(f"/start/{key}", json={"answers": filled | said}, headers={"Accept": "application/json"})


def test_open_hazards_of_the_same_place_or_article_are_told_within_one_s_reach(login):
    officer = login("quzhifa1")
    assert numbers(officer, place=" 抛光二车间 3号除尘系统") == ["1"]  # not the closed one, not the other bureau's
    assert numbers(officer, place="3号除尘系统") == ["1"]
    assert numbers(officer, place="别处", article="工贸企业重大事故隐患判定标准第十一条第四项") == ["1"]
    assert numbers(officer, place="3") == numbers(officer) == numbers(officer, enterprise="9", place=PLACE) == []
    [row] = officer.get("/hazards/similar?enterprise=1&place=熔炼车间").json["rows"]
    assert row["url"] == "/hazards/3"
    assert "熔炼车间" in row["label"]


def test_an_enterprise_sees_its_own_and_merges_nothing(login):
    told = login("quqiye").get("/hazards/similar", query_string={"enterprise": 99, "place": PLACE}).json
    assert [row["value"][-1] for row in told["rows"]] == ["4", "1"]
    assert told["may_merge"] is False
    assert started(login("quqiye"), same_as="YH-2026-00001").status_code == 403
    assert db.session.query(Hazard).count() == 4


def test_what_is_the_same_is_merged_at_once_and_its_source_stays_counted(login):
    assert started(login("quzhifa1"), same_as="YH-2026-00001").status_code == 200
    made, known = db.session.query(Hazard).order_by(Hazard.id.desc()).first(), db.session.get(Hazard, 1)
    assert (made.status, made.merged_into_id, made.source) == ("merged", 1, "flying_inspection")
    assert "登记时核对为同一隐患" in made.records[-1].note
    assert made.number in known.records[-1].note
    assert (db.session.get(Instance, made.instance_id).status, open_items(made.instance_id)) == ("finished", [])


def test_what_is_registered_by_itself_is_told_of_at_the_assessment(login):
    answered = started(login("quzhifa1"))
    page = login("quzhifa1").get(answered.json["url"]).text
    assert "YH-2026-00001" in page
    made = db.session.query(Hazard).order_by(Hazard.id.desc()).first()
    assert (made.status, [item.element for item in open_items(made.instance_id)]) == ("assessing", ["assess_hazard"])


@pytest.mark.parametrize(("who", "key", "said"), [
    ("quzhifa1", "hazard", {"same_as": "YH-2026-00004"}),
    ("quduizhang", "listed_supervision", {"hazard_number": "YH-2026-00004", "listing_reason": "整改难度大。"}),
    ("quduizhang", "escalation_ladder", {"hazard_number": "YH-2026-00004", "start_reason": "逾期不改。"}),
    ("quduizhang", "supervision_letter", {"hazard_number": "YH-2026-00004", "instrument_kind": "reminder", "target_kind": "enterprise",
                                          "enterprise_id": 1}),
])  # fmt: skip
def test_another_area_s_hazard_by_its_number_is_refused_as_if_there_were_none_and_kept_in_the_audit(login, who, key, said):
    assert db.session.get(Hazard, 1).organisation_id == DEMO_DISTRICT
    answered = started(login(who), key, **said)
    assert answered.status_code == 422
    assert "在您的管辖范围内没有编号为“YH-2026-00004”的隐患" in answered.json["message"]
    kept = db.session.scalars(db.select(AuditEntry).where(AuditEntry.actor_name == user_by_name(who).name)).all()
    [entry] = [each for each in kept if each.act == "core.note_refusal"]
    assert f"/start/{key}" in str(entry.detail)
    assert db.session.query(Hazard).count() == 4
    nobody_s = {name: "YH-2026-99999" for name in ("same_as", "hazard_number") if name in said}
    assert started(login(who), key, **said | nobody_s).status_code == 422
    assert db.session.query(AuditEntry).filter_by(act="core.note_refusal").count() == 1  # there is none: nothing to keep
