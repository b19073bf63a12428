"""Several major hazards listed in one go (成批挂牌), and `workflows/listing_batch.bpmn`: one summary table of them."""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from app.core.clock import frozen, moving, now
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.models import AuditEntry
from app.documents.queries import documents_of
from app.hazards.models import Hazard
from app.identity.queries import user_by_name
from app.identity.seeding import DEMO_DISTRICT
from app.supervision import queries
from app.supervision.models import Listing, ListingBatch
from app.workflow.queries import instance as instance_of
from app.workflow.queries import prefill_of
from tests.applications import standing
from tests.builders import make_enterprise
from tests.workflow.walk import answer, forget, items, only, walk
from tests.workflows.supervision_answers import last, listing

MONDAY = date(2026, 9, 7)
REASON = "本年度集中挂牌督办一批重大隐患。"


def add(number: int, firm, **facts) -> int:
    """A major hazard of the district that is being put right."""
    row = Hazard(**{
        "number": f"YH-2026-{number:05d}", "enterprise_id": firm.id, "organisation_id": DEMO_DISTRICT, "area_id": firm.area_id,
        "sector": firm.sector, "source": "spot_check", "found_on": date(2026, 6, 1), "found_by": "秦以南", "finders": [],
        "place": f"第{number}车间", "description": "铝粉尘除尘采用正压吹送", "status": "rectifying", "grade": "major",
        "due_on": MONDAY + timedelta(days=20), "signed_on": date(2026, 6, 2), "responsible_person": "杜若衡", "created_at": now(),
    } | facts)  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """Ten major hazards that fit, one of construction that is not overdue, one general, one of another district."""
    with standing(shared_application, database_template) as (_, saved), frozen(MONDAY):
        firm, builder = make_enterprise(71), make_enterprise(72, name="云泽临江建设有限公司", sector="建筑施工")
        for number in range(1, 11):
            add(number, firm)
        add(11, builder)
        add(12, firm, grade="general")
        add(13, make_enterprise(73, area_id="ar-huarong"), organisation_id="b-yj-hr")
    return saved


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


def ids(*numbers: int) -> list[int]:
    found = dict(db.session.query(Hazard.number, Hazard.id).all())
    forget()
    return [found[f"YH-2026-{number:05d}"] for number in numbers]


def begin(login, *numbers: int, who: str = "quanban", reason: str = REASON):
    return login(who).post("/supervision/batch", data={"hazard": ids(*numbers), "reason": reason})


def the_batch() -> ListingBatch:
    return last(ListingBatch)


def decide(login, tasks: list[str], who: str = "qujuzhang", **said):
    known = {"task": tasks, "listing_result": "approve", "listing_due_on": (MONDAY + timedelta(days=60)).isoformat(),
             "listing_requirement": "停用。\n改造。", "opinion": "同意。"} | said  # fmt: skip
    return login(who).post(f"/supervision/batches/{the_batch().id}/decide", data=known)


def tasks_of(batch: ListingBatch) -> list[str]:
    roots = [each.instance_id for each in batch.listings]
    forget()
    return [item.id for root in roots for item in items(instance_of(root)) if item.element == "approve_listing"]


def test_ten_are_chosen_ten_notices_and_one_table_come_of_it(app, clock, login):
    page = login("quanban").get("/supervision/batch").text
    assert page.count("应当挂牌") == 10 and "住建领域的重大隐患，没有逾期的不挂牌" in page
    assert "YH-2026-00012" not in page and "YH-2026-00013" not in page
    assert begin(login, *range(1, 12)).status_code == 302
    batch = the_batch()
    assert (len(batch.items), len(batch.listings), batch.items[-1].refusal) == (11, 10, "住建领域的重大隐患，没有逾期的不挂牌")
    assert {each.status for each in batch.listings} == {"proposed"}
    with pytest.raises(RuleBroken, match="还没有审批"):
        answer(instance_of(batch.instance_id), "confirm_listing_summary", {}, "quanban")
    forget()
    seen = decide(login, tasks_of(the_batch())).text
    assert "办成 10 件" in seen and "没有办成" not in seen
    roots = [each.instance_id for each in the_batch().listings]
    papers = [paper for root in roots for paper in documents_of(root) if paper.template_id == "listing_notice"]
    assert len({paper.number for paper in papers}) == 10 and {paper.facts["ground"].endswith(REASON) for paper in papers} == {True}
    assert walk(app, instance_of(the_batch().instance_id), {"confirm_listing_summary": {"summary_note": "一件没有挂牌。"}}) == [
        "confirm_listing_summary"]  # fmt: skip
    listed = [each.number for each in the_batch().listings]
    [table] = documents_of(the_batch().instance_id)
    assert [row["listing_number"] for row in table.facts["listings"]] == listed
    text = re.sub("<[^>]+>", "", table.html)
    assert table.facts["note"] == "一件没有挂牌。" and all(number in text for number in ("GP-2026-00001", "YH-2026-00010"))
    assert table.number.endswith("）安委办督汇〔2026〕1号") and "安全生产委员会办公室" in text
    book = load_workbook(io.BytesIO(login("quanban").post(f"/supervision/batches/{the_batch().id}/export").data))
    lines = list(book["挂牌督办汇总表"].iter_rows(min_row=2, values_only=True))
    assert len(lines) == 11 and lines[0][1] == "GP-2026-00001" and lines[-1][9] == "住建领域的重大隐患，没有逾期的不挂牌"
    assert db.session.query(AuditEntry).filter_by(act="supervision.note_export").count() == 1


def test_one_that_fails_leaves_the_others(app, clock, login, monkeypatch):
    with pytest.raises(RuleBroken, match="重复挂牌"):
        for _ in range(2):
            listing(hazard_number="YH-2026-00002")
    forget()
    begin(login, 1, 2, 12, 4)
    refusals = [each.refusal for each in the_batch().items]
    assert refusals == ["", "已经区级挂牌或者正在审批（GP-2026-00001）", "不是还没有销号的重大隐患", ""]
    page = login("qujuzhang").get(f"/supervision/batches/{the_batch().id}").text
    assert "不是还没有销号的重大隐患" in page and len(re.findall(r'name="task"', page)) == 2
    one, two = tasks_of(the_batch())
    answer(instance_of(the_batch().listings[0].instance_id), "approve_listing", {"listing_result": "refuse", "opinion": "先办案。"})
    forget()
    assert "办成 1 件" in decide(login, [one, two]).text
    assert [each.status for each in the_batch().listings] == ["refused", "approved"]
    late = decide(login, [two], listing_due_on=MONDAY.isoformat())
    assert late.status_code == 200 and the_batch().listings[1].due_on == MONDAY + timedelta(days=60)
    shown = only(instance_of(the_batch().instance_id), "confirm_listing_summary")
    said = prefill_of(user_by_name("quanban"), shown)
    assert said["summary_counted"] == "挂牌 1 件" and "YH-2026-00001：不同意挂牌" in said["summary_note"]


def test_what_the_head_leaves_out_of_the_form_is_said_of_each(app, clock, login):
    begin(login, 5, 6)
    page = decide(login, tasks_of(the_batch()), listing_due_on=MONDAY.isoformat()).text
    assert "办成 0 件" in page and page.count("督办期限应在今天以后") == 2
    assert {each.status for each in the_batch().listings} == {"proposed"}


def test_who_may_not_list_proposes_nothing_and_another_districts_hazard_is_refused_and_kept(app, clock, login):
    assert begin(login, 1, who="quzhifa1").status_code == 403
    assert begin(login).status_code == 422 and begin(login, 1, reason=" ").status_code == 422
    assert begin(login, 1, 13).status_code == 403
    forget()
    assert db.session.query(Listing).count() == 0 and db.session.query(ListingBatch).count() == 0
    kept = db.session.query(AuditEntry).filter_by(act="core.note_refusal")
    assert [entry.detail["code"] for entry in kept] == ["not_starter", "other_bureau"]
    begin(login, 1)
    number = the_batch().id
    assert [login(who).get(f"/supervision/batches/{number}").status_code for who in ("anweiban", "quqiye")] == [200, 403]
    assert login("qujuzhang").get("/supervision/batches/99").status_code == 404
    assert queries.proposed_listing(ids(1)[0]) is not None
    assert decide(login, tasks_of(the_batch()), who="qufenguan").text.count("办成 0 件") == 0  # nothing lies before a deputy
    assert the_batch().listings[0].status == "proposed"
