"""Small diagrams for tests: BPMN text from a few words, and releases made of it."""

import hashlib
import json
from datetime import date

from app.core.clock import now
from app.core.database import db
from app.identity import queries
from app.workflow.models import Release, ReleaseFile

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="defs" targetNamespace="http://anliu">'
)


def diagram(key: str, nodes: str, *flows, messages=(), errors=(), starters: str = "officer") -> str:
    """One process. flows: "a b", or "a b: condition"; one without a condition is its gateway's default."""
    lines, nodes = _flows("", nodes, flows)
    heads = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages)
    heads += "".join(f'<bpmn:error id="e_{name}" name="{name}" errorCode="{name}"/>' for name in errors)
    return (
        f'{HEAD}{heads}<bpmn:process id="{key}" name="{key}" isExecutable="true" '
        f'camunda:candidateStarterGroups="{starters}">{nodes}{lines}</bpmn:process></bpmn:definitions>'
    )


def _flows(prefix: str, nodes: str, flows) -> tuple[str, str]:
    """(the sequence flows, the nodes with the default flow of each deciding gateway)"""
    lines, defaults = [], {}
    for number, words in enumerate(flows):
        ends, _, condition = words.partition(":")
        source, target = ends.split()
        body = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{_xml(condition)}</bpmn:conditionExpression>'
        lines.append(
            f'<bpmn:sequenceFlow id="f_{prefix}{number}_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f"{body if condition else ''}</bpmn:sequenceFlow>"
        )
        if not condition:
            defaults[source] = f"f_{prefix}{number}_{source}_{target}"
    for source, flow in defaults.items():
        for kind in ("exclusiveGateway", "inclusiveGateway"):
            nodes = nodes.replace(f'<bpmn:{kind} id="{source}"/>', f'<bpmn:{kind} id="{source}" default="{flow}"/>')
    return "".join(lines), nodes


def _xml(text: str) -> str:
    return text.strip().replace("&", "&amp;").replace("<", "&lt;")


def start(node_id="s", form: str = "") -> str:
    return f'<bpmn:startEvent id="{node_id}"{_form(form)}/>'


def end(node_id="e", inside: str = "") -> str:
    return f'<bpmn:endEvent id="{node_id}">{inside}</bpmn:endEvent>'


def user(node_id, roles="officer", form="", listener="", assignee="", marker="", **properties) -> str:
    assigned = f' camunda:assignee="{assignee}"' if assignee else ""
    grouped = f' camunda:candidateGroups="{roles}"' if roles else ""
    return (
        f'<bpmn:userTask id="{node_id}" name="{node_id}"{grouped}{assigned}{_form(form)}>'
        f"{_extensions(properties, listener)}{marker}</bpmn:userTask>"
    )


def service(node_id, handler, **properties) -> str:
    return (
        f'<bpmn:serviceTask id="{node_id}" name="{node_id}" camunda:delegateExpression="${{{handler}}}">'
        f"{_extensions(properties)}</bpmn:serviceTask>"
    )


def rule(node_id, decision, variable="", mapping="", attributes="") -> str:
    """A business rule task."""
    result = f' camunda:resultVariable="{variable}"' if variable else ""
    mapped = f' camunda:mapDecisionResult="{mapping}"' if mapping else ""
    return (
        f'<bpmn:businessRuleTask id="{node_id}" name="{node_id}" camunda:decisionRef="{decision}"{result}{mapped}'
        f"{attributes}/>"
    )


def gateway(node_id, kind="exclusive") -> str:
    return f'<bpmn:{kind}Gateway id="{node_id}"/>'


def call(node_id, process, collection="", variable="", sequential=False, ins=(), outs=()) -> str:
    mapped = "".join(f'<camunda:in source="{a}" target="{b}"/>' for a, b in ins)
    mapped += "".join(f'<camunda:out source="{a}" target="{b}"/>' for a, b in outs)
    marker = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" '
        f'camunda:collection="${{{collection}}}" camunda:elementVariable="{variable}"/>'
        if collection
        else ""
    )
    return (
        f'<bpmn:callActivity id="{node_id}" name="{node_id}" calledElement="{process}">'
        f"<bpmn:extensionElements>{mapped}</bpmn:extensionElements>{marker}</bpmn:callActivity>"
    )


def subprocess(node_id, nodes, *flows) -> str:
    lines, nodes = _flows(f"{node_id}_", nodes, flows)
    return f'<bpmn:subProcess id="{node_id}">{nodes}{lines}</bpmn:subProcess>'


def boundary(node_id, host, event: str, interrupting=True) -> str:
    return (
        f'<bpmn:boundaryEvent id="{node_id}" name="{node_id}" attachedToRef="{host}" '
        f'cancelActivity="{str(interrupting).lower()}">{event}</bpmn:boundaryEvent>'
    )


def catch(node_id, event: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="{node_id}" name="{node_id}">{event}</bpmn:intermediateCatchEvent>'


def timer(text: str, kind="timeDuration") -> str:
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def legal_timer(node_id, host, interrupting=True, **properties) -> str:
    """A boundary timer that obeys `law.period`."""
    return (
        f'<bpmn:boundaryEvent id="{node_id}" name="{node_id}" attachedToRef="{host}" '
        f'cancelActivity="{str(interrupting).lower()}">{_extensions(properties)}{timer("P36500D")}</bpmn:boundaryEvent>'
    )


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="m_{name}"/>'


def error(name: str) -> str:
    return f'<bpmn:errorEventDefinition errorRef="e_{name}"/>'


TERMINATE = "<bpmn:terminateEventDefinition/>"


def _form(key: str) -> str:
    return f' camunda:formKey="{key}"' if key else ""


def _extensions(properties: dict, listener: str = "") -> str:
    """Property names are written with a double underscore for the dot: law__requires."""
    body = "".join(
        f'<camunda:property name="{name.replace("__", ".")}" value="{value}"/>' for name, value in properties.items()
    )
    body = f"<camunda:properties>{body}</camunda:properties>" if body else ""
    if listener:
        body += f'<camunda:taskListener event="complete" delegateExpression="${{{listener}}}"/>'
    return f"<bpmn:extensionElements>{body}</bpmn:extensionElements>" if body else ""


def form(key: str, *fields: dict) -> dict:
    return {"schemaVersion": 18, "type": "default", "id": key, "components": list(fields)}


def choice(key: str, *values: str, process=True) -> dict:
    """A select of the process."""
    return {
        "type": "select", "key": key, "label": key, "properties": {"process": True} if process else {},
        "values": [{"label": value, "value": value} for value in values], "validate": {"required": True},
    }  # fmt: skip


def yes(key: str) -> dict:
    return {"type": "checkbox", "key": key, "label": key, "properties": {"process": True}}


def text(key: str, **validate) -> dict:
    return {"type": "textfield", "key": key, "label": key, "validate": validate}


def number(key: str) -> dict:
    return {"type": "number", "key": key, "label": key, "properties": {"process": True}}


def put_release(xml: str, *forms: dict, pins: dict | None = None) -> Release:
    """Store a release as deployment would, without its checks."""
    key = xml.split('<bpmn:process id="')[1].split('"')[0]
    version = 1 + db.session.query(Release).filter_by(key=key).count()
    starters = xml.split('candidateStarterGroups="')[1].split('"')[0]
    release = Release(
        key=key, version=version, name=key, bundle_hash=_sha(xml), effective_on=date(2020, 1, 1), deployed_at=now(),
        starter_roles=starters, pins=pins or {}, warnings=[],
        files=[ReleaseFile(kind="bpmn", name=key, sha256=_sha(xml), content=xml)] + [
            ReleaseFile(kind="form", name=each["id"], sha256=_sha(json.dumps(each)), content=json.dumps(each))
            for each in forms
        ],
    )  # fmt: skip
    db.session.add(release)
    db.session.commit()
    return release


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def person(username: str):
    return queries.user_by_name(username)
