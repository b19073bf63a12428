"""What a release means, ready to run: token specification, elements with their Camunda attributes, forms.

Releases never change, so every process keeps them in a cache.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flask import current_app
from sqlalchemy import select

from app.core.database import db
from app.core.errors import NotFound
from app.workflow import parser
from app.workflow.checks.model import Node, listed, read_diagram
from app.workflow.expressions import strip
from app.workflow.forms import Form, load_form
from app.workflow.judging import RESULT_LIST, Judgement
from app.workflow.models import Release, ReleaseFile
from app.workflow.releases import release_for
from app.workflow.xml import bp, cam, parse_xml

PARALLEL = {"parallelGateway", "inclusiveGateway"}
HUMAN = {"userTask", "manualTask", "task"}


@dataclass(frozen=True)
class Call:
    """What a call activity starts: one child, or one for each value of a list of the process data."""

    process: str
    collection: str | None = None  # process variable holding a list
    variable: str | None = None  # name of the value in the child's data
    sequential: bool = False
    inputs: tuple = ()  # ((name here, name in the child), …)
    outputs: tuple = ()  # ((name in the child, name here), …); single calls only

    @property
    def is_multiple(self) -> bool:
        return self.collection is not None


@dataclass(frozen=True)
class Element:
    """A node of the diagram as the office reads it."""

    id: str
    kind: str
    name: str
    top: bool  # in the process itself, not in an embedded sub-process
    in_parallel: bool  # between an AND/OR split and its join: nothing may jump here
    assignee: str | None = None
    roles: tuple = ()
    form_key: str | None = None
    priority: int = 50
    due_date: str | None = None  # `camunda:dueDate`: an ISO day of the data, where the office has set it and no period runs
    listeners: tuple = ()
    handler: str | None = None
    call: Call | None = None
    judgement: Judgement | None = None
    properties: dict = field(default_factory=dict)
    after: tuple = ()  # ids of the elements its sequence flows lead to
    conditions: tuple = ()  # of these flows; None: always, or the default
    inside: tuple = ()  # start events of an embedded sub-process
    is_join: bool = False  # several flows lead here
    around: str | None = None  # the embedded sub-process it is in

    @property
    def title(self) -> str:
        return self.name or self.id

    @property
    def is_human(self) -> bool:
        return self.kind in HUMAN

    def many(self, name: str) -> list[str]:
        """The parts of a property that holds a comma list."""
        return listed(self.properties.get(name))

    @property
    def officers_needed(self) -> int:
        return int(self.properties.get("duty.officers") or 1)

    @property
    def head_only(self) -> bool:
        """Whether only the head or an appointed acting head (主持工作) may do it, never a substitute."""
        return self.properties.get("duty.head_only") == "true"

    @property
    def bureau(self) -> str | None:
        """Who does it in place of the bureau in charge (`duty.bureau`): `superior`, the bureau above it, or the bureau whose id
        the data hold, as `${district_bureau}`."""
        return self.properties.get("duty.bureau")

    @property
    def may_bulk(self) -> bool:
        """Whether several of these tasks may be done at once (一起办)."""
        return self.properties.get("office.bulk") == "true"


@dataclass(frozen=True)
class Diagram:
    """One parsed BPMN file: pure, shared, keyed by its text."""

    specs: tuple
    process: str
    name: str
    elements: dict[str, Element]
    starter_roles: tuple
    start: Element

    @cached_property
    def has_calls(self) -> bool:
        return any(element.call for element in self.elements.values())

    def next_steps(self, element_id: str) -> list[Element]:
        """The tasks, calls and ends that may come next, passing gateways, events and automatic steps."""
        found, seen, waiting = [], {element_id}, list(self.elements[element_id].after)
        while waiting:
            step = self.elements[waiting.pop(0)]
            if step.id in seen:
                continue
            seen.add(step.id)
            if step.is_human or step.call or step.kind == "endEvent":
                found.append(step)
            else:
                waiting += step.after
        return found

    @cached_property
    def called(self) -> set[str]:
        """The keys of the procedures this one calls."""
        return {element.call.process for element in self.elements.values() if element.call}

    @cached_property
    def separated_from(self) -> dict[str, set[str]]:
        """{task or duty group: the tasks here that must be done apart from it}"""
        found: dict[str, set[str]] = {}
        for element in self.elements.values():
            for other in element.many("duty.separate_from"):
                found.setdefault(other, set()).add(element.id)
        return found

    @cached_property
    def has_events(self) -> bool:
        """Whether anything may wait for a timer or a message."""
        return any(element.kind in ("boundaryEvent", "intermediateCatchEvent", "eventBasedGateway", "receiveTask")
                   for element in self.elements.values())  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """A release with everything needed to run it."""

    release_id: int
    key: str
    name: str
    version: int
    xml: str
    diagram: Diagram
    forms: dict[str, Form]
    form_hashes: dict[str, str]
    pins: dict[str, int]

    @property
    def specs(self) -> tuple:
        return self.diagram.specs

    def element(self, element_id: str) -> Element:
        return self.diagram.elements[element_id]

    def form(self, key: str | None) -> Form | None:
        return self.forms.get(key)


def definition(release_id: int) -> Definition:
    """The release by its id, from the cache of this process.

    Raises: NotFound("release")
    """
    cache = current_app.extensions.setdefault("workflow_definitions", {})
    if release_id not in cache:
        cache[release_id] = _load(release_id)
    return cache[release_id]


def in_force(key: str) -> Release:
    """The release of this procedure that new instances start with today.

    Raises: NotFound("process")
    """
    found = release_for(key)
    if found is None:
        raise NotFound("process", f"没有正在施行的流程“{key}”，请流程设计人员先部署")
    return found


def _load(release_id: int) -> Definition:
    release = db.session.get(Release, release_id)
    if release is None:
        raise NotFound("release", "没有这个流程版本")
    files = db.session.scalars(select(ReleaseFile).where(ReleaseFile.release_id == release_id)).all()
    xml = next(file.content for file in files if file.kind == "bpmn")
    forms = {file.name: file for file in files if file.kind == "form"}
    return Definition(
        release.id, release.key, release.name, release.version, xml, read(xml),
        {key: load_form(file.content) for key, file in forms.items()},
        {key: file.sha256 for key, file in forms.items()}, dict(release.pins),
    )  # fmt: skip


@lru_cache(maxsize=256)
def read(xml: str) -> Diagram:
    """Parse a BPMN file that has passed the deployment check."""
    diagram = read_diagram("", parse_xml(xml.encode()))
    process = diagram.executable[0]
    parallel = {node.id for scope in diagram.scopes for node in _between_splits_and_joins(scope)}
    inside = {scope.id: tuple(node.id for node in scope.starts) for scope in diagram.scopes if scope is not process}
    elements = {node.id: _element(node, node.scope is process, node.id in parallel, inside.get(node.id, ()))
                for node in diagram.nodes}  # fmt: skip
    starters = listed(process.element.get(cam("candidateStarterGroups")))
    start = next(elements[node.id] for node in process.starts)
    return Diagram(parser.parse(xml), process.id, process.element.get("name") or process.id, elements,
                   tuple(starters), start)  # fmt: skip


def _element(node: Node, top: bool, in_parallel: bool, inside: tuple) -> Element:
    return Element(
        id=node.id, kind=node.kind, name=node.name, top=top, in_parallel=in_parallel,
        assignee=node.camunda("assignee"),
        roles=tuple(listed(node.camunda("candidateGroups"))),
        form_key=node.camunda("formKey"),
        priority=int(node.camunda("priority") or 50),
        due_date=node.camunda("dueDate"),
        listeners=_listeners(node),
        handler=strip(node.camunda("delegateExpression")) or node.camunda("topic"),
        call=_call(node) if node.kind == "callActivity" else None,
        judgement=_judgement(node) if node.kind == "businessRuleTask" else None,
        properties=node.properties,
        after=tuple(flow.target.id for flow in node.outgoing),
        conditions=tuple(None if flow.condition is None else flow.condition.text for flow in node.outgoing),
        inside=inside,
        is_join=len(node.incoming) > 1,
        around=None if top else node.scope.id,
    )  # fmt: skip


def _listeners(node: Node) -> tuple:
    found = node.element.iterfind(f"{bp('extensionElements')}/{cam('taskListener')}")
    return tuple(strip(each.get("delegateExpression")) for each in found if each.get("event") == "complete")


def _judgement(node: Node) -> Judgement:
    mapping = node.camunda("mapDecisionResult") or RESULT_LIST
    return Judgement(node.camunda("decisionRef"), node.camunda("resultVariable"), mapping)


def _call(node: Node) -> Call:
    marker = node.element.find(bp("multiInstanceLoopCharacteristics"))
    multi = {} if marker is None else {
        "collection": strip(marker.get(cam("collection"))),
        "variable": marker.get(cam("elementVariable")),
        "sequential": marker.get("isSequential") == "true",
    }  # fmt: skip
    return Call(node.element.get("calledElement"), **multi, inputs=_mapped(node, "in"), outputs=_mapped(node, "out"))


def _mapped(node: Node, direction: str) -> tuple:
    found = node.element.iterfind(f"{bp('extensionElements')}/{cam(direction)}")
    return tuple(
        (each.get("source"), each.get("target")) for each in found if each.get("source") and each.get("target")
    )


def _between_splits_and_joins(scope) -> set[Node]:
    """The nodes inside parallel branches: after a split, before the joins all its branches lead to."""
    inside = set()
    for split in scope.nodes.values():
        if split.kind not in PARALLEL or len(split.outgoing) < 2:
            continue
        branches = [_reach(flow.target, {split}) for flow in split.outgoing]
        joins = {node for node in set.intersection(*branches) if node.kind in PARALLEL and len(node.incoming) > 1}
        for flow in split.outgoing:
            inside |= _reach(flow.target, joins | {split}) - joins - {split}
    return inside


def _reach(source: Node, stops: set[Node]) -> set[Node]:
    """What a token can reach from here, not going on beyond `stops`."""
    seen, waiting = set(), [source]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [] if node in stops else node.after
    return seen
