"""A BPMN file as the checks read it: scopes (process, sub-process) with nodes and flows; and what it may refer to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from app.workflow.problems import Problem
from app.workflow.xml import BPMN, bp, cam

SCOPES = {"process", "subProcess", "transaction", "adHocSubProcess"}
HUMAN = {"userTask", "manualTask", "task"}
TASKS = HUMAN | {"serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
ACTIVITIES = TASKS | {"callActivity", "subProcess", "transaction", "adHocSubProcess"}
GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
MULTI, LOOP = bp("multiInstanceLoopCharacteristics"), bp("standardLoopCharacteristics")


def tag(element: etree._Element) -> str:
    """Local name of a BPMN element; "" for anything outside BPMN."""
    name = element.tag
    return name[len(BPMN) + 2 :] if isinstance(name, str) and name.startswith(f"{{{BPMN}}}") else ""


@dataclass(eq=False)
class Node:
    """A flow node. `incoming` and `outgoing` are filled when the scope is read."""

    id: str
    kind: str
    element: etree._Element
    scope: "Scope"
    incoming: list["Flow"] = field(default_factory=list)
    outgoing: list["Flow"] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return (self.element.get("name") or "").strip()

    @property
    def shown(self) -> str:
        """How a message names it: 「审批立案」(approve_filing)."""
        name, identifier = self.name[:60], self.id[:80]
        return f"“{name}”（{identifier}）" if name else f"“{identifier}”"

    def camunda(self, name: str) -> str | None:
        """A Camunda 7 attribute, stripped; None when absent or blank."""
        return (self.element.get(cam(name)) or "").strip() or None

    @cached_property
    def properties(self) -> dict[str, str]:
        """The `camunda:properties` of this very element."""
        return properties_of(self.element)

    @cached_property
    def definitions(self) -> list[etree._Element]:
        """Its event definitions."""
        return [child for child in self.element if tag(child).endswith("EventDefinition")]

    @property
    def triggers(self) -> list[str]:
        """`timer`, `message`, `error`, … one per event definition."""
        return [tag(definition).removesuffix("EventDefinition") for definition in self.definitions]

    @property
    def interrupting(self) -> bool:
        """Of a boundary event or the start of an event sub-process. BPMN's default is true."""
        return self.element.get("cancelActivity" if self.kind == "boundaryEvent" else "isInterrupting") != "false"

    @property
    def is_event_subprocess(self) -> bool:
        return self.element.get("triggeredByEvent") == "true"

    @property
    def after(self) -> list["Node"]:
        """Where a token can go from here, boundary events included."""
        return [flow.target for flow in self.outgoing] + self.boundaries


@dataclass(eq=False)
class Flow:
    """A sequence flow whose both ends are in the scope."""

    id: str
    source: Node
    target: Node
    element: etree._Element

    @property
    def condition(self) -> etree._Element | None:
        return self.element.find(bp("conditionExpression"))


@dataclass(eq=False)
class Scope:
    """A process or sub-process: what one token game plays on."""

    id: str
    element: etree._Element
    parent: "Scope | None"
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    broken: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return tag(self.element)

    @property
    def starts(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    @property
    def is_event_subprocess(self) -> bool:
        return self.element.get("triggeredByEvent") == "true"


@dataclass(eq=False)
class Diagram:
    """One BPMN file. `executable`: its processes that would run."""

    file: str
    root: etree._Element
    scopes: list[Scope]
    definitions: dict[str, etree._Element]  # messages, errors, signals, escalations by id

    @property
    def processes(self) -> list[Scope]:
        return [scope for scope in self.scopes if scope.kind == "process"]

    @property
    def executable(self) -> list[Scope]:
        return [scope for scope in self.processes if scope.element.get("isExecutable") != "false"]

    @property
    def nodes(self) -> Iterator[Node]:
        return (node for scope in self.scopes for node in scope.nodes.values())

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        return (node for node in self.nodes if node.kind in kinds)


@dataclass(frozen=True)
class Known:
    """What a diagram may refer to besides the files deployed with it.

    Args: processes: {process key: ids of its human tasks}; calls: {process key: {called key: call activity}};
          requirements, period_starts: registered prefixes of `law.requires` and `law.period_from`;
          decisions: {key of a decision table: its columns that may become process data};
          quick_forms: those that ask one question only;
          acts: {process key: {human task: law.step}}; duty_groups: registered names for `duty.separate_from`;
          expected: {(law.step, paper): what `law.requires` should name}; the others: names
    """

    processes: Mapping[str, Collection[str]] = field(default_factory=dict)
    forms: Collection[str] = ()
    quick_forms: Collection[str] = ()
    roles: Collection[str] = ()
    handlers: Collection[str] = ()
    templates: Collection[str] = ()
    periods: Collection[str] = ()
    steps: Collection[str] = ()
    calls: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    requirements: Collection[str] = ("served",)
    period_starts: Collection[str] = ("served",)
    decisions: Mapping[str, Collection[str]] = field(default_factory=dict)
    acts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    duty_groups: Collection[str] = ()
    expected: Mapping[tuple[str | None, str], Collection[str]] = field(default_factory=dict)


def properties_of(element: etree._Element) -> dict[str, str]:
    """{name: value} of the `camunda:properties` directly on `element`."""
    path = f"{bp('extensionElements')}/{cam('properties')}/{cam('property')}"
    return {found.get("name") or "": (found.get("value") or "").strip() for found in element.findall(path)}


def listed(text: str | None) -> list[str]:
    """The parts of a comma list."""
    return [part.strip() for part in (text or "").replace("，", ",").split(",") if part.strip()]


def read_diagram(file: str, root: etree._Element) -> Diagram:
    """Read the scopes of a BPMN file; what cannot be connected is noted in `Scope.broken`. No recursion."""
    diagram = Diagram(file, root, [], {})
    waiting: list[tuple[etree._Element, Scope | None]] = [(child, None) for child in root if tag(child) == "process"]
    while waiting:
        element, parent = waiting.pop(0)
        scope = Scope(element.get("id") or "", element, parent)
        diagram.scopes.append(scope)
        _read_nodes(scope)
        _read_flows(scope)
        waiting += [(node.element, scope) for node in scope.nodes.values() if node.kind in SCOPES]
    kinds = {"message", "error", "signal", "escalation"}
    diagram.definitions = {child.get("id"): child for child in root if tag(child) in kinds}
    return diagram


def _read_nodes(scope: Scope) -> None:
    for element in scope.element:
        kind = tag(element)
        if kind not in FLOW_NODES:
            continue
        if not element.get("id"):
            scope.broken.append(
                Problem("id_missing", scope.id, f"第 {element.sourceline} 行的元素没有编号（id），请补上")
            )
            continue
        scope.nodes[element.get("id")] = Node(element.get("id"), kind, element, scope)
    for node in list(scope.nodes.values()):
        if node.kind == "boundaryEvent":
            _attach(scope, node)


def _attach(scope: Scope, node: Node) -> None:
    host = scope.nodes.get(node.element.get("attachedToRef") or "")
    if host is None or host.kind not in ACTIVITIES:
        scope.broken.append(
            Problem("boundary_unattached", node.id, f"边界事件{node.shown}没有附在任何任务上，请拖到一个任务的边缘")
        )
    else:
        host.boundaries.append(node)


def _read_flows(scope: Scope) -> None:
    for element in scope.element:
        if tag(element) != "sequenceFlow":
            continue
        ends = [scope.nodes.get(element.get(end) or "") for end in ("sourceRef", "targetRef")]
        if None in ends:
            scope.broken.append(
                Problem(
                    "flow_unconnected",
                    element.get("id"),
                    "这条顺序流有一端没有接到同一层的元素上，请重新连接（不能跨越子流程边界，也不能跨泳池）",
                )
            )
            continue
        flow = Flow(element.get("id") or "", *ends, element)
        scope.flows.append(flow)
        flow.source.outgoing.append(flow)
        flow.target.incoming.append(flow)
