"""One thread: a finding becomes a hazard with nothing typed again; inspection, hazard and case show each other."""

from datetime import date

import pytest

from app.core.clock import moving, now
from app.core.command import SYSTEM
from app.core.database import db
from app.core.files import store_attachment
from app.enterprises.commands import tie_account
from app.hazards import queries as hazards
from app.hazards import thread
from app.identity.queries import user_by_name
from app.inspections import queries
from app.supervision.accountability_commands import original_records
from app.workflow import queries as workflow
from app.workflow.commands import start_process
from app.workflow.models import Instance
from tests.applications import standing
from tests.workflow.walk import only, until
from tests.workflows.test_inspection import MONDAY, ROAD, found, known_enterprise, make_person, officers, outcome, start

TEXT = "配电箱前堆放木箱"


def seen():
    """Two questions answered 不符合, the first with a photograph, and one problem in the officer's own words."""
    said = found(2, problems=[{"problem": TEXT, "article": "安全生产法第三十六条"}])
    photo = store_attachment(user_by_name("zhifa1"), "现场照片.pdf", b"%PDF-1.7 photo").id
    next(row for row in said["checklist"].values() if row["answer"] == "violate")["photos"] = [photo]
    return said


def graded(item) -> dict:
    """The second problem is a case the standard lists."""
    problems = queries.inspection(int(item.subject_id)).problems
    major = {"finding": str(problems[1].id), "listed": True, "standard_item": "第四条第（一）项"}
    return outcome("rectification", "case") | {"hazards": [major]}


@pytest.fixture(scope="module")
def database_template(shared_application, database_template):
    """An inspection whose outcome is decided."""
    with standing(shared_application, database_template) as (_, saved), moving(MONDAY):
        enterprise = known_enterprise()
        make_person(enterprise)
        tie_account(SYSTEM, user_by_name("quqiye").id, enterprise.id)
        begun = start("zhifa1", "inspection", {
            "enterprise_id": enterprise.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": officers(),
        })  # fmt: skip
        until(shared_application, begun, ROAD | {"conduct_inspection": lambda item: seen(), "decide_inspection_outcome": graded},
              "draft_rectification_order")  # fmt: skip
    return saved


@pytest.fixture(autouse=True)
def clock(app):
    with moving(MONDAY) as advance, app.test_request_context():  # addresses are made for a page
        yield advance


@pytest.fixture
def inspection(app):
    return db.session.scalar(db.select(queries.Inspection))


def hazards_of(inspection) -> list:
    return [row for each in inspection.problems for row in hazards.hazards_of_origin("finding", each.id)]


def test_each_problem_found_becomes_one_hazard_with_what_the_inspection_said_of_it(app, inspection):
    rows = hazards_of(inspection)
    assert len(rows) == 3 == len(inspection.problems)
    assert inspection.status == "following_up"  # the order to rectify is still to be drafted, although the case is filed
    for row, finding in zip(rows, inspection.problems, strict=True):
        assert (row.enterprise_id, row.organisation_id) == (inspection.enterprise_id, inspection.organisation_id)
        assert (row.source, row.found_on, row.status) == ("inspection_finding", date(2026, 9, 7), "assessing")
        assert (row.photos, row.article) == (finding.photos, finding.article)
        assert (row.description, row.place, row.recurrence) == (f"{finding.words}。", "一号车间", 0) and len(row.finders) == 2
        assert workflow.instance(row.instance_id).origin_id == inspection.instance_id
    assert (rows[2].description, rows[2].article) == (f"{TEXT}。", "安全生产法第三十六条") and len(rows[0].photos) == 1
    assert (rows[1].grading["listed"], rows[1].standard_item) == (True, "第四条第（一）项") and not rows[0].grading["listed"]


def test_the_form_of_the_hazard_opens_with_what_the_inspection_said(app, login, inspection):
    row = hazards_of(inspection)[1]
    item = only(workflow.instance(row.instance_id), "assess_hazard")
    assert "第四条第（一）项" in login("zhifa1").get(f"/tasks/{item.id}").text


def test_the_thread_is_the_same_from_every_end(app, login, inspection):
    officer = user_by_name("zhifa1")
    roots = [row.id for row in workflow.arisen_from(inspection.instance_id)]
    assert len(roots) == 4  # three hazards and a case
    from_inspection = thread.of(inspection.instance_id, officer)
    assert [len(level) for level in from_inspection] == [1, 4]
    for root in roots:
        assert [[node.label for node in level] for level in thread.of(root, officer)] == [
            [node.label for node in level] for level in from_inspection]  # fmt: skip
        assert [node.is_here for level in thread.of(root, officer) for node in level].count(True) == 1
    deeper = start_process(officer, "penalty_case", data={"enterprise_id": inspection.enterprise_id}, origin=roots[0])
    assert [len(level) for level in thread.of(deeper.id, officer)] == [1, 4, 1]
    moments = [at for at, _, _ in thread.events(from_inspection)]
    assert len(moments) == 5 and moments == sorted(moments, reverse=True)


def test_each_page_draws_the_thread_and_leads_on(app, login, inspection):
    browser, rows = login("zhifa1"), hazards_of(inspection)
    page = browser.get(f"/inspections/{inspection.id}").text
    assert "一条线" in page and all(f'href="/hazards/{row.id}"' in page for row in rows)
    page = browser.get(f"/hazards/{rows[0].id}").text
    assert f'href="/inspections/{inspection.id}"' in page and f'href="/hazards/{rows[1].id}"' in page and "先后次序" in page
    assert all(f'href="/hazards/{row.id}"' in browser.get(f"/enterprises/{inspection.enterprise_id}").text for row in rows)


def test_an_enterprise_sees_its_hazards_on_the_thread_and_no_case(app, login, inspection):
    levels = thread.of(hazards_of(inspection)[0].instance_id, user_by_name("quqiye"))
    assert [[node.title for node in level] for level in levels] == [["事故隐患治理"] * 3]


def test_who_handles_another_bureaus_matters_sees_that_there_is_one_and_no_more(app, inspection):
    [level, *_] = thread.of(hazards_of(inspection)[0].instance_id, user_by_name("quzhifa1"))
    assert (level[0].label, level[0].url) == ("由其他机关办理", None)


def test_a_listing_called_by_the_ladder_hangs_on_the_thread_of_its_hazard(app, inspection):
    """The ladder arises from the hazard; the listing is a part of the ladder, but a matter of its own."""
    officer, hazard = user_by_name("zhifa1"), workflow.instance(hazards_of(inspection)[0].instance_id)

    def row(key: str, kind: str, **facts) -> Instance:
        made = Instance(id=key, process_key=key, release_id=hazard.release_id, status="open", state_format="", revision=0,
                        subject_kind=kind, subject_id="7", label=key, organisation_id=hazard.organisation_id,
                        started_at=now(), **facts)  # fmt: skip
        db.session.add(made)
        db.session.flush()
        return made

    row("escalation_ladder", "hazard", root_id="escalation_ladder", origin_id=hazard.id)
    row("listed_supervision", "listing", root_id="escalation_ladder", parent_id="escalation_ladder")
    row("a_step_of_it", "hazard", root_id="escalation_ladder", parent_id="escalation_ladder")
    row("beside_it", "case", root_id="beside_it", origin_id="escalation_ladder")
    levels = thread.of("listed_supervision", officer)
    assert [{node.url for node in level} for level in levels[2:]] == [{"/hazards/7#ladder"}, {"/supervision/listings/7", "/cases/7"}]
    assert [node.url for level in levels for node in level if node.is_here] == ["/supervision/listings/7"]
    assert [[len(level) for level in thread.of(each, officer)] for each in (hazard.id, "beside_it")] == [[1, 4, 1, 2]] * 2
    assert [len(level) for level in thread.of("listed_supervision", user_by_name("quqiye"))] == [3]  # no notice of it is served yet


def test_who_answers_for_a_hazard_is_asked_with_the_papers_of_the_inspection_that_found_it(app, inspection):
    [found_by, *papers] = original_records(hazards_of(inspection)[1])
    assert "执法检查发现，排查人" in found_by["words"]
    assert any("《现场检查记录》" in each["words"] and each["document_id"] for each in papers)
