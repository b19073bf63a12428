"""What changes between two versions of a form, told field by field."""

import pytest

from app.designer.form_changes import FIELD_WORDS, form_changes
from app.workflow.forms.fields import FIELDS

RESULT = {
    "type": "radio",
    "key": "result",
    "label": "结论",
    "values": [{"label": "同意", "value": "agree"}, {"label": "退回", "value": "return"}],
}
OPINION = {"type": "textarea", "key": "opinion", "label": "意见", "validate": {"required": True, "maxLength": 300}}
DAY = {"type": "datetime", "key": "on", "dateLabel": "日期", "subtype": "date"}


def form(*components) -> dict:
    return {"id": "f", "type": "default", "components": list(components)}


def told(before: list, after: list) -> list[str]:
    return form_changes(form(*before), form(*after))


def test_ids_and_places_in_a_row_are_no_change():
    assert told([RESULT, DAY], [{**RESULT, "id": "Field_1", "layout": {"row": "Row_1"}}, DAY]) == []


def test_fields_come_and_go_by_their_label():
    assert told([RESULT], [RESULT, OPINION]) == ["新增“意见”（多行文字，必填）"]
    assert told([RESULT, DAY], [RESULT]) == ["删去“日期”"]
    rows = {
        "type": "dynamiclist",
        "path": "people",
        "label": "人员",
        "components": [{"type": "anliu-user", "key": "who", "label": "谁"}],
    }
    assert told([], [rows]) == ["新增“人员”（可增行的表格）", "新增“谁”（本机关人员）"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "审批意见"}, "“意见”改名为“审批意见”"),
        ({"validate": {"maxLength": 300}}, "“意见”不再必填"),
        ({"validate": {"required": True, "maxLength": 500}}, "“意见”的最多字数由“300”改为“500”"),
        ({"description": "写明理由"}, "“意见”的说明由“无”改为“写明理由”"),
        ({"type": "textfield"}, "“意见”由多行文字改为单行文字"),
        ({"conditional": {"hide": '=result != "return"'}}, "“意见”只在“结论”是“退回”时显示"),
        ({"conditional": {"hide": "=a > 3"}}, "“意见”改为符合这个条件时不显示：=a > 3"),
    ],
)
def test_each_setting_is_told_with_what_it_was(change, words):
    assert told([RESULT, OPINION], [RESULT, {**OPINION, **change}]) == [words]
    assert len(told([RESULT, {**OPINION, **change}], [RESULT, OPINION])) == 1


def test_options_and_the_process_mark_are_told():
    more = {
        **RESULT,
        "values": [*RESULT["values"], {"label": "转交", "value": "pass"}],
        "properties": {"process": True},
    }
    assert told([RESULT], [more]) == ["“结论”的选项改为同意、退回、转交", "“结论”成为流程数据"]
    code = {**RESULT, "values": [{"label": "同意", "value": "yes"}, RESULT["values"][1]]}
    assert told([RESULT], [code]) == ["“结论”选项的代码改了，流程里按代码判断的条件要一起改"]


def test_the_order_is_told_beside_other_changes():
    assert told([RESULT, OPINION], [{**OPINION, "label": "理由"}, RESULT]) == [
        "“意见”改名为“理由”",
        "各项的先后顺序改了",
    ]


def test_explanations_and_layout_are_told():
    assert told([RESULT], [{"type": "text", "text": "先核对"}, RESULT]) == ["新增说明文字“先核对”"]
    assert told([RESULT], [RESULT, {"type": "separator"}]) == ["版面改了"]


@pytest.mark.parametrize(
    "strange",
    [{}, {"components": 3}, {"components": [1, None, {"type": "radio", "key": "a", "values": 5, "validate": 7}]}],
)
def test_what_is_no_form_is_compared_without_a_crash(strange):
    assert isinstance(form_changes(strange, form(RESULT)), list) and isinstance(
        form_changes(form(RESULT), strange), list
    )


def test_every_kind_of_field_has_a_word():
    assert set(FIELDS) <= {*FIELD_WORDS}
