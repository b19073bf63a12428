"""Call activities run as child instances; what their marker and mappings may say (engine study §11.3 rule 5)."""

from collections.abc import Iterator, Mapping

from app.workflow.checks.model import LOOP, MULTI, Diagram, Known, Node
from app.workflow.checks.values import is_dynamic, is_name
from app.workflow.expressions import strip
from app.workflow.problems import Problem
from app.workflow.xml import bp, cam

IGNORED_IN = ("variables", "sourceExpression", "local")


def check_calls(diagram: Diagram, known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind("callActivity"):
        yield from _called(node, known)
        yield from _marker(node)
        yield from _mappings(node)
        yield from _boundaries(node)


def _called(node: Node, known: Known) -> Iterator[Problem]:
    called = (node.element.get("calledElement") or "").strip()
    if not called:
        yield Problem("call_without_process", node.id, f"调用活动{node.shown}没有指定流程，请填写 calledElement")
    elif is_dynamic(called):
        yield Problem("call_not_literal", node.id, f"调用活动{node.shown}的流程名不能是表达式，请写明流程编号")
    elif called not in known.processes:
        yield Problem("call_unknown", node.id, f"调用的流程“{called}”不存在，请随本流程一起部署或改正名称")
    if node.camunda("caseRef"):
        yield Problem("call_not_literal", node.id, f"调用活动{node.shown}不支持 CMMN 案例（caseRef）")
    if node.camunda("calledElementBinding") in ("version", "versionTag"):
        yield Problem("call_binding", node.id, f"{node.shown}指定的版本不起作用，部署时按内容锁定被调流程", "warning")


def _marker(node: Node) -> Iterator[Problem]:
    multi = node.element.find(MULTI)
    if node.element.find(LOOP) is not None:
        yield Problem("standard_loop", node.id, f"调用活动{node.shown}不支持循环标记，请用网关返回或用多实例")
    for name in ("ioSpecification", "dataInputAssociation", "dataOutputAssociation"):
        if node.element.find(bp(name)) is not None:
            yield Problem("call_data", node.id, f"调用活动{node.shown}不支持 {name}，请用 camunda:in / camunda:out")
    if multi is None:
        return
    if multi.find(bp("completionCondition")) is not None:
        yield Problem(
            "completion_condition", node.id, f"{node.shown}不能设提前完成条件：各当事人的程序须全部办完才能继续"
        )
    for name in ("loopCardinality", "loopDataInputRef"):
        if multi.find(bp(name)) is not None:
            yield Problem("call_marker", node.id, f"{node.shown}的多实例请用 camunda:collection，不支持 {name}")
    yield from collection_problems(node, multi)


def collection_problems(node: Node, multi) -> Iterator[Problem]:
    collection, variable = multi.get(cam("collection")), multi.get(cam("elementVariable"))
    if not (collection or "").strip():
        yield Problem("multi_without_collection", node.id, f"{node.shown}的多实例没有说明为谁重复，请填写 collection")
    elif not is_name(strip(collection)):
        yield Problem("collection_invalid", node.id, f"{node.shown}的 collection 应为一个流程数据名，如 ${{party_ids}}")
    if not is_name(variable):
        yield Problem(
            "element_variable", node.id, f"{node.shown}的多实例须填写元素变量（elementVariable），如 party_id"
        )


def _mappings(node: Node) -> Iterator[Problem]:
    extensions = node.element.find(bp("extensionElements"))
    for mapping in [] if extensions is None else extensions:
        if mapping.tag not in (cam("in"), cam("out")) or mapping.get("businessKey"):
            continue
        if any(mapping.get(name) for name in IGNORED_IN):
            yield Problem(
                "call_mapping", node.id, f"{node.shown}的数据传递只支持逐项写 source 和 target，不支持全部传递或表达式"
            )
        elif not is_name(mapping.get("source")) or not is_name(mapping.get("target")):
            yield Problem("call_mapping", node.id, f"{node.shown}的数据传递须写明 source 和 target 两个变量名")
        elif mapping.tag == cam("out") and node.element.find(MULTI) is not None:
            yield Problem("multi_out", node.id, f"{node.shown}是多实例，各子流程不会写回数据，请删除 camunda:out")


def _boundaries(node: Node) -> Iterator[Problem]:
    if node.element.find(MULTI) is None or node.properties.get("call.ends_all") == "true":
        return
    for boundary in node.boundaries:
        if boundary.interrupting or "error" in boundary.triggers:
            yield Problem(
                "multi_call_interrupted",
                boundary.id,
                f"{boundary.shown}会因一个当事人而终止全部当事人的程序；请改为非中断型，"
                f"确需如此则在{node.shown}上写属性 call.ends_all=true",
            )


def call_edges(diagrams: list[Diagram]) -> dict[str, dict[str, str]]:
    """{process key: {called key: call activity id}} of the files given."""
    edges: dict[str, dict[str, str]] = {}
    for diagram in diagrams:
        for process in diagram.executable:
            called = edges.setdefault(process.id, {})
            for node in diagram.of_kind("callActivity"):
                if next(node.element.iterancestors(bp("process"))) is process.element:
                    called[(node.element.get("calledElement") or "").strip()] = node.id
    return edges


def recursion(edges: Mapping[str, Mapping[str, str]], key: str) -> str | None:
    """The id of a call activity of `key` through which it would call itself, or None."""
    for called, element in edges.get(key, {}).items():
        seen, waiting = set(), [called]
        while waiting:
            reached = waiting.pop()
            if reached == key:
                return element
            if reached not in seen:
                seen.add(reached)
                waiting += edges.get(reached, {})
    return None


CHECKS = (check_calls,)
