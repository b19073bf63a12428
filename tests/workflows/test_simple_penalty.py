"""当场处罚 (行政处罚法第51条、第52条、第67条至第72条): told, decided, handed over, paid, reported; saved at every step."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.cases import simple_queries as simple
from app.cases.commands import begin_correction, begin_relief, register_remedy
from app.cases.queries import by_root, court_window, suing_ended_on
from app.cases.simple_commands import pay
from app.core.clock import moving, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.documents.queries import documents_of
from app.enterprises.models import EnterprisePerson
from app.identity.queries import user_by_name
from app.law import queries as law
from app.law.commands import upload_holiday_table
from app.law.lengths import set_length
from app.workflow.commands import complete_task, fire_due_timers
from app.workflow.handlers import context_of, prefilled
from app.workflow.queries import arisen_from
from tests.builders import make_person
from tests.unit.law.test_commands import NOTICE_2027
from tests.workflow.walk import do, forget, only, start, until, walk
from tests.workflows import penalty_answers as paying
from tests.workflows import test_execution as executing
from tests.workflows import test_inspection as inspecting

MONDAY = inspecting.MONDAY  # 2026-09-07
SIGNS = "未设置安全警示标志"


@pytest.fixture
def clock(app):
    with moving(MONDAY) as advance:
        yield advance


@pytest.fixture
def spot(clock):
    """A penalty on the spot begun on its own."""
    firm = inspecting.known_enterprise()
    make_person(firm, id_no="42070019800101001X", position="车间主任")
    begun = start("zhifa1", "simple_penalty", {"enterprise_id": firm.id})
    db.session.refresh(begun)
    forget()
    return begun


def signature() -> int:
    return store_attachment(user_by_name("zhifa1"), "签名.png", b"\x89PNG\r\n\x1a\n signed").id


def told(**changed) -> dict:
    return {
        "showed_certificates": True, "officers": inspecting.officers(), "party_kind": "entity",
        "found_at": f"{today()}T09:00", "place": "打磨车间", "cause": SIGNS, "facts": "有限空间入口没有警示标志。",
        "violated": ["aqscf-2021-35"], "basis": ["aqscf-2021-99-0-1"], "spot_course": "on_spot", "told_warning": True,
        "told_fine_yuan": "1000", "told_rights": True, "statement_choice": "stated", "statement": "牌子被风吹落。",
    } | changed  # fmt: skip


def decided(**changed) -> dict:
    return {
        "spot_result": "punish", "warning": True, "fine_yuan": "800", "weighing": "首次发现，当场改正。",
        "statement_adoption": "partly_adopted", "adoption_reason": "当场补设属实。",
    } | changed  # fmt: skip


def handed(**changed) -> dict:
    paying.print_papers()
    return {
        "delivered_at": now().strftime("%Y-%m-%dT%H:%M"), "signature_result": "signed", "receiver_name": "周砚秋",
        "receiver_relation": "legal_representative", "party_signature": signature(), "collect_way": "bank",
    } | changed  # fmt: skip


COLLECTED = {"collect_way": "on_site", "hard_to_collect": True, "collect_reason": "当事人次日迁离本市。", "receipt_no": "票0001"}


def plan(**changed) -> dict:
    """{element: answers} of a fine paid at the bank in time."""
    return {
        "tell_on_spot": lambda item: told(), "decide_on_spot": lambda item: decided(),
        "hand_over_on_spot": lambda item: handed(),
        "record_payment": paying.pay,
        "hand_in_fine": lambda item: {"handed_in_on": today().isoformat(), "cashier": "财务室贺知微"},
        "deposit_fine": lambda item: {"deposited_on": today().isoformat(), "slip_no": "回单001"},
        "report_back": lambda item: {"reported_on": today().isoformat()},
        "accept_report": {"report_result": "filed"},
    } | changed  # fmt: skip


def row_of(instance):
    forget()
    return simple.of_process(instance.root_id)


def the_case(instance):
    forget()
    return by_root(instance.root_id)


def refused(instance, element: str, answers: dict, code: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        do(only(instance, element).id, answers)
    forget()
    assert caught.value.code == code
    return caught.value


def test_a_small_fine_is_decided_paid_at_the_bank_and_reported(app, spot):
    path = walk(app, spot, plan())
    assert path[:3] == ["tell_on_spot", "decide_on_spot", "hand_over_on_spot"]
    assert set(path[3:]) == {"record_payment", "report_back", "accept_report"}
    row = row_of(spot)
    decision = simple.decision(row)
    assert (row.status, row.fine_yuan, row.collect_way) == ("closed", Decimal("800"), "bank")
    assert (decision.paid_yuan, decision.payments[0].paid_on) == (Decimal("800"), MONDAY)
    [party] = the_case(spot).parties
    assert (the_case(spot).status, the_case(spot).number, party.outcome) == ("closed", row.number, "penalized")
    [paper] = documents_of(spot.id)
    assert paper.number == row.number and paper.delivery.method == "direct" and "罚当" in row.number
    text = re.sub(r"<[^>]+>|\s", "", paper.html)
    assert "先依法向云泽市人民政府申请行政复议" in text and "警告" in text and "800.00" in text


def test_above_the_limit_is_refused_and_the_ordinary_case_opens_with_the_facts(app, spot):
    why = refused(spot, "tell_on_spot", told(told_fine_yuan="3000.01"), "above_limit")
    assert "第51条" in why.message and "转普通程序" in why.message and list(why.fields) == ["told_fine_yuan"]
    person = {"party_kind": "person", "person": db.session.query(EnterprisePerson).one().id, "party_address": "安居里1号"}
    refused(spot, "tell_on_spot", told(**person, told_fine_yuan="200.01"), "above_limit")
    walk(app, spot, plan(tell_on_spot=lambda item: told(spot_course="ordinary", told_rights=None, statement_choice=None)))
    assert row_of(spot).status == "ordinary" and documents_of(spot.id) == []
    [case] = arisen_from(spot.id)
    item = only(case, "apply_filing")
    opened = prefilled("apply_filing", context_of(user_by_name("zhifa1"), item))
    assert (opened["cause"], opened["facts"], opened["entity_party"]) == (SIGNS, "有限空间入口没有警示标志。", True)
    assert set(opened["officers"]) == set(inspecting.officers()) and "aqscf-2021-35" in opened["basis"]


def test_what_was_found_on_another_day_is_not_punished_on_the_spot(app, spot, clock):
    yesterday = f"{today() - timedelta(1)}T16:00"
    assert refused(spot, "tell_on_spot", told(found_at=yesterday), "not_on_spot").fields.keys() == {"found_at"}
    do(only(spot, "tell_on_spot").id, told())
    clock(days=1)
    why = refused(spot, "decide_on_spot", decided(), "not_on_spot")
    assert "第51条" in why.message and "转普通程序" in why.message
    do(only(spot, "decide_on_spot").id, decided(spot_result="ordinary", reason="当天没有来得及决定。"))
    forget()
    assert row_of(spot).status == "ordinary"


def test_paid_as_an_earlier_diagram_records_it_the_file_says_so_too(app, spot, clock):
    until(app, spot, plan(), "record_payment")
    pay(user_by_name("zhifa1"), row_of(spot), today(), "票0009")
    assert simple.decision(row_of(spot)).paid_yuan == Decimal("800")


def test_a_statement_never_makes_it_heavier(app, spot):
    do(only(spot, "tell_on_spot").id, told(told_warning=False, told_fine_yuan="500"))
    forget()
    for heavier in ({"fine_yuan": "500.01", "warning": False}, {"fine_yuan": "500", "warning": True}):
        assert "第45条" in refused(spot, "decide_on_spot", decided(**heavier), "heavier_than_notified").message
    refused(spot, "decide_on_spot", decided(warning=False, fine_yuan=None), "no_sanction")
    item = only(spot, "decide_on_spot")
    once = complete_task(user_by_name("zhifa1"), item.id, decided(warning=False, fine_yuan="500"))
    assert once.status == "open"  # the other officer signs too
    forget()
    done = complete_task(user_by_name("zhifa2"), item.id, decided(warning=False, fine_yuan="500"))
    assert done.status == "done" and row_of(spot).fine_yuan == Decimal("500")


def test_two_certified_officers_are_needed(app, spot):
    with pytest.raises(Exception, match="至少选择 2 人"):
        do(only(spot, "tell_on_spot").id, told(officers=inspecting.officers("zhifa1")))
    forget()
    with pytest.raises(Exception, match="没有有效的执法证"):
        do(only(spot, "tell_on_spot").id, told(officers=inspecting.officers("zhifa1", "fazhi")))


def test_what_was_told_may_be_spared_or_go_to_the_ordinary_procedure(app, spot):
    walk(app, spot, plan(decide_on_spot=lambda item: {
        "spot_result": "spare", "reason": "轻微并及时改正。", "statement_adoption": "adopted", "adoption_reason": "属实。"}))  # fmt: skip
    assert row_of(spot).status == "spared" and documents_of(spot.id) == []
    firm = row_of(spot).enterprise_id
    other = start("zhifa1", "simple_penalty", {"enterprise_id": firm})
    ordinary = {"spot_result": "ordinary", "reason": "另须调查。", "statement_adoption": "adopted", "adoption_reason": "属实。"}
    walk(app, other, plan(decide_on_spot=ordinary))
    assert row_of(other).status == "ordinary" and len(arisen_from(other.id)) == 1


def test_a_warning_alone_has_nothing_to_pay_and_a_refusal_needs_a_witness(app, spot):
    refusing = {"signature_result": "refused", "refusal_reason": "负责人拒绝签字", "witness": "社区网格员钟以宁", "collect_way": None,
                "receiver_name": None, "receiver_relation": None, "party_signature": None}  # fmt: skip
    path = walk(app, spot, plan(
        tell_on_spot=lambda item: told(told_fine_yuan=None, statement_choice="none", statement=None),
        decide_on_spot=lambda item: decided(fine_yuan=None, statement_adoption=None, adoption_reason=None),
        hand_over_on_spot=lambda item: handed(**refusing)))  # fmt: skip
    assert path[3:] == ["report_back", "accept_report"]
    delivery = documents_of(spot.id)[0].delivery
    assert (delivery.method, delivery.witness) == ("left", "社区网格员钟以宁")


def test_money_is_taken_on_the_spot_only_where_the_law_says_so_and_goes_on_in_two_days_and_two(app, spot, clock):
    walk_to_hand_over(spot)
    for given in ({"hard_to_collect": False}, {"hard_to_collect": False, "remote": True}):
        assert "第6" in refused(spot, "hand_over_on_spot", handed(**COLLECTED | given), "not_collectable").message
    refused(spot, "hand_over_on_spot", handed(**COLLECTED | {"collect_reason": None}), "collect_reason")
    with pytest.raises(Exception, match="必填"):
        do(only(spot, "hand_over_on_spot").id, handed(**COLLECTED | {"receipt_no": None}))
    forget()
    do(only(spot, "hand_over_on_spot").id, handed(**COLLECTED))
    item = only(spot, "hand_in_fine")
    assert item.due_on == date(2026, 9, 9)  # two working days
    refused(spot, "hand_in_fine", {"handed_in_on": today().isoformat(), "cashier": "方以衡"}, "cashier")
    path = walk(app, spot, plan())
    assert {"hand_in_fine", "deposit_fine"} <= set(path)
    row = row_of(spot)
    assert (row.handed_in_on, row.deposited_on, row.slip_no, row.lapses) == (MONDAY, MONDAY, "回单001", [])
    assert "第68条第2项" in row.collect_ground and row.receipt_no == "票0001"


def walk_to_hand_over(spot):
    do(only(spot, "tell_on_spot").id, told())
    forget()
    do(only(spot, "decide_on_spot").id, decided())
    forget()


def test_a_hundred_yuan_may_be_taken_without_more(app, spot):
    do(only(spot, "tell_on_spot").id, told(told_fine_yuan="100"))
    forget()
    do(only(spot, "decide_on_spot").id, decided(fine_yuan="100"))
    forget()
    do(only(spot, "hand_over_on_spot").id, handed(**COLLECTED | {"hard_to_collect": False, "collect_reason": None}))
    assert "第68条第1项" in row_of(spot).collect_ground


def test_by_the_clock_alone_every_neglected_duty_is_noted(app, spot, clock):
    walk_to_hand_over(spot)
    do(only(spot, "hand_over_on_spot").id, handed(**COLLECTED))
    forget()
    assert only(spot, "report_back").due_on is None  # the new regulation's length is open (待核)
    forget()
    set_length(user_by_name("admin"), "on_spot_penalty_filing", 5, date(2026, 2, 1), "云应急〔2026〕8号")
    forget()
    assert only(spot, "report_back").due_on == MONDAY + timedelta(days=5)
    clock(days=2)
    assert fire_due_timers() == 0
    clock(days=1)
    assert fire_due_timers() == 1
    do(only(spot, "hand_in_fine").id, plan()["hand_in_fine"](None))
    clock(days=5)
    fire_due_timers()
    lapses = [each["words"] for each in row_of(spot).lapses]
    assert len(lapses) == 3 and any("交至机关" in each for each in lapses) and any("备案" in each for each in lapses)
    assert only(spot, "deposit_fine") and only(spot, "report_back")  # what was neglected still has to be done
    walk(app, spot, plan())
    assert row_of(spot).status == "closed"


def unpaid(spot, clock):
    """The decision handed over on Monday, the fifteen days run out by the clock alone."""
    upload_holiday_table(user_by_name("admin"), NOTICE_2027)
    walk_to_hand_over(spot)
    do(only(spot, "hand_over_on_spot").id, handed())
    forget()
    assert only(spot, "record_payment").due_on == date(2026, 9, 22)
    clock(days=15)
    assert fire_due_timers() == 0
    clock(days=1)
    assert fire_due_timers() == 1


def test_an_unpaid_fine_grows_from_the_sixteenth_day_and_goes_to_the_court(app, spot, clock):
    unpaid(spot, clock)
    row = row_of(spot)
    assert (simple.due_on(row), simple.late_yuan(row, today())) == (date(2026, 9, 22), Decimal("24.00"))
    road = executing.execution(record_court_execution=lambda item: paying.paid("800") | {
        "court_result": "collected", "late_yuan": str(simple.late_yuan(row_of(spot), today()))})  # fmt: skip
    until(app, spot, plan(**road), "apply_court")
    party = the_case(spot).parties[0]
    assert law.latest_period("litigation", "party", party.id) is None  # 复议法第23条: review first
    with pytest.raises(RuleBroken, match="复议法（2023）第23条") as direct:
        register_remedy(user_by_name("zhifa1"), party, "none", kind="suit", accepted_on=today(), copy_received_on=today())
    assert direct.value.code == "review_first"
    last = suing_ended_on(party)
    assert last == date(2026, 11, 6)  # sixty days
    clock(days=(last - today()).days)  # the ten working days of the demand are over, the time to ask for a review is not
    assert refused(spot, "apply_court", executing.APPLICATION, "suing_open")
    assert court_window(the_case(spot).parties[0]).way == "申请复议"
    clock(days=1)
    path = walk(app, spot, plan(**road))
    assert [step for step in path if "report" not in step] == [
        "apply_court", "approve_court_application", "submit_to_court", "record_court_acceptance", "record_court_ruling",
        "record_court_execution"]  # fmt: skip
    papers = {paper.template_id: paper for paper in documents_of(spot.id)}
    asked = papers["court_application"].facts
    assert (asked["decision_number"], asked["unpaid_yuan"], asked["late_yuan"]) == (row.number, "800.00", "800.00")
    assert papers["demand_notice"].facts["decision_number"] == row.number
    demand = papers["demand_notice"].html
    assert "案号" not in demand and "涉嫌" not in demand  # its decision is its number, and no longer a suspicion
    assert (row_of(spot).status, the_case(spot).status) == ("closed", "closed")


def test_by_the_clock_alone_an_unpaid_fine_waits_overdue_with_its_deadline(app, spot, clock):
    unpaid(spot, clock)
    clock(days=40)
    fire_due_timers()
    item = only(spot, "follow_up_overdue")
    assert item.due_on == date(2026, 10, 22) and simple.late_yuan(row_of(spot), today()) == Decimal("800")  # capped


def test_payment_in_parts_is_granted_as_for_any_fine_and_execution_ends_on_a_ground_only(app, spot, clock):
    unpaid(spot, clock)
    end = {"follow_up": "ended", "follow_up_note": "单位已注销，没有财产。"}
    with pytest.raises(Exception, match="必填"):
        do(only(spot, "follow_up_overdue").id, end)
    forget()
    begun = begin_relief(user_by_name("zhifa1"), the_case(spot).parties[0])
    assert begun.origin_id == spot.id
    walk(app, spot, plan(follow_up_overdue=end | {"end_ground": "party_ended"}))
    assert row_of(spot).status == "closed" and the_case(spot).parties[0].outcome == "penalized"


def test_a_decision_on_the_spot_is_revoked_and_made_again_beside_it(app, spot, clock):
    unpaid(spot, clock)
    own = begin_correction(user_by_name("zhifa1"), documents_of(spot.id)[0])
    do(only(own, "propose_correction").id, {"correction_kind": "revoke", "redo": "procedure", "reason": "没有出示证件。"})
    do(only(own, "approve_revocation").id, {"correction_result": "approve", "opinion": "同意。"})
    forget()
    assert documents_of(own.id)[0].facts["decision_number"] == row_of(spot).number
    walk(app, spot, plan())
    case = the_case(spot)
    assert [each.round_kind for each in case.parties] == ["", "redo"] and case.parties[0].outcome == "voided"
    [again] = [each for each in arisen_from(spot.id) if each.process_key == "party_proceeding"]
    opened = prefilled("propose_penalty", context_of(user_by_name("zhifa1"), only(again, "propose_penalty")))
    assert opened["facts"] == case.facts and only(again, "propose_penalty").due_on == today() + timedelta(days=90)


def test_an_inspection_hands_its_facts_over(app, clock):
    firm = inspecting.known_enterprise()
    make_person(firm)
    instance = start("zhifa1", "inspection", {
        "enterprise_id": firm.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": inspecting.officers(),
    })  # fmt: skip
    outcome = inspecting.outcome("spot_penalty") | {"suspected_violation": SIGNS}
    walk(app, instance, inspecting.ROAD | {"decide_inspection_outcome": outcome})
    [own] = [row for row in arisen_from(instance.id) if row.process_key == "simple_penalty"]
    opened = prefilled("tell_on_spot", context_of(user_by_name("zhifa1"), only(own, "tell_on_spot")))
    assert opened["cause"] == SIGNS and opened["place"] == "一号车间" and "现场没有相关记录" in opened["facts"]
    walk(app, own, plan())
    assert row_of(own).inspection_id and row_of(own).status == "closed"


def test_the_pages_show_it_to_the_bureau_only(app, spot, login):
    walk_to_hand_over(spot)
    do(only(spot, "hand_over_on_spot").id, handed(**COLLECTED))
    row = row_of(spot)
    page = login("duizhang").get(f"/cases/on-the-spot/{row.id}").text
    assert row.number in page and "难以执行" in page and "交款入机关" in page and "票0001" in page
    listed = login("zhifa1").get("/cases/on-the-spot?q=警示标志").text
    assert row.number in listed and "罚款 800.00 元" in listed
    assert login("qiye").get(f"/cases/on-the-spot/{row.id}").status_code == 403
    assert login("zhifa1").get("/cases/on-the-spot/999").status_code == 404
