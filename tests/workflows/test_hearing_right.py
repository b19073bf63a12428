"""`workflows/hearing_right.dmn`: who is told of the right to a hearing, at the very amounts."""

from decimal import Decimal

import pytest

from app.decisions import DecisionError
from tests.tables import judged

PLAIN = {"region": "ar-ez", "kinds": ["fine"], "gain_yuan": 0}


@pytest.mark.parametrize(
    ("party_kind", "fine_yuan", "due"),
    [
        ("person", "19999.99", False),
        ("person", "20000", True),
        ("entity", "49999.99", False),
        ("entity", "50000.00", True),
    ],
)
def test_the_amount_itself_is_included_and_differs_by_kind_of_party(party_kind, fine_yuan, due):
    found = judged("hearing_right", party_kind=party_kind, fine_yuan=Decimal(fine_yuan), **PLAIN)
    assert found["due"] is due and found["reasons"] and "第63条" in found["article"]


@pytest.mark.parametrize(("party_kind", "limit"), [("person", 20000), ("entity", 50000)])
def test_a_confiscated_gain_counts_by_its_own_amount(party_kind, limit):
    asked = {"region": "", "party_kind": party_kind, "kinds": ["confiscate_gain"], "fine_yuan": 0}
    assert judged("hearing_right", gain_yuan=limit, **asked)["reasons"] == [f"没收违法所得 {limit} 元，达到 {limit} 元"]
    assert judged("hearing_right", gain_yuan=Decimal(limit) - Decimal("0.01"), **asked)["due"] is False


@pytest.mark.parametrize(
    ("code", "word"),
    [("suspend_business", "责令停产停业整顿"), ("closure_order", "责令关闭"), ("career_ban", "限制从业"),
     ("revoke_license", "吊销许可证件"), ("stop_construction", "责令停止建设"), ("confiscate_goods", "没收非法财物"),
     ("suspend_qualification", "暂停与安全生产有关的资格")],
)  # fmt: skip
def test_heavy_kinds_give_the_right_whatever_the_amount(code, word):
    found = judged("hearing_right", **PLAIN | {"kinds": [code]}, party_kind="entity", fine_yuan=0)
    assert (found["due"], found["reasons"]) == (True, [word])


def test_every_ground_is_named():
    found = judged("hearing_right", **PLAIN | {"kinds": ["fine", "career_ban"]}, party_kind="person", fine_yuan=20000)
    assert found["reasons"] == ["限制从业", "罚款 20000 元，达到 20000 元"]


def test_a_warning_gives_no_right():
    found = judged("hearing_right", **PLAIN | {"kinds": ["warning"]}, party_kind="entity", fine_yuan=0)
    assert found["due"] is False


def test_without_the_amount_or_with_another_kind_of_party_nothing_is_decided():
    with pytest.raises(DecisionError):
        judged("hearing_right", party_kind="person", **PLAIN)
    with pytest.raises(DecisionError):
        judged("hearing_right", party_kind="家庭", fine_yuan=1, **PLAIN)
