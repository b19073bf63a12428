"""Issuing takes one number and freezes the paper; printing follows; delivery waits for the print."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.core import files
from app.core.clock import frozen
from app.core.command import SYSTEM, command
from app.core.database import db
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.documents import catalogue, commands, handlers, queries, rendering
from app.documents.models import Document, DocumentNumber
from app.identity.queries import user_by_name
from app.workflow.registry import FACTS, HANDLERS, PERIOD_STARTS, REQUIREMENTS, WITHDRAWAL_BARRIERS

NOVEMBER = date(2026, 11, 12)
TWO = [{"name": "江知夏", "badge_no": "42070002"}, {"name": "贺青野", "badge_no": "42070005"}]


@pytest.fixture(autouse=True)
def november(app):
    with frozen(NOVEMBER):
        yield


@pytest.fixture
def officer(app):
    return user_by_name("zhifa1")


def issue(officer, template_id="penalty_decision_entity", subject_id=1, **facts):
    sample = catalogue.template(template_id).sample()
    return commands.issue(officer, template_id, sample | {"issued_on": None} | facts, "party", subject_id)


def rendered(officer, *arguments, **facts):
    row = issue(officer, *arguments, **facts)
    commands.render_pending()
    return queries.document(row.id)


def deliver(officer, row, relation="legal_representative", method="direct", on=NOVEMBER, **more):
    return commands.record_delivery(officer, row.id, method, "秦望舒", relation, on, TWO, **more)


def test_a_paper_is_numbered_in_the_organs_way(officer):
    row = issue(officer)
    assert row.number == "（云泽）应急罚〔2026〕1号" and row.status == "pending"
    assert row.issued_on == NOVEMBER and row.organisation_id == "b-yj" and row.demo
    assert row.number in row.html and row.facts["document_number"] == row.number


def test_another_bureau_signs_in_its_own_name_and_numbers_apart(officer):
    issue(officer)
    row = issue(user_by_name("quzhifa1"), organ_name=None, reconsideration_organ=None)
    assert (row.number, row.organisation_id) == ("（鄂城）应急罚〔2026〕1号", "b-yj-ec")
    assert row.facts["organ_name"] == "云泽市鄂城区应急管理局" and row.facts["reconsideration_organ"] == "云泽市鄂城区人民政府"
    assert "云泽市应急管理局" not in row.html
    preview = queries.draft("penalty_decision_entity", {}, "b-yj-ec")
    assert "云泽市鄂城区应急管理局" in preview.html


def test_a_bureau_whose_particulars_nobody_entered_signs_nothing(officer):
    elsewhere = SimpleNamespace(id=officer.id, bureau_id="b-zj", may=officer.may, name=officer.name)
    with pytest.raises(RuleBroken, match="b-zj.*organ.yaml") as refused:
        commands.issue.__wrapped__(elsewhere, "penalty_decision_entity", {}, "party", 1)
    assert refused.value.code == "organ_unknown"


def test_numbers_follow_one_another_in_a_series_per_kind_and_year(officer):
    assert [issue(officer).serial for _ in range(3)] == [1, 2, 3]
    persons = [issue(officer, "penalty_decision_person") for _ in range(2)]
    assert [row.serial for row in persons] == [1, 2]
    assert persons[0].number == "（云泽）应急罚个〔2026〕1号"
    assert issue(officer, "penalty_notice_entity").serial == 1
    assert issue(officer).serial == 4
    with frozen(date(2027, 1, 4)):
        assert issue(officer).number == "（云泽）应急罚〔2027〕1号"


def test_a_paper_to_any_party_counts_in_the_series_of_that_party(officer):
    person = {"party_kind": "person", "party_name": "童万喆", "party_id_no": "420700198001010000",
              "party_position": "设备部经理", "employer_name": "云泽沛然铝业有限公司（演示）"}  # fmt: skip
    assert issue(officer, "hearing_right_notice").number == "（云泽）应急听告〔2026〕1号"
    row = issue(officer, "hearing_right_notice", **person)
    assert (row.number, row.kind, row.addressee) == ("（云泽）应急听告个〔2026〕1号", "person", "童万喆")


def test_an_inquiry_speaks_to_a_person_whose_series_needs_no_mark(officer):
    row = rendered(officer, "inquiry_notice")
    assert (row.number, row.kind) == ("（云泽）应急询〔2026〕1号", "person")
    with pytest.raises(RuleBroken, match="不算送达"):
        deliver(officer, row, "employer")
    deliver(officer, queries.document(row.id), "self")
    assert queries.document(row.id).state == ("已送达", "done")


def test_what_is_signed_on_the_paper_does_not_wait_for_a_receipt(officer):
    row = rendered(officer, "inspection_record")
    assert row.state == ("已制作", "done") and queries.search(officer, state="undelivered").total == 0


def test_a_refused_paper_uses_no_number(officer):
    issue(officer)
    with pytest.raises(RuleBroken, match="还缺：违法事实") as refused:
        issue(officer, facts=" ")
    assert refused.value.fields == {"facts": "还缺违法事实"}
    with pytest.raises(RuleBroken, match="U\\+2E9F5"):
        issue(officer, party_legal_representative="张𮧵")
    assert issue(officer).serial == 2
    assert db.session.query(Document).count() == 2


def test_a_unit_of_work_that_fails_later_gives_its_number_back(officer):
    @command()
    def issue_and_fail(actor):
        issue(actor)
        raise RuleBroken("later", "后面的一步没有办成")

    with pytest.raises(RuleBroken):
        issue_and_fail(officer)
    assert issue(officer).serial == 1


def test_two_papers_of_one_unit_of_work_count_on(officer):
    @command()
    def issue_twice(actor):
        return [issue(actor).serial, issue(actor).serial]

    assert issue_twice(officer) == [1, 2]


def test_issuing_needs_the_permission(app):
    with pytest.raises(NotAllowed):
        issue(user_by_name("shenji"))


def test_a_paper_freezes_facts_html_and_the_templates_version(officer):
    row = issue(officer)
    assert row.template_hash == catalogue.template("penalty_decision_entity").hash
    assert row.facts["fine_yuan"] == "86000.00" and row.facts["court"] == "云泽市临江区人民法院"
    assert rendering.render_html(row.template_id, row.facts, demo=True) == row.html
    assert "演 示" in row.html and 'class="seal"' in row.html


def test_the_worker_prints_what_waits(officer):
    row = issue(officer)
    assert commands.render_pending() == 1 and commands.render_pending() == 0
    row = queries.document(row.id)
    assert row.is_rendered and files.read(row.pdf_sha256).startswith(b"%PDF")


def test_a_failed_print_keeps_its_number_and_can_be_retried(officer, monkeypatch):
    row = issue(officer)
    number = row.number

    def refuse(html):
        raise RuleBroken("fonts_missing", "还没有准备文书字体")

    with monkeypatch.context() as broken:
        broken.setattr(rendering, "render_pdf", refuse)
        commands.render_pending()
    row = queries.document(row.id)
    assert (row.status, row.failure) == ("failed", "还没有准备文书字体")
    with pytest.raises(RuleBroken, match="还没有制作好"):
        deliver(officer, row)
    commands.retry_render(officer, row.id)
    commands.render_pending()
    row = queries.document(row.id)
    assert row.is_rendered and row.number == number and row.failure == ""
    with pytest.raises(Conflict):
        commands.retry_render(officer, row.id)


def test_an_unexpected_fault_stops_only_its_own_paper(officer, monkeypatch):
    first, second = issue(officer), issue(officer)
    print_ = rendering.render_pdf

    def stumble(html):
        if first.number in html:
            raise ZeroDivisionError
        return print_(html)

    monkeypatch.setattr(rendering, "render_pdf", stumble)
    assert commands.render_pending() == 2
    assert [queries.document(row.id).status for row in (first, second)] == ["failed", "rendered"]


def test_delivery_waits_for_the_print(officer):
    row = issue(officer)
    with pytest.raises(RuleBroken) as refused:
        deliver(officer, row)
    assert refused.value.code == "not_rendered"
    commands.render_pending()
    delivery = deliver(officer, queries.document(row.id), place="单位会议室", note="当面签收")
    assert delivery.effective_on == NOVEMBER and delivery.place == "单位会议室"
    with pytest.raises(Conflict):
        deliver(officer, queries.document(row.id))


def test_the_gatekeeper_of_an_employer_cannot_receive_a_persons_decision(officer):
    row = rendered(officer, "penalty_decision_person")
    with pytest.raises(RuleBroken, match="不算送达"):
        deliver(officer, row, "gatekeeper")
    assert deliver(officer, queries.document(row.id), "adult_household").receiver_name == "秦望舒"


def test_an_internal_paper_is_not_delivered(officer):
    row = rendered(officer, "filing_approval")
    with pytest.raises(RuleBroken, match="内部文书"):
        deliver(officer, row)


def test_a_scan_is_kept_beside_the_paper(officer):
    row = issue(officer)
    scan = commands.upload_scan(officer, row.id, "签字页.pdf", b"%PDF-1.4 scan")
    assert queries.document(row.id).scans == [scan]
    assert (scan.attachment.subject_kind, scan.attachment.subject_id) == ("document", str(row.id))
    with pytest.raises(RuleBroken):
        commands.upload_scan(officer, row.id, "page.exe", b"MZ")


def test_papers_are_found_by_subject_party_and_words(officer):
    first = issue(officer)
    second = issue(officer, subject_id=2)
    third = commands.issue(officer, "penalty_notice_person", catalogue.template("penalty_notice_person").sample(),
                           "party", 2, root_instance_id=None, party_id=7)  # fmt: skip
    assert queries.latest("penalty_decision_entity", "party", 2).id == second.id
    assert queries.latest_or_none("penalty_decision_entity", "party", 3) is None
    assert [row.id for row in queries.of_subject("party", 2)] == [second.id, third.id]
    assert [row.id for row in queries.of_party(7)] == [third.id]
    assert [row.id for row in queries.search(officer, "童万").items] == [third.id]
    assert queries.search(officer, "〔2026〕1号").total == 2
    assert [row.id for row in queries.search(officer, state="undelivered").items] == [third.id, second.id, first.id]
    assert queries.search(officer, template_id="penalty_notice_person").total == 1
    assert queries.search(user_by_name("qiye")).total == 0


def test_a_draft_shows_what_is_missing_and_takes_no_number(app):
    draft = queries.draft("penalty_decision_entity", {"party_name": "某公司", "cause": "测试"})
    assert {"违法事实", "证据", "处罚种类"} <= set(draft.missing) and "机关名称" not in draft.missing
    assert "某公司" in draft.html and "草 稿" in draft.html and "〔2026〕　号" in draft.html
    assert db.session.scalars(select(DocumentNumber)).all() == []


def test_a_draft_bears_no_seal_and_bears_half_typed_facts(app):
    sample = catalogue.template("penalty_decision_entity").sample()
    draft = queries.draft("penalty_decision_entity", sample | {"noticed_on": "2026-1", "fine_yuan": "八"})
    assert 'class="seal"' not in draft.html and {"告知日期", "罚款数额（元）"} == set(draft.missing)


@pytest.mark.parametrize("template_id", list(catalogue.catalogue()))
def test_every_paper_can_be_previewed_from_nothing(app, template_id):
    assert queries.draft(template_id, {}).missing


# handlers: the diagram's side


class Instance(SimpleNamespace):
    id, root_id, parent_id = "instance-1", "instance-1", None


@pytest.fixture
def step(officer, monkeypatch):
    paper = catalogue.template("penalty_decision_entity")
    monkeypatch.setitem(FACTS, "penalty_decision_entity", lambda step: paper.sample())
    monkeypatch.setitem(FACTS, "penalty_decision_person", lambda step: None)
    return SimpleNamespace(
        actor=officer, instance=Instance(), element="deliver_decision", subject=("party", "1"), data={"party_id": 7},
        properties={"law.document": "penalty_decision_entity, penalty_decision_person",
                    "law.delivers": "penalty_decision_entity"},
        answers={"method": "direct", "receiver_name": "秦望舒", "receiver_relation": "principal",
                 "delivered_at": "2026-11-12T09:00", "deliverers": [1, 2], "delivery_place": "单位", "receipt": []},
        officers_facts=lambda ids: TWO[: len(ids)],
    )  # fmt: skip


def test_a_service_task_issues_the_paper_whose_facts_exist(step):
    assert HANDLERS["documents.issue"](step) == {}
    (row,) = queries.documents_of("instance-1")
    assert (row.template_id, row.party_id, row.instance_id) == ("penalty_decision_entity", 7, "instance-1")


def test_the_delivery_form_records_and_returns_the_day(step):
    with pytest.raises(RuleBroken, match="没有待送达"):
        HANDLERS["documents.record_delivery"](step)
    HANDLERS["documents.issue"](step)
    assert REQUIREMENTS["document"]("penalty_decision_entity", step.instance) is None
    assert "还没有签发" in REQUIREMENTS["document"]("penalty_notice_entity", step.instance)
    assert REQUIREMENTS["document"]("record_inquiry", step.instance) is NotImplemented
    assert "有效送达" in REQUIREMENTS["served"]("penalty_decision_entity", step.instance)
    assert PERIOD_STARTS["served"]("penalty_decision_entity", step.instance) is None
    commands.render_pending()
    assert HANDLERS["documents.record_delivery"](step) == {"deliver_decision_on": "2026-11-12"}
    assert PERIOD_STARTS["served"]("penalty_decision_entity", step.instance) == NOVEMBER
    assert REQUIREMENTS["served"]("penalty_decision_entity", step.instance) is None


def test_the_receipt_says_what_was_delivered(step):
    with pytest.raises(RuleBroken):
        handlers.delivery_receipt(step)
    HANDLERS["documents.issue"](step)
    commands.render_pending()
    HANDLERS["documents.record_delivery"](step)
    step.properties["law.document"] = "delivery_receipt"
    HANDLERS["documents.issue"](step)
    receipt = queries.documents_of("instance-1")[-1]
    assert receipt.facts["papers"] == [
        {"title": "行政处罚决定书", "number": "（云泽）应急罚〔2026〕1号", "copies": "1"}
    ]
    assert receipt.facts["receiver_relation"] == "主要负责人" and receipt.addressee.startswith("云泽沛然")


def test_another_partys_instance_does_not_see_the_paper(step):
    HANDLERS["documents.issue"](step)
    other = Instance(id="instance-2")
    assert "还没有签发" in REQUIREMENTS["document"]("penalty_decision_entity", other)


def test_nothing_is_withdrawn_after_a_paper_was_issued(step):
    from app.core.clock import now

    barrier = next(each for each in WITHDRAWAL_BARRIERS if each is handlers.issued_since)
    since = now()
    assert barrier("instance-1", since) is None
    HANDLERS["documents.issue"](step)
    assert re.search("已签发《行政处罚决定书》", barrier("instance-1", since))
    with frozen(date(2026, 11, 13)):
        assert barrier("instance-1", now()) is None


def test_a_task_that_names_no_paper_is_an_error_of_the_diagram(step, monkeypatch):
    step.properties["law.document"] = ""
    with pytest.raises(RuleBroken, match="law.document"):
        HANDLERS["documents.issue"](step)
    step.properties["law.document"] = "inquiry_notice"
    monkeypatch.delitem(FACTS, "inquiry_notice")
    with pytest.raises(RuleBroken, match="没有为"):
        HANDLERS["documents.issue"](step)


def test_the_system_may_print(app):
    assert SYSTEM.may("issue_document")


def test_papers_issued_at_once_get_different_numbers_without_a_gap(app, officer):
    from threading import Thread

    officer_id, numbers = officer.id, []

    def work():
        with app.app_context(), frozen(NOVEMBER):
            actor = db.session.get(type(officer), officer_id)
            numbers.extend(issue(actor).serial for _ in range(3))
            db.session.remove()

    db.session.rollback()
    people = [Thread(target=work) for _ in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(numbers) == list(range(1, 13))
