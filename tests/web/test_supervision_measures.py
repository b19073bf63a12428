"""督促措施统计 (R049): every measure counts once in its area, with what came of it; the file says the same as the page."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from app.core.clock import frozen, now
from app.core.database import db
from app.core.models import AuditEntry
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_BUREAU, DEMO_DISTRICT
from app.supervision import measure_statistics as statistics
from app.supervision.circular_models import Circular, CircularEntry
from app.supervision.models import Instrument, Ladder, Listing
from tests.builders import make_enterprise
from tests.workflow.walk import start

MONDAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def measures(app):
    """Two hazards of one area, one closed and one that became a case; letters about them, to a department, and a draft."""
    with frozen(MONDAY):
        begun = start("quanban", "public_circular", {"circular_kind": "notice"}).id  # has published nothing
        firm = make_enterprise(31, area_id="ar-echeng")
        closed, left = (hazard(firm, number, status) for number, status in enumerate(("closed", "rectifying"), 1))
        db.session.add(Ladder(hazard_id=left.id, started_on=MONDAY, case_instance_id="case", instance_id=begun))
        sent("reminder", "accepted", closed, replied_on=MONDAY)
        sent("reminder", "silent", left)
        sent("interview", "waiting", left)
        sent("interview", "drafting", left)
        sent("proposal", "waiting", None, organisation_id=DEMO_BUREAU, target_organisation_id="b-zj")
        db.session.add(Listing(number="GP-1", hazard_id=left.id, level="district", organisation_id=DEMO_DISTRICT, status="supervising",
                               proposed_on=MONDAY, listed_on=MONDAY, overdue_on=MONDAY, instance_id=begun))  # fmt: skip
        named = [
            CircularEntry(candidate="", name=firm.name, facts="", enterprise_id=firm.id, hazard_id=each.id)
            for each in (closed, left)
        ]
        db.session.add(Circular(number="TB-1", kind="exposure", organisation_id=DEMO_DISTRICT, status="published", published_on=MONDAY,
                                instance_id=begun, created_at=now(), entries=named))  # fmt: skip
        db.session.commit()
        yield


def hazard(firm, number: int, status: str) -> Hazard:
    row = Hazard(
        number=f"YH-2026-{number:05d}", enterprise_id=firm.id, organisation_id=DEMO_DISTRICT, area_id="ar-echeng",
        source="spot_check", found_on=MONDAY, found_by="秦以南", finders=[], place=f"{number}号", description="情形", status=status,
        created_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def sent(kind: str, status: str, about: Hazard | None, **more) -> None:
    number = db.session.query(Instrument).count() + 1
    more = {"organisation_id": DEMO_DISTRICT, "hazard_id": about and about.id, "enterprise_id": about and about.enterprise_id} | more
    db.session.add(Instrument(number=f"DC-{number}", kind=kind, status=status, target_name="某", created_at=now(), **more))
    db.session.flush()


def figures(who: str, **days) -> dict:
    lines, _ = statistics.of(user_by_name(who), days.get("since", date(2026, 1, 1)), days.get("until", MONDAY))
    return {(line.area, line.measure): line.count for line in lines}


def test_each_measure_counts_once_in_its_area_with_what_came_of_it(app):
    found = figures("quanban")
    assert found == {
        ("鄂城区", "提醒敦促函"): statistics.Count(2, answered=1, silent=1, removed=1, filed=1),
        ("鄂城区", "约谈"): statistics.Count(1, filed=1, running=1),
        ("鄂城区", "挂牌督办"): statistics.Count(1, silent=1, filed=1, running=1),
        ("鄂城区", "公开曝光"): statistics.Count(2, removed=1, filed=1, running=2),
    }
    assert figures("anweiban") == found | {("鄂州市", "安全监察建议书"): statistics.Count(1, running=1)}
    assert figures("quanban", until=date(2026, 9, 6)) == {} == figures("quanban", since=date(2026, 9, 8), until=date(2026, 12, 31))


def test_the_file_says_what_the_page_says_and_who_took_it_is_in_the_audit(app, login):
    browser = login("quanban")
    page = browser.get("/supervision/measures?until=2026-09-07").text
    assert "提醒敦促函" in page and "公开曝光" in page
    answer = browser.post("/supervision/measures/export", data={"until": "2026-09-07"})
    sheet = openpyxl.load_workbook(BytesIO(answer.data))["督促措施统计"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["地区", "督促措施", *statistics.RESULTS.values()]
    assert ["鄂城区", "提醒敦促函", 2, 1, 1, 1, 1, 0] in rows and rows[-1] == ["合计", None, 6, 1, 2, 2, 4, 4]
    assert any("note_export" in entry.act for entry in db.session.scalars(db.select(AuditEntry)))
    stranger = login("quqiye")
    assert stranger.get("/supervision/measures").status_code == stranger.post("/supervision/measures/export").status_code == 403
