"""Gateways and the conditions on flows: what the engine would silently ignore or trip over."""

from collections import Counter
from collections.abc import Iterator

from app.workflow.checks.model import Diagram, Flow, Known, Node
from app.workflow.checks.values import expression_fault
from app.workflow.problems import Problem

CHOOSING = {"exclusiveGateway", "inclusiveGateway"}


def check_conditions(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for scope in diagram.scopes:
        for flow in scope.flows:
            if flow.condition is None:
                continue
            if flow.source.kind not in CHOOSING:
                yield Problem(
                    "condition_ignored",
                    flow.id,
                    f"{flow.source.shown}之后的流向带有条件，引擎不会理会；请在其后放排他网关，把条件写在网关的流向上",
                )
                continue
            fault = expression_fault(flow.condition.text)
            if fault:
                yield Problem("condition_invalid", flow.id, f"条件写法不对：{fault}；请写成如 ${{approved == true}}")


def check_choices(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind(*CHOOSING):
        default = node.element.get("default")
        if default and default not in {flow.id for flow in node.outgoing}:
            yield Problem("default_unknown", node.id, f"网关{node.shown}的默认流向“{default}”不是它的流出，请重新选择")
        elif len(node.outgoing) > 1 or node.outgoing and node.outgoing[0].condition is not None:
            yield from _choice(node, default)


def _choice(node: Node, default: str | None) -> Iterator[Problem]:
    if not default:
        yield Problem("no_default", node.id, f"网关{node.shown}没有默认流向，条件都不成立时会停住；请指定一条默认流向")
    conditional = [flow for flow in node.outgoing if flow.id != default]
    bare = [flow for flow in conditional if not _text(flow)]
    if not default and len(bare) == 1 and len(conditional) > 1:
        return  # the missing default is the fault; naming the bare flow too would say it twice
    for flow in bare:
        yield Problem("condition_missing", flow.id, f"网关{node.shown}的这条流向没有条件，请填写条件或设为默认流向")
    for flow in node.outgoing:
        if flow.id == default and _text(flow):
            yield Problem("default_with_condition", flow.id, "默认流向上的条件不起作用，请删除", "warning")
    texts = Counter(_text(flow) for flow in conditional)
    for flow in conditional:
        if node.kind == "exclusiveGateway" and _text(flow) and texts[_text(flow)] > 1:
            yield Problem(
                "condition_repeated", flow.id, "同一网关有两条流向的条件相同，后一条永远走不到；请修改", "warning"
            )


def _text(flow: Flow) -> str:
    return "" if flow.condition is None else (flow.condition.text or "").strip()


def check_gateway_kinds(diagram: Diagram, _known: Known) -> Iterator[Problem]:
    for node in diagram.of_kind("complexGateway"):
        yield Problem("complex_gateway", node.id, f"不支持复杂网关{node.shown}，请改用排他、并行或包容网关")
    for node in diagram.of_kind("eventBasedGateway"):
        yield from _event_gateway(node)


def _event_gateway(node: Node) -> Iterator[Problem]:
    targets = [flow.target for flow in node.outgoing]
    if len(targets) < 2:
        yield Problem("event_gateway_single", node.id, f"事件网关{node.shown}至少要有两个等待的事件")
    for target in targets:
        if target.kind != "intermediateCatchEvent":
            yield Problem("event_gateway_target", target.id, f"事件网关之后只能接中间捕获事件，{target.shown}不是")
        elif len(target.incoming) > 1:
            yield Problem("event_gateway_target", target.id, f"事件网关等待的{target.shown}不能另有流入，请先汇合再接")
    if sum("timer" in target.triggers for target in targets) > 1:
        yield Problem(
            "event_gateway_timers", node.id, f"事件网关{node.shown}后有两个以上定时事件，较短的不会触发；只保留一个"
        )
    if node.element.get("instantiate") == "true" or node.element.get("eventGatewayType") == "Parallel":
        yield Problem("event_gateway_kind", node.id, f"事件网关{node.shown}只能是普通（排他）型，不能用来启动流程")


CHECKS = (check_conditions, check_choices, check_gateway_kinds)
