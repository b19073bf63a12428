"""当场处罚 (行政处罚法第51条、第52条、第67条至第72条): told, decided, handed over, paid, reported; saved at every step."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.cases import simple_queries as simple
from app.core.clock import moving, now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.core.files import store_attachment
from app.documents.commands import render_pending
from app.documents.queries import documents_of
from app.enterprises.models import EnterprisePerson
from app.identity.queries import user_by_name
from app.law.lengths import set_length
from app.workflow.commands import complete_task, fire_due_timers
from app.workflow.handlers import context_of, prefilled
from app.workflow.queries import arisen_from
from tests.builders import make_person
from tests.workflow.walk import do, forget, only, start, walk
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
    render_pending()
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
        "pay_spot_fine": lambda item: {"paid_on": today().isoformat(), "receipt_no": "票0001"},
        "hand_in_fine": lambda item: {"handed_in_on": today().isoformat(), "cashier": "财务室贺知微"},
        "deposit_fine": lambda item: {"deposited_on": today().isoformat(), "slip_no": "回单001"},
        "report_back": lambda item: {"reported_on": today().isoformat()},
        "accept_report": {"report_result": "filed"},
    } | changed  # fmt: skip


def row_of(instance):
    forget()
    return simple.of_process(instance.root_id)


def refused(instance, element: str, answers: dict, code: str) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        do(only(instance, element).id, answers)
    forget()
    assert caught.value.code == code
    return caught.value


def test_a_small_fine_is_decided_paid_at_the_bank_and_reported(app, spot):
    path = walk(app, spot, plan())
    assert path[:3] == ["tell_on_spot", "decide_on_spot", "hand_over_on_spot"]
    assert set(path[3:]) == {"pay_spot_fine", "report_back", "accept_report"}
    row = row_of(spot)
    assert (row.status, row.fine_yuan, row.collect_way, row.paid_on) == ("closed", Decimal("800"), "bank", MONDAY)
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


def test_an_unpaid_fine_grows_from_the_sixteenth_day_and_is_followed_to_its_end(app, spot, clock):
    walk_to_hand_over(spot)
    do(only(spot, "hand_over_on_spot").id, handed())
    clock(days=15)
    assert fire_due_timers() == 0 and only(spot, "pay_spot_fine").due_on == date(2026, 9, 22)
    clock(days=1)
    assert fire_due_timers() == 1
    row = row_of(spot)
    assert (row.payment_due_on, simple.late_yuan(row, today())) == (date(2026, 9, 22), Decimal("24.00"))
    do(only(spot, "follow_spot_fine").id, {"spot_follow_up": "wait", "follow_note": "电话催缴，答应周五缴。"})
    clock(days=1)
    forget()
    paid = {"spot_follow_up": "paid", "paid_on": today().isoformat(), "receipt_no": "票0002"}
    refused(spot, "follow_spot_fine", paid | {"late_yuan": "24"}, "late_amount")
    walk(app, spot, plan(follow_spot_fine=paid | {"late_yuan": "48"}))
    row = row_of(spot)
    assert (row.status, row.late_yuan, "电话催缴" in row.execution_note) == ("closed", Decimal("48"), True)


def test_execution_may_end_without_payment(app, spot, clock):
    walk_to_hand_over(spot)
    do(only(spot, "hand_over_on_spot").id, handed())
    clock(days=17)
    fire_due_timers()
    walk(app, spot, plan(follow_spot_fine={"spot_follow_up": "ended", "follow_note": "单位已注销，没有财产。"}))
    assert row_of(spot).execution_ended_on == today()


def test_an_inspection_hands_its_facts_over(app, clock):
    firm = inspecting.known_enterprise()
    make_person(firm)
    instance = start("zhifa1", "inspection", {
        "enterprise_id": firm.id, "trigger": "plan", "planned_on": MONDAY.isoformat(), "officers": inspecting.officers(),
    })  # fmt: skip
    outcome = inspecting.outcome("spot_penalty") | {"suspected_violation": SIGNS}
    walk(app, instance, inspecting.ROAD | {"decide_inspection_outcome": outcome})
    [own] = arisen_from(instance.id)
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
