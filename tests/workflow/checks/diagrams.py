"""Short diagrams for the tests of the deployment checks."""

from app.workflow.checks import Known, check_by_file

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" '
    'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="urn:test"{attributes}>'
)
USED = ("zeebe", "flowable", "activiti", "spiff", "modeler")
KNOWN = Known(
    processes={"party_proceeding": {"record_statement"}, "penalty_case": {"apply_filing"}},
    forms={"opinion", "start_form"},
    roles={"officer", "legal_reviewer"},
    handlers={"cases.file_case", "workflow.start_process"},
    templates={"penalty_notice_entity"},
    periods={"hearing_request"},
    decisions={"level": ("level",), "grade": ("level", "urgent")},
)


def bpmn(body: str, path: str = "", process: str = "", before: str = "", attributes: str = "") -> bytes:
    """A file with one process `p`; `path`: "s>a>e a>b" draws flows named `s_a`, `a_e`, `a_b`."""
    head = HEAD.replace("{attributes}", attributes)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}{before}'
        f'<process id="p" name="流程" isExecutable="true"{process}>{body}{flows(path)}</process></definitions>'
    )
    return text.encode()


def flows(path: str) -> str:
    pairs = [pair for line in path.split() for pair in zip(line.split(">"), line.split(">")[1:], strict=False)]
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


def user(identifier: str, inside: str = "", attributes: str = 'camunda:candidateGroups="officer"') -> str:
    return f'<userTask id="{identifier}" name="办理{identifier}" camunda:formKey="opinion" {attributes}>{inside}</userTask>'


def when(identifier: str, source: str, target: str, condition: str = "${ok == true}") -> str:
    return (
        f'<sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}">'
        f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression></sequenceFlow>'
    )


def properties(**values: str) -> str:
    listed = "".join(f'<camunda:property name="{k.replace("__", ".")}" value="{v}"/>' for k, v in values.items())
    return f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"


def timer(value: str, kind: str = "timeDuration") -> str:
    return f'<timerEventDefinition><{kind} xsi:type="tFormalExpression">{value}</{kind}></timerEventDefinition>'


S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'


def straight(middle: str, name: str = "a") -> bytes:
    """start > middle > end"""
    return bpmn(S + middle + E, f"s>{name}>e")


def found(content: bytes, known: Known = KNOWN):
    return check_by_file({"test.bpmn": content}, known)["test.bpmn"]
