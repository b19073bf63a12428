# ruff: noqa: E501 - tables of components read better one per line
"""A form accepts what its JSON says and nothing else; every refusal is a Chinese sentence at its field."""

import json
import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from app.core.clock import frozen
from app.core.settings import ROOT
from app.workflow.forms import GENERIC_OPINION, check_form, load_form, register_value_check
from app.workflow.forms.fields import VALUE_CHECKS
from app.workflow.forms.patterns import Unsafe, safe_pattern

CHOICES = [{"label": "同意", "value": "approve"}, {"label": "退回", "value": "return"}]
CHINESE = re.compile("[\u4e00-\u9fff]")


def form(*components):
    document = {"schemaVersion": 18, "type": "default", "id": "test", "components": list(components)}
    assert [each for each in check_form(document) if each.severity == "error"] == []
    return load_form(document)


def one(kind, **more):
    return {"type": kind, "key": "x", "label": "项", **more}


def refusal(form, answers, data=None):
    with pytest.raises(ValidationError) as refused:
        form.load(answers, data)
    return refused.value.normalized_messages()


ACCEPTED = [
    (one("textfield"), "  你好 ", "你好"),
    (one("textfield"), "", None),
    (one("textfield", validate={"pattern": "^[0-9A-Z]{18}$"}), "91330108MA2ABCDE1X", "91330108MA2ABCDE1X"),
    (one("textfield", validate={"validationType": "email"}), "a@b.cn", "a@b.cn"),
    (one("textarea"), "一\r\n二", "一\n二"),
    (one("number", decimalDigits=0), 3, 3),
    (one("number", decimalDigits=0), "12", 12),
    (one("number", decimalDigits=0), 3.0, 3),
    (one("number", decimalDigits=2), 1.25, 1.25),
    (one("number", validate={"min": 1, "max": 10}), 10, 10),
    (one("number"), "", None),
    (one("checkbox"), True, True),
    (one("checkbox"), None, False),
    (one("radio", values=CHOICES), "approve", "approve"),
    (one("select", values=CHOICES), "", None),
    (one("checklist", values=CHOICES), ["return", "approve", "return"], ["return", "approve"]),
    (one("taglist", values=CHOICES), None, []),
    (one("datetime", subtype="date"), "2026-02-28", "2026-02-28"),
    (one("datetime", subtype="time"), "09:30", "09:30"),
    (one("datetime", subtype="time"), "09:30+08:00", "09:30"),
    (one("datetime", subtype="datetime"), "2026-11-22T14:30+08:00", "2026-11-22T14:30+08:00"),
    (one("datetime", subtype="datetime"), "2026-11-22T06:30Z", "2026-11-22T14:30+08:00"),
    (one("datetime", subtype="datetime", timeSerializingFormat="no_timezone"), "2026-11-22T14:30", "2026-11-22T14:30"),
    (one("datetime", subtype="datetime", timeSerializingFormat="no_timezone"), "2026-11-22T06:30Z", "2026-11-22T14:30"),
    (one("anliu-enterprise"), 7, 7),
    (one("anliu-person"), None, None),
    (one("anliu-user"), 7, 7),
    (one("anliu-signature"), 7, 7),
    (one("anliu-officers", properties={"min": 2, "max": 4}), [3, 5, 3], [3, 5]),
    (one("anliu-file"), [], []),
    (one("anliu-money"), "98000", "98000.00"),
    (one("anliu-money"), 98000, "98000.00"),
    (one("anliu-money", validate={"min": 0, "max": 1000000}), "0.5", "0.50"),
    (one("anliu-article"), ["penalty_law_57", "penalty_law_57"], ["penalty_law_57"]),
    (one("anliu-inspection"), {"1.1": {"answer": "violate", "note": " 无证 ", "photos": [4, 4]}, "1.2": {"answer": "na"}},
     {"1.1": {"answer": "violate", "note": "无证", "photos": [4]}, "1.2": {"answer": "na", "note": "", "photos": []}}),
]  # fmt: skip


@pytest.mark.parametrize(("component", "given", "cleaned"), ACCEPTED)
def test_a_valid_answer_is_cleaned(component, given, cleaned):
    loaded = form(component).load({"x": given})
    assert loaded == {"x": cleaned}
    assert type(loaded["x"]) is type(cleaned)
    json.dumps(loaded)


REFUSED = [
    (one("textfield"), 5), (one("textfield"), ["a"]), (one("textfield"), "a\nb"), (one("textfield"), "a\x00b"),
    (one("textfield"), "\ud800"), (one("textfield"), "长" * 501), (one("textfield", validate={"maxLength": 3}), "四个字了"),
    (one("textfield", validate={"minLength": 3}), "两字"), (one("textfield", validate={"pattern": "^1[0-9]{10}$"}), "12345"),
    (one("textfield", validate={"validationType": "email"}), "不是邮箱"), (one("textarea"), "长" * 20_001),
    (one("number"), "十"), (one("number"), True), (one("number"), float("nan")), (one("number"), float("inf")),
    (one("number"), 10**16), (one("number"), "1e5"), (one("number", decimalDigits=0), 2.5),
    (one("number", decimalDigits=0), 2.5e-42), (one("number", decimalDigits=1), 1.25),
    (one("number", validate={"min": 1}), 0), (one("number", validate={"max": 1}), 2), (one("number"), [1]),
    (one("checkbox"), "true"), (one("checkbox"), 1), (one("checkbox", validate={"required": True}), False),
    (one("radio", values=CHOICES), "other"), (one("radio", values=CHOICES), ["approve"]), (one("radio", values=CHOICES), {}),
    (one("select", values=[{"label": "一", "value": 1}]), True), (one("select", values=[{"label": "一", "value": 1}]), "1"),
    (one("checklist", values=CHOICES), "approve"), (one("checklist", values=CHOICES), ["approve", "x"]),
    (one("checklist", values=CHOICES), [["approve"]]),
    (one("datetime", subtype="date"), "2026-02-29"), (one("datetime", subtype="date"), "2026/02/28"),
    (one("datetime", subtype="date"), "20260228"), (one("datetime", subtype="date"), "1026-02-28"),
    (one("datetime", subtype="date"), 20260228), (one("datetime", subtype="time"), "25:00"),
    (one("datetime", subtype="datetime"), "2026-11-22"), (one("datetime", subtype="datetime"), "0001-01-01T00:00Z"),
    (one("datetime", subtype="date", disallowPassedDates=True), "2020-01-01"),
    (one("anliu-enterprise"), 0), (one("anliu-enterprise"), True), (one("anliu-enterprise"), "7"),
    (one("anliu-enterprise"), 2**63), (one("anliu-user"), -1), (one("anliu-person"), [1]), (one("anliu-signature"), 1.5),
    (one("anliu-officers", properties={"min": 2}), [3]), (one("anliu-officers", properties={"max": 2}), [1, 2, 3]),
    (one("anliu-officers", properties={"min": 2}), [3, 3]), (one("anliu-officers"), 3), (one("anliu-officers"), ["3"]),
    (one("anliu-file", properties={"max": 1}), [1, 2]), (one("anliu-file"), list(range(1, 300))),
    (one("anliu-money"), 98000.5), (one("anliu-money"), "-1"), (one("anliu-money"), "1.234"), (one("anliu-money"), "1e9"),
    (one("anliu-money"), "１００"), (one("anliu-money", validate={"max": 100}), "100.01"), (one("anliu-money"), True),
    (one("anliu-article"), "57"), (one("anliu-article"), [57]), (one("anliu-article"), [""]),
    (one("anliu-inspection"), []), (one("anliu-inspection"), {"a": {"answer": "maybe"}}),
    (one("anliu-inspection"), {"a": {"answer": ["na"]}}), (one("anliu-inspection"), {"a": {"answer": "na", "extra": 1}}),
    (one("anliu-inspection"), {"a": {"answer": "na", "photos": ["x"]}}), (one("anliu-inspection"), {"a": "na"}),
]  # fmt: skip


@pytest.mark.parametrize(("component", "given"), REFUSED)
def test_an_invalid_answer_is_refused_in_chinese_at_its_field(component, given):
    messages = refusal(form(component), {"x": given})
    assert list(messages) == ["x"]
    assert CHINESE.search(json.dumps(messages, ensure_ascii=False)), messages
    assert not re.search(r"[A-Za-z]{5,} [a-z]+ [a-z]+", json.dumps(messages)), messages


EMPTY = {"textfield": [None, "", "  "], "number": [None, ""], "radio": [None, ""], "checklist": [None, [], ""],
         "datetime": [None, ""], "anliu-enterprise": [None, ""], "anliu-officers": [None, []], "anliu-money": [None, " "],
         "anliu-inspection": [None, {}], "anliu-article": [[]], "checkbox": [None, False]}  # fmt: skip


@pytest.mark.parametrize("kind", EMPTY)
def test_a_required_field_refuses_every_kind_of_emptiness(kind):
    values = {"values": CHOICES} if kind in ("radio", "checklist") else {}
    checked = form(one(kind, validate={"required": True}, **values))
    for answers in [{}, *({"x": empty} for empty in EMPTY[kind])]:
        assert refusal(checked, answers)["x"] in (["必填"], ["须勾选确认"])


def test_fields_the_form_does_not_have_are_refused():
    assert refusal(form(one("textfield")), {"x": "a", "is_admin": True}) == {"is_admin": ["表单没有这一项"]}


@pytest.mark.parametrize("answers", [None, [], "x", 5])
def test_answers_that_are_no_object_are_refused(answers):
    assert CHINESE.search(str(refusal(form(one("textfield")), answers)))


DECISION = form(
    one("radio", values=CHOICES, validate={"required": True}),
    {"type": "textarea", "key": "reason", "label": "理由", "validate": {"required": True},
     "conditional": {"hide": '=x != "return"'}},
    {"type": "group", "label": "附", "conditional": {"hide": '=x = "return"'}, "components": [
        {"type": "textfield", "key": "note", "label": "附言", "validate": {"required": True}}]},
)  # fmt: skip


def test_a_hidden_field_is_not_required_and_its_answer_is_dropped():
    assert DECISION.load({"x": "approve", "reason": "旧的理由", "note": "好"}) == {"x": "approve", "note": "好"}
    assert DECISION.load({"x": "return", "reason": "材料不全"}) == {"x": "return", "reason": "材料不全"}


def test_a_shown_field_is_required_again():
    assert refusal(DECISION, {"x": "return"}) == {"reason": ["必填"]}
    assert refusal(DECISION, {"x": "approve"}) == {"note": ["必填"]}


def test_a_condition_may_read_what_the_form_opened_with():
    checked = form({**one("textfield", validate={"required": True}), "conditional": {"hide": '=party_kind = "person"'}})
    assert checked.load({}, {"party_kind": "person"}) == {}
    assert refusal(checked, {}, {"party_kind": "entity"}) == {"x": ["必填"]}


def test_a_condition_that_cannot_be_evaluated_shows_the_field():
    checked = form(one("textfield", conditional={"hide": '=nothing.deep > 5 and unknown("a")'}))
    assert checked.load({"x": "a"}) == {"x": "a"}


ROWS = form(
    {"type": "dynamiclist", "path": "problems", "label": "问题", "validate": {"required": True}, "components": [
        {"type": "textfield", "key": "problem", "label": "问题", "validate": {"required": True}},
        {"type": "select", "key": "result", "label": "结论", "values": CHOICES},
        {"type": "textfield", "key": "why", "label": "原因", "validate": {"required": True},
         "conditional": {"hide": '=this.result != "return"'}}]},
)  # fmt: skip


def test_rows_of_a_dynamic_list_are_checked_each():
    rows = [{"problem": " 未设护栏 "}, {"problem": "无证", "result": "return", "why": "没有培训"}]
    assert ROWS.load({"problems": rows}) == {
        "problems": [{"problem": "未设护栏", "result": None}, {"problem": "无证", "result": "return", "why": "没有培训"}]
    }


def test_faults_in_rows_are_reported_by_row():
    rows = [{"problem": "好"}, {"result": "return"}, {"problem": "x", "extra": 1}, "x"]
    messages = refusal(ROWS, {"problems": rows})["problems"]
    assert messages[1] == {"problem": ["必填"], "why": ["必填"]}
    assert messages[2] == {"extra": ["表单没有这一项"]}
    assert CHINESE.search(str(messages[3]))


@pytest.mark.parametrize("rows", [None, [], "", {}, "x", [{}] * 201])
def test_a_required_list_refuses_emptiness_and_other_shapes(rows):
    assert "problems" in refusal(ROWS, {"problems": rows})


def test_options_given_with_the_form_bind_the_answer():
    checked = form(one("select", valuesKey="sectors"))
    data = {"sectors": [{"label": "化工", "value": "chemical"}]}
    assert checked.load({"x": "chemical"}, data) == {"x": "chemical"}
    assert refusal(checked, {"x": "mine"}, data) == {"x": ["请从选项中选择"]}


def test_only_marked_fields_become_process_data_and_hidden_ones_are_null():
    checked = form(
        one("radio", values=CHOICES, properties={"process": True}),
        {"type": "number", "key": "days", "label": "天数", "decimalDigits": 0, "properties": {"process": True},
         "conditional": {"hide": '=x = "approve"'}},
        {"type": "textarea", "key": "text", "label": "说明"},
    )  # fmt: skip
    assert checked.process_data(checked.load({"x": "approve", "days": 5, "text": "长文"})) == {"x": "approve", "days": None}
    assert checked.process_data(checked.load({"x": "return", "days": 5})) == {"x": "return", "days": 5}


def test_a_registered_check_refuses_ids_that_do_not_exist(monkeypatch):
    monkeypatch.setitem(VALUE_CHECKS, "anliu-signature", [])  # afterwards the office's own check is back
    register_value_check("anliu-signature", lambda value, own: None if value == 1 else "没有这个签名，请重新签")
    checked = form(one("anliu-signature"))
    assert checked.load({"x": 1}) == {"x": 1}
    assert checked.load({}) == {"x": None}
    assert refusal(checked, {"x": 2}) == {"x": ["没有这个签名，请重新签"]}


def test_past_dates_are_refused_by_the_office_clock():
    checked = form(one("datetime", subtype="date", disallowPassedDates=True))
    with frozen(date(2026, 3, 2)):
        assert checked.load({"x": "2026-03-02"}) == {"x": "2026-03-02"}
        assert refusal(checked, {"x": "2026-03-01"}) == {"x": ["不能早于今天"]}


def test_the_generic_opinion_needs_an_opinion():
    assert GENERIC_OPINION.load({"opinion": " 同意 "}) == {"opinion": "同意"}
    assert refusal(GENERIC_OPINION, {}) == {"opinion": ["必填"]}


BROKEN = {
    "form_shape": [None, [], {}, {"components": 5}, {"components": [5]}, {"components": [{"type": "textfield", "validate": 5}]},
                   {"components": [{"type": "textfield", "key": "a", "label": "A", "properties": None}]},
                   {"components": [{"type": "group"}]}],
    "unknown_component": [{"components": [one("iframe")]}, {"components": [one("html")]}, {"components": [one("expression")]}],
    "duplicate_key": [{"components": [one("textfield"), one("number")]}],
    "key_missing": [{"components": [{"type": "textfield", "label": "项"}]}],
    "key_invalid": [{"components": [one("textfield", key="a.b")]}, {"components": [one("textfield", key="名称")]},
                    {"components": [one("textfield", key="typename")]}, {"components": [one("textfield", key=["x"])]}],
    "label_missing": [{"components": [{"type": "textfield", "key": "x"}]}, {"components": [one("textfield", label=" ")]}],
    "values_missing": [{"components": [one("radio")]}],
    "values_invalid": [{"components": [one("radio", values=[])]}, {"components": [one("radio", values=[{"value": "a"}])]},
                       {"components": [one("radio", values=["a"])]}],
    "values_repeated": [{"components": [one("radio", values=[*CHOICES, CHOICES[0]])]}],
    "values_expression": [{"components": [one("radio", valuesExpression="=x")]}],
    "feel_invalid": [{"components": [one("textfield", conditional={"hide": "=x = = 1"})]},
                     {"components": [one("textfield", conditional={"hide": 5})]}],
    "process_field_kind": [{"components": [one(kind, properties={"process": True})]} for kind in
                           ("textfield", "textarea", "anliu-money", "anliu-file", "number", "anliu-inspection")]
    + [{"components": [one("datetime", subtype="time", properties={"process": True})]},
       {"components": [{"type": "dynamiclist", "path": "l", "label": "列表", "components": [
           one("radio", values=CHOICES, properties={"process": True})]}]}],
    "process_flag": [{"components": [one("checkbox", properties={"process": "true"})]}],
    "pattern_unsafe": [{"components": [one("textfield", validate={"pattern": pattern})]} for pattern in
                       ("(a+)+$", "(a|aa)*$", "(a*)*b", ".*.*.*=", "(x?){30}y", "[", "(?=a)b", r"(a)\1", "a" * 300)],
    "limit_invalid": [{"components": [one("number", validate={"min": "=x"})]}, {"components": [one("textfield", validate={"maxLength": -1})]},
                      {"components": [one("number", decimalDigits="2")]}, {"components": [one("anliu-officers", properties={"min": "two"})]}],
    "subtype_invalid": [{"components": [one("datetime", subtype="week")]}],
    "validation_type": [{"components": [one("textfield", validate={"validationType": "phone"})]}],
    "group_path": [{"components": [{"type": "group", "path": "g", "components": []}]}],
    "form_too_large": [{"components": [one("textfield", key=f"x{n}") for n in range(301)]}],
}  # fmt: skip


@pytest.mark.parametrize(("code", "document"), [(code, each) for code, documents in BROKEN.items() for each in documents])
def test_a_faulty_form_is_not_deployed(code, document):
    problems = check_form(document)
    assert code in {each.code for each in problems}
    assert all(CHINESE.search(each.message) for each in problems)


def test_a_condition_on_an_unknown_name_is_a_warning():
    (problem,) = check_form({"components": [one("textfield", conditional={"hide": "=party = 1"})]})
    assert (problem.code, problem.severity) == ("condition_name", "warning")


@pytest.mark.parametrize("pattern", [r"^\d{17}[\dXx]$", r"^1[3-9]\d{9}$", r"^(\d{15}|\d{17}[\dXx])$", r"^[A-Z]+-\d+$", r".*@.*",
                                     r"^(\d{1,3}\.){3}\d{1,3}$", "^[\u4e00-\u9fff]{2,20}$"])  # fmt: skip
def test_everyday_patterns_are_accepted_and_fast(pattern):
    compiled = safe_pattern(pattern)
    begun = time.monotonic()
    for text in ("1" * 200, "a" * 200, "@" * 200, "A-" * 100, "1." * 100):
        compiled.search(text + "!")
    assert time.monotonic() - begun < 20


@given(st.text(alphabet="ab(|)*+?{2,}[]^$.\\d", max_size=25))
def test_any_accepted_pattern_is_fast(pattern):
    try:
        compiled = safe_pattern(pattern)
    except Unsafe:
        return
    begun = time.monotonic()
    compiled.search("ab" * 50 + "a" * 99 + "!")
    assert time.monotonic() - begun < 20


COMPONENTS = [component for component, _, _ in ACCEPTED]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**64) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["approve", "return", "2026-01-02", "2026-01-02T03:04Z", "09:30", "12.5", "conform"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["answer", "note", "photos", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.sampled_from(COMPONENTS), JSON)
def test_what_a_form_accepts_it_accepts_again_unchanged(component, answer):
    checked = form(component)
    try:
        cleaned = checked.load({"x": answer})
    except ValidationError as refused:
        assert CHINESE.search(str(refused.normalized_messages()))
        return
    assert checked.load(cleaned) == cleaned
    json.dumps(cleaned, allow_nan=False).encode()


@given(st.recursive(JSON, lambda inner: st.dictionaries(
    st.sampled_from(["components", "type", "key", "label", "values", "validate", "conditional", "properties", "path", "hide"]), inner, max_size=5)
    | st.lists(inner, max_size=3), max_leaves=12))  # fmt: skip
def test_no_document_makes_the_form_check_raise(document):
    check_form(document)
    check_form({"components": [document, {"type": "textfield", **(document if isinstance(document, dict) else {})}]})


@pytest.mark.parametrize("path", sorted((ROOT / "forms").glob("*.json")), ids=lambda path: path.stem)
def test_every_shipped_form_may_be_deployed(path):
    document = json.loads(path.read_text("utf-8"))
    assert [each for each in check_form(document) if each.severity == "error"] == []
    assert document["id"] == path.stem
    assert load_form(path.read_text("utf-8")).components
