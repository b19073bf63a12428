"""The papers of whole walked matters, read as a court would read them: no code, no gap, and one story throughout."""

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.cases import queries as cases
from app.core.clock import frozen, moving
from app.core.database import db
from app.documents import queries as documents
from app.documents import rendering
from app.documents.models import Delivery
from tests.workflow.walk import start, walk
from tests.workflows import penalty_answers as said
from tests.workflows import test_inspection as inspecting

CODES = re.compile(
    r"None|undefined|[\[\]{}<>]|\d{4}-\d\d|\dT\d\d|(?<![0-9A-Za-z])[A-Za-z_]{2,}(?![0-9A-Za-z])|[。，；：][。；，]"
)
WATERMARK = re.compile(r'<div class="watermark".*?</div>', re.S)
NUMBER = re.compile(r"（云泽）应急[\u4e00-\u9fff]+〔2026〕[1-9]\d*号")
LEVELS = ["承办人意见", "科室意见", "负责人意见"]
AGAINST = ("六十日内，依法向云泽市人民政府申请行政复议", "六个月内，依法向云泽市临江区人民法院提起行政诉讼")
FINES = {"entity": ("捌万陆仟元整", "86,000.00"), "person": ("壹万贰仟元整", "12,000.00")}


def read(paper) -> str:
    """The text layer without blanks, line ends, page numbers and the watermark that crosses the lines."""
    pages = PdfReader(BytesIO(rendering.render_pdf(WATERMARK.sub("", paper.html)))).pages
    return "".join(re.sub(r"—\d+—", "", "".join(page.extract_text().split())) for page in pages)


def dual_case(app) -> list:
    """The entity states its case, is heard and fined 86,000 yuan; a person is fined 12,000."""
    with frozen(date(2026, 8, 3)):
        firm, _, manager = said.enterprise()
    with moving(date(2026, 8, 3)) as advance:
        steps = ("inquiry_notice", "inquiry", "evidence", "conclude")

        def hold(item):
            advance(days=21)
            return said.held()

        instance = said.start_case(firm)
        said.run(app, instance, said.answers(
            firm, [manager], investigate=[{"next_step": step, "plan": "调查取证。"} for step in steps], hold_hearing=hold,
            record_statement=lambda item: said.stated(),
            record_hearing_application=lambda item: said.applied("exercised"),
        ))  # fmt: skip
    return documents.documents_of(instance.id)


def no_penalty(app) -> list:
    with frozen(date(2026, 8, 3)):
        firm = said.enterprise()[0]
        instance = said.start_case(firm)
        spared = said.other_outcome("no_penalty", education="责令按期检测。")
        said.run(app, instance, said.answers(firm, propose_penalty=spared))
    return documents.documents_of(instance.id)


def inspection(app) -> list:
    """Ordered to rectify and stopped on the spot."""
    with frozen(inspecting.MONDAY):
        firm = inspecting.known_enterprise()
        inspecting.make_person(firm)
        instance = start("zhifa1", "inspection", {
            "enterprise_id": firm.id, "trigger": "plan", "planned_on": "2026-09-07", "officers": inspecting.officers(),
        })  # fmt: skip
        order = inspecting.order() | {"rectification_request": "整改期间停用所在区域"}
        walk(app, instance, inspecting.ROAD | {
            "decide_inspection_outcome": inspecting.outcome("rectification", "measure"),
            "draft_rectification_order": lambda item: order,
        })  # fmt: skip
    return documents.documents_of(instance.id)


def from_inspection(app) -> list:
    """The filing form of a case an inspection gave rise to, as the office's own words fill it in."""
    from app.workflow import queries as workflow
    from app.workflow.queries import open_items, task_view

    with frozen(inspecting.MONDAY):
        firm = inspecting.known_enterprise()
        inspecting.make_person(firm)
        instance = start("zhifa1", "inspection", {
            "enterprise_id": firm.id, "trigger": "plan", "planned_on": "2026-09-07", "officers": inspecting.officers(),
        })  # fmt: skip
        walk(app, instance, inspecting.ROAD | {"decide_inspection_outcome": inspecting.outcome("case")})
        [arisen] = [row for row in workflow.arisen_from(instance.id) if row.process_key == "penalty_case"]
        item = next(item for item in open_items(arisen.id) if item.element == "apply_filing")
        opened = task_view(said.user_by_name("zhifa1"), item.id).prefill
        filled = said.filing(firm) | {name: opened[name] for name in ("facts", "cause", "source", "discovered_on")}
        agreed = {"opinion": "同意。"}
        plan = {"apply_filing": filled, "review_filing": {"filing_review": "agree", **agreed},
                "approve_filing": {"filing_result": "approve", **agreed}, "investigate": None}  # fmt: skip
        with pytest.raises(AssertionError, match="nothing can be done"):
            walk(app, arisen, plan)
    return documents.documents_of(arisen.id)


WALKS = {"dual_case": dual_case, "no_penalty": no_penalty, "inspection": inspection, "from_inspection": from_inspection}


@pytest.mark.parametrize("name", WALKS)
def test_no_paper_shows_a_code_or_a_gap(app, name):
    papers = WALKS[name](app)
    assert papers
    for paper in papers:
        text = read(paper)
        found = [text[max(0, hit.start() - 12) : hit.end() + 12] for hit in CODES.finditer(text)]
        assert not found, f"{paper.title}：{found}"
        assert paper.title in text and NUMBER.fullmatch(paper.number) and paper.number in text, paper.title
        assert "演 示" in WATERMARK.search(paper.html).group(), paper.title
        remedies = [words in text for words in AGAINST]
        assert all(remedies) if "●" in paper.template.remedy else not any(remedies), paper.title


def test_a_case_tells_one_story(app):
    papers = dual_case(app)
    case = cases.by_root(papers[0].root_instance_id)
    parties = {party.id: party for party in case.parties}
    assert {"penalty_decision_entity", "penalty_decision_person", "hearing_report", "case_closure_approval"} <= {
        paper.template_id for paper in papers}  # fmt: skip
    for paper in papers:
        text, facts = read(paper), paper.facts
        if paper.template_id != "filing_approval":
            assert facts["case_number"] == case.number and case.number in text, paper.title
        assert facts["cause"] == case.cause and case.cause in text, paper.title
        if paper.party_id and "party_name" in facts:
            party = parties[paper.party_id]
            assert facts["party_name"] == party.name in text and paper.kind == party.kind, paper.title
        if paper.template_id.startswith(("penalty_notice", "penalty_decision")) or paper.template_id == "hearing_right_notice":
            party = parties[paper.party_id]
            mine, others = FINES[party.kind], FINES["person" if party.kind == "entity" else "entity"]
            assert all(words in text for words in mine) and not any(words in text for words in others), paper.title
            assert party.id_no in text and ("你单位" in text) == (party.kind == "entity"), paper.title
    for paper in papers:
        if "opinions" in paper.facts and paper.template_id != "investigation_report":
            assert [row["role"] for row in paper.facts["opinions"]] == LEVELS, paper.title
            assert all(row["name"] and row["signed_on"] for row in paper.facts["opinions"]), paper.title


def test_the_reviewer_named_is_the_one_of_this_party(app):
    reviews = [paper for paper in dual_case(app) if paper.template_id == "legal_review_opinion"]
    assert reviews
    for paper in reviews:
        assert paper.facts["submitted_on"] == paper.facts["reviewer_signed_on"], "the day it was handed in for review"
        assert paper.facts["submitted_by"].endswith("局") and paper.facts["reviewer_name"] in ("沈亦宁", "白予安")
        assert paper.facts["review_crime"] == "不涉嫌犯罪"


@pytest.mark.parametrize("name", ["dual_case", "inspection"])
def test_a_receipt_names_what_was_delivered_and_to_whom(app, name):
    papers = WALKS[name](app)
    receipts = [paper for paper in papers if paper.template_id == "delivery_receipt"]
    delivered = {row.document.number: row for row in db.session.query(Delivery)}
    listed = [line["number"] for paper in receipts for line in paper.facts["papers"]]
    assert sorted(listed) == sorted(delivered)
    for paper in receipts:
        text = read(paper)
        for line in paper.facts["papers"]:
            row = delivered[line["number"]]
            assert row.document.title == line["title"] and row.document.addressee == paper.facts["addressee"]
            assert row.document.addressee in text and row.receiver_name in text and "直接送达" in text


def test_an_order_prints_what_else_is_asked(app):
    order = next(paper for paper in inspection(app) if paper.template_id == "rectification_order")
    assert "整改要求：整改期间停用所在区域。" in read(order)


def test_a_problem_of_the_checklist_reads_as_a_problem(app):
    record = next(paper for paper in inspection(app) if paper.template_id == "inspection_record")
    first = record.facts["problems"][0]["problem"]
    assert first.endswith("：现场没有相关记录") and len(first) > len("：现场没有相关记录")
