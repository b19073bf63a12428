"""The file as a whole: which dialect it speaks, what would run, ids, things no release may contain."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.workflow.checks.model import Diagram, Known, tag
from app.workflow.problems import Problem
from app.workflow.xml import CAMUNDA, bp, cam

DIALECTS = {
    "http://camunda.org/schema/zeebe/1.0": ("camunda8_file", "Camunda 8（Zeebe）"),
    "http://flowable.org/bpmn": ("foreign_dialect", "Flowable"),
    "http://activiti.org/bpmn": ("foreign_dialect", "Activiti"),
    "http://www.jboss.org/drools": ("foreign_dialect", "jBPM"),
}
MODELER = "http://camunda.org/schema/modeler/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
RUNS_CODE = {"preScript": "script", "postScript": "script", "serviceTaskOperator": "service_operator"}
RESERVED = {"Start", "End", "Root"}
RESERVED_PARTS = ("[child]", ".BoundaryEvent", ".EndJoin")
MAX_ID, MAX_NAME = 80, 200  # what the rows of tasks and releases hold
MAX_NODES, MAX_FLOWS = 1_000, 2_000


def check_dialect(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Files of Camunda 8, Flowable, … are refused by name: their attributes would silently mean nothing here."""
    if (diagram.root.get(f"{{{MODELER}}}executionPlatform") or "") == "Camunda Cloud":
        yield _foreign("camunda8_file", "Camunda 8（Zeebe）", None)
        return
    for element in diagram.root.iter(etree.Element):
        for name in (element.tag, *element.attrib):
            found = DIALECTS.get(etree.QName(name).namespace)
            if found:
                yield _foreign(*found, _near_id(element))
                return


def _foreign(code, name, element) -> Problem:
    return Problem(
        code, element, f"这是 {name} 的流程文件，其中的扩展属性在本系统中不起作用；请用 Camunda 7 模式重新建模后导出"
    )


def check_amount(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """A bound on everything after it; the largest procedure we know has some 120 elements."""
    nodes, arrows = sum(1 for _ in diagram.nodes), sum(len(scope.flows) for scope in diagram.scopes)
    if nodes > MAX_NODES or arrows > MAX_FLOWS:
        yield Problem(
            "too_many_elements", None, f"流程图有 {nodes} 个元素、{arrows} 条流向，过于庞大；请用调用活动拆分"
        )


def check_executable(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    if not diagram.processes:
        yield Problem("no_process", None, "文件里没有流程（process），请确认上传的是流程图而不是决策表或空白图")
    elif not diagram.executable:
        first = diagram.processes[0]
        yield Problem(
            "not_executable", first.id, f"流程“{first.id}”标为不可执行，请在建模工具里勾选“可执行”（isExecutable）"
        )
    for extra in diagram.executable[1:]:
        yield Problem(
            "several_processes", extra.id, "一个文件只能有一个可执行流程；请把其余流程各存为一个文件，用调用活动引用"
        )
    for process in diagram.executable:
        if not (process.element.get("name") or "").strip():
            yield Problem("process_without_name", process.id, "流程没有名称，请填写中文名称", "warning")
    for element in diagram.root.iter(bp("messageFlow")):
        yield Problem("message_flow", element.get("id"), "泳池之间的消息流只作图示，不会传递消息", "warning")


def check_schema(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """The BPMN 2.0 XML schema, first ten errors."""
    schema = _schema()
    if schema.validate(diagram.root):
        return
    for path, line in list({entry.path: entry.line for entry in schema.error_log}.items())[:10]:
        element = _at(diagram.root, path)
        what = tag(element) or etree.QName(element).localname
        yield Problem(
            "bpmn_schema",
            _near_id(element),
            f"第 {line} 行的 {what} 不符合 BPMN 2.0 格式（编号重复、引用落空、缺少属性或次序不对），请用建模工具重新保存",
        )


def _at(root, path: str) -> etree._Element:
    """The element an XML schema error names; its path uses the prefixes the file happens to declare."""
    prefixes = {prefix: uri for element in root.iter(etree.Element) for prefix, uri in element.nsmap.items() if prefix}
    try:
        return next(iter(root.getroottree().xpath(path, namespaces=prefixes)), root)
    except etree.XPathError:
        return root


@lru_cache(maxsize=1)
def _schema():
    return BpmnValidator().validator


def check_ids(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    counted = Counter(element.get("id") for element in diagram.root.iter(etree.Element) if _is_bpmn_id(element))
    for identifier, times in counted.items():
        if times > 1:
            yield Problem("duplicate_id", identifier, f"编号“{identifier}”出现了 {times} 次，每个元素的编号必须不同")
    for process in diagram.processes:
        if not process.id:
            yield Problem("id_missing", None, "流程没有编号（id），请补上")
    named = [*(process.id for process in diagram.processes), *(node.id for node in diagram.nodes)]
    for identifier in named:
        if identifier in RESERVED or any(part in identifier for part in RESERVED_PARTS):
            yield Problem("reserved_id", identifier, f"编号“{identifier}”是引擎的保留字，请换一个，例如 start_filing")
        if len(identifier) > MAX_ID:
            yield Problem("id_too_long", identifier, f"编号超过 {MAX_ID} 个字符，请缩短")
    for node in diagram.nodes:
        if len(node.name) > MAX_NAME:
            yield Problem("name_too_long", node.id, f"{node.shown}的名称超过 {MAX_NAME} 个字，请缩短")


def _is_bpmn_id(element) -> bool:
    return bool(tag(element)) and bool(element.get("id"))


def check_scripts(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Whatever would run code: script tasks, pre/post scripts, service operators, Camunda scripts."""
    for element in diagram.root.iter(etree.Element):
        name = etree.QName(element)
        if tag(element) == "scriptTask":
            yield Problem("script_task", element.get("id"), "不允许脚本任务；请改为服务任务并填写已登记的处理程序")
        elif name.namespace == SPIFF and name.localname in RUNS_CODE:
            yield Problem(
                RUNS_CODE[name.localname],
                _near_id(element.getparent()),
                f"不允许 {name.localname}（会执行代码）；请改用服务任务",
            )
        elif name.namespace == CAMUNDA and name.localname in ("script", "connector"):
            yield Problem("script", _near_id(element), "不允许脚本和连接器；请改用服务任务并填写已登记的处理程序")
        elif tag(element) == "conditionExpression" and _script_language(element):
            yield Problem("script", _near_id(element), "条件不允许用脚本语言，请写成如 ${approved == true}")


def _script_language(element) -> bool:
    language = (element.get("language") or "").strip().lower()
    return bool(element.get(cam("resource"))) or language not in ("", "juel", "feel", "python")


def check_lanes(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    nodes = {node.id for node in diagram.nodes}
    for lane in diagram.root.iter(bp("lane")):
        if not (lane.get("name") or "").strip():
            yield Problem("lane_without_name", lane.get("id"), "泳道没有名称，请写上办理岗位，例如“执法人员”")
        for reference in lane.findall(bp("flowNodeRef")):
            if (reference.text or "").strip() not in nodes:
                yield Problem(
                    "lane_reference",
                    lane.get("id"),
                    f"泳道引用了不存在的元素“{(reference.text or '').strip()}”",
                    "warning",
                )


def check_connections(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    """Flows and boundary events whose ends are missing, found while reading."""
    for scope in diagram.scopes:
        yield from scope.broken


def _near_id(element) -> str | None:
    """The id of the element itself or of the nearest one around it."""
    while element is not None and not element.get("id"):
        element = element.getparent()
    return None if element is None else element.get("id")


CHECKS = (
    check_dialect,
    check_amount,
    check_executable,
    check_schema,
    check_ids,
    check_scripts,
    check_lanes,
    check_connections,
)
