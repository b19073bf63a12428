"""What an editor may write otherwise without another meaning, and what it may not leave out."""

import pytest

from app.designer.same_meaning import lost_by

PLAIN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:other="urn:other-tool" targetNamespace="t">
<process id="p"><laneSet id="lanes"><lane id="officers" name="执法&#13;&#10;人员"><childLaneSet id="inner"/></lane></laneSet>
<task id="a" name="写报告" other:colour="red"><extensionElements><other:note>留着</other:note></extensionElements></task>
<textAnnotation id="n" textFormat="text/plain"><text>附注</text></textAnnotation></process></definitions>"""
SAME = [
    ('<childLaneSet id="inner"', '<childLaneSet xsi:type="b:tLaneSet" id="inner"'),
    (' textFormat="text/plain"', ""),
    ("&#13;&#10;", " \n"),
    ('<task id="a"', '<task id="a" completionQuantity="1" isForCompensation="false"'),
]
LOST = [
    (' other:colour="red"', "", "colour=red"),
    ("<other:note>留着</other:note>", "", "note“留着”"),
    ("text/plain", "text/html", "textFormat=text/html"),
    ('<childLaneSet id="inner"/>', "", "childLaneSet"),
]


@pytest.mark.parametrize(("was", "now"), SAME)
def test_defaults_and_white_space_are_no_meaning(was, now):
    assert was in PLAIN
    assert lost_by(PLAIN, PLAIN.replace(was, now)) == []


@pytest.mark.parametrize(("was", "now", "named"), LOST)
def test_what_is_left_out_is_named(was, now, named):
    assert was in PLAIN
    assert named in "".join(lost_by(PLAIN, PLAIN.replace(was, now)))
