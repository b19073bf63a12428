"""From a diagram in standard BPMN with Camunda 7 attributes to the specification SpiffWorkflow moves tokens on.

The specification knows only how tokens move. What an element means (role, form, handler, period) stays in
`definitions.Element`; the tasks find it by the element's id.
"""

from copy import deepcopy
from functools import lru_cache

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter, ConditionalGatewayConverter
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import SpiffTaskParser, UserTaskParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.spiff.serializer.task_spec import SpiffMultiInstanceConverter
from SpiffWorkflow.spiff.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask, UserTask
from SpiffWorkflow.util.task import TaskState

from app.workflow.expressions import strip
from app.workflow.xml import bp, cam, parse_xml

MOVING = TaskState.READY | TaskState.WAITING | TaskState.STARTED
NEVER = "P36500D"  # what the engine is told about every timer; ours fire only by the sweep over rows


class ChildCall(BpmnSpecMixin):
    """A call activity: one token that waits, STARTED, until the rows of its child instances are finished."""

    def _run_hook(self, my_task):
        return None  # None means STARTED


class HandlerTask(BpmnSpecMixin):
    """A service or business rule task: runs what it names through our script engine; its errors surface as they are."""

    def _run_hook(self, my_task):
        my_task.data.update(my_task.workflow.script_engine.run_handler(my_task))
        return True


class _EachOnce:
    """A multi-instance task that leaves nothing of its element variable behind: SpiffWorkflow merges it into the
    data and then refuses the next pass of a loop, because the variable is already there."""

    def merge_child(self, workflow, child):
        super().merge_child(workflow, child)
        if self.input_item is not None:
            child.parent.data.pop(self.input_item.bpmn_id, None)


class ParallelEach(_EachOnce, ParallelMultiInstanceTask):
    pass


class SequentialEach(_EachOnce, SequentialMultiInstanceTask):
    pass


class InclusiveJoin(InclusiveGateway):
    """An inclusive gateway (包容网关) that waits for every token that can still come: SpiffWorkflow follows only the first of
    several ways back from an entrance, so a loop in one branch let it go on before that branch was done."""

    def _check_threshold_unstructured(self, my_task):
        """Source: BPMN 2.0, 13.4.3: a token from which an empty entrance, and no filled one, can be reached is waited for."""
        tasks = my_task.workflow.get_tasks(end_at_spec=self.name)
        here = [task for task in tasks if task.task_spec is self]
        filled = {task.parent.task_spec for task in here if task.parent.state == TaskState.COMPLETED}
        if any(task.parent.has_state(TaskState.DEFINITE_MASK) and task.parent.task_spec not in filled for task in here):
            return False
        moving = {task.task_spec for task in tasks if task.task_spec is not self and task.has_state(MOVING)}
        entrances = [self._entrances(spec) for spec in moving]
        return not any(ways - filled and not ways & filled for ways in entrances)

    def _entrances(self, spec) -> set:
        """The specifications before this gateway that a token can reach, itself among them."""
        reached, waiting = set(), [spec]
        while waiting:
            at = waiting.pop()
            if at not in reached and at is not self:
                reached.add(at)
                waiting += at.outputs
        return reached.intersection(self.inputs)


class _UserTaskParser(UserTaskParser):
    PARALLEL_MI_CLASS = ParallelEach
    SEQUENTIAL_MI_CLASS = SequentialEach


class _ChildCallParser(SpiffTaskParser):
    def xpath(self, path):
        """Hide the multi-instance marker: children are rows, no loop is wrapped around the token."""
        return [] if "multiInstanceLoop" in path else super().xpath(path)

    def create_task(self):
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)


class _HandlerTaskParser(SpiffTaskParser):
    def create_task(self):
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)


class Parser(SpiffBpmnParser):
    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("callActivity"): (_ChildCallParser, ChildCall),
        full_tag("serviceTask"): (_HandlerTaskParser, HandlerTask),
        full_tag("userTask"): (_UserTaskParser, UserTask),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, InclusiveJoin),
    }


CONFIG = {
    **SPIFF_CONFIG,
    ChildCall: BpmnTaskSpecConverter, HandlerTask: BpmnTaskSpecConverter,
    InclusiveJoin: ConditionalGatewayConverter, ParallelEach: SpiffMultiInstanceConverter, SequentialEach: SpiffMultiInstanceConverter,
}  # fmt: skip
_SPECS = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure({**CONFIG, BpmnWorkflow: BpmnWorkflowConverter}))


@lru_cache(maxsize=256)
def parse(content: str):
    """The specification of the one executable process in a BPMN file and of its embedded sub-processes.

    Always round-tripped through the serializer: a specification fresh from the parser hangs multi-instance tasks
    that are loaded in another worker (its join callbacks are connected only when it is deserialised).

    Returns: (process spec, {name: sub-process spec}), shared and never changed
    """
    parser = Parser()
    parser.add_bpmn_xml(normalised(parse_xml(content.encode())))
    key = parser.get_process_ids()[0]
    spec, inner = parser.get_spec(key), parser.get_subprocess_specs(key)
    return _round_trip(spec), {name: _round_trip(each) for name, each in inner.items()}


def _round_trip(spec):
    return _SPECS.from_dict(_SPECS.to_dict(spec))


def normalised(root: etree._Element) -> etree._Element:
    """A copy in the words SpiffWorkflow reads: bare expressions, standard multi-instance references, timed timers, no
    business rule tasks."""
    root = deepcopy(root)
    for condition in root.iter(bp("conditionExpression")):
        condition.text = strip(condition.text)
    for rule in list(root.iter(bp("businessRuleTask"))):
        rule.tag = bp("serviceTask")  # the engine only runs it; what it decides by is ours, not SpiffWorkflow's eval
    for timer in root.iter(bp("timerEventDefinition")):
        if len(timer) == 0:  # obeys law.period only
            etree.SubElement(timer, bp("timeDuration")).text = NEVER
    for marker in root.iter(bp("multiInstanceLoopCharacteristics")):
        collection, variable = strip(marker.get(cam("collection"))), marker.get(cam("elementVariable"))
        if collection and marker.find(bp("loopDataInputRef")) is None:
            reference = etree.Element(bp("loopDataInputRef"))
            reference.text = collection
            marker.insert(0, reference)
            if variable:
                marker.insert(1, etree.Element(bp("inputDataItem"), id=variable, name=variable))
    return root
