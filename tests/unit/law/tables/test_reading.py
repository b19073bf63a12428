"""Cells, inputs and results in words."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import RuleBroken
from app.decisions import read_model
from app.law.tables import reading
from app.law.tables.reading import Asked
from tests.tables import dmn, table


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("-", "—"), ("true", "是"), ('"entity"', "单位"), ('"没有这个词"', "没有这个词"),
        (">= 3000", "≥ 3000"), ("[50000..100000)", "≥ 50,000 且 < 100,000"),
        ('"满 20000 元"', "满 20000 元"), ("1234567.50", "1,234,567.50"),
        ("[2..5[", "≥ 2 且 < 5"), ("]2..5]", "> 2 且 ≤ 5"), ("(2..5)", "> 2 且 < 5"), ('not("entity")', "not(单位)"),
        ('list contains(?, "fine")', "含罚款"), ('"entity","person"', "单位,个人"), ('["甲", "乙"]', "甲； 乙"),
        (">= 限额.yuan", "≥ 限额的金额"), ('"共 " + string(限额.yuan) + " 元"', "共 〔限额的金额〕 元"), ("0.3", "0.3"),
    ],
)  # fmt: skip
def test_a_cell_is_read_in_words(written, words):
    assert reading.cell(written, {"yuan": "金额"}) == words


def test_what_a_table_asks_comes_with_label_type_and_choices():
    xml = table(
        "t",
        "kind:string(entity|person) kinds: on:date",
        "due:boolean",
        '"entity" ; list contains(?, "fine") ; - ; true',
    )
    found = reading.asked(read_model(dmn(xml)), "t")
    assert [(each.name, each.type, each.allowed, each.is_many) for each in found] == [
        ("kind", "string", ("entity", "person"), False), ("kinds", "", ("fine",), True), ("on", "date", (), False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [("number", "3,000.50", Decimal("3000.50")), ("number", 7, Decimal(7)), ("number", 0.1, Decimal("0.1")),
     ("boolean", "true", True), ("boolean", False, False), ("date", "2026-03-02", date(2026, 3, 2)), ("string", "x", "x"),
     ("", ["a"], ["a"])],
)  # fmt: skip
def test_texts_become_what_their_column_wants(type_, given, value):
    assert reading.typed(Asked("x", "某项", type_), given) == value


@pytest.mark.parametrize(
    ("type_", "given"), [("number", ""), ("number", "Infinity"), ("boolean", "是"), ("date", "明天")]
)
def test_a_text_that_does_not_fit_is_refused_by_its_label(type_, given):
    with pytest.raises(RuleBroken) as refused:
        reading.typed(Asked("x", "某项", type_), given)
    assert refused.value.code == "input_invalid" and "某项" in refused.value.fields["x"]


def test_values_are_kept_exactly():
    kept = reading.as_json(
        {"a": Decimal("86000.00"), "b": Decimal("0.30"), "c": date(2026, 3, 2), "d": [None, True, "x"]}
    )
    assert kept == {"a": 86000, "b": "0.3", "c": "2026-03-02", "d": [None, True, "x"]}
    assert reading.as_json(Decimal("12345678901234567890")) == "12345678901234567890"


def test_free_text_and_shares_never_become_process_data():
    outputs = "due:boolean level:string(a|b) reason:string share:number days:number since:date"
    row = 'true ; "a" ; "因为" ; 0.5 ; 15 ; date("2026-01-01")'
    decision = read_model(dmn(table("t", "x:number", outputs, f"- ; {row}"))).decisions["t"]
    assert reading.data_columns(decision) == ("due", "level", "days", "since")


def test_a_wrong_first_day_is_named():
    with pytest.raises(RuleBroken) as refused:
        reading.about(dmn(table("t", "x:number", "y:number", "- ; 1"), since="明年"))
    assert refused.value.code == "effective_from" and "明年" in refused.value.message
