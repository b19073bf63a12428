"""移送其他部门 (安全生产法第69条): letter, receipt, silence, refusal, from an inspection and from a case; saved at every step."""

from datetime import date

import pytest

from app.cases.models import Case
from app.core.clock import moving, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.documents.commands import render_pending
from app.documents.queries import documents_of
from app.identity.queries import user_by_name
from app.inspections.models import Inspection
from app.referrals import transfer_commands as commands
from app.referrals import transfer_queries as transfers
from app.workflow.commands import complete_task, fire_due_timers
from app.workflow.queries import arisen_from
from tests.builders import make_person
from tests.workflow.walk import do, forget, only, start, walk
from tests.workflows import penalty_answers as said
from tests.workflows import test_inspection as inspecting

MONDAY = inspecting.MONDAY  # 2026-09-07
FIRE = "云泽市消防救援局（演示）"


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


@pytest.fixture
def transfer(app, clock):
    """The transfer an inspection began; the inspection itself is over."""
    firm = inspecting.known_enterprise()
    make_person(firm)
    instance = start("zhifa1", "inspection", {
        "enterprise_id": firm.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": inspecting.officers(),
    })  # fmt: skip
    walk(app, instance, inspecting.ROAD | {"decide_inspection_outcome": inspecting.outcome("transfer")})
    forget()
    assert db.session.query(Inspection).one().status == "closed"
    [own] = [row for row in arisen_from(instance.id) if row.process_key == "case_transfer"]
    forget()
    return own


def told(_item=None) -> dict:
    render_pending()
    return {
        "method": "direct", "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "delivery_place": FIRE, "receiver_name": "收发室",
        "receiver_relation": "mail_receiver", "deliverers": inspecting.officers(),
    }  # fmt: skip


def receipt() -> int:
    return store_attachment(user_by_name("zhifa1"), "回执.pdf", b"%PDF-1.7 received").id


def plan(**changed) -> dict:
    """{element: answers} of a matter that is accepted."""
    return {
        "propose_transfer": {
            "department": FIRE, "transfer_ground": "duty", "matters": "疏散通道被占用。",
            "materials": [{"name": "现场检查记录", "copies": "1", "pages": "3"}], "opinion": "建议移送。"},
        "approve_transfer": {"transfer_result": "approve", "opinion": "同意。"},
        "deliver_transfer_letter": told,
        "record_transfer_reply": lambda item: {
            "transfer_reply": "accepted", "replied_on": today().isoformat(), "receiver": "郗若溪", "receipt": [receipt()]},
        "urge_transfer": lambda item: {
            "urged_on": today().isoformat(), "urged_by": "call", "urged_whom": "值班室", "urge_note": "本周内回复。"},
        "settle_returned_transfer": {"returned_next": "again", "settle_note": "改送住建部门。"},
    } | changed  # fmt: skip


REFUSED = {"transfer_reply": "refused", "replied_on": "2026-09-07", "refusal": "不属于消防职责。"}


def row_of(instance):
    forget()
    return transfers.of_process(instance.root_id)


def test_it_goes_by_letter_and_ends_with_the_receipt(app, transfer):
    path = walk(app, transfer, plan())
    assert path == ["propose_transfer", "approve_transfer", "deliver_transfer_letter", "record_transfer_reply"]
    row = row_of(transfer)
    assert (row.status, row.receiver, row.transferred_on, bool(row.receipt)) == ("accepted", "郗若溪", MONDAY, True)
    [letter] = documents_of(transfer.id)
    assert (letter.template_id, letter.addressee, letter.facts["materials"][0]["pages"]) == ("transfer_letter", FIRE, "3")
    assert letter.facts["source_number"].startswith("检")


def test_a_receipt_and_a_list_of_materials_are_demanded(app, transfer):
    with pytest.raises(RuleBroken) as bare:
        do(only(transfer, "propose_transfer").id, plan()["propose_transfer"] | {"materials": []})
    assert bare.value.code == "no_material"
    forget()
    for element in ("propose_transfer", "approve_transfer", "deliver_transfer_letter"):
        answers = plan()[element]
        do(only(transfer, element).id, answers() if callable(answers) else answers)
        forget()
    with pytest.raises(Exception, match="必填"):
        do(only(transfer, "record_transfer_reply").id, {
            "transfer_reply": "accepted", "replied_on": today().isoformat(), "receiver": "某某", "receipt": []})  # fmt: skip


def test_the_leader_may_send_it_back_or_keep_it_and_never_the_proposer(app, transfer):
    do(only(transfer, "propose_transfer").id, plan()["propose_transfer"])
    item = only(transfer, "approve_transfer")
    with pytest.raises(Exception, match="岗位|分离"):
        complete_task(user_by_name("zhifa1"), item.id, plan()["approve_transfer"])
    forget()
    decisions = [{"transfer_result": "return", "opinion": "写明地点。"}, {"transfer_result": "refuse", "opinion": "属本机关职责。"}]
    path = walk(app, transfer, plan(approve_transfer=decisions))
    assert path == ["approve_transfer", "propose_transfer", "approve_transfer"]
    assert row_of(transfer).status == "kept" and documents_of(transfer.id) == []


def test_silence_is_noted_by_the_clock_and_urged_until_an_answer_comes(app, transfer, clock):
    for element in ("propose_transfer", "approve_transfer", "deliver_transfer_letter"):
        answers = plan()[element]
        do(only(transfer, element).id, answers() if callable(answers) else answers)
        forget()
    assert only(transfer, "record_transfer_reply").due_on == date(2026, 9, 20)  # ten working days, that Sunday is one
    clock(days=12)
    assert fire_due_timers() == 0
    for times in (1, 2):
        clock(days=30)
        assert fire_due_timers() == 1
        assert [each["words"] for each in row_of(transfer).urgings].count("期满没有收到接收回复") == times
        do(only(transfer, "urge_transfer").id, plan()["urge_transfer"](None))
        forget()
        assert only(transfer, "record_transfer_reply").due_on > today()
    walk(app, transfer, plan())
    assert row_of(transfer).status == "accepted" and len(row_of(transfer).urgings) == 4


def test_what_is_not_accepted_goes_to_another_department(app, transfer):
    replies = [REFUSED, {"transfer_reply": "accepted", "replied_on": "2026-09-07", "receiver": "某某", "receipt": [receipt()]}]
    path = walk(app, transfer, plan(record_transfer_reply=replies))
    assert path.count("propose_transfer") == 2 and row_of(transfer).status == "accepted"
    assert [paper.template_id for paper in documents_of(transfer.id)] == ["transfer_letter"] * 2


@pytest.mark.parametrize(("how", "status", "cases"), [("own", "own", 1), ("drop", "dropped", 0)])
def test_what_is_not_accepted_is_filed_here_or_put_on_file(app, transfer, how, status, cases):
    settled = {"returned_next": how, "settle_note": "由本机关处理。"}
    walk(app, transfer, plan(record_transfer_reply=REFUSED, settle_returned_transfer=settled))
    assert row_of(transfer).status == status
    filed = [row for row in arisen_from(transfer.id) if row.process_key == "penalty_case"]
    assert len(filed) == cases
    if filed:
        assert only(filed[0], "apply_filing").subject_kind == "inspection"


def test_a_case_transfers_from_its_page_and_goes_on_by_itself(app, clock, login):
    firm, *_ = said.enterprise()
    instance = said.start_case(firm)
    do(only(instance, "apply_filing").id, said.answers(firm)["apply_filing"])
    forget()
    case = db.session.query(Case).one()
    page = login("zhifa1").get(f"/cases/{case.id}").text
    assert f"/referrals/cases/{case.id}/transfer" in page
    answer = login("zhifa1").post(f"/referrals/cases/{case.id}/transfer")
    assert answer.status_code == 302 and "/tasks/" in answer.location
    assert login("shenji").post(f"/referrals/cases/{case.id}/transfer").status_code == 403
    forget()
    [own] = [row for row in arisen_from(instance.id) if row.process_key == "case_transfer"]
    forget()
    settled = {"returned_next": "own", "settle_note": "由本案一并处理。"}
    walk(app, own, plan(record_transfer_reply=REFUSED, settle_returned_transfer=settled))
    assert row_of(own).case_id and arisen_from(own.id) == []
    assert "案件移送书" in login("zhifa1").get(f"/cases/{db.session.query(Case).one().id}").text
    forget()
    case = db.session.query(Case).one()
    case.status = "archived"
    db.session.commit()  # the command reads it anew
    with pytest.raises(RuleBroken) as over:
        commands.begin_transfer(user_by_name("zhifa1"), case)
    assert over.value.code == "case_over"
