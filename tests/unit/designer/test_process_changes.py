"""What changed between two versions of a procedure is told in sentences; where things stand on the canvas is no change."""

import pytest

from app.designer import procedures
from app.designer.form_changes import form_changes
from app.designer.process_changes import Model, process_changes
from app.designer.same_meaning import lost_by
from app.workflow.checks.model import read_diagram
from app.workflow.releases import WORKFLOWS
from app.workflow.xml import parse_xml
from tests.unit.designer.trial import ONE, TWO

WORDS = {
    "role": lambda code: {"officer": "执法人员", "team_leader": "执法队长"}.get(code, code), "paper": lambda code: f"{code}文书",
    "period": lambda code: f"{code}期限", "step": lambda code: code, "handler": lambda name: name, "task": lambda code: f"“{code}”",
}  # fmt: skip
GATED = ONE.replace(
    '<sequenceFlow id="f2" sourceRef="write" targetRef="end"/>',
    '<sequenceFlow id="f2" sourceRef="write" targetRef="choice"/><exclusiveGateway id="choice" name="同意？" default="back"/>'
    '<sequenceFlow id="on" sourceRef="choice" targetRef="end"><conditionExpression>${result == \'agree\'}</conditionExpression>'
    '</sequenceFlow><sequenceFlow id="back" sourceRef="choice" targetRef="write"/>',
)
LAWFUL = TWO.replace(
    'camunda:formKey="desk_check"/>',
    'camunda:formKey="desk_check"><extensionElements><camunda:properties>'
    '<camunda:property name="law.period" value="hearing_request"/><camunda:property name="duty.separate_from" value="write"/>'
    '<camunda:property name="law.document" value="notice"/></camunda:properties>'
    '<camunda:taskListener event="complete" delegateExpression="${workflow.record_opinion}"/></extensionElements></userTask>',
)


def model(text: str, **forms) -> Model:
    return Model(read_diagram("", parse_xml(text.encode())), forms)


def told(old: str | None, new: str, **forms) -> list[str]:
    return [change.words for change in process_changes(old and model(old), model(new, **forms), WORDS)]


@pytest.mark.parametrize("old, new, sentences", [
    (ONE, ONE, []),
    (ONE, ONE.replace("><", ">\n  <").replace('id="f1"', 'id="flow_1"'), []),
    (ONE, TWO, ["新增任务“复核”，在任务“写报告”与结束“end”之间；办理岗位为“执法队长”；表单为“desk_check”"]),
    (TWO, ONE, ["删去任务“复核”，在任务“写报告”与结束“end”之间", "新增从任务“写报告”到结束“end”的连线"]),
    (TWO, LAWFUL, ["任务“复核”的期限设为“hearing_request期限”", "任务“复核”的不得由同一人办的步骤设为““write””",
                   "任务“复核”的文书设为“《notice文书》”", "任务“复核”的完成时的处理设为“workflow.record_opinion”"]),
    (LAWFUL, LAWFUL.replace("hearing_request", "appeal"), ["任务“复核”的期限由“hearing_request期限”改为“appeal期限”"]),
    (LAWFUL, LAWFUL.replace('<camunda:property name="law.document" value="notice"/>', ""), ["任务“复核”的文书（“《notice文书》”）删去了"]),
    (TWO, TWO.replace('"team_leader"', '"officer,team_leader"'), ["任务“复核”的办理岗位由“执法队长”改为“执法人员、执法队长”"]),
    (ONE, ONE.replace("写报告", "写总结"), ["任务“写报告”改名为“写总结”"]),
    (ONE, ONE.replace("设计试办", "另一名称"), ["流程名称由“设计试办”改为“另一名称”"]),
    (ONE, ONE.replace('Groups="officer">', 'Groups="officer,head">'), ["可以发起的岗位由执法人员改为执法人员、head"]),
    (ONE, GATED, ["新增条件网关“同意？”，在任务“写报告”与结束“end”、任务“写报告”之间",
                  "新增从条件网关“同意？”到结束“end”的连线，条件：result == 'agree'",
                  "新增从条件网关“同意？”到任务“写报告”的连线，条件：其他情况"]),
    (GATED, GATED.replace("'agree'", "'yes'"), ["从条件网关“同意？”到结束“end”的条件由“result == 'agree'”改为“result == 'yes'”"]),
    (GATED, GATED.replace('default="back"', ""), ["从条件网关“同意？”到任务“写报告”的条件由“其他情况”改为“无条件”"]),
    (ONE, ONE.replace("userTask", "manualTask"), ["任务“写报告”改成了任务"]),
    (ONE, ONE.replace('<userTask id="write"', '<serviceTask id="write"').replace('report"/>', 'report"/>'), ["任务“写报告”改成了自动步骤"]),
    (ONE, ONE.replace("<process", '<message id="m" name="来文"/><process'), ["新增消息“来文”"]),
    (None, TWO, ["这是一个新流程", "任务“写报告”，在开始“begin”与任务“复核”之间；办理岗位为“执法人员”；表单为“desk_trial_report”",
                 "任务“复核”，在任务“写报告”与结束“end”之间；办理岗位为“执法队长”；表单为“desk_check”"]),
])  # fmt: skip
def test_each_change_is_a_sentence(old, new, sentences):
    if "manualTask" in new:
        sentences = ["任务“写报告”改成了任务"]
    assert told(old, new) == sentences


def test_a_condition_is_told_in_the_words_of_its_form():
    form = asked({"type": "radio", "key": "result", "label": "结论", "values": [{"label": "同意", "value": "agree"}]})
    new = GATED.replace("== 'agree'", "!= 'agree'")
    assert "新增从条件网关“同意？”到结束“end”的连线，条件：“结论”为“同意”" in told(ONE, GATED, desk_trial_report=form)
    assert "新增从条件网关“同意？”到结束“end”的连线，条件：“结论”不为“同意”" in told(ONE, new, desk_trial_report=form)
    odd = GATED.replace("'agree'", "'none'")
    assert "新增从条件网关“同意？”到结束“end”的连线，条件：“结论”为“none”" in told(ONE, odd, desk_trial_report=form)


def test_steps_put_into_a_flow_are_one_sentence_each_but_a_lost_condition_is_told():
    three = TWO.replace('targetRef="check"', 'targetRef="more"').replace(
        "</process>",
        '<userTask id="more" name="初核"/><sequenceFlow id="f4" sourceRef="more" targetRef="check"/></process>',
    )
    assert [each[:8] for each in told(ONE, three)] == ["新增任务“复核”", "新增任务“初核”"]
    put = GATED.replace('sourceRef="choice" targetRef="end"', 'sourceRef="choice" targetRef="more"').replace(
        "</process>", '<userTask id="more" name="初核"/><sequenceFlow id="f4" sourceRef="more" targetRef="end"/></process>'
    )
    lost = put.replace("<conditionExpression>${result == 'agree'}</conditionExpression>", "")
    assert not [each for each in told(GATED, put) if each.startswith("不再")]
    assert "不再从条件网关“同意？”直接到结束“end”，条件：result == 'agree'" in told(GATED, lost)


def test_codes_nobody_knows_are_shown_as_they_are(app):
    odd = LAWFUL.replace("hearing_request", "no:such").replace('"team_leader"', '"sheriff"').replace("record_opinion", "x_y")
    words = [each.words for each in process_changes(model(ONE), model(odd), procedures.words())]
    assert "期限为“no:such”" in words[0] and "办理岗位为“sheriff”" in words[0] and "workflow.x_y" in words[0]


def test_a_change_names_its_element():
    found = process_changes(model(ONE), model(TWO.replace("写报告", "写总结")), WORDS)
    assert [change.element for change in found] == ["check", "write"]


def asked(*components) -> dict:
    return {"components": list(components)}


TEXT = {"type": "textarea", "key": "opinion", "label": "意见"}
RESULT = {"type": "radio", "key": "result", "label": "结论", "values": [{"label": "同意", "value": "agree"}]}


@pytest.mark.parametrize("old, new, sentences", [
    (asked(TEXT), asked(TEXT), []),
    (asked(TEXT), asked({**TEXT, "id": "Field_1", "layout": {"row": "r"}}), []),
    (asked(TEXT), asked(TEXT, RESULT), ["新增“结论”（单选：同意）"]),
    (asked(TEXT, RESULT), asked(TEXT), ["删去“结论”"]),
    (asked(TEXT), asked({"type": "group", "components": [TEXT]}), None),
])  # fmt: skip
def test_what_a_form_asks_is_compared(old, new, sentences):
    found = form_changes(old, new)
    assert found == sentences if sentences is not None else len(found) == 1


def test_a_form_new_to_the_procedure_is_told_with_its_fields():
    assert told(ONE, TWO, desk_check=asked(RESULT, TEXT))[-1] == "新用表单 desk_check：结论、意见"


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.bpmn")), ids=lambda path: path.stem)
def test_no_shipped_diagram_differs_from_itself(path):
    text = path.read_text("utf-8")
    assert told(text, text) == [] and lost_by(text, text) == []


# --- what an editor loses ----------------------------------------------------------------------------------------------

FOREIGN = LAWFUL.replace("<camunda:properties>", '<x:note xmlns:x="urn:x" kind="a">字</x:note><camunda:properties>')

DRAWN = LAWFUL.replace("</definitions>", '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" x="1"/></definitions>')


@pytest.mark.parametrize("before, after, words", [
    (LAWFUL, LAWFUL.replace("><", ">\n<"), []),
    (LAWFUL, LAWFUL.replace("camunda:", "c:").replace("xmlns:camunda", "xmlns:c"), []),
    (LAWFUL, LAWFUL.replace('<endEvent id="end"/>', '<endEvent id="end"><incoming>f3</incoming></endEvent>'), []),
    (LAWFUL, LAWFUL.replace('name="复核"', 'name="复核" isForCompensation="false"'), []),
    (DRAWN, DRAWN.replace('x="1"', 'x="5"'), []),
    (FOREIGN, FOREIGN.replace('<x:note xmlns:x="urn:x" kind="a">字</x:note>', ""), ["少了 check 的 {urn:x}note（kind=a）“字”"]),
    (LAWFUL, LAWFUL.replace('value="write"', 'value="check"'), ["少了", "多了"]),
    (GATED, GATED.replace("agree", "yes"), ["少了", "多了"]),
    (ONE, TWO, ["少了", "多了", "多了", "多了"]),
])  # fmt: skip
def test_what_comes_back_different_is_named(before, after, words):
    found = lost_by(before, after)
    assert len(found) == len(words) and all(each.startswith(start) for each, start in zip(found, words, strict=True)), found
