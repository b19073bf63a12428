"""Pages of cases: who sees them, what the list finds, the parties side by side, one more party."""

from datetime import date

import pytest

from app.cases import queries
from app.core.clock import frozen
from app.core.files import store_attachment
from app.identity.queries import user_by_name
from app.workflow.queries import open_items
from tests.workflow.walk import walk
from tests.workflows import penalty_answers as said


@pytest.fixture
def filed(app):
    """A case with two parties, each at its own stage: the entity's notice drafted, the person's proposal open."""
    with frozen(date(2026, 8, 3)):
        firm, _, manager = said.enterprise()
        instance = said.start_case(firm)
        plan = said.answers(firm, [manager])
        photo = store_attachment(user_by_name("zhifa1"), "台账.pdf", b"%PDF-1.7 ledger")
        plan["collect_evidence"] = {"items": [{**said.evidence_items()[0], "files": [photo.id]}]}
        handled = {"review_proposal", "approve_proposal", "draft_notice"}

        def choose(item):
            if item.element in handled and item.subject_kind == "party":
                return plan[item.element] if queries.party(int(item.subject_id)).kind == "entity" else None
            planned = plan.get(item.element) if item.element not in ("deliver_notice",) else None
            if isinstance(planned, list):
                planned = planned.pop(0)
            return planned(item) if callable(planned) else planned

        with pytest.raises(AssertionError, match="nothing can be done"):
            walk(app, instance, choose)
        yield queries.by_root(instance.id), firm


def test_the_list_finds_a_case_by_number_cause_enterprise_and_party(filed, login):
    case, _ = filed
    browser = login("zhifa1")
    for words in (case.number[-4:], "安全设备", "沛然", "童万喆"):
        assert case.number in browser.get("/cases/", query_string={"q": words}).text, words
    assert "没有符合条件的案件" in browser.get("/cases/?q=没有这样的案件").text


def test_the_list_is_filtered_by_state_officer_kind_and_the_ninety_days(filed, login):
    case, _ = filed
    browser = login("zhifa1")
    assert case.number in browser.get("/cases/?status=handling&mine=on&dual=on").text
    assert case.number not in browser.get("/cases/?status=closed").text
    assert case.number not in login("zhifa3").get("/cases/?mine=on").text
    assert case.number not in browser.get("/cases/?overdue=on").text
    with frozen(date(2026, 11, 2)):  # 90 days from 3 August end on 1 November
        assert case.number in browser.get("/cases/?overdue=on").text


def test_the_page_shows_both_parties_on_their_own_stage_and_what_they_share_once(filed, login):
    case, _ = filed
    page = login("zhifa1").get(f"/cases/{case.id}").text
    assert page.count('class="party sheet"') == 2 and "一案双罚" in page
    assert "罚款 86,000.00 元" in page and "罚款 12,000.00 元" in page
    assert "送达告知书" in page and "科室审核呈批" in page
    assert page.count("安全设备台账") == 1 and "对童万喆的询问笔录" in page
    assert "4207**********001X" in page and "42070019800101001X" not in page
    assert "90 日，11月1日届满" in page
    assert "/documents/" in page and page.count("流程图") >= 3


def test_evidence_opens_for_whoever_sees_the_case_and_for_nobody_else(filed, login):
    case, _ = filed
    file = next(item for item in case.evidence if item.files).files[0]
    assert file["sha256"][:12] in login("zhifa1").get(f"/cases/{case.id}").text
    assert login("juzhang").get(f"/attachments/{file['attachment_id']}").status_code == 200
    assert login("qiye").get(f"/attachments/{file['attachment_id']}").status_code == 403


def test_an_enterprise_user_sees_no_cases(filed, login):
    case, _ = filed
    assert login("qiye").get(f"/cases/{case.id}").status_code == 403
    assert login("qiye").get("/cases/").status_code == 403


def test_an_unknown_case_is_not_found(filed, login):
    assert login("zhifa1").get("/cases/999").status_code == 404


def test_a_party_added_on_the_page_starts_its_own_proceeding(filed, login):
    case, firm = filed
    head = next(person for person in firm.persons if person.name == "秦望舒")
    sent = {"person": head.id, "capacity": "main_responsible_person", "address": "云泽市滨湖里 8 号"}
    answer = login("zhifa1").post(f"/cases/{case.id}/parties", data=sent)
    assert answer.status_code == 302
    added = queries.case(case.id).parties[-1]
    assert (added.name, added.capacity, added.stage) == ("秦望舒", "main_responsible_person", "")
    assert str(added.id) in {item.subject_id for item in open_items(case.root_id) if item.element == "propose_penalty"}
    assert login("zhifa1").post(f"/cases/{case.id}/parties", data=sent).status_code == 422
    assert login("fazhi").post(f"/cases/{case.id}/parties", data=sent).status_code == 403


def test_the_case_stands_in_the_file_of_its_enterprise(filed, login):
    case, firm = filed
    assert case.number in login("zhifa1").get(f"/enterprises/{firm.id}").text
