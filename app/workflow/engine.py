"""Moving tokens: start, save, load, advance, jump. The one door to a SpiffWorkflow object.

Every workflow leaves here with our script engine; the engine is not part of the saved state, and a workflow loaded
without it would evaluate conditions with the rights of the server. After each step history is cut off the task tree
(`compact`): constant size and time, and no joins that fire early in loops. History lives in rows.
"""

from contextvars import ContextVar
from itertools import count
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from app.core.errors import RuleBroken
from app.workflow import expressions
from app.workflow.parser import CONFIG, NEVER, ChildCall

FORMAT = "spiff-1.5"
MAX_STEPS = 1_000  # in one go; a loop that never waits must not hold its matter locked
ACTIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
PAST, FUTURE = "2000-01-01T00:00:00+08:00", "2999-01-01T00:00:00+08:00"
_specs: ContextVar[tuple] = ContextVar("specs")


class _NoScripts(BasePythonScriptEngineEnvironment):
    """Whatever SpiffWorkflow would hand to eval or exec comes here and is refused or walked by hand."""

    def evaluate(self, expression, context, external_context=None):
        try:
            return expressions.evaluate(expression, {**(external_context or {}), **context})
        except expressions.Denied as denied:
            raise RuleBroken("expression", f"流程图里的条件算不出来，请联系流程设计人员：{denied}") from denied

    def execute(self, script, context, external_context=None):
        raise RuleBroken("script", "流程图不得包含脚本")

    def call_service(self, context, **kwargs):
        raise RuleBroken("script", "流程图不得调用未登记的服务")


class ScriptEngine(PythonScriptEngine):
    """Expressions in the safe grammar; timers that never fire by themselves; handlers through `run_handler`."""

    def __init__(self, run_handler=None):
        super().__init__(_NoScripts())
        self._run_handler = run_handler

    def evaluate(self, task, expression, external_context=None):
        for definition in event_definitions(task.task_spec):
            if isinstance(definition, TimerEventDefinition) and definition.expression == expression:
                return _never(definition, expression)
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, task, script, external_context=None):
        return self.environment.execute(script, task.data)

    def call_service(self, task, **kwargs):
        return self.environment.call_service(task.data, **kwargs)

    def run_handler(self, task) -> dict:
        if self._run_handler is None:
            raise RuleBroken("no_handler", "这里不能执行自动步骤")
        return self._run_handler(task) or {}


def _never(definition, expression: str) -> str:
    if isinstance(definition, CycleTimerEventDefinition):
        repeat = expressions.strip(expression).strip("\"'").split("/")[0]
        return f"{repeat}/{FUTURE}/{NEVER}"
    return FUTURE if isinstance(definition, TimeDateEventDefinition) else NEVER


class _StateOnly(BpmnWorkflowConverter):
    """Saves the tokens without the specification, which every worker has in its cache."""

    def to_dict(self, workflow):
        state = super(BpmnWorkflowConverter, self).to_dict(workflow)
        state["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        state["bpmn_events"] = self.registry.convert(workflow.bpmn_events)
        return state

    def from_dict(self, state):
        workflow = self.target_class(*_specs.get(), deserializing=True)
        workflow.tasks = self.mapping_from_dict(state["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(state["root"])]
        self.set_default_attributes(workflow, state)
        self.subprocesses_from_dict(state["subprocesses"], workflow)
        workflow.bpmn_events = self.registry.restore(state["bpmn_events"])
        return workflow


_STATES = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure({**CONFIG, BpmnWorkflow: _StateOnly}))


def start(specs: tuple, data: dict, run_handler=None) -> BpmnWorkflow:
    """A new workflow standing before its start event, with this process data."""
    workflow = BpmnWorkflow(*specs, script_engine=ScriptEngine(run_handler))
    workflow.task_tree.data.update(data)
    return workflow


def dump(workflow: BpmnWorkflow) -> bytes:
    """The state as a blob. Bytes, never a JSON column: reordered keys would silently empty all data."""
    return zstandard.compress(orjson.dumps(_STATES.to_dict(workflow)), 3)


def load(specs: tuple, blob: bytes, run_handler=None) -> BpmnWorkflow:
    token = _specs.set(specs)
    try:
        workflow = _STATES.from_dict(orjson.loads(zstandard.decompress(blob)))
    finally:
        _specs.reset(token)
    workflow.script_engine = ScriptEngine(run_handler)
    return workflow


def advance(workflow: BpmnWorkflow) -> None:
    """Run everything that needs no person, up to the next human tasks, events and calls.

    Raises: RuleBroken("endless_loop"): after MAX_STEPS steps nothing waits yet
    """
    steps = count(1)

    def counted(_task):
        if next(steps) > MAX_STEPS:
            raise RuleBroken("endless_loop", "流程在自动步骤之间循环不止，请联系流程设计人员")

    workflow.do_engine_steps(will_complete_task=counted)


def require_flat(data: dict) -> dict:
    """Process data: flat scalars and lists of scalars. Nested data would be shared between branches and history."""
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        if name == "typename" or not all(isinstance(each, (str, int, float, bool, type(None))) for each in values):
            raise RuleBroken(
                "process_data", f"“{name}”不能作为流程数据：只允许编号、选项、是非、整数、日期和它们的列表"
            )
    return data


def human_tasks(workflow) -> dict:
    """{task id: task} of the open human tasks."""
    return {str(task.id): task for task in workflow.get_tasks(state=TaskState.READY, manual=True)}


def calls(workflow) -> dict:
    """{token: task} of the call activities waiting for their children. Open sub-processes are STARTED too."""
    started = workflow.get_tasks(state=TaskState.STARTED)
    return {str(task.id): task for task in started if isinstance(task.task_spec, ChildCall)}


def waiting_events(workflow) -> list:
    """The tasks waiting for a timer or a message, gateways included."""
    return [task for task in workflow.event_manager.tasks.values() if task.state == TaskState.WAITING]


def event_definitions(spec) -> list:
    """The event definitions a task waits for; an event-based gateway waits for several."""
    definition = getattr(spec, "event_definition", None)
    if isinstance(definition, MultipleEventDefinition):
        return list(definition.event_definitions)
    return [] if definition is None else [definition]


def awaited(task) -> list[tuple]:
    """[(element id, event definition)] a waiting task waits for; behind a gateway the ids are of the events."""
    definitions = event_definitions(task.task_spec)
    if isinstance(task.task_spec.event_definition, MultipleEventDefinition) and len(task.task_spec.outputs) > 1:
        return [(spec.bpmn_id, each) for spec, each in zip(task.task_spec.outputs, definitions, strict=True)]
    return [(task.task_spec.bpmn_id, each) for each in definitions if not _is_spent(task)]


def _is_spent(task) -> bool:
    """Whether a cycle has ticked as often as it says; its task waits on until the activity ends."""
    value = task.internal_data.get("event_value")
    return isinstance(value, dict) and value["cycles"] == 0


def is_timer(definition) -> bool:
    return isinstance(definition, TimerEventDefinition)


def is_message(definition) -> bool:
    return isinstance(definition, MessageEventDefinition)


def is_cycle(definition) -> bool:
    return isinstance(definition, CycleTimerEventDefinition)


def fire(task, definition) -> None:
    """Let a timer a task waits for go off. Timers behind one gateway share one slot, so they are fired as events."""
    value = task.internal_data.get("event_value")
    if isinstance(task.task_spec.event_definition, MultipleEventDefinition):
        task.task_spec.catch(task, BpmnEvent(definition))
        task.task_spec._update(task)
        return
    if isinstance(value, dict):  # a cycle: one tick, then it waits for the next
        value["next"] = PAST
        task.task_spec._update(task)
        if task.internal_data.get("event_value"):
            task.internal_data["event_value"]["next"] = FUTURE
    else:
        task.internal_data["event_value"] = PAST
        task.task_spec._update(task)


def deliver(task, definition, payload: dict) -> None:
    """Hand a message to this very task; sending by name would reach every task that waits for that name."""
    task.task_spec.catch(task, BpmnEvent(definition, payload={}))
    task.task_spec._update(task)
    task.data.update(payload)  # after the update, which takes the parent's data over


def throw_at(task, event) -> bool:
    """Offer an uncaught error or escalation of a child to the boundary events of this token, then of the sub-process
    around it. Returns whether one caught it. (`send_event` would reach the boundary events of other calls, too.)"""
    while task is not None:
        for sibling in task.parent.children:
            spec = sibling.task_spec
            if isinstance(spec, BoundaryEvent) and spec.catches(sibling, event):
                spec.catch(sibling, event)
                spec._update(sibling)
                return True
        around = task.workflow.parent_task_id
        task = task.workflow.top_workflow.get_task_from_id(around) if around else None
    return False


def finish(task, result: dict) -> None:
    """Let a waiting call activity go on with what its child returned."""
    task.data.update(result)
    task.complete()


def data_of(workflow) -> dict:
    """Process data as the last completed task saw it."""
    last = workflow.last_task
    return dict(last.data if last is not None else workflow.task_tree.data)


def data_at(workflow, task_id: str) -> dict:
    """A copy of the process data as an open human task sees it; of a closed one, as the last step saw it."""
    task = human_tasks(workflow).get(task_id)
    return dict(task.data) if task is not None else data_of(workflow)


def jump(workflow, element: str, data: dict) -> None:
    """Withdraw every token and put one before `element`, a node of the top scope outside parallel branches."""
    for task in workflow.get_tasks(state=ACTIVE):
        task.cancel()
    split = f"{element}.BoundaryEventSplit"
    spec = workflow.spec.task_specs[split if split in workflow.spec.task_specs else element]
    task = workflow.task_tree._add_child(spec, TaskState.FUTURE)
    task.triggered = True
    task.data = dict(data)
    task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    task.task_spec._update(task)
    workflow.completed = False


def predict_anew(task) -> None:
    """Give the steps ahead of an open task new ids: in a restored state they still bear those used since."""
    task._drop_children(force=True)
    task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)


def compact(workflow) -> None:
    """Cut finished history off the task tree, down to the deepest common ancestor of all open tasks; the same inside
    open sub-processes.

    Never cuts inside what is still open: sub-processes, calls, loops are open tasks themselves, and beside an open
    activity its boundary events wait, or the joins behind those that have fired.
    Uses private members of SpiffWorkflow: the version is pinned and random walks compare with and without.
    """
    for each in (workflow, *workflow.subprocesses.values()):
        _cut(each)
    for token in list(workflow.subprocesses):
        known = (workflow, *(inner for key, inner in workflow.subprocesses.items() if key != token))
        if not any(token in each.tasks for each in known):
            del workflow.subprocesses[token]


def _cut(workflow) -> None:
    paths = [_path(task) for task in workflow.tasks.values() if task.has_state(ACTIVE)]
    if not paths:
        return
    cut = [level[0] for level in zip(*paths, strict=False) if len({task.id for task in level}) == 1][-1]
    root = workflow.task_tree
    if cut is root or cut.parent is root:
        return
    root.data, root._children, cut.parent = {}, [cut.id], root
    workflow.tasks = {root.id: root, **{task.id: task for task in cut if task.workflow is workflow}}
    workflow.last_task = workflow.tasks.get(getattr(workflow.last_task, "id", None), cut)


def _path(task) -> list:
    path = [task]
    while path[-1].parent is not None:
        path.append(path[-1].parent)
    return path[::-1]
