"""A small procedure to design on: one task, and the same with a 复核 step after it."""

import json

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)
ONE = (
    HEAD
    + """
<process id="desk_trial" name="设计试办" isExecutable="true" camunda:candidateStarterGroups="officer">
  <startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="write"/>
  <userTask id="write" name="写报告" camunda:candidateGroups="officer" camunda:formKey="desk_trial_report"/>
  <sequenceFlow id="f2" sourceRef="write" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""
)
TWO = ONE.replace(
    '<sequenceFlow id="f2" sourceRef="write" targetRef="end"/>',
    '<sequenceFlow id="f2" sourceRef="write" targetRef="check"/><userTask id="check" name="复核" '
    'camunda:candidateGroups="team_leader" camunda:formKey="desk_check"/>'
    '<sequenceFlow id="f3" sourceRef="check" targetRef="end"/>',
)


def form(key: str, *labels: str) -> str:
    parts = [{"type": "textarea", "key": f"text{number}", "label": label} for number, label in enumerate(labels)]
    return json.dumps({"schemaVersion": 18, "type": "default", "id": key, "components": parts})


FORM = form("desk_trial_report", "报告")
